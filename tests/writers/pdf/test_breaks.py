"""Where lines end in scripts that have rules of their own for it, and what of a word that is cut stays whole."""
# ruff: noqa: RUF001  # letters of other scripts look like Latin ones

from itertools import accumulate
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmcards.markup import parse
from mmcards.writers.pdf import breaks
from mmcards.writers.pdf.lines import Line, SetParagraph, lines
from mmcards.writers.pdf.typefaces import Style, Typefaces
from mmcards.writers.pdf.typeset import Typesetter

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import PrintCard

TYPESETTER: Final = Typesetter(Typefaces())
UNBROKEN: Final = "\u00a0\u202f\u2060"


# --- which places there are ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("กรุงเทพมหานครเป็นเมืองหลวง", "กรุงเทพมหานคร เป็น เมือง หลวง"),
        ("ภาษาไทยง่าย", "ภาษา ไทย ง่าย"),
        ("巴黎，法国。", "巴 黎， 法 国。"),
        ("他说：“好”！", "他 说： “好”！"),
        ("「光の都」です。", "「光 の 都」 で す。"),
        ("ちょっと、ラーメン", "ちょっ と、 ラー メ ン"),
        ("파리는", "파리는"),
        ("10％引き", "10％ 引 き"),
    ],
)
def test_a_text_without_spaces_has_the_places_that_its_script_allows(text: str, expected: str) -> None:
    assert breaks.parts(text) == expected.split()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("ab-/éא中。「」かっกทย่हि한\u00ad\u00a0\u2060.,"), min_size=1, max_size=20))
def test_parts_are_the_whole_text(text: str) -> None:
    found = breaks.parts(text)
    assert "".join(found) == text
    assert all(found)
    for place in accumulate(map(len, found[:-1])):
        assert text[place - 1] not in UNBROKEN
        assert text[place] not in UNBROKEN or text[:place].rstrip("่ि")[-1:] in ("-", "\u00ad")  # rule LB12a
        assert text[place] not in "。」.,่ि"
        assert text[place] != "\u00ad" or text[place - 1] == "\u00ad"


# --- hyphens that are only seen at the end of a line ---


def test_soft_hyphens_are_seen_at_the_ends_of_lines_alone(card: "PrintCard") -> None:
    word = "donau\u00addampf\u00adschiff\u00adfahrt"
    assert "donaudampfschifffahrt" in card("?", word).lower
    page = card("?", " ".join([word] * 40))
    rows = [row.replace("\x02", "-").replace("\ufffe", "-") for row in page.rows[1:]]  # PDFium marks hyphens so
    ends = [row for row in rows if row.endswith("-")]
    assert 2 < len(ends) < len(rows)
    assert all("-" not in row[:-1] for row in rows)
    assert "".join(rows).replace("-", "").replace(" ", "") == "donaudampfschifffahrt" * 40


def test_a_line_with_its_hyphen_is_no_wider_than_the_measure() -> None:
    part = paragraph("donau\u00addampf\u00adschiff\u00adfahrt " * 9)
    for measure in range(60, 200):
        for line in lines(part, measure / 10):
            assert line.width <= measure / 10 + 1e-6
            assert line.width == pytest.approx(drawn_width(line))


@pytest.mark.parametrize("space", UNBROKEN)
def test_no_line_ends_at_a_space_that_is_not_broken(space: str) -> None:
    found = lines(paragraph(f"10{space}km " * 30), 9.0)
    assert len(found) > 5
    assert all({*text(line).split(" ")} == {f"10{space}km"} for line in found)


def test_korean_ends_its_lines_between_words(card: "PrintCard") -> None:
    if Typefaces().missing("프랑스"):
        pytest.skip("no font of this machine has Hangul")
    words = ["프랑스의", "수도는", "파리이며", "유럽에서", "가장", "큰", "도시이다"]
    rows = card("?", " ".join(words * 8)).rows[1:]
    assert len(rows) > 3
    assert [word for row in rows for word in row.split()] == words * 8


# --- lines ---


@pytest.mark.parametrize(
    "whole",
    ["العاصمةالعاصمةالعاصمة", "مُحَمَّدٌمُحَمَّدٌمُحَمَّدٌ", "क्षत्रियहिन्दीकर्मज्ञानश्री", "q̃ạ̃q̃ạ̃q̃ạ̃q̃ạ̃q̃ạ̃", "กี่กู้กี่กู้กี่กู้กี่กู้กี่กู้"],
)
@pytest.mark.parametrize("measure", [1.5, 2.2, 3.7])
def test_a_word_that_is_cut_keeps_its_letters_and_their_marks_whole(whole: str, measure: float) -> None:
    set_text = paragraph(whole)
    found = lines(set_text, measure)
    assert len(found) > 1
    assert "".join(map(text, found)) == "".join(run.text for word in set_text.parts[0].words for run in word.runs)
    clusters = [cluster for word in set_text.parts[0].words for run in word.runs for cluster in run.clusters()]
    assert [
        cluster for line in found for word in line.words for run in word.runs for cluster in run.clusters()
    ] == clusters
    for line in found:
        assert line.width <= measure + 1e-6 or len(text(line)) <= 4


def test_balanced_lines_are_as_many_and_about_equally_long() -> None:
    for count in range(6, 40):
        set_text = paragraph(" ".join(["word", "longer", "a"][n % 3] for n in range(count)))
        plain, balanced = (lines(set_text, 20.0, balanced=each) for each in (False, True))
        assert len(balanced) == len(plain)
        assert max(line.width for line in balanced) - min(line.width for line in balanced) < 6.5
        assert " ".join(map(text, balanced)) == " ".join(map(text, plain))


def paragraph(written: str) -> SetParagraph:
    (found,) = TYPESETTER.measured(parse(written), Style.REGULAR)
    assert isinstance(found, SetParagraph)
    return found


def text(line: Line) -> str:
    """What a line says, in logical order."""
    return "".join(run.text for word in line.words for run in word.drawn).strip(" ")


def drawn_width(line: Line) -> float:
    """The width of what a line draws without the space at its end."""
    runs = [run for word in line.words for run in word.drawn]
    while runs and runs[-1].text == " ":
        runs.pop()
    return sum(run.width for run in runs)
