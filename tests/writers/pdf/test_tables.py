"""Tables: how wide their columns are, where their texts stand, and where a long row is parted."""

from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image as Pixels

from mmcards.writers.pdf.rows import Bar, Image, Outline, Text
from tests.writers.pdf.composed import SIZE, Composed, composed, letters
from tests.writers.pdf.test_composition import assert_within

Column = tuple[float, float]


def columns(found: Composed, *names: str) -> list[Column]:
    return [found.span(name) for name in names]


def rules(found: Composed) -> list[tuple[int, float]]:
    """The rules of a table: the rows that they are drawn with, and their thickness."""
    return [(row, bar.thickness) for bar, *_, row in found.of(Bar)]


# --- widths ---


def test_a_table_is_as_wide_as_its_texts_where_there_is_room() -> None:
    found = composed("| one | two |\n|---|---|\n| a longer text | b |")
    longer, b = columns(found, "a longer text", "b")
    assert longer[0] == 0
    assert b[0] - longer[1] == pytest.approx(1.2 * SIZE, abs=0.1)
    assert {round(bar.length, 1) for bar, *_ in found.of(Bar)} == {round(found.span("two")[1], 1)}
    assert_within(found)


def test_wide_columns_give_way_to_narrow_ones() -> None:
    long = "several words of a long text, " * 4
    found = composed(f"| a | b | c |\n|---|---|---|\n| short text | {long} | {long} |")
    short, b, c = columns(found, "short text", "b", "c")  # in one line each
    assert b[0] - short[1] == pytest.approx(1.2 * SIZE, abs=0.1)
    assert c[0] - b[0] == pytest.approx(300 - c[0] + 1.2 * SIZE, abs=0.1)
    assert_within(found)


def test_no_column_is_narrower_than_its_longest_word() -> None:
    found = composed(
        "| a | b |\n|---|---|\n| unparted-noword/Internationalization | " + "word " * 40 + "|", measure=220
    )
    assert [each for each in found.rows if each.chopped] == []
    assert "".join(found.lines).count("Internationalization") == 1
    assert_within(found)


def test_where_no_room_is_for_all_long_words_short_ones_stay_whole() -> None:
    found = composed(f"| n | address |\n|---|---|\n| 42 | {'x' * 90} |\n| 43 | {'y' * 90} |", measure=150)
    said = [letters(text).strip() for text, *_ in found.texts]
    assert "42" in said
    assert "43" in said
    assert "".join(sorted("".join(said))).count("x") == 90
    assert any(row.chopped for row in found.rows)
    assert_within(found)


def test_a_column_of_long_words_keeps_room_for_its_widest_letter() -> None:
    found = composed("| aaaa | WWWWWWWWWWWWW |\n|---|---|\n" + "| b |" + "W" * 30 + "|\n", measure=16, size=8)
    for text, x, _, _ in found.texts:
        if "W" in letters(text):
            assert x + text.width <= 16.01


@pytest.mark.parametrize(("count", "measure"), [(2, 80.0), (8, 80.0), (2, 300.0), (8, 300.0), (25, 300.0)])
def test_any_number_of_columns_stands_in_the_measure_in_order(count: int, measure: float) -> None:
    head = "".join(f"| {number} " for number in range(10, 10 + count))
    found = composed(f"{head}|\n{'|---' * count}|\n{'| a ' * count}|", measure=measure, size=7)
    starts = [x for text, x, _, _ in found.texts if letters(text).strip() == "a"]
    assert len(starts) == count
    assert starts == sorted(set(starts))
    assert max(starts) < measure
    assert "".join(sorted(letters(text).strip()[0] for text, *_ in found.texts if "a" not in letters(text)))


