"""Steps that lives seldom take: what the author's model must know there, without a learner."""

from dataclasses import replace
from itertools import count
from pathlib import Path

from tests.life.author import Author
from tests.life.cards import PIXEL, Card


def card(name: str) -> Card:
    return Card(f"life/{name}", name, f"What is {name}?", f"It is {name}", "new")


def test_a_note_that_one_branch_has_and_the_other_knows_from_its_package_is_newer_after_a_merge(tmp_path: Path) -> None:
    """The lock of the other one says that it is gone, so that the two sides disagree on it."""
    author = Author(tmp_path, count(1_790_000_000).__next__)
    author.put(card("a"))
    author.build()
    author.branch()
    author.put(card("b"))
    first = author.build()
    author.switch()
    author.hand_out(first)
    author.build(since=True)
    author.merge(prefer_theirs=False)
    merged = author.build()
    assert merged.notes["life/a"].time == first.notes["life/a"].time
    assert merged.notes["life/b"].time > first.notes["life/b"].time


def test_a_picture_that_moved_changes_its_note_only_where_a_lock_knows_where_it_was(tmp_path: Path) -> None:
    """A package names a picture by its bytes, so that learners miss nothing."""
    author = Author(tmp_path, count(1_790_000_000).__next__)
    author.draw("a.png", PIXEL)
    author.put(replace(card("a"), picture="a.png"))
    first = author.build()
    author.hand_out(first)
    author.move_picture("a.png", "b.png")
    author.lose_locks()
    assert author.build(since=True).notes == first.notes
    author.move_picture("b.png", "c.png")
    assert author.build().notes["life/a"].time > first.notes["life/a"].time
