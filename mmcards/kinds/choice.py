"""A question with several answers to choose from, of which one is right, or several are.

- kind: choice
  id: capital-australia
  question: What is the capital of Australia?
  choices: [Sydney, Canberra, Melbourne]
  answer: Canberra                # one of the choices, or a list of several: [Sydney, Melbourne]
  explanation: It was founded as the capital, halfway between the two.
"""

from collections.abc import Iterator

from mmcards import markup
from mmcards.model import Note, Option, Options
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note
from mmcards.reader.nodes import Scalar
from mmcards.reader.report import shortened


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    question = fields.blocks("question", required=True)
    choices = [choice.text.strip() for choice in _choices(fields)]
    options = Options(
        options=tuple(Option(markup.parse(choice)) for choice in choices),
        correct=_correct(fields, choices),
    )
    return note(fields, setting, prompt=question, response=options)


def _choices(fields: Fields) -> tuple[Scalar, ...]:
    choices = fields.listed("choices")
    seen: set[str] = set()
    for choice in choices:
        if choice.text.strip() in seen:
            fields.report.mistake(choice.place, f"the choice `{shortened(choice.text)}` stands twice")
        seen.add(choice.text.strip())
    return choices


def _correct(fields: Fields, choices: list[str]) -> tuple[int, ...]:
    answers = fields.words("answer", required=True)
    right = {fields.known(each.text.strip(), choices, each.place, "the answer") for each in answers}
    return tuple(index for index, choice in enumerate(choices) if choice in right)
