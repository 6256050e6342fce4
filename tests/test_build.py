import multiprocessing
import os
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from mmcards import build as building
from mmcards.build import build, plan
from mmcards.errors import CardsError, Mistakes
from mmcards.events import Failed, Progress, Written
from mmcards.kinds import KINDS
from mmcards.lock.decks import Locked, locked
from mmcards.model import Deck
from mmcards.reader.decks import read
from mmcards.writers import Format, Settings

WriteDeck: TypeAlias = Callable[..., Path]
MakeModule: TypeAlias = Callable[[str, str], str]
Decks: TypeAlias = Callable[..., tuple[Deck, ...]]
WrittenBy: TypeAlias = Callable[..., tuple[str, ...]]

ENDINGS: Final = ("apkg", "pdf")
NOW: Final = 1_790_000_000
OLD: Final = b"what stood here before"

WRITER: Final = """
import errno
import os
import time
from pathlib import Path

from mmcards.errors import CardsError, SourceError
from mmcards.writers import Made


def write(decks, target, settings, progress):
    target.write_bytes(b"half")
    {steps}
    target.write_bytes(b"whole: " + decks[0].id.encode())
    return Made(1, "cards")
"""

MEET: Final = """
    here, there = (target.parent / f"writer-{name}-is-here" for name in ("{own}", "{other}"))
    here.touch()
    end = time.monotonic() + 10
    while not there.exists():
        if time.monotonic() > end:
            raise CardsError("The other writer is not at work.")
        time.sleep(0.005)
"""


@pytest.fixture
def decks(write_deck: WriteDeck) -> Decks:
    """Decks of these names, read from files."""
    return lambda *names: read([write_deck(name) for name in names], KINDS)[0]


@pytest.fixture
def written_by(importable: MakeModule, monkeypatch: pytest.MonkeyPatch, bare_main: None) -> WrittenBy:
    """Formats whose writers write half of the file, take these steps, and write it whole; the names of the formats."""

    def replace(**formats: str) -> tuple[str, ...]:
        modules = {
            name: Format(importable(f"writer_of_{name}", WRITER.replace("{steps}", steps.strip())))
            for name, steps in formats.items()
        }
        monkeypatch.setattr(building, "FORMATS", modules)
        return tuple(modules)

    return replace


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    """The folder for the results. Nothing half-written may be in it at the end, nor a process be at work."""
    folder = tmp_path / "build"
    yield folder
    assert multiprocessing.active_children() == []
    assert [path for path in tmp_path.rglob("*.part") if path.is_file()] == []


def timed(decks: Sequence[Deck]) -> list[Locked]:
    return [locked(deck, NOW) for deck in decks]


def results(
    decks: Sequence[Deck], endings: Sequence[str], folder: Path, jobs: int = 2, method: str = ""
) -> dict[str, Written | Failed]:
    """What became of each file, by its name."""
    events = build(plan(decks, endings, folder), Settings(), jobs, partial(timed, decks), method)
    return {event.file.path.name: event for event in events if not isinstance(event, Progress)}


def error_of(event: Written | Failed) -> str:
    assert isinstance(event, Failed)
    return str(event.error)


# --- what is written -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_deck_becomes_an_anki_package_and_a_pdf(decks: Decks, output: Path, method: str, jobs: int) -> None:
    events = results(decks("one"), ENDINGS, output, jobs, method)
    assert sorted(path.name for path in output.iterdir()) == sorted(events) == ["one.apkg", "one.pdf"]
    assert zipfile.is_zipfile(output / "one.apkg")
    assert (output / "one.pdf").read_bytes().startswith(b"%PDF-")


def test_what_is_told_of_a_file_is_true(decks: Decks, output: Path) -> None:
    event = results(decks("one"), ["pdf"], output)["one.pdf"]
    assert isinstance(event, Written)
    assert (event.made.count, event.made.unit, event.made.warnings) == (2, "pages", ())
    assert event.size == (output / "one.pdf").stat().st_size
    assert 0 < event.seconds < 60


def test_a_deck_name_that_cannot_be_printed_is_told(write_deck: WriteDeck, output: Path) -> None:
    path = write_deck("one")
    path.write_text(path.read_text("utf-8").replace("The deck one", "A \u0378"), "utf-8")  # which is no character
    events = results(read([path], KINDS)[0], ENDINGS, output)
    assert isinstance(events["one.apkg"], Written)
    assert "U+0378" in error_of(events["one.pdf"])


def test_several_decks_are_built_at_once(decks: Decks, output: Path, method: str) -> None:
    events = results(decks("one", "two", "three"), ENDINGS, output, 3, method)
    assert {name: type(event) for name, event in events.items()} == dict.fromkeys(
        ["one.apkg", "one.pdf", "three.apkg", "three.pdf", "two.apkg", "two.pdf"], Written
    )
    assert sorted(path.name for path in output.iterdir()) == sorted(events)


def test_what_takes_longest_is_begun_first(write_deck: WriteDeck, output: Path) -> None:
    decks, _ = read([write_deck("small", 1), write_deck("large", 3)], KINDS)
    assert [file.path for file in plan(decks, ENDINGS, output)] == [
        output / "large.pdf",
        output / "large.apkg",
        output / "small.pdf",
        output / "small.apkg",
    ]


