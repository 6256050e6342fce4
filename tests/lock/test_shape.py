"""The cards that Anki makes of a note, in words, and which number a blank had."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmcards.errors import Place
from mmcards.kinds import KINDS
from mmcards.lock import shape
from mmcards.lock.shape import PLAIN, Shape
from mmcards.model import Blank, Cloze, Note, Paragraph, Plain, plain_spans
from mmcards.reader.decks import read

ReadNote: TypeAlias = Callable[[str], Note]


@pytest.fixture
def note(tmp_path: Path) -> ReadNote:
    """Reads an item's YAML into its note."""

    def run(item: str) -> Note:
        path = tmp_path / "deck.yaml"
        path.write_text(f"deck: D\nid: d\nuid: abc\ncards:\n- {{id: a, {item}}}\n", "utf-8")
        (deck,), _ = read([path], KINDS)
        return deck.notes[0]

    return run


def cloze(text: str) -> str:
    return f"kind: cloze, text: '{text}'"


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("question: A?, answer: B", "plain"),
        ("kind: self-check, question: A?, answer: B", "plain"),
        ("kind: choice, question: A?, choices: [b, c], answer: b", "plain"),
        ("kind: order, prompt: A?, steps: [b, c]", "plain"),
        ("question: A?, answer: B, reverse: true", "reverse"),
        (cloze("{{c2::A}} {{c1::B}} {{c2::C}}"), "cloze 1:df7e,2:6b23"),
        (cloze("{{A}} {{B}}"), "cloze 1:559a,2:df7e"),
        (cloze("{{c1::A}} {{B}}"), "cloze 1:559a,2:df7e"),
    ],
)
def test_a_note_has_the_words_of_its_cards(note: ReadNote, item: str, words: str) -> None:
    assert shape.words(shape.of(note(item))) == words
    assert re.fullmatch(shape.WORDS, words)
    assert shape.parse(words) == shape.of(note(item))


def test_a_plain_note_is_of_one_card() -> None:
    assert (shape.parse("plain"), PLAIN.is_cloze, PLAIN.numbers) == (Shape(), False, frozenset())


def test_the_style_of_a_blank_and_its_hint_do_not_tell_it_from_what_it_was(note: ReadNote) -> None:
    assert shape.of(note(cloze("{{A b}}"))) == shape.of(note(cloze("{{**A**  b::a hint}}")))


@pytest.mark.parametrize(
    ("before", "now", "numbers"),
    [
        ("{{A}} {{B}}", "{{X}} {{A}} {{B}}", "3 X, 1 A, 2 B"),
        ("{{A}} {{B}}", "{{A}} {{X}} {{B}}", "1 A, 3 X, 2 B"),
        ("{{A}} {{B}} {{C}}", "{{B}} {{C}}", "2 B, 3 C"),
        ("{{A}} {{B}}", "{{B}} {{A}}", "2 B, 1 A"),
        ("{{A}} {{B}} {{C}}", "{{B}} {{edited}}", "2 B, 3 edited"),
        ("{{A}} {{B}} {{C}}", "{{B}} {{C}} {{X}}", "2 B, 3 C, 4 X"),
        ("{{x}} {{x}}", "{{x}} {{y}} {{x}}", "1 x, 3 y, 2 x"),
        ("{{A}} {{B}}", "{{c1::X}} {{A}} {{B}}", "3 X, 1 A, 2 B"),
        ("{{A}} {{B}}", "{{c1::X}} {{c2::A}} {{c3::B}}", "3 X, 1 A, 2 B"),
        ("{{c3::C}} {{A}}", "{{c3::C}} {{X}} {{A}}", "3 C, 2 X, 1 A"),
        ("{{A}} {{B}}", "{{X}} {{A}} {{B}} {{c9::Y}} {{c9::Z}}", "3 X, 1 A, 2 B, 9 Y, 9 Z"),
        ("{{A {{B}} }}", "{{X}} {{A {{B}} }}", "3 X, 1 A B, 2 B"),
        ("{{c1::A}} {{c2::B}}", "{{c2::A}} {{c1::B}}", "1 A, 2 B"),
        ("{{c1::A}} {{c2::B}}", "{{c1::B}}", "2 B"),
    ],
)
def test_a_blank_that_moved_is_known_by_its_text(note: ReadNote, before: str, now: str, numbers: str) -> None:
    was, is_now = shape.of(note(cloze(before))), note(cloze(now))
    assert shape.moved(was, is_now)
    kept = shape.numbers_that_keep(was, is_now)
    assert ", ".join(f"{number} {plain_spans(blank.spans).strip()}" for number, blank in kept) == numbers


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("{{A}} {{B}}", "{{A}} {{B}} {{X}}"),
        ("{{A}} {{B}}", "{{A}}"),
        ("{{A}} {{B}}", "{{a}} {{B}}"),
        ("{{A}} {{B}}", "{{c2::B}} {{c1::A}}"),
        ("{{A}} {{B}}", "{{c3::X}} {{c1::A}} {{c2::B}}"),
        ("{{x}} {{x}}", "{{x}} {{x}} {{x}}"),
        ("{{A}}", "{{X}} and {{Y}}"),
    ],
)
def test_no_blank_moved_where_each_kept_its_number_or_is_new(note: ReadNote, before: str, now: str) -> None:
    assert shape.moved(shape.of(note(cloze(before))), note(cloze(now))) == ()


def made(blanks: list[tuple[int, str]], counted: bool) -> Note:
    """A cloze of these blanks."""
    spans = tuple(Blank(number, (Plain(text),)) for number, text in blanks)
    numbers = tuple(sorted({number for number, _ in blanks}))
    response = Cloze(numbers, counted=numbers if counted else ())
    prompt = (Paragraph(spans),)
    return Note(id="a", guid="abc/a", place=Place("deck.yaml"), prompt=prompt, response=response)


TEXTS: Final = st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=8)


@given(TEXTS, TEXTS)
def test_numbers_as_advised_leave_every_card_its_blank(before: list[str], now: list[str]) -> None:
    was = shape.of(made([*enumerate(before, start=1)], counted=True))
    kept = shape.numbers_that_keep(was, made([*enumerate(now, start=1)], counted=True))
    advised = [(number, plain_spans(blank.spans)) for number, blank in kept]
    assert [text for _, text in advised] == now
    assert len({number for number, _ in advised}) == len(now)
    assert shape.moved(was, made(advised, counted=False)) == ()
    for text in set(now):
        same = [number for number, text_before in enumerate(before, start=1) if text_before == text]
        assert len({*same} & {number for number, each in advised if each == text}) == min(len(same), now.count(text))
