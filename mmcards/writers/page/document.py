"""The page as a whole: one file with its style, its script and its media, which asks nothing of any network."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from string import Template

from mmcards.errors import Problem
from mmcards.model import Deck, Note
from mmcards.writers import Made, Settings, look, words
from mmcards.writers.cards import cards
from mmcards.writers.html import attribute, language, text
from mmcards.writers.page.faces import item
from mmcards.writers.page.inline import Inline
from mmcards.writers.parts import ENGLISH, lines


def write(decks: Sequence[Deck], target: Path, settings: Settings, progress: Callable[[int], None]) -> Made:
    (deck,) = decks
    inline = Inline()
    problems: list[Problem] = []
    items: list[tuple[str, str]] = []
    for done, note in enumerate(deck.notes, start=1):
        items += ((note.section, item(deck, card, inline)) for card in cards(note))
        problems += _problems(note, inline)
        if done % 64 == 0:
            progress(done)
    progress(len(deck.notes))
    with target.open("x", encoding="utf-8", newline="\n") as page:
        page.write(_page(deck, items, inline.rules))
    return Made(len(items), "cards", tuple(problems))


def _problems(note: Note, inline: Inline) -> Iterator[Problem]:
    """What could not be shown of a note as it was meant: once, on however many of its cards it stands."""
    yield from (Problem(note.place, complaint) for complaint in dict.fromkeys(inline.complaints))
    inline.complaints.clear()


def _page(deck: Deck, items: Sequence[tuple[str, str]], rules: Iterable[str]) -> str:
    """The page of cards, each with the name of its section."""
    style = "\n".join((look.style_of_system(), _text("page.css"), *sorted(rules)))
    places = {name: place for place, name in enumerate(dict.fromkeys(section for section, _ in items))}
    groups = enumerate(groupby(items, key=itemgetter(0)))
    return Template(_text("page.html")).substitute(
        words.PRACTICE,
        policy=_policy(style, _script()),
        style=style,
        script=_script(),
        title=text(deck.name),
        language=language(deck.language),
        description=_description(deck),
        deck=attribute(deck.uid),
        total=len(items),
        one_section="hidden" if len(places) < 2 else "",
        options=lines(*(_option(name, place) for name, place in places.items())),
        sections=lines(
            *(_section(deck, number, name, places[name], map(itemgetter(1), group)) for number, (name, group) in groups)
        ),
    )


def _option(name: str, place: int) -> str:
    """A section to choose."""
    return f'<option value="{place}">{text(name) or words.PRACTICE["no_section"]}</option>'


def _section(deck: Deck, number: int, name: str, place: int, items: Iterable[str]) -> str:
    """The cards of a section that stand behind each other; `place` is that of its name among all."""
    labelled, heading = "", ""
    if name:
        labelled = f' aria-labelledby="_section{number}"'
        heading = f'<h2 id="_section{number}" dir="auto" lang="{language(deck.language)}">{text(name)}</h2>'
    cards_of_it = lines('<div class="items">', *items, "</div>")
    return lines(f'<section data-section="{place}"{labelled}>', heading, cards_of_it, "</section>")


def _description(deck: Deck) -> str:
    about = "<br>".join(map(text, deck.description.strip().splitlines()))
    source = f"<span {ENGLISH}>{words.PRACTICE['source']}</span> {text(deck.source)}"
    return lines(f"<p>{about}</p>" if about else "", f'<p class="about">{source}</p>' if deck.source else "")


def _policy(style: str, script: str) -> str:
    """What the browser may do for this page: run its own script and style, and show what it holds. All else is refused.

    (Content Security Policy Level 3; by hashes, nothing that a text might smuggle in is run.)
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "img-src data:",
            "media-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(content: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode('ascii')}"


@cache
def _script() -> str:
    known = json.dumps(words.PRACTICE, indent=2)
    return look.answering(_text("page.js").replace("/* words.PRACTICE */ {}", known))


def _text(name: str) -> str:
    return files("mmcards.writers.page").joinpath(name).read_text("utf-8")