def test_a_folder_of_any_depth_is_made_for_the_results(decks: Decks, output: Path) -> None:
    results(decks("one"), ENDINGS, output / "a" / "b")
    assert sorted(path.name for path in (output / "a" / "b").iterdir()) == ["one.apkg", "one.pdf"]


def test_a_new_file_takes_the_place_of_the_old_one(decks: Decks, output: Path, written_by: WrittenBy) -> None:
    output.mkdir()
    (output / "one.a").write_bytes(OLD)
    results(decks("one"), written_by(a=""), output)
    assert (output / "one.a").read_bytes() == b"whole: one"


# --- side by side ----------------------------------------------------------------------------------------------------


def test_both_files_of_a_deck_are_written_at_the_same_time(
    decks: Decks, output: Path, method: str, written_by: WrittenBy
) -> None:
    formats = written_by(
        a=MEET.replace("{own}", "a").replace("{other}", "b"), b=MEET.replace("{own}", "b").replace("{other}", "a")
    )
    events = results(decks("one"), formats, output, 2, method)
    assert [type(event) for event in events.values()] == [Written, Written]


# --- while the locks are read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_writer_is_told_the_times_of_its_own_decks(
    decks: Decks, output: Path, method: str, written_by: WrittenBy, jobs: int
) -> None:
    tell = 'Path(str(target.parent) + decks[0].id).write_text(f"{dict(decks[0].times)}, {decks[0].modified}")'
    found = decks("one", "two", "three")
    results(found, written_by(apkg=tell), output, jobs, method)
    for deck in found:
        times = dict.fromkeys((note.guid for note in deck.notes), NOW)
        assert Path(f"{output}{deck.id}").read_text() == f"{times}, {NOW}"


def test_files_are_begun_before_the_locks_are_read(
    decks: Decks, output: Path, method: str, written_by: WrittenBy
) -> None:
    def locks() -> list[Locked]:
        end = time.monotonic() + 10
        while not list(output.glob(".one.a.*.part")):
            assert time.monotonic() < end
            time.sleep(0.005)
        return timed(found)

    found = decks("one")
    (*_, event) = build(plan(found, written_by(a=""), output), Settings(), 2, locks, method)
    assert isinstance(event, Written)


@pytest.mark.parametrize("jobs", [1, 2])
def test_locks_that_cannot_be_read_leave_every_file_as_it_was(
    decks: Decks, output: Path, method: str, written_by: WrittenBy, jobs: int
) -> None:
    def locks() -> list[Locked]:
        raise CardsError("The lock is damaged.")

    output.mkdir()
    (output / "one.a").write_bytes(OLD)
    files = plan(decks("one"), written_by(a="", b="time.sleep(60)"), output)
    with pytest.raises(CardsError, match="damaged"):
        list(build(files, Settings(), jobs, locks, method))
    assert contents(output) == {"one.a": OLD}


# --- the same bytes --------------------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_builds_give_the_same_bytes_whatever_the_processes(decks: Decks, output: Path, method: str) -> None:
    found = decks("one", "two")
    results(found, ENDINGS, output / "in sequence", 1)
    results(found, ENDINGS, output / "side by side", 4, method)
    assert len(contents(output / "in sequence")) == 4
    assert contents(output / "in sequence") == contents(output / "side by side")


# --- what fails ------------------------------------------------------------------------------------------------------


def test_a_card_that_cannot_be_printed_is_named_and_spoils_nothing_else(
    write_deck: WriteDeck, output: Path, method: str
) -> None:
    cards = "- {id: well, question: What?, answer: That.}\n- {id: ill, question: What is \u0378?, answer: Middle.}\n"
    path = write_deck("one", cards)
    decks, _ = read([path], KINDS)
    output.mkdir()
    for ending in ENDINGS:
        (output / f"one.{ending}").write_bytes(OLD)
    failed = results(decks, ENDINGS, output, 2, method)["one.pdf"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, Mistakes)
    (problem,) = failed.error.problems
    assert (problem.place, problem.place.line) == (decks[0].notes[1].place, 6)
    assert "U+0378" in problem.message
    assert zipfile.is_zipfile(output / "one.apkg")
    assert (output / "one.pdf").read_bytes() == OLD


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ('raise CardsError("No.")', "No."),
        (
            "raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))",
            "It cannot be written into {}: No space left on device.",
        ),
        ('raise OSError("odd")', "It cannot be written into {}: odd."),
    ],
)
def test_a_writer_that_fails_half_way_leaves_the_old_file_and_the_other_results(
    decks: Decks,
    output: Path,
    method: str,
    jobs: int,
    written_by: WrittenBy,
    step: str,
    sentence: str,
) -> None:
    output.mkdir()
    (output / "one.a").write_bytes(OLD)
    events = results(decks("one", "two"), written_by(a=f'if decks[0].id == "one": {step}', b=""), output, jobs, method)
    assert error_of(events["one.a"]) == sentence.format(output)
    assert contents(output) == {
        "one.a": OLD,
        "one.b": b"whole: one",
        "two.a": b"whole: two",
        "two.b": b"whole: two",
    }


