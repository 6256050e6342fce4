"""Times of notes: what an author does to a deck, and what its lock makes of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Final, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmcards.errors import CardsError, Mistakes, SourceError
from mmcards.kinds import KINDS
from mmcards.lock.changes import Changes
from mmcards.lock.decks import Locked, locked, touched
from mmcards.lock.decks import save as save_lock
from mmcards.lock.elsewhere import Elsewhere
from mmcards.lock.entries import Entry, dump, parse
from mmcards.lock.file import path_of, uids_in
from mmcards.lock.handed_out import Published, with_moved
from mmcards.lock.shape import Shape
from mmcards.reader.decks import read

NOW: Final = 1_790_000_000

Save: TypeAlias = Callable[..., Locked]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Writes a deck of these items (id -> YAML), builds as much as a lock takes, and gives what it says."""

    def run(now: int = NOW, *, head: str = "", published: dict[str, Published] | None = None, **items: str) -> Locked:
        rows = "".join(f"  - {{id: {name.replace('_', '-')}, {text}}}\n" for name, text in items.items())
        path = tmp_path / "deck.yaml"
        path.write_text(f"deck: One\nid: one\nuid: abc\n{head}section: S\ncards:\n{rows}", "utf-8")
        (deck,), _ = read([path], KINDS)
        found = locked(deck, now, published)
        save_lock(found)
        return found

    return run


A: Final = "question: A?, answer: It is A."
B: Final = "question: B?, answer: It is B."
C: Final = "question: C?, answer: It is C."


def times(found: Locked) -> dict[str, int]:
    return {note.id: found.deck.time_of(note.guid) for note in found.deck.notes}


# --- what an author does ---


def test_a_note_has_the_time_at_which_it_was_first_built(save: Save) -> None:
    found = save(a=A, b=B)
    assert found.changes == Changes(new=("a", "b"))
    assert times(found) == {"a": NOW, "b": NOW}
    assert found.deck.modified == NOW


def test_a_build_with_nothing_changed_changes_no_time_and_not_the_lock(save: Save) -> None:
    first = save(a=A, b=B)
    later = save(NOW + 500, a=A, b=B)
    assert later.changes == Changes(unchanged=("a", "b"))
    assert (later.stale, later.text, times(later)) == (False, first.text, times(first))


def test_an_edit_makes_its_note_newer_and_no_other(save: Save) -> None:
    save(a=A, b=B)
    found = save(NOW + 500, a=A, b=B.replace("It is B", "It is still B"))
    assert found.changes == Changes(changed=("b",), unchanged=("a",))
    assert times(found) == {"a": NOW, "b": NOW + 500}


@pytest.mark.parametrize("change", ["tags: [x]", "explanation: So.", "source: A book", "kind: self-check", "label: A"])
def test_whatever_shows_on_a_note_counts_as_its_content(save: Save, change: str) -> None:
    save(a=A)
    assert save(NOW + 5, a=f"{A}, {change}").changes == Changes(changed=("a",))


@pytest.mark.parametrize("head", ["tags: [x]\n", "language: de\n", "source: A book\n"])
def test_what_a_deck_says_for_all_its_notes_counts_as_theirs(save: Save, head: str) -> None:
    save(a=A)
    assert save(NOW + 5, head=head, a=A).changes == Changes(changed=("a",))


def test_order_layout_and_a_new_description_change_no_note(save: Save) -> None:
    save(a=A, b=B)
    found = save(NOW + 5, head="description: new\nprint: {page: a6}\n", b="answer: It is B. , question:  B?", a=A)
    assert found.changes == Changes(unchanged=("b", "a"))


def test_a_set_counts_as_the_content_of_each_of_its_items(save: Save) -> None:
    match = "kind: match, prompt: P, responses: {1: x, 2: y}, premises: [{id: p, text: T, response: 1}]"
    save(whole=match)
    assert save(NOW + 5, whole=match.replace("2: y", "2: z")).changes == Changes(changed=("p",))


