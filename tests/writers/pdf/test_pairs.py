"""Words of FiraGO that are put together letter by letter are what HarfBuzz makes of the whole."""

import random
from itertools import pairwise

import pytest

from mmcards.writers.pdf.fonts import Typeface
from mmcards.writers.pdf.lines import Word
from mmcards.writers.pdf.operands import Operands
from mmcards.writers.pdf.shaping import PAIRED as LETTERS
from mmcards.writers.pdf.shaping import Run, Shaper
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
        for place in range(len(word)):
            shaper.word(typeface, word[place : place + 2])
        paired += _is_put_together_well(shaper, typeface, word)
    assert paired > 800


@pytest.mark.parametrize("style", PAIRED)
def test_pairs_that_were_met_within_words_make_other_words(style: Style) -> None:
    shaper, typeface = Shaper(Typefaces(), "en"), packaged(style.value)
    chance = random.Random(style)
    made = ["".join(chance.choices("AVTYLftrywaeio.,1047'", k=chance.randint(1, 14))) for _ in range(2000)]
    assert sum([_is_put_together_well(shaper, typeface, word) for word in made]) > 1000


def _is_put_together_well(shaper: Shaper, typeface: Typeface, word: str) -> bool:
    """Whether a word is put together at all; fails if it is not what HarfBuzz makes of it."""
    found, whole = shaper.word(typeface, word), shaper.shaped(typeface, word)
    drawn = _drawn(whole)
    assert _drawn(found) == drawn, word
    if found.pairs and "]" not in drawn:  # where two letters have one glyph, it is said what they are
        assert found.codes == drawn, word
    assert [*map(list, found.glyphs)] == [*map(list, whole.glyphs)], word
    assert (found.width, found.script) == (whole.width, whole.script), word
    return bool(found.pairs)


def _drawn(run: Run) -> str:
    word = Word((run,))
    Operands().make(word)
    return word.codes


@pytest.mark.parametrize("word", ["office", "fjord", "affluent"])
def test_letters_that_are_joined_are_left_to_harfbuzz(word: str) -> None:
    shaper, typeface = Shaper(Typefaces(), "en"), packaged(Style.REGULAR.value)
    for part in (word, *map("".join, pairwise(word)), word):
        found = shaper.word(typeface, part)
    assert not found.pairs
    assert len(found.glyphs.numbers) < len(word)


def test_a_word_longer_than_any_is_set_too() -> None:
    shaper, typeface = Shaper(Typefaces(), "en"), packaged(Style.REGULAR.value)
    word = "Donau" * 40
    shaper.word(typeface, word)
    assert _is_put_together_well(shaper, typeface, word)
