import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Final, TypeAlias

import pytest

from mmcards.watching import Watch

OLD: Final = 1_500_000_000
SECONDS: Final = 10

Told: TypeAlias = Callable[..., bool]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A deck whose files are old."""
    path = tmp_path / "deck"
    (path / "pictures").mkdir(parents=True)
    for name in ("deck.yaml", "cards.yaml", "pictures/one.png"):
        (path / name).write_bytes(b"one")
        os.utime(path / name, (OLD, OLD))
    return path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Whether a watch tells of a change in so many seconds."""

    def told(watch: Watch, seconds: float = SECONDS) -> bool:
        end = time.monotonic() + seconds
        sleep = time.sleep

        def until_then(pause: float) -> None:
            if time.monotonic() > end:
                raise TimeoutError
            sleep(pause)

        with monkeypatch.context() as patch, suppress(TimeoutError):
            patch.setattr("mmcards.watching.time.sleep", until_then)
            watch.wait()
            return True
        return False

    return told


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "cards.yaml").write_bytes(b"two"),
        lambda folder: (folder / "cards.yaml").unlink(),
        lambda folder: (folder / "more.yml").write_bytes(b""),
        lambda folder: (folder / "pictures" / "one.png").write_bytes(b"another"),
        lambda folder: (folder / "pictures").rename(folder / "drawings"),
        lambda folder: ((folder / "new").mkdir(), (folder / "new" / "two.MP3").write_bytes(b"")),
        lambda folder: (folder / "deck.yaml").replace(folder / "cards.yaml"),
    ],
    ids=["edited", "deleted", "new", "picture", "renamed", "new folder", "replaced"],
)
def test_a_change_is_told(folder: Path, change: Callable[[Path], object], told: Told) -> None:
    watch = Watch([folder])
    change(folder)
    assert told(watch)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "deck.lock").write_bytes(b"two"),
        lambda folder: (folder / ".cards.yaml.swp").write_bytes(b"two"),
        lambda folder: (folder / ".hidden.yaml").write_bytes(b"two"),
        lambda folder: ((folder / ".git").mkdir(), (folder / ".git" / "x.yaml").write_bytes(b"two")),
        lambda folder: None,
    ],
    ids=["lock", "swap file", "hidden", "hidden folder", "nothing"],
)
def test_what_belongs_to_no_deck_is_not(folder: Path, change: Callable[[Path], object], told: Told) -> None:
    watch = Watch([folder])
    change(folder)
    assert not told(watch, 0.25)


def test_two_saves_of_one_time_and_size_are_two_changes(folder: Path, told: Told) -> None:
    watch, path = Watch([folder]), folder / "cards.yaml"
    now = time.time_ns()
    for content in (b"two", b"six", b"ten"):
        path.write_bytes(content)
        os.utime(path, ns=(now, now))
        assert told(watch)


def test_a_file_that_is_saved_as_it_was_has_not_changed(folder: Path, told: Told) -> None:
    watch, path = Watch([folder]), folder / "cards.yaml"
    path.write_bytes(b"two")
    assert told(watch)
    path.write_bytes(b"two")
    assert not told(watch, 0.25)


def test_saves_that_follow_each_other_are_told_together(folder: Path, told: Told) -> None:
    watch = Watch([folder])
    (folder / "cards.yaml").write_bytes(b"two")
    (folder / "deck.yaml").write_bytes(b"two")
    assert told(watch)
    assert not told(watch, 0.25)


def test_with_a_deck_of_one_file_go_what_stands_beside_it_and_what_it_names(folder: Path, told: Told) -> None:
    (folder / "deck.yaml").unlink()
    watch = Watch([folder / "cards.yaml"])
    (folder / "pictures" / "one.png").write_bytes(b"two")
    assert not told(watch, 0.25)
    watch.follow([str(folder / "pictures" / "one.png")])
    assert not told(watch, 0.25)
    (folder / "pictures" / "one.png").write_bytes(b"three")
    assert told(watch)
    (folder / "two.png").write_bytes(b"two")
    assert told(watch)


def test_a_folder_may_be_gone_for_a_while(folder: Path, tmp_path: Path, told: Told) -> None:
    watch = Watch([folder])
    folder.rename(tmp_path / "away")
    assert told(watch)
    (tmp_path / "away").rename(folder)
    assert told(watch)


def test_a_file_that_is_emptied_before_it_is_written_is_waited_for(folder: Path, told: Told) -> None:
    cards = folder / "cards.yaml"
    watch = Watch((folder,))
    cards.write_bytes(b"")
    writer = Timer(0.15, cards.write_bytes, (b"two",))
    writer.start()
    assert told(watch)
    assert cards.read_bytes() == b"two"
    writer.join()
    cards.write_bytes(b"")
    assert told(watch)  # and told where it stays empty


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(folder: Path, told: Told) -> None:
    os.mkfifo(folder / "pipe.yaml")
    watch = Watch([folder])
    (folder / "cards.yaml").write_bytes(b"two")
    assert told(watch)
