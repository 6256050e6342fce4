"""The commands that a deck's lock makes possible, as their user sees them."""

import json
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Final, TypeAlias

import pytest
from click.testing import CliRunner, Result

from mmcards.cli import cli

Run: TypeAlias = Callable[..., Result]
Write: TypeAlias = Callable[..., None]

ATTRIBUTES: Final = Path(__file__).parents[1] / ".gitattributes"

A: Final = "{id: a, question: A?, answer: It.}"
B: Final = "{id: b, question: B?, answer: It.}"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command. A build that names no format makes packages alone: no lock knows of a PDF, which takes longer."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        named = "build" not in arguments or not {"-f", "--format"}.isdisjoint(arguments)
        return CliRunner().invoke(cli, arguments if named else (*arguments, "-f", "apkg"), standalone_mode=False)

    return run


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
    assert re.fullmatch(r"# .*\na \d+ [0-9a-f]{16}:[0-9a-f]{8}\n", lock.read_text("utf-8"))


def test_locked_fails_if_the_lock_would_change_and_writes_nothing(run: Run, write: Write) -> None:
    write(A)
    failed = run("build", "--locked")
    assert (failed.return_value, list(Path("build").iterdir()), Path("cards/one/deck.lock").exists()) == (1, [], False)
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
    assert run("status").stdout.splitlines() == ["one: 1 touched, 1 unchanged", "  touched  b"]
    assert "1 touched, 1 unchanged" in line_of(run("build"), "one.apkg")
    assert "2 unchanged" in line_of(run("build"), "one.apkg")


def test_touch_says_of_a_note_that_was_never_built_that_there_is_nothing_to_touch(run: Run, write: Write) -> None:
    write(A)
    run("build")
    write(A, B)
    assert run("touch", "a", "b").output.splitlines() == [
        "1 note was not built yet: it is new without being touched.",
        "1 note touched; `mmcards build` makes the package.",
    ]


def test_touch_names_an_id_that_is_not_there(run: Run, write: Write) -> None:
    write(A)
    failed = run("touch", "z")
    assert failed.return_value == 1
    assert failed.output == "There is no note `z` below cards. `mmcards status` lists what changed.\n"
    failed = run("touch", "z", "--deck", "cards/one/deck.yaml")
    assert failed.output == (
        "There is no note `z` in cards/one/deck.yaml. `mmcards status cards/one/deck.yaml` lists what changed.\n"
    )


def test_touch_takes_what_stands_on_the_card_and_what_the_note_was(run: Run, write: Write) -> None:
    write("{id: new, was: a, question: A?, answer: It.}", B)
    run("build")
    lock = Path("cards/one/deck.lock")
    for name in ("new", "abc/new", "a", "abc/a"):
        before = lock.read_text("utf-8").splitlines()
        assert run("touch", name).return_value == 0
        after = lock.read_text("utf-8").splitlines()
        assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert run("touch", "new", "abc/a", "b").stdout.startswith("2 notes touched;")


def test_touch_names_all_ids_that_are_not_there_and_what_they_may_be(run: Run, write: Write) -> None:
    write("{id: platform, question: A?, answer: It.}")
    assert run("touch", "platfrom", "platform", "xyz").stderr == (
        "There is no note `platfrom` below cards. Did you mean `platform`?\n"
        "There is no note `xyz` below cards. `mmcards status` lists what changed.\n"
    )


def test_touch_of_a_deck_given_by_its_file_says_how_to_build_it(run: Run, write_deck: Callable[..., Path]) -> None:
    path = write_deck("spanish").rename("my spanish.yaml")
    run("build", str(path))
    before = Path("my spanish.lock").read_text("utf-8").splitlines()
    touched = run("touch", "card-1", "card-1", "--deck", str(path))
    assert touched.output == "1 note touched; `mmcards build 'my spanish.yaml'` makes the package.\n"
    after = Path("my spanish.lock").read_text("utf-8").splitlines()
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]


