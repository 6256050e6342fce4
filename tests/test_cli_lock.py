"""The commands that a deck's lock makes possible, as their user sees them."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from click.testing import CliRunner, Result

from mmcards.cli import cli

Run: TypeAlias = Callable[..., Result]
Write: TypeAlias = Callable[..., None]

A: Final = "{id: a, question: A?, answer: It.}"
B: Final = "{id: b, question: B?, answer: It.}"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, arguments, standalone_mode=False)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def run(*cards: str) -> None:
        folder = tmp_path / "cards" / "one"
        folder.mkdir(parents=True, exist_ok=True)
        rows = "".join(f"- {card}\n" for card in cards)
        (folder / "deck.yaml").write_text(f"deck: One\nid: one\nuid: abc\ncards:\n{rows}", "utf-8")

    return run


def line_of(result: Result, name: str) -> str:
    (line,) = [line for line in result.output.splitlines() if line.startswith(f"build/{name}")]
    return line


def test_a_build_says_what_is_new_changed_and_retired(run: Run, write: Write) -> None:
    write(A, B)
    assert "2 notes (2 new), 2 cards" in line_of(run("build"), "one.apkg")
    write(A.replace("It.", "It is."))
    built = run("build")
    assert "1 note (1 changed, 1 retired), 1 card" in line_of(built, "one.apkg")
    assert 'search its browser for: "Id:abc/b"' in built.output


def test_the_lock_is_written_with_the_package_and_not_without_it(run: Run, write: Write) -> None:
    lock = Path("cards/one/deck.lock")
    write(A)
    run("build", "--format", "pdf")
    run("status")
    run("check")
    assert not lock.exists()
    run("build", "--format", "apkg")
    assert re.fullmatch(r"# .*\na \d+ [0-9a-f]{16}\n", lock.read_text("utf-8"))


def test_locked_fails_if_the_lock_would_change_and_writes_nothing(run: Run, write: Write) -> None:
    write(A)
    failed = run("build", "--locked")
    assert (failed.return_value, Path("build").exists(), Path("cards/one/deck.lock").exists()) == (1, False, False)
    assert "cards/one/deck.lock: 1 new" in failed.output
    run("build")
    assert run("build", "--locked").return_value == 0


def test_status_says_what_a_build_would_do(run: Run, write: Write) -> None:
    write(A, B)
    run("build")
    write(A.replace("It.", "It is."), "{id: c, question: C?, answer: It.}")
    assert run("status").output.splitlines()[:4] == [
        "one: 1 new, 1 changed, 1 retired",
        "  new      c",
        "  changed  a",
        "  retired  b",
    ]


def test_touch_makes_notes_newer_and_the_next_build_takes_their_times(run: Run, write: Write) -> None:
    write(A, B)
    run("build")
    before = Path("cards/one/deck.lock").read_text("utf-8").splitlines()
    assert run("touch", "b").output == "1 note touched; `mmcards build` makes the package.\n"
    after = Path("cards/one/deck.lock").read_text("utf-8").splitlines()
    assert after[:2] == before[:2]
    assert int(after[2].split()[1]) > int(before[2].split()[1])
    assert "2 unchanged" in line_of(run("build"), "one.apkg")


def test_touch_names_an_id_that_is_not_there(run: Run, write: Write) -> None:
    write(A)
    failed = run("touch", "z")
    assert failed.return_value == 1
    assert "There is no note `z`" in failed.output


def test_a_lost_lock_is_made_anew_from_a_package_that_was_handed_out(run: Run, write: Write) -> None:
    write(A)
    run("build")
    Path("build/one.apkg").rename("handed-out.apkg")
    lock = Path("cards/one/deck.lock")
    time = int(lock.read_text("utf-8").split()[-2])
    lock.unlink()
    assert "1 changed" in line_of(run("build", "--since", "handed-out.apkg"), "one.apkg")
    assert int(lock.read_text("utf-8").split()[-2]) > time


def test_a_file_that_is_no_package_is_told(run: Run, write: Write, tmp_path: Path) -> None:
    write(A)
    (tmp_path / "text.apkg").write_text("no zip", "utf-8")
    failed = run("build", "--since", "text.apkg")
    assert failed.return_value == 1
    assert "text.apkg is no Anki package that can be read" in failed.output
    with zipfile.ZipFile(tmp_path / "theirs.apkg", "w") as package:
        package.writestr("collection.anki21b", b"")
    assert "was exported by Anki" in run("build", "--since", "theirs.apkg").output


def test_a_deck_whose_folder_cannot_be_written_to_builds_with_a_warning(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(A)

    def refuse(one: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("mmcards.lock.write", refuse)
    built = run("build", "--json")
    assert built.return_value == 0
    (warning,) = json.loads(built.output)["warnings"]
    assert warning["message"].startswith("the lock cannot be written (Permission denied)")
