"""Texts of both directions stand in the order that Unicode asks for, and faces that begin on the right are mirrored."""

from typing import TYPE_CHECKING

import bidi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmcards.markup import parse
from mmcards.model import Option, Options, Order, Text
from mmcards.writers.pdf import directions

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import MakeOptions, Page, PrintCard

LETTERS = "abאבגדذر 12٣٤.,+-%$!?/()[]{}\u05b8\u0301"


# --- the order of letters ---


@settings(max_examples=400, deadline=None, derandomize=True)
@given(text=st.text(st.sampled_from(LETTERS), min_size=1, max_size=16), level=st.sampled_from((0, 1)))
def test_letters_stand_where_another_program_puts_them(text: str, level: int) -> None:
    """The package has the algorithm twice: one in Python, of which parts are used here, and one in Rust, which is not.

    That one does not mirror brackets.
    """
    levels = directions.levels(text, level)
    assert "".join(directions.visual(text, levels)) == bidi.get_display(text, base_dir="LR"[level])


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("א (b) ג", "ג (b) א"),
        ("א b (c)", "b (c) א"),
        ("(אב) 12 ab", "ab 12 (בא)"),
        ("א [b] {ג}", "{ג} [b] א"),
    ],
)
def test_both_brackets_of_a_pair_go_one_way(text: str, drawn: str) -> None:
    levels = directions.levels(text, directions.base(text))
    shown = [directions.as_drawn(each) if level % 2 else each for each, level in zip(text, levels, strict=True)]
    assert "".join(directions.visual(shown, levels)) == drawn


@pytest.mark.parametrize(
    ("text", "level"), [("", 0), ("12 !", 0), ("1. אב", 1), ("a אב", 0), ("\u200fa", 1), ("(ع)", 1)]
)
def test_a_paragraph_runs_as_its_first_letter_does(text: str, level: int) -> None:
    assert directions.base(text) == level


def test_a_ligature_that_unicode_has_is_one_character() -> None:
    assert directions.ligature("لا") == "\ufefb"
    assert [directions.ligature(text) for text in ("ل", "اب", "ab")] == ["", "", ""]


# --- faces ---


@pytest.mark.parametrize("letters", ["אבג", "ابج"])
def test_the_marks_of_a_list_that_begins_on_the_right_stand_there(card: "PrintCard", letters: str) -> None:
    one, two, three = (letter * 5 for letter in letters)
    page = card(letters, f"- {one}\n  - {two}\n  - {two}\n- {three} and English")
    outer, inner, second, last = (shape for shape in page.shapes if shape.kind == "disc")
    assert outer.left == pytest.approx(last.left)
    assert inner.left == pytest.approx(second.left)
    assert inner.right < outer.left
    for disc, row in zip((outer, inner, second, last), rows(page), strict=True):
        assert row[1] < disc.left < row[1] + 30
        assert row[2] < (disc.bottom + disc.top) / 2 < row[2] + 20


def test_boxes_and_ticks_stand_on_the_right_of_such_texts(card: "PrintCard", options: "MakeOptions") -> None:
    page = card("מה?", options("אבג", "דה", correct=(0,)))
    marks = [shape for shape in page.shapes if shape.kind in ("box", "tick")]
    texts = [run for run in page.face if run.text.strip() in ("אבג", "דה")]
    assert len(marks) == len(texts) == 3
    for mark, text in zip(marks, texts, strict=True):
        assert text.box.right < mark.left < text.box.right + text.size


@pytest.mark.parametrize("response", [Text(parse("7. אבג\n8. דה")), Order((parse("אבג"), parse("דה")))])
def test_the_full_stop_of_such_a_number_stands_on_its_left(card: "PrintCard", response: Text | Order) -> None:
    page = card("מה?", response)
    digits = [box for letter, box in page.letters if letter in "1278" and box.top < page.height / 2]
    stops = [box for letter, box in page.letters if letter == "." and box.top < page.height / 2]
    texts = [run for run in page.face if run.text.strip() in ("אבג", "דה") and run.y < page.height / 2]
    assert len(digits) == len(stops) == len(texts) == 2
    for digit, stop, text in zip(digits, stops, texts, strict=True):
        assert text.box.right < stop.left < stop.right < digit.left


def test_a_longer_text_ends_its_lines_on_the_right_and_a_short_one_stands_in_the_middle(card: "PrintCard") -> None:
    page = card("אבג", "אבג דהו " * 40)
    (_, right, _), *others = rows(page)
    assert len(others) > 2
    assert all(row[1] == pytest.approx(right, abs=3) for row in others)
    page = card("אבג", "דה")
    assert all((left + right) / 2 == pytest.approx(page.width / 2, abs=6) for left, right, _ in rows(page))


@pytest.mark.parametrize(
    ("lead", "text", "on_the_right"), [("Why", "כך כתוב.", True), ("א", "English words.", False), ("א", "כך.", True)]
)
def test_what_stands_before_a_text_has_no_say_in_its_direction(
    card: "PrintCard", lead: str, text: str, on_the_right: bool
) -> None:
    page = card("?", "!", explanation=text) if lead == "Why" else card("?", Options((Option(parse(text), lead),), (0,)))
    stop = [box for letter, box in page.letters if letter == "."]
    letters = [
        box for letter, box in page.letters if letter in text and letter not in " ." and box.top < stop[-1].top + 30
    ]
    assert len(letters) > 1
    assert (stop[-1].right < min(box.left for box in letters if box.bottom > 60)) is on_the_right


def rows(page: "Page") -> list[tuple[float, float, float]]:
    """The lines of the answer from top to bottom: where each begins and ends, and its baseline."""
    found: dict[float, tuple[float, float]] = {}
    for run in page.face:
        if run.y < page.height / 2 and run.text.strip():
            left, right = found.get(run.y, (run.box.left, run.box.right))
            found[run.y] = min(left, run.box.left), max(right, run.box.right)
    return [(*found[y], y) for y in sorted(found, reverse=True)]


@pytest.mark.parametrize("letter", ["\u0590", "\u07bf", "\ufbc3", "\U00010fff", "\U000e0080"])
def test_letters_that_are_not_assigned_go_with_their_block(letter: str) -> None:
    turned = int(directions.has_right_to_left(letter))
    assert directions.levels(f"a{letter}", 0) == [0, turned]
    assert directions.levels(f"\u05d0{letter}", 1) == [1, 1 if turned else 2]
