"""A build with nothing changed writes nothing and says the same; whatever has changed, it is made."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from mmcards import cli, current
from mmcards.errors import Place, Problem
from mmcards.events import Standing
from mmcards.writers.pdf import font_folders

PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae4260"
    "82"
)

CARDS: Final = """section: Basics
cards:
  - {id: one, question: "What is ![this](dot.png)?", answer: A dot.}
  - question: What is # a comment
    answer: Two.
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a build ended, and whether it wrote anything."""

    status: int
    out: str
    err: str
    wrote: bool


Build: TypeAlias = Callable[..., Ran]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache in which there is no record yet."""
    path = tmp_path / "cache"
    monkeypatch.setenv("MMCARDS_CACHE", str(path))
    return path


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a deck, in a folder that is the working folder."""
    folder = tmp_path / "work" / "cards" / "dots"
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    (folder / "deck.yaml").write_text("deck: Dots\nuid: dots0000\n", "utf-8")
    (folder / "cards.yaml").write_text(CARDS, "utf-8")
    (folder / "dot.png").write_bytes(PNG)
    return folder


@pytest.fixture
def build(deck: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Build:
    """Builds in this process, the Anki package alone if nothing else is asked for."""

    def build(*arguments: str) -> Ran:
        formats = () if "-f" in arguments else ("-f", "apkg")
        monkeypatch.setattr(sys, "argv", ["mmcards", "build", "-j", "1", *formats, *arguments])
        before = _times()
        capfd.readouterr()
        status = cli._run()
        out, err = capfd.readouterr()
        return Ran(status, out, err, _times() != before)

    return build


def _times() -> dict[Path, tuple[int, int]]:
    """When the files that were built, and locks, were put in place."""
    found = [path for path in Path().rglob("*") if path.suffix in (".apkg", ".pdf", ".lock")]
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def test_the_second_build_writes_nothing_and_says_what_a_third_would_if_it_were_forced(build: Build) -> None:
    first, second, forced = build(), build(), build("--force")
    assert [first.wrote, second.wrote, forced.wrote] == [True, False, True]
    assert "2 notes (2 new), 2 cards" in first.out
    assert "2 notes (2 unchanged), 2 cards, 13 KB, up to date\n" in second.out
    assert "1 note has no id." in second.out
    assert "the rest of the line is a comment" in second.err
    assert (second.status, second.err) == (forced.status, forced.err)
    assert second.out.replace("up to date", "") == forced.out.replace(forced.out.split(", ")[-1], "\n")


def test_json_says_the_same_but_for_what_was_written(build: Build) -> None:
    build()
    second, forced = (json.loads(build("--json", *more).out) for more in ([], ["--force"]))
    (row,), (other,) = second["files"], forced["files"]
    assert [(each.pop("written"), each.pop("seconds") > 0) for each in (row, other)] == [(False, False), (True, True)]
    assert second == forced
    assert row["decks"][0]["unchanged"] == ["one", "what-is"]
    assert len(second["warnings"]) == len(second["remarks"]) == 1


def test_several_files_are_counted_and_quiet_is_quiet(build: Build) -> None:
    both = ("-f", "apkg", "-f", "pdf")
    assert "2 files in " in build(*both).out
    again = build(*both)
    assert (again.wrote, again.out.count("up to date")) == (False, 3)
    assert again.out.endswith("2 files up to date; `--force` builds all the same.\n")
    assert build(*both, "-q") == Ran(0, "", "", False)


def test_nothing_that_reads_or_writes_decks_is_loaded(build: Build, deck: Path) -> None:
    build()
    code = "import sys; from mmcards.cli import _run; assert _run() == 0; print('loaded', *sys.modules)"
    found = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(cli.__file__).parents[1]), *sys.path])}
    command = [sys.executable, "-c", code, "build", "-f", "apkg"]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", env=found, check=True)
    said, _, loaded = ran.stdout.partition("loaded")
    assert "up to date" in said
    slow = {"yaml", "markdown_it", "genanki", "sqlite3", "multiprocessing", "mmcards.lock", "mmcards.model"}
    assert slow & set(loaded.split()) == set()


# --- what has changed ------------------------------------------------------------------------------------------------


def _edited(path: Path) -> None:
    """Other content of the same size, at the same time."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _reworded(path: Path) -> None:
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("A dot", "A spot"[:5]), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: Final[dict[str, Callable[[Path], object]]] = {
    "an answer": lambda deck: _reworded(deck / "cards.yaml"),
    "the deck's own file": lambda deck: (deck / "deck.yaml").write_text("deck: Spots\nuid: dots0000\n", "utf-8"),
    "a new section": lambda deck: (deck / "more.yaml").write_text(
        "section: More\ncards: [{question: Q?, answer: A.}]\n", "utf-8"),
    "a new deck": lambda deck: (deck / "new.yaml").write_text(
        "deck: Inner\nuid: inner000\ncards: [{question: Q?, answer: A.}]\n", "utf-8"),
    "a picture": lambda deck: (deck / "dot.png").write_bytes(PNG + b"\0"),
    "the lock": lambda deck: (deck / "deck.lock").write_text(
        (deck / "deck.lock").read_text("utf-8").replace("one 1", "one 0"), "utf-8"),
    "no lock": lambda deck: (deck / "deck.lock").unlink(),
    "no package": lambda _: Path("build/dots.apkg").unlink(),
    "a package of other bytes": lambda _: _edited(Path("build/dots.apkg")),
    "an empty package": lambda _: Path("build/dots.apkg").write_bytes(b""),
    "a package that was moved": lambda _: Path("build/dots.apkg").rename("build/dots-1.apkg"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_built_and_then_stands(build: Build, deck: Path, change: Callable[[Path], object]) -> None:
    build()
    assert not build().wrote
    change(deck)
    assert build().wrote
    assert not build().wrote


def test_what_is_not_read_does_not_matter(build: Build, deck: Path, tmp_path: Path) -> None:
    build()
    (deck / ".notes.yaml.swp").touch()
    (deck / "cards.yaml").touch()
    (tmp_path / "work" / "build" / "other.pdf").touch()
    (tmp_path / "work" / "notes.txt").touch()
    assert not build("--locked").wrote  # a lock that would change is one more thing to write


@pytest.mark.parametrize("options", [("--bundle", "all"), ("-o", "out"), ("cards/dots",), ("--strict",), ("-f", "pdf")])
def test_another_command_is_built_for_itself(build: Build, options: tuple[str, ...]) -> None:
    build()
    assert not build().wrote
    other = build(*options)
    assert (other.status, other.wrote) == ((1, False) if "--strict" in options else (0, True))
    assert not build().wrote


def test_the_same_name_in_another_folder_is_another_command(
    build: Build, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    monkeypatch.chdir(deck)
    assert build("../../cards").wrote


def test_options_for_printing_and_fonts_and_the_configuration_are_looked_at(
    build: Build, deck: Path, configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = tmp_path / "fonts"
    system.mkdir()
    monkeypatch.setattr(font_folders, "folders", lambda: (system,))
    pdf = ("-f", "pdf", "--page", "a6")
    build()  # so that there is a lock
    assert [build(*pdf).wrote, build(*pdf).wrote] == [True, False]
    assert build("-f", "pdf", "--page", "a5").wrote
    assert build(*pdf).wrote  # since the file is now that of the other
    configuration.parent.mkdir()
    configuration.write_text("print: {back-offset: '1,1'}\n", "utf-8")
    assert [build(*pdf).wrote, build(*pdf).wrote] == [True, False]
    assert [build().wrote, build().wrote] == [True, False]
    monkeypatch.setenv("MMCARDS_CONFIG", str(tmp_path / "other.yaml"))
    assert [build(*pdf).wrote, build(*pdf).wrote, build().wrote, build().wrote] == [True, False, True, False]
    (system / "new.ttf").write_bytes(b"no font")
    assert [build(*pdf).wrote, build(*pdf).wrote] == [True, False]
    assert not build().wrote  # to which fonts are nothing


def test_another_version_of_the_program_or_of_a_library_builds(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    (tmp_path / "library-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert [build().wrote, build().wrote] == [True, False]
    (tmp_path / "library-1.0.dist-info").rename(tmp_path / "library-1.1.dist-info")
    assert [build().wrote, build().wrote] == [True, False]
    monkeypatch.setattr(sys, "version", "4.0")
    assert [build().wrote, build().wrote] == [True, False]
    monkeypatch.setattr(current, "_package", lambda: iter([__file__]))
    assert [build().wrote, build().wrote] == [True, False]


def test_a_clock_that_goes_back_is_a_doubt(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 100)
    assert build().wrote


# --- what is never taken for known -----------------------------------------------------------------------------------


def test_what_a_lock_says_once_is_said_and_the_next_build_is_known(build: Build, deck: Path) -> None:
    build()
    _reworded(deck / "cards.yaml")
    assert "(1 changed, 1 unchanged)" in build().out
    again = build()
    assert ("(2 unchanged)" in again.out, again.wrote) == (True, False)


def test_a_warning_that_a_lock_keeps_is_said_at_each_build(build: Build, deck: Path) -> None:
    """Anki does not make a cloze of a note that was none."""
    build()
    cards = "section: Basics\ncards: [{id: one, kind: cloze, text: '{{c1::It}} is a dot.'}]\n"
    (deck / "cards.yaml").write_text(cards, "utf-8")
    first, second, forced = build(), build(), build("--force")
    assert first.err == second.err == forced.err
    assert "warning: " in first.err
    assert second.wrote


def test_a_failure_is_not_remembered(build: Build, deck: Path) -> None:
    build()
    text = (deck / "cards.yaml").read_text("utf-8")
    (deck / "cards.yaml").write_text(text.replace("answer", "anwser", 1), "utf-8")
    assert [build().status, build().status] == [1, 1]
    (deck / "cards.yaml").write_text(text, "utf-8")
    assert (build().status, build().wrote) == (0, False)


def test_a_package_that_was_handed_out_is_looked_into_each_time(build: Build) -> None:
    build()
    Path("handed-out.apkg").write_bytes(Path("build/dots.apkg").read_bytes())
    since = ("--since", "handed-out.apkg")
    assert build(*since).wrote
    assert build(*since).wrote


def test_a_file_that_changes_while_it_is_built_is_built_again(
    build: Build, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = current.Look.content_of

    def read_and_edit(look: current.Look, path: Path) -> bytes:
        content = read(look, path)
        if path.name == "cards.yaml":
            _reworded(path)
        return content

    with monkeypatch.context() as context:
        context.setattr(current.Look, "content_of", read_and_edit)
        build()
    changed = build()
    assert (changed.wrote, "(1 changed, 1 unchanged)" in changed.out) == (True, True)


def test_a_damaged_record_is_none(build: Build, cache: Path) -> None:
    build()
    (record,) = (cache / "builds").iterdir()
    for content in (b"", record.read_bytes()[:-1], record.read_bytes().replace(b"2 notes", b"3 notes") + b" "):
        record.write_bytes(content)
        assert [build().wrote, build().wrote] == [True, False]


def test_a_cache_of_no_use_is_done_without(build: Build, cache: Path) -> None:
    cache.write_text("mine", "utf-8")
    assert [build().wrote, build().wrote] == [True, True]
    assert cache.read_text("utf-8") == "mine"


def test_the_oldest_of_many_records_are_forgotten(build: Build, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "_RECORDS", 2)
    for folder in ("a", "b", "c"):
        build("-o", folder)
    assert len(list((cache / "builds").iterdir())) == 2
    assert [build("-o", folder).wrote for folder in ("c", "b", "a")] == [False, False, True]


def test_a_record_brings_back_what_was_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    problem = Problem(Place("a b.yaml", 3, 4), "odd", "mend it")
    file = Standing("a.pdf", "pdf", [{"id": "a", "notes": 2}], 2, "pages", 3, (problem,))
    said = current.Said((file,), (problem,), problem, "Backs are moved.")
    (tmp_path / "a.pdf").write_bytes(b"PDF")
    (tmp_path / "cards").mkdir()
    command = current.Command((tmp_path / "cards",), {"endings": ("pdf",)})
    current.Look(command).keep(said, {"a.pdf": current.digest(Path("a.pdf"))})
    assert current.standing(command) == said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_build_waits_for_no_pipe_among_its_files(deck: Path, build: Build) -> None:
    (deck / "deck.yaml").write_text("deck: Dots\nuid: dots0000\nfiles: [cards.yaml, more.yaml]\n", "utf-8")
    os.mkfifo(deck / "more.yaml")
    ran = build()
    assert ran.status == 1
    assert "it is no plain file" in ran.err
