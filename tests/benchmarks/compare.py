"""The speed of mmcards against a plain script, the yardstick: `make bench` runs this and prints a table.

Each run is a process of its own, from a cold start, and the two take turns, so that a busy moment meets both. Before,
each runs once without being counted, so that its byte code is cached, and its fonts are unpacked but in one row.
However slow, a time never fails the run.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmarks import large_deck

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
LESSON: Final = ROOT / "cards" / "multimodal-agents"
MMCARDS: Final = (sys.executable, "-m", "mmcards")
ROW: Final = "{:22} {:>8} {:>8} {:>10}   {:>8} {:>8} {:>10}   {:>6}"


@dataclass(frozen=True)
class Times:
    """What the runs of one command took, in seconds: on the clock, and of processors with those of its children."""

    wall: Sequence[float]
    processor: Sequence[float]

    def cells(self) -> tuple[str, str, str]:
        return f"{median(self.wall):.3f}", f"{min(self.wall):.3f}", f"{median(self.processor):.3f}"


def main() -> None:
    print(f"{date.today()}: {os.cpu_count()} processors, {platform.system()} {platform.machine()}, ", end="")
    print(f"Python {platform.python_version()}. Seconds; the ratio is that of the medians on the clock.\n")
    print(ROW.format("", "mmcards", "", "", "yardstick", "", "", ""))
    print(ROW.format("", *("median", "best", "processor") * 2, "ratio"))
    with tempfile.TemporaryDirectory() as temporary:
        builds(Path(temporary))
    compare("--help, import click", 9, [*MMCARDS, "--help"], [sys.executable, "-c", "import click"])


def builds(folder: Path) -> None:
    """Compare on copies in this folder, since a build may write a lock beside the deck."""
    lesson, many = folder / "lesson", folder / "many"
    shutil.copytree(LESSON, lesson)
    large_deck.write(many, cards=10_000)
    for label, deck, runs, cache in (
        ("the lesson, 27 cards", lesson, 9, folder / "cache"),
        ("the same, fonts packed", lesson, 9, Path(os.devnull)),
        ("10,000 flashcards", many, 3, folder / "cache"),
    ):
        os.environ["MMCARDS_CACHE"] = str(cache)  # not the user's own
        ours = [*MMCARDS, "build", "-q", str(deck), "-o", str(folder / "ours")]
        theirs = [sys.executable, str(HERE / "yardstick.py"), str(deck), str(folder / "theirs")]
        compare(label, runs, ours, theirs)


def compare(label: str, runs: int, ours: Sequence[str], theirs: Sequence[str]) -> None:
    """Print the table's row for these two commands."""
    run(ours), run(theirs)
    pairs = [(run(ours), run(theirs)) for _ in range(runs)]
    left, right = (Times(*zip(*results, strict=True)) for results in zip(*pairs, strict=True))
    ratio = median(left.wall) / median(right.wall)
    print(ROW.format(label, *left.cells(), *right.cells(), f"{ratio:.2f}"), flush=True)


def run(command: Sequence[str]) -> tuple[float, float]:
    """The seconds that the command took, on the clock and of processors; a command that fails ends the comparison."""
    # Where this variable forbids byte code, every start would compile every module.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"This failed, so there is nothing to compare: {' '.join(command)}")
    return wall, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
