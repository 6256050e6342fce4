"""Where the time of a build goes, and what of it no program could save: `python -m tests.benchmarks.parts [CARDS]`.

All is done one thing after the other, without workers, and told in seconds of processors, which other programs disturb
less than the clock. docs/speed.md shows what comes out.
"""

import gc
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

import yaml

from mmcards.kinds import KINDS
from mmcards.lock.decks import locked
from mmcards.reader import events
from mmcards.reader.decks import read
from mmcards.reader.report import Report
from mmcards.writers import FORMATS, Settings, writer
from tests.benchmarks import large_deck

Result = TypeVar("Result")

STARTS: Final = ("pass", "import click", "import yaml", "import genanki", "from reportlab.pdfgen import canvas")
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def main(cards: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["MMCARDS_CACHE"] = str(folder / "cache")
        large_deck.write(folder / "deck", cards)
        print("To start")
        for code in STARTS:
            _tell(code, lambda code=code: subprocess.run([sys.executable, "-c", code], check=True))  # type: ignore[misc]
        text = (folder / "deck" / "cards.yaml").read_text("utf-8")
        print(f"To read {cards:,} cards")
        _tell("a plain script: dicts, by the C loader", lambda: yaml.load(text, yaml.CSafeLoader))
        _tell("floor: the events of the C parser", lambda: sum(1 for _ in yaml.parse(text, yaml.CSafeLoader)))
        _tell("nodes with their places", lambda: events.documents(text, "cards.yaml", Report()))
        decks, _ = _tell("all: decks, checked", lambda: read([folder / "deck"], KINDS))
        print("To lock it")
        timed = _tell("all: times for a new deck", lambda: locked(decks[0], int(time.time())))
        for ending, pieces in (("apkg", _members), ("pdf", _streams)):
            path = folder / f"deck.{ending}"
            print(f"To write the .{ending}")
            write = _tell("import", lambda ending=ending: writer(FORMATS[ending]))  # type: ignore[misc]
            _tell("all", lambda: write([timed.deck], path, Settings(), lambda _: None))  # noqa: B023
            plain = list(pieces(path))
            _tell("floor: deflate the same bytes", lambda: [zlib.compress(each) for each in plain])  # noqa: B023


def _tell(what: str, do: Callable[[], Result]) -> Result:
    before = _processor()
    result = do()
    print(f"  {what:40} {_processor() - before:8.3f}", flush=True)
    return result


def _processor() -> float:
    """The seconds of processors that this process has had, with those of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _members(path: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as package:
        yield from map(package.read, package.namelist())


def _streams(path: Path) -> Iterator[bytes]:
    for found in _STREAM.finditer(path.read_bytes()):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:  # it is not packed
            continue


if __name__ == "__main__":
    gc.disable()  # as in mmcards
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
