"""What the fields and the tags of a note in Anki must say, worked out from the model."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, assert_never

from mmcards.model import Cloze, Deck, List, Note, Option, Options, Order, Text, plain_text
from mmcards.verify import expected
from mmcards.verify.hypertext import Said, anki_blank, block, even, inline, words

FIELDS: Final = (
    *("Id", "Question", "Answer", "Context", "Options", "Correct", "Mode", "Hint", "Explanation", "Typed"),
    *("Typed Back", "Reverse", "Reverse Question", "Label", "Section", "Source", "Attributes", "Style"),
    *(f"Reserve {number}" for number in range(1, 7)),
)
CLOZE_FIELDS: Final = (
    *("Id", "Text", "Hint", "Explanation", "Typed", "Label", "Section", "Source", "Attributes", "Style"),
    *(f"Reserve {number}" for number in range(1, 7)),
)
"""The fields of the two note types in their order, which is frozen."""

READ: Final[Mapping[str, str]] = {
    "Question": "the question",
    "Answer": "the answer",
    "Context": "the question of the whole set",
    "Options": "what is offered to choose from",
    "Correct": "what is right",
    "Hint": "the hint",
    "Explanation": "the explanation",
    "Label": "the label",
    "Section": "the section",
    "Source": "the source",
    "Text": "the text",
    "Id": "the id",
}
"""The fields in words; others are named as Anki names them."""

_SAID: Final = Said(lambda file: file.name, anki_blank)
_NOT_IN_TAGS: Final = re.compile(r'[\s\x00-\x1f\x7f"]+')
_NOT_IN_LANGUAGES: Final = re.compile(r"[^A-Za-z0-9-]+")


def fields(deck: Deck, note: Note) -> tuple[str, ...]:
    """The text of each field, in the order of the note's type, as hypertext.field_text reads it."""
    cloze = isinstance(note.response, Cloze)
    told = {
        "Id": f"{deck.uid}/{note.id}",
        "Text" if cloze else "Question": _SAID.blocks(note.prompt),
        "Context": _SAID.blocks(note.context),
        "Hint": _SAID.blocks(note.hint),
        "Explanation": explanation(_SAID, note),
        "Label": even(words(note.label)),
        "Section": even(words(note.section)),
        "Source": even(words(note.source)),
        "Attributes": f'lang="{_NOT_IN_LANGUAGES.sub("", deck.language)}"' if deck.language else "",
        **_response(note),
    }
    return tuple(told.get(name, "") for name in (CLOZE_FIELDS if cloze else FIELDS))


def explanation(said: Said, note: Note) -> str:
    """Why it is so, and the pattern behind a whole set."""
    pattern = f"{block('div heading')}{expected.PATTERN}{block('/div')}{said.raw(note.pattern)}"
    behind = f"{block('div pattern')}{pattern}{block('/div')}" if note.pattern else ""
    return even(said.raw(note.explanation) + behind)


def offered(said: Said, note: Note, response: Options | Order) -> str:
    """What is offered to choose from, or to put in order."""
    if isinstance(response, Order):
        return even(_listed("options", [said.raw(response.steps[each]) for each in offered_order(note, response)]))
    several = f"\x1e{expected.SEVERAL}\x1e" if len(response.correct) > 1 else ""
    ask = f"{block('div ask')}{said.raw(response.ask)}{block('/div')}" if response.ask else ""
    options = [_labelled(said, response.options[each]) for each in offered_order(note, response)]
    return even(several + _listed("options", options) + ask)


def offered_order(note: Note, response: Options | Order) -> tuple[int, ...]:
    """The indexes of what is offered, in the order in which it is shown."""
    if isinstance(response, Order):
        return expected.shown(note, len(response.steps))
    return expected.shown(note, len(response.options), kept=response.fixed)


def right(note: Note, response: Options | Order) -> str:
    """The right ones by their places; of steps, the places in the right order."""
    order = offered_order(note, response)
    if isinstance(response, Order):
        return " ".join(str(order.index(step)) for step in range(len(order)))
    return " ".join(str(place) for place, each in enumerate(order) if each in response.correct)


def mode(response: Options | Order) -> str:
    """Whether one, several or an order is asked for, and whether what is offered is shuffled."""
    if isinstance(response, Order):
        return "order shuffle"
    return ("multiple" if len(response.correct) > 1 else "single") + ("" if response.fixed else " shuffle")


def answered(said: Said, response: Options | Order) -> str:
    """The right ones in words."""
    if isinstance(response, Order):
        return said.blocks((List(response.steps, start=1),))
    told = "".join(
        f"{block('div verdict')}✓ {_labelled(said, response.options[each])}{block('/div')}" for each in response.correct
    )
    if response.needs:
        head = f"{block('div heading')}{said.raw(response.ask)}{block('/div')}" if response.ask else ""
        told += f"{block('div needs')}{head}{_listed('', [said.raw(need) for need in response.needs])}{block('/div')}"
    return even(told)


def accepted(others: Iterable[str]) -> str:
    """Further answers that count."""
    listed = [words(other) for other in others]
    return even(_listed("accepted", listed)) if listed else ""


def _labelled(said: Said, option: Option) -> str:
    label = f"{inline('b')}{words(option.label)}{inline('/b')} " if option.label else ""
    return f"{label}{said.raw(option.text)}"


def _listed(name: str, items: Sequence[str]) -> str:
    listed = "".join(f"{block('li')}{item}{block('/li')}" for item in items)
    return f"{block(f'ul {name}'.strip())}{listed}{block('/ul')}"


def _response(note: Note) -> dict[str, str]:
    match note.response:
        case Text(answer, rehearse, typed, reverse):
            first, *others = typed or ("",)
            return {
                "Answer": _SAID.blocks(answer),
                "Mode": "rehearse" if rehearse else "typed" if first else "",
                "Typed": even(words(first)),
                "Correct": accepted(others),
                "Typed Back": even(words(plain_text(note.prompt))) if first and reverse else "",
                "Reverse": "1" if reverse else "",
            }
        case Options() | Order() as response:
            return {
                "Options": offered(_SAID, note, response),
                "Correct": right(note, response),
                "Mode": mode(response),
                "Answer": answered(_SAID, response),
            }
        case Cloze(typed=typed):
            return {"Typed": "1" if typed else ""}
        case _:
            assert_never(note.response)


def tags(deck: Deck, note: Note) -> frozenset[str]:
    """The tags of a note: the deck's, its own and its section; to Anki capitals are the same as small letters."""
    return frozenset(filter(None, map(_tag, (*deck.tags, *note.tags, note.section))))


def _tag(said: str) -> str:
    levels = unicodedata.normalize("NFC", said).split("::")
    return "::".join(filter(None, ("_".join(_NOT_IN_TAGS.sub(" ", each).split()) for each in levels))).casefold()


def description(deck: Deck, changed: str) -> str:
    """What is said of the deck, and on which day it changed last."""
    source = f"Source: {deck.source}" if deck.source else ""
    told = [each for each in (deck.description, source, f"Last changed on {changed}.") if each]
    return even("".join(f"\x1e{inline('br').join(map(words, each.strip().splitlines()))}\x1e" for each in told))