def test_touch_leaves_what_the_next_build_is_to_tell(run: Run, write: Write) -> None:
    write(A.replace("It.}", "It., reverse: true}"), B)
    run("build")
    write(A)
    run("touch", "a")
    built = run("build")
    assert "1 changed, 1 retired" in line_of(built, "one.apkg")
    assert "`reverse` is off now" in built.output


def test_a_lost_lock_is_made_anew_from_a_package_that_was_handed_out(run: Run, write: Write) -> None:
    write(A)
    run("build")
    Path("build/one.apkg").rename("handed-out.apkg")
    lock = Path("cards/one/deck.lock")
    time = int(lock.read_text("utf-8").split()[-2])
    lock.unlink()
    write(A, B)
    assert "1 new, 1 unchanged" in line_of(run("build", "--since", "handed-out.apkg"), "one.apkg")
    assert lock.read_text("utf-8").splitlines()[1].split()[:2] == ["a", str(time)]
    lock.unlink()
    write(A.replace("It.", "It is."))
    assert "1 changed" in line_of(run("build", "--since", "handed-out.apkg"), "one.apkg")
    assert int(lock.read_text("utf-8").split()[-2]) > time


def test_a_package_of_other_decks_is_told(run: Run, write: Write, write_deck: Callable[..., Path]) -> None:
    run("build", str(write_deck("other")), "-f", "apkg")
    write(A)
    failed = run("build", "--since", "build/other.apkg")
    assert (failed.return_value, failed.stdout) == (1, "")
    assert failed.stderr == "build/other.apkg has no note of these decks. Give a package of theirs.\n"


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

    monkeypatch.setattr("mmcards.build.save", refuse)
    built = run("build", "--json")
    assert built.return_value == 0
    (warning,) = json.loads(built.output)["warnings"]
    assert warning["message"].startswith("the lock cannot be written (Permission denied)")


# --- what Anki would ignore or leave behind ---


REVERSED: Final = "{id: a, question: A?, answer: It., reverse: true}"
TOLD: Final = """\
cards/one/deck.yaml:5:8: warning: `reverse` is off now, and Anki keeps the second card of this note, with nothing on it
  5 | - {id: a, question: A?, answer: It.}
    |        ^
    = learners remove it with Tools > Empty Cards; or write `reverse: true` again
"""


@pytest.mark.parametrize("command", ["build", "status"])
def test_what_anki_leaves_behind_is_a_warning_with_its_place_on_standard_error(
    run: Run, write: Write, command: str
) -> None:
    write(REVERSED)
    run("build")
    write(A)
    found = run(command)
    assert (found.return_value, found.stderr) == (0, TOLD)
    assert TOLD not in found.stdout


@pytest.mark.parametrize("command", ["build", "status"])
def test_programs_are_told_too(run: Run, write: Write, command: str) -> None:
    write(REVERSED)
    run("build")
    write(A)
    (warning,) = json.loads(run(command, "--json").stdout)["warnings"]
    assert (warning["path"], warning["line"], warning["column"]) == ("cards/one/deck.yaml", 5, 8)
    assert warning["message"].startswith("`reverse` is off now")
    assert warning["hint"].startswith("learners remove it")


def test_what_a_build_tells_once_is_told_until_the_package_is_built(run: Run, write: Write) -> None:
    write(REVERSED)
    run("build")
    write(A)
    for arguments in (["status"], ["build", "-f", "pdf"], ["build", "--locked"], ["build"]):
        assert run(*arguments).stderr.startswith(TOLD)
    assert run("build").stderr == ""


def test_a_changed_question_is_told_before_a_locked_build_fails(run: Run, write: Write) -> None:
    write("{question: What is RLFH?, answer: It.}")
    run("build")
    write("{question: What is RLHF?, answer: It.}")
    failed = run("build", "--locked")
    assert failed.return_value == 1
    assert "looks like `what-is-rlfh`, which is gone" in failed.stderr
    assert "= if it is the same one, add `id: what-is-rlfh` to keep its reviews; if not" in failed.stderr


def test_status_lists_what_returned(run: Run, write: Write) -> None:
    write(A, B)
    run("build")
    write(A)
    run("build")
    write(A, B.replace("It.", "Else."))
    found = run("status")
    assert found.stdout.splitlines() == ["one: 1 changed, 1 unchanged", "  changed  b", "  returned b"]
    assert "`b` was retired and is back with another content" in found.stderr


