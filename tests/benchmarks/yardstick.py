"""The yardstick of the speed comparison: the plain script that a person would write without mmcards.

python yardstick.py DECKFOLDER OUTFOLDER

It reads the deck with PyYAML's C parser, and writes one file after the other with genanki and reportlab. It checks
nothing: no ids, no places of mistakes, no fitting to the page.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import genanki  # type: ignore[import-untyped]  # it has no types
import yaml
from pymupdf_fonts import FiraGO_Bold, FiraGO_Regular  # type: ignore[import-untyped]  # it has no types
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

Card = tuple[str, str]
"""A question and its answer."""

MODEL_ID, DECK_ID = 1_607_392_319, 2_059_400_110
QUESTION = ParagraphStyle("question", fontName="FiraGO-Bold", fontSize=20, leading=26)
ANSWER = ParagraphStyle("answer", fontName="FiraGO", fontSize=14, leading=20)


def read(folder: Path) -> tuple[str, list[Card]]:
    """The deck's name and its cards, from every document of every file that deck.yaml lists."""
    deck = load(folder / "deck.yaml")[0]
    names = deck.get("files") or sorted(path.name for path in folder.glob("*.yaml") if path.name != "deck.yaml")
    documents = [document for name in names for document in load(folder / name)]
    items = [item for document in documents for item in document.get("cards", [document])]
    return deck["deck"], [card for item in items for card in cards(item)]


def load(path: Path) -> list[dict[str, Any]]:
    with path.open("rb") as file:
        return list(yaml.load_all(file, yaml.CSafeLoader))


def cards(item: dict[str, Any]) -> Iterator[Card]:
    """The item's cards; quiz items become questions and answers as they stand, without faces of their own."""
    match item:
        case {"items": items, "categories": categories}:
            for each in items:
                yield (
                    f"{item['prompt']}\n{each['text']}",
                    f"{categories[each['category']]}\n{each.get('explanation', '')}",
                )
        case {"premises": premises, "responses": responses}:
            for each in premises:
                yield (
                    f"{item['prompt']}\n{each['text']}",
                    f"{responses[each['response']]}\n{each.get('explanation', '')}",
                )
        case {"question": question, "choices": choices, "answer": answer}:
            yield "\n".join([question, *choices]), str(answer)
        case {"question": question, "answer": answer}:
            yield str(question), str(answer)


def write_apkg(name: str, deck_cards: list[Card], path: Path) -> None:
    template = {"name": "Card", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"}
    model = genanki.Model(MODEL_ID, "Plain", [{"name": "Question"}, {"name": "Answer"}], [template])
    deck = genanki.Deck(DECK_ID, name)
    for question, answer in deck_cards:
        deck.add_note(genanki.Note(model, [html(question), html(answer)]))
    genanki.Package(deck).write_to_file(path)


def write_pdf(name: str, deck_cards: list[Card], path: Path) -> None:
    """A page a card: the question in the upper half, the answer in the lower half."""
    registerFont(TTFont("FiraGO", io.BytesIO(FiraGO_Regular.fontbuffer)))
    registerFont(TTFont("FiraGO-Bold", io.BytesIO(FiraGO_Bold.fontbuffer)))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle(name)
    for question, answer in deck_cards:
        draw(canvas, Paragraph(html(question), QUESTION), A4[1] - 20 * mm)
        draw(canvas, Paragraph(html(answer), ANSWER), A4[1] / 2 - 20 * mm)
        canvas.showPage()
    canvas.save()


def draw(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    """Set the paragraph so that its upper edge is at top, in points from the foot of the page."""
    _, height = paragraph.wrapOn(canvas, A4[0] - 40 * mm, A4[1] / 2)
    paragraph.drawOn(canvas, 20 * mm, top - height)


def html(text: str) -> str:
    return escape(text.strip()).replace("\n", "<br/>")


def main(folder: Path, out: Path) -> None:
    name, deck_cards = read(folder)
    out.mkdir(parents=True, exist_ok=True)
    write_apkg(name, deck_cards, out / f"{folder.name}.apkg")
    write_pdf(name, deck_cards, out / f"{folder.name}.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
