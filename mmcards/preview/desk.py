"""What lies before the author: the cards as they were last read without a mistake, and what is wrong since."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Condition
from typing import Any, TypeAlias

from mmcards.errors import CardsError, Mistakes, Problem, SourceError
from mmcards.messages import Lines, count, counted, shown
from mmcards.model import Deck, File
from mmcards.preview.press import Print
from mmcards.writers.cards import Card, cards

Read: TypeAlias = Callable[[], tuple[tuple[Deck, ...], tuple[Problem, ...]]]
"""Reads the decks, with warnings. Raises CardsError."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A card, the `number`th of its deck. Its faces are the same as long as `face` is, and its pages as `paper` is."""

    deck: Deck
    card: Card
    number: int
    face: str
    paper: str

    @property
    def name(self) -> str:
        """What the card is called from one reading to the next."""
        return f"{self.deck.uid}/{self.card.note.id}/{self.card.number}"


@dataclass(frozen=True, slots=True)
class State:
    """What is shown: cards by name, `media` by the names that cards call them, and what is wrong, in words."""

    laid: Mapping[str, Laid] = field(default_factory=dict)
    media: Mapping[str, File] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    told: str = ""


class Desk:
    """The state of the preview, which one thread changes and others look at and wait for."""

    def __init__(self, read: Read) -> None:
        self.state = State()
        self.version = 0
        self._read = read
        self._changed = Condition()
        self._open = True

    def update(self) -> None:
        """Read the decks anew. Where that fails, the cards stay as they were."""
        try:
            decks, warnings = self._read()
        except CardsError as error:
            self._put(_with_mistakes(self.state, error))
        else:
            laid = {each.name: each for deck in decks for each in _laid(deck)}
            media = {file.name: file for deck in decks for file in deck.media}
            self._put(State(laid, media, tuple(shown(warnings, Lines(), "warning: ")), told=_counted(decks, laid)))

    def close(self) -> None:
        """Nothing will change any more: who waits for it, returns."""
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> bool:
        """Wait until there is a newer version, so many seconds at most; False when there will be none."""
        with self._changed:
            self._changed.wait_for(lambda: self.version > version or not self._open, seconds)
            return self._open

    def _put(self, state: State) -> None:
        with self._changed:
            self.state = state
            self.version += 1
            self._changed.notify_all()


def told(desk: Desk) -> dict[str, Any]:
    """What the page needs to know, as JSON has it."""
    version, state = desk.version, desk.state
    return {
        "version": version,
        "told": state.told,
        "mistakes": state.mistakes,
        "warnings": state.warnings,
        "cards": [
            {
                "name": name,
                "id": each.card.note.id,
                "deck": each.deck.name,
                "section": each.card.note.section,
                "which": _which(each.card),
                "place": f"{each.card.note.place.path}:{each.card.note.place.line}",
                "face": each.face,
                "paper": each.paper,
            }
            for name, each in state.laid.items()
        ],
    }


def of_print(print_: Print) -> list[str]:
    """What is wrong with a card on paper, in words."""
    before = "" if not print_.spots else "warning: "
    return [*shown(print_.problems, Lines(), before), *filter(None, [print_.said])]


def _with_mistakes(state: State, error: CardsError) -> State:
    match error:
        case Mistakes(problems=problems, unread=unread):
            lines, told = tuple(shown(problems, Lines())), counted(problems, unread)
        case SourceError(problem=problem):
            lines, told = tuple(shown([problem], Lines())), counted([problem])
        case _:
            lines, told = (str(error),), "The decks cannot be read."
    return State(state.laid, state.media, state.warnings, lines, told)


def _counted(decks: Iterable[Deck], laid: Mapping[str, Laid]) -> str:
    return f"{count(len(tuple(decks)), 'deck')}, {count(len(laid), 'card')}, no mistakes"


def _which(card: Card) -> str:
    """Which card of its note it is, where there may be several."""
    return f"c{card.number}" if card.is_cloze else "reverse" if card.number == 2 else ""


def _laid(deck: Deck) -> Iterator[Laid]:
    found = [*enumerate((card for note in deck.notes for card in cards(note)), start=1)]
    look = _digest(deck.uid, deck.name, deck.language)
    feet = {(note.id, note.source) for note in deck.notes}  # the longest one sets how much room all of them have
    printed = _digest(look, repr(deck.printing), *deck.fonts, str(len(found)), repr(sorted(feet)))
    exercises: dict[object, str] = {}
    for note in deck.notes:
        exercises[note.context] = _digest(exercises.get(note.context, ""), note.id, note.digest)
    for number, card in found:
        note = card.note
        face = _digest(look, note.id, note.digest, str(card.number))
        together = exercises[note.context] if note.context else ""
        yield Laid(deck, card, number, face, _digest(printed, face, str(number), together))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
