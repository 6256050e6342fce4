"""Blocks as rows: code, quotes, formulas and pictures, within their measure and clear of each other."""

from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image as Pixels

from mmcards.writers.pdf.composition import TICKED, rows
from mmcards.writers.pdf.faces import Prose
from mmcards.writers.pdf.fitting import fit, ladder
from mmcards.writers.pdf.rows import Bar, Box, Disc, Ground, Image, Outline, Setting, Text, Tick, Wrapped, lowered
from mmcards.writers.pdf.set_blocks import code_size
from tests.writers.pdf.composed import SIZE, Composed, composed, letters, measured, seen

CODE = code_size(SIZE)


def assert_within(found: Composed) -> None:
    """Nothing stands out of the measure, nor out of its row."""
    for drawing, x, y, row in found.placed:
        top, bottom = found.tops[row], found.tops[row] + found.rows[row].height
        match drawing:
            case Text() if letters(drawing).strip():
                assert -0.01 <= x <= x + seen(drawing) <= found.measure + 0.01
            case Text():
                pass
            case Ground(width=width) | Image(width=width) | Outline(width=width):
                assert -0.01 <= x <= x + width <= found.measure + 0.01
            case Bar(length=length):
                assert -0.01 <= x <= x + length <= found.measure + 0.01
            case _:
                assert -0.01 <= x <= found.measure
        match drawing:
            case Outline(_, formula, size):
                assert top - 0.01 <= y - formula.drawn.ascent * size
                assert y + formula.drawn.descent * size <= bottom + 0.01
            case Image(drop=drop, height=height):
                assert top - 0.01 <= y + drop - height <= y + drop <= bottom + 0.01
            case _:
                assert top - 0.01 <= y <= bottom + 0.01


# --- code ---


def test_code_is_smaller_and_stands_on_a_tint_as_wide_as_the_measure() -> None:
    found = composed("```\none\n  two\n```")
    assert [(round(x, 3), ground.width, ground.grey) for ground, x, _, _ in found.of(Ground)] == [(0, 300, 0.95)] * 2
    (one, x, _, _), (two, other, _, _) = found.of(Text)
    assert (one.size, two.size) == (CODE, CODE)
    assert x == other == pytest.approx(0.5 * CODE)
    assert (letters(one).strip(), letters(two).rstrip()) == ("one", "  two")
    assert_within(found)


def test_the_tint_of_code_is_not_interrupted_and_not_above_its_gap() -> None:
    found = composed("before\n\n```\none\n\n\ntwo\n```\n\nafter")
    tints = [(found.tops[row], found.rows[row], ground) for ground, _, _, row in found.of(Ground)]
    assert len(tints) == 4
    assert tints[0][1].gap == 0.5 * SIZE
    for (top, row, ground), (below, _, _) in pairwise(tints):
        assert below == pytest.approx(top + row.height)
        assert ground.inset == 0


def test_a_long_line_of_code_goes_on_behind_a_mark_and_nothing_of_it_is_lost() -> None:
    line = "    value = " + " + ".join(f"number_{place}" for place in range(30))
    found = composed(f"```python\nfirst\n{line}\nlast\n```", measure=200)
    texts = found.of(Text)
    count = len(texts) - 2
    assert count > 3
    assert "".join(letters(text) for text, *_ in texts).rstrip() == f"first {line} last"
    marks = found.of(Wrapped)
    assert [row for _, _, _, row in marks] == list(range(2, count + 1))
    assert {x for _, x, _, _ in marks} == {0.5 * CODE}
    assert {round(x, 3) for _, x, _, row in texts if 2 <= row <= count} == {round(2 * CODE, 3)}
    assert [row.chopped for row in found.rows] == [False, *[True] * (count - 1), False, False]
    assert_within(found)


