"""What is a blank in the text of a cloze, and which number it has."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mmcards import blanks
from mmcards.blanks import Unclosed, numbered
from mmcards.markup import parse
from mmcards.model import Blank, spans_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a}} and {{b}}", "{{c1::a}} and {{c2::b}}"),
        ("{{c2::a}} {{b}} {{c}}", "{{c2::a}} {{c1::b}} {{c3::c}}"),
        ("{{c1::a}} {{c1::b}} {{c7::c::hint}}", "{{c1::a}} {{c1::b}} {{c7::c::hint}}"),
        ("{{a::hint}}", "{{c1::a::hint}}"),
        ("{{a {{b}} c}} {{d}}", "{{c1::a {{c2::b}} c}} {{c3::d}}"),
        ("`{{code}}` {{a `}}` b}}", "`{{code}}` {{c1::a `}}` b}}"),
        ("``{{ ` {{`` {{a}}", "``{{ ` {{`` {{c1::a}}"),
        (r"\{{no}} {{yes\}} still}}", r"\{{no}} {{c1::yes\}} still}}"),
        (r"\\{{a}}", r"\\{{c1::a}}"),
        ("{{{a}}}", "{{c1::{a}}}"),
        ("a :: b }} c", "a :: b }} c"),
        ("{{c::x}}", "{{c1::c::x}}"),
        ("none", "none"),
    ],
)
def test_each_blank_without_a_number_takes_the_first_that_is_free(text: str, expected: str) -> None:
    assert numbered(text) == expected
    assert numbered(expected) == expected


@pytest.mark.parametrize(("text", "start"), [("a {{b", 2), ("{{a {{b}} c", 0), ("{{a `}}` b", 0), (r"{{a \}}", 0)])
def test_a_blank_that_is_not_closed_is_told_with_its_place(text: str, start: int) -> None:
    with pytest.raises(Unclosed) as caught:
        blanks.find(text)
    assert caught.value.start == start


def test_the_offsets_of_a_blank_part_its_number_its_text_and_its_hint() -> None:
    text = "x {{c3::Paris::a `::` city}} y"
    (found,) = blanks.find(text)
    assert (text[found.start : found.end], found.number) == ("{{c3::Paris::a `::` city}}", 3)
    assert (text[found.inner : found.hint], text[found.hint : found.end]) == ("Paris", "::a `::` city}}")


pieces = st.sampled_from(["{{", "}}", "::", "c1::", "`", "``", "\\", "a", "b ", "*", "**", "{", "}", ":", "\n"])


@given(st.lists(pieces, max_size=12).map("".join))
def test_numbering_adds_numbers_and_nothing_else_and_adds_them_once(text: str) -> None:
    try:
        written = numbered(text)
    except Unclosed:
        return
    assert numbered(written) == written
    assert len(blanks.find(written)) == len(blanks.find(text))
    assert all(blank.number is not None for blank in blanks.find(written))
    assert re.sub(r"c\d+::", "", written) == re.sub(r"c\d+::", "", text)


@given(st.lists(pieces.filter(lambda piece: piece != "\n"), max_size=12).map("".join))
@example("{{::{{}}}}")
@example("{{a {{b}}::c {{d}}}}")
def test_the_markup_finds_the_same_blanks(text: str) -> None:
    try:
        written = numbered("a " + text)
    except Unclosed:
        return
    found = [blank.number for blank in blanks.find(written)]
    assert [span.number for span in spans_of(parse(written, cloze=True)) if isinstance(span, Blank)] == found