def test_a_removed_note_is_retired_once_and_one_that_returns_is_newer_than_it_was(save: Save) -> None:
    save(a=A, b=B)
    assert save(NOW + 5, a=A).changes == Changes(unchanged=("a",), retired=("b",))
    assert save(NOW + 6, a=A).changes == Changes(unchanged=("a",))
    found = save(NOW + 7, a=A, b=B.replace("It is", "It was"))
    assert found.changes == Changes(unchanged=("a",), changed=("b",), returned=("b",))
    assert times(found)["b"] == NOW + 7


def test_a_renamed_note_keeps_its_line_and_its_guid(save: Save) -> None:
    save(a=A)
    found = save(NOW + 5, better=f"{A}, was: a")
    assert found.changes == Changes(unchanged=("better",))
    assert [note.guid for note in found.deck.notes] == ["abc/a"]
    assert " as better\n" in found.text
    assert save(NOW + 6, c=C).changes == Changes(new=("c",), retired=("better",))


def test_a_note_that_came_from_another_deck_keeps_its_guid(save: Save) -> None:
    found = save(a=f"{A}, was: xyz/old")
    assert [note.guid for note in found.deck.notes] == ["xyz/old"]
    assert "\nxyz/old " in found.text
    assert save(NOW + 5, a=f"{A}, was: xyz/old").changes == Changes(unchanged=("a",))


def test_a_note_that_comes_back_from_another_deck_is_newer_than_it_was_there(tmp_path: Path) -> None:
    """Its own lock knows the time at which it left, and its content is what it was then."""
    home, other = tmp_path / "home.yaml", tmp_path / "other.yaml"

    def build(now: int, at_home: str, elsewhere: str) -> dict[str, int]:
        home.write_text(f"deck: H\nuid: home\nid: home\ncards: [{{id: b, {B}}}{at_home}]\n", "utf-8")
        other.write_text(f"deck: O\nuid: other\nid: other\ncards: [{{id: c, {C}}}{elsewhere}]\n", "utf-8")
        decks, _ = read([home, other], KINDS)
        known = with_moved({}, decks)
        made = [locked(deck, now, known) for deck in decks]
        for one in made:
            save_lock(one)
        return {guid: time for one in made for guid, time in one.deck.times.items()}

    build(NOW, f", {{id: a, {A}}}", "")
    there = build(NOW + 50, "", f", {{id: a, was: home/a, {A}, tags: x}}")
    assert there == {"home/b": NOW, "other/c": NOW, "home/a": NOW + 50}
    back = build(NOW + 100, f", {{id: a, {A}}}", "")
    assert back == there | {"home/a": NOW + 100}
    assert build(NOW + 150, f", {{id: a, {A}}}", "") == back


def test_a_clock_that_was_set_back_makes_no_note_older(save: Save) -> None:
    save(a=A)
    assert times(save(NOW - 1000, a=B))["a"] == NOW + 1


# --- a lock that was merged, reverted, lost or damaged ---


def test_both_sides_of_a_merge_are_read_and_what_they_disagree_on_is_changed(save: Save, tmp_path: Path) -> None:
    text = save(a=A, b=B).text
    (line,) = [line for line in text.splitlines() if line.startswith("a ")]
    other = line.replace(str(NOW), str(NOW + 50))
    merged = text.replace(f"{line}\n", f"<<<<<<< HEAD\n{line}\n=======\n{other}\n>>>>>>> theirs\n")
    (tmp_path / "deck.lock").write_text(merged, "utf-8")
    found = save(NOW + 10, a=A, b=B)
    assert found.changes == Changes(changed=("a",), unchanged=("b",))
    assert times(found)["a"] == NOW + 51
    assert "<<<" not in found.text


def test_a_double_line_that_says_the_same_changes_nothing(save: Save, tmp_path: Path) -> None:
    text = save(a=A).text
    (tmp_path / "deck.lock").write_text(text + text, "utf-8")
    assert save(NOW + 10, a=A).changes == Changes(unchanged=("a",))