@pytest.mark.parametrize("language", ["", "make"])
def test_tabs_in_code_lead_to_every_fourth_column_of_the_line(language: str) -> None:
    found = composed(f"```{language}\n\tx\nab\tx\nall: x\tx\n```")
    assert [letters(text)[:-1] for text, *_ in found.of(Text)] == ["    x", "ab  x", "all: x  x"]


def test_code_from_right_to_left_is_drawn_in_its_direction_and_its_line_begins_on_the_left() -> None:
    found = composed("```\nx = 'אב גד' + y\n```")
    ((text, x, _, _),) = found.of(Text)
    assert letters(text).strip() == "x = 'אב גד' + y"  # a run is told from its first letter on
    assert [run.text for word in text.line.drawn for run in word.runs if run.level] == ["אב גד"]
    assert x == 0.5 * CODE


def test_code_of_both_directions_keeps_all_its_letters_where_it_is_cut() -> None:
    line = "x = 'אבגדה וזחט' # " * 8
    found = composed(f"```\n{line}\n```", measure=150)
    assert len(found.of(Wrapped)) > 4
    assert sorted("".join(letters(text) for text, *_ in found.of(Text)).replace(" ", "")) == sorted(
        line.replace(" ", "")
    )
    assert_within(found)


def test_added_lines_of_a_comparison_are_bold() -> None:
    (old, *_), (new, *_) = composed("```diff\n-old\n+new\n```").texts
    assert "Bold" not in old.line.words[0].runs[0].typeface.name
    assert "Bold" in new.line.words[0].runs[0].typeface.name


def test_code_goes_on_behind_a_space_where_it_has_one() -> None:
    found = composed("```\n" + "word " * 40 + "\n```", measure=200)
    assert {letters(text).split(" ")[0] for text, *_ in found.of(Text)} == {"word"}


# --- quotes ---


def test_the_bar_of_a_quote_is_not_interrupted_and_not_beside_the_gap_above_it() -> None:
    found = composed("before\n\n> one\n>\n> - two\n> - three\n>\n> four\n\nafter")
    bars = [(found.tops[row], found.rows[row], x, ground) for ground, x, _, row in found.of(Ground)]
    assert len(bars) == 4
    assert bars[0][1].gap == 0.5 * SIZE
    for (top, row, x, ground), (below, _, _, _) in pairwise(bars):
        assert below == pytest.approx(top + row.height)
        assert (x, ground.inset, round(ground.width, 2)) == (0, 0, 1.8)
    starts = {x for text, x, _, row in found.of(Text) if letters(text).strip() in ("one", "four")}
    assert starts == {SIZE}
    assert found.lines == ["before", "one", "two", "three", "four", "after"]
    assert_within(found)


def test_a_quote_in_a_quote_has_two_bars_and_the_inner_one_is_not_beside_the_gap_above_it() -> None:
    found = composed("> one\n>\n> > two\n> >\n> > three")
    outer = [(row, ground.inset) for ground, x, _, row in found.of(Ground) if x == 0]
    inner = [(row, ground.inset) for ground, x, _, row in found.of(Ground) if x == SIZE]
    assert outer == [(0, 0), (1, 0), (2, 0)]
    assert inner == [(1, 0.5 * SIZE), (2, 0)]


def test_the_tint_of_code_in_a_quote_is_not_over_the_gap_above_it() -> None:
    found = composed("> one\n>\n> ```\n> two\n> three\n> ```")
    tints = [(row, ground.inset) for ground, _, _, row in found.of(Ground) if ground.grey == 0.95]
    assert tints == [(1, 0.5 * SIZE), (2, 0)]
    assert_within(found)


def test_a_quote_from_right_to_left_has_its_bar_on_the_right() -> None:
    found = composed("> שלום\n>\n> עולם")
    assert [(round(x + ground.width, 3)) for ground, x, _, _ in found.of(Ground)] == [300, 300]
    assert {round(x + text.width, 2) for text, x, _, _ in found.of(Text)} == {290}


# --- formulas ---


