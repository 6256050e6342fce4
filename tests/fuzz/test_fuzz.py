"""A short run of each level finds nothing, and what is planted is found, told apart and made small."""

import os
import signal
from pathlib import Path
from random import Random
from typing import Final

import pytest

from mmcards.writers.pdf import system_fonts
from tests.fuzz import finds, inputs, pool
from tests.fuzz.inputs import Files
from tests.fuzz.levels import LEVELS, Attempt, Level
from tests.fuzz.markup import Markup
from tests.fuzz.reader import Reader
from tests.fuzz.wrong import Wrong


@pytest.fixture
def no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the machine take seconds to open."""
    monkeypatch.setattr(system_fonts, "_files", lambda: ())


COUNTS: Final = {"reader": 120, "markup": 150, "files": 20}
"""Inputs of a short run, which together take a second."""


@pytest.mark.usefixtures("no_system_fonts")
@pytest.mark.parametrize("name", LEVELS)
def test_a_short_run_finds_nothing(name: str) -> None:
    tally = pool.run(LEVELS[name], "short", COUNTS[name], 300, 1, COUNTS[name], lambda _: None)
    assert tally.finds == {}
    assert tally.done == COUNTS[name]
    assert len(tally.reached) > 1, "all inputs came to the same end"


def test_an_input_is_made_again_by_its_seed_and_number_alone() -> None:
    for level in LEVELS.values():
        made = [pool.made(level, "a", index) for index in range(20)]
        assert made == [pool.made(level, "a", index) for index in range(20)]
        assert len({str(each) for each in made}) > 15


# --- what is planted is found ---


def numbered(random: Random) -> Files:
    """A word and a number, of which some of these are the bad ones."""
    return {inputs.TEXT: b"a number:\n%d" % random.randrange(5), "other": b"nothing"}


def planted(_: Path) -> Attempt:
    """What fails, hangs, crashes and takes all memory, each at one number."""

    def attempt(files: Files) -> str:
        match files[inputs.TEXT][-1:]:
            case b"0":
                raise Wrong("it is planted: 0")
            case b"1":
                os.kill(os.getpid(), signal.SIGSEGV)
            case b"2":
                while True:
                    pass
            case b"3":
                bytearray(pool.MEMORY)
        return "through"

    return attempt


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SECONDS", 0.05)


@pytest.mark.usefixtures("short")
def test_a_traceback_a_crash_a_hang_and_too_much_memory_are_found_and_the_run_goes_on() -> None:
    told: list[int] = []
    tally = pool.run(Level(numbered, planted), "a", 24, 300, 2, 12, lambda now: told.append(now.done))
    expected: dict[str, int] = {}
    for index in range(24):
        number = pool.made(Level(numbered, planted), "a", index)[inputs.TEXT][-1:].decode()
        expected[number] = expected.get(number, 0) + 1
    assert set(expected) == set("01234")
    assert tally.done == told[-1] == 24
    times = dict(tally.times)
    (crash,) = (find for name, find in tally.finds.items() if name.startswith("the process died"))
    assert "in attempt" in crash.trouble.report
    assert times.pop(f"the process died: exit status {-signal.SIGSEGV}") == expected["1"]
    kinds = {signature.split(" ")[0]: count for signature, count in times.items()}
    assert kinds == {"Wrong": expected["0"], "Hang": expected["2"], "MemoryError": expected["3"]}


def test_an_input_is_made_small_while_the_same_goes_wrong() -> None:
    level = Level(numbered, planted)
    files = {inputs.TEXT: b"one\ntwo\nthree 4 0\n0", "other": b"nothing"}
    found = pool.in_a_child(level, files)
    assert found is not None

    def fails(those: Files) -> bool:
        again = pool.in_a_child(level, those) if inputs.TEXT in those else None
        return again is not None and again.signature == found.signature

    assert finds.smallest(files, fails) == {inputs.TEXT: b"0"}


def test_a_find_is_kept_to_be_tried_again(tmp_path: Path) -> None:
    finds.keep(tmp_path / "a", {"deck.yaml": b"\xff"}, "what went wrong")
    assert finds.kept(tmp_path / "a") == {"deck.yaml": b"\xff"}


def test_a_reader_that_raises_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise KeyError("planted")

    monkeypatch.setattr("mmcards.reader.hints.place_of", broken)
    found = pool.tried(Reader(tmp_path), {inputs.DECK: b"deck: \x07"})
    assert isinstance(found, finds.Trouble)
    assert found.signature.startswith("KeyError in mmcards/reader/events.py")


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ("<script>x</script>", "has an element <script>"),
        ('<b onload="x">a</b>', "has an attribute onload"),
        ('<a href="javascript:x">a</a>', "has a link of another scheme"),
        ("<b>a", "leaves <b> open"),
        ("a", "others than those of the text"),
    ],
)
def test_html_that_acts_or_says_something_else_is_found(
    html: str, wrong: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.fuzz.markup.fields", lambda _deck, _note: ["u/a", html, ""])
    attempt = Markup(tmp_path)
    reports = [pool.tried(attempt, {inputs.TEXT: b"words %d" % number}) for number in range(20)]
    assert any(isinstance(each, finds.Trouble) and wrong in each.report for each in reports)
