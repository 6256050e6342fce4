"""The PDF, read back by PDFium."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from mmcards.errors import Mistakes
from mmcards.kinds import KINDS
from mmcards.markup import escape, parse
from mmcards.model import Cloze, Deck, Note, Options, Text, plain_text, texts
from mmcards.paper import PAGES, Printing
from mmcards.reader.decks import read
from mmcards.writers import Settings, words
from mmcards.writers.pdf.document import write
from tests.writers.pdf.conftest import MakeDeck, MakeNote, MakeOptions, assert_inside

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Page, Print, Printed

LESSON: Final = Path(__file__).parents[3] / "cards" / "multimodal-agents"


@pytest.fixture(scope="module")
def lesson() -> Deck:
    (deck,), _ = read([LESSON], KINDS)
    return deck


def spaced(text: str) -> list[str]:
    return text.split()


def joined(words: list[str]) -> str:
    """Words without the white space between them: a line may end behind a hyphen."""
    return "".join(words)


# --- the lesson, on every sheet ---


@pytest.mark.parametrize("page", sorted({*PAGES} - {"a7"}))
def test_the_lesson_takes_a_page_a_card_of_the_sheets_size_on_every_sheet(
    lesson: Deck, printed: "Print", page: str
) -> None:
    result = printed(lesson, page=page)
    assert (len(result.pages), result.made.count, result.made.warnings) == (27, 27, ())
    for each in result.pages:
        assert (each.width, each.height) == pytest.approx(PAGES[page][:2], abs=0.5)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_stands_within_6_mm_of_the_edge_or_across_the_fold(lesson: Deck, printed: "Print", page: str) -> None:
    for each in printed(lesson, page=page).pages:
        assert_inside(each)


@pytest.mark.parametrize("page", ["a4", "3x5"])
def test_each_page_has_the_words_of_its_card_and_the_small_print_and_no_others(
    lesson: Deck, printed: "Print", page: str
) -> None:
    result = printed(lesson, page=page)
    for number, (note, each) in enumerate(zip(lesson.notes, result.pages, strict=True), start=1):
        assert joined(each.upper) == joined(expected_front(note, number, 27)), note.id
        assert joined(each.lower) == joined(expected_back(note, lesson)), note.id


def test_the_verdict_stands_below_the_fold_and_not_above_it(lesson: Deck, printed: "Print") -> None:
    result = printed(lesson)
    page = result.pages[18]
    assert joined(page.lower).startswith("Engineeringonlyinformsitproductstrategy")
    assert "strategy" not in page.upper


# --- the file ---


def test_the_file_says_what_it_is_and_how_to_print_it(lesson: Deck, printed: "Print") -> None:
    result = printed(lesson)
    simplex = 1
    assert (result.sides, result.scaling) == (simplex, False)
    assert result.metadata["Title"] == "Multimodal agents in production"
    assert result.metadata["Subject"].startswith("What changes when a multimodal model")
    assert result.metadata["Keywords"] == "multimodal, production"
    assert PdfReader(result.path).root_object.get("/Lang") == "en"


def test_bookmarks_lead_to_the_first_card_of_each_section(lesson: Deck, printed: "Print") -> None:
    assert [(title, page) for level, title, page in printed(lesson).bookmarks if level == 0] == [
        ("Flashcards", 0),
        ("Self-check", 10),
        ("Settles or informs?", 17),
        ("Match the constraint", 23),
    ]


def test_every_font_is_in_the_file(lesson: Deck, printed: "Print") -> None:
    fonts = {font for page in printed(lesson).pages for font in page.fonts}
    assert fonts
    assert all(embedded for _, embedded in fonts)
    assert b"/Helvetica" not in printed(lesson).path.read_bytes()


def test_the_same_deck_gives_the_same_bytes(lesson: Deck, printed: "Print") -> None:
    assert printed(lesson).path.read_bytes() == printed(lesson).path.read_bytes()


def test_the_command_line_wins_over_the_deck_and_the_deck_over_a4(
    printed: "Print", note: MakeNote, deck: MakeDeck
) -> None:
    def width(result: "Printed") -> float:
        return round(result.pages[0].width)

    assert width(printed(deck(note("a")))) == 595
    assert width(printed(deck(note("a"), printing=Printing(page=PAGES["a6"])))) == 298
    assert width(printed(deck(note("a"), printing=Printing(page=PAGES["a6"])), page="letter")) == 612


# --- texts ---


def test_what_looks_like_markup_or_code_of_a_printer_is_printed_as_it_stands(
    printed: "Print", note: MakeNote, deck: MakeDeck
) -> None:
    hostile = r"vector<int> v; AT&T &amp; <img src=x> (a) \( \) %s {{x}} [sound:x] \n \101 )Tj ET"
    page = printed(deck(note("a", escape(hostile)))).pages[0]
    assert joined(page.upper) == joined(spaced(f"1 of 1 {hostile}"))


def test_styles_code_and_signs_come_from_fonts_that_have_them(printed: "Print", note: MakeNote, deck: MakeDeck) -> None:
    page = printed(deck(note("a", "**b** *i* `c  d` ***bi*** ✓ ☐ → ∑ Ж ω ა"))).pages[0]
    assert page.upper == spaced("1 of 1 b i c d bi ✓ ☐ → ∑ Ж ω ა")
    names = " ".join(name for name, _ in page.fonts)
    for style in ("FiraGO-Bold", "FiraGO-BoldItalic", "CascadiaMono", "DejaVuSans"):
        assert style in names


def test_white_space_in_code_is_kept(printed: "Print", note: MakeNote, deck: MakeDeck) -> None:
    narrow = printed(deck(note("a", "`a b`"))).pages[0]
    wide = printed(deck(note("a", "`a      b`"))).pages[0]
    assert distance(wide, "a", "b") - distance(narrow, "a", "b") > 5 * 10


@pytest.mark.usefixtures("no_system_fonts")
def test_letters_that_no_font_has_are_mistakes_at_their_card(printed: "Print", note: MakeNote, deck: MakeDeck) -> None:
    with pytest.raises(Mistakes) as caught:
        printed(deck(note("fine"), note("chinese", "中文, 中?"), note("tamil", "What is", "அ")))
    first, second = caught.value.problems
    assert (first.place, second.place) == (note("tamil").place, note("chinese").place)
    assert "`அ` (U+0B85, tamil letter a)" in first.message
    assert "`中` (U+4E2D, cjk unified ideograph-4e2d) and `文` (U+6587" in second.message


def test_a_sign_that_no_font_has_is_printed_as_its_name_with_a_warning(
    printed: "Print", note: MakeNote, deck: MakeDeck
) -> None:
    result = printed(deck(note("a", "A 🦉\ufe0f owl")))
    assert "[owl]" in result.pages[0].upper
    (warning,) = result.made.warnings
    assert warning.place == note("a").place
    assert warning.message.endswith("printed by name: `🦉` as [owl]")


def test_a_sign_of_a_note_is_told_once_and_only_where_it_is_printed(
    printed: "Print", note: MakeNote, deck: MakeDeck, tmp_path: Path
) -> None:
    picture = tmp_path / "owl.png"
    Image.new("L", (4, 4)).save(picture)
    notes = (
        note("a", "An 🦉", Text(parse("owl"), reverse=True)),
        note("bb", "An {{c1::owl::🦉}} and an {{c2::ape}}", Cloze((1, 2))),
        note("ccc", f"![🦉]({picture})"),
    )
    warnings = printed(deck(*notes)).made.warnings
    assert [warning.place for warning in warnings] == [notes[0].place, notes[1].place]


def test_progress_counts_notes_however_many_cards_they_are(note: MakeNote, deck: MakeDeck, tmp_path: Path) -> None:
    notes = (note(f"n{number}", response=Text(parse("x"), reverse=True)) for number in range(100))
    told: list[int] = []
    made = write((deck(*notes),), tmp_path / "a.pdf", Settings(), told.append)
    assert (made.count, told) == (200, [32, 64, 96, 100])


def test_combined_letters_are_printed_as_one(printed: "Print", note: MakeNote, deck: MakeDeck) -> None:
    assert "é" in joined(printed(deck(note("a", "cafe\u0301"))).pages[0].upper)


# --- faces ---


def test_several_right_options_are_asked_for_and_told(
    printed: "Print", note: MakeNote, deck: MakeDeck, options: MakeOptions
) -> None:
    page = printed(deck(note("a", "Prime?", options("1", "2", "9", "11", correct=(1, 3))))).pages[0]
    assert joined(spaced(words.SEVERAL)) in joined(page.upper)
    assert page.lower[:2] == ["2", "11"]


def test_choices_stand_in_an_order_of_their_own(
    printed: "Print", note: MakeNote, deck: MakeDeck, options: MakeOptions
) -> None:
    choices = options("alpha", "beta", "gamma", "delta")
    fronts = {joined(printed(deck(note(f"n{n}", "Which?", choices))).pages[0].upper) for n in range(6)}
    assert len(fronts) > 1


def test_a_self_check_asks_to_answer_first_and_has_lines_to_write_on(
    printed: "Print", note: MakeNote, deck: MakeDeck
) -> None:
    page = printed(deck(note("a", "Name two.", Text(parse("- one\n- two"), rehearse=True)))).pages[0]
    assert set(page.upper_kinds) == {"line"}
    assert len(page.upper_kinds) >= 5
    assert joined(spaced(words.REHEARSE)) in joined(page.upper)


def test_an_ordered_list_keeps_its_numbers(printed: "Print", note: MakeNote, deck: MakeDeck) -> None:
    assert printed(deck(note("a", "How?", "7. first\n8. then"))).pages[0].lower[:4] == ["7.", "first", "8.", "then"]


# --- too much for a page ---


def test_what_does_not_fit_goes_on_on_further_pages_that_say_so(
    printed: "Print", note: MakeNote, deck: MakeDeck
) -> None:
    many = [f"word{n}" for n in range(2000)]
    result = printed(deck(note("before"), note("long", "Long?", " ".join(many)), note("after")))
    pages = result.pages[1:-1]
    assert len(pages) > 1
    answer = [word for page in pages for word in page.lower if word.startswith("word")]
    assert answer == many
    for place, page in enumerate(pages, start=1):
        assert_inside(page)
        assert f"2of3,page{place}of{len(pages)}" in joined(page.upper)
        assert (words.CONTINUED in page.upper) is (place > 1)
    (warning,) = result.made.warnings
    assert warning.place == note("long").place
    assert f"it takes {len(pages)} on a4" in warning.message


def test_a_word_wider_than_the_sheet_is_broken(printed: "Print", note: MakeNote, deck: MakeDeck) -> None:
    page = printed(deck(note("a", "x" * 300)), page="3x5").pages[0]
    assert_inside(page)
    assert joined(page.upper).count("x") == 300


SIZED: Final = st.text(st.sampled_from("abcdefghij    .,-/äßéЖω"), max_size=1500).map(str.strip).filter(bool)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=SIZED, answer=SIZED, page=st.sampled_from(sorted(PAGES)))
@example(question="aaa/aaaaaaaaaaaaaaaaa/jaa", answer="a", page="3x5")  # a line that begins with a j
def test_any_text_stands_inside_its_half_and_none_is_lost(
    printed: "Print", note: MakeNote, deck: MakeDeck, question: str, answer: str, page: str
) -> None:
    result = printed(deck(note("a", escape(question), escape(answer))), page=page)
    for each in result.pages:
        assert_inside(each)
    reminders = [each for each in result.pages if joined(each.upper).endswith(words.CONTINUED)]
    upper = joined([joined(each.upper) for each in result.pages if each not in reminders])
    lower = joined([joined(each.lower) for each in result.pages])
    small = re.compile(r"1of1(,page\d+of\d+(,continued)?)?")
    assert sorted(small.sub("", upper)) == sorted(joined(question.split()))
    assert sorted(lower.replace("Small·a", "")) == sorted(joined(answer.split()))


# --- what a page should hold ---


def expected_front(note: Note, number: int, of: int) -> list[str]:
    head = " · ".join(filter(None, (note.section, note.label)))
    shown = [plain_text(note.context), plain_text(note.prompt)]
    match note.response:
        case Text(rehearse=rehearse):
            shown += [words.REHEARSE] if rehearse else []
        case Options(options=all_options, ask=ask):
            shown += [f"{option.label} {plain_text(option.text)}" for option in all_options]
            shown += [plain_text(ask)]
    return spaced(" ".join([head, f"{number} of {of}", *shown]))


def expected_back(note: Note, deck: Deck) -> list[str]:
    match note.response:
        case Text(answer):
            shown = [plain_text(answer)]
        case Options(options=all_options, correct=correct, needs=needs):
            right = [all_options[index] for index in correct]
            shown = [f"{option.label} {plain_text(option.text)}" for option in right]
            shown += [plain_text(need) for need in needs]
    shown += [words.WHY, plain_text(note.explanation)] if note.explanation else []
    shown += [words.PATTERN, plain_text(note.pattern)] if note.pattern else []
    return spaced(" ".join([*shown, deck.name, "·", note.id, note.source]))


def distance(page: "Page", first: str, second: str) -> float:
    """How far the first letter of this sort is from the second."""
    places = {letter: box.left for letter, box in reversed(page.letters) if box.bottom > page.height / 2}
    return places[second] - places[first]


def test_all_texts_of_a_note_are_looked_through(note: MakeNote, options: MakeOptions) -> None:
    made = note("a", "q", options("o", ask=parse("k"), needs=(parse("n"),)), context="c", explanation="e", pattern="p")
    assert "".join(map(plain_text, texts(made))) == "cqoknep"
