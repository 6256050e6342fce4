"""The deck as Anki itself writes it: its notes are added to a new collection, and that is exported."""

import tempfile
from pathlib import Path
from typing import Final

from anki.collection import AddNoteRequest, Collection, DeckIdLimit, ExportAnkiPackageOptions

from tests.benchmarks.peers.reading import Deck, html

ENDING: Final = "apkg"


def write(deck: Deck, path: Path) -> None:
    """In the form that old versions of Anki read too, as genanki and mmcards write it."""
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(f"{folder}/collection.anki2")
        note_type = collection.models.by_name("Basic")
        deck_id = collection.decks.id(deck.name)
        assert note_type is not None
        assert deck_id is not None
        requests = []
        for card in deck.cards:
            note = collection.new_note(note_type)
            (question, first), (answer, second) = html(deck, card.question), html(deck, card.answer)
            note.fields = [question, answer]
            requests.append(AddNoteRequest(note, deck_id))
            for file in first + second:
                collection.media.add_file(str(file))
        collection.add_notes(requests)
        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=True)
        collection.export_anki_package(out_path=str(path), options=options, limit=DeckIdLimit(deck_id))
        collection.close()
