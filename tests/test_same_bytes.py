"""The same source and lock give the same files: the same bytes wherever and however they are built, and the same notes
with any Python.

`make test-pythons` names another Python in MMCARDS_OTHER_PYTHON.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
DECKS: Final = {"lesson": ROOT / "cards" / "multimodal-agents", "sample": ROOT / "tests" / "sample"}
LONG: Final = "deck: Long\nid: long\nuid: long1234\nlanguage: en\ncards:\n" + "".join(
    f"  - {{id: card-{number}, question: What is {number}?, answer: The number {number}.}}\n" for number in range(1_100)
)
"""So many cards that its PDF is drawn by several processes, if there are two jobs for each deck."""

NAMES: Final = ("lesson", "sample", "long")
FILES: Final = [
    f"{name}.{ending}" for name in ("long", "multimodal-agents", "sample") for ending in ("apkg", "html", "pdf")
]
PROGRAM: Final = """
import os, sys
from mmcards import cli
from mmcards.workers import processes

if method := os.environ["METHOD"]:  # in processes that are spawned too, which read this file anew
    processes.method = lambda: method

if __name__ == "__main__":
    os.umask(int(sys.argv.pop(1), 8))
    cli.main()
"""


@dataclass(frozen=True)
class Surroundings:
    """Where and how a build is run. The working folder is in that of the decks, and names them relatively, or not."""

    jobs: int
    variables: Mapping[str, str]
    umask: str = "022"
    method: str = ""
    relative: bool = True
    python: str = sys.executable


PLAIN: Final = Surroundings(1, {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"})
OTHERS: Final = {
    "forked, in New Zealand, in another folder": Surroundings(
        6, {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"}, "077", "fork", relative=False
    ),
    "spawned, in Newfoundland": Surroundings(
        8, {"PYTHONHASHSEED": "3", "TZ": "America/St_Johns", "LC_ALL": "POSIX", "PYTHONUTF8": "0"}, "000", "spawn"
    ),
}


def built(folder: Path, decks: Path, surroundings: Surroundings) -> Path:
    """A folder in which copies of all decks were built, in this folder."""
    copies, elsewhere, out = folder / "cards", folder / "elsewhere", folder / "out"
    shutil.copytree(decks, copies)
    elsewhere.mkdir()
    program = folder / "program.py"
    program.write_text(PROGRAM, "utf-8")
    paths = [".", "-o", "../out"] if surroundings.relative else [str(copies), "-o", str(out)]
    formats = [part for ending in ("apkg", "html", "pdf") for part in ("-f", ending)]
    command = ["build", "-q", *paths, "--jobs", str(surroundings.jobs), *formats]
    subprocess.run(
        [surroundings.python, str(program), surroundings.umask, *command],
        cwd=copies if surroundings.relative else elsewhere,
        env={**os.environ, "PYTHONPATH": str(ROOT), "METHOD": surroundings.method, **surroundings.variables},
        check=True,
    )
    return out


def content(package: Path) -> dict[str, object]:
    """What is in a package: its database as SQL, since other versions of SQLite may store the same in other bytes."""
    with zipfile.ZipFile(package) as opened, closing(sqlite3.connect(":memory:")) as database:
        files: dict[str, object] = {name: opened.read(name) for name in opened.namelist()}
        database.deserialize(opened.read("collection.anki2"))
        return files | {"collection.anki2": list(database.iterdump())}


def locks(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name / "deck.lock").read_bytes() for name in NAMES}


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decks")
    for name, source in DECKS.items():
        shutil.copytree(source, folder / name)
    (folder / "long").mkdir()
    (folder / "long" / "deck.yaml").write_text(LONG, "utf-8")
    return folder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, decks: Path, unpacked: Path) -> Path:
    """What is built in plain surroundings. The locks that the decks are given then have the times of all notes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MMCARDS_CACHE", str(unpacked))
        folder = tmp_path_factory.mktemp("first")
        out = built(folder, decks, PLAIN)
    for name in NAMES:
        shutil.copy(folder / "cards" / name / "deck.lock", decks / name)
    assert sorted(path.name for path in out.iterdir()) == FILES
    return out


@pytest.mark.parametrize("surroundings", OTHERS.values(), ids=OTHERS)
def test_the_bytes_are_the_same_whatever_the_surroundings(
    tmp_path: Path, decks: Path, first: Path, surroundings: Surroundings
) -> None:
    if surroundings.method == "fork" and not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    found = built(tmp_path, decks, surroundings)
    assert [name for name in FILES if (found / name).read_bytes() != (first / name).read_bytes()] == []
    assert locks(tmp_path / "cards") == locks(decks)


def test_the_notes_are_the_same_with_another_python(tmp_path: Path, decks: Path, first: Path) -> None:
    python = os.environ.get("MMCARDS_OTHER_PYTHON")
    if not python:
        pytest.skip("no other Python is named in MMCARDS_OTHER_PYTHON, as `make test-pythons` does")
    found = built(tmp_path, decks, Surroundings(2, {}, python=str(ROOT / python)))
    for name in ("multimodal-agents.apkg", "sample.apkg"):
        assert content(found / name) == content(first / name)
    assert locks(tmp_path / "cards") == locks(decks)
