"""A deck's life: an author who changes it, and a learner who imports builds of it into Anki and studies them.

Anki's own backend is the learner's. Time is a counter that both share.
"""

import os
import tempfile
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import anki.lang
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.life.author import FILES, Author, Build
from tests.life.cards import DECK_TAGS, KINDS, PIXEL, Card
from tests.life.learner import RATINGS, Learner, Rating

anki.lang.set_lang("en_US")

STARTED: Final = int(time.time()) - 10_000_000
"""Long ago: Anki's database check sets times of the future back to now."""

ANY: Final = st.integers(0, 99)
"""One of those that there are, counted around."""

has_branch = precondition(lambda self: self.author.other is not None)
has_no_branch = precondition(lambda self: self.author.other is None)
has_notes = precondition(lambda self: self.learner.held)
has_pictures = precondition(lambda self: self.author.now.pictures)


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.tick = count(STARTED).__next__
        self.author = Author(self.folder, self.tick)
        self.learner = Learner(self.folder, self.tick)
        self.builds: list[Build] = []
        for kind in KINDS:
            self.add("one", kind)
        self.build(bundled=False)

    def teardown(self) -> None:
        self.learner.close()

    def card(self, which: int) -> Card:
        cards = list(self.author.now.cards.values())
        return cards[which % len(cards)]

    def spare(self, card: Card) -> None:
        """A deck without cards cannot be built any more: where this is the last, another one comes."""
        if sum(card.deck == other.deck for other in self.author.now.cards.values()) == 1:
            self.author.put(self.new(card.deck))

    def new(self, deck: str = "life", file: str = "one", kind: str = "flashcard") -> Card:
        name = f"card-{self.tick()}"
        return Card(f"{deck}/{name}", name, f"What is {name}?", f"It is {name}", "new", deck, file, kind=kind)

    def note(self, which: int) -> str:
        return sorted(self.learner.held)[which % len(self.learner.held)]

    # --- the author edits ---

    @rule(file=st.sampled_from(FILES), kind=st.sampled_from(KINDS))
    def add(self, file: str, kind: str) -> None:
        self.author.put(self.new(file=file, kind=kind))

    @rule(which=ANY)
    def edit_the_question(self, which: int) -> None:
        self.author.put(replace(self.card(which), question=f"Edited at {self.tick()}?"))

    @rule(which=ANY)
    def edit_the_answer(self, which: int) -> None:
        self.author.put(replace(self.card(which), answer=f"Answered at {self.tick()}"))

    @rule(which=ANY)
    def edit_the_tags(self, which: int) -> None:
        self.author.put(replace(self.card(which), tag=f"tag-{self.tick()}"))

    @rule(which=ANY)
    def rename(self, which: int) -> None:
        self.author.put(replace(self.card(which), id=f"renamed-{self.tick()}"))

    @rule(which=ANY)
    def remove(self, which: int) -> None:
        card = self.card(which)
        self.spare(card)
        self.author.remove(card.guid)

    @rule()
    def reorder(self) -> None:
        self.author.reverse_order()

    @rule(which=ANY, file=st.sampled_from(FILES))
    def move_to_another_file(self, which: int, file: str) -> None:
        self.author.put(replace(self.card(which), file=file))

    @rule(which=ANY, section=st.sampled_from(["Basics", "More"]))
    def move_to_another_section(self, which: int, section: str) -> None:
        self.author.put(replace(self.card(which), section=section))

    @rule(which=ANY, deck=st.sampled_from(list(DECK_TAGS)))
    def move_to_another_deck(self, which: int, deck: str) -> None:
        card = self.card(which)
        self.spare(card)
        self.author.put(replace(card, deck=deck))

    @rule(which=ANY, kind=st.sampled_from(KINDS))
    def change_the_kind(self, which: int, kind: str) -> None:
        self.author.put(replace(self.card(which), kind=kind))

    @rule(which=ANY, reverse=st.booleans())
    def switch_reverse(self, which: int, reverse: bool) -> None:
        self.author.put(replace(self.card(which), kind="flashcard", reverse=reverse))

    @rule(which=ANY, blanks=st.sets(st.integers(1, 4), min_size=1))
    def renumber_the_blanks(self, which: int, blanks: set[int]) -> None:
        self.author.put(replace(self.card(which), blanks=tuple(sorted(blanks))))

    @rule(which=ANY)
    def rename_a_section(self, which: int) -> None:
        self.author.rename_section(self.card(which).section, f"Section-{self.tick()}")

    @rule(deck=st.sampled_from(list(DECK_TAGS)))
    def rename_a_deck(self, deck: str) -> None:
        self.author.rename_deck(deck, f"Renamed at {self.tick()}")

    @rule(which=ANY, path=st.sampled_from(["a.png", "b.png"]))
    def add_a_picture(self, which: int, path: str) -> None:
        if path not in self.author.now.pictures:
            self.author.draw(path, PIXEL + b"%d" % self.tick())
        self.author.put(replace(self.card(which), picture=path))

    @has_pictures
    @rule(which=ANY)
    def draw_a_picture_anew(self, which: int) -> None:
        self.author.draw(self.picture(which), PIXEL + b"%d" % self.tick())

    @has_pictures
    @rule(which=ANY)
    def move_a_picture(self, which: int) -> None:
        self.author.move_picture(self.picture(which), f"folder/{self.tick()}.png")

    @rule(which=ANY)
    def remove_a_picture(self, which: int) -> None:
        self.author.put(replace(self.card(which), picture=""))

    def picture(self, which: int) -> str:
        return sorted(self.author.now.pictures)[which % len(self.author.now.pictures)]

    # --- the author comes back to what was ---

    @rule(which=ANY, lent=st.booleans(), handed_out=st.booleans())
    def take_away_and_bring_back(self, which: int, lent: bool, handed_out: bool) -> None:
        """Out of its deck, into the other one if it is lent."""
        card = self.card(which)
        self.spare(card)
        self.author.remove(card.guid)
        if lent:
            (other,) = DECK_TAGS.keys() - {card.deck}
            lent_card = replace(card, deck=other)
            self.author.put(lent_card)
        self.build(bundled=False)
        if handed_out:
            self.receive()
        if lent:
            self.spare(lent_card)
        self.author.put(card)
        self.build(bundled=False)

    @has_no_branch
    @rule(which=ANY, handed_out=st.booleans(), prefer_theirs=st.booleans())
    def change_a_note_on_two_branches(self, which: int, handed_out: bool, prefer_theirs: bool) -> None:
        self.branch()
        self.edit_the_answer(which)
        self.switch()
        self.edit_the_answer(which)
        self.build(bundled=False)
        if handed_out:
            self.receive()
        self.merge(prefer_theirs)

    # --- the author builds ---

    @rule(bundled=st.booleans())
    def build(self, bundled: bool) -> None:
        self.builds.append(self.author.build(bundled=bundled))

    @rule(which=ANY)
    def touch(self, which: int) -> None:
        self.author.touch(self.card(which).guid)

    @rule(which=ANY, since=st.booleans())
    def revert(self, which: int, since: bool) -> None:
        self.author.revert(self.author.history[-1 - which % len(self.author.history)])
        self.builds.append(self.author.build(since=since))

    @rule()
    def lose_the_locks(self) -> None:
        self.author.lose_locks()
        self.builds.append(self.author.build(since=True))

    @has_no_branch
    @rule()
    def branch(self) -> None:
        self.build(bundled=False)
        self.author.branch()

    @has_branch
    @rule()
    def switch(self) -> None:
        self.build(bundled=False)
        self.author.switch()

    @has_branch
    @rule(prefer_theirs=st.booleans())
    def merge(self, prefer_theirs: bool) -> None:
        self.build(bundled=False)
        self.author.merge(prefer_theirs)
        self.build(bundled=False)

    # --- the learner ---

    @rule()
    def receive(self) -> None:
        self.take(self.builds[-1])

    @rule(which=ANY)
    def receive_an_older_one(self, which: int) -> None:
        self.take(self.builds[-1 - which % min(3, len(self.builds))])

    def take(self, build: Build) -> None:
        self.author.hand_out(build)
        self.learner.receive(build)

    @has_notes
    @rule(deck=ANY, rating=st.sampled_from(RATINGS))
    def answer(self, deck: int, rating: Rating) -> None:
        self.learner.answer(deck, rating)

    @has_notes
    @rule(which=ANY)
    def make_due(self, which: int) -> None:
        self.learner.make_due(which)

    @has_notes
    @rule(which=ANY)
    def suspend(self, which: int) -> None:
        self.learner.suspend(which)

    @has_notes
    @rule(which=ANY)
    def bury(self, which: int) -> None:
        self.learner.bury(which)

    @has_notes
    @rule(which=ANY)
    def resume(self, which: int) -> None:
        self.learner.resume(which)

    @has_notes
    @rule(which=ANY, deck=st.sampled_from(["Mine", "Life::Mine"]))
    def move(self, which: int, deck: str) -> None:
        self.learner.move(which, deck)

    @has_notes
    @rule(which=ANY, explain=st.booleans())
    def rewrite(self, which: int, explain: bool) -> None:
        self.learner.rewrite(self.note(which), explain)

    @has_notes
    @rule(which=ANY)
    def tag(self, which: int) -> None:
        self.learner.tag(self.note(which))

    @has_notes
    @rule(which=ANY)
    def delete(self, which: int) -> None:
        self.learner.delete(self.note(which))

    @rule()
    def clear_away(self) -> None:
        self.learner.clear_away()

    # --- what holds after every step ---

    @invariant()
    def nothing_is_lost_or_doubled_and_the_last_word_stands(self) -> None:
        self.learner.check()


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=int(os.environ.get("MMCARDS_LIVES", "9")),
    derandomize="MMCARDS_LIVES" not in os.environ,  # the same lives every time, but for those who look for rare ones
    stateful_step_count=50,
    deadline=None,
)
