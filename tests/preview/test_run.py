"""The preview as a program of its own."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

import mmcards
from mmcards import cli
from mmcards.watching import Watch

SECONDS: Final = 20
ROOT: Final = Path(mmcards.__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")


@dataclass(frozen=True)
class Running:
    process: "subprocess.Popen[str]"
    address: str
    folder: Path
    temporary: Path

    def state(self) -> Any:
        with urlopen(f"{self.address}state", timeout=SECONDS) as answer:
            return json.load(answer)

    def wait_for_version(self, version: int) -> float:
        """Wait until there is this version; the time at which it was."""
        end = time.monotonic() + SECONDS
        while self.state()["version"] < version:
            assert time.monotonic() < end
            time.sleep(0.01)
        return time.monotonic()

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


@pytest.fixture
def running(tmp_path: Path, lesson: Path) -> Iterator[Running]:
    folder, temporary = tmp_path / "deck", tmp_path / "temporary"
    shutil.copytree(lesson, folder)
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "mmcards", "preview", "--no-open", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        start_new_session=True,
    )
    assert process.stdout
    address, _, said = process.stdout.readline().partition("  ")
    assert said == "shows the cards and follows what you save; Ctrl-C ends it\n"
    yield Running(process, address, folder, temporary)
    if process.poll() is None:
        process.kill()
    process.communicate()


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_ctrl_c_ends_it_with_nothing_left(running: Running, number: signal.Signals, status: int) -> None:
    before = contents(running.folder)
    port = int(running.address.rsplit(":", 1)[1].strip("/"))
    first = running.state()["cards"][0]
    waiting = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
    waiting.sendall(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    assert waiting.recv(100)
    with urlopen(f"{running.address}paper/{first['paper']}", timeout=SECONDS) as answer:
        assert json.load(answer)["pages"] == 1
    assert len(list(running.temporary.iterdir())) == 1
    assert running.end(number) == status
    assert running.process.communicate()[1] == ""
    assert list(running.temporary.iterdir()) == []
    assert contents(running.folder) == before
    with pytest.raises(ProcessLookupError):
        os.killpg(running.process.pid, 0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
    waiting.close()


def test_a_hundred_quick_saves_are_followed_to_the_last_one(running: Running) -> None:
    path = running.folder / "flashcards.yaml"
    text = path.read_text("utf-8")
    for number in range(100):
        path.write_text(text.replace("cost per query", f"cost per query, {number}"), "utf-8")
        time.sleep(0.005)
    wanted = text.replace("cost per query", "cost per query, 99")
    assert path.read_text("utf-8") == wanted
    end = time.monotonic() + SECONDS
    while True:
        state = running.state()
        # Where the next save is read in between, there is no such face any more.
        with (
            suppress(HTTPError),
            urlopen(f"{running.address}faces/{state['cards'][0]['face']}/back/day", timeout=SECONDS) as answer,
        ):
            if b"cost per query, 99<" in answer.read():
                break
        assert time.monotonic() < end
        time.sleep(0.02)
    assert state["mistakes"] == []
    assert state["version"] < 100  # what follows each other at once is read at once
    assert running.end() == 0


def test_the_lesson_follows_a_save_within_half_a_second(running: Running) -> None:
    path = running.folder / "flashcards.yaml"
    text = path.read_text("utf-8")
    took = []
    for number in range(5):
        version = running.state()["version"]
        path.write_text(text.replace("cost per query", f"cost per query, {number}"), "utf-8")
        start = time.monotonic()
        running.wait_for_version(version + 1)
        card = running.state()["cards"][0]
        for address in (f"faces/{card['face']}/back/day", f"paper/{card['paper']}", f"paper/{card['paper']}/0"):
            with urlopen(f"{running.address}{address}", timeout=SECONDS) as answer:
                answer.read()
        took.append(time.monotonic() - start)
    assert min(took) < 0.5  # the machine may be busy with other tests


@pytest.mark.parametrize(
    ("option", "screen", "opens"), [((), ":0", True), (("--no-open",), ":0", False), ((), "", sys.platform == "darwin")]
)
def test_the_page_is_opened_in_the_browser_if_there_is_a_screen_and_nobody_says_no(
    lesson: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: tuple[str, ...],
    screen: str,
    opens: bool,
) -> None:
    def interrupted(_watch: Watch) -> None:
        raise KeyboardInterrupt

    for name in ("BROWSER", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(Watch, "wait", interrupted)
    monkeypatch.setattr(sys, "argv", ["mmcards", "preview", *option, str(lesson)])
    assert cli._run() == 0
    address = capsys.readouterr().out.split()[0]
    assert opened == [address] * opens


def test_where_there_is_nothing_to_show_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["mmcards", "preview", "--no-open"])
    assert cli._run() == 1
    assert capsys.readouterr().err.startswith("There is no folder `cards` here.")
