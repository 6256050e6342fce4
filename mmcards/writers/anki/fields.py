"""A note -> the values of its fields, its tags and nothing else: no numbers, no dates, nothing that moves.

What the fields hold is the plain truth that a script can make more of, and that reads well without one:

- Options, Correct: what is offered to choose from, and which of it is right; see parts.Offer. Nothing that is shown of
  Options tells right from wrong, since the front shows it.
- Answer: the right options in words, or the steps in their order, so that the back needs neither Options nor Correct.
- Mode: "rehearse" (say it first), "typed", or that of an offer.
- Typed: what is to be typed, without markup; Correct then has the other answers that count, as a list.
"""

import re
import unicodedata
from functools import cache
from typing import Final, assert_never

from mmcards.model import (
    Blank,
    Cloze,
    Deck,
    Formula,
    Link,
    Note,
    Options,
    Order,
    Picture,
    Sound,
    Text,
    plain_text,
)
from mmcards.writers import html, parts
from mmcards.writers.anki.guard import (
    CLOSING,
    DISPLAY,
    DISPLAY_END,
    FORMULA,
    FORMULA_END,
    HINT,
    OPENING,
    SOUND,
    guarded,
)
from mmcards.writers.anki.note_types import CLOZE_FIELDS, FIELDS

_NOT_IN_TAGS: Final = re.compile(r'[\s\x00-\x1f\x7f"]+')
_BOLD: Final = re.compile(r"\\bm(?![a-zA-Z])")
"""A command for bold signs that Anki's MathJax does not know, and that means what another one does."""

_IN_ADDRESSES: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", "[": "&#91;", "]": "&#93;", ":": "&#58;"})
_ENTITIES: Final = str.maketrans({character: f"&#{ord(character)};" for character in "[]{}\\:"})


def fields(deck: Deck, note: Note) -> list[str]:
    """The value of every field, in the order of FIELDS, or of CLOZE_FIELDS for a cloze."""
    cloze = isinstance(note.response, Cloze)
    values = {
        # Written as `was` writes it in the source, it is unique across decks, found by `Id:…`, and outlives a new name
        # of the deck. It stands on the card, so a learner who reports a mistake names the very note.
        "Id": f"{deck.uid}/{note.id}",
        "Text" if cloze else "Question": _HTML.inner(note.prompt),
        "Context": _HTML.inner(note.context),
        "Hint": _HTML.inner(note.hint),
        "Explanation": parts.explanation(_HTML, note),
        "Label": html.text(note.label),
        "Section": html.text(note.section),
        "Source": html.text(note.source),
        **_response(note),
    }
    values = {name: guarded(value, cloze=name == "Text") for name, value in values.items() if value}
    if deck.language:
        values["Attributes"] = f'lang="{html.language(deck.language)}"'
    return [values.get(name, "") for name in (CLOZE_FIELDS if cloze else FIELDS)]


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
        case Text() as response:
            return _text(note, response)
        case Options() | Order() as response:
            return _offered(note, response)
        case Cloze(typed=typed):
            return {"Typed": "1" if typed else ""}
        case _:
            assert_never(note.response)


def _text(note: Note, response: Text) -> dict[str, str]:
    first, *others = response.typed or ("",)
    return {
        "Answer": _HTML.inner(response.answer),
        "Mode": "rehearse" if response.rehearse else "typed" if first else "",
        "Typed": html.text(first),
        "Correct": parts.accepted(others),
        "Typed Back": html.text(" ".join(plain_text(note.prompt).split())) if first and response.reverse else "",
        "Reverse": "1" if response.reverse else "",
    }


def _offered(note: Note, response: Options | Order) -> dict[str, str]:
    offer = parts.offer(_HTML, note, response)
    return {"Options": offer.options, "Correct": offer.correct, "Mode": offer.mode, "Answer": offer.answer}


# --- spans that act in Anki ------------------------------------------------------------------------------------------


def _picture(picture: Picture) -> str:
    alternative = html.attribute(picture.alternative).translate(_ENTITIES)
    width = f' style="width: {picture.width.amount}{"%" if picture.width.percent else "px"}"' if picture.width else ""
    return f'<img src="{picture.file.name}" alt="{alternative}"{width}>'


def _formula(formula: Formula) -> str:
    source = html.text(_BOLD.sub(r"\\boldsymbol", formula.source))
    return f"{DISPLAY}{source}{DISPLAY_END}" if formula.display else f"{FORMULA}{source}{FORMULA_END}"


def _link(link: Link, inner: str) -> str:
    return f'<a href="{html.attribute(link.address).translate(_IN_ADDRESSES)}">{inner}</a>'


def _sound(sound: Sound) -> str:
    title = f'<span class="sound">{html.text(sound.title)}</span> ' if sound.title else ""
    return f"{title}{SOUND}sound:{sound.file.name}]"


def _blank(blank: Blank, inner: str) -> str:
    hint = f"{HINT}{html.text(blank.hint)}" if blank.hint else ""
    return f"{OPENING}c{blank.number}{HINT}{inner}{hint}{CLOSING}"


_HTML: Final = html.Html(formula=_formula, link=_link, picture=_picture, sound=_sound, blank=_blank)
