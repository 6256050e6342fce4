"""Things to put into categories: a note for each of them.

The categories are shown in the order they stand in. A category may be followed up with a question.

Keys:
    prompt: what is asked of each item
    categories: the categories, each with a key of its own: `key: name`
    ask: a question that follows a category up: `key: question`, with the key of that category
    items: the things, a note for each
        text: the thing to put into a category
        category: the key of the category that is right
        needs: the answer to what `ask` asks of that category: a text, or a list of points
    explanation: the pattern behind the whole; stands after the item's own explanation
    id: a name for the whole, for its author alone
    source: where the items come from
    tags: tags of all items
    draft: `true` leaves all items out of what is built

Example:
    - kind: classify
      prompt: Is it a fruit or a vegetable?
      categories:
        fruit: A fruit
        vegetable: A vegetable
      ask:
        fruit: If it is a fruit, which parts of the plant does it hold?
      items:
        - id: tomato
          text: The tomato
          category: fruit
          needs: [seeds, flesh]
          explanation: It grows from the flower.
        - id: carrot
          text: The carrot
          category: vegetable
      explanation: A fruit holds the seeds.
"""

from collections.abc import Iterator

from mmcards.model import Blocks, Note, Option, Options
from mmcards.reader.fields import Fields
from mmcards.reader.items import Setting, note, whole


def read(fields: Fields, setting: Setting) -> Iterator[Note]:
    prompt = fields.blocks("prompt", required=True)
    categories = {key.text: fields.marked(name) for key, name in fields.pairs("categories", required=True)}
    questions = {
        fields.known(key.text, categories, key.place, "a category"): fields.marked(question)
        for key, question in fields.pairs("ask")
    }
    inside = whole(fields, setting)
    for item in fields.items("items"):
        yield from _item(item, inside, prompt, categories, questions)
    fields.finish()


def _item(
    item: Fields, setting: Setting, prompt: Blocks, categories: dict[str, Blocks], questions: dict[str, Blocks]
) -> Iterator[Note]:
    text = item.blocks("text", required=True)
    category = item.name("category", categories, required=True)
    needs = tuple(map(item.marked, item.texts("needs")))
    if needs and category and category not in questions:
        hint = "ask one in `ask`, or write `explanation` in place of `needs`"
        item.report.mistake(item.place_of("needs"), f"`needs` answers a question, and `{category}` asks none", hint)
    if category and category in questions and not needs:
        hint = "write `needs`, a list"
        item.report.warn(item.place, f"`ask` asks for more where it is `{category}`, and nothing answers it", hint)
    options = Options(
        options=tuple(Option(name) for name in categories.values()),
        correct=tuple(index for index, key in enumerate(categories) if key == category),
        fixed=True,
        ask=tuple(block for question in questions.values() for block in question),
        needs=needs,
    )
    yield from note(item, setting, prompt=text, response=options, context=prompt)