def test_a_process_that_dies_half_way_leaves_the_old_file_and_the_other_results(
    decks: Decks, output: Path, method: str, written_by: WrittenBy
) -> None:
    output.mkdir()
    (output / "one.a").write_bytes(OLD)
    events = results(decks("one"), written_by(a="os._exit(3)", b=""), output, 2, method)
    assert error_of(events["one.a"]) == "The process that was at work on it ended by itself (exit status 3)."
    assert contents(output) == {"one.a": OLD, "one.b": b"whole: one"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bug_in_a_writer_is_raised_and_leaves_the_old_file(
    decks: Decks, output: Path, jobs: int, written_by: WrittenBy
) -> None:
    output.mkdir()
    (output / "one.a").write_bytes(OLD)
    formats = written_by(a="1 / 0")
    with pytest.raises(ZeroDivisionError):
        results(decks("one"), formats, output, jobs)
    assert contents(output) == {"one.a": OLD}


@pytest.mark.parametrize("error", [GeneratorExit, KeyboardInterrupt])
def test_what_ends_a_build_ends_its_processes_and_leaves_the_old_file_and_no_half_one(
    decks: Decks, output: Path, method: str, written_by: WrittenBy, error: type[BaseException]
) -> None:
    output.mkdir()
    (output / "one.a").write_bytes(OLD)
    formats = written_by(a="time.sleep(0.2); progress(1); time.sleep(60)")
    found = decks("one")
    files = plan(found, formats, output)
    events = build(files, Settings(), 2, partial(timed, found), method)
    assert [next(events), next(events)] == [Progress(files[0], 0), Progress(files[0], 1)]
    assert files[0].part.read_bytes() == b"half"
    with pytest.raises(error) as raised:
        events.throw(error)
    assert multiprocessing.active_children() == []
    assert contents(output) == {"one.a": OLD}
    del raised  # only now does all go of itself that the traceback held


def test_an_interrupt_in_the_one_process_leaves_the_old_file_and_no_half_one(
    decks: Decks, output: Path, written_by: WrittenBy
) -> None:
    output.mkdir()
    (output / "one.a").write_bytes(OLD)
    formats = written_by(a="raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        results(decks("one"), formats, output, 1)
    assert contents(output) == {"one.a": OLD}


def test_what_killed_processes_left_goes_when_it_is_old(decks: Decks, output: Path) -> None:
    found = decks("one")
    output.mkdir()
    old, fresh, other = (output / f".one.{name}.part" for name in ("pdf.0123abcd", "pdf.4567abcd", "epub.0123abcd"))
    of_lock = Path(found[0].place.path).with_name(".one.lock.0123abcd.part")
    for path in (old, fresh, other, of_lock):
        path.write_bytes(b"half")
    for path in (old, other, of_lock):
        os.utime(path, (NOW - 7200, NOW - 7200))
    results(found, ENDINGS, output)
    assert [path.exists() for path in (old, of_lock, fresh, other)] == [False, False, True, True]
    fresh.unlink()
    other.unlink()


# --- places that cannot be written to --------------------------------------------------------------------------------


def test_a_file_in_the_place_of_the_folder_is_told(decks: Decks, output: Path) -> None:
    output.write_bytes(OLD)
    with pytest.raises(CardsError) as raised:
        results(decks("one"), ENDINGS, output)
    assert str(raised.value) == (
        f"The folder {output} cannot be made: a file is in its place. Name another one with `-o`."
    )
    assert output.read_bytes() == OLD


def test_a_file_above_the_folder_is_told(decks: Decks, output: Path) -> None:
    output.write_bytes(OLD)
    with pytest.raises(CardsError, match=r"below cannot be made: Not a directory\. Name another one with `-o`\.$"):
        results(decks("one"), ENDINGS, output / "below")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder of Linux that even root cannot write to")
def test_a_folder_that_cannot_be_written_to_is_told_for_each_file(decks: Decks) -> None:
    events = results(decks("one"), ENDINGS, Path("/proc"))
    assert sorted(events) == ["one.apkg", "one.pdf"]
    for event in events.values():
        assert error_of(event) == "It cannot be written into /proc: No such file or directory."


def test_a_folder_in_the_place_of_a_file_is_told_and_stays(decks: Decks, output: Path) -> None:
    (output / "one.pdf" / "kept").mkdir(parents=True)
    events = results(decks("one"), ENDINGS, output)
    assert error_of(events["one.pdf"]) == (
        "It cannot be put in place: a folder has its name. Move the folder away, or name another one with `-o`."
    )
    assert isinstance(events["one.apkg"], Written)
    assert (output / "one.pdf" / "kept").is_dir()


def test_a_file_that_is_held_open_as_windows_does_is_told(
    decks: Decks, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(path), None, str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    assert error_of(results(decks("one"), ["apkg"], output)["one.apkg"]) == (
        "It cannot be put in place: Permission denied. Is the old one open in another program?"
    )