def test_a_formula_in_a_line_makes_it_as_high_as_it_must_be_and_no_other() -> None:
    plain = composed("word").rows[0].height
    found = composed("one\n$\\frac{1}{2}$ two\n$x$ three")
    heights = [row.height for row in found.rows]
    assert heights[0] == heights[2] == plain < heights[1]
    ((fraction, *_), (letter, *_)) = found.of(Outline)
    assert fraction.size == letter.size == SIZE
    assert_within(found)


def test_a_formula_on_display_stands_in_the_middle_of_its_measure() -> None:
    found = composed("text\n\n$$\\sum_{i=1}^n i$$")
    ((outline, x, _, row),) = found.of(Outline)
    assert x == pytest.approx((300 - outline.width) / 2)
    assert (outline.size, row) == (SIZE, 1)
    assert_within(found)


LONG = "+".join(f"x_{{{number}}}" for number in range(30))


@pytest.mark.parametrize(
    ("source", "least"),
    [
        (f"$${LONG}$$", 300),
        (f"${LONG}$", 300),
        (f"(${LONG}$).", 299),
        (f"word ${LONG}$ word", 300),
        (f"- ${LONG}$", 280),
        (f"- $${LONG}$$", 280),
        (f"> $${LONG}$$", 285),
        (f"| a |\n|---|\n| ${LONG}$ |", 299),
        (f"| a |\n|---|\n| $${LONG}$$ |", 299),
        (f"שלום ${LONG}$ שלום", 300),
    ],
)
def test_a_formula_that_is_too_wide_is_made_smaller(source: str, least: float) -> None:
    found = composed(source)
    ((outline, _, _, _),) = found.of(Outline)
    assert least - 1 <= outline.width <= 300.01
    drawn = outline.formula.drawn
    assert drawn.width * outline.size == pytest.approx(outline.width, abs=0.01)
    assert_within(found)


def test_what_is_made_smaller_in_a_line_counts_as_a_word_that_is_cut() -> None:
    """So that a smaller size of the text is taken first."""
    assert [row.chopped for row in composed(f"word ${LONG}$ word").rows] == [False, True, False]


MATRIX = "\\begin{matrix}" + "x\\\\" * 25 + "x\\end{matrix}"


def test_a_high_formula_in_a_line_is_made_smaller() -> None:
    found = composed(f"word ${MATRIX}$ word")
    assert found.height < 10 * SIZE
    assert_within(found)


def test_a_high_formula_on_display_can_be_made_lower_and_stays_in_the_middle() -> None:
    (row,) = composed(f"$${MATRIX}$$").rows
    assert row.height > 200 > row.least > 100
    found = Composed([lowered(row, row.least)], 300)
    assert found.height == row.least
    ((outline, x, _, _),) = found.of(Outline)
    assert x == pytest.approx((300 - outline.width) / 2)
    assert outline.width < row.drawings[0].width  # type: ignore[union-attr]
    assert_within(found)


def test_a_formula_that_is_as_high_as_most_stays_as_it_is() -> None:
    assert composed(r"$$\frac{\sum_{i=1}^n x_i}{\sqrt{y}}$$").rows[0].least == 0


def test_a_formula_on_display_stands_behind_the_mark_of_an_item() -> None:
    found = composed("- one\n- two\n\n  $$x+y$$")
    ((_, x, _, _),) = found.of(Outline)
    assert {x} == {start for _, start, _, _ in found.texts}


def test_a_formula_on_display_stands_in_the_middle_of_what_holds_it() -> None:
    found = composed("> one\n>\n> $$x+y$$")
    ((outline, x, _, _),) = found.of(Outline)
    (start,) = {start for _, start, _, _ in found.texts}
    assert start > 5
    assert x - start == pytest.approx(300 - x - outline.width)


# --- pictures ---


