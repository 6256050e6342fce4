"""A note -> the values of its fields, its tags and nothing else: no numbers, no dates, nothing that moves.

What the fields hold is the plain truth that a script can make more of, and that reads well without one:

- Options: a list, in an order that gives nothing away, then the follow-up question. Nothing in it tells right from
  wrong, since the front shows it; Correct names the right ones by their place in it.
- Answer: the right options in words, so that the back needs neither Options nor Correct.
- Mode: "rehearse" (say it first); "single" or "multiple" (how many options are right), and "shuffle" where their
  order means nothing. Without Options it is the sign for "Say or write your answer first".
"""

import re
import unicodedata
from functools import cache
from typing import Final, assert_never

from mmcards.model import Deck, Note, Option, Options, Text
from mmcards.writers import html, words
from mmcards.writers.anki.guard import guarded
from mmcards.writers.anki.note_types import FIELDS
from mmcards.writers.order import shown_order

_NOT_IN_TAGS: Final = re.compile(r'[\s\x00-\x1f\x7f"]+')
_NOT_IN_LANGUAGES: Final = re.compile(r"[^A-Za-z0-9-]+")


def fields(deck: Deck, note: Note) -> list[str]:
    """The value of every field, in the order of FIELDS."""
    values = {
        # Written as `was` writes it in the source, it is unique across decks, found by `Id:…`, and outlives a new name
        # of the deck. It stands on the card, so a learner who reports a mistake names the very note.
        "Id": f"{deck.uid}/{note.id}",
        "Question": html.inner(note.prompt),
        "Context": html.inner(note.context),
        "Explanation": _explanation(note),
        "Label": html.text(note.label),
        "Section": html.text(note.section),
        "Source": html.text(note.source or deck.source),
        **_response(note),
    }
    values = {name: guarded(value) for name, value in values.items() if value}
    if deck.language:
        values["Attributes"] = f'lang="{_NOT_IN_LANGUAGES.sub("", deck.language)}"'
    return [values.get(name, "") for name in FIELDS]


def tags(deck: Deck, note: Note) -> list[str]:
    """The deck's tags, the note's, and its section as one; Anki minds neither case nor order."""
    found: dict[str, str] = {}
    for tag in map(_tag, (*deck.tags, *note.tags, note.section)):
        found.setdefault(tag.casefold(), tag)
    return sorted(filter(None, found.values()))


@cache
def _tag(words: str) -> str:
    """Words as one tag: `_` for white space, as Anki users write it. `::` parts the levels of a tag, none empty."""
    levels = unicodedata.normalize("NFC", words).split("::")
    return "::".join(filter(None, (_NOT_IN_TAGS.sub(" ", level).strip().replace(" ", "_") for level in levels)))


def _response(note: Note) -> dict[str, str]:
    match note.response:
        case Text(answer, rehearse):
            return {"Answer": html.inner(answer), "Mode": "rehearse" if rehearse else ""}
        case Options() as response:
            return _options(note, response)
        case _:
            assert_never(note.response)


def _options(note: Note, response: Options) -> dict[str, str]:
    order = shown_order(note.id, response)
    multiple = len(response.correct) > 1
    return {
        "Options": _lines(
            f'<p class="instruction">{words.SEVERAL}</p>' if multiple else "",
            '<ul class="options">',
            *(f"<li>{html.inner(response.options[place].text)}</li>" for place in order),
            "</ul>",
            _division("ask", html.inner(response.ask)),
        ),
        "Correct": " ".join(str(shown) for shown, place in enumerate(order) if place in response.correct),
        "Mode": ("multiple" if multiple else "single") + ("" if response.fixed else " shuffle"),
        "Answer": _lines(*(_verdict(response.options[place]) for place in response.correct), _needs(response)),
    }


def _verdict(option: Option) -> str:
    label = f"<b>{html.text(option.label)}</b> " if option.label else ""
    return _division("verdict", f"✓ {label}{html.inner(option.text)}")


def _needs(response: Options) -> str:
    if not response.needs:
        return ""
    items = (f"<li>{html.inner(need)}</li>" for need in response.needs)
    return _division("needs", _lines(_division("heading", html.inner(response.ask)), "<ul>", *items, "</ul>"))


def _explanation(note: Note) -> str:
    if not note.pattern:
        return html.blocks(note.explanation)
    pattern = _lines(_division("heading", words.PATTERN), html.blocks(note.pattern))
    return _lines(html.blocks(note.explanation), _division("pattern", pattern))


def _division(kind: str, content: str) -> str:
    return f'<div class="{kind}">{content}</div>' if content else ""


def _lines(*parts: str) -> str:
    return "\n".join(filter(None, parts))
