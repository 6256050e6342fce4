import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import click
import pytest

from mmcards import __version__, cli
from mmcards import build as building
from mmcards.schema import schema
from mmcards.starter import start
from mmcards.writers import Format
from tests.processes import is_over

WriteDeck: TypeAlias = Callable[..., Path]

COMMANDS: Final = [
    (),
    ("build",),
    ("calibrate",),
    ("check",),
    ("ids",),
    ("new",),
    ("preview",),
    ("schema",),
    ("verify",),
]
OLD: Final = b"what stood here before"
SECONDS: Final = 30
"""How long a process may take before the test fails."""

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of Unix")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working folder."""
    path = tmp_path / "work"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process, in an empty folder."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["mmcards", *arguments])
        capfd.readouterr()
        status = cli._run()
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return run


def environment() -> dict[str, str]:
    """The package under test is found from any folder, and the screen is 80 columns wide."""
    found = str(Path(cli.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([found, *filter(None, sys.path)]), "COLUMNS": "80"}


def mmcards(*arguments: str, **variables: str) -> Ran:
    """Runs a command in a process of its own, in the working folder."""
    return python("-m", "mmcards", *arguments, **variables)


def python(*arguments: str, **variables: str) -> Ran:
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=SECONDS,
        env=environment() | variables,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_teaches_by_examples_that_hold(command: tuple[str, ...], run: Run, folder: Path) -> None:
    (folder / "cards" / "spanish").mkdir(parents=True)
    shown = run(*command, "--help")
    assert (shown.status, shown.err) == (0, "")
    examples = re.findall(rf"  (mmcards {' '.join(command)}.*?)(?:  |$)", shown.out, re.MULTILINE)
    assert examples
    for example in examples:
        name, *arguments = shlex.split(example)[1:]
        found = cli.cli.get_command(click.Context(cli.cli), name)
        assert found
        found.make_context(name, arguments)  # exits where they are wrong


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_fits_a_screen_of_80_columns(command: tuple[str, ...], folder: Path) -> None:
    shown = mmcards(*command, "-h")
    assert shown.status == 0
    assert [line for line in shown.out.splitlines() if len(line) > 80] == []


def test_version_is_told(run: Run) -> None:
    assert run("--version") == Ran(0, f"mmcards {__version__}\n", "")


def test_help_loads_no_library_but_click(folder: Path) -> None:
    code = """
        import sys
        from click.testing import CliRunner
        from mmcards.cli import cli
        for command in [], ["build"], ["check"], ["ids"], ["new"], ["schema"]:
            assert CliRunner().invoke(cli, [*command, "--help"]).exit_code == 0
        print(*{name.partition(".")[0] for name in sys.modules})
    """
    loaded = set(python("-c", re.sub("^ {8}", "", code, flags=re.MULTILINE)).out.split())
    assert "click" in loaded
    assert loaded & {"genanki", "reportlab", "yaml", "markdown_it", "anyascii", "multiprocessing", "sqlite3"} == set()


# --- build, check, new -----------------------------------------------------------------------------------------------


def test_a_new_deck_is_started_checked_and_built(run: Run, folder: Path) -> None:
    started = run("new", "cards/my-deck")
    assert started == Ran(
        0, "cards/my-deck/deck.yaml\ncards/my-deck/cards.yaml\nEdit these; then `mmcards build cards/my-deck`.\n", ""
    )
    checked = run("check")
    assert (checked.status, checked.err) == (0, "")
    found = re.fullmatch(r"1 deck, (\d+) notes, no mistakes\n", checked.out)
    assert found
    number = found[1]
    built = run("build")
    assert (built.status, built.err) == (0, "")
    *files, total = built.out.splitlines()
    apkg, pdf = sorted(files)
    made = re.fullmatch(rf"build/my-deck\.apkg  {number} notes \({number} new\), (\d+) cards, \d+ KB, \d\.\d\d s", apkg)
    assert made
    assert re.fullmatch(rf"build/my-deck\.pdf  {number} notes, {made[1]} pages, \d+ KB, \d\.\d\d s", pdf)
    assert re.fullmatch(r"2 files in \d\.\d\d s", total)
    assert sorted(path.name for path in (folder / "build").iterdir()) == ["my-deck.apkg", "my-deck.pdf"]


def test_the_command_to_build_a_new_deck_is_one_that_a_shell_takes(run: Run) -> None:
    said = re.search("`(.*)`", run("new", "my deck; it's new").out)
    assert said
    assert shlex.split(said[1]) == ["mmcards", "build", "my deck; it's new"]


def test_check_builds_nothing(run: Run, folder: Path, write_deck: WriteDeck) -> None:
    assert run("check", str(write_deck("one"))) == Ran(0, "1 deck, 2 notes, no mistakes\n", "")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("formats", "endings"),
    [
        (["pdf"], ["pdf"]),
        (["apkg"], ["apkg"]),
        (["pdf", "apkg", "pdf"], ["apkg", "pdf"]),
        (["HTML"], ["html"]),
        ([], ["apkg", "pdf"]),
    ],
)
def test_the_named_formats_alone_are_written(
    run: Run, folder: Path, write_deck: WriteDeck, formats: list[str], endings: list[str]
) -> None:
    options = [each for name in formats for each in ("--format", name)]
    assert run("build", str(write_deck("one")), "-o", "out", *options).status == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == [f"one.{ending}" for ending in endings]


