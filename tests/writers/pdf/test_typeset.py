"""Where lines end, what white space is kept, and what is not drawn at all."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmcards.markup import parse
from mmcards.model import Paragraph, Plain, Text
from mmcards.writers.pdf import breaks
from mmcards.writers.pdf.lines import Line, SetParagraph, lines
from mmcards.writers.pdf.shaping import Run, Shaper
from mmcards.writers.pdf.typefaces import Style, Typefaces
from mmcards.writers.pdf.typeset import Typesetter

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Box, Page, PrintCard

TYPEFACES: Final = Typefaces()


# --- where a line may end ---


def parts(text: str) -> list[str]:
    """What of a text in Markdown is never parted."""
    (paragraph,) = Typesetter(Typefaces()).measured(parse(text), Style.REGULAR)
    assert isinstance(paragraph, SetParagraph)
    lines = [["".join(run.text for run in word.runs) for word in part.words] for part in paragraph.parts]
    return [each for line in lines for each in (*line, "\n")][:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("state-of-the-art", ["state-", "of-", "the-", "art"]),
        ("*state-of* **the-art**", ["state-", "of", "the-", "art"]),
        ("input/output", ["input/", "output"]),
        ("before\u2013after\u2014then", ["before\u2013", "after\u2014", "then"]),
        ("one\u3000two\u2003three", ["one", "two", "three"]),
        ("one\ntwo", ["one", "\n", "two"]),
    ],
)
def test_a_line_may_end_behind_a_hyphen_a_slash_and_any_white_space(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "whole", ["A/B", "and/or", "I/O", "24/7", "GPT-4", "-5", "--jobs", "10\u00a0km", "a\u202fb", "a**b**c", "(`a`)."]
)
def test_a_line_ends_nowhere_else(whole: str) -> None:
    assert len(parts(whole)) == 1
    assert len(parts(f"n {whole} n")) == 3


def test_words_are_parted_only_where_a_line_may_end(card: "PrintCard") -> None:
    page = card("What?", "A/B input/output and so-called " * 12)
    assert set(" ".join(page.rows[1:]).split()) <= {
        "A/B",
        "input/output",
        "input/",
        "output",
        "and",
        "so-called",
        "so-",
        "called",
    }
    assert len(page.rows) > 4


# --- white space ---


def test_white_space_at_the_start_of_a_line_of_code_is_kept(card: "PrintCard") -> None:
    page = card("What?", "`if x:`\n`    return y`\n`12345`")
    assert left(page, "e") == pytest.approx(left(page, "5") + left(page, "5") - left(page, "4"), abs=1.5)


def test_a_tab_in_code_is_four_spaces(card: "PrintCard") -> None:
    assert letters(card("What?", "`a\tb`\n`\tc`")) == letters(card("What?", "`a    b`\n`    c`"))


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200d", "\u200e", "\u2066", "\u2060", "\ufeff", "\ufe0f"])
def test_characters_that_are_not_seen_are_not_drawn(card: "PrintCard", unseen: str) -> None:
    assert letters(card(f"a{unseen}b", f"`c{unseen}d`")) == letters(card("ab", "`cd`"))


def test_ligatures_are_those_of_the_typeface(card: "PrintCard") -> None:
    page = card("waﬄe ﬁne ﬅ", "waﬄe")
    assert {run.font for run in page.face} == {"FiraGO-Bold", "FiraGO-Regular"}
    assert letters(page) == letters(card("waffle fine st", "waffle"))


def test_an_ideographic_space_is_a_space(card: "PrintCard") -> None:
    assert letters(card("a\u3000b\u2003c")) == letters(card("a b c"))


def test_a_line_separator_ends_a_line(card: "PrintCard") -> None:
    assert letters(card("a\u2028b")) == letters(card("a\nb"))


# --- the plain way and the full one ---


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.text(st.sampled_from(sorted(set(map(chr, range(0x21, 0x7F))) - {"_"})), min_size=1, max_size=12),
    st.sampled_from(Style),
)
def test_a_word_is_shaped_as_if_its_scripts_and_levels_were_told(word: str, style: Style) -> None:
    """Words of ASCII letters go past that."""
    shaper = Shaper(TYPEFACES, "en")
    expected = [[glyphs(run) for run in shaper.runs(part, style, [0] * len(part))] for part in breaks.parts(word)]
    found = set_in_parts(style, word)
    assert [[glyphs(run) for run in word.runs] for word in found.parts[0].words] == expected


WORDS: Final = st.text(st.sampled_from("abfiTVW019.,:'\"()%/-éшЖא।क्ा☐\u00a0"), min_size=1, max_size=9)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(WORDS, min_size=2, max_size=12), st.integers(1, 11), st.floats(3.0, 20.0))
def test_a_text_is_drawn_as_if_it_were_one_of_several_spans(words: list[str], cut: int, measure: float) -> None:
    """A text by itself is set without a look at its spans, its styles and, from left to right, its directions."""
    whole = set_in_parts(Style.REGULAR, " ".join(words))
    parted = set_in_parts(Style.REGULAR, " ".join(words[:cut]), f" {' '.join(words[cut:])}")
    assert whole.right_to_left == parted.right_to_left
    assert drawn(lines(whole, measure)) == drawn(lines(parted, measure))


def set_in_parts(style: Style, *texts: str) -> SetParagraph:
    (found,) = Typesetter(TYPEFACES, "en").measured((Paragraph(tuple(map(Plain, texts))),), style)
    assert isinstance(found, SetParagraph)
    return found


def glyphs(run: Run) -> tuple[object, ...]:
    return run.typeface, run.text, *map(tuple, run.glyphs)


def drawn(found: Sequence[Line]) -> list[list[list[tuple[object, ...]]]]:
    """The words of each line as they are drawn, with the spaces behind them but for the last."""
    return [
        [
            [glyphs(run) for run in (word.drawn if place < len(line.drawn) else word.runs)]
            for place, word in enumerate(line.drawn, 1)
        ]
        for line in found
    ]


# --- lines to write on ---


def test_underscores_beside_each_other_are_one_line(card: "PrintCard") -> None:
    page = card("A ____.", "`x____` and a_b")
    upper = [box for letter, box in page.letters if letter == "_" and box.bottom > page.height / 2]
    assert len(upper) == 4
    for one, other in pairwise(upper):
        assert other.left <= one.right + 0.01
    assert [run.font for run in page.face if "a_b" in run.text] == ["FiraGO-Regular"]


# --- numbers ---


@pytest.mark.parametrize("rehearse", [False, True])
def test_wide_numbers_stand_clear_of_their_text(card: "PrintCard", rehearse: bool) -> None:
    page = card("What?", Text(parse("999998. xx\n999999. yy\n1000000. zz"), rehearse=rehearse))
    texts = [page.run(text) for text in ("xx", "yy", "zz")]
    assert len({text.x for text in texts}) == 1
    for number, text in zip(("999998.", "999999.", "1000000."), texts, strict=True):
        assert page.run(number).y == text.y
        assert page.run(number).box.right + 0.2 * text.size < text.box.left


def left(page: "Page", letter: str) -> float:
    """Where a letter of the lower face begins."""
    (found,) = [box.left for each, box in page.letters if each == letter and box.top < page.height / 2 and box.top > 90]
    return found


def letters(page: "Page") -> "list[tuple[str, Box]]":
    """The letters that are seen."""
    return [(letter, box) for letter, box in page.letters if not letter.isspace()]
