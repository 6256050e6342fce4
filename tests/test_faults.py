"""Whatever goes wrong while a deck is built: a sentence and a status, and each file as it was or whole and new."""

import ctypes
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import pypdfium2
import pytest

from mmcards import cli, current
from mmcards.lock.entries import parse
from tests.life.packages import versions
from tests.processes import is_over

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, limits and rights of Unix")

KILLS: Final = int(os.environ.get("MMCARDS_KILLS", "6"))
"""How many builds are killed; by hand more are better."""

SECONDS: Final = 60
"""How long a process may take before the test fails."""

WriteDeck: TypeAlias = Callable[..., Path]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working folder."""
    path = tmp_path / "work"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


def environment(**variables: str) -> dict[str, str]:
    found = str(Path(cli.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([found, *filter(None, sys.path)])} | variables


def started(*arguments: str, **more: object) -> "subprocess.Popen[str]":
    """A command in a process group of its own."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": environment()} | more
    command = [sys.executable, "-m", "mmcards", *arguments]
    return subprocess.Popen(command, encoding="utf-8", start_new_session=True, **options)  # type: ignore[call-overload, no-any-return]


def ended(process: "subprocess.Popen[str]") -> Ran:
    out, err = process.communicate(timeout=SECONDS)
    assert "Traceback" not in err
    return Ran(process.returncode, out or "", err or "")


def mmcards(*arguments: str, **more: object) -> Ran:
    return ended(started(*arguments, **more))