@pytest.mark.parametrize(
    ("before", "width", "expected"),
    [
        ("", "", 60),
        ("", "{width=40}", 30),
        ("", "{width=40px}", 30),
        ("", "{width=50%}", 150),
        ("", "{width=900%}", 300),
        ("", "{width=4000}", 300),
        ("> ", "{width=50%}", 145),
    ],
)
def test_a_picture_is_as_wide_as_its_author_says(tmp_path: Path, before: str, width: str, expected: float) -> None:
    path = tmp_path / "a.png"
    Pixels.new("L", (80, 40)).save(path)
    found = composed(f"{before}![x]({path}){width}\n{before}below" if before else f"![x]({path}){width}")
    ((image, _, _, _),) = found.of(Image)
    assert image.width == pytest.approx(expected)
    assert image.height == pytest.approx(expected / 2)
    assert_within(found)


def test_a_picture_in_a_quote_that_is_made_lower_stays_clear_of_what_is_above_it(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Pixels.new("L", (80, 400)).save(path)
    _, row = composed(f"> above\n>\n> ![x]({path})").rows
    found = Composed([lowered(row, row.least)], 300)
    ((image, _, y, _),) = found.of(Image)
    assert y + image.drop - image.height == pytest.approx(0.5 * SIZE)
    assert y + image.drop <= found.height
    assert row.least == pytest.approx(8 * 1.3 * SIZE + (0.3 + 0.5) * SIZE)


# --- blocks in blocks ---


@pytest.mark.parametrize("measure", [100.0, 180.0, 300.0])
@pytest.mark.parametrize("marker", ["- ", "1000. ", "> "])
def test_however_deep_blocks_stand_they_stay_in_their_measure(marker: str, measure: float) -> None:
    source = "in\n\n" + "".join(f"{' ' * depth * len(marker)}{marker}{depth}\n\n" for depth in range(9))
    if marker == "> ":
        source = "in\n\n" + "".join(f"{marker * (depth + 1)}{depth}\n{marker * (depth + 1)}\n" for depth in range(9))
    found = composed(source, measure=measure, size=12)
    said = "".join("".join(letters(text).split()) for text, *_ in found.of(Text))
    assert said.replace("1000.", "").replace("1001.", "") == "in012345678"
    assert_within(found)
    for text, x, _, _ in found.of(Text):
        if letters(text).strip().isdigit():
            assert found.measure - x >= 6 * 12 or measure == 300.0


def test_text_that_has_no_room_beside_its_mark_stands_below_it() -> None:
    found = composed("1000. word\n1001. other", measure=80)
    number, word, *_ = found.of(Text)
    assert (number[3], word[3]) == (0, 1)
    assert word[1] == 0
    assert found.rows[0].chopped  # so that a smaller size is taken first


@pytest.mark.parametrize("inner", ["```\ncode\n```", "> quote\n> more", "| a |\n|---|\n| b |", "$$x$$"])
def test_a_block_that_begins_an_item_stands_beside_its_mark(inner: str) -> None:
    source = "\n".join(("- " if not number else "  ") + line for number, line in enumerate(inner.split("\n")))
    for box, kind in ((0.0, Disc), (TICKED, Box)):
        found = Composed(rows(measured(f"{source}\n- other"), 300, Setting(SIZE, box=box)), 300)
        marks = found.of(kind)
        assert len(marks) == 2
        assert marks[0][3] == 0
        assert_within(found)


def test_the_check_mark_of_what_begins_on_the_right_stands_beside_it() -> None:
    for source in ("שלום", "- אחת\n- שתים", "| אחת | שתים |\n|---|---|\n| א | ב |", "שלום $x$"):
        part = Prose(measured(source), "large", ticked=True)
        found = Composed(fit([part], 300, 300, ladder(12, 12, 12)).rows, 300)
        ((tick, x, _, _),) = found.of(Tick)
        assert x + 0.93 * tick.size == pytest.approx(300)
        rightmost = max(start + text.width for text, start, _, _ in found.of(Text))
        assert 300 - 1.3 * 12 - 3 * 12 < rightmost <= 300 - 1.3 * 12 + 0.01