def test_status_as_json_lists_the_decks(run: Run, write: Write) -> None:
    write(A, B)
    run("build")
    write(A)
    nothing: dict[str, list[str]] = {"new": [], "changed": [], "touched": [], "returned": []}
    one = {"id": "one", "notes": 1, "unchanged": ["a"]} | nothing
    retired = one | {"retired": ["b"], "retired_earlier": []}
    assert json.loads(run("status", "--json").stdout)["decks"] == [retired]
    run("build")
    assert json.loads(run("status", "--json").stdout)["decks"] == [one | {"retired": [], "retired_earlier": ["b"]}]


def test_status_lists_what_was_retired_earlier_with_the_search_and_a_build_does_not(run: Run, write: Write) -> None:
    write(A, B)
    run("build")
    write(A)
    run("build")
    assert "retired" not in run("build").output
    assert run("status").stdout.splitlines() == [
        "one: 1 unchanged",
        "  retired earlier b",
        'Anki keeps retired notes. To delete them there, search its browser for: "Id:abc/b"',
    ]


def test_what_costs_reviews_is_told_in_silence_too_and_what_leaves_an_empty_card_is_not(run: Run, write: Write) -> None:
    write("{question: What is RLFH?, answer: It.}", B.replace("It.}", "It., reverse: true}"))
    run("build")
    write("{question: What is RLHF?, answer: It.}", B)
    assert run("build", "-q", "-f", "pdf").stdout == ""
    told = [line for line in run("build", "-q").stderr.splitlines() if "warning" in line]
    assert len(told) == 1
    assert "looks like `what-is-rlfh`, which is gone" in told[0]


def test_check_tells_what_the_lock_knows(run: Run, write: Write) -> None:
    write("{question: What is RLFH?, answer: It.}", B.replace("It.}", "It., reverse: true}"))
    run("build")
    write("{question: What is RLHF?, answer: It.}", B)
    found = run("check")
    assert found.return_value == 0
    assert "looks like `what-is-rlfh`, which is gone" in found.stderr
    assert "`reverse` is off now" in found.stderr
    assert len(json.loads(run("check", "--json").stdout)["warnings"]) == 2


def test_a_note_that_moved_to_another_deck_is_not_retired(run: Run, write: Write, tmp_path: Path) -> None:
    write(A, B)
    run("build")
    write(A)
    other = tmp_path / "cards" / "two.yaml"
    other.write_text("deck: Two\nuid: xyz\ncards:\n- {id: b, was: abc/b, question: B?, answer: It.}\n", "utf-8")
    built = run("build")
    assert "1 note (1 unchanged), 1 card" in line_of(built, "one.apkg")
    assert "Anki keeps retired notes" not in built.output


# --- the deck's identity ---


def test_ids_gives_a_deck_back_the_uid_that_its_lock_knows(run: Run, write: Write) -> None:
    write(A)
    run("build")
    path = Path("cards/one/deck.yaml")
    whole = path.read_text("utf-8")
    path.write_text(whole.replace("uid: abc\n", ""), "utf-8")
    failed = run("build")
    assert failed.return_value == 1
    assert "the deck has no uid, and it was `abc`" in failed.stderr
    assert "`mmcards ids` writes `uid: abc` again" in failed.stderr
    assert run("ids").output == "cards/one/deck.yaml: the uid\n"
    assert path.read_text("utf-8") == whole
    assert "(1 unchanged)" in line_of(run("build"), "one.apkg")


def test_a_deck_without_a_uid_keeps_its_identity_when_its_folder_is_renamed(run: Run, write: Write) -> None:
    write(A)
    path = Path("cards/one/deck.yaml")
    path.write_text("deck: One\ncards:\n- {id: a, was: older, question: A?, answer: It.}\n", "utf-8")
    run("build")
    Path("cards/one").rename("cards/uno")
    assert "the deck has no uid, and it was" in run("build").stderr
    assert run("ids").output == "cards/uno/deck.yaml: the uid\n"
    assert "(1 unchanged)" in line_of(run("build", "-o", "build"), "uno.apkg")


