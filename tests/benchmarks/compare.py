"""The speed of mmcards beside that of other programs: `make bench` runs this and prints tables in Markdown.

Each run is a process of its own, from a cold start. All programs take turns, so that a busy moment meets each. Before,
each runs once without being counted, so that its byte code is cached and its fonts are unpacked; then its memory is
looked at, which takes time. A deck so large that it is run once has its memory looked at in that run, for one per cent
of the time. However slow, a time never fails the run.
"""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final, TypeAlias

from mmcards import __version__
from mmcards.errors import CardsError
from tests.benchmarks import large_deck, rich_deck
from tests.benchmarks.peers import PEERS
from tests.benchmarks.running import ROOT, Run, run

LESSON: Final = ROOT / "cards" / "multimodal-agents"
LIBRARIES: Final = ("genanki", "reportlab", "anki", "typst", "fpdf2")


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the table. What the one before it made is removed before it runs, unless it is to find that."""

    name: str
    command: Callable[[Path, Path], Sequence[str]]
    environment: Mapping[str, str] = field(default_factory=dict)
    finds_files: bool = False


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck to measure with, written into a folder; so many runs of each program but those that are left out."""

    label: str
    write: Callable[[Path], object]
    runs: int
    left_out: Collection[str] = ()


Results: TypeAlias = dict[tuple[str, str], Sequence[Run]]
"""The runs of a program, by the names of its deck and its own."""


def _mmcards(*options: str) -> Callable[[Path, Path], Sequence[str]]:
    return lambda deck, out: (sys.executable, "-m", "mmcards", "build", "-q", str(deck), "-o", str(out), *options)


def _peer(name: str) -> Callable[[Path, Path], Sequence[str]]:
    return lambda deck, out: (sys.executable, "-m", "tests.benchmarks.peers", name, str(deck), str(out))


PROGRAMS: Final = (
    Program("mmcards", _mmcards()),
    Program("mmcards, nothing changed", _mmcards(), finds_files=True),
    Program("mmcards, fonts packed", _mmcards(), {"MMCARDS_CACHE": os.devnull}),
    Program("mmcards -f apkg", _mmcards("-f", "apkg")),
    Program("mmcards -f pdf", _mmcards("-f", "pdf")),
    *(Program(name, _peer(name)) for name in PEERS),
)
DECKS: Final = {
    "lesson": Deck("the lesson, 27 cards", partial(shutil.copytree, LESSON), 9),
    "rich": Deck("300 formulas and pictures", partial(rich_deck.write, cards=300), 3, {"mmcards, fonts packed"}),
    "1000": Deck("1,000 cards", partial(large_deck.write, cards=1_000), 5, {"mmcards, fonts packed"}),
    "10000": Deck("10,000 cards", partial(large_deck.write, cards=10_000), 2, {"mmcards, fonts packed"}),
    "100000": Deck(
        "100,000 cards",
        partial(large_deck.write, cards=100_000),
        1,
        {"mmcards, fonts packed", "mmcards -f pdf", "reportlab", "fpdf2"},  # half of what others do, or many minutes
    ),
}
STARTS: Final = {
    "mmcards --help": (sys.executable, "-m", "mmcards", "--help"),
    "import click": (sys.executable, "-c", "import click"),
}
START: Final = "start"


def main(names: Sequence[str]) -> None:
    """Measure with these decks; with all, and the start alone, if none is named."""
    if unknown := set(names) - {START, *DECKS}:
        sys.exit(f"There is no {', '.join(sorted(unknown))}. There are: {' '.join((START, *DECKS))}")
    print(f"{date.today()}: {_machine()}; {_versions()}.\n", flush=True)
    results: Results = {}
    print(_row("deck", "program", "median s", "best s", "ratio", "processor s", "memory MB"))
    print(_row("---", "---", "---:", "---:", "---:", "---:", "---:"))
    try:
        for name in names or (START, *DECKS):
            if name == START:
                _start(results)
            else:
                _build(name, DECKS[name], results)
    except CardsError as error:
        sys.exit(str(error))
    print(f"\n{_row('to reach', 'at most', 'is')}\n{_row('---', '---:', '---:')}")
    for what, limit, value in _goals(results):
        print(_row(what, f"{limit:.2f}", f"{value:.2f}"))