def test_a_reverted_lock_is_brought_forward_by_what_was_handed_out(save: Save, tmp_path: Path) -> None:
    old = save(a=A, b=B).text
    save(NOW + 100, a=C, b=B)
    (tmp_path / "deck.lock").write_text(old, "utf-8")
    found = save(NOW + 50, published={"abc/a": Published(NOW + 100), "abc/b": Published(NOW)}, a=A, b=B)
    assert found.changes == Changes(changed=("a",), unchanged=("b",))
    assert times(found) == {"a": NOW + 101, "b": NOW}


def test_a_lost_lock_is_made_anew_above_what_was_handed_out(save: Save) -> None:
    found = save(published={"abc/a": Published(NOW + 7)}, a=A, b=B)
    assert times(found) == {"a": NOW + 8, "b": NOW}


def test_what_was_handed_out_as_it_is_now_keeps_the_time_that_it_was_handed_out_with(save: Save) -> None:
    found = save(published={"abc/a": Published(NOW - 7, same=True)}, a=A, b=B)
    assert found.changes == Changes(new=("b",), unchanged=("a",))
    assert times(found) == {"a": NOW - 7, "b": NOW}
    assert save(NOW + 5, a=A, b=B).changes == Changes(unchanged=("a", "b"))


def test_after_a_revert_to_what_was_handed_out_last_nothing_is_changed(save: Save, tmp_path: Path) -> None:
    old = save(a=A).text
    save(NOW + 100, a=B)
    (tmp_path / "deck.lock").write_text(old, "utf-8")
    found = save(NOW + 200, published={"abc/a": Published(NOW + 100, same=True)}, a=B)
    assert (found.changes, times(found)) == (Changes(unchanged=("a",)), {"a": NOW + 100})


def test_what_was_handed_out_before_another_version_does_not_make_a_note_older(save: Save) -> None:
    save(a=A)
    save(NOW + 100, a=B)
    found = save(NOW + 200, published={"abc/a": Published(NOW, same=True)}, a=A)
    assert (found.changes, times(found)) == (Changes(changed=("a",)), {"a": NOW + 200})


def test_two_sides_of_a_merge_are_settled_by_what_was_handed_out(save: Save, tmp_path: Path) -> None:
    text = save(a=A).text
    (line,) = [line for line in text.splitlines() if line.startswith("a ")]
    (tmp_path / "deck.lock").write_text(f"{text}a {NOW + 50} {'0' * 16}\n", "utf-8")
    found = save(NOW + 99, published={"abc/a": Published(NOW + 50, same=True)}, a=A)
    assert (found.changes, times(found)) == (Changes(unchanged=("a",)), {"a": NOW + 50})
    assert line.replace(str(NOW), str(NOW + 50)) in found.text


def test_a_note_that_a_side_of_a_merge_knows_from_a_package_alone_is_changed_unless_a_package_settles_it(
    save: Save, tmp_path: Path
) -> None:
    """That side took it for gone, since only the other one has it in its source."""
    path = tmp_path / "deck.lock"
    theirs = save(a=A, b=B).text
    path.unlink()
    ours = save(published={"abc/b": Published(NOW, shown="abc/b")}, a=A).text
    assert f"b {NOW} - retired\n" in ours
    path.write_text(ours + theirs, "utf-8")
    settled = save(NOW + 10, published={"abc/b": Published(NOW, same=True, shown="abc/b")}, a=A, b=B)
    assert settled.changes == Changes(unchanged=("a", "b"))
    path.write_text(ours + theirs, "utf-8")
    found = save(NOW + 10, a=A, b=B)
    assert (found.changes, times(found)) == (Changes(changed=("b",), unchanged=("a",)), {"a": NOW, "b": NOW + 10})


def test_two_sides_that_differ_in_the_cards_or_the_id_alone_change_nothing(save: Save, tmp_path: Path) -> None:
    counted = save(a=cloze("{{A}} B")).text.splitlines()[1]
    numbered = save(b=f"{cloze('{{c1::A}} B')}, was: a").text
    (tmp_path / "deck.lock").write_text(f"{numbered}{counted}\n", "utf-8")
    assert save(NOW + 5, b=f"{cloze('{{c1::A}} B')}, was: a").changes == Changes(unchanged=("b",))


