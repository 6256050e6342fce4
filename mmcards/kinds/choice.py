"""A question with several answers to choose from, of which one is right, or several are.

They are shown in a shuffled order, unless `shuffle: false` says otherwise.

Keys:
    question: what is asked
    choices: the answers to choose from
    answer: the choice that is right, as it stands in `choices`, or a list of all that are right
    shuffle: `false` keeps the choices in the order in which they stand

Example:
    - kind: choice
      id: capital-australia
      question: What is the capital of Australia?
      choices: [Sydney, Canberra, Melbourne]
      answer: Canberra
      explanation: It was founded as the capital, halfway between the two.
    - kind: choice
      id: primes
      question: Which of these numbers are prime?
      choices: [1, 2, 9, 11]
      answer: [2, 11]
      shuffle: false
"""

from collections.abc import Iterator

from mmcards.model import Note, Option, Options
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note, shuffled
from mmcards.reader.nodes import Scalar


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    question = fields.blocks("question", required=True)
    choices = fields.distinct("choices", "the choice")
    shuffle, meant = shuffled(fields, setting)
    options = Options(
        options=tuple(Option(fields.marked(choice)) for choice in choices),
        correct=_correct(fields, choices),
        fixed=not shuffle,
    )
    return note(fields, setting, prompt=question, response=options, meant=meant)


def _correct(fields: Fields, choices: tuple[Scalar, ...]) -> tuple[int, ...]:
    known = [choice.text.strip() for choice in choices]
    answers = fields.words("answer", required=True)
    right = {fields.known(each.text.strip(), known, each.place, "the answer") for each in answers}
    return tuple(index for index, choice in enumerate(known) if choice in right)
