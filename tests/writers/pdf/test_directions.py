"""Texts of both directions stand in the order that Unicode asks for, and faces that begin on the right are mirrored."""

import bidi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmcards.writers.pdf import directions

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
