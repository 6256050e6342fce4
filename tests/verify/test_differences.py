"""How two texts differ is told in whole words."""

import pytest

from mmcards.verify import letters
from mmcards.verify.differences import difference
from mmcards.verify.letters import unlike


@pytest.mark.parametrize(
    ("expected", "found", "told"),
    [
        ("one two three", "one two three", ""),
        ("one two three", "one three", "lacks “two”"),
        ("one three", "one two three", "has “two”, which the source has not"),
        ("one two three", "one too three", "has “too” where “two” should be"),
        ("one two three", "one to three", "has “to” where “two” should be"),
        ("one two three", "one twwo three", "has “twwo” where “two” should be"),
        ("one two", "", "lacks “one two”"),
        ("", "one", "has “one”, which the source has not"),
        ("one two", "onetwo", "has other white space in “one two”"),
        ("a " * 50, "b", f"has “b” where “{'a ' * 29}a…” should be"),
    ],
)
def test_the_words_that_differ_are_told(expected: str, found: str, told: str) -> None:
    assert difference(expected, found) == told


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ("one two", "onetwo \0"),
        ("a well-known", "a well\x02known"),
        ("☃ snow", "[snowman] snow"),
        ("🇫🇷", "[flag FR]"),
        ("soft\u00adly", "soft-ly"),
        ("ﬁ", "fi"),
        ("שלום (a)", "(a) םולש"),
        ("ที่", "\u0e17\u0e48\u0e35"),
    ],
)
def test_what_a_reader_of_pdf_may_change_is_no_difference(expected: str, found: str) -> None:
    assert unlike(expected, found) == ""


@pytest.mark.parametrize(
    ("expected", "found", "told"),
    [
        ("שלום", "םול", "lacks of “שלום” the letters “ש”"),
        ("ที่", "ที่ก", "has beside “ที่” the letters “ก”"),
        ("☃", "☀", "has “[blacksunwithrays]” where “[snowman]” should be"),
        ("one two", "two one", "has “two one” where “one two” should be"),
    ],
)
def test_letters_that_are_lost_or_too_much_are_told_in_any_script(expected: str, found: str, told: str) -> None:
    assert unlike(expected, found) == told


def test_letters_that_are_turned_on_purpose_are_counted() -> None:
    assert letters.unlike("rlo \u202e abc \u202c xyz", "rlo cba xyz") == ""
    assert letters.unlike("rlo \u202e abc \u202c xyz", "rlo cb xyz")
