"""Decks to show, and the server of the preview in this process."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from mmcards.kinds import KINDS
from mmcards.preview.desk import Desk
from mmcards.preview.press import Press
from mmcards.preview.server import ADDRESS, Server
from mmcards.reader.decks import read
from mmcards.writers import Settings

LESSON: Final = Path(__file__).parents[2] / "cards" / "multimodal-agents"
SAMPLE: Final = Path(__file__).parents[1] / "sample"


@dataclass(frozen=True)
class Shown:
    """A preview of a folder, which is read anew when a test says so."""

    folder: Path
    desk: Desk
    server: Server

    def get(self, path: str, **headers: str) -> "Answer":
        return self.ask("GET", path, {"Host": f"{ADDRESS}:{self.server.port}", **headers})

    def ask(self, method: str, path: str, headers: dict[str, str]) -> "Answer":
        connection = HTTPConnection(ADDRESS, self.server.port, timeout=10)
        connection.putrequest(method, path, skip_host=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        got = connection.getresponse()
        answer = Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        connection.close()
        return answer

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")
        self.desk.update()

    def names(self) -> list[str]:
        return [each.card.note.id for each in self.desk.state.laid.values()]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes


Show: TypeAlias = Callable[..., Shown]


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Show]:
    """Shows a deck: a copy of this folder, or the cards of this YAML."""
    servers: list[Server] = []

    def show(cards: str | Path, **others: Any) -> Shown:
        folder = tmp_path / "deck"
        if isinstance(cards, Path):
            shutil.copytree(cards, folder)
        else:
            folder.mkdir()
            (folder / "deck.yaml").write_text("deck: Small\nid: small\nuid: 7q2m4kzr\nlanguage: en\n", "utf-8")
            (folder / "cards.yaml").write_text(cards, "utf-8")
        press = tmp_path / "press"
        press.mkdir()
        desk = Desk(lambda: read((folder,), KINDS))
        servers.append(server := Server(0, desk, Press(press, Settings(**others))))
        desk.update()
        server.start()
        return Shown(folder, desk, server)

    yield show
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def lesson() -> Path:
    return LESSON


@pytest.fixture(scope="session")
def sample() -> Path:
    return SAMPLE
