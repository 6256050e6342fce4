"""How cards are printed, asked for on the command line."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pypdfium2
import pytest

from mmcards import cli
from tests.conftest import WriteDeck


class Ran(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["mmcards", *arguments])
        capfd.readouterr()
        return Ran(cli._run(), *capfd.readouterr())

    return run


CARDS = """
- {id: ticket, question: What is a ticket?, answer: el billete}
- {id: platform, question: What is a platform?, answer: el andén}
"""


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def built(run: Run, deck: Path, *options: str) -> list[str]:
    ran = run("build", str(deck), "--format", "pdf", "-q", *options)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    return texts(Path("build") / f"{deck.stem}.pdf")


def test_each_layout_prints_the_cards(run: Run, write_deck: WriteDeck) -> None:
    deck = write_deck("one", CARDS)
    assert [("ticket" in page, "billete" in page) for page in built(run, deck)] == [(True, True), (False, False)]
    assert len(built(run, deck, "--layout", "duplex")) == 4
    assert len(built(run, deck, "--layout", "sheet", "--card", "63x88mm")) == 2
    assert len(built(run, deck, "--layout", "list")) == 1


def test_only_and_shuffle_choose_and_order_the_cards(run: Run, write_deck: WriteDeck) -> None:
    deck = write_deck("one", CARDS)
    (page,) = built(run, deck, "--only", "platform")
    assert "andén" in page
    assert "2 of 2" in page
    orders = {"platform" in built(run, deck, "--shuffle", str(seed))[0] for seed in range(6)}
    assert orders == {True, False}


def test_only_leaves_out_decks_that_have_nothing_of_it(run: Run, write_deck: WriteDeck) -> None:
    ran = run("build", str(write_deck("one", CARDS)), str(write_deck("two", 3)), "-f", "pdf", "--only", "ticket")
    assert ran.status == 0
    assert [path.name for path in Path("build").iterdir()] == ["one.pdf"]


def test_the_command_line_wins_over_the_deck_and_the_deck_over_the_configuration(
    run: Run, write_deck: WriteDeck, configuration: Path
) -> None:
    deck = write_deck("one", CARDS)
    configuration.parent.mkdir()
    configuration.write_text("print: {layout: duplex}\n")
    assert len(built(run, deck)) == 4
    deck.write_text(deck.read_text().replace("language: en", "print: {layout: list}"))
    assert len(built(run, deck)) == 1
    assert len(built(run, deck, "--layout", "fold")) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--page", "a3"], "Invalid value for '--page': it cannot be `a3`; known: `a4`, `letter`, `legal`,"),
        (["--page", "leter"], "Invalid value for '--page': it cannot be `leter`; did you mean `letter`?\n"),
        (
            ["--page", "10x10mm"],
            "Invalid value for '--page': it cannot be `10x10mm`; its sides may be 70 to 1000 mm.\n",
        ),
        (["--layout", "foldd"], "Invalid value for '--layout': it cannot be `foldd`; did you mean `fold`?\n"),
        (["--back-offset", "1"], "Invalid value for '--back-offset': it cannot be `1`; write how far to move it"),
        (["--flip", "short"], "--flip changes nothing in layout fold: it is for --layout duplex or sheet.\n"),
        (["--card", "a7"], "--card changes nothing in layout fold: it is for --layout sheet.\n"),
        (
            ["--layout", "list", "--back-offset", "1,1"],
            "--back-offset changes nothing in layout list: it is for --layout duplex or sheet.\n",
        ),
        (["-f", "apkg", "--page", "a5"], "Options for printing change nothing where no PDF is written.\n"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_wrong_use_is_told_with_what_would_be_right(
    run: Run, write_deck: WriteDeck, arguments: list[str], message: str
) -> None:
    ran = run("build", str(write_deck("one", CARDS)), *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert f"Error: {message}" in ran.err
    assert not Path("build").exists()


def test_a_setting_in_the_deck_that_its_layout_does_not_know_does_no_harm(run: Run, write_deck: WriteDeck) -> None:
    deck = write_deck("one", CARDS)
    deck.write_text(deck.read_text().replace("language: en", "print: {flip: short, card: a7}"))
    assert len(built(run, deck)) == 2


def test_an_unknown_card_or_section_is_told_with_the_nearest(run: Run, write_deck: WriteDeck) -> None:
    ran = run("build", str(write_deck("one", CARDS)), "--only", "tiket")
    assert ran == Ran(1, "", "--only: no card has the id or the section `tiket`; did you mean `ticket`?\n")
    assert not Path("build").exists()


# --- calibration -----------------------------------------------------------------------------------------------------


def test_calibrate_writes_a_page_of_two_sides(run: Run) -> None:
    ran = run("calibrate", "-o", "there/test.pdf", "--page", "a7", "--flip", "short")
    told = "print it on both sides at 100 %, and read off it what to enter"
    assert ran == Ran(0, f"{Path('there/test.pdf')}  {told}\n", "")
    front, back = texts(Path("there/test.pdf"))
    assert "Print this page on both sides" in front
    assert "mmcards calibrate --save X,Y" in back


def test_an_offset_that_is_kept_is_used_and_told(run: Run, write_deck: WriteDeck, configuration: Path) -> None:
    deck = str(write_deck("one", CARDS))
    assert run("calibrate", "--save", "1.5,-2").out == f"{configuration}: backs are moved by 1.5,-2 mm from now on\n"
    told = f"Backs are moved by 1.5,-2 mm, as {configuration} says.\n"
    duplex = ("build", deck, "-f", "pdf", "--layout", "duplex")
    assert run(*duplex).out.startswith(told)
    assert "Backs" not in run(*duplex, "--back-offset", "0,0").out
    assert "Backs" not in run("build", deck, "-f", "pdf").out
    assert run(*duplex, "-q").out == ""
    assert "Backs" not in run(*duplex, "--json").out


def test_an_offset_moves_what_is_on_the_back(run: Run, write_deck: WriteDeck) -> None:
    deck = write_deck("one", CARDS)
    places = []
    for offset in ("0,0", "3,0"):
        built(run, deck, "--layout", "duplex", "--back-offset", offset)
        document = pypdfium2.PdfDocument("build/one.pdf")
        text = document[1].get_textpage()
        places.append(text.get_charbox(text.get_text_range().index("billete"))[0])
        document.close()
    assert places[1] - places[0] == pytest.approx(3 * 72 / 25.4, abs=0.5)


def test_a_configuration_with_a_mistake_is_told_at_its_place(
    run: Run, write_deck: WriteDeck, configuration: Path
) -> None:
    configuration.parent.mkdir()
    configuration.write_text("print:\n  page: a44\n")
    ran = run("build", str(write_deck("one", CARDS)))
    assert ran.status == 1
    assert f"{configuration}:2:9: `page` cannot be `a44`\n  2 |   page: a44\n    |         ^\n" in ran.err
    assert not Path("build").exists()
