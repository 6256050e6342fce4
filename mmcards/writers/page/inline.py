"""Spans that are more than text, inside one page: formulas are drawn, pictures and sounds embedded."""

from base64 import b64encode
from pathlib import Path, PurePath
from typing import Final

from mmcards.errors import CardsError, shortened
from mmcards.model import Blank, File, Formula, Link, Picture, Sound
from mmcards.writers import words
from mmcards.writers.formulas import outlines, svg
from mmcards.writers.html import Html, attribute, text
from mmcards.writers.media import TYPES, content

LARGEST: Final = 8_000_000
"""Bytes of the largest file that a page takes in: minutes of speech, a photograph at full size."""

MOST: Final = 64_000_000
"""Bytes of all files that a page takes in. Browsers open no page of some hundred megabytes with ease."""


class Inline:
    """The spans of one page.

    `rules` are those that its style sheet has to have for them, since the policy of the page forbids styles on
    elements. `complaints` are clauses about what could not be shown as it was meant; who knows the note takes them out.
    """

    def __init__(self, largest: int = LARGEST, most: int = MOST) -> None:
        self.rules: set[str] = set()
        self.complaints: list[str] = []
        self._largest = largest
        self._room = most
        self._addresses: dict[str, str] = {}

    def html(self, asked: int = 0, *, filled: bool = False) -> Html:
        """What writes HTML: blanks of the number that is `asked` are gaps, or stand out once they are `filled`."""

        def blank(blank: Blank, inner: str) -> str:
            if blank.number != asked:
                return inner
            shown = inner if filled else f"[{text(blank.hint or '…')}]"
            return f'<span class="cloze" dir="auto">{shown}</span>'

        return Html(formula=self._formula, link=_link, picture=self._picture, sound=self._sound, blank=blank)

    def _formula(self, formula: Formula) -> str:
        try:
            image = svg.svg(formula.source, display=formula.display, lowered=self._lowered)
        except outlines.Undrawable as error:
            source = shortened(formula.source)
            self.complaints.append(
                f"the formula `{source}` is shown as its source, since it cannot be drawn: {error.why}"
            )
            return f"<code>{text(formula.source)}</code>"
        return f'<span class="display">{image}</span>' if formula.display else image

    def _lowered(self, ems: float) -> str:
        thousandths = round(ems * 1000)
        self.rules.add(f".card .down-{thousandths} {{ vertical-align: {-thousandths / 1000}em; }}")
        return f'class="formula down-{thousandths}"'

    def _picture(self, picture: Picture) -> str:
        address = self._address(picture.file)
        if not address:
            return _left_out(picture.alternative, picture.file)
        shown = ""
        if picture.width:
            amount, percent = picture.width
            shown = f' class="width-{amount}{"p" if percent else ""}"'
            self.rules.add(
                f".card img.width-{amount}{'p' if percent else ''} {{ width: {amount}{'%' if percent else 'px'}; }}"
            )
        return f'<img src="{address}" alt="{attribute(picture.alternative)}"{shown}>'

    def _sound(self, sound: Sound) -> str:
        address = self._address(sound.file)
        if not address:
            return _left_out(sound.title, sound.file)
        title = f'<span class="sound">{text(sound.title)}</span> ' if sound.title else ""
        label = attribute(sound.title) or words.SOUND
        return f'{title}<audio controls preload="none" src="{address}" aria-label="{label}"></audio>'

    def _address(self, file: File) -> str:
        """A data: address of what the file holds; "" and a complaint where that is too much for the page."""
        ending = PurePath(file.path).suffix.lower()
        key = file.digest + ending
        if key not in self._addresses:
            self._addresses[key] = f"data:{TYPES[ending]};base64,{_encoded(file)}" if self._has_room(file) else ""
        address = self._addresses[key]
        self._room -= len(address)
        return address

    def _has_room(self, file: File) -> bool:
        size = _size(file)
        what = ""
        if size > self._largest:
            what = f"with {_megabytes(size)} it is larger than {_megabytes(self._largest)}"
        elif size > self._room:
            what = "with it the page would become too large"
        if what:
            name = PurePath(file.path).name
            self.complaints.append(f"`{shortened(name)}` is left out of the page, which shows its text instead: {what}")
        return not what


def _link(link: Link, inner: str) -> str:
    return f'<a href="{attribute(link.address)}" rel="noopener noreferrer" target="_blank">{inner}</a>'


def _left_out(said: str, file: File) -> str:
    return f'<span class="left-out">[{text(said or PurePath(file.path).name)}]</span>'


def _encoded(file: File) -> str:
    return b64encode(content(file)).decode("ascii")


def _size(file: File) -> int:
    try:
        return Path(file.path).stat().st_size
    except OSError as error:
        raise CardsError(f"{file.path} cannot be read: {error.strerror}.") from error


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