def test_both_files_are_written_at_once_by_default_even_on_one_processor(
    run: Run, write_deck: WriteDeck, importable: Callable[[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
import time
from mmcards.errors import CardsError
from mmcards.writers import Made

def write(decks, target, settings, progress):
    target.touch()
    (target.parent / "{own}-is-here").touch()
    end = time.monotonic() + 10
    while not (target.parent / "{other}-is-here").exists():
        if time.monotonic() > end:
            raise CardsError("The other writer is not at work.")
        time.sleep(0.005)
    return Made(1, "cards")
"""
    modules = {
        own: Format(importable(f"meeting_{own}", source.replace("{own}", own).replace("{other}", other)))
        for own, other in (("apkg", "pdf"), ("pdf", "apkg"))
    }
    monkeypatch.setattr(building, "FORMATS", modules)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert run("build", str(write_deck("one"))).status == 0


@pytest.mark.parametrize(
    ("arguments", "libraries"),
    [
        (["--jobs", "1", "--format", "pdf"], {"reportlab"}),
        (["--jobs", "1", "--format", "apkg"], {"genanki"}),
        (["--jobs", "1", "--format", "html"], set()),
        (["--jobs", "2"], set()),  # the parent of both, from which they inherit when they are forked
    ],
)
def test_a_process_loads_the_library_of_its_own_format_alone(
    folder: Path, write_deck: WriteDeck, arguments: list[str], libraries: set[str]
) -> None:
    code = "import sys; from mmcards.cli import _run; assert _run() == 0; print('loaded', *sys.modules)"
    ran = python("-c", code, "build", str(write_deck("one")), *arguments)
    assert ran.err == ""
    assert set(ran.out.partition("loaded")[2].split()) & {"genanki", "reportlab"} == libraries


def test_check_loads_nothing_of_the_schema(folder: Path, write_deck: WriteDeck) -> None:
    code = "import sys; from mmcards.cli import _run; assert _run() == 0; print('loaded', *sys.modules)"
    ran = python("-c", code, "check", str(write_deck("one")))
    assert ran.err == ""
    loaded = set(ran.out.partition("loaded")[2].split())
    assert loaded & {"mmcards.schema", "mmcards.format", "mmcards.reader.asked"} == set()
    assert "mmcards.reader.decks" in loaded


# --- schema ----------------------------------------------------------------------------------------------------------


def test_the_schema_is_printed_as_ascii_or_written_into_a_file(run: Run, folder: Path) -> None:
    printed = run("schema")
    assert (printed.status, printed.err) == (0, "")
    assert printed.out.isascii()  # a redirection may write it in any encoding
    assert json.loads(printed.out) == schema()
    told = "new/of/it.json  `mmcards schema --help` tells how editors find it\n"
    assert run("schema", "-o", "new/of/it.json") == Ran(0, told, "")
    assert (folder / "new/of/it.json").read_text("utf-8") == printed.out


def test_a_schema_that_cannot_be_written_is_told(run: Run, folder: Path) -> None:
    (folder / "file").touch()
    assert run("schema", "-o", "file/it.json") == Ran(1, "", "It cannot be written to file/it.json: File exists.\n")


# --- exit status and sentences ---------------------------------------------------------------------------------------

NO_CARDS_FOLDER: Final = "There is no folder `cards` here. `mmcards new cards/my-deck` starts a deck in one.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["build"], NO_CARDS_FOLDER),
        (["check"], NO_CARDS_FOLDER),
        (["build", "empty"], "There is no deck in empty. `mmcards new empty/my-deck` starts one.\n"),
        (["check", "empty"], "There is no deck in empty. `mmcards new empty/my-deck` starts one.\n"),
        (["new", "full"], "full is not empty. Give a new folder, so that nothing in it is lost.\n"),
        (["new", "file"], "file is a file. Give a new folder.\n"),
        (
            ["build", "deck.yaml", "-o", "file"],
            "The folder file cannot be made: a file is in its place. Name another one with `-o`.\n",
        ),
        (
            ["build", "deck.yaml", "-o", "file/x"],
            "The folder file/x cannot be made: Not a directory. Name another one with `-o`.\n",
        ),
    ],
)
def test_an_expected_failure_is_a_sentence_and_exit_status_1(
    run: Run, folder: Path, write_deck: WriteDeck, arguments: list[str], sentence: str
) -> None:
    (folder / "empty").mkdir()
    (folder / "full").mkdir()
    (folder / "full" / "mine").touch()
    (folder / "file").touch()
    write_deck("one").rename("deck.yaml")
    assert run(*arguments) == Ran(1, "", sentence)


def test_a_file_that_could_not_be_written_makes_exit_status_1(run: Run, folder: Path, write_deck: WriteDeck) -> None:
    (folder / "build" / "one.pdf").mkdir(parents=True)
    ran = run("build", str(write_deck("one")))
    assert ran.status == 1
    assert ran.out.startswith("build/one.apkg  2 notes")
    assert ran.err == (
        "build/one.pdf was not written; what was there before stays as it was.\n"
        "It cannot be put in place: a folder has its name. Move the folder away, or name another one with `-o`.\n"
    )


@on_unix
def test_a_full_disk_is_a_sentence_and_leaves_the_old_files(folder: Path, write_deck: WriteDeck) -> None:
    import resource

    source = write_deck("one")
    source.with_suffix(".lock").touch()
    files = [folder / "build" / f"one.{ending}" for ending in ("apkg", "pdf")]
    files[0].parent.mkdir()
    for file in files:
        file.write_bytes(OLD)
    done = subprocess.run(
        [sys.executable, "-m", "mmcards", "build", str(source)],
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        env=environment(),
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    assert (done.returncode, done.stdout) == (1, "")
    said = [f"build/{file.name} was not written; what was there before stays as it was." for file in files]
    sentence = "It cannot be written into build: File too large."
    assert sorted(done.stderr.splitlines()) == sorted([*said, sentence, sentence])
    assert sorted(files[0].parent.iterdir()) == files
    assert [file.read_bytes() for file in files] == [OLD, OLD]


def test_mistakes_are_shown_with_their_lines_and_nothing_is_built(
    run: Run, folder: Path, write_deck: WriteDeck
) -> None:
    good, bad = write_deck("good"), write_deck("bad", "- question: What?\n  anwser: That.\n")
    ran = run("build", str(good), str(bad))
    assert (ran.status, ran.out) == (1, "")
    assert f"{bad}:6:3: " in ran.err
    assert "  6 |   anwser: That.\n    |   ^\n" in ran.err
    assert ran.err.endswith("in 1 file. Nothing was built; what was built before stays as it was.\n")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"],
        ["build", "nowhere"],
        ["build", "--format", "epub"],
        ["build", "--page", "a3"],
        ["build", "--jobs", "0"],
        ["new"],
        ["check", "--fast"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_told_with_exit_status_2(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert re.search(r"Try 'mmcards.* (-h|--help)' for help\.\n\nError: .", ran.err)


def test_a_bug_keeps_its_traceback(run: Run, write_deck: WriteDeck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "plan", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("build", str(write_deck("one")))


# --- quiet, JSON, streams --------------------------------------------------------------------------------------------


def test_quiet_prints_nothing_on_success(run: Run, write_deck: WriteDeck) -> None:
    path = str(write_deck("one"))
    for command in (["new", "cards"], ["check", path], ["build", path]):
        assert run(*command, "-q") == Ran(0, "", "")


def test_quiet_still_prints_mistakes(run: Run, write_deck: WriteDeck) -> None:
    path = str(write_deck("one", "- question: What?\n"))
    for command in ("check", "build"):
        assert f"{path}:5:3: " in run(command, path, "-q").err


def test_json_tells_what_was_built_in_one_object(run: Run, folder: Path, write_deck: WriteDeck) -> None:
    ran = run("build", str(write_deck("one")), str(write_deck("two")), "--json")
    assert (ran.status, ran.err) == (0, "")
    result = json.loads(ran.out)
    assert [file["path"] for file in result["files"]] == [
        f"build/{name}.{ending}" for name in ("one", "two") for ending in ("apkg", "pdf")
    ]
    apkg, pdf, *_ = result["files"]
    assert 0 < apkg.pop("seconds") < SECONDS
    size = (folder / "build" / "one.apkg").stat().st_size
    assert apkg == {
        "path": "build/one.apkg",
        "decks": [
            {
                "id": "one",
                "notes": 2,
                "new": ["card-1", "card-2"],
                "changed": [],
                "touched": [],
                "unchanged": [],
                "retired": [],
                "returned": [],
            }
        ],
        "format": "apkg",
        "notes": 2,
        "cards": 2,
        "bytes": size,
        "written": True,
    }
    assert (pdf["format"], pdf["pages"], pdf["decks"]) == ("pdf", 2, [{"id": "one", "notes": 2}])
    assert (result["errors"], result["warnings"]) == ([], [])


def test_check_names_the_pictures_that_no_card_names(run: Run, folder: Path, write_deck: WriteDeck) -> None:
    path = write_deck("one")
    (path.parent / "spare.png").write_bytes(b"")
    ran = run("check", str(path))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"{path.parent / 'spare.png'}: no card names this file\n1 deck, 2 notes, no mistakes\n"
    assert run("check", str(path), "-q").out == ""
    told = json.loads(run("check", str(path), "--json").out)["remarks"]
    assert told == [{"path": str(path.parent / "spare.png"), "message": "no card names this file"}]


def test_a_bundle_is_one_package_of_all_decks_beside_their_pdfs(run: Run, folder: Path, write_deck: WriteDeck) -> None:
    decks = [str(write_deck(name)) for name in ("one", "two")]
    ran = run("build", *decks, "--bundle", "my course.apkg", "--json")
    assert ran.status == 0
    assert [file["path"] for file in json.loads(ran.out)["files"]] == [
        "build/my course.apkg", "build/one.pdf", "build/two.pdf"
    ]  # fmt: skip
    assert all(Path(deck).with_suffix(".lock").exists() for deck in decks)
    again = run("build", *decks, "--bundle", "my course")
    assert "4 notes (4 unchanged), 4 cards" in again.out


def test_a_bundle_takes_no_place_of_a_deck_and_wants_the_format(run: Run, folder: Path, write_deck: WriteDeck) -> None:
    decks = [str(write_deck(name)) for name in ("one", "two")]
    ran = run("build", *decks, "--bundle", "two")
    assert (ran.status, ran.err) == (1, "The deck `two` has two.apkg for itself. Give the bundle another name.\n")
    ran = run("build", *decks, "--bundle", "course", "-f", "pdf")
    assert (ran.status, "Add `--format apkg`." in ran.err, (folder / "build").exists()) == (1, True, False)
    assert run("build", decks[0], "--bundle", "one", "-f", "apkg").status == 0


@pytest.mark.parametrize("name", ["", "a/b", "..", ".apkg"])
def test_a_bundle_wants_a_name_and_no_path(run: Run, write_deck: WriteDeck, name: str) -> None:
    ran = run("build", str(write_deck("one")), "--bundle", name)
    assert ran.status == 2
    assert "a name is wanted" in ran.err


@pytest.mark.parametrize("command", ["build", "check"])
def test_json_is_one_object_with_mistakes_too(run: Run, write_deck: WriteDeck, command: str) -> None:
    path = write_deck("one", "- question: What?\n  anwser: That.\n")
    ran = run(command, str(path), "--json")
    result = json.loads(ran.out)
    assert (ran.status, ran.err, result["files"]) == (1, "", [])
    assert (str(path), 6, 3) in [(each["path"], each["line"], each["column"]) for each in result["errors"]]


def test_json_is_one_object_when_there_is_no_deck_and_when_a_file_fails(
    run: Run, folder: Path, write_deck: WriteDeck
) -> None:
    assert json.loads(run("check", "--json").out)["errors"] == [{"message": NO_CARDS_FOLDER.strip()}]
    path = write_deck("one", "- {id: ill, question: What is \u0378?, answer: Middle.}\n")
    ran = run("build", str(path), "--json")
    result = json.loads(ran.out)
    assert (ran.status, ran.err) == (1, "")
    assert [file["path"] for file in result["files"]] == ["build/one.apkg"]
    (error,) = result["errors"]
    assert (error["file"], error["path"], error["line"]) == ("build/one.pdf", str(path), 5)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_path_that_the_screen_has_no_letters_for_is_printed_all_the_same(folder: Path, encoding: str) -> None:
    assert mmcards("new", "日本", PYTHONIOENCODING=encoding).status == 0
    start(Path("cards"))
    ran = mmcards("build", "-f", "apkg", "-o", "日本é", PYTHONIOENCODING=encoding)
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(mmcards("build", "-f", "apkg", "-o", "日本é", "--json", PYTHONIOENCODING=encoding).out)["files"][
        0
    ]["path"] == (str(Path("日本é", "cards.apkg")))


@on_unix
def test_a_path_that_is_no_unicode_is_printed_all_the_same(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    assert mmcards("new", name).status == 0
    built = mmcards("build", name, "-f", "apkg", "-o", f"{name}/build")
    assert (built.status, built.err) == (0, "")
    assert json.loads(mmcards("build", name, "-f", "apkg", "-o", f"{name}/build", "--json").out)["files"][0][
        "path"
    ] == (f"{name}/build/caf.apkg")


@on_unix
@pytest.mark.parametrize("arguments", [["--help"], ["check"], ["build"], ["build", "--json"]], ids=" ".join)
def test_a_reader_that_reads_no_further_gets_no_traceback(folder: Path, arguments: list[str]) -> None:
    start(Path("cards"))
    process = started(*arguments)
    assert process.stdout
    process.stdout.close()
    assert process.wait(SECONDS) in (0, 1)
    assert process.stderr
    assert process.stderr.read() == b""
    process.stderr.close()
    assert [path.name for path in folder.rglob("*.part")] == []


@on_unix
def test_the_first_line_can_be_taken(folder: Path) -> None:
    start(Path("cards"))
    command = f"{shlex.quote(sys.executable)} -m mmcards build | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=SECONDS, env=environment(), check=False)
    assert done.stdout.startswith(b"build/cards.")
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")


@on_unix
@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "0<&- 1>&- 2>&-"])
def test_closed_streams_do_not_keep_files_from_being_built(folder: Path, closed: str) -> None:
    start(Path("cards"))
    command = f"{shlex.quote(sys.executable)} -m mmcards build {closed}"
    assert subprocess.run(command, shell=True, timeout=SECONDS, env=environment(), check=False).returncode == 0
    assert sorted(path.name for path in (folder / "build").iterdir()) == ["cards.apkg", "cards.pdf"]


# --- a terminal, and interrupts --------------------------------------------------------------------------------------


def started(*arguments: str, stderr: int = subprocess.PIPE) -> "subprocess.Popen[bytes]":
    """A command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "mmcards", *arguments],
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=True,
        env=environment(),
    )


@dataclass(slots=True)
class Terminal:
    """A terminal, and a process whose standard error it shows."""

    process: "subprocess.Popen[bytes]"
    descriptor: int
    shown: str = ""

    def read_until(self, text: str) -> None:
        while text not in self.shown:
            assert self._read(), f"{text!r} was not shown, but {self.shown!r}"

    def read_all(self) -> str:
        while self._read():
            pass
        return self.shown

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS)
        assert self.process.stdout
        self.process.stdout.close()
        os.close(self.descriptor)

    def _read(self) -> bool:
        try:
            read = os.read(self.descriptor, 10_000)
        except OSError:  # how Linux tells that nobody writes on
            return False
        self.shown += read.decode().replace("\r\n", "\n")
        return bool(read)