# --- the runs --------------------------------------------------------------------------------------------------------


def _start(results: Results) -> None:
    for command in STARTS.values():
        run(command, {})
    rounds = [[run(command, {}) for command in STARTS.values()] for _ in range(15)]
    results |= {(START, name): runs for name, runs in zip(STARTS, zip(*rounds, strict=True), strict=True)}
    for name in STARTS:
        print(_cells(START, name, results[START, name], results[START, "import click"]), flush=True)


def _build(name: str, deck: Deck, results: Results) -> None:
    """Build a copy of the deck, since a build may write a lock beside it, with a cache that is not the user's own."""
    programs = [program for program in PROGRAMS if program.name not in deck.left_out]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        deck.write(folder / "deck")
        if deck.runs == 1:
            rounds = [[_run(program, folder, 0.01) for program in programs]]
        else:
            first = [_run(program, folder, 0.5) for program in programs]
            rounds = [[_run(program, folder) for program in programs] for _ in range(deck.runs)]
            rounds = [[*map(_with_memory, each, first)] for each in rounds]
    runs = {program.name: each for program, each in zip(programs, zip(*rounds, strict=True), strict=True)}
    results |= {(name, program): each for program, each in runs.items()}
    for program, each in runs.items():
        print(_cells(deck.label, program, each, runs["yardstick"]), flush=True)


def _run(program: Program, folder: Path, looking: float = 0) -> Run:
    environment = {"MMCARDS_CACHE": str(folder / "cache"), "MMCARDS_CONFIG": str(folder / "none")}
    if not program.finds_files:
        shutil.rmtree(folder / "made", ignore_errors=True)
    return run(program.command(folder / "deck", folder / "made"), {**environment, **program.environment}, looking)


def _with_memory(one: Run, other: Run) -> Run:
    return Run(one.wall, one.processor, other.memory)


# --- the tables ------------------------------------------------------------------------------------------------------


def _machine() -> str:
    processors = Path("/proc/cpuinfo")
    lines = processors.read_text().splitlines() if processors.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} processors ({(names or [platform.machine()])[0]}), {platform.system()}"


def _versions() -> str:
    listed = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"Python {platform.python_version()}, {listed}, mmcards {__version__}"


def _cells(deck: str, program: str, runs: Sequence[Run], others: Sequence[Run]) -> str:
    wall, memory = [each.wall for each in runs], max(each.memory for each in runs)
    return _row(
        deck,
        program,
        f"{_wall(runs):.3f}",
        f"{min(wall):.3f}",
        f"{_wall(runs) / _wall(others):.2f}",
        f"{median(each.processor for each in runs):.3f}",
        f"{memory / 1e6:.0f}" if memory else "",
    )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _wall(runs: Sequence[Run]) -> float:
    return median(each.wall for each in runs)


def _goals(results: Results) -> Sequence[tuple[str, float, float]]:
    """What is to be reached, at most how much, and how much it is; only of what was measured."""
    both, unchanged, apkg = "mmcards", "mmcards, nothing changed", "mmcards -f apkg"
    ratios = (
        ("`mmcards --help` / `import click`", 1.5, (START, "mmcards --help"), (START, "import click")),
        ("the lesson / yardstick", 1.0, ("lesson", both), ("lesson", "yardstick")),
        ("the lesson, nothing changed / yardstick", 0.5, ("lesson", unchanged), ("lesson", "yardstick")),
        ("10,000 cards / yardstick", 0.45, ("10000", both), ("10000", "yardstick")),
        ("10,000 cards, .apkg / genanki", 1.0, ("10000", apkg), ("10000", "genanki")),
        ("100,000 cards / 10,000 cards", 11, ("100000", both), ("10000", both)),
    )
    found = [
        (what, limit, _wall(results[one]) / _wall(results[other]))
        for what, limit, one, other in ratios
        if one in results and other in results
    ]
    memory = [each.memory / 1e9 for each in results.get(("100000", both), ()) if each.memory]
    return [*found, *(("100,000 cards, memory in GB", 1.0, each) for each in memory)]


if __name__ == "__main__":
    main(sys.argv[1:])