def test_an_accent_beside_its_letter_is_the_same_as_one_on_it(save: Save) -> None:
    """Anki joins them."""
    save(a="question: 'Caf\u00e9 \u00fc?', answer: It is", b=cloze("{{Caf\u00e9}}"), c=f"{C}, tags: [\u00e9]")
    found = save(
        NOW + 5,
        a="question: 'Cafe\u0301 u\u0308?', answer: It is",
        b=cloze("{{Cafe\u0301}}"),
        c=f"{C}, tags: [e\u0301]",
    )
    assert (found.changes, found.warnings) == (Changes(unchanged=("a", "b", "c")), ())


# --- the cards of a note ---


def words(found: Locked) -> list[str]:
    """What the lines of a lock say behind the digest."""
    return [" ".join(line.split()[3:]) for line in found.text.splitlines()[1:]]


def cloze(text: str) -> str:
    return f"kind: cloze, text: '{text}'"


def test_a_line_says_which_cards_a_note_has_where_it_is_not_one(save: Save) -> None:
    found = save(a=A, b=f"{B}, reverse: true", c=cloze("{{c1::A}} {{B}}"), d=cloze("{{c2::A}} {{c2::B}}"))
    assert words(found) == ["", "reverse", "cloze 1:559a,2:df7e", "cloze 2:df7e"]


def test_the_cards_stand_between_a_new_id_and_whether_a_note_is_retired(save: Save) -> None:
    save(a=f"{A}, reverse: true")
    assert words(save(b=f"{A}, reverse: true, was: a")) == ["as b reverse"]
    assert words(save(c=C)) == ["as b reverse retired", ""]


def test_a_line_of_an_unchanged_note_that_says_nothing_of_its_cards_learns_them(save: Save, tmp_path: Path) -> None:
    items = {"a": f"{A}, reverse: true", "b": cloze("{{A}} {{B}}")}
    whole = save(**items).text
    older = re.sub(r"( reverse| cloze \S+)\n", "\n", whole)
    (tmp_path / "deck.lock").write_text(older, "utf-8")
    found = save(NOW + 5, **items)
    assert (found.warnings, found.changes, found.text) == ((), Changes(unchanged=("a", "b")), whole)


def test_a_line_that_says_nothing_of_the_cards_it_had_warns_of_none(save: Save, tmp_path: Path) -> None:
    older = save(a=f"{A}, reverse: true").text.replace(" reverse", "")
    (tmp_path / "deck.lock").write_text(older, "utf-8")
    found = save(NOW + 5, a=A)
    assert (found.warnings, words(found)) == ((), [""])


def test_numbers_that_are_written_as_they_were_counted_change_no_lock(save: Save) -> None:
    counted = save(a=cloze("{{A}} and {{B}}"))
    written = save(NOW + 5, a=cloze("{{c1::A}} and {{c2::B}}"))
    assert (written.stale, written.text, written.warnings) == (False, counted.text, ())


def test_written_numbers_that_are_exchanged_are_told_once(save: Save) -> None:
    save(a=cloze("{{c1::A}} and {{c2::B}}"))
    (loss,) = save(NOW + 5, a=cloze("{{c2::A}} and {{c1::B}}")).losses
    assert loss.problem.message.startswith("the blank `A` was number 1 and is 2 now")
    assert save(NOW + 6, a=cloze("{{c2::A}} and {{c1::B}}")).warnings == ()


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (A, cloze("A is {{it}}"), "plain"),
        (f"{A}, reverse: true", cloze("A is {{it}}"), "reverse"),
        (cloze("A is {{it}}"), A, "cloze 1:2ad8"),
        (cloze("{{A}} {{B}}"), cloze("{{B}}"), "cloze 1:559a,2:df7e"),
    ],
)
def test_what_anki_has_stays_in_the_lock_until_the_author_settles_it(
    save: Save, before: str, after: str, line: str
) -> None:
    save(a=before)
    first, second = save(NOW + 5, a=after), save(NOW + 6, a=after)
    assert words(second) == [line]
    assert second.warnings == first.warnings != ()
    assert (second.stale, second.changes) == (False, Changes(unchanged=("a",)))
    assert save(NOW + 7, a=before).warnings == ()