OnTerminal: TypeAlias = Callable[..., Terminal]


@pytest.fixture
def on_terminal(folder: Path) -> Iterator[OnTerminal]:
    """Starts a command whose standard error is a terminal."""
    import fcntl
    import pty
    import struct
    import termios

    terminals: list[Terminal] = []

    def start(*arguments: str, columns: int = 80) -> Terminal:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        terminals.append(Terminal(started(*arguments, stderr=theirs), ours))
        os.close(theirs)
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def long_deck(folder: Path, write_deck: WriteDeck) -> str:
    """A deck whose PDF takes most of a second, with files of an earlier build."""
    path = write_deck("long", 2000)
    path.with_suffix(".lock").touch()
    (folder / "build").mkdir()
    for ending in ("apkg", "pdf"):
        (folder / "build" / f"long.{ending}").write_bytes(OLD)
    return str(path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def longer_deck(long_deck: str, write_deck: WriteDeck) -> str:
    """A deck whose PDF takes some seconds, so that it is under way when it is ended."""
    return str(write_deck("long", 8_000))


@on_unix
def test_progress_is_shown_on_a_terminal_and_wiped_at_the_end(on_terminal: OnTerminal, long_deck: str) -> None:
    terminal = on_terminal("build", long_deck)
    shown = terminal.read_all()
    steps = [int(each.replace(",", "")) for each in re.findall(r"long\.pdf ([\d,]+) of 2,000", shown)]
    assert len(steps) > 1
    assert (steps[0], steps) == (0, sorted(steps))
    assert "long.apkg 2,000 of 2,000, writing it" in shown
    assert re.search(r"\r +\r$", shown)
    assert terminal.process.wait(SECONDS) == 0


@on_unix
@pytest.mark.parametrize("columns", [20, 0])
def test_progress_takes_one_line_of_the_terminal(on_terminal: OnTerminal, long_deck: str, columns: int) -> None:
    shown = on_terminal("build", long_deck, "--format", "pdf", columns=columns).read_all()
    steps = {step.rstrip() for step in shown.split("\r")} - {""}
    whole = r"long\.pdf [\d,]+ of 2,000(, writing it)?"
    assert all(len(step) == columns - 1 if columns else re.fullmatch(whole, step) for step in steps)
    assert steps


@on_unix
@pytest.mark.parametrize("option", ["--quiet", "--json"])
def test_progress_is_not_shown_where_it_is_not_wanted(on_terminal: OnTerminal, long_deck: str, option: str) -> None:
    assert on_terminal("build", long_deck, option, "--format", "apkg").read_all() == ""


def test_progress_is_shown_on_a_terminal_only(long_deck: str) -> None:
    ran = mmcards("build", long_deck)
    assert (ran.status, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 3


@on_unix
@pytest.mark.parametrize("kill", [os.killpg, os.kill], ids=["the group as a terminal does", "the parent alone"])
def test_ctrl_c_ends_all_processes_with_one_sentence_and_leaves_the_old_file(
    on_terminal: OnTerminal, folder: Path, longer_deck: str, kill: Callable[[int, int], None]
) -> None:
    terminal = on_terminal("build", longer_deck, "--format", "pdf")
    terminal.read_until("of 8,000")
    kill(terminal.process.pid, signal.SIGINT)
    shown = terminal.read_all()
    assert terminal.process.wait(SECONDS) == 130
    assert shown.rpartition("\r")[2] == "\nInterrupted. What was not finished is left as it was before.\n"
    assert is_over(terminal.process.pid)
    assert contents(folder / "build") == {"long.apkg": OLD, "long.pdf": OLD}


@on_unix
def test_a_watched_deck_is_built_again_at_every_save_until_an_interrupt(
    on_terminal: OnTerminal, folder: Path, write_deck: WriteDeck
) -> None:
    path = write_deck("watched")
    built, text = folder / "build" / "watched.apkg", path.read_text("utf-8")
    terminal = on_terminal("build", str(path), "--format", "apkg", "--watch")
    assert terminal.process.stdout
    lines = iter(terminal.process.stdout.readline, b"")
    assert b"watched.apkg  2 notes (2 new)" in next(lines)
    assert next(lines) == b"Watching for changes; Ctrl-C ends it.\n"
    path.write_text(text.replace("What is 1?", "Which is 1?"), "utf-8")
    assert b"watched.apkg  2 notes (1 changed, 1 unchanged)" in next(lines)
    before = built.read_bytes()
    path.write_text(text.replace("question", "questoin", 1), "utf-8")
    terminal.read_until("what was built before stays as it was.")
    assert "unknown key `questoin`" in terminal.shown
    assert built.read_bytes() == before
    path.write_text(text, "utf-8")
    assert b"watched.apkg  2 notes (1 changed, 1 unchanged)" in next(lines)
    time.sleep(1)  # the build says what it wrote a moment before it ends
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.process.wait(SECONDS) == 0
    assert "Interrupted" not in terminal.read_all()
    assert sorted(contents(folder / "build")) == ["watched.apkg"]


@on_unix
def test_wrong_use_ends_watching_before_it_begins(run: Run, write_deck: WriteDeck) -> None:
    shown = run("build", str(write_deck("watched")), "--watch", "--card", "a7")
    assert (shown.status, "--card changes nothing" in shown.err) == (2, True)


@on_unix
def test_being_ended_ends_all_processes_and_leaves_the_old_file(
    on_terminal: OnTerminal, folder: Path, longer_deck: str
) -> None:
    terminal = on_terminal("build", longer_deck, "--format", "pdf")
    terminal.read_until("of 8,000")
    terminal.process.terminate()
    shown = terminal.read_all()
    assert terminal.process.wait(SECONDS) == 128 + signal.SIGTERM
    assert "Traceback" not in shown
    assert is_over(terminal.process.pid)
    assert contents(folder / "build") == {"long.apkg": OLD, "long.pdf": OLD}


def test_with_strict_a_warning_is_a_mistake(run: Run, folder: Path, write_deck: WriteDeck) -> None:
    """What has one is not written, and what stood in its place still does."""
    deck = write_deck("formulas", "- {id: a, question: 'What is $\\nothing{x}$?', answer: It.}\n")
    assert run("build", str(deck)).status == 0
    printed = folder / "build" / "formulas.pdf"
    before = printed.read_bytes()
    strict = run("build", str(deck), "--strict")
    assert strict.status == 1
    assert "is printed as its source, since it cannot be drawn" in strict.err
    assert printed.read_bytes() == before
    almost = write_deck("almost", "- {id: a, question: 'What of $a { b$?', answer: It.}\n")
    assert run("check", str(almost)).status == 0
    strict = run("check", str(almost), "--strict")
    assert strict.status == 1
    assert "its braces do not match" in strict.err
    assert run("build", str(almost), "--strict").status == 1
    assert not (folder / "build" / "almost.apkg").exists()
