"""The level of the markup: a text goes from Markdown to blocks, and on to HTML or to the rows of a page on paper."""

import hashlib
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from mmcards import blanks
from mmcards.errors import CardsError, Place
from mmcards.markup import escape, parse
from mmcards.model import (
    Blank,
    Blocks,
    Break,
    Cloze,
    Deck,
    File,
    Formula,
    Note,
    Picture,
    Plain,
    Sound,
    Text,
    plain_text,
    spans_of,
)
from mmcards.reader.almost import almost_markup
from mmcards.writers.anki.fields import fields
from mmcards.writers.cards import cards
from mmcards.writers.page.faces import item
from mmcards.writers.page.inline import Inline
from tests.fuzz import inputs
from tests.fuzz.corpus import corpus
from tests.fuzz.inputs import Files
from tests.fuzz.wrong import Elements, Wrong


class Markup:
    def __init__(self, folder: Path) -> None:
        self.media = {}
        for name, content in corpus().media.items():
            (folder / name).write_bytes(content)
            self.media[name] = File(str(folder / name), hashlib.sha256(content).hexdigest())
        self._measured: Any = None

    def __call__(self, files: Files) -> str:
        ((name, content),) = files.items()
        text = content.decode("utf-8", "replace")
        is_cloze = name == inputs.CLOZE
        if is_cloze:
            with suppress(blanks.Unclosed):
                text = blanks.numbered(text)
                if blanks.numbered(text) != text:
                    raise Wrong("numbered blanks lack numbers")
                for each in blanks.find(text):
                    blanks.almost_numbered(text, each)
        blocks = parse(text, self.media.get, cloze=is_cloze)
        tuple(almost_markup(text, blocks))
        note, deck = _deck_of(blocks, text.partition("\n")[0], is_cloze)
        match zlib.crc32(content) % 128:  # all of it for each text would take four times as long
            case 0:
                self._print(blocks)
                return "into rows"
            case 1 | 2 | 3 | 4 | 5 | 6:
                _check_escaped(text)
                return "escaped"
            case number if number < 45:
                _browse(deck, note)
                return "into the page"
            case number if number < 90:
                _learn(deck, note)
                return "into Anki's fields"
            case _:
                plain_text(blocks)
                return "into blocks"

    def _print(self, blocks: Blocks) -> None:
        from mmcards.writers.pdf import composition
        from mmcards.writers.pdf.rows import Setting
        from mmcards.writers.pdf.shaping import Unprintable
        from mmcards.writers.pdf.typefaces import Style, Typefaces
        from mmcards.writers.pdf.typeset import Typesetter

        if any(isinstance(span, Picture) for span in spans_of(blocks)):
            return  # their sizes are those of a document
        self._measured = self._measured or Typesetter(Typefaces())
        with suppress(CardsError, Unprintable):
            found = self._measured.measured(blocks, Style.REGULAR)
            for measure in (300.0, 60.0):
                for row in composition.rows(found, measure, Setting(10.0)):
                    if not 0 <= row.height < 1e6:
                        raise Wrong(f"a row of {row.height} points")


def _deck_of(blocks: Blocks, words: str, is_cloze: bool) -> tuple[Note, Deck]:
    """A note all of whose texts are these, in a deck of its own."""
    numbers = tuple(sorted({span.number for span in spans_of(blocks) if isinstance(span, Blank)} - {0}))
    response = Cloze(numbers[:3]) if is_cloze and numbers else Text(blocks, typed=(words,) if words.strip() else ())
    note = Note(id="a", guid="u/a", place=Place("a"), prompt=blocks, response=response, section=words, source=words)
    return note, Deck(name=words, id="a", uid="u", place=Place("a"), notes=(note,))


def _learn(deck: Deck, note: Note) -> None:
    values = fields(deck, note)
    Elements("".join(values))
    _check_words(values[1], note.prompt)


def _browse(deck: Deck, note: Note) -> None:
    for card in cards(note)[:2]:
        Elements(item(deck, card, Inline()))


def _check_escaped(text: str) -> None:
    """What is escaped stands as it is."""
    shown = parse(escape(text))
    for span in spans_of(shown):
        if not isinstance(span, Plain | Break):
            raise Wrong(f"escaped text became {span!r}"[:200])


def _check_words(html: str, blocks: Blocks) -> None:
    """The words in HTML are those of the text, but for white space, control characters and what is drawn or played."""
    if any(isinstance(span, Blank | Formula | Picture | Sound) for span in spans_of(blocks)):
        return
    said, meant = ("".join(map(_seen, words)) for words in ("".join(Elements(html).words), plain_text(blocks)))
    if said != meant:
        raise Wrong("the words in HTML are others than those of the text")


def _seen(letter: str) -> str:
    return "" if letter.isspace() or letter < " " or letter == "\x7f" else letter
