"""A question that the learner answers, aloud or in writing, before turning the card.

The items of the answer's lists are points to tick off.

Keys:
    question: what is asked
    answer: what should have been said, with a list of the points

Example:
    - kind: self-check
      id: italian-flag
      question: Name two colours of the flag of Italy.
      answer: |
        Any two of:

        - green
        - white
        - red
"""

from collections.abc import Iterator

from mmcards.model import Note, Text
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    question = fields.blocks("question", required=True)
    answer = fields.blocks("answer", required=True)
    return note(fields, setting, prompt=question, response=Text(answer, rehearse=True))
