"""A note -> the values of its fields, its tags and nothing else: no numbers, no dates, nothing that moves.

What the fields hold is the plain truth that a script can make more of, and that reads well without one:

- Options: a list, in an order that gives nothing away, then the follow-up question. Nothing that is shown of it tells
  right from wrong, since the front shows it; Correct names the right ones by their place in it. Of steps to order,
  Correct has the places in the right order.
- Answer: the right options in words, or the steps in their order, so that the back needs neither Options nor Correct.
- Mode: "rehearse" (say it first), "typed", "order"; "single" or "multiple" (how many options are right), and "shuffle"
  where the order in which they are shown means nothing.
- Typed: what is to be typed, without markup; Correct then has the other answers that count, as a list.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, assert_never

from mmcards.model import (
    Blank,
    Blocks,
    Cloze,
    Deck,
    Formula,
    Link,
    List,
    Note,
    Option,
    Options,
    Order,
    Picture,
    Sound,
    Text,
    plain_text,
)
from mmcards.writers import html, words
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
from mmcards.writers.order import shown_order

_NOT_IN_TAGS: Final = re.compile(r'[\s\x00-\x1f\x7f"]+')
_NOT_IN_LANGUAGES: Final = re.compile(r"[^A-Za-z0-9-]+")
_ENGLISH: Final = 'lang="en" dir="ltr"'  # with a direction of its own, it has no say in that of what stands around it
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
        "Explanation": _explanation(note),
        "Label": html.text(note.label),
        "Section": html.text(note.section),
        "Source": html.text(note.source),
        **_response(note),
    }
    values = {name: guarded(value, cloze=name == "Text") for name, value in values.items() if value}
    if deck.language:
        values["Attributes"] = f'lang="{_NOT_IN_LANGUAGES.sub("", deck.language)}"'
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
        case Options() as response:
            return _options(note, response)
        case Order(steps):
            return _order(note, steps)
        case Cloze(typed=typed):
            return {"Typed": "1" if typed else ""}
        case _:
            assert_never(note.response)


def _text(note: Note, response: Text) -> dict[str, str]:
    first, *others = response.typed or ("",)
    accepted = (f"<li>{html.text(each)}</li>" for each in others)
    return {
        "Answer": _HTML.inner(response.answer),
        "Mode": "rehearse" if response.rehearse else "typed" if first else "",
        "Typed": html.text(first),
        "Correct": _lines('<ul class="accepted">', *accepted, "</ul>") if others else "",
        "Typed Back": html.text(" ".join(plain_text(note.prompt).split())) if first and response.reverse else "",
        "Reverse": "1" if response.reverse else "",
    }


def _order(note: Note, steps: tuple[Blocks, ...]) -> dict[str, str]:
    order = shown_order(note.id, len(steps))
    return {
        "Options": _list([_HTML.inner(step) for step in steps], order),
        "Correct": " ".join(str(order.index(place)) for place in range(len(steps))),
        "Mode": "order shuffle",
        "Answer": _HTML.inner((List(steps, start=1),)),
    }


def _options(note: Note, response: Options) -> dict[str, str]:
    count = len(response.options)
    order = tuple(range(count)) if response.fixed else shown_order(note.id, count)
    multiple = len(response.correct) > 1
    return {
        "Options": _lines(
            f'<p class="instruction" {_ENGLISH}>{words.SEVERAL}</p>' if multiple else "",
            _list([_labelled(option) for option in response.options], order),
            _division("ask", _HTML.inner(response.ask)),
        ),
        "Correct": " ".join(str(shown) for shown, place in enumerate(order) if place in response.correct),
        "Mode": ("multiple" if multiple else "single") + ("" if response.fixed else " shuffle"),
        "Answer": _lines(*(_verdict(response.options[place]) for place in response.correct), _needs(response)),
    }


def _list(items: Sequence[str], order: Iterable[int]) -> str:
    return _lines('<ul class="options">', *(f"<li>{items[place]}</li>" for place in order), "</ul>")


def _labelled(option: Option) -> str:
    """An option behind its label, which the style shows on the back alone: on the front the options are shuffled."""
    return _label(option) + _HTML.inner(option.text)


def _label(option: Option) -> str:
    return f'<b class="label" dir="auto">{html.text(option.label)}</b> ' if option.label else ""


def _verdict(option: Option) -> str:
    return _division("verdict", f"✓ {_label(option)}{_HTML.inner(option.text)}")


def _needs(response: Options) -> str:
    if not response.needs:
        return ""
    items = (f"<li>{_HTML.inner(need)}</li>" for need in response.needs)
    return _division("needs", _lines(_division("heading", _HTML.inner(response.ask)), "<ul>", *items, "</ul>"))


def _explanation(note: Note) -> str:
    if not note.pattern:
        return _HTML.blocks(note.explanation)
    pattern = _lines(f'<div class="heading" {_ENGLISH}>{words.PATTERN}</div>', _HTML.blocks(note.pattern))
    return _lines(_HTML.blocks(note.explanation), _division("pattern", pattern))


def _division(kind: str, content: str) -> str:
    return f'<div class="{kind}">{content}</div>' if content else ""


def _lines(*parts: str) -> str:
    return "\n".join(filter(None, parts))


# --- spans that act in Anki ------------------------------------------------------------------------------------------


def _picture(picture: Picture) -> str:
    alternative = html.attribute(picture.alternative).translate(_ENTITIES)
    width = f' style="width: {picture.width.amount}{"%" if picture.width.percent else "px"}"' if picture.width else ""
    return f'<img src="{picture.file.name}" alt="{alternative}"{width}>'


def _formula(formula: Formula) -> str:
    source = html.text(formula.source)
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
