"""Steps to put into their order.

They are shown shuffled.

Keys:
    prompt: what to do, and from which end
    steps: the steps in their right order
    shuffle: nothing but `true`: in their order the steps would be the answer

Example:
    - kind: order
      id: planets
      prompt: Order the planets by their distance from the Sun, the nearest first.
      steps: [Mercury, Venus, Earth, Mars]
      explanation: My very educated mother.
"""

from collections.abc import Iterator

from mmcards.model import Note, Order
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    prompt = fields.blocks("prompt", required=True)
    steps = fields.distinct("steps", "the step")
    if not fields.switch("shuffle", otherwise=True):
        message = "the steps of an `order` are always shuffled: in their order they would be the answer"
        fields.report.mistake(fields.place_of("shuffle"), message, "delete `shuffle`")
    response = Order(tuple(map(fields.marked, steps)))
    return note(fields, setting, prompt=prompt, response=response, meant={"shuffle": None})
