"""What a face shows beside its words, and how large."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from mmcards.markup import parse
from mmcards.model import Cloze, Option, Options, Order, Text
from mmcards.writers import words

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import MakeDeck, MakeNote, MakeOptions, Print, PrintCard

NESTED: Final = "- a\n  - b\n  - c\n- d"


# --- marks before a line ---


def test_the_lists_of_a_flashcard_have_no_boxes(card: "PrintCard") -> None:
    page = card(NESTED, NESTED, explanation=NESTED)
    assert page.upper_kinds == ["disc"] * 4
    assert page.lower_kinds == ["disc"] * 8


def test_the_outermost_list_of_a_self_check_has_boxes_and_no_other(card: "PrintCard") -> None:
    page = card(NESTED, Text(parse(f"Any of:\n\n{NESTED}"), rehearse=True), explanation=NESTED)
    assert [kind for kind in page.upper_kinds if kind != "line"] == ["disc"] * 4
    assert page.lower_kinds == ["box", "disc", "disc", "box", *["disc"] * 4]


def test_the_numbers_of_a_self_check_stand_behind_boxes(card: "PrintCard") -> None:
    page = card("What?", Text(parse("1. xx\n2. yy"), rehearse=True))
    assert page.lower_kinds == ["box", "box"]
    for box, number, text in zip(page.shapes[-2:], ("1.", "2."), ("xx", "yy"), strict=True):
        assert box.right < page.run(number).box.left < page.run(number).box.right < page.run(text).box.left


def test_options_have_boxes_and_the_lists_in_them_none(card: "PrintCard", options: "MakeOptions") -> None:
    page = card("Which?", options(f"x\n\n{NESTED}", f"y\n\n{NESTED}"), context=NESTED)
    assert page.upper_kinds == [*["disc"] * 4, *["box", *["disc"] * 4] * 2]
    assert page.lower_kinds == ["tick", *["disc"] * 4]


def test_a_box_is_a_square_as_high_as_capitals_and_a_disc_is_small(card: "PrintCard") -> None:
    page = card("What?", Text(parse("- H\n  - a\n  - b\n- d"), rehearse=True))
    size = page.run("H").size
    box, disc, *_ = (shape for shape in page.shapes if shape.kind in ("box", "disc"))
    stroke = 0.055 * size  # PDFium counts it once more on each side; a disc is a stroke and nothing else
    assert box.right - box.left - 2 * stroke == pytest.approx(0.72 * size, abs=0.1)
    assert box.top - box.bottom == pytest.approx(box.right - box.left, abs=0.1)
    assert (disc.right - disc.left) / 2 == pytest.approx(0.22 * size, abs=0.1)
    assert disc.top - disc.bottom == pytest.approx(disc.right - disc.left, abs=0.1)


def test_a_mark_stands_before_its_line_and_on_it(card: "PrintCard", options: "MakeOptions") -> None:
    page = card("Which?", options("HHH", "LLL", correct=(0, 1)))
    marks = [shape for shape in page.shapes if shape.kind in ("box", "tick")]
    runs = [run for run in page.face if run.text.strip() in ("HHH", "LLL")]
    assert len(marks) == len(runs) == 4
    for mark, run in zip(marks, runs, strict=True):
        assert mark.right < run.box.left < mark.right + run.size
        assert (mark.top + mark.bottom) / 2 == pytest.approx((run.box.top + run.box.bottom) / 2, abs=0.15 * run.size)


def test_each_right_option_is_ticked_on_the_back_alone(card: "PrintCard", options: "MakeOptions") -> None:
    page = card("Which?", options("x", "y " * 60, "z", correct=(0, 1), needs=(parse("n"),)), explanation="e")
    assert page.upper_kinds == ["box"] * 3
    assert page.lower_kinds == ["tick", "tick", "disc"]
    assert card("What?", "x").lower_kinds == []


def test_there_are_two_dotted_lines_for_what_is_asked_besides(card: "PrintCard", options: "MakeOptions") -> None:
    page = card("Which?", options("x", "y", ask=parse("What else?")))
    assert page.upper_kinds == ["box", "box", "dotted", "dotted"]
    dotted = [shape for shape in page.shapes if shape.kind == "dotted"]
    assert all(line.right - line.left > 400 and line.top < page.run("What else?").box.bottom for line in dotted)
    assert card("Which?", options("x", "y")).upper_kinds == ["box", "box"]


def test_every_page_has_a_fold_line_in_its_middle(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", options: "MakeOptions"
) -> None:
    pages = printed(deck(note("a", "word " * 2000), note("b"), note("c", "Which?", options("x", "y")))).pages
    assert len(pages) > 3
    for page in pages:
        left, right = (shape for shape in page.shapes if shape.kind == "dashed")
        for line in (left, right):
            assert (line.bottom + line.top) / 2 == pytest.approx(page.height / 2, abs=0.1)
        word = page.run(words.FOLD)
        assert left.left < 60 < left.right < word.box.left < word.box.right < right.left < page.width - 60 < right.right


# --- questions ---


def test_questions_and_verdicts_are_bold_and_what_stands_around_them_is_not(
    card: "PrintCard", options: "MakeOptions"
) -> None:
    labelled = Options((Option(parse("xx"), "L1"), Option(parse("yy"), "L2")), (0,), ask=parse("ask"))
    page = card("Which?", labelled, context="context", explanation="explained")
    bold = [run.text.strip() for run in page.face if run.font.startswith("FiraGO-Bold")]
    assert bold == ["Which?", "L1", "L2", "L1", "xx", words.WHY]
    assert [run.font for run in card("What?", "That.").face] == ["FiraGO-Bold", "FiraGO-Regular"]


def test_the_lines_of_a_question_are_about_equally_long(card: "PrintCard") -> None:
    page = card("When does a product team settle a question", "That.")
    longer, shorter = sorted((run.box.right - run.box.left for run in page.face[:-1]), reverse=True)
    assert shorter > 0.9 * longer


def test_a_short_text_stands_in_the_middle_and_a_longer_one_at_the_left(card: "PrintCard") -> None:
    for text in ("short", "a text of two lines, " * 4):
        page = card(text, text)
        assert 2 <= len(page.face) <= 4
        for run in page.face:
            assert (run.box.left + run.box.right) / 2 == pytest.approx(page.width / 2, abs=6)
    for text in ("a text of several lines, " * 20, "- one\n- two"):
        lefts = {run.x for run in card(text, text).face}
        assert max(lefts) < 100


# --- sizes ---

SMALLEST: Final = {
    "a4": (12, 12),
    "letter": (12, 12),
    "a5": (11, 11),
    "a6": (9, 8),
    "4x6": (9, 8),
    "3x5": (7, 6.5),
}
"""What README.md says: of what is read, and of explanations, in points."""


@pytest.mark.parametrize(("sheet", "smallest"), SMALLEST.items())
def test_no_text_is_smaller_than_it_may_be_however_long_it_is(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", options: "MakeOptions", sheet: str, smallest: tuple[int, int]
) -> None:
    choices = options(*["option " * 60] * 6, correct=(0, 1), ask=parse("ask " * 90), needs=(parse("need " * 90),))
    explained = {"explanation": "since " * 900, "pattern": "since " * 90}
    long = note("a", "read " * 900, "read " * 900, **explained)
    chosen = note("b", "read " * 200, choices, context="read " * 90, **explained)
    rehearsed = note("c", "read " * 900, Text(parse("- read " * 300), rehearse=True))
    pages = printed(deck(long, chosen, rehearsed), page=sheet).pages
    runs = [run for page in pages for run in page.face]
    explanations = [run for run in runs if run.text.startswith((words.WHY, words.PATTERN, "since", " since"))]
    instructions = [run for run in runs if run.text.strip() in (words.SEVERAL, words.REHEARSE)]
    others = {run.size for run in runs if run not in explanations + instructions}
    assert min(others) == smallest[0]
    assert {run.size for run in explanations} == {smallest[1]}
    assert min(run.size for run in instructions) >= smallest[1]


def test_a_card_with_little_on_it_is_large(card: "PrintCard") -> None:
    assert [run.size for run in card("What?", "That.").face] == [28, 20]


# --- room to write ---


@pytest.mark.parametrize("count", range(20, 190, 17))
def test_a_long_question_leaves_three_lines_to_write_on(card: "PrintCard", count: int) -> None:
    page = card("asking " * count, Text(parse("- a"), rehearse=True))
    assert page.upper_kinds.count("line") >= 3


# --- words too long for a line ---


def test_a_long_word_is_set_smaller_rather_than_cut(card: "PrintCard") -> None:
    long = "Donaudampfschifffahrtsgesellschaft"
    page = card(f"Was ist eine {long}?", long, page="3x5")
    assert page.rows[-1] == long
    assert any(long in row for row in page.rows[:-1])


def test_a_word_too_long_for_any_size_is_cut_at_the_size_of_a_short_one(card: "PrintCard") -> None:
    page = card("What?", "x" * 100 + " end", page="3x5")
    assert "".join(page.rows[1:]) == "x" * 100 + " end"
    assert len(page.rows) > 2
    assert {run.size for run in page.face[1:]} == {card("What?", "x", page="3x5").face[1].size}


def test_cards_of_one_exercise_fit_their_box_on_the_size_that_they_share(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    choices = Options(tuple(Option(parse(text)) for text in ("yes", "long " * 195)), (0,))
    reasons = "Reasons:\n\n" + "\n".join(f"- r{number}" for number in range(19))
    result = printed(
        deck(
            note("a", "A?", choices, context="Which?", explanation=reasons),
            note("b", "B?", replace(choices, correct=(1,)), context="Which?"),
        )
    )
    for page in result.pages:
        below = [run for run in page.runs if run.box.top < page.height / 2 - 10 and run.text.strip()]
        foot = max(run.box.top for run in below if run.size < 11)
        assert min(run.box.bottom for run in below if run.size >= 11) > foot


def test_a_line_set_by_its_author_keeps_its_answer_at_the_left(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    page = printed(deck(note("a", "How?", "`if x:`\n`    return y`"))).pages[0]
    start = {letter: box.left for letter, box in reversed(page.letters) if box.top < page.height / 2}
    assert start["i"] < 0.2 * page.width
    assert start["y"] - start["x"] > 20


def test_a_section_of_one_long_word_is_shortened_inside_it(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    (page,) = printed(deck(note("a", section="x" * 200))).pages
    assert "xxxxx…" in "".join(page.upper)


# --- cards of all sorts ---


def test_a_reversed_flashcard_is_two_pages_that_are_counted(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    both = note("a", "platform", Text(parse("el andén"), reverse=True), hint="A stop.", explanation="So.")
    forward, reverse, other = printed(deck(both, note("b"))).pages
    assert forward.rows == ["platform", "el andén", f"{words.WHY} So."]
    assert reverse.rows == ["el andén", "platform", f"{words.WHY} So."]
    assert forward.upper == ["1", "of", "3", "platform", words.HINT, "A", "stop."]
    assert reverse.upper == ["2", "of", "3", "el", "andén"]
    assert other.upper[:3] == ["3", "of", "3"]


def test_a_hint_is_small_and_grey_and_ends_the_front(card: "PrintCard", options: "MakeOptions") -> None:
    responses = {
        "line": Text(parse("That."), typed=("That.",)),
        "options": options("x", "y", ask=parse("Why?")),
        "steps": Order((parse("x"), parse("y"))),
        "room": Text(parse("- x\n- y"), rehearse=True),
    }
    for name, response in responses.items():
        page = card("What?", response, hint="Think of *it*.")
        hint = [run for run in page.runs if run.text.strip() in (words.HINT, "Think of", "it", ".")]
        assert len(hint) == 4, name
        assert {run.grey for run in hint} == {page.run("1 of 1").grey}
        assert hint[0].size < page.run("What?").size
        above = [shape for shape in page.shapes if shape.bottom > page.height / 2 + 5 and shape.kind != "line"]
        others = [run.box for run in page.runs if run.box.bottom > page.height / 2 + 5 and run not in hint]
        assert all(box.bottom > hint[0].box.top for box in (*above, *others)), name
        assert all(shape.top < hint[0].box.bottom for shape in page.shapes if shape.kind == "line"), name


def test_what_is_typed_is_written_on_a_dotted_line(card: "PrintCard") -> None:
    page = card("What?", Text(parse("That."), typed=("That.",)))
    assert page.upper_kinds == ["dotted"]
    (line,) = [shape for shape in page.shapes if shape.kind == "dotted"]
    assert page.height / 2 + 20 < line.top < page.run("What?").box.bottom - 10
    assert page.rows == ["What?", "That."]


def test_the_other_answers_that_count_are_told(card: "PrintCard") -> None:
    page = card("What?", Text(parse("*colours*"), typed=("colours", "colors", "a, b")))
    (told,) = [run for run in page.runs if run.text.startswith(words.ALSO_RIGHT)]
    assert told.text.strip() == f"{words.ALSO_RIGHT} colors; a, b"
    assert told.size < page.run("colours").size
    assert told.box.top < page.run("colours").box.bottom


def test_a_cloze_is_a_page_a_number_with_a_gap_above_and_the_filling_in_bold_below(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    text = "Of {{c1::hydrogen}} and {{c3::oxygen::a gas}}."
    first, third = printed(deck(note("a", text, Cloze((1, 3), typed=True), explanation="H."))).pages
    assert first.rows == [f"Of {words.GAP} and oxygen.", "Of hydrogen and oxygen.", f"{words.WHY} H."]
    assert third.rows == [f"Of hydrogen and {words.GAP} (a gas).", "Of hydrogen and oxygen.", f"{words.WHY} H."]
    for page, filling in ((first, "hydrogen"), (third, "oxygen")):
        bold = [run.text.strip() for run in page.face if "Bold" in run.font]
        assert bold == [filling, words.WHY]
        assert page.upper_kinds == []


def test_the_cards_of_a_cloze_are_set_alike(printed: "Print", note: "MakeNote", deck: "MakeDeck") -> None:
    text = "word " * 60 + "{{c1::" + "hidden " * 30 + "}} and {{c2::this}}"
    pages = printed(deck(note("a", text, Cloze((1, 2))))).pages
    fronts = [{run.size for run in page.face if run.box.bottom > page.height / 2} for page in pages]
    assert len(fronts[0]) == 1
    assert fronts[0] == fronts[1]


def test_steps_stand_shuffled_behind_boxes_to_write_in_and_below_in_their_order(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    steps = ("alpha", "beta", "gamma", "delta")
    order = Order(tuple(map(parse, steps)))
    fronts = set()
    for page in printed(deck(*(note(name, "Order!", order, explanation="e") for name in "abcdef"))).pages:
        assert page.rows[-5:] == ["1. alpha", "2. beta", "3. gamma", "4. delta", f"{words.WHY} e"]
        fronts.add(tuple(page.rows[2:-5]))
        assert page.rows[:2] == ["Order!", words.NUMBER]
        boxes = [shape for shape in page.shapes if shape.kind == "box"]
        runs = [run for run in page.face if run.text.strip() in steps and run.box.bottom > page.height / 2]
        for box, run in zip(boxes, runs, strict=True):
            assert box.right + 0.3 * run.size < run.box.left
            assert box.bottom < run.y < box.top
            assert box.top - box.bottom > 1.2 * run.size
        tops, bottoms = [box.top for box in boxes], [box.bottom for box in boxes]
        assert all(above > below + 1 for above, below in zip(bottoms[:-1], tops[1:], strict=True))
    assert len(fronts) > 1
    assert all(sorted(front) == sorted(steps) for front in fronts)


def test_the_question_stands_small_above_an_answer_that_runs_on(
    printed: "Print", note: "MakeNote", deck: "MakeDeck"
) -> None:
    first, *others = printed(deck(note("a", "Why so long?", "because " * 900))).pages
    assert others
    for page in others:
        assert page.run("Why").size < first.run("Why").size
        assert page.run("Why").box.bottom > page.run(words.CONTINUED).box.top > page.height / 2
    first, *others = printed(deck(note("a", "why " * 900, "Because."))).pages
    assert others
    for page in others:
        assert not [run for run in page.runs if run.text.strip() == words.CONTINUED]