# --- several decks ---


HOME: Final = "deck: Home\nuid: home\nid: home\ncards:\n"
OTHER: Final = "deck: Other\nuid: other\nid: other\ncards:\n- {id: c, question: C?, answer: It.}\n"


@pytest.fixture
def put(tmp_path: Path) -> Write:
    """Writes the decks home and other, with these items of one."""

    def run(home: str, other: str = "") -> None:
        (tmp_path / "cards").mkdir(exist_ok=True)
        (tmp_path / "cards" / "home.yaml").write_text(f"{HOME}- {B}\n{home}", "utf-8")
        (tmp_path / "cards" / "other.yaml").write_text(f"{OTHER}{other}", "utf-8")

    return run


def items(text: str) -> str:
    return f"- {{{text}, question: 'What is it, then?', answer: It.}}\n"


def test_a_build_of_one_deck_does_not_search_for_what_moved_to_another(run: Run, put: Write) -> None:
    put(items("id: a"))
    run("build")
    put("", items("id: a, was: home/a"))
    built = run("build", "cards/home.yaml")
    assert "1 note (1 unchanged), 1 card" in line_of(built, "home.apkg")
    assert "retired" not in built.output
    assert run("build", "cards/other.yaml").stderr == ""
    put(items("id: a"))
    built = run("build", "cards/other.yaml")
    assert "retired" not in built.output
    assert "2 notes (1 changed, 1 unchanged)" in line_of(run("build", "cards/home.yaml"), "home.apkg")


def test_a_build_of_one_deck_searches_for_nothing_where_another_cannot_be_read(run: Run, put: Write) -> None:
    put(items("id: a"))
    run("build")
    put("", "- {id: a, was: home/a}\n")
    built = run("build", "cards/home.yaml")
    assert built.return_value == 0
    assert "notes are retired, but other decks cannot be read that may have them now" in built.stderr
    assert "search its browser" not in built.output


def test_decks_outside_the_folder_cards_know_those_beside_them(run: Run, put: Write) -> None:
    put(items("id: a"))
    Path("cards").rename("mine")
    run("build", "mine")
    put("", items("id: a, was: home/a"))
    for name in ("home", "other"):
        Path(f"cards/{name}.yaml").replace(f"mine/{name}.yaml")
    assert "retired" not in run("build", "mine/home.yaml").output
    Path("mine/notes.yaml").write_text("cards: []\n", "utf-8")
    assert "retired" not in run("status", "mine/home.yaml").output


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("id: a", "looks like `home/a`, which is gone"),
        ("id: renamed", "looks like `home/a`, which is gone"),
        ("id: a, tags: new", "looks like `home/a`, which is gone"),
        ("id: renamed, was: hom/a", "looks like `home/a`, which is gone"),
        ("id: renamed, tags: new, was: hom/a", "no lock here knows a note `hom/a`"),
        ("id: renamed, tags: new, was: home/aa", "no lock here knows a note `home/aa`"),
    ],
)
def test_a_note_that_moved_without_a_word_is_told(run: Run, put: Write, item: str, told: str) -> None:
    put(items("id: a"))
    run("build")
    put("", items(item))
    found = run("build", "-q")
    assert told in found.stderr
    assert ("add `was: home/a` to keep its reviews" in found.stderr) == told.startswith("looks")
    assert run("build").stderr == ""


def test_a_note_that_moved_and_is_a_cloze_now_is_told(run: Run, put: Write) -> None:
    put(items("id: a"))
    run("build")
    put("", "- {id: a, was: home/a, kind: cloze, text: 'It {{c1::is}}.'}\n")
    for _ in range(2):
        assert "this note is a cloze now: Anki never changes a note's type" in run("build").stderr


def test_a_note_that_moved_and_lost_its_reverse_is_told(run: Run, put: Write) -> None:
    put(items("id: a, reverse: true"))
    run("build")
    put("", items("id: a, was: home/a"))
    assert "`reverse` is off now" in run("build").stderr
    assert run("build").stderr == ""


# --- locks that were lost ---


