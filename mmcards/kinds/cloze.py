"""A text with blanks to fill in: a card for each number of a blank.

`{{c1::oxygen}}` is a blank and its number, `{{c1::oxygen::a gas}}` has a hint, which stands in its place while it is
asked. Blanks of one number are asked together; those without one are numbered in their order. With `typed: true` the
learner types what is missing.

- kind: cloze
  id: water
  text: Water is made of {{c1::hydrogen}} and {{c2::oxygen::the gas that fire needs}}.
- kind: cloze
  id: seasons
  text: Spring comes after {{winter}}, and before {{summer}}.
  typed: true
"""

from collections.abc import Iterator

from mmcards import blanks
from mmcards.model import Blank, Cloze, Note, spans_of
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note
from mmcards.reader.report import shortened


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    text = fields.text("text", required=True)
    written = _numbered(fields, text)
    prompt = fields.parsed(written, fields.place_of("text"), cloze=True)
    numbers = sorted({span.number for span in spans_of(prompt) if isinstance(span, Blank)})
    by_author = {blank.number for blank in blanks.find(text)} if numbers else set()
    response = Cloze(
        numbers=tuple(numbers),
        counted=tuple(number for number in numbers if number not in by_author),
        typed=fields.switch("typed"),
    )
    return note(fields, setting, prompt=prompt, response=response, meant={"text": written.strip()})


def _numbered(fields: Fields, text: str) -> str:
    """The text with a number in each blank; what is wrong with them is reported."""
    place = fields.place_of("text")
    try:
        written = blanks.numbered(text)
    except blanks.Unclosed as error:
        message = f"the blank that begins with `{shortened(text[error.start : error.start + 20])}` is not closed"
        fields.report.mistake(place, message, "close it with `}}`, or write `\\{{` to show braces")
        return text
    found = blanks.find(text)
    if text.strip() and not found:
        hint = "write `{{` and `}}` around what is to be filled in"
        fields.report.mistake(place, "a cloze wants a blank, and this text has none", hint)
    for blank in found:
        if not text[blank.inner : blank.hint].strip():
            fields.report.mistake(place, f"the blank `{shortened(text[blank.start : blank.end])}` is empty")
        elif blank.number is not None and not 1 <= blank.number <= blanks.HIGHEST:
            hint = f"number it from 1 to {blanks.HIGHEST}"
            fields.report.mistake(place, f"a blank cannot have the number {blank.number}", hint)
    return written
