"""Words of FiraGO that are put together letter by letter are what HarfBuzz makes of the whole."""

import random

import pytest

from mmcards.writers.pdf.shaping import PAIRED as LETTERS
from mmcards.writers.pdf.shaping import Shaper
from mmcards.writers.pdf.typefaces import Style, Typefaces, packaged

PAIRED = [style for style in Style if packaged(style.value).is_paired]
WORDS = ["Yves", "AVATAR", "To", "1,000", "7.4", "L'Été", "naïve", "Żółć", "ĳs", "İstanbul", "Ĺl", "f.", "(f)", '"T"']


def test_text_is_set_in_typefaces_that_are_paired_and_code_is_not() -> None:
    assert [style for style in Style if not style.is_code] == PAIRED


@pytest.mark.parametrize("language", ["en", "nl", "tr", "ro", ""])
@pytest.mark.parametrize("style", PAIRED)
def test_a_word_put_together_is_what_harfbuzz_makes_of_it(style: Style, language: str) -> None:
    shaper, typeface = Shaper(Typefaces(), language), packaged(style.value)
    chance = random.Random(f"{style} {language}")
    signs = sorted(LETTERS & typeface.letters)
    letters = [sign for sign in signs if sign.isalnum()]
    made = ["".join(chance.choices(chance.choice((signs, letters)), k=chance.randint(1, 14))) for _ in range(1000)]
    paired = 0
    for word in (*WORDS, *made):
        found, whole = shaper.word(typeface, word), shaper.shaped(typeface, word)
        paired += bool(found.pairs)
        assert found.numbers == whole.numbers, word
        assert list(found.advances) == list(whole.advances), word
        assert list(found.places) == list(whole.places), word
        assert (found.offsets, found.width, found.script) == (whole.offsets, whole.width, whole.script), word
    assert paired > 800


@pytest.mark.parametrize("word", ["office", "fjord", "affluent"])
def test_letters_that_are_joined_are_left_to_harfbuzz(word: str) -> None:
    shaper, typeface = Shaper(Typefaces(), "en"), packaged(Style.REGULAR.value)
    found = shaper.word(typeface, word)
    assert not found.pairs
    assert len(found.numbers) < len(word)


def test_a_word_longer_than_any_is_set_too() -> None:
    shaper, typeface = Shaper(Typefaces(), "en"), packaged(Style.REGULAR.value)
    word = "Donau" * 40
    assert list(shaper.word(typeface, word).advances) == list(shaper.shaped(typeface, word).advances)
