"""A question and its answer. An item is one where nothing else is said.

Keys:
    question: what is asked
    answer: what is on the back
    reverse: whether it is asked both ways, on two cards
    typed: whether the learner types the answer; or a list of the answers that count, of which the first one is shown

Example:
    - id: rlhf
      question: What is RLHF?
      answer: Reinforcement Learning from Human Feedback.
      hint: Learning from whom?
    - id: platform
      question: platform
      answer: el andén
      reverse: true
    - id: colour
      question: What does a prism split white light into?
      answer: colours
      typed: [colours, colors]
"""

from collections.abc import Iterator

from mmcards import blanks
from mmcards.model import Blocks, Formula, Note, Text, plain_text, spans_of
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note
from mmcards.reader.within import place_within


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    if _is_cloze(fields):
        fields.report.mistake(fields.place_of("text"), "a flashcard has no `text`, and no blanks", "add `kind: cloze`")
        return iter(())
    question = fields.blocks("question", required=True)
    _warn_of_blanks(fields)
    answer = fields.blocks("answer", required=True)
    reverse = fields.switch("reverse", setting.reverse)
    response = Text(answer, typed=_typed(fields, answer), reverse=reverse)
    return note(fields, setting, prompt=question, response=response, meant={"reverse": "true" if reverse else None})


def _is_cloze(fields: Fields) -> bool:
    """Whether the item is one of another kind, whose name its author forgot."""
    return not fields.has("question") and bool(_blanks(fields.unasked("text")))


def _warn_of_blanks(fields: Fields) -> None:
    numbered = [blank for blank in _blanks(fields.unasked("question")) if blank.number is not None]
    if numbered:
        place = place_within(fields.place_of("question"), f"{{{{c{numbered[0].number}::")
        hint = "for a cloze write `kind: cloze`, and `text` in place of `question` and `answer`"
        fields.report.warn(place, "a flashcard has no blanks, and shows these braces as they stand", hint)


def _blanks(text: str) -> tuple[blanks.Blank, ...]:
    try:
        return blanks.find(text) if "{{" in text else ()
    except blanks.Unclosed:
        return ()


def _typed(fields: Fields, answer: Blocks) -> tuple[str, ...]:
    """The texts that count as the answer when they are typed; () where nothing is to be typed."""
    typed = fields.switch_or_texts("typed")
    if isinstance(typed, bool):
        if typed and any(isinstance(span, Formula) for span in spans_of(answer)):
            message, hint = "a formula cannot be typed as it is shown", "write what counts, as in `typed: [x squared]`"
            fields.report.mistake(fields.place_of("typed"), message, hint)
        accepted = [(plain_text(answer).strip(), fields.place_of("typed"))] if typed else []
        hint = "write what counts when it is typed, as in `typed: [colour, color]`"
    else:
        accepted = [(text.text.strip(), text.place) for text in typed]
        hint = "write it in one line"
    for text, place in accepted:
        if "\n" in text:
            fields.report.mistake(place, "an answer of several lines cannot be typed", hint)
    return tuple(text for text, _ in accepted)
