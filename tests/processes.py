"""What has become of processes that were started in a group of their own."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_LONGEST: Final = 5.0
"""Seconds. On a machine with much to do, a process does not hear at once that it is to end."""

_PROC: Final = Path("/proc")


def is_over(group: int) -> bool:
    """Whether all processes of a group end in a few seconds. One that nobody asked for its end has ended too."""
    end = time.monotonic() + _LONGEST
    while time.monotonic() < end:
        if not any(member == group and not state.startswith("Z") for member, state in _processes()):
            return True
        time.sleep(0.05)
    return False


def _processes() -> Iterator[tuple[int, str]]:
    """The group and the state of each process that is there."""
    if (_PROC / "self" / "stat").exists():
        for path in _PROC.glob("[0-9]*/stat"):
            with suppress(OSError):  # it may have ended meanwhile
                state, _, group = path.read_text().rpartition(")")[2].split()[:3]
                yield int(group), state
        return
    told = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, encoding="utf-8", check=True)
    for line in told.stdout.splitlines():
        group, state = line.split()
        yield int(group), state