def shell(command: str, **variables: str) -> Ran:
    """A command line, in which `mmcards` is the program."""
    line = re.sub(r"\bmmcards\b", f"{shlex.quote(sys.executable)} -m mmcards", command)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        env=environment(**variables),
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def without_rights() -> None:
    """Let a process be stopped by what is read-only, whoever runs it (prctl(2): PR_CAPBSET_DROP)."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


@pytest.fixture
def protected() -> Iterator[Callable[[Path], None]]:
    """Makes folders read-only for those without rights."""
    found: list[Path] = []

    def protect(path: Path) -> None:
        found.append(path)
        path.chmod(0o555)

    yield protect
    for path in found:
        path.chmod(0o755)


# --- killed ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Deck:
    """A deck that is reworded again and again, and what was seen of its files. All of it is in the working folder."""

    source: Path
    version: int = 0
    times: dict[str, int] = field(default_factory=dict)

    def reword(self) -> None:
        """Another version of each note."""
        self.version += 1
        rows = (f"- {{id: c{n}, question: Which is {n}?, answer: Version {self.version}.}}\n" for n in range(20))
        self.source.write_text(f"deck: Killed\nuid: killed00\ncards:\n{''.join(rows)}", "utf-8")

    def check(self) -> None:
        """All files are whole and of one version, and no time in the lock went back, or before one handed out."""
        lock = parse(self.source.with_suffix(".lock").read_text("utf-8"), "", int(time.time()))
        locked = {name: entry.modified for name, entry in lock.items()}
        assert len(locked) == 20
        assert all(locked[name] >= before for name, before in self.times.items())
        self.times = locked
        package = versions([Path("build/killed.apkg")])
        assert len(package) == 20
        assert len({each.named["Answer"] for each in package.values()}) == 1
        assert all(each.time <= locked[guid.partition("/")[2]] for guid, each in package.items())
        assert len({self.printed(page) for page in (0, 19)}) == 1

    def printed(self, page: int) -> str:
        """The version that a page shows."""
        document = pypdfium2.PdfDocument("build/killed.pdf")
        text = document[page].get_textpage().get_text_bounded()
        document.close()
        found = re.search(r"Version (\d+)", text)
        assert found
        return found[1]

    def left(self) -> list[Path]:
        """What is there besides the files that belong there."""
        usual = {self.source, self.source.with_suffix(".lock"), Path("build/killed.apkg"), Path("build/killed.pdf")}
        return [path for path in Path().rglob("*") if path.is_file() and path not in usual]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the deck, which was built once."""
    folder = tmp_path_factory.mktemp("built")
    Deck(folder / "killed.yaml").reword()
    ran = mmcards("build", "killed.yaml", cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    return folder


@pytest.fixture
def deck(folder: Path, built: Path) -> Deck:
    """It was built once."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    found = Deck(Path("killed.yaml"), version=1)
    found.check()
    return found


def test_killed_at_any_moment_each_file_is_as_it_was_or_whole_and_new(deck: Deck) -> None:
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    start = time.monotonic()
    deck.reword()
    mmcards("build", "killed.yaml")
    usual = time.monotonic() - start
    ways = [
        (kill, number)
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
        for kill in (os.killpg, os.kill)
    ]
    for each in range(KILLS):
        deck.reword()
        kill, number = ways[each % len(ways)]
        wait = chance.uniform(0.1, 1) * usual
        said = f"seed {seed}, {kill.__name__}, {number.name} after {wait:.3f} s"
        before = deck.left()  # by a process that was killed; one that is ended early does not come to clear it away
        process = started("build", "killed.yaml")
        time.sleep(wait)
        kill(process.pid, number)
        process.communicate(timeout=SECONDS)
        assert is_over(process.pid), said
        assert number == signal.SIGKILL or set(deck.left()) <= set(before), said
        for path in deck.left():
            assert path.suffix == ".part"
            os.utime(path, (0, 0))  # a killed process cannot clear up; the next does, when they are old
        deck.check()
    deck.reword()
    assert mmcards("build", "killed.yaml").status == 0
    deck.check()
    assert deck.printed(0) == str(deck.version)
    assert deck.left() == []


def test_processes_at_work_end_with_a_parent_that_is_killed(folder: Path) -> None:
    code = """
import os, time
from pathlib import Path
from mmcards import workers

def task(report, ask):
    Path(f"{os.getpid()}.at-work").touch()
    time.sleep(60)

list(workers.run([task, task], 2, "fork"))
"""
    parent = subprocess.Popen([sys.executable, "-c", code], start_new_session=True, env=environment())
    while len(list(folder.glob("*.at-work"))) < 2:
        assert parent.poll() is None
        time.sleep(0.01)
    parent.kill()
    parent.wait(SECONDS)
    assert is_over(parent.pid)


# --- several at once -------------------------------------------------------------------------------------------------


def test_builds_of_one_deck_at_once_wait_for_each_other(deck: Deck) -> None:
    deck.reword()
    for process in [started("build", "killed.yaml") for _ in range(3)]:
        ran = ended(process)
        assert (ran.status, ran.err) == (0, "")
    deck.check()
    handed_out = {guid.partition("/")[2]: each.time for guid, each in versions([Path("build/killed.apkg")]).items()}
    assert handed_out == deck.times
    assert deck.left() == []


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command in this process."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["mmcards", *arguments])
        capfd.readouterr()
        return Ran(cli._run(), *capfd.readouterr())

    return run


def test_what_was_read_before_another_build_does_not_go_over_it(
    deck: Deck, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    content_of = current.Look.content_of

    def read_slowly(look: current.Look, path: Path) -> bytes:
        content = content_of(look, path)
        deck.reword()
        assert mmcards("build", "killed.yaml").status == 0
        return content

    deck.reword()
    with monkeypatch.context() as context:
        context.setattr(current.Look, "content_of", read_slowly)
        ran = run("build", "killed.yaml")
    assert ran == Ran(1, "", "The cards were changed and built elsewhere while they were read. Build again.\n")
    deck.check()
    assert deck.printed(0) == str(deck.version)


def test_a_lock_that_changed_meanwhile_is_not_written_over(
    deck: Deck, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a build on another machine, for which this one cannot wait."""
    from mmcards import build as building

    package, put_in_place = Path("build/killed.apkg").read_bytes(), building._put_in_place
    lock = Path("killed.lock")

    def late(*those: object) -> object:
        lock.write_text(lock.read_text("utf-8").replace(" 1", " 2", 1), "utf-8")
        return put_in_place(*those)  # type: ignore[arg-type]

    deck.reword()
    monkeypatch.setattr(building, "_put_in_place", late)
    ran = run("build", "killed.yaml", "-f", "apkg", "-j", "1")
    assert (ran.status, ran.err.splitlines()[1]) == (1, "Another build changed killed.lock meanwhile. Build again.")
    assert (Path("build/killed.apkg").read_bytes(), " 2" in lock.read_text("utf-8")) == (package, True)


# --- folders ---------------------------------------------------------------------------------------------------------


def test_a_read_only_output_folder_is_told_and_nothing_changes(deck: Deck, protected: Callable[[Path], None]) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    deck.reword()
    protected(Path("build"))
    ran = mmcards("build", "killed.yaml", preexec_fn=without_rights)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.count("It cannot be written into build: Permission denied.\n") == 2
    assert {path: path.read_bytes() for path in before} == before | {deck.source: deck.source.read_bytes()}


def test_a_read_only_source_is_a_warning(deck: Deck, protected: Callable[[Path], None]) -> None:
    deck.reword()
    lock = Path("killed.lock").read_bytes()
    protected(Path())
    ran = mmcards("build", "killed.yaml", preexec_fn=without_rights)
    assert (ran.status, "the lock cannot be written (Permission denied)" in ran.err) == (0, True)
    assert deck.printed(0) == str(deck.version)
    assert Path("killed.lock").read_bytes() == lock


def test_a_folder_above_the_deck_that_cannot_be_listed_is_no_hindrance(folder: Path) -> None:
    """Notes that are gone are looked for in the decks beside; where there may be some is not known."""
    source = folder / "secret" / "one" / "deck.yaml"
    source.parent.mkdir(parents=True)
    source.write_text("deck: One\nuid: one00000\ncards: [{id: a, question: A?, answer: A.}]\n", "utf-8")
    assert mmcards("build", str(source), "-f", "apkg").status == 0
    source.write_text("deck: One\nuid: one00000\ncards: [{id: b, question: B?, answer: B.}]\n", "utf-8")
    (folder / "secret").chmod(0o311)
    try:
        ran = mmcards("build", str(source), "-f", "apkg", preexec_fn=without_rights)
    finally:
        (folder / "secret").chmod(0o755)
    assert (ran.status, "1 new, 1 retired" in ran.out) == (0, True)


def test_an_output_folder_that_goes_under_way_is_told(deck: Deck) -> None:
    deck.reword()
    lock = Path("killed.lock").read_bytes()
    process = started("build", "killed.yaml", "-o", "out/put")
    while process.poll() is None and not list(Path("out").rglob("*.part")):
        time.sleep(0.002)
    Path("out").rename("gone")
    ran = ended(process)
    assert ran.status == 1
    assert ran.err.count("No such file or directory.\n") == 2
    assert not Path("out").exists()
    assert Path("killed.lock").read_bytes() != lock or "killed.apkg was not written" in ran.err


def test_a_working_folder_that_is_gone_is_told(deck: Deck) -> None:
    source = shlex.quote(str(Path("killed.yaml").resolve()))
    ran = shell(f"mkdir gone && cd gone && rmdir ../gone && mmcards build {source}")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "The folder build cannot be made: No such file or directory. Name another one with `-o`.\n"


def test_links_that_lead_to_themselves_are_told_or_passed_over(deck: Deck, run: Callable[..., Ran]) -> None:
    for name in ("round.yaml", "round"):
        Path(name).symlink_to(name)
    assert run("build", "round").status == 2
    Path("cards").mkdir()
    Path("cards/deck.yaml").write_bytes(deck.source.read_bytes())
    for name in ("cards/round.yaml", "cards/round", "cards/deck.yml"):
        Path(name).symlink_to(Path(name).name)
    Path("cards/up").symlink_to("..")
    assert run("check", "cards").status == 0


@pytest.mark.parametrize("name", ["new\nline", "\x1b[31mred", "\u202eback", "bell\x07"])
def test_a_path_of_odd_letters_does_nothing_to_the_terminal(folder: Path, run: Callable[..., Ran], name: str) -> None:
    Path(name).mkdir()
    ran = run("build", name)
    assert (ran.status, ran.out) == (1, "")
    assert not set("\x1b\x07\u202e") & set(ran.err)
    (Path(name) / "deck.yaml").write_text(
        "deck: One\nid: one\nuid: one00000\ncards: [{id: a, question: A?, answer: A.}]\n"
    )
    ran = run("build", name, "-o", f"{name}/out", "-f", "apkg", "-j", "1")
    assert (ran.status, ran.err) == (0, "")
    assert [path.name for path in (Path(name) / "out").iterdir()] == ["one.apkg"]
    assert len(ran.out.splitlines()) == 1
    assert not set("\x1b\x07\u202e") & set(ran.out)


# --- what is read goes, or is damaged --------------------------------------------------------------------------------


def test_a_file_that_goes_after_it_was_found_is_a_mistake(
    deck: Deck, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    content_of = current.Look.content_of

    def too_late(look: current.Look, path: Path) -> bytes:
        path.unlink()
        return content_of(look, path)

    monkeypatch.setattr(current.Look, "content_of", too_late)
    ran = run("build", "killed.yaml", "--force")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("killed.yaml:1:1: the file cannot be read: No such file or directory\n")


@pytest.mark.parametrize("damage", [lambda text: text[:-30], lambda text: "\0" * len(text), lambda text: "<html>"])
def test_a_lock_that_is_damaged_is_a_mistake_with_a_way_out(
    deck: Deck, run: Callable[..., Ran], damage: Callable[[str], str]
) -> None:
    lock = Path("killed.lock")
    damaged = damage(lock.read_text("utf-8"))
    lock.write_text(damaged, "utf-8")
    package = Path("build/killed.apkg").read_bytes()
    ran = run("build", "killed.yaml")
    assert (ran.status, ran.out) == (1, "")
    assert "bring the file back from git" in ran.err
    assert (lock.read_text("utf-8"), Path("build/killed.apkg").read_bytes()) == (damaged, package)


@pytest.mark.parametrize("seconds", [-5, 10**11, 10**13])
def test_a_clock_of_no_year_that_can_be_written_is_told(
    deck: Deck, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    lock = Path("killed.lock").read_bytes()
    deck.reword()
    monkeypatch.setattr(time, "time", lambda: seconds)
    ran = run("build", "killed.yaml", "-f", "apkg", "-j", "1")
    assert (ran.status, ran.out) == (1, "")
    assert "computer" in ran.err
    assert Path("killed.lock").read_bytes() == lock


NO_ROOM: Final = Ran(1, "", "There is no room for what is to be printed: No space left on device.\n")

# --- streams, and no room --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "ran"),
    [
        ("mmcards build killed.yaml -f apkg | true", Ran(0, "", "")),
        ("mmcards build killed.yaml -f apkg > /dev/full", NO_ROOM),
    ],
)
def test_streams_that_take_nothing_do_not_keep_files_from_being_built(deck: Deck, line: str, ran: Ran) -> None:
    deck.reword()
    assert shell(line) == ran
    (version,) = {each.named["Answer"] for each in versions([Path("build/killed.apkg")]).values()}
    assert version.endswith(f"Version {deck.version}.")


@pytest.mark.parametrize(
    ("line", "ran"),
    [
        ("mmcards --help > /dev/full", NO_ROOM),
        ("mmcards check nothing.yaml 2> /dev/full", Ran(1, "", "")),
    ],
)
def test_a_stream_without_room_is_exit_status_1(folder: Path, line: str, ran: Ran) -> None:
    Path("nothing.yaml").write_text("deck: Nothing\nuid: nothing0\ncards: [{question: Q?}]\n", "utf-8")
    assert shell(line) == ran


def test_no_room_for_the_lock_leaves_the_old_one_and_the_old_package(folder: Path) -> None:
    """Of many ids a lock is larger than the package, which is compressed."""
    import resource

    source = Path("long.yaml")
    rows = "".join(f"- {{id: {'long-' * 39}{n}, question: Q?, answer: A.}}\n" for n in range(200))
    source.write_text(f"deck: Long\nuid: long0000\ncards:\n{rows}", "utf-8")
    assert mmcards("build", "long.yaml", "-f", "apkg").status == 0
    lock, package = (Path(name).read_bytes() for name in ("long.lock", "build/long.apkg"))
    source.write_text(source.read_text("utf-8").replace("A.}", "B.}"), "utf-8")
    size = Path("build/long.apkg").stat().st_size * 3 // 2
    assert size < len(lock)
    ran = mmcards(
        "build", "long.yaml", "-f", "apkg",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    assert (ran.status, "The lock long.lock cannot be written: File too large." in ran.err) == (1, True)
    assert (Path("long.lock").read_bytes(), Path("build/long.apkg").read_bytes()) == (lock, package)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["long.apkg", "long.lock", "long.yaml"]


# --- surroundings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "MMCARDS_CACHE": "killed.yaml"},
        {"MMCARDS_CACHE": "", "HOME": "", "XDG_CACHE_HOME": "", "TERM": "dumb"},
    ],
    ids=lambda variables: " ".join(variables),
)
def test_surroundings_of_no_use_change_nothing(deck: Deck, variables: dict[str, str]) -> None:
    before = {path: path.read_bytes() for path in Path("build").iterdir()}
    ran = shell("mmcards build killed.yaml --force --json", **variables)
    assert (ran.status, ran.err) == (0, "")
    assert len(json.loads(ran.out)["files"]) == 2
    assert {path: path.read_bytes() for path in Path("build").iterdir()} == before
    deck.check()
