"""What is opened of a deck that somebody else made."""

import os
from pathlib import Path

import pytest

from mmcards import files

needs_links = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")


@needs_links
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "deck.yaml")
    with pytest.raises(OSError, match="it is no plain file"):
        files.content(tmp_path / "deck.yaml")


@needs_links
def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at it and the opening."""
    path = tmp_path / "deck.yaml"
    path.write_text("deck: D")
    before = os.stat(path)  # noqa: PTH116
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr("os.stat", lambda *_: before)
    with pytest.raises(OSError, match="it is no plain file"):
        files.opened(path, 100)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_a_device_is_not_read() -> None:
    with pytest.raises(OSError, match="it is no plain file"):
        files.content("/dev/zero")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        files.content(tmp_path)


def test_no_more_is_read_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert files.content(path, 5) == b"12345"
    with pytest.raises(OSError, match="it has more than 0 million bytes"):
        files.content(path, 4)
    monkeypatch.setattr(files, "_check", lambda *_: None)  # it grew after it was looked at
    with pytest.raises(OSError, match="it has more than 0 million bytes"):
        files.content(path, 4)


def test_what_leads_out_of_a_folder_is_known(tmp_path: Path) -> None:
    folder = tmp_path / "deck"
    (folder / "inner").mkdir(parents=True)
    (folder / "in").symlink_to("inner/a.png")
    (folder / "out").symlink_to("../a.png")
    (folder / "far").symlink_to("inner/../../a.png")
    (folder / "above").symlink_to("..")
    known = {name: files.leads_out(folder / name, folder) for name in ("in", "out", "far", "above/a.png", "inner/../a")}
    assert known == {"in": False, "out": True, "far": True, "above/a.png": True, "inner/../a": False}


def test_a_folder_that_is_a_link_itself_may_be_anywhere(tmp_path: Path) -> None:
    """The learner may keep decks where there is room."""
    (tmp_path / "there").mkdir()
    (tmp_path / "here").symlink_to("there")
    assert not files.leads_out(tmp_path / "here" / "deck.yaml", tmp_path / "here")
