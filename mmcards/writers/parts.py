"""The parts of a card that are the same HTML in every program: what is offered to choose from, and what explains it.

Their classes are those of style.css, and answering.js makes more of them.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from mmcards.model import Blocks, List, Note, Option, Options, Order
from mmcards.writers import words
from mmcards.writers.html import Html, text
from mmcards.writers.order import shown_order

ENGLISH: Final = 'lang="en" dir="ltr"'
"""Attributes of the program's own words, whose direction has no say in that of what stands around them."""


class Offer(NamedTuple):
    """What is offered to choose from, or to put in order.

    `options` are a list in an order that gives nothing away, then the follow-up question: nothing in it tells right
    from wrong. `correct` names the right ones by their places in it; of steps, it has the places in the right order.
    `mode` are classes: "single", "multiple" or "order", and "shuffle" where the order in which they are shown means
    nothing. `answer` are the right ones in words.
    """

    options: str
    correct: str
    mode: str
    answer: str


def offer(html: Html, note: Note, response: Options | Order) -> Offer:
    """What a note offers to answer it with."""
    return _steps(html, note, response) if isinstance(response, Order) else _options(html, note, response)


def explanation(html: Html, note: Note) -> str:
    """Why it is so, and the pattern behind a whole set."""
    if not note.pattern:
        return html.blocks(note.explanation)
    pattern = lines(f'<div class="heading" {ENGLISH}>{words.PATTERN}</div>', html.blocks(note.pattern))
    return lines(html.blocks(note.explanation), division("pattern", pattern))


def accepted(answers: Iterable[str]) -> str:
    """Further answers that count, as they are typed."""
    items = [f"<li>{text(answer)}</li>" for answer in answers]
    return lines('<ul class="accepted">', *items, "</ul>") if items else ""


def division(kind: str, content: str, attributes: str = "") -> str:
    """Content in an element of a class; nothing if it is empty."""
    return f'<div class="{kind}"{attributes}>{content}</div>' if content else ""


def lines(*parts: str) -> str:
    """Those that are not empty, below each other."""
    return "\n".join(filter(None, parts))


def _steps(html: Html, note: Note, response: Order) -> Offer:
    steps = response.steps
    order = shown_order(note.id, len(steps))
    return Offer(
        options=_list([html.inner(step) for step in steps], order),
        correct=" ".join(str(order.index(place)) for place in range(len(steps))),
        mode="order shuffle",
        answer=html.inner((List(steps, start=1),)),
    )


def _options(html: Html, note: Note, response: Options) -> Offer:
    count = len(response.options)
    order = tuple(range(count)) if response.fixed else shown_order(note.id, count)
    several = len(response.correct) > 1
    return Offer(
        options=lines(
            f'<p class="instruction" {ENGLISH}>{words.SEVERAL}</p>' if several else "",
            _list([_labelled(html, option) for option in response.options], order),
            division("ask", html.inner(response.ask)),
        ),
        correct=" ".join(str(shown) for shown, place in enumerate(order) if place in response.correct),
        mode=("multiple" if several else "single") + ("" if response.fixed else " shuffle"),
        answer=lines(
            *(division("verdict", f"✓ {_labelled(html, response.options[place])}") for place in response.correct),
            _needs(html, response.ask, response.needs),
        ),
    )


def _list(items: Sequence[str], order: Iterable[int]) -> str:
    return lines('<ul class="options">', *(f"<li>{items[place]}</li>" for place in order), "</ul>")


def _labelled(html: Html, option: Option) -> str:
    """An option behind its label, which the style shows on the back alone: on the front the options are shuffled."""
    label = f'<b class="label" dir="auto">{text(option.label)}</b> ' if option.label else ""
    return label + html.inner(option.text)


def _needs(html: Html, ask: Blocks, needs: Sequence[Blocks]) -> str:
    if not needs:
        return ""
    items = (f"<li>{html.inner(need)}</li>" for need in needs)
    return division("needs", lines(division("heading", html.inner(ask)), "<ul>", *items, "</ul>"))
