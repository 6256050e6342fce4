"""Bookmarks, labels and what the file asks of a reader, read back by PDFium and from the file itself."""

from typing import TYPE_CHECKING, Any, Final

import pytest
from pypdf import PdfReader

from mmcards.markup import parse
from mmcards.model import Cloze, Text
from mmcards.writers.pdf.contents import Label
from tests.writers.pdf.conftest import make_deck, make_note

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Print


def test_bookmarks_are_of_sections_and_below_them_of_cards(printed: "Print") -> None:
    deck = make_deck(
        make_note("a", "Before?"),
        make_note("b", "What is **bold**?\nAnd `code`?", section="One"),
        make_note("c", "A {{c1::cloze}} of {{c2::two}}.", Cloze((1, 2)), section="One"),
        make_note("d", "Ωμέγα", Text(parse("omega"), reverse=True), section="Two"),
        make_note("e", "(a) \\ b"),
    )
    assert printed(deck).bookmarks == [
        (0, "Before?", 0),
        (0, "One", 1),
        (1, "What is bold? And code?", 1),
        (1, "A __________ of two.", 2),
        (1, "A cloze of __________.", 3),
        (0, "Two", 4),
        (1, "Ωμέγα", 4),
        (1, "omega", 5),
        (0, "(a) \\ b", 6),
    ]


def test_sections_are_folded_and_count_their_cards(printed: "Print") -> None:
    path = printed(make_deck(*(make_note(f"n{n}", section="One") for n in range(3)))).path
    root: Any = PdfReader(path).root_object
    assert root["/Outlines"]["/First"]["/Count"] == -3


def test_a_long_question_is_shortened_at_a_word(printed: "Print") -> None:
    words = "What does a very long question look like when it is shown beside the pages?"
    ((_, title, _),) = printed(make_deck(make_note("a", words))).bookmarks
    assert title == "What does a very long question look like when it is shown…"
    ((_, title, _),) = printed(make_deck(make_note("a", "x" * 80))).bookmarks
    assert title == f"{'x' * 59}…"


def test_a_reader_is_asked_not_to_scale_and_to_take_paper_of_this_size(printed: "Print") -> None:
    result = printed(make_deck(make_note("a")))
    assert not result.scaling
    root: Any = PdfReader(result.path).root_object
    assert root["/ViewerPreferences"]["/PickTrayByPDFSize"].value is True
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (Label((3,)), "3"),
        (Label((3,), "front"), "3 front"),
        (Label((3,), ", continued"), "3, continued"),
        (Label((1, 2, 3, 7, 9, 10), "back"), "1–3, 7, 9, 10 back"),  # noqa: RUF001
        (Label((1, 2, 2, 2, 3), "front"), "1–3 front"),  # noqa: RUF001
        (Label((5, 4, 3)), "5, 4, 3"),
    ],
)
def test_a_page_is_called_by_its_cards(label: Label, text: str) -> None:
    assert str(label) == text


# --- which cards, and in which order ---------------------------------------------------------------------------------


def test_only_what_is_asked_for_is_printed_with_its_number_in_the_deck(printed: "Print") -> None:
    notes = [make_note(f"n{n}", section="Odd One" if n % 2 else "Even") for n in range(1, 7)]
    result = printed(make_deck(*notes), only=("odd one", "n4"))
    assert result.labels == ["1", "3", "4", "5"]
    assert [page.run(f"{number} of 6").text.strip() for number, page in zip((1, 3, 4, 5), result.pages, strict=True)]


def test_a_seed_gives_one_order_of_all_cards_with_any_python(printed: "Print") -> None:
    deck = make_deck(*(make_note(f"n{n}", section="One") for n in range(1, 9)))
    assert printed(deck, shuffle="7").labels == SHUFFLED
    assert printed(deck, shuffle="8").labels != SHUFFLED
    assert sorted(SHUFFLED) == sorted(printed(deck).labels)
    assert {level for level, _, _ in printed(deck, shuffle="7").bookmarks} == {0}


def test_the_cards_of_an_exercise_are_set_alike_when_they_are_shuffled(printed: "Print") -> None:
    notes = [make_note(f"n{n}", f"Item{n}. " + "word " * 30 * n, context="Which?") for n in range(1, 6)]
    others = [make_note(f"m{n}", "Other?") for n in range(1, 6)]
    plain, shuffled = printed(make_deck(*notes, *others)), printed(make_deck(*notes, *others), shuffle="1")
    sizes = {page.run("Item").size for page in plain.pages[:5]}
    assert len(sizes) == 1
    found = [run.size for page in shuffled.pages for run in page.runs if run.text.startswith("Item")]
    assert found == [*sizes] * 5


SHUFFLED: Final = ["1", "5", "8", "7", "6", "2", "4", "3"]
