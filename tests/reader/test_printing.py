"""`print:` in a deck, and in the user's configuration."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmcards.errors import CardsError, Mistakes
from mmcards.paper import PAGES, READ, Offset, Printing
from mmcards.reader import configuration

if TYPE_CHECKING:
    from tests.reader.conftest import Desk

CARDS = "section: Basics\ncards: [{id: what, question: What?, answer: That.}]\n"


def test_a_deck_says_how_it_is_printed_in_the_words_of_the_command_line(desk: "Desk") -> None:
    settings = """
      layout: Sheet
      page: letter  # what is in the printer
      landscape: false
      card: 2.5x3.5in
      flip: short
      order: fronts-then-backs
      back-offset: [1.5, -2]
      punch: top
      only: [basics, what]
      shuffle: 7
    """
    desk.write("a.yaml", f"deck: A\nuid: a\nprint:{settings}\n".replace("\n    \n", "\n") + CARDS)
    (deck,) = desk.read()
    assert deck.printing == Printing(
        layout="sheet",
        page=PAGES["letter"],
        landscape=False,
        card=READ["card"]("2.5x3.5in"),  # type: ignore[arg-type]  # a table of several types
        flip="short",
        order="fronts-then-backs",
        back_offset=Offset(1.5, -2),
        punch="top",
        only=("basics", "what"),
        shuffle="7",
    )


@pytest.mark.parametrize(("written", "offset"), [("1.5,-2", (1.5, -2)), ("'0,3'", (0, 3)), ("[-1, .5]", (-1, 0.5))])
def test_an_offset_is_a_text_or_a_list(desk: "Desk", written: str, offset: tuple[float, float]) -> None:
    desk.write("a.yaml", f"deck: A\nuid: a\nprint:\n  back-offset: {written}\n{CARDS}")
    assert desk.read()[0].printing == Printing(back_offset=Offset(*offset))


def test_a_setting_that_is_a_list_is_a_mistake_of_its_own(desk: "Desk") -> None:
    desk.write("a.yaml", f"deck: A\nuid: a\nprint: {{page: [a4, a5]}}\n{CARDS}")
    assert desk.complaints() == ["a.yaml:3:15: `page` wants a text, and this is a list"]


# --- the user's configuration ----------------------------------------------------------------------------------------


def said(path: Path) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        configuration.read(path)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


def test_where_there_is_no_configuration_nothing_is_said(tmp_path: Path) -> None:
    assert configuration.read(tmp_path / "config.yaml") == Printing()


def test_a_configuration_says_how_this_user_prints(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("# mine\nprint: {page: letter, back-offset: [1, -0.5]}\n")
    assert configuration.read(path) == Printing(page=PAGES["letter"], back_offset=Offset(1, -0.5))
    path.write_text("# nothing yet\n")
    assert configuration.read(path) == Printing()


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("print: {page: a44}", "1:15: `page` cannot be `a44`"),
        ("print: a4", "1:8: `print` wants keys with values, and this is a text"),
        ("prnt: {page: a4}", "1:1: unknown key `prnt`"),
        ("print: {only: x}", "1:15: `only` is for one deck"),
        ("- print", "1:1: a configuration wants keys with values, and this is a list"),
        ("print: {page: a4}\n---\nprint: {page: a5}", "3:1: a configuration is one document"),
    ],
)
def test_what_is_wrong_in_it_is_told_at_its_place(tmp_path: Path, text: str, mistake: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    assert said(path) == [mistake]


def test_a_broken_one_is_told_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("print: {page: a4\n")
    (mistake,) = said(path)
    assert mistake == "1:8: a bracket is opened here and not closed"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "print:\n  back-offset: 1.5,-2\n"),
        ("", "print:\n  back-offset: 1.5,-2\n"),
        ("# mine", "# mine\nprint:\n  back-offset: 1.5,-2\n"),
        (
            "print:\n    page: letter # paper\n    back-offset: [3, 4] # old\n",
            "print:\n    page: letter # paper\n    back-offset: 1.5,-2 # old\n",
        ),
        ("print: # all\n  page: letter\n# end\n", "print: # all\n  back-offset: 1.5,-2\n  page: letter\n# end\n"),
    ],
)
def test_an_offset_is_kept_and_all_else_stays(tmp_path: Path, before: str | None, after: str) -> None:
    path = tmp_path / "new" / "config.yaml"
    if before is not None:
        path.parent.mkdir()
        path.write_text(before)
    configuration.save(path, Offset(1.5, -2))
    assert path.read_text() == after
    assert [each.name for each in path.parent.iterdir()] == ["config.yaml"]


def test_a_file_laid_out_otherwise_is_left_as_it_is_and_the_way_told(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("print: {page: letter}\n")
    with pytest.raises(CardsError, match=r"Write `back-offset: \[1, 2\]` below its `print:`\."):
        configuration.save(path, Offset(1, 2))
    assert path.read_text() == "print: {page: letter}\n"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["config.yaml"]


def test_a_broken_file_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("print: {page: a44}\n")
    with pytest.raises(Mistakes):
        configuration.save(path, Offset(1, 2))
    assert path.read_text() == "print: {page: a44}\n"
