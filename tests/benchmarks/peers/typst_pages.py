"""A page a card, as typst sets it: the question in the upper half, the answer in the lower half."""

import json
import tempfile
from pathlib import Path
from typing import Final

import typst

from tests.benchmarks.peers import fonts
from tests.benchmarks.peers.reading import Deck, Picture, pieces

ENDING: Final = "pdf"
HEAD: Final = """
#set page(paper: "a4", margin: 20mm)
#set text(font: "FiraGO", size: 14pt)
#let card(question, answer) = page({
  block(height: 50%, text(size: 20pt, weight: "bold", question))
  answer
})
"""


def write(deck: Deck, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fonts.as_files(Path(folder))
        cards = "".join(f"#card({content(card.question)}, {content(card.answer)})\n" for card in deck.cards)
        source = f"#set document(title: {string(deck.name)})\n{HEAD}{cards}".encode()
        path.write_bytes(
            typst.compile(source, root=deck.folder, font_paths=[folder], ignore_system_fonts=True)  # type: ignore[misc]
        )  # its types want all paths to be bytes where the source is


def content(text: str) -> str:
    """An expression of typst's language."""
    parts: list[str] = []
    for piece in pieces(text):
        if isinstance(piece, Picture):
            parts.append(f"image({string(f'/{piece.path}')}, width: 50%)")
        else:
            parts += map(string, piece.split("\n"))
    return f"{{ {'; linebreak(); '.join(parts)} }}"


def string(text: str) -> str:
    """A string of typst's language, which escapes as JSON does where nothing but quotes and backslashes need it."""
    return json.dumps(text, ensure_ascii=False)
