"""A text with blanks to fill in: a card for each number of a blank.

`{{c1::oxygen}}` is a blank and its number, `{{c1::oxygen::a gas}}` has a hint, which stands in its place while it is
asked. Blanks of one number are asked together; those without one are numbered in their order.

Keys:
    text: the text with its blanks
    typed: whether the learner types what is missing

Example:
    - kind: cloze
      id: water
      text: Water is made of {{c1::hydrogen}} and {{c2::oxygen::the gas that fire needs}}.
    - kind: cloze
      id: seasons
      text: Spring comes after {{winter}}, and before {{summer}}.
      typed: true
"""

import re
from collections.abc import Iterator
from typing import Final

from mmcards import blanks, markup
from mmcards.errors import Place, shortened
from mmcards.model import Blank, Blocks, Cloze, Formula, Note, spans_of, within
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note
from mmcards.reader.within import place_within

_MOST: Final = 1_000
"""Blanks of one text: each is compared with those that were there before."""

_NUMBERED: Final = re.compile(r"\{\{c\d{1,9}::")
_BRACES: Final = re.compile(r"(?=\{\{)")


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    text = fields.text("text", required=True)
    numbered = _numbered(fields, text)
    written = text if numbered is None else numbered
    prompt = fields.parsed(written, fields.place_of("text"), cloze=True)
    numbers = sorted(set(_numbers(prompt)))
    by_author: set[int | None] = set()
    if numbered is not None:
        by_author = {blank.number for blank in blanks.find(text)}
        _report_those_that_are_text(fields, text, numbered, prompt)
    _report_those_in_formulas(fields, prompt)
    typed = _typed(fields)
    if typed and any(isinstance(span, Formula) for blank in _blanks(prompt) for span in within(blank.spans)):
        message = "a formula in a blank cannot be typed as it is shown"
        fields.report.mistake(
            fields.place_of("typed"), message, "leave out `typed`, or write the blank without a formula"
        )
    response = Cloze(
        numbers=tuple(numbers),
        counted=tuple(number for number in numbers if number not in by_author),
        typed=typed,
    )
    return note(fields, setting, prompt=prompt, response=response, meant={"text": written.strip()})


def _typed(fields: Fields) -> bool:
    if not fields.is_list("typed"):
        return fields.switch("typed")
    message = "what counts when it is typed is what a cloze's blanks hold, and no list"
    fields.report.mistake(fields.place_of("typed"), message, "write `typed: true`")
    return True


def _blanks(prompt: Blocks) -> Iterator[Blank]:
    return (span for span in spans_of(prompt) if isinstance(span, Blank))


def _numbers(prompt: Blocks) -> tuple[int, ...]:
    """The numbers of blanks, in the order in which they begin."""
    return tuple(blank.number for blank in _blanks(prompt))


def _report_those_in_formulas(fields: Fields, prompt: Blocks) -> None:
    """In a formula, braces are TeX's."""
    for span in spans_of(prompt):
        if isinstance(span, Formula) and (found := _NUMBERED.search(span.source)):
            place = place_within(fields.place_of("text"), found[0])
            message = f"`{found[0]}` stands in a formula, and begins no blank there"
            fields.report.mistake(place, message, "put the blank around the formula, as in `{{c1::$x^2$}}`")


def _place_of(fields: Fields, text: str, start: int) -> Place:
    """Where braces stand that are at an offset into the text."""
    before = len(_BRACES.findall(text, 0, start + 1))
    return place_within(fields.place_of("text"), "{{", before)


def _report_those_that_are_text(fields: Fields, text: str, numbered: str, prompt: Blocks) -> None:
    """Blanks that the text has and its blocks have not: a paragraph, or a picture, ends before they do."""
    there, found = blanks.find(text), blanks.find(numbered)
    if len(there) == len(_numbers(prompt)):
        return
    parts: list[str] = []
    last = 0
    for index, blank in enumerate(found, start=1):  # each by a number of its own
        parts += (numbered[last : blank.start], f"{{{{c{index}::")
        last = blank.inner
    read_as_blanks = _numbers(markup.parse("".join((*parts, numbered[last:])), cloze=True))
    for index, blank in enumerate(there, start=1):
        if index not in read_as_blanks:
            written = shortened(text[blank.start : blank.end])
            if "\n" in text[blank.start : blank.end]:
                message = f"the blank `{written}` is not closed in its paragraph"
                hint = (
                    "close it with `}}` there; blanks of one number are asked together, so the next may go on with it"
                )
            else:
                message, hint = f"`{written}` is no blank here, but text", "take it out of what it stands in"
            fields.report.mistake(_place_of(fields, text, blank.start), message, hint)


def _numbered(fields: Fields, text: str) -> str | None:
    """The text with a number in each blank, None where one is not closed; what is wrong with them is reported."""

    def place_of(start: int) -> Place:
        return _place_of(fields, text, start)

    try:
        written = blanks.numbered(text)
    except blanks.Unclosed as error:
        message = f"the blank that begins with `{shortened(text[error.start : error.start + 20])}` is not closed"
        fields.report.mistake(place_of(error.start), message, "close it with `}}`, or write `\\{{` to show braces")
        return None
    found = blanks.find(text)
    if len(found) > _MOST:
        fields.report.mistake(fields.place_of("text"), f"a text has more than {_MOST:,} blanks", "part it")
        return None
    if text.strip() and not found:
        hint = "write `{{` and `}}` around what is to be filled in"
        fields.report.mistake(fields.place_of("text"), "a cloze wants a blank, and this text has none", hint)
    for blank in found:
        if not text[blank.inner : blank.hint].strip():
            message = f"the blank `{shortened(text[blank.start : blank.end])}` is empty"
            fields.report.mistake(place_of(blank.start), message)
        elif almost := blanks.almost_numbered(text, blank):
            meant = f"write `{{{{c{almost.number}::`"
            hint = f"{meant}; if it is what the blank holds, number it too: `{{{{c1::{almost.written}`"
            message = f"`{{{{{almost.written}` looks like a number of a blank, and is none"
            fields.report.mistake(place_of(blank.start), message, hint)
        elif blank.number is not None and not 1 <= blank.number <= blanks.HIGHEST:
            hint = f"number it from 1 to {blanks.HIGHEST}"
            fields.report.mistake(place_of(blank.start), f"a blank cannot have the number {blank.number}", hint)
    return written
