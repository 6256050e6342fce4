"""A deck's life: an author who changes it, and a learner who imports builds of it into Anki and studies them.

Anki's own backend is the learner's. Time is a counter that both share: Anki stamps what the learner does with the
clock of the machine, so the stamp is set to the counter's.
"""

import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import anki.lang
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mmcards import lock
from mmcards.kinds import KINDS
from mmcards.reader.decks import read
from mmcards.writers import Settings
from mmcards.writers.anki.package import write

if TYPE_CHECKING:
    from anki.notes import Note as AnkiNote

anki.lang.set_lang("en_US")

STARTED: Final = int(time.time()) - 10_000_000
"""Long ago: Anki's database check sets times of the future back to now."""


class Life(RuleBasedStateMachine):
    """What the author wrote is `cards`; `said` is what each note should say in the learner's collection."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.collection = Collection(str(self.folder / "learner.anki2"))
        self.clock = STARTED
        self.cards: dict[str, dict[str, str]] = {}  # by GUID: id, question, tags, was
        self.built: dict[str, tuple[int, str]] = {}  # by GUID: time and question in the newest build
        self.held: dict[str, tuple[int, str]] = {}  # by GUID: time and question in the learner's collection
        self.made = 0
        self.reviews = 0
        self.add()
        self.build()

    def teardown(self) -> None:
        self.collection.close()
        shutil.rmtree(self.folder)

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    # --- the author ---

    @rule()
    def add(self) -> None:
        self.made += 1
        name = f"card-{self.made}"
        self.cards[f"abc/{name}"] = {"id": name, "question": f"Question {self.made}?", "tags": "", "was": ""}

    @precondition(lambda self: self.cards)
    @rule(which=st.integers(0, 99), what=st.sampled_from(["question", "tags"]))
    def edit(self, which: int, what: str) -> None:
        card = self.cards[sorted(self.cards)[which % len(self.cards)]]
        card[what] = f"Edited at {self.tick()}?" if what == "question" else f"t{self.tick()}"

    @precondition(lambda self: self.cards)
    @rule(which=st.integers(0, 99))
    def rename(self, which: int) -> None:
        guid = sorted(self.cards)[which % len(self.cards)]
        self.cards[guid] |= {"id": f"renamed-{self.tick()}", "was": guid.removeprefix("abc/")}

    @precondition(lambda self: len(self.cards) > 1)
    @rule(which=st.integers(0, 99))
    def remove(self, which: int) -> None:
        del self.cards[sorted(self.cards)[which % len(self.cards)]]

    @rule()
    def reorder(self) -> None:
        self.cards = dict(reversed(self.cards.items()))

    @rule()
    def build(self) -> None:
        rows = [
            f"- {{id: {card['id']}, question: '{card['question']}', answer: It., tags: [{card['tags']}]"
            f"{', was: ' + card['was'] if card['was'] else ''}}}\n"
            for card in self.cards.values()
        ]
        path = self.folder / "deck.yaml"
        path.write_text("deck: Life\nuid: abc\nid: life\ncards:\n" + "".join(rows).replace("[]", "[x]"), "utf-8")
        (deck,), _ = read([path], KINDS)
        locked = lock.locked(deck, self.tick())
        lock.write(locked)
        package = self.folder / "life.apkg"
        package.unlink(missing_ok=True)
        write((locked.deck,), package, Settings(), lambda _: None)
        self.built = {note.guid: (note.modified, self.cards[note.guid]["question"]) for note in locked.deck.notes}

    # --- the learner ---

    @rule()
    def receive(self) -> None:
        reviewed = self.schedule()
        request = ImportAnkiPackageRequest(
            package_path=str(self.folder / "life.apkg"), options=ImportAnkiPackageOptions()
        )
        self.collection.import_anki_package(request)
        self.collection.models._clear_cache()
        for guid, (when, question) in self.built.items():
            if guid not in self.held or self.held[guid][0] < when:
                self.held[guid] = (when, question)
        after = self.schedule()
        assert all(after[card] == state for card, state in reviewed.items()), "an import changed the schedule"

    @precondition(lambda self: self.held)
    @rule()
    def review(self) -> None:
        scheduler: Any = self.collection.sched
        queue = scheduler.get_queued_cards()
        if queue.cards:
            card = self.collection.get_card(queue.cards[0].card.id)
            card.start_timer()
            good = 3
            scheduler.answer_card(scheduler.build_answer(card=card, states=queue.cards[0].states, rating=good))
            self.reviews += 1
            time.sleep(0.005)

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 99))
    def rewrite(self, which: int) -> None:
        guid = sorted(self.held)[which % len(self.held)]
        note = self.note(guid)
        note["Question"] = f"Mine {self.tick()}"
        self.collection.update_note(note)
        assert self.collection.db
        self.collection.db.execute("update notes set mod = ? where id = ?", self.clock, note.id)
        self.held[guid] = (self.clock, note["Question"])

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 99))
    def suspend(self, which: int) -> None:
        self.collection.sched.suspend_cards(self.note(sorted(self.held)[which % len(self.held)]).card_ids())

    # --- what holds after every step ---

    @invariant()
    def every_note_says_what_was_written_last(self) -> None:
        assert {guid: self.note(guid)["Question"] for guid in self.held} == {
            guid: question for guid, (_, question) in self.held.items()
        }

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        assert self.collection.db
        assert self.collection.db.scalar("select count() from revlog") == self.reviews
        assert self.collection.note_count() == self.collection.card_count() == len(self.held)
        assert self.collection.fix_integrity()[1]
        assert not self.collection.get_empty_cards().notes

    def note(self, guid: str) -> "AnkiNote":
        assert self.collection.db
        (found,) = self.collection.db.list("select id from notes where guid = ?", guid)
        return self.collection.get_note(found)

    def schedule(self) -> dict[int, tuple[object, ...]]:
        assert self.collection.db
        rows = self.collection.db.all("select id, nid, did, due, ivl, factor, reps, lapses, queue, type from cards")
        return {row[0]: tuple(row) for row in rows}


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
