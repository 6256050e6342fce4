"""A card -> its HTML: the front, and the answer behind `<details>`, so that all of it can be read without a script.

The classes are those of Anki's cards, whose style it shares. The kind, which page.js goes by, is one more class: "flip"
(nothing is entered), "rehearse" (points to tick off), "typed", "choose" or "order"; a cloze is "gapped" too.
"""

import json
from typing import NamedTuple, assert_never

from mmcards.model import Cloze, Deck, Options, Order, Text
from mmcards.writers import parts, words
from mmcards.writers.cards import Card
from mmcards.writers.html import attribute, language, text
from mmcards.writers.page.inline import Inline
from mmcards.writers.parts import ENGLISH, division, lines


class _Faces(NamedTuple):
    """What of a card depends on how it is answered; `below` stands below the question, `also` below the answer."""

    kind: str
    answer: str
    below: str = ""
    also: str = ""
    mode: str = ""


def item(deck: Deck, card: Card, inline: Inline) -> str:
    """A card. Its id in the page is that of its note, with the card's number behind a dot if it is not the first."""
    note = card.note
    html = inline.html()
    name = _name(card)
    if card.is_cloze:
        faces = _cloze(card, inline)
        asked = inline.html(card.number).inner(note.prompt)
        question = f'<div class="text" id="{name}.question" dir="auto">{asked}</div>'
    else:
        faces = _faces(card, inline)
        question = f'<div class="question" id="{name}.question" dir="auto">{html.inner(card.prompt)}</div>'
    front = lines(
        division("context", html.inner(note.context), f' id="{name}.context" dir="auto"'),
        question,
        faces.below,
        _hint(html.inner(card.hint)),
    )
    back = lines(
        division(f"answer {faces.mode}".strip(), faces.answer, ' dir="auto"'),
        faces.also,
        division("explanation", parts.explanation(html, note), ' dir="auto"'),
    )
    labels = f"{name}.context {name}.question" if note.context else f"{name}.question"
    return lines(
        f'<article class="item {faces.kind}" id="{name}" data-note="{attribute(f"{deck.uid}/{note.id}")}"'
        f' aria-labelledby="{labels}" lang="{language(deck.language)}">',
        division("front", f"\n{front}\n"),
        f'<details class="reveal"><summary><span {ENGLISH}>{words.SHOW}</span></summary>',
        back,
        "</details>",
        _about(deck, card),
        "</article>",
    )


def _name(card: Card) -> str:
    """The name of a card within its deck, which outlives new builds."""
    return card.note.id if card.number == 1 else f"{card.note.id}.{card.number}"


def _faces(card: Card, inline: Inline) -> _Faces:
    html = inline.html()
    match card.response:
        case Text(answer, rehearse=True):
            below = f'<p class="instruction" {ENGLISH}>{words.REHEARSE}</p>'
            return _Faces("rehearse", html.inner(answer), below, mode="rehearse")
        case Text(answer, typed=()):
            return _Faces("flip", html.inner(answer))
        case Text(answer, typed=typed):
            counting = attribute(json.dumps(typed, ensure_ascii=False))
            others = parts.accepted(typed[1:])
            also = f'<div class="also"><span {ENGLISH}>{words.ALSO_RIGHT}</span> {others}</div>' if others else ""
            return _Faces("typed", html.inner(answer), f'<div class="typed" data-counting="{counting}"></div>', also)
        case Options() | Order() as response:
            offer = parts.offer(html, card.note, response)
            right = f' data-correct="{offer.correct}" dir="auto"'
            kind = "order" if isinstance(response, Order) else "choose"
            return _Faces(kind, offer.answer, division(f"choose {offer.mode}", offer.options, right))
        case _:
            assert_never(card.response)


def _cloze(card: Card, inline: Inline) -> _Faces:
    note = card.note
    typed = isinstance(note.response, Cloze) and note.response.typed
    filled = f'<div class="text">{inline.html(card.number, filled=True).inner(note.prompt)}</div>'
    return _Faces(
        "typed gapped" if typed else "flip gapped", filled, '<div class="typed"></div>' if typed else "", mode="filled"
    )


def _hint(hint: str) -> str:
    if not hint:
        return ""
    summary = f"<summary><span {ENGLISH}>{words.HINT}</span></summary>"
    return f'<details class="hint">{summary}\n<div dir="auto">{hint}</div></details>'


def _about(deck: Deck, card: Card) -> str:
    """What tells the card from all others; the deck's name stands on paper only, where no page's title does."""
    note = card.note
    said = (note.section, note.label, f"{deck.uid}/{note.id}", note.source)
    named = f'<span class="on-paper">{text(deck.name)}</span>'
    return lines(
        '<footer class="about" dir="auto">',
        named,
        *(f"<span>{text(each)}</span>" for each in said if each),
        "</footer>",
    )
