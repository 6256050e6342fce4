"""The page as a whole: one file with its style, its script and its media, which asks nothing of any network."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
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
    with target.open("x", encoding="utf-8", newline="\n") as page:
        page.write(_page(deck, items, inline.rules))
    progress(len(deck.notes))
    return Made(len(items), "cards", tuple(problems))


def _problems(note: Note, inline: Inline) -> Iterator[Problem]:
    """What could not be shown of a note as it was meant: once, on however many of its cards it stands."""
    yield from (Problem(note.place, complaint) for complaint in dict.fromkeys(inline.complaints))
    inline.complaints.clear()


def _page(deck: Deck, items: Sequence[tuple[str, str]], rules: Iterable[str]) -> str:
    style = "\n".join((look.style_of_system(), _text("page.css"), *sorted(rules)))
    names = list(dict.fromkeys(section for section, _ in items))
    return Template(_text("page.html")).substitute(
        words.PRACTICE,
        policy=_policy(style, _script()),
        style=style,
        script=_script(),
        title=text(deck.name),
        language=language(deck.language),
        english=ENGLISH,
        description=_paragraphs(deck),
        deck=attribute(deck.uid),
        total=len(items),
        one_section="hidden" if len(names) < 2 else "",
        options=lines(
            *(
                f'<option value="{place}">{text(name) or words.PRACTICE["no_section"]}</option>'
                for place, name in enumerate(names)
            )
        ),
        sections=lines(
            *(
                _section(number, name, names.index(name), [shown for _, shown in group], language(deck.language))
                for number, (name, group) in enumerate(groupby(items, key=lambda each: each[0]))
            )
        ),
    )


def _section(number: int, name: str, place: int, items: Iterable[str], tag: str) -> str:
    """The cards of a section that stand behind each other; `place` is that of its name among all."""
    heading = f'<h2 id="_section{number}" dir="auto" lang="{tag}">{text(name)}</h2>' if name else ""
    labelled = f' aria-labelledby="_section{number}"' if name else ""
    return lines(
        f'<section data-section="{place}"{labelled}>', heading, '<div class="items">', *items, "</div>", "</section>"
    )


def _paragraphs(deck: Deck) -> str:
    said = lines(
        *(f"<p>{'<br>'.join(map(text, part.splitlines()))}</p>" for part in (deck.description.strip(),) if part)
    )
    source = (
        f'<p class="about"><span {ENGLISH}>{words.PRACTICE["source"]}</span> {text(deck.source)}</p>'
        if deck.source
        else ""
    )
    return lines(said, source)


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
