"""The head and the foot of a card take the room that is theirs, and the faces theirs."""

from typing import TYPE_CHECKING

import pytest

from tests.writers.pdf.conftest import assert_inside

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import MakeDeck, MakeNote, Print, PrintCard


@pytest.mark.parametrize("sheet", ["a4", "3x5"])
def test_a_long_section_is_shortened_and_its_label_still_stands(card: "PrintCard", sheet: str) -> None:
    page = card(section="section " * 25, label="A", page=sheet)
    section, label, number = page.run("section"), page.run("· A"), page.run("1 of 1")
    assert section.text.strip().endswith("section …")
    assert section.y == label.y == number.y
    assert section.box.right < label.box.left < label.box.right < number.box.left
    assert_inside(page)


def test_a_long_label_leaves_room_for_the_section_and_the_number(card: "PrintCard") -> None:
    page = card(section="section " * 25, label="label " * 40)
    section, label, number = page.run("section"), page.run("· label"), page.run("1 of 1")
    assert section.text.strip().endswith("section …")
    assert label.text.strip().endswith("label …")
    assert section.box.right < label.box.left < label.box.right < number.box.left


def test_short_ones_stand_whole(card: "PrintCard") -> None:
    page = card(section="A section", label="B", source="A book, page 7")
    assert [page.run(start).text.strip() for start in ("A s", "·", "A b")] == ["A section", "· B", "A book, page 7"]


@pytest.mark.parametrize("sheet", ["a4", "3x5"])
def test_a_long_source_takes_two_lines_and_the_faces_still_fit(card: "PrintCard", sheet: str) -> None:
    page = card("ask " * 90, "reply " * 90, source="source " * 143, page=sheet)
    name, first, last = page.runs[-3:]
    assert name.text.strip() == "Small · a"
    assert first.text.strip().endswith("source")
    assert last.text.strip().endswith("source …")
    assert name.box.bottom > first.box.top
    assert first.y - last.y == pytest.approx(1.25 * first.size, abs=0.1)
    assert name.box.top < min(run.box.bottom for run in page.face)
    assert_inside(page)


def test_the_longest_foot_of_a_deck_makes_room_on_all_its_cards(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    short, long = printed(deck(note("a", source="Book"), note("b", source="source " * 143))).pages
    assert short.run("Small").y == long.run("Small").y


def test_a_name_or_a_source_of_two_lines_is_one_line_at_the_foot(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    (page,) = printed(deck(note("a", source="one\n two"), name="Two\nlines")).pages
    assert [run.text.strip() for run in page.runs[-2:]] == ["Two lines · a", "one two"]


def test_a_sign_in_a_section_a_label_or_a_source_is_named_with_a_warning(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    for name, shown in (("section", "Owl [owl]"), ("label", "· Owl [owl]"), ("source", "Owl [owl]")):
        result = printed(deck(note("a", **{name: "Owl 🦉"})))
        (warning,) = result.made.warnings
        assert warning.place == note("a").place
        assert "`🦉` as [owl]" in warning.message
        assert shown in [run.text.strip() for run in result.pages[0].runs]
