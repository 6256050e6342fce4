"""The deck as genanki alone writes it."""

from pathlib import Path
from typing import Final

import genanki  # type: ignore[import-untyped]  # it has no types

from tests.benchmarks.peers.reading import Deck, html

ENDING: Final = "apkg"
MODEL_ID, DECK_ID = 1_607_392_319, 2_059_400_110


def write(deck: Deck, path: Path) -> None:
    template = {"name": "Card", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"}
    model = genanki.Model(MODEL_ID, "Plain", [{"name": "Question"}, {"name": "Answer"}], [template])
    notes = genanki.Deck(DECK_ID, deck.name)
    media: list[Path] = []
    for card in deck.cards:
        (question, first), (answer, second) = html(deck, card.question), html(deck, card.answer)
        notes.add_note(genanki.Note(model, [question, answer]))
        media += first + second
    genanki.Package(notes, media).write_to_file(path)
