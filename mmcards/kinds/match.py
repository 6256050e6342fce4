"""Things to match with their responses: a note for each of them.

A response may serve several premises, or none. The labels of the responses are their author's. On screen, the responses
are shuffled, unless `shuffle: false` says otherwise.

Keys:
    prompt: what is asked of each premise
    responses: what there is to choose from: `label: text`
    premises: the things, a note for each
        text: the thing to match
        response: the label of the response that is right
    explanation: the pattern behind the whole; stands after the premise's own explanation
    shuffle: `false` keeps the responses in the order in which they stand
    id: a name for the whole, for its author alone
    source: where the premises come from
    tags: tags of all premises
    draft: `true` leaves all premises out of what is built

Example:
    - kind: match
      prompt: Match each country with its capital.
      responses:
        1: Lisbon
        2: Madrid
        3: Porto
      premises:
        - id: capital-portugal
          text: Portugal
          response: 1
        - id: capital-spain
          text: Spain
          response: 2
      explanation: The largest city on the coast is not always the capital.
"""

from collections.abc import Iterator

from mmcards.model import Blocks, Note, Option, Options
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note, shuffled, whole


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    prompt = fields.blocks("prompt", required=True)
    responses = {
        label.text: Option(fields.marked(text), label.text) for label, text in fields.pairs("responses", required=True)
    }
    shuffle, meant = shuffled(fields, setting)
    inside = whole(fields, setting, meant)._replace(shuffle=shuffle)
    for premise in fields.items("premises"):
        yield from _premise(premise, inside, prompt, responses)
    fields.finish()


def _premise(premise: Fields, setting: Setting, prompt: Blocks, responses: dict[str, Option]) -> Iterator[Note]:
    text = premise.blocks("text", required=True)
    right = premise.name("response", responses, required=True)
    options = Options(
        options=tuple(responses.values()),
        correct=tuple(index for index, label in enumerate(responses) if label == right),
        fixed=not setting.shuffle,
    )
    yield from note(premise, setting, prompt=text, response=options, context=prompt)
