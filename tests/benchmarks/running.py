"""A command is run to its end, and what it took is measured: time, time of processors, and memory."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mmcards.errors import CardsError

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took: seconds on the clock, seconds of processors with those of its children, and the most memory
    that all of its processes had together, in bytes; 0 if that was not looked at, or cannot be on this system.
    """

    wall: float
    processor: float
    memory: int = 0


def run(command: Sequence[str], environment: Mapping[str, str], looking: float = 0) -> Run:
    """Run a command, from a cold start. For so large a share of the time, one processor looks at its memory.

    Raises CardsError if it fails.
    """
    # Where this variable forbids byte code, every start would compile every module.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**variables, **environment}, stdout=subprocess.DEVNULL)
    watch = _Watch(process.pid, looking)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    watch.end()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CardsError(f"This failed, so there is nothing to compare: {' '.join(command)}")
    return Run(wall, usage.ru_utime + usage.ru_stime, watch.most)


class _Watch(threading.Thread):
    """Looks at the memory of a process and of all that it started, again and again."""

    def __init__(self, process: int, share: float) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._process = process
        self._share = share if sys.platform == "linux" else 0
        self._ended = threading.Event()

    def run(self) -> None:
        """Until it is over; the pauses keep to the share of the time that is allowed."""
        pause = 0.0
        while self._share and not self._ended.wait(pause):
            start = time.perf_counter()
            self.most = max(self.most, sum(map(_memory, _tree(self._process))))
            took = time.perf_counter() - start
            pause = took / self._share - took

    def end(self) -> None:
        self._ended.set()
        self.join()


def _tree(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):  # it has ended
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _tree(int(child))


def _memory(process: int) -> int:
    """The memory of a process in bytes: what it shares with n processes counts for an n-th (PSS, see proc(5))."""
    with suppress(OSError):  # it has ended
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
