"""What was built is compared with its source, from the command line and while it is built."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from click.testing import CliRunner, Result

from mmcards import build as building
from mmcards.cli import cli
from mmcards.writers import FORMATS, Format

Verify: TypeAlias = Callable[..., Result]
WriteDeck: TypeAlias = Callable[..., Path]
OLD: Final = b"what stood here before"

WRONG: Final = """
from mmcards.writers.anki import package

def write(decks, target, settings, progress):
    from dataclasses import replace

    deck = decks[0]
    return package.write([replace(deck, notes=deck.notes[1:])], target, settings, progress)
"""
"""A writer that forgets a note."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Runs a command in the folder of the test."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, standalone_mode=False)

    return run


@pytest.fixture
def one(write_deck: WriteDeck, run: Verify) -> Path:
    """A deck that was built."""
    path = write_deck("one", 3)
    assert run("build", "one.yaml", "-q").return_value == 0
    return path


def lose_a_letter(package: Path) -> None:
    with zipfile.ZipFile(package) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(entries["collection.anki2"])
        database.execute("update notes set flds = replace(flds, 'The number 2', 'The numbr 2')")
        database.commit()
        entries["collection.anki2"] = database.serialize()
    with zipfile.ZipFile(package, "w") as file:
        for name, content in entries.items():
            file.writestr(name, content)


def test_what_was_compared_is_told_in_a_line_a_file(run: Verify, one: Path) -> None:
    result = run("verify", "one.yaml", "--jobs", "1")
    assert (result.return_value, result.stderr) == (0, "")
    assert sorted(result.stdout.splitlines()) == [
        "build/one.apkg  3 notes, 3 cards: as in the source",
        "build/one.pdf  3 cards, 3 pages: as in the source",
    ]


def test_a_difference_is_shown_at_the_place_of_its_note(run: Verify, one: Path) -> None:
    lose_a_letter(Path("build/one.apkg"))
    result = run("verify", "one.yaml", "-f", "apkg")
    assert (result.return_value, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "one.yaml:6:8: the answer in build/one.apkg has “numbr” where “number” should be",
        "  6 | - {id: card-2, question: What is 2?, answer: The number 2.}",
        "    |        ^",
        "1 difference in build/one.apkg.",
    ]


def test_programs_are_told_in_json(run: Verify, one: Path) -> None:
    lose_a_letter(Path("build/one.apkg"))
    result = run("verify", "one.yaml", "--json")
    found = json.loads(result.stdout)
    assert result.return_value == 1
    assert [(each["path"], each["compared"]) for each in found["files"]] == [
        ("build/one.apkg", {"notes": 3, "cards": 3, "files": 0}),
        ("build/one.pdf", {"cards": 3, "pages": 3}),
    ]
    (error,) = found["errors"]
    assert (error["file"], error["path"], error["line"]) == ("build/one.apkg", "one.yaml", 6)


def test_a_file_that_is_missing_is_a_sentence(run: Verify, one: Path) -> None:
    Path("build/one.pdf").unlink()
    result = run("verify", "one.yaml")
    assert result.return_value == 1
    assert result.stdout == "build/one.apkg  3 notes, 3 cards: as in the source\n"
    assert result.stderr == "There is no build/one.pdf. `mmcards build` makes it.\n"


def test_a_pdf_is_compared_as_it_was_printed(run: Verify, one: Path) -> None:
    printed = ("-f", "pdf", "--layout", "duplex", "--page", "a6", "--shuffle", "7")
    assert run("build", "one.yaml", *printed).return_value == 0
    assert run("verify", "one.yaml", *printed).stdout == "build/one.pdf  3 cards, 6 pages: as in the source\n"
    told = run("verify", "one.yaml", "-f", "pdf", "--layout", "list")
    assert told.return_value == 1
    assert "build/one.pdf has no card of this deck where it should be: is it printed in another layout?" in told.stderr


def test_a_bundle_is_compared_with_all_of_its_decks(run: Verify, one: Path, write_deck: WriteDeck) -> None:
    write_deck("two", 2)
    asked = ("one.yaml", "two.yaml", "-f", "apkg", "--bundle", "course")
    assert run("build", *asked).return_value == 0
    assert run("verify", *asked).stdout == "build/course.apkg  5 notes, 5 cards: as in the source\n"


def test_a_source_that_changed_since_is_told(run: Verify, one: Path) -> None:
    one.write_text(one.read_text("utf-8").replace("The number 2", "Two"), "utf-8")
    result = run("verify", "one.yaml", "-f", "apkg")
    assert result.return_value == 1
    assert "has “The number 2.” where “Two.” should be" in result.stderr
    told = (
        "The source has changed since it was built (one.lock: 1 changed, 2 unchanged): `mmcards build` makes the files "
    )
    assert result.stdout == f"{told}anew.\n"
    assert "number 2" not in one.read_text("utf-8")


def test_a_verified_build_is_like_any_other(run: Verify, write_deck: WriteDeck) -> None:
    write_deck("one")
    result = run("build", "one.yaml", "--verify", "-f", "apkg", "-f", "pdf", "-f", "html")
    assert (result.return_value, result.stderr) == (0, "")
    assert sorted(path.name for path in Path("build").iterdir()) == ["one.apkg", "one.html", "one.pdf"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_with_a_difference_is_not_put_in_place(
    run: Verify,
    write_deck: WriteDeck,
    importable: Callable[[str, str], str],
    monkeypatch: pytest.MonkeyPatch,
    jobs: str,
) -> None:
    write_deck("one")
    Path("build").mkdir()
    Path("build/one.apkg").write_bytes(OLD)
    forgetful = {**FORMATS, "apkg": Format(importable(f"forgetful_{jobs}", WRONG))}
    monkeypatch.setattr(building, "FORMATS", forgetful)
    result = run("build", "one.yaml", "--verify", "--jobs", jobs)
    assert result.return_value == 1
    assert "build/one.apkg was not written; what was there before stays as it was." in result.stderr
    assert "one.yaml:5:8: build/one.apkg lacks the note `card-1`" in result.stderr
    assert Path("build/one.apkg").read_bytes() == OLD
    assert not Path("one.lock").exists()
    assert [path.name for path in sorted(Path("build").iterdir())] == ["one.apkg", "one.pdf"]
