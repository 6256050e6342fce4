"""The learner: Anki's own backend, with what each note must say in it by what was imported and what was done."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.scheduler.v3 import CardAnswer, Scheduler

from tests.life.author import Build
from tests.life.packages import NOTES, Version, notes

Rating: TypeAlias = CardAnswer.Rating.ValueType
RATINGS: Final = (CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY)


@dataclass
class Learner:
    """`held` is what the collection must hold, by GUIDs, and `log` what was reviewed so far."""

    folder: Path
    tick: Callable[[], int]
    held: dict[str, Version] = field(default_factory=dict)
    log: frozenset[tuple[int, ...]] = frozenset()

    def __post_init__(self) -> None:
        self.collection = Collection(str(self.folder / "learner.anki2"))
        assert isinstance(self.collection.sched, Scheduler)
        self.scheduler = self.collection.sched

    def close(self) -> None:
        self.collection.close()
        shutil.rmtree(self.folder)

    # --- what the learner does ---

    def receive(self, build: Build) -> None:
        """Imports it as Anki does if nothing is changed in the dialogue."""
        before = self._schedule()
        for package in build.packages:
            request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
            self.collection.import_anki_package(request)
        self.collection.models._clear_cache()
        now = self.stamp()
        after = self._schedule()
        assert {card: after.get(card) for card in before} == before, "an import changed the schedule"
        found = self.notes()
        for guid, version in build.notes.items():
            known = self.held.get(guid)
            if known and known.is_cloze != version.is_cloze:
                continue  # Anki ignores it for ever
            taken = known is None or known.time < version.time
            held = version if known is None or taken else known
            cards = version.cards | (known.cards if known else frozenset())
            self.held[guid] = replace(held, cards=cards)
            if known and taken and found[guid].time == now:
                self.held[guid] = replace(self.held[guid], time=now)  # Anki up to 24.11: the time of the import
        new = [row for card, row in after.items() if card not in before]
        assert all(not any(row[3:]) for row in new), "a new card is not new"

    def answer(self, deck: int, rating: Rating) -> None:
        """The next card of a deck."""
        self.collection.decks.select(self._deck(deck))
        queued = self.scheduler.get_queued_cards().cards
        if queued:
            (found,) = self.collection.find_cards(f"cid:{queued[0].card.id}")
            card = self.collection.get_card(found)
            card.start_timer()
            answer = self.scheduler.build_answer(card=card, states=queued[0].states, rating=rating)
            self.scheduler.answer_card(answer)
            time.sleep(0.005)  # Anki's check takes two answers in one moment for a fault

    def make_due(self, card: int) -> None:
        self.scheduler.set_due_date([self._card(card)], "0")
        time.sleep(0.005)

    def suspend(self, card: int) -> None:
        self.scheduler.suspend_cards([self._card(card)])

    def bury(self, card: int) -> None:
        self.scheduler.bury_cards([self._card(card)])

    def resume(self, card: int) -> None:
        """Neither suspended nor buried any more."""
        self.scheduler.unsuspend_cards([self._card(card)])
        self.scheduler.unbury_cards([self._card(card)])

    def move(self, card: int, deck: str) -> None:
        """Into a deck of the learner's own."""
        mine = self.collection.decks.id(deck)
        assert mine
        self.collection.set_deck([self._card(card)], mine)

    def rewrite(self, guid: str, explain: bool) -> None:
        """The question, or a field that its author left empty."""
        held = self.held[guid]
        name = "Explanation" if explain else "Text" if held.is_cloze else "Question"
        note = self.collection.get_note(self._id(guid))
        note[name] += f" Mine {self.tick()}."
        self.collection.update_note(note)
        self.held[guid] = replace(held, time=self.stamp(), fields=tuple(note.fields), cards=held.cards | held.asked)

    def tag(self, guid: str) -> None:
        tag = f"mine-{self.tick()}"
        self.collection.tags.bulk_add([self._id(guid)], tag)
        held = self.held[guid]
        self.held[guid] = replace(held, time=self.stamp(), tags=held.tags | {tag})

    def delete(self, guid: str) -> None:
        self.collection.remove_notes([self._id(guid)])
        del self.held[guid]

    def clear_away(self) -> None:
        """Empty cards and pictures that no note names: two commands of Anki's."""
        for note in self.collection.get_empty_cards().notes:
            self.collection.remove_cards_and_orphaned_notes(note.card_ids)
        self.held = {guid: replace(held, cards=held.cards & held.asked) for guid, held in self.held.items()}
        self.collection.media.trash_files(list(self.collection.media.check().unused))

    def stamp(self) -> int:
        """Anki stamps notes with the clock of the machine; they get the time of the clock that the author has too."""
        now = self.tick()
        assert self.collection.db
        self.collection.db.execute("update notes set mod = ? where mod > ?", now, now)
        return now

    # --- what must hold ---

    def check(self) -> None:
        assert self.notes() == self.held
        log = self._log()
        assert self.log <= log, "reviews are gone"
        self.log = log
        empty = {card for note in self.collection.get_empty_cards().notes for card in note.card_ids}
        assert len(empty) == sum(len(held.cards - held.asked) for held in self.held.values())
        assert self.collection.fix_integrity()[1]
        assert not self.collection.media.check().missing
        types = {entry.name for entry in self.collection.models.all_names_and_ids() if "mmcards" in entry.name}
        assert types <= {"mmcards", "mmcards cloze"}

    def notes(self) -> dict[str, Version]:
        return notes(self._ask(NOTES))

    def _schedule(self) -> dict[int, tuple[int, ...]]:
        rows = self._ask("select id, due, did, ivl, factor, reps, lapses, queue, type, odid, odue from cards")
        return {row[0]: tuple(row) for row in rows}

    def _log(self) -> frozenset[tuple[int, ...]]:
        return frozenset(tuple(row) for row in self._ask("select id, cid, ease, ivl, factor from revlog"))

    def _ask(self, query: str) -> Any:
        assert self.collection.db
        return self.collection.db.all(query)

    def _id(self, guid: str) -> Any:
        assert self.collection.db
        return self.collection.db.scalar("select id from notes where guid = ?", guid)

    def _card(self, which: int) -> Any:
        cards = [row[0] for row in self._ask("select id from cards order by id")]
        return cards[which % len(cards)]

    def _deck(self, which: int) -> Any:
        decks = [row[0] for row in self._ask("select distinct did from cards order by did")]
        return decks[which % len(decks)]
