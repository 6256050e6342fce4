"""A list has every question with its answer beside it, and says where one goes on."""

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmcards.kinds import KINDS
from mmcards.markup import parse
from mmcards.model import Deck, Text, plain_text
from mmcards.paper import MM
from mmcards.reader.decks import read
from mmcards.writers import words as told
from tests.writers.pdf.conftest import BLACK, Box, make_deck, make_note
from tests.writers.pdf.layouts.press import SIMPLEX, inside, words

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Page, Print

LESSON = Path(__file__).parents[4] / "cards" / "multimodal-agents"
EDGE = 6 * MM - 0.5


@pytest.fixture(scope="module")
def lesson() -> Deck:
    (deck,), _ = read([LESSON], KINDS)
    return deck


def black(pages: "list[Page]") -> str:
    """The letters that are read; PDFium has a sign of its own for a hyphen at the end of a line."""
    found = "".join(run.text for page in pages for run in page.runs if run.grey == BLACK)
    return "".join(found.replace("\x02", "-").split())


def test_the_lesson_stands_in_its_order(lesson: Deck, printed: "Print") -> None:
    result = printed(lesson, layout="list")
    letters = black(result.pages)
    place = 0
    for note in lesson.notes:
        for text in (note.section, plain_text(note.prompt), plain_text(note.explanation)):
            there = letters.find("".join(text.split()), place)
            assert there >= 0 or text == note.section
            place = max(place, there)
    assert len(result.pages) == 8


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("page", ["letter", "a5", "a7", "3x5"])
def test_the_lesson_stands_whole_on_every_paper_within_its_edges(
    lesson: Deck, printed: "Print", page: str, landscape: bool
) -> None:
    result = printed(lesson, layout="list", page=page, landscape=landscape)
    assert result.made.warnings == ()
    assert sorted(black(result.pages)) == sorted(black(printed(lesson, layout="list").pages))
    for each in result.pages:
        safe = Box(EDGE, EDGE, each.width - EDGE, each.height - EDGE)
        assert all(inside(word, safe) for word in words(each))


@pytest.mark.parametrize("page", ["a4", "a5"])
def test_an_answer_begins_beside_its_question_and_a_line_parts_it_from_the_next(printed: "Print", page: str) -> None:
    deck = make_deck(*(make_note(f"n{n}", f"Question{n}?", f"Answer{n} " + "word " * 40) for n in range(1, 4)))
    (only,) = printed(deck, layout="list", page=page).pages
    for number in (1, 2, 3):
        question, answer = only.run(f"Question{number}"), only.run(f"Answer{number}")
        assert question.y == answer.y
        assert question.box.right < answer.box.left
    lines = sorted((shape.bottom for shape in only.shapes if shape.kind == "line"), reverse=True)
    assert len(lines) == 2
    for number, y in enumerate(lines, start=1):
        assert only.run(f"n{number}").y > y > only.run(f"Question{number + 1}").box.top


def test_on_narrow_paper_an_answer_stands_below_its_question(printed: "Print") -> None:
    (page,) = printed(make_deck(make_note("a", "Question?", "Answer")), layout="list", page="3x5").pages
    assert page.run("Question?").x == page.run("Answer").x
    assert page.run("Question?").y > page.run("Answer").y


@pytest.mark.parametrize("page", ["a4", "3x5"])
def test_a_long_answer_goes_on_on_the_next_page_with_its_number_and_none_is_lost(printed: "Print", page: str) -> None:
    answer = " ".join(f"word{n}" for n in range(1500))
    deck = make_deck(make_note("a", "First?"), make_note("b", "Second?", answer), make_note("c", "Third?"))
    pages = printed(deck, layout="list", page=page).pages
    assert len(pages) > 2
    assert [word.text for each in pages for word in words(each) if word.text.startswith("word")] == answer.split()
    for before, each in pairwise(pages):
        shown = [word.text for word in words(each)]
        if any(text.startswith("word") for text in shown):
            assert shown[shown.index(told.CONTINUED) - 1] == "2"
        assert lowest(before) > EDGE
    assert told.CONTINUED not in [word.text for word in words(pages[0])]


def test_a_long_question_goes_on_too(printed: "Print") -> None:
    question = " ".join(f"word{n}" for n in range(900))
    pages = printed(make_deck(make_note("a", question, "Answer")), layout="list").pages
    assert [word.text for each in pages for word in words(each) if word.text.startswith("word")] == question.split()
    for each in pages[1:]:
        shown = [word.text for word in words(each)]
        assert shown[shown.index(told.CONTINUED) - 1] == "1"
        assert each.run(told.CONTINUED).y > max(run.y for run in each.runs if run.text.startswith("word"))


def test_what_fits_a_page_is_not_broken(printed: "Print") -> None:
    deck = make_deck(*(make_note(f"n{n}", f"Question{n}?", "word " * 300 + f"end{n}") for n in range(6)))
    for page in printed(deck, layout="list").pages:
        shown = [word.text for word in words(page)]
        assert told.CONTINUED not in shown
        asked = [text[8:-1] for text in shown if text.startswith("Question")]
        assert asked == [text[3:] for text in shown if text.startswith("end")]


def test_a_section_has_its_heading_on_the_page_of_its_first_card(printed: "Print") -> None:
    notes = [make_note(f"n{n}", f"Question{n}?", "word " * 200, section=f"Section{n // 3}") for n in range(9)]
    for page in printed(make_deck(*notes), layout="list").pages:
        for run in page.runs:
            if run.text.startswith("Section"):
                below = [other for other in page.runs if other.text.startswith("Question") and other.y < run.y]
                assert max(below, key=lambda other: other.y).text.strip() == f"Question{3 * int(run.text[7])}?"


def test_nothing_asks_to_be_written_on(printed: "Print") -> None:
    deck = make_deck(make_note("a", "Name two.", Text(parse("- x\n- y"), rehearse=True)))
    (page,) = printed(deck, layout="list").pages
    assert told.REHEARSE not in [run.text.strip() for run in page.runs]
    assert "line" not in [shape.kind for shape in page.shapes]


def test_the_file_is_a_list_of_pages_printed_on_one_side(printed: "Print") -> None:
    notes = [make_note(f"n{n}", f"Question{n}?", "word " * 300, section="Section") for n in range(6)]
    result = printed(make_deck(*notes), layout="list")
    assert result.labels == [str(number) for number in range(1, len(result.pages) + 1)]
    assert result.sides == SIMPLEX
    assert [title for level, title, _ in result.bookmarks if level == 0] == ["Section"]
    for level, title, page in result.bookmarks:
        if level:
            assert title in [run.text.strip() for run in result.pages[page].runs]


def test_holes_in_a_list_touch_nothing(printed: "Print") -> None:
    deck = make_deck(*(make_note(f"n{n}", "word " * 30, "word " * 90) for n in range(9)))
    for page in printed(deck, layout="list", punch="left").pages:
        assert min(word.box.left for word in words(page)) > 15 * MM
    for page in printed(deck, layout="list", punch="top").pages:
        assert page.height - max(word.box.top for word in words(page)) > 15 * MM


def lowest(page: "Page") -> float:
    return min(word.box.bottom for word in words(page))
