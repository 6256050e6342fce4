"""Small decks, and a collection of Anki's own to read them with."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import anki.lang
import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportLogWithChanges
from anki.scheduler.v3 import CardAnswer, QueuedCards, Scheduler

from mmcards.errors import Place
from mmcards.markup import parse
from mmcards.model import Cloze, Deck, Note, Option, Options, Response, Text
from mmcards.writers import Made, Settings
from mmcards.writers.anki.package import write

if TYPE_CHECKING:
    from anki.cards import Card
    from anki.notes import Note as AnkiNote

UID = "7q2m4kzr"
PLACE = Place("cards/small.yaml")


def make_note(id: str, prompt: str = "What?", response: Response | str = "That.", **others: Any) -> Note:  # noqa: A002
    """A note whose texts are written in Markdown."""
    cloze = isinstance(response, Cloze)
    for name in ("context", "hint", "explanation", "pattern"):
        others[name] = parse(others.get(name, ""))
    answered = Text(parse(response)) if isinstance(response, str) else response
    return Note(id=id, guid=f"{UID}/{id}", place=PLACE, prompt=parse(prompt, cloze=cloze), response=answered, **others)


def make_deck(*notes: Note, modified: int = 1_790_000_000, **others: Any) -> Deck:
    times = {note.guid: modified for note in notes}
    return Deck(**{"name": "Small", "id": "small", "uid": UID, **others}, place=PLACE, notes=notes, times=times)


def make_options(*texts: str, correct: tuple[int, ...] = (0,), labels: str = "", **others: Any) -> Options:
    """Options in Markdown, with a letter of `labels` each."""
    options = tuple(Option(parse(text), labels[i : i + 1]) for i, text in enumerate(texts))
    return Options(
        options,
        correct,
        fixed=others.get("fixed", False),
        ask=parse(others.get("ask", "")),
        needs=tuple(map(parse, others.get("needs", ()))),
    )


@dataclass
class Learner:
    """Someone who uses Anki."""

    collection: Collection
    folder: Path
    made: int = 0

    def write(self, deck: Deck) -> tuple[Path, Made]:
        self.made += 1
        target = self.folder / f"{self.made}.apkg"
        return target, write((deck,), target, Settings(), lambda _done: None)

    def receive(self, deck: Deck) -> ImportLogWithChanges.Log:
        """Writes the deck and imports it as Anki does if nothing is changed in the dialogue."""
        target, _ = self.write(deck)
        request = ImportAnkiPackageRequest(package_path=str(target), options=ImportAnkiPackageOptions())
        log = self.collection.import_anki_package(request).log
        target.unlink()
        self.collection.models._clear_cache()
        return log

    def note(self, id: str) -> "AnkiNote":  # noqa: A002
        (found,) = self.collection.find_notes(f'"Id:{UID}/{id}"')
        return self.collection.get_note(found)

    def card(self, id: str) -> "Card":  # noqa: A002
        return self.note(id).cards()[0]

    def cards_to_study(self, deck: str) -> Sequence[QueuedCards.QueuedCard]:
        """What Anki shows next in a deck."""
        found = self.collection.decks.by_name(deck)
        assert found
        self.collection.decks.select(found["id"])
        return list(self._scheduler.get_queued_cards(fetch_limit=100).cards)

    def answer_next(self, deck: str) -> None:
        """Answers the next card with "Good"."""
        queued = self.cards_to_study(deck)[0]
        (found,) = self.collection.find_cards(f"cid:{queued.card.id}")
        card = self.collection.get_card(found)
        card.start_timer()
        self._scheduler.answer_card(
            self._scheduler.build_answer(card=card, states=queued.states, rating=CardAnswer.GOOD)
        )
        time.sleep(0.005)  # Anki's check takes two answers in one moment for a fault

    @property
    def _scheduler(self) -> Scheduler:
        assert isinstance(self.collection.sched, Scheduler)
        return self.collection.sched

    def ask_database(self, query: str) -> Any:
        assert self.collection.db
        return self.collection.db.scalar(query)

    def front(self, id: str) -> str:  # noqa: A002
        return bare(self.card(id).question())

    def back(self, id: str) -> str:  # noqa: A002
        """The back, which repeats the front before the rule; the style hides what was for answering."""
        return bare(self.card(id).answer())


def bare(html: str) -> str:
    """Without the style and the script."""
    return re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)


class _Reader(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.words = wanted, 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "hr"):
            self.words += " " if self.depth else ""
        elif self.depth or not self.wanted or self.wanted in (dict(attrs).get("class") or "").split():
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1 if self.depth else 0

    def handle_data(self, data: str) -> None:
        self.words += data if self.depth else ""


def read_words(html: str, within: str = "") -> str:
    """What a reader of the HTML reads in the elements of a class, or in all of it; white space is one space."""
    reader = _Reader(within)
    reader.feed(html)
    reader.close()
    return " ".join(reader.words.split())


Words: TypeAlias = Callable[..., str]
MakeNote: TypeAlias = Callable[..., Note]
MakeDeck: TypeAlias = Callable[..., Deck]
MakeOptions: TypeAlias = Callable[..., Options]


@pytest.fixture(scope="session")
def note() -> MakeNote:
    return make_note


@pytest.fixture(scope="session")
def deck() -> MakeDeck:
    return make_deck


@pytest.fixture(scope="session")
def options() -> MakeOptions:
    return make_options


@pytest.fixture(scope="session")
def words() -> Words:
    return read_words


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    yield from _learner(tmp_path)


@pytest.fixture(scope="module")
def lasting_learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    """One for all examples of a property."""
    yield from _learner(tmp_path_factory.mktemp("learner"))


def _learner(folder: Path) -> Iterator[Learner]:
    anki.lang.set_lang("en_US")
    collection = Collection(str(folder / "collection.anki2"))
    yield Learner(collection, folder)
    collection.close()
