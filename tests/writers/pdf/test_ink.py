"""What is drawn on a page stands on that page, in its grey, letter for letter."""

from typing import TYPE_CHECKING

from mmcards.markup import escape, parse
from mmcards.model import Text
from mmcards.writers import words
from tests.writers.pdf.conftest import BLACK

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import MakeDeck, MakeNote, MakeOptions, Page, Print, PrintCard


def test_a_page_has_its_own_words_and_shapes_and_no_others(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", options: "MakeOptions"
) -> None:
    first, second = printed(deck(note("a", "One?", options("x", "y")), note("b", "Two?", "- y\n- z"))).pages
    assert [shape.kind for shape in first.shapes] == ["dashed", "dashed", "box", "box", "tick"]
    assert [shape.kind for shape in second.shapes] == ["dashed", "dashed", "disc", "disc"]
    assert [run.text.strip() for run in second.runs] == [words.FOLD, "2 of 2", "Two?", "y", "z", "Small · b"]


def test_small_print_is_grey_and_all_else_black(card: "PrintCard", options: "MakeOptions") -> None:
    several = options("x", "y", "z", correct=(0, 1))
    page = card("One?", several, explanation="e", section="Section", label="L", source="Source")
    assert grey(page) == [words.FOLD, "Section", "· L", "1 of 1", words.SEVERAL, "Small · a", "Source"]
    page = card("Name two.", Text(parse("- x\n- y"), rehearse=True), explanation="e")
    assert grey(page) == [words.FOLD, "1 of 1", words.REHEARSE, "Small · a"]


def grey(page: "Page") -> list[str]:
    return [run.text.strip() for run in page.runs if run.grey != BLACK]


def test_grey_print_can_be_read(card: "PrintCard") -> None:
    """WCAG 2.2, 1.4.3: a contrast with the white paper of 4.5 at least."""
    (found,) = {run.grey for run in card("One?").runs} - {BLACK}
    assert 1.05 / (((found / 255 + 0.055) / 1.055) ** 2.4 + 0.05) >= 4.5


def test_every_letter_comes_out(printed: "Print", note: "MakeNote", deck: "MakeDeck") -> None:
    letters = "".join(map(chr, [*range(0x21, 0x7F), *range(0xC0, 0x17F), *range(0x391, 0x3A2), *range(0x410, 0x450)]))
    result = printed(deck(note("a", "What?", escape(" ".join(letters)))))
    answer = [each for each in result.pages[0].lower if len(each) == 1]
    assert "".join(answer[: len(letters)]) == letters
