"""What is said of an update is what Anki does: the learner imports each build as it is, and studies it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest
from anki.buildinfo import version
from anki.cards import CardId

from mmcards.errors import Problem
from mmcards.kinds import KINDS
from mmcards.lock.decks import Locked, locked, save
from mmcards.messages import retired
from mmcards.reader.decks import read

if TYPE_CHECKING:
    from tests.writers.anki.conftest import Learner

pytestmark = pytest.mark.skipif(
    version.startswith(("23.", "24.")),
    reason="this Anki gives an updated note the time of its import, and these builds are all of the past",
)

UID: Final = "7q2m4kzr"
NOW: Final = 1_790_000_000

Build: TypeAlias = Callable[..., Locked]


@pytest.fixture
def author(tmp_path: Path) -> Build:
    """Writes a deck of these items, and its lock as a build does."""
    clock = NOW

    def run(*items: str) -> Locked:
        nonlocal clock
        clock += 100
        path = tmp_path / "deck.yaml"
        rows = "".join(f"- {{{item}}}\n" for item in items)
        path.write_text(f"deck: Small\nid: small\nuid: {UID}\ncards:\n{rows}", "utf-8")
        (deck,), _ = read([path], KINDS)
        found = locked(deck, clock)
        save(found)
        return found

    return run


@pytest.fixture
def build(author: Build, learner: "Learner") -> Build:
    """A build that the learner imports."""

    def run(*items: str) -> Locked:
        found = author(*items)
        learner.receive(found.deck)
        return found

    return run


def told(found: Locked) -> str:
    return "\n".join(f"{problem.message}\n{problem.hint}" for problem in found.warnings)


def only(found: Locked) -> Problem:
    (warning,) = found.warnings
    return warning


def cloze(text: str, note_id: str = "a") -> str:
    return f"id: {note_id}, kind: cloze, text: '{text}'"


def empty_cards(learner: "Learner") -> list[int]:
    """The places of empty cards among those of their notes, from 0, as Tools > Empty Cards finds them."""
    found = [card for note in learner.collection.get_empty_cards().notes for card in note.card_ids]
    return sorted(learner.collection.get_card(CardId(card)).ord for card in found)


def reviewed(learner: "Learner") -> dict[int, str]:
    """What the reviewed cards ask for, by their places: Anki puts the answer of a blank into a span of its own."""
    cards = [learner.collection.get_card(card) for card in learner.collection.find_cards("-is:new")]
    return {card.ord: card.answer().split('class="cloze"')[1].split(">")[1].split("<")[0] for card in cards}


# --- cards that are left behind ---


def test_a_second_card_stays_when_reverse_is_off(build: Build, learner: "Learner") -> None:
    build("id: a, question: A?, answer: B., reverse: true")
    assert empty_cards(learner) == []
    found = build("id: a, question: A?, answer: B.")
    assert (only(found).message, only(found).place.line) == (
        "`reverse` is off now, and Anki keeps the second card of this note, with nothing on it",
        5,
    )
    assert empty_cards(learner) == [1]
    back = build("id: a, question: A?, answer: B., reverse: true")
    assert (empty_cards(learner), back.warnings) == ([], ())


def test_the_card_of_a_number_that_no_blank_has_stays(build: Build, learner: "Learner") -> None:
    build(cloze("{{c1::A}} {{c2::B}} {{c3::C}}"))
    found = build(cloze("A {{c2::B}} C"))
    assert only(found).message == (
        "no blank has the numbers 1, 3 any more, and Anki keeps what was its card, with nothing to fill in"
    )
    assert empty_cards(learner) == [0, 2]
    assert build(cloze("{{c1::A}} {{c2::B}} {{c3::D}}")).warnings == ()
    assert empty_cards(learner) == []


def test_a_blank_that_is_gone_from_the_end_of_the_order_leaves_its_card(build: Build, learner: "Learner") -> None:
    build(cloze("{{A}} {{B}}"))
    assert "no blank has the number 2" in only(build(cloze("{{A}} B"))).message
    assert empty_cards(learner) == [1]


def test_what_only_grows_leaves_nothing_behind(build: Build, learner: "Learner") -> None:
    build("id: b, question: A?, answer: B.", cloze("{{A}}"))
    found = build("id: b, question: A?, answer: B., reverse: true", cloze("{{A}} {{B}}"))
    assert (found.warnings, empty_cards(learner), learner.collection.card_count()) == ((), [], 4)


# --- blanks that moved ---


def test_the_reviews_of_a_blank_go_to_another_when_blanks_move(build: Build, learner: "Learner") -> None:
    build(cloze("{{A}} {{B}}"))
    learner.answer_next("Small")
    assert reviewed(learner) == {0: "A"}
    found = build(cloze("{{X}} {{A}} {{B}}"))
    assert told(found) == (
        "the blank `A` was number 1 and is 2 now: in Anki the reviews of one blank become those of another\n"
        "to keep the reviews, number the blanks: {{c3::X}}, {{c1::A}}, {{c2::B}}"
    )
    assert reviewed(learner) == {0: "X"}


def test_numbers_as_advised_keep_the_reviews_also_after_that_build(build: Build, learner: "Learner") -> None:
    build(cloze("{{A}} {{B}}"))
    learner.answer_next("Small")
    wrong = build(cloze("{{X}} {{A}} {{B}}"))
    again = build(cloze("{{X}} {{A}} {{B}}"))
    assert (again.warnings, again.stale) == (wrong.warnings, False)
    mended = build(cloze("{{c3::X}} {{c1::A}} {{c2::B}}"))
    assert (mended.warnings, reviewed(learner), empty_cards(learner)) == ((), {0: "A"}, [])
    assert build(cloze("{{c3::X}} {{c2::B}} {{c1::A}}")).warnings == ()


def test_numbers_in_the_new_order_are_what_the_author_wants_and_end_the_warning(build: Build) -> None:
    build(cloze("{{A}} {{B}}"))
    numbered = cloze("{{c1::X}} {{c2::A}} {{c3::B}}")
    assert "the blank `A` was number 1 and is 2 now" in told(build(numbered))
    assert build(numbered).warnings == ()


def test_a_blank_that_is_gone_from_the_front_moves_the_others(build: Build, learner: "Learner") -> None:
    build(cloze("{{A}} {{B}} {{C}}"))
    assert only(build(cloze("A {{B}} {{C}}"))).hint.endswith("number the blanks: {{c2::B}}, {{c3::C}}")
    found = build(cloze("A {{c2::B}} {{c3::C}}"))
    assert "no blank has the number 1" in only(found).message
    assert empty_cards(learner) == [0]


# --- notes of another type ---


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("id: a, question: A?, answer: B.", cloze("A is {{B}}"), "is a cloze now"),
        ("id: a, question: A?, answer: B., reverse: true", cloze("A is {{B}}"), "is a cloze now"),
        (cloze("A is {{B}}"), "id: a, question: A?, answer: B.", "is no cloze any more"),
        (cloze("A is {{c1::B}}"), "id: a, question: A?, answer: B., reverse: true", "is no cloze any more"),
    ],
)
def test_a_note_of_another_type_is_ignored_for_ever_until_it_has_another_id(
    author: Build, learner: "Learner", before: str, after: str, words: str
) -> None:
    learner.receive(author(before).deck)
    held = learner.note("a").fields
    for edit in ("", ", explanation: So.", "", ""):
        found = author(after + edit)
        assert words in only(found).message
        assert len(learner.receive(found.deck).conflicting) == 1
        assert learner.note("a").fields == held
    mended = author(after.replace("id: a", "id: a-2"))
    assert (mended.warnings, mended.changes.retired) == ((), ("a",))
    assert len(learner.receive(mended.deck).new) == 1
    assert learner.collection.find_notes(retired(mended.left).partition("for: ")[2]) == [learner.note("a").id]


def test_a_note_that_is_of_its_first_type_again_is_updated(author: Build, learner: "Learner") -> None:
    plain = "id: a, question: A?, answer: B."
    learner.receive(author(plain).deck)
    assert author(cloze("A is {{B}}")).warnings
    found = author(plain.replace("B.", "C."))
    assert (found.warnings, len(learner.receive(found.deck).updated)) == ((), 1)
    assert found.text.count(" plain") == 0


def test_a_renamed_note_is_told_to_give_up_its_old_name_too(author: Build, learner: "Learner") -> None:
    learner.receive(author("id: a, question: A?, answer: B.").deck)
    found = author(cloze("A is {{B}}", "b") + ", was: a")
    assert "write another id into it and delete its `was`" in only(found).hint
    mended = author(cloze("A is {{B}}", "c"))
    assert (mended.warnings, len(learner.receive(mended.deck).new)) == ((), 1)


# --- ids that come back, and notes that look like others ---


def test_an_id_that_comes_back_brings_its_reviews(build: Build, learner: "Learner") -> None:
    build("id: a, question: A?, answer: B.", "id: b, question: B?, answer: C.")
    learner.answer_next("Small")
    build("id: b, question: B?, answer: C.")
    found = build("id: a, question: Another?, answer: B.", "id: b, question: B?, answer: C.")
    assert only(found).message == (
        "`a` was retired and is back with another content: in Anki its old reviews are now those of this"
    )
    assert (learner.note("a")["Question"], learner.card("a").reps) == ("Another?", 1)
    assert build("id: a, question: Another?, answer: B.").warnings == ()


def test_a_draft_that_is_shown_again_as_it_was_is_no_other_question(build: Build) -> None:
    card = "id: a, question: A?, answer: B."
    build(card, "id: b, question: B?, answer: C.")
    build(f"{card}, draft: true", "id: b, question: B?, answer: C.")
    assert build(card, "id: b, question: B?, answer: C.").warnings == ()


def test_the_id_of_the_old_question_keeps_the_reviews(author: Build, learner: "Learner") -> None:
    learner.receive(author("question: What is RLFH?, answer: Feedback.").deck)
    learner.answer_next("Small")
    found = author("question: What is RLHF?, answer: Feedback.")
    assert told(found) == (
        "this note is new to Anki, and looks like `what-is-rlfh`, which is gone\n"
        "if it is the same one, add `id: what-is-rlfh` to keep its reviews; "
        f"if not, delete the old one in Anki, where `Id:{UID}/what-is-rlfh` finds it"
    )
    assert retired(found.left) == ""
    assert learner.collection.find_notes(f"Id:{UID}/what-is-rlfh") == [learner.note("what-is-rlfh").id]
    mended = author("id: what-is-rlfh, question: What is RLHF?, answer: Feedback.")
    assert len(learner.receive(mended.deck).updated) == 1
    assert (learner.note("what-is-rlfh")["Question"], learner.card("what-is-rlfh").reps) == ("What is RLHF?", 1)
    assert learner.collection.note_count() == 1


def test_it_does_so_also_after_the_build_that_made_a_new_note(build: Build, learner: "Learner") -> None:
    build("question: What is RLFH?, answer: Feedback.")
    learner.answer_next("Small")
    build("question: What is RLHF?, answer: Feedback.")
    mended = build("id: what-is-rlfh, question: What is RLHF?, answer: Feedback.")
    assert (mended.warnings, mended.changes.returned) == ((), ("what-is-rlfh",))
    assert (learner.note("what-is-rlfh")["Question"], learner.card("what-is-rlfh").reps) == ("What is RLHF?", 1)
    assert learner.collection.find_notes(retired(mended.left).partition("for: ")[2]) == [
        learner.note("what-is-rlhf").id
    ]


def test_an_id_that_changed_without_a_was_is_told_by_the_content(build: Build, learner: "Learner") -> None:
    build("question: What is RLHF?, answer: Feedback.")
    learner.answer_next("Small")
    found = build("id: rlhf, question: What is RLHF?, answer: Feedback.")
    assert only(found).hint.startswith("if it is the same one, add `was: what-is-rlhf` to keep its reviews; if not")
    mended = build("id: rlhf, was: what-is-rlhf, question: What is RLHF?, answer: Feedback!")
    assert only(mended).message == (
        "an earlier build made a second note `rlhf` of `what-is-rlhf`, which this note goes on with"
    )
    assert (mended.changes.retired, mended.changes.returned) == ((), ())
    (card,) = learner.collection.find_cards("-is:new")
    note = learner.collection.get_card(card).note()
    assert (note.guid, note["Id"]) == (f"{UID}/what-is-rlhf", f"{UID}/rlhf")


def test_a_lookalike_that_was_renamed_keeps_its_first_name(build: Build, learner: "Learner") -> None:
    build("id: what-is-x-then, question: What is X then?, answer: It.")
    build("id: what-is-x-now, was: what-is-x-then, question: What is X now?, answer: It.")
    found = build("question: What is X now and then?, answer: It.")
    assert "add `id: what-is-x-now` and `was: what-is-x-then` to keep its reviews" in only(found).hint
    search = only(found).hint.split("`")[-2]
    assert learner.collection.find_notes(search) == [learner.note("what-is-x-now").id]
    mended = "id: what-is-x-now, was: what-is-x-then, question: What is X now and then?, answer: It."
    assert build(mended).warnings == ()
    assert learner.note("what-is-x-now")["Question"] == "What is X now and then?"


def test_the_second_note_is_found_alone_until_the_build_is_imported(author: Build, learner: "Learner") -> None:
    for question in ("id: oak", "id: oak-tree"):
        learner.receive(author(f"{question}, question: A tree?, answer: Oak.").deck)
    second = learner.note("oak-tree").id
    found = author("id: oak-tree, was: oak, question: A tree?, answer: An oak.")
    search = only(found).hint.split("`")[1]
    assert learner.collection.find_notes(search) == [second]
    learner.receive(found.deck)
    assert len(learner.collection.find_notes(search)) == 2


# --- what is retired ---


def test_the_search_finds_exactly_what_is_retired(build: Build, learner: "Learner") -> None:
    cards = [f"id: {name}, question: '{name}?', answer: It." for name in ("a", "a-b", "a-b-c", "b", "ab", "x-a")]
    moved = "id: moved, was: xyz/old, question: M?, answer: It."
    build(*cards, moved)
    build(*cards[2:], "id: renamed, was: a, question: 'a?', answer: It.", cards[1], moved)
    found = build(*cards[2:])
    search = retired(found.left).partition("for: ")[2]
    notes = [learner.collection.get_note(note) for note in learner.collection.find_notes(search)]
    assert sorted(note.guid for note in notes) == [f"{UID}/a", f"{UID}/a-b", "xyz/old"]
    assert sorted(note["Id"] for note in notes) == [f"{UID}/a", f"{UID}/a-b", f"{UID}/moved"]


def test_the_search_of_very_many_finds_them_all(build: Build, learner: "Learner") -> None:
    cards = [f"id: card-{number}, question: '{number}?', answer: It." for number in range(2_501)]
    build(*cards)
    found = build(cards[25])
    assert len(learner.collection.find_notes(retired(found.left).partition("for: ")[2])) == 2_500
    assert learner.note("card-25")