def test_of_a_merge_the_cards_of_the_newer_side_count(save: Save, tmp_path: Path) -> None:
    text = save(a=cloze("{{c1::A}} {{c2::B}}")).text
    *head, line = text.splitlines()
    for time, numbers in ((NOW + 5, "no blank has the numbers 2, 3"), (NOW - 5, "no blank has the number 2")):
        theirs = f"a {time} {'0' * 16} cloze 1,2,3"
        merged = "\n".join(head) + f"\n<<<<<<< HEAD\n{line}\n=======\n{theirs}\n>>>>>>> theirs\n"
        (tmp_path / "deck.lock").write_text(merged, "utf-8")
        found = save(NOW + 10, a=cloze("{{c1::A}} B"))
        assert [warning.message.startswith(numbers) for warning in found.warnings] == [True]
        assert words(found) == ["cloze 1:559a"]


@pytest.mark.parametrize(
    "line",
    ["cloze", "cloze ", "cloze 1,", "cloze 1:3f2", "cloze 1:3F2A", "Reverse", "reverse plain", "retired reverse"],
)
def test_words_that_are_no_cards_are_a_mistake(save: Save, tmp_path: Path, line: str) -> None:
    text = save(a=A).text
    (tmp_path / "deck.lock").write_text(f"{text}b {NOW} {'0' * 16} {line}\n", "utf-8")
    with pytest.raises(Mistakes, match=r"deck.lock:3:1: this line is no entry of a lock"):
        save(a=A)


# --- the deck's identity ---


def test_another_uid_is_a_mistake_and_the_lock_says_which_it_was(save: Save, tmp_path: Path) -> None:
    """To Anki all notes would be new ones, beside those that it has."""
    save(a=A)
    path = tmp_path / "deck.yaml"
    path.write_text(path.read_text("utf-8").replace("uid: abc", "uid: abd"), "utf-8")
    (deck,), _ = read([path], KINDS)
    with pytest.raises(Mistakes, match=r"deck.yaml:1:1: the deck's uid was `abc`") as raised:
        locked(deck, NOW)
    assert raised.value.problems[0].hint.startswith("write `uid: abc` again; if this is meant to be a new deck")
    with pytest.raises(Mistakes, match=r"deck.yaml:1:1: the deck's uid was `abc`"):
        touched(deck, NOW, ["a"])
    (tmp_path / "deck.lock").unlink()
    assert locked(deck, NOW).changes == Changes(new=("a",))


def test_a_lock_that_does_not_know_its_uid_learns_it(save: Save, tmp_path: Path) -> None:
    whole = save(a=A).text
    older = whole.replace(' of "One" (uid abc)', "")
    assert older != whole
    (tmp_path / "deck.lock").write_text(older, "utf-8")
    found = save(NOW + 5, a=A)
    assert (found.changes, found.text) == (Changes(unchanged=("a",)), whole)


def test_a_lock_with_the_mark_that_editors_put_before_it_is_read(save: Save, tmp_path: Path) -> None:
    text = save(a=A).text
    (tmp_path / "deck.lock").write_text(text, "utf-8-sig")
    assert save(NOW + 5, a=A).changes == Changes(unchanged=("a",))


# --- a note that is touched ---


def test_a_touched_note_is_newer_and_all_else_in_the_lock_stays(save: Save) -> None:
    before = save(a=A, b=B, c=C)
    edited = save(NOW + 1, a=A, b=B)  # c is retired
    found = touched(edited.deck, NOW + 5, ["abc/a"])
    later = edited.text.replace(f"\na {NOW} ", f"\na {NOW + 5} ")
    assert found.text == later.replace("\nb ", " touched\nb ") != before.text
    save_lock(found)
    built = save(NOW + 9, a=A, b=B)
    assert (built.changes, built.text) == (Changes(touched=("a",), unchanged=("b",)), later)
    assert times(save(NOW + 10, a=A, b=B)) == {"a": NOW + 5, "b": NOW}


