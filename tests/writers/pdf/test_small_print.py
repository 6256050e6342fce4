"""Small print that is put together of what comes again and what does not is what it is as a whole."""

import pytest

from mmcards.writers.pdf.lines import Line
from mmcards.writers.pdf.operands import Operands
from mmcards.writers.pdf.small_print import Foot, SmallPrint
from mmcards.writers.pdf.typefaces import Typefaces
from mmcards.writers.pdf.typeset import Typesetter

WIDE = 100.0


class Drawn:
    """What draws lines, with what texts and widths."""

    def __init__(self) -> None:
        self.small_print = SmallPrint(Typesetter(Typefaces(), "en"))
        self._operands = Operands("en")

    def __call__(self, line: Line) -> tuple[list[str], str, float]:
        codes = [codes for _, codes in self._operands.shown(line.drawn)]
        return codes, "".join(run.text for word in line.drawn for run in word.drawn).strip(), round(line.width, 9)


@pytest.fixture
def drawn() -> Drawn:
    return Drawn()


@pytest.mark.parametrize("number", ["7", "1,234"])
def test_a_number_is_what_the_whole_line_would_be(drawn: Drawn, number: str) -> None:
    behind = "of 10,000, page 2 of 3, continued"
    found = drawn.small_print.number(number, behind)
    assert drawn(found) == drawn(drawn.small_print.line(f"{number} {behind}"))


@pytest.mark.parametrize("note", ["rlhf", "card-12", "state-of-the-art", "7q2m4kzr", "a-" + "b" * 90])
@pytest.mark.parametrize("deck", ["Many  cards", "Żółć 中文", "وقت"])
def test_a_foot_is_what_the_whole_line_would_be(drawn: Drawn, deck: str, note: str) -> None:
    (found,) = drawn.small_print.foot(Foot(deck, note, ""), WIDE, numbered=True)
    assert drawn(found) == drawn(drawn.small_print.line(f"{deck} · {note}"))


def test_a_foot_that_is_too_long_is_parted_or_shortened(drawn: Drawn) -> None:
    foot = Foot("Many cards", "a-question-about-something", "")
    whole = drawn.small_print.line(f"{foot.deck} · {foot.note}")
    measure = 0.7 * whole.width
    first, second = drawn.small_print.foot(foot, measure, numbered=False)
    assert "".join((drawn(first)[1], drawn(second)[1])) == drawn(whole)[1]
    (alone,) = drawn.small_print.foot(foot, measure, numbered=True)
    assert max(alone.width, first.width, second.width) <= measure
    assert drawn(alone)[1].endswith("…")
