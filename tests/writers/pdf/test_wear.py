"""What is drawn with a text - lines through and under it, dots, where to click - stands where the text does."""

from itertools import pairwise
from typing import Final

import pytest

from mmcards.writers.pdf.lines import SetParagraph
from mmcards.writers.pdf.rows import Bar, Disc, LinkArea, Outline, Text
from mmcards.writers.pdf.typefaces import Typefaces
from tests.writers.pdf.composed import SIZE, Composed, composed, letters, measured, seen

WORDS = " ".join(f"word{number}" for number in range(12))


THROUGH: Final = 0.07 * SIZE
UNDER: Final = 0.05 * SIZE
"""How thick lines through and under a text are: other than the rules of tables."""


def spans(found: Composed, thickness: float) -> list[tuple[int, float, float]]:
    """The lines that are so thick, above the baseline or below it: their rows, and where they stand."""
    bars = [each for each in found.of(Bar) if each[0].thickness == pytest.approx(thickness)]
    assert {bar.rise > 0 for bar, *_ in bars} <= {thickness == THROUGH}
    return joined([(row, x, x + bar.length) for bar, x, _, row in bars])


def joined(bars: list[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    """What stands end to end, as one; rounded."""
    whole: list[tuple[int, float, float]] = []
    for row, start, end in sorted(bars):
        if whole and whole[-1][0] == row and start - whole[-1][2] < 0.01:
            whole[-1] = (row, whole[-1][1], end)
        else:
            whole.append((row, start, end))
    return [(row, round(start, 2), round(end, 2)) for row, start, end in whole]


def around(found: Composed, *words: str) -> list[tuple[int, float, float]]:
    """Where texts that begin with one of these words stand: their rows, and from where to where."""
    kept = [(row, x, x + seen(text)) for text, x, _, row in found.texts if letters(text).split()[0] in words]
    return joined(kept)


# --- struck and underlined ---


@pytest.mark.parametrize(
    "source",
    [
        "before ~~struck words~~ after",
        "~~struck words~~",
        "- ~~struck words~~\n- other",
        "> before ~~struck words~~, after\n> more",
        "| a |\n|---|\n| before ~~struck words~~ |",
        "before ~~struck *words*~~ after",
    ],
)
def test_a_line_goes_through_what_is_struck_and_nothing_else(source: str) -> None:
    found = composed(source)
    struck = around(found, "struck", "words")
    if len(struck) == 2:  # of two styles, with a space between them
        struck = [(struck[0][0], struck[0][1], struck[1][2])]
    assert spans(found, THROUGH) == struck


def test_what_is_struck_ends_with_its_line_and_goes_on_on_the_next() -> None:
    found = composed(f"before ~~{WORDS}~~ after", measure=120)
    texts = [(row, x, x + seen(text)) for text, x, _, row in found.texts if "word" in letters(text)]
    assert len(texts) > 3
    assert spans(found, THROUGH) == joined(texts)
    for row, start, end in spans(found, THROUGH):
        assert 0 <= start < end <= 120.01
        assert found.rows[row].width <= 120.01


def test_what_is_struck_from_right_to_left_is_struck_where_it_stands() -> None:
    found = composed("אחת ~~שתיים שלוש~~ ארבע")
    (through,) = spans(found, THROUGH)
    one, two, three = sorted((x, x + seen(text), letters(text).strip()) for text, x, _, _ in found.texts)
    assert (one[2], three[2]) == ("ארבע", "אחת")
    assert through == (0, round(two[0], 2), round(two[1], 2))
    assert one[1] < through[1] < through[2] <= three[0] < three[1] <= 300.01


def test_a_word_from_left_to_right_that_is_struck_among_others_is_struck_where_it_stands() -> None:
    found = composed("אחת ~~two three~~ ארבע")
    (through,) = spans(found, THROUGH)
    assert through == around(found, "two")[0]
    assert around(found, "ארבע")[0][2] < through[1]


def test_links_are_underlined_below_the_baseline_and_what_is_both_has_both() -> None:
    found = composed("a [link](https://a.example) b [~~gone~~](https://b.example)")
    assert spans(found, UNDER) == around(found, "link", "gone")
    assert spans(found, THROUGH) == around(found, "gone")


# --- where to click ---


def areas(found: Composed) -> list[tuple[int, float, float]]:
    return [(row, round(x, 2), round(x + area.width, 2)) for area, x, _, row in found.of(LinkArea)]


@pytest.mark.parametrize(
    "source",
    [
        "See [this page](https://a.example).",
        "[this page](https://a.example)",
        "1. one\n2. [this page](https://a.example)",
        "> [this page](https://a.example)\n> more",
        "| a | b |\n|---|---|\n| other | see [this page](https://a.example) |",
        "שלום [this page](https://a.example) שלום",
    ],
)
def test_one_clicks_on_the_text_of_a_link(source: str) -> None:
    found = composed(source)
    assert areas(found) == around(found, "this")
    ((area, _, y, row),) = found.of(LinkArea)
    assert area.address == "https://a.example"
    top = found.tops[row] - 0.01
    assert top <= y - area.up < y + area.down <= top + found.rows[row].height + 0.02
    assert area.up >= 0.7 * SIZE
    assert area.down >= 0.2 * SIZE


def test_a_link_on_several_lines_is_one_link_on_all_of_them() -> None:
    found = composed(f"before [{WORDS}](https://a.example) after", measure=120)
    assert len(areas(found)) > 3
    assert areas(found) == joined(
        [(row, x, x + seen(text)) for text, x, _, row in found.texts if "word" in letters(text)]
    )
    assert len({area.path[-1].of for area, *_ in found.of(LinkArea)}) == 1


def test_two_links_beside_each_other_are_two() -> None:
    found = composed("[one](https://a.example)[two](https://a.example)")
    (first, second) = areas(found)
    assert first[2] == second[1]
    assert len({area.path[-1].of for area, *_ in found.of(LinkArea)}) == 2


def test_one_clicks_on_a_formula_in_a_link_too() -> None:
    found = composed(r"see [the $\frac{1}{x}$ of](https://a.example) it")
    ((outline, x, _, _),) = found.of(Outline)
    assert any(start <= x and x + outline.width <= end + 0.01 for _, start, end in joined(areas(found)))
    for area, _, _, row in found.of(LinkArea):
        assert area.up + area.down <= found.rows[row].height + 0.01


# --- emphasis without italics ---


@pytest.mark.skipif(bool(Typefaces().missing("强调")), reason="no font on this machine has Chinese letters")
def test_letters_without_italics_have_a_dot_below_each() -> None:
    found = composed("这是*强调*和**加粗**")
    ((text, x, y, _),) = [each for each in found.texts if letters(each[0]).startswith("强")]
    dots = found.of(Disc)
    wide = text.width / 2
    assert [round(across, 2) for _, across, _, _ in dots] == [round(x + wide / 2, 2), round(x + 1.5 * wide, 2)]
    assert {below > y for _, _, below, _ in dots} == {True}


def test_letters_that_have_italics_have_no_dots() -> None:
    assert composed("*emphasis* и *курсив*").of(Disc) == []


# --- widths ---


@pytest.mark.parametrize(
    "source", ["a ~~b c~~ d", "a [b c](https://a.example) d", "a *b* $c$ d", "ab~~cd~~ef", "אב ~~גד~~"]
)
def test_what_is_worn_takes_no_room(source: str) -> None:
    (paragraph,) = measured(source)
    assert isinstance(paragraph, SetParagraph)
    found = composed(source)
    edges = sorted(
        [(x, x + text.width) for text, x, _, _ in found.of(Text)]
        + [(x, x + outline.width) for outline, x, _, _ in found.of(Outline)]
    )
    for (_, end), (start, _) in pairwise(edges):
        assert start == pytest.approx(end, abs=0.01)
    assert edges[-1][1] - edges[0][0] == pytest.approx(paragraph.parts[0].width * SIZE, abs=0.01)


def test_a_text_with_worn_words_is_as_wide_as_the_same_text_without() -> None:
    worn, plain = composed("one ~~two~~ three"), composed("one two three")
    assert worn.rows[0].width == pytest.approx(plain.rows[0].width)
    assert worn.lines == plain.lines
    assert worn.height == plain.height