def test_a_touch_does_not_take_an_edit_for_built(save: Save) -> None:
    save(a=A)
    changed = save(NOW + 1, a=A, b=B).deck
    save_lock(touched(changed, NOW + 5, ["abc/a"]))
    found = save(NOW + 3, a=B, b=B)
    assert (found.changes, times(found)) == (Changes(changed=("a",), unchanged=("b",)), {"a": NOW + 6, "b": NOW + 1})


# --- what may cost reviews ---


def unnamed(save: Save, tmp_path: Path, *items: str, now: int = NOW) -> Locked:
    """A deck of items without ids, built."""
    path = tmp_path / "deck.yaml"
    path.write_text("deck: One\nuid: abc\ncards:\n" + "".join(f"- {{{item}}}\n" for item in items), "utf-8")
    (deck,), _ = read([path], KINDS)
    found = locked(deck, now)
    save_lock(found)
    return found


def test_a_question_that_is_all_new_is_told_by_its_answer(save: Save, tmp_path: Path) -> None:
    unnamed(save, tmp_path, "question: Brand new?, answer: The same.", B)
    (loss,) = unnamed(save, tmp_path, "question: Totally other wording?, answer: '**The same.**'", B).losses
    assert (loss.what, loss.note) == ("id", "totally-other-wording")
    assert "looks like `brand-new`, which is gone" in loss.problem.message


def test_an_answer_that_several_have_tells_none_of_them(save: Save, tmp_path: Path) -> None:
    unnamed(save, tmp_path, "question: One?, answer: 'yes'", "question: Two?, answer: 'yes'", B)
    (loss,) = unnamed(save, tmp_path, "question: Lisbon?, answer: 'yes'", "question: Porto?, answer: 'yes'", B).losses
    assert loss.what == ""
    assert loss.problem.message == (
        "2 new notes have no id, and 2 others are gone: if one is a reworded one, its reviews are lost"
    )
    assert loss.problem.hint == ("if `lisbon` or `porto` is `one` or `two`, give it that id, as in `id: one`")


@pytest.mark.parametrize("new", ["id: x, question: Q?, answer: Other.", "question: Q?, answer: Other., draft: true"])
def test_a_note_with_an_id_or_a_draft_is_in_no_doubt(save: Save, tmp_path: Path, new: str) -> None:
    unnamed(save, tmp_path, "question: One?, answer: 'yes'", B)
    assert unnamed(save, tmp_path, B, new).warnings == ()


def test_a_new_note_is_in_no_doubt_where_nothing_is_gone(save: Save, tmp_path: Path) -> None:
    unnamed(save, tmp_path, A)
    assert unnamed(save, tmp_path, A, B, C).warnings == ()


def test_another_name_of_the_deck_is_told_until_it_is_built(save: Save, tmp_path: Path) -> None:
    save(a=A)
    path = tmp_path / "deck.yaml"
    path.write_text(path.read_text("utf-8").replace("deck: One", 'deck: "Two (uid x) \\u2028 last"'), "utf-8")
    (deck,), _ = read([path], KINDS)
    save_lock(touched(deck, NOW + 1, ["abc/a"]))
    found = locked(deck, NOW + 2)
    (warning,) = found.warnings
    assert warning.message == "the deck was `One` when it was last built: in Anki the cards of then stay in that deck"
    save_lock(found)
    assert locked(deck, NOW + 3).warnings == ()


def test_a_lock_that_does_not_name_its_deck_is_read(save: Save, tmp_path: Path) -> None:
    text = save(a=A).text
    older = re.sub("^#.*|:[0-9a-f]{8}", "# When each note last changed.", text, count=1)
    (tmp_path / "deck.lock").write_text(re.sub(":[0-9a-f]{8}", "", older), "utf-8")
    found = save(NOW + 5, a=A)
    assert (found.changes, found.warnings, found.text) == (Changes(unchanged=("a",)), (), text)