def test_a_lock_that_a_renamed_deck_left_behind_is_named(run: Run, put: Write) -> None:
    put(items("id: a"))
    run("build")
    Path("cards/home.yaml").rename("cards/haus.yaml")
    failed = run("build")
    assert failed.return_value == 1
    assert "cards/home.lock is the lock of this deck, which now looks for cards/haus.lock" in failed.stderr
    assert "= rename the lock to cards/haus.lock" in failed.stderr
    Path("cards/home.lock").rename("cards/haus.lock")
    assert "(2 unchanged)" in line_of(run("build"), "home.apkg")


def test_a_lock_is_found_when_a_deck_of_one_file_gets_a_folder_or_loses_it(run: Run, put: Write) -> None:
    put(items("id: a"))
    run("build")
    Path("cards/home").mkdir()
    Path("cards/home.yaml").rename("cards/home/deck.yaml")
    assert "= rename the lock to cards/home/deck.lock" in run("build").stderr
    Path("cards/home.lock").rename("cards/home/deck.lock")
    Path("cards/home/deck.yaml").rename("cards/mine.yaml")
    Path("cards/poetry.lock").write_bytes(b"\xff")
    assert "= rename the lock to cards/mine.lock" in run("build").stderr


def test_a_lost_lock_is_told_where_its_package_is_there(run: Run, write: Write) -> None:
    write(A)
    run("build")
    Path("cards/one/deck.lock").unlink()
    told = "cards/one/deck.lock is not there, so that all notes count as new, and build/one.apkg was built before"
    assert told not in run("build", "-f", "pdf").stderr
    assert told not in run("build", "--since", "build/one.apkg", "-o", "other").stderr
    Path("cards/one/deck.lock").unlink()
    found = run("build")
    assert told in found.stderr
    assert "delete the lock that is written now, and build with `--since` and a copy of that package" in found.stderr
    assert run("build").stderr == ""
    Path("cards/one/deck.lock").unlink()
    package = Path("build/one.apkg").read_bytes()
    assert "Nothing was built" in run("build", "--strict", "-f", "apkg").output
    assert Path("build/one.apkg").read_bytes() == package
    assert not Path("cards/one/deck.lock").exists()


def test_a_package_of_a_clock_that_was_fast_makes_no_lock(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next build would refuse it."""
    write(A)
    now = time.time()
    with monkeypatch.context() as fast:
        fast.setattr(time, "time", lambda: now + 30 * 86_400)
        run("build")
    Path("cards/one/deck.lock").unlink()
    failed = run("build", "--since", "build/one.apkg")
    assert failed.return_value == 1
    assert "The package says that the note `abc/a` changed on" in failed.stderr
    assert not Path("cards/one/deck.lock").exists()


@pytest.mark.skipif(not which("git"), reason="git is not there")
def test_git_merges_locks_so_that_both_sides_are_read(run: Run, write: Write) -> None:
    """Whichever side's text an author takes, a note that the other side handed out is newer than there."""

    def git(*arguments: str) -> None:
        names = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false")
        subprocess.run(["git", *names, *arguments], check=True, capture_output=True)

    def edit(answer: str, side: str) -> int:
        write(A.replace("It.", answer), B)
        run("build", "-f", "apkg")
        git("add", ".")
        git("commit", "-m", side)
        return int(Path("cards/one/deck.lock").read_text("utf-8").splitlines()[1].split()[1])

    git("init", "-b", "main")
    shutil.copy(ATTRIBUTES, ".gitattributes")
    Path(".gitignore").write_text("build\n", "utf-8")
    edit("Base.", "base")
    git("checkout", "-b", "theirs")
    theirs = edit("Theirs.", "theirs")
    git("checkout", "main")
    ours = edit("Ours.", "ours")
    git("merge", "-X", "ours", "theirs")
    assert "Ours." in Path("cards/one/deck.yaml").read_text("utf-8")
    assert "1 changed, 1 unchanged" in line_of(run("build"), "one.apkg")
    merged = int(Path("cards/one/deck.lock").read_text("utf-8").splitlines()[1].split()[1])
    assert merged > max(ours, theirs)