def test_cells_without_room_for_a_letter_beside_each_other_stand_below_each_other() -> None:
    columns = 25
    head = "".join(f"| {number} " for number in range(10, 10 + columns))
    found = composed(f"{head}|\n{'|---' * columns}|\n{'| wide ' * columns}|", measure=80.0, size=7)
    said = [letters(text).strip() for text, *_ in found.texts]
    assert said == [*map(str, range(10, 10 + columns)), *["wide"] * columns]
    assert {x for _, x, _, _ in found.texts} == {0.0}
    assert not any(row.chopped for row in found.rows)
    assert_within(found)


@pytest.mark.parametrize(("measure", "wide"), [(300.0, True), (60.0, False)])
def test_a_picture_gives_way_to_words(tmp_path: Path, measure: float, wide: bool) -> None:
    path = tmp_path / "a.png"
    Pixels.new("L", (160, 80)).save(path)
    found = composed(f"| a | b |\n|---|---|\n| ![x]({path}) | unparted |", measure=measure)
    ((image, _, _, _),) = found.of(Image)
    assert (image.width == 120) is wide
    assert image.width >= 10
    assert found.lines[-1] == "unparted" if wide else True
    assert_within(found)


# --- where texts stand ---


@pytest.mark.parametrize(("dashes", "aside"), [("---", 0.0), (":--", 0.0), (":-:", 0.5), ("--:", 1.0)])
def test_texts_stand_where_their_author_says(dashes: str, aside: float) -> None:
    found = composed(f"| a wide head | other |\n|{dashes}|---|\n| 1 | x |\n| $x$ | y |")
    left, right = found.span("a wide head")
    start, end = found.span("1")
    assert start == pytest.approx(left + aside * (right - left - (end - start)), abs=0.1)
    ((outline, x, _, _),) = found.of(Outline)
    assert x == pytest.approx(left + aside * (right - left - outline.width), abs=0.1)


def test_the_first_column_stands_on_the_right_where_most_of_the_text_begins_there() -> None:
    found = composed("| ראש | שני | 3 |\n|---|:--|--:|\n| ארוכים | דה | 1 |\n| אב | גדולים | 12345 |")
    heads = columns(found, "ראש", "שני", "3")
    assert heads[0][1] == pytest.approx(300, abs=0.1)
    assert [each[0] for each in heads] == sorted((each[0] for each in heads), reverse=True)
    for name in ("אב", "ארוכים"):
        assert found.span(name)[1] == pytest.approx(300, abs=0.1)
    assert found.span("שני")[0] == pytest.approx(found.span("גדולים")[0], abs=0.1)  # as :-- says
    assert found.span("3")[1] == pytest.approx(found.span("12345")[1], abs=0.1)
    assert_within(found)


@pytest.mark.parametrize("before", ["- one\n- two\n\n  ", "> one\n>\n> "])
def test_a_table_keeps_its_own_direction_in_what_begins_on_the_other_side(before: str) -> None:
    margin = before.rpartition("\n")[2]
    to_the_left = before + f"\n{margin}".join(("| ראש | שני |", "|---|---|", "| אב | גד |"))
    found = composed(to_the_left)
    assert found.span("ראש")[1] == pytest.approx(300, abs=0.1)
    assert found.span("ראש")[0] > found.span("שני")[1]
    to_the_right = before.replace("one", "אחת").replace("two", "שתים") + f"\n{margin}".join(
        ("| head | other |", "|---|---|", "| a | b |")
    )
    found = composed(to_the_right)
    assert found.span("head")[0] < found.span("other")[0]
    assert found.span("head")[0] == pytest.approx(0, abs=0.1)
    assert_within(found)


def test_the_first_lines_of_a_row_stand_on_one_baseline() -> None:
    found = composed("| a | b |\n|---|---|\n| " + "word " * 40 + r"| $\frac{1}{\frac{1}{2}}$ and text |", measure=200)
    first = {round(y, 3) for drawing, _, y, row in found.placed if row == 1 and isinstance(drawing, Outline)}
    texts = {round(y, 3) for text, _, y, row in found.texts if row == 1}
    assert min(texts) == first.pop()
    assert_within(found)