# --- notes that are gone ---


def test_a_note_that_takes_up_an_older_one_is_neither_retired_nor_back(save: Save) -> None:
    save(oak=A)
    save(NOW + 1, oak_tree=A)
    found = save(NOW + 2, oak_tree=f"{A}, was: oak")
    assert found.changes == Changes(changed=("oak-tree",))
    (warning,) = found.warnings
    assert "a second note `oak-tree` of `oak`" in warning.message
    assert save(NOW + 3, oak_tree=f"{A}, was: oak").warnings == ()


def test_notes_that_were_retired_earlier_are_still_known_and_searched_for(save: Save) -> None:
    save(a=A, b=B, c=C)
    save(NOW + 1, a=A, b=B)
    found = save(NOW + 2, a=A)
    assert (found.changes.retired, found.left) == (("b",), ("abc/b",))
    assert (found.earlier, found.all_left) == (("c",), ("abc/b", "abc/c"))


def test_a_note_that_another_deck_has_now_is_not_retired(save: Save, tmp_path: Path) -> None:
    """To search for it in Anki and delete it would delete the one that moved."""
    deck = save(a=A, b=B).deck
    one = replace(deck, notes=deck.notes[:1])
    moved = locked(one, NOW + 5, elsewhere=Elsewhere(living=frozenset({"abc/b"})))
    assert (moved.changes, moved.left) == (Changes(unchanged=("a",)), ())
    assert locked(one, NOW + 5).changes == Changes(unchanged=("a",), retired=("b",))


def test_what_is_left_in_anki_is_there_under_each_id_that_it_was_sent_with(save: Save) -> None:
    save(a=A, b=f"{B}, was: xyz/old", c=C)
    save(NOW + 1, better=f"{A}, was: a", b=f"{B}, was: xyz/old", c=C)
    found = save(NOW + 2, c=C)
    assert found.changes.retired == ("better", "b")
    assert found.left == ("abc/a", "abc/better", "xyz/old", "abc/b")


def test_an_id_that_a_living_note_may_have_is_not_searched_for(save: Save) -> None:
    """Learners who have not imported since know a renamed note by the id that it had."""
    save(n=A, z=C, y=B)
    save(NOW + 1, b=f"{A}, was: n", n=f"{C}, was: z", y=f"{B}")
    found = save(NOW + 2, b=f"{A}, was: n", y=B)
    assert (found.changes.retired, found.left) == (("n",), ("abc/z",))
    found = save(NOW + 3, b=f"{A}, was: n")
    assert (found.left, found.all_left) == (("abc/y",), ("abc/y", "abc/z"))


# --- notes that were renamed more than once ---


@pytest.mark.parametrize(
    ("item", "told", "hint"),
    [
        ("was: two", "`two` was `one` before", "write `was: [one, two]`"),
        ("was: [two, one]", "`two` was `one` before", "write `was: [one, two]`"),
        ("id: two", "`two` was `one` before", "write `was: one`"),
    ],
)
def test_a_note_is_known_by_the_first_of_its_ids_and_by_no_other(
    save: Save, tmp_path: Path, item: str, told: str, hint: str
) -> None:
    save(one=A, c=C)
    save(NOW + 1, two=f"{A}, was: one", c=C)
    path = tmp_path / "deck.yaml"
    text = path.read_text("utf-8")
    named = item if item.startswith("id") else f"id: three, {item}"
    path.write_text(re.sub(r"id: two, .*was: one", f"{named}, {B}", text), "utf-8")
    (deck,), _ = read([path], KINDS)
    found = locked(deck, NOW + 2)
    (warning,) = found.warnings
    assert told in warning.message
    assert hint in warning.hint
    assert ("`Id:abc/one" in warning.hint) == ("one" not in item)  # else that may be the note's own
    assert [loss.problem for loss in found.losses] == [warning]
    assert found.left == ()
    path.write_text(re.sub(r"id: (two|three)", "id: three, was: [one, two]", text).replace(", was: one}", "}"), "utf-8")
    (deck,), _ = read([path], KINDS)
    assert (locked(deck, NOW + 3).warnings, deck.notes[0].guid) == ((), "abc/one")


