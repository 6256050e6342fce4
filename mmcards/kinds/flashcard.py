"""A question and its answer. An item is one where nothing else is said.

- id: rlhf
  question: What is RLHF?
  answer: Reinforcement Learning from Human Feedback.
"""

from collections.abc import Iterator

from mmcards.model import Note, Text
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    question = fields.blocks("question", required=True)
    answer = fields.blocks("answer", required=True)
    return note(fields, setting, prompt=question, response=Text(answer))
