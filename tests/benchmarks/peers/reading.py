"""A deck's YAML as the peers read it: with PyYAML's C parser, each item as questions and answers, without any check."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

import yaml

_PICTURE: Final = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


class Card(NamedTuple):
    """Two texts as they stand in the YAML."""

    question: str
    answer: str


class Deck(NamedTuple):
    """A deck's name, its cards, and the folder in which its pictures are."""

    name: str
    cards: list[Card]
    folder: Path


def read(folder: Path) -> Deck:
    """The cards of every document of every file that deck.yaml lists."""
    deck = _load(folder / "deck.yaml")[0]
    names = deck.get("files") or sorted(path.name for path in folder.glob("*.yaml") if path.name != "deck.yaml")
    documents = [document for name in names for document in _load(folder / name)]
    items = [item for document in documents for item in document.get("cards", [document])]
    return Deck(deck["deck"], [card for item in items for card in _cards(item)], folder)


class Picture(NamedTuple):
    """A picture's path in the deck's folder."""

    path: str


def pieces(text: str) -> Iterator[str | Picture]:
    """Its pictures, and the plain text before, between and behind them.

    Other markup stays as it stands; formulas too, which none of the PDF libraries among the peers sets from TeX.
    """
    for number, piece in enumerate(_PICTURE.split(text)):
        if number % 2:
            yield Picture(piece)
        elif piece.strip():
            yield piece.strip()


def html(deck: Deck, text: str) -> tuple[str, list[Path]]:
    """The text as a note in Anki shows it, and the files of its pictures."""
    lines, files = [], []
    for piece in pieces(text):
        if isinstance(piece, Picture):
            files.append(deck.folder / piece.path)
            lines.append(f'<img src="{files[-1].name}">')
        else:
            lines.append(escape(piece).replace("\n", "<br>"))
    return "<br>".join(lines), files


def _load(path: Path) -> list[dict[str, Any]]:
    with path.open("rb") as file:
        return list(yaml.load_all(file, yaml.CSafeLoader))


def _cards(item: dict[str, Any]) -> Iterator[Card]:
    """The item's cards; quiz items become questions and answers as they stand, without faces of their own."""
    match item:
        case {"items": items, "categories": categories}:
            for each in items:
                answer = f"{categories[each['category']]}\n{each.get('explanation', '')}"
                yield Card(f"{item['prompt']}\n{each['text']}", answer)
        case {"premises": premises, "responses": responses}:
            for each in premises:
                answer = f"{responses[each['response']]}\n{each.get('explanation', '')}"
                yield Card(f"{item['prompt']}\n{each['text']}", answer)
        case {"question": question, "choices": choices, "answer": answer}:
            yield Card("\n".join([question, *choices]), str(answer))
        case {"question": question, "answer": answer}:
            yield Card(str(question), str(answer))