def test_a_was_that_the_lock_does_not_know_is_told_once(save: Save) -> None:
    assert save(c=C, a=f"{A}, was: elsewhere").warnings == ()  # there was no lock to know it
    (warning,) = save(NOW + 1, c=C, a=f"{A}, was: elsewhere", b=f"{B}, was: ohne").warnings
    assert warning.message.startswith("no lock here knows a note `ohne`")
    assert save(NOW + 2, c=C, a=f"{A}, was: elsewhere", b=f"{B}, was: ohne").warnings == ()


def test_a_line_that_is_no_entry_is_a_mistake_at_its_place(save: Save, tmp_path: Path) -> None:
    text = save(a=A).text
    (tmp_path / "deck.lock").write_text(text + "b yesterday\n", "utf-8")
    with pytest.raises(Mistakes, match=r"deck.lock:3:1: this line is no entry of a lock"):
        save(a=A)


def test_a_time_more_than_a_day_ahead_is_a_mistake(save: Save) -> None:
    save(NOW + 86_000, a=A)
    save(NOW, a=A)
    save(NOW + 200_000, a=B)
    with pytest.raises(Mistakes, match=r"deck.lock:2:3: this time is in the future"):
        save(NOW, a=B)


def test_a_lock_that_is_no_text_is_told(save: Save, tmp_path: Path) -> None:
    (tmp_path / "deck.lock").write_bytes(b"# head\na 17\xff\xfe\n")
    with pytest.raises(SourceError, match=r"deck.lock:2:5: the lock is broken: the byte 0xFF cannot stand") as caught:
        save(a=A)
    assert caught.value.problem.hint.startswith("bring the file back from git")


# --- the file ---


def test_the_lock_of_a_deck_of_one_file_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "spanish.yaml"
    path.write_text("deck: S\nuid: s\ncards: [{id: a, question: A?, answer: B}]\n", "utf-8")
    (deck,), _ = read([path], KINDS)
    assert path_of(deck) == tmp_path / "spanish.lock"


def test_a_lock_is_a_line_a_note_sorted(save: Save) -> None:
    lines = save(b=B, a=A).text.splitlines()
    assert lines[0].startswith("# ")
    assert [line.split()[:2] for line in lines[1:]] == [["a", str(NOW)], ["b", str(NOW)]]


NAMES: Final = st.from_regex(r"[a-z0-9]{1,5}(-[a-z]{1,3})?(/[a-z]{1,3})?", fullmatch=True)
NUMBERS: Final = st.dictionaries(st.integers(1, 500), st.sampled_from(["", "3f2a", "0000"]), min_size=1, max_size=3)
SHAPES: Final = st.booleans().map(Shape) | NUMBERS.map(lambda found: Shape(blanks=tuple(found.items())))
ENTRIES: Final = st.builds(
    Entry,
    st.integers(0, NOW),
    st.from_regex("[0-9a-f]{16}|-", fullmatch=True),
    st.sampled_from(["", "b"]),
    st.booleans(),
    st.none() | SHAPES,
    st.sampled_from(["", "0123abcd"]),
    st.booleans(),
)


@given(st.dictionaries(NAMES, ENTRIES))
def test_what_is_written_is_read_back(entries: dict[str, Entry]) -> None:
    assert parse(dump(entries, "# head\n"), "deck.lock", NOW) == entries


def test_a_head_that_somebody_forged_takes_no_time() -> None:
    """Each of its parts was once looked for to the end of the file."""
    text = '# When each note of "' + '" (uid ' * 20_000
    start = process_time()
    with pytest.raises(CardsError):
        parse(f"{text}\nno entry\n", "deck.lock", 0)
    assert uids_in(text) == []
    assert process_time() - start < 4