# --- rows and rules ---


def test_rules_stand_above_below_the_head_between_rows_and_below() -> None:
    found = composed("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |")
    assert rules(found) == [(0, 0.8), (0, 0.8), (1, 0.4), (2, 0.8)]
    heights = [y - bar.rise for bar, _, y, _ in found.of(Bar)]
    assert heights == sorted(heights)
    assert heights[0] == pytest.approx(0.4)
    assert heights[-1] == pytest.approx(found.height - 0.4)
    for number, (text, _, y, row) in enumerate(found.texts):
        above, below = heights[row], heights[row + 1]
        assert above + 0.6 * SIZE < y < below - 0.2 * SIZE, number
        assert letters(text)


def test_a_head_without_any_text_is_left_out() -> None:
    found = composed("|  |  |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |")
    assert found.lines == ["1 2", "3 4"]
    assert rules(found) == [(0, 0.8), (0, 0.4), (1, 0.8)]
    assert {tag.kind for text, *_ in found.texts for tag in text.path} == {"Table", "TR", "TD"}


def test_rows_stand_below_each_other_without_gaps() -> None:
    found = composed("before\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nafter")
    assert [row.gap for row in found.rows] == [0, 0.5 * SIZE, 0, 0.5 * SIZE]


@pytest.mark.parametrize(("count", "parted"), [(10, False), (11, True), (40, True)])
def test_a_row_of_many_lines_is_parted_between_them(count: int, parted: bool) -> None:
    text = " ".join(f"word{number}" for number in range(10, 10 + count))
    found = composed(f"| a | b |\n|---|---|\n| {text} | short |\n| last | row |", measure=70)
    assert len(found.rows) == (count + 2 if parted else 3)
    assert "".join(letters(each) for each, *_ in found.texts if "word" in letters(each)).split() == text.split()
    assert rules(found)[:2] == [(0, 0.8), (0, 0.8)]
    assert rules(found)[2:] == [(count if parted else 1, 0.4), (count + 1 if parted else 2, 0.8)]
    ((_, y),) = [(text, y) for text, _, y, _ in found.texts if letters(text).strip() == "short"]
    assert y == next(y for text, _, y, _ in found.texts if "word10" in letters(text))
    heights = sorted({round(y, 3) for text, _, y, _ in found.texts if "word" in letters(text)})
    for high, low in pairwise(heights):
        assert low - high == pytest.approx(1.25 * SIZE, abs=0.01)
    assert_within(found)


def test_a_row_that_is_parted_has_room_on_the_smallest_card() -> None:
    """Its rows are of at most 10 lines, with the space above and below: 13 em, and the least that a face has is 14."""
    for count in range(1, 30):
        found = composed(f"| a |\n|---|\n| {'word ' * count} |", measure=25)
        assert max(row.height for row in found.rows) <= 13 * SIZE


def test_what_is_high_in_a_cell_is_made_lower(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Pixels.new("L", (80, 800)).save(path)
    matrix = "\\begin{matrix}" + "x\\\\\\\\" * 25 + "x\\end{matrix}"
    for cell in (f"![x]({path})", f"$${matrix}$$", f"${matrix}$"):
        found = composed(f"| a | b |\n|---|---|\n| {cell} | c |")
        assert max(row.height for row in found.rows) <= 13 * SIZE
        assert_within(found)
        assert [each for each in found.placed if isinstance(each.drawing, Image | Outline)]


def test_an_empty_cell_is_told_of() -> None:
    found = composed("| a | b | c |\n|---|---|---|\n|  | 2 |  |")
    cells = [[tag.kind for tag in text.path] for text, *_ in found.of(Text)]
    assert cells == [["Table", "TR", "TH"]] * 3 + [["Table", "TR", "TD"]] * 3
    assert len({text.path[-1].of for text, *_ in found.of(Text)}) == 6
