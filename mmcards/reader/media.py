"""Pictures and sounds beside the YAML: found by the names that texts give, and only in the deck's own folder."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Final, TypeAlias
from unicodedata import normalize
from urllib.parse import unquote

from mmcards.errors import Place, Problem, shortened
from mmcards.files import MOST_MEDIA, leads_out, opened
from mmcards.markup import PICTURES, SOUNDS
from mmcards.model import Deck, File
from mmcards.pictures import Refused
from mmcards.reader.report import Report, near_names
from mmcards.reader.sources import DECK_FILES
from mmcards.reader.within import place_within

ENDINGS: Final = (*PICTURES, *SOUNDS)
FONTS: Final = (".ttf", ".otf", ".ttc", ".otc")

_HEAD: Final = 65_536
"""Bytes of a file that are looked at: before `<svg` stand comments and definitions."""

_PIXELS: Final = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP", re.DOTALL)
"""What a PNG, a JPEG, a GIF and a WebP begin with."""


Found: TypeAlias = dict[tuple[str, str], File]
"""Files by where they really are, and by the endings of the names that they have in texts."""


class Media:
    """The files that the texts of one deck name."""

    def __init__(self, folder: Path, report: Report) -> None:
        self._folder = folder
        self.report = report
        self.found: Found = {}

    def file(self, name: str, place: Place) -> File | None:
        """The file that a text at this place names, from the folder of its YAML; None and a mistake where none is."""
        problem = _wrong_name(name)
        if problem is None:
            for each in _spellings(name):
                path = Path(place.path).parent / each
                problem = self._wrong_with(path, each)
                if problem is None:
                    return self._read(path, name, place)
        assert problem
        self._refuse(name, place, *problem)
        return None

    def files(self) -> Iterator[File]:
        yield from self.found.values()

    def font(self, name: str, place: Place) -> str:
        """The path of a font file that the deck names at this place; "" and a mistake where none is."""
        path = Path(place.path).parent / name
        problem = self._wrong_with(path, name)
        if problem is None and path.suffix.lower() not in FONTS:
            problem = "is no font by its ending", f"known: {', '.join(ending[1:] for ending in FONTS)}"
        if problem is None and path.stat().st_size > MOST_MEDIA:
            problem = f"has more than {MOST_MEDIA // 1_000_000} million bytes", ""
        if problem is None:
            return str(path)
        self.report.mistake(place, f"`{shortened(name)}` {problem[0]}", problem[1])
        return ""

    def _wrong_with(self, path: Path, name: str) -> tuple[str, str] | None:
        """What is wrong with a file that a text names, and what to do."""
        try:
            if leads_out(path, self._folder):
                return "is outside the deck's folder", f"copy it into {self._folder}, or a folder in it"
            if not path.exists():
                return "is not there", self._nearest(path, name)
            if not path.is_file():
                return "is no file", "name a file in it"
        except (OSError, ValueError):  # too long, a zero byte
            return "cannot be the name of a file", ""
        return None

    def _nearest(self, path: Path, name: str) -> str:
        folder = path.parent
        there = [each.name for each in folder.iterdir() if each.suffix.lower() in ENDINGS] if folder.is_dir() else []
        near = near_names(path.name, there)
        return f"did you mean `{PurePath(name).with_name(near[0]).as_posix()}`?" if near else f"put it into {folder}"

    def _read(self, path: Path, name: str, place: Place) -> File | None:
        key = os.path.realpath(path), path.suffix.lower()  # a link's ending may be another one, and Anki goes by it
        if key not in self.found:
            try:
                with opened(path, MOST_MEDIA) as content:
                    head = content.read(_HEAD)
                    content.seek(0)
                    digest = hashlib.file_digest(content, "sha256").hexdigest()
            except OSError as error:
                self._refuse(name, place, f"cannot be read: {error.strerror}", "")
                return None
            if wrong := _wrong_inside(path.suffix.lower(), head) or _wrong_picture(path):
                self._refuse(name, place, *wrong)
                return None
            self.found[key] = File(str(path), digest)
        return self.found[key]

    def _refuse(self, name: str, place: Place, message: str, hint: str) -> None:
        self.report.mistake(_place_of(name, place), f"`{shortened(name)}` {message}", hint)


def unused(decks: Iterable[Deck]) -> Iterator[Problem]:
    """The pictures and sounds in the folders of decks that no text names."""
    decks = tuple(decks)
    used = {os.path.realpath(file.path) for deck in decks for file in deck.media}
    seen: set[str] = set()
    for deck in decks:
        for path in _files(Path(deck.place.path).parent):
            real = os.path.realpath(path)
            if real not in used and real not in seen:
                seen.add(real)
                yield Problem(Place(str(path)), "no card names this file")


def _files(top: Path) -> Iterator[Path]:
    """The pictures and sounds in a deck's folder, but for the folders of other decks in it."""
    for name, folders, files in os.walk(top):
        folder = Path(name)
        folders[:] = sorted(
            each
            for each in folders
            if not each.startswith(".") and not any((folder / each / deck).is_file() for deck in DECK_FILES)
        )
        yield from (folder / file for file in sorted(files) if Path(file).suffix.lower() in ENDINGS)


def _spellings(name: str) -> Iterable[str]:
    """A name as it may stand on a disk: some systems keep an accent apart from its letter, and some join the two."""
    plain = dict.fromkeys((name, unquote(name)))
    return dict.fromkeys((*plain, *(normalize(form, each) for form in ("NFC", "NFD") for each in plain)))


def _wrong_name(name: str) -> tuple[str, str] | None:
    if "://" in name or name.startswith("data:"):
        return "is an address, and nothing is fetched", "save the file beside the cards, and name it"
    if Path(name).suffix.lower() not in ENDINGS:
        known = ", ".join(ending[1:] for ending in ENDINGS)
        return "is no picture or sound by its ending", f"known: {known}; to show `![` as it stands, write `\\![`"
    return None


def _wrong_inside(ending: str, head: bytes) -> tuple[str, str] | None:
    """What is wrong with a picture's first bytes, and what to do. Programs mind them more than the ending."""
    if ending not in PICTURES:
        return None
    is_drawing = b"<svg" in head.replace(b"\0", b"")  # in UTF-16 every other byte is zero
    if ending == ".svg":
        return None if is_drawing else ("is no SVG inside, whatever its name says", "save the picture as SVG")
    if _PIXELS.match(head):
        return None
    if is_drawing:
        return "is an SVG inside, whatever its name says", "let its name end in .svg"
    hint = "open it in a program for pictures, and save it as PNG or JPEG"
    return "is no PNG, JPEG, GIF or WebP inside, whatever its name says", hint


def _wrong_picture(path: Path) -> tuple[str, str] | None:
    """What is wrong with a picture when it is opened, and what to do."""
    ending = path.suffix.lower()
    if ending not in PICTURES:
        return None
    try:
        if ending == ".svg":
            from mmcards.pictures import svg

            svg.load(str(path))
        else:
            from mmcards.pictures import pixels

            pixels.check(str(path))
    except Refused as error:
        return f"cannot be shown: {error.why}", error.hint
    return None


def _place_of(name: str, text: Place) -> Place:
    """Where a name stands in the text that begins at a place."""
    found = place_within(text, f"]({name}")
    return found if found == text else found._replace(column=found.column + 2)
