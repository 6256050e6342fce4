"""Inputs tried in processes that may crash, hang or take too much memory: each of these is a find like any other.

A process tries a batch of inputs and ends. Where one dies, another goes on behind the input that it died of.
"""

import faulthandler
import gc
import multiprocessing
import os
import resource
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from random import Random
from typing import Any, Final, cast

from tests.fuzz.finds import Find, Trouble, trouble_with
from tests.fuzz.inputs import Files
from tests.fuzz.levels import Attempt, Level

SECONDS = 10.0
"""Of a processor, that an input may take."""

LONGEST: Final = 300
"""Seconds on the clock, after which a process that does not even hear that its time is over is killed."""

MEMORY: Final = 4 << 30
"""Bytes of address space of a process."""

_CRASH: Final = "crash.txt"

_FORK: Final = multiprocessing.get_context("fork")


class Hang(BaseException):
    """An input took too long."""


@dataclass
class Tally:
    """How many inputs got how far, and the finds, the first of each signature with how often it came."""

    done: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    finds: dict[str, Find] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)


@dataclass
class _Batch:
    start: int
    stop: int
    process: Any
    current: Any
    folder: Path
    begun: float
    last: int = -1


def made(level: Level, seed: str, index: int) -> Files:
    return level.make(Random(f"{seed}/{index}"))


def run(
    level: Level, seed: str, count: int, seconds: float, jobs: int, batch: int, told: Callable[[Tally], None]
) -> Tally:
    """Try inputs from number 0 on, until there were so many, or so many seconds are over; tell of it now and then."""
    tally = Tally()
    end = time.monotonic() + seconds
    waiting = _batches(count, batch)
    left: list[tuple[int, int]] = []
    running: dict[Connection, _Batch] = {}
    while True:
        while len(running) < jobs and time.monotonic() < end and (span := left.pop() if left else next(waiting, None)):
            connection, begun = _begin(level, seed, *span)
            running[connection] = begun
        if not running:
            return tally
        for ready in wait(list(running), timeout=1):
            _hear(cast("Connection", ready), running, left, tally)
        for one in running.values():
            if one.current.value != one.last:
                one.last, one.begun = one.current.value, time.monotonic()
            elif time.monotonic() - one.begun > LONGEST:
                one.process.kill()
        told(tally)


def _batches(count: int, batch: int) -> Iterator[tuple[int, int]]:
    for start in range(0, count, batch):
        yield start, min(count, start + batch)


def _begin(level: Level, seed: str, start: int, stop: int) -> tuple[Connection, _Batch]:
    here, there = _FORK.Pipe(duplex=False)
    current = _FORK.RawValue("q", start)
    folder = room()
    process = _FORK.Process(target=_work, args=(level, seed, start, stop, current, folder, there), daemon=True)
    process.start()
    there.close()
    return here, _Batch(start, stop, process, current, folder, time.monotonic())


def _hear(connection: Connection, running: dict[Connection, _Batch], left: list[tuple[int, int]], tally: Tally) -> None:
    batch = running[connection]
    try:
        message = connection.recv()
    except (EOFError, OSError):
        message = None
    if isinstance(message, Find):
        _add(tally, message)
    else:
        del running[connection]
        batch.process.join()
        connection.close()
        if message is None:
            died = batch.current.value
            _add(tally, Find(died, _death(batch.process, batch.folder)))
            tally.done += died - batch.start + 1
            if died + 1 < batch.stop:
                left.append((died + 1, batch.stop))
        else:
            tally.done += batch.stop - batch.start
            tally.reached += message
        shutil.rmtree(batch.folder, ignore_errors=True)


def _add(tally: Tally, find: Find) -> None:
    tally.finds.setdefault(find.trouble.signature, find)
    tally.times[find.trouble.signature] += 1


def _death(process: Any, folder: Path) -> Trouble:
    """What ended a process, with what it was doing."""
    return Trouble(f"the process died: exit status {process.exitcode}", (folder / _CRASH).read_text(errors="replace"))


def _work(level: Level, seed: str, start: int, stop: int, current: Any, folder: Path, connection: Connection) -> None:
    reached: Counter[str] = Counter()
    gc.freeze()
    gc.set_threshold(50_000)
    bound(folder)
    attempt = level.opened(folder)
    for index in range(start, stop):
        current.value = index
        found = tried(attempt, made(level, seed, index))
        if isinstance(found, Trouble):
            connection.send(Find(index, found))
        else:
            reached[found] += 1
    connection.send(reached)
    connection.close()


def in_a_child(level: Level, files: Files) -> Trouble | None:
    """What goes wrong with one input, found out in a process of its own."""
    here, there = _FORK.Pipe(duplex=False)
    folder = room()

    def work() -> None:
        bound(folder)
        there.send(tried(level.opened(folder), files))

    process = _FORK.Process(target=work, daemon=True)
    process.start()
    there.close()
    try:
        found = here.recv() if here.poll(LONGEST) else None
    except (EOFError, OSError):
        found = None
    if found is None:
        process.kill()
    process.join()
    found = found or _death(process, folder)
    shutil.rmtree(folder, ignore_errors=True)
    return found if isinstance(found, Trouble) else None


def tried(attempt: Attempt, files: Files) -> str | Trouble:
    """How far an input gets, or what goes wrong with it."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return attempt(files)
    except (Exception, Hang, SystemExit) as error:
        return trouble_with(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def room() -> Path:
    """A new folder, in memory if there is such a place."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="mmcards-fuzz-", dir=memory if os.access(memory, os.W_OK) else None))
    (folder / _CRASH).touch()
    return folder


def bound(folder: Path) -> None:
    """Give this process bounds of time and memory; if it crashes, the folder has what it was doing."""

    def stop(*_: object) -> None:
        raise Hang(f"more than {SECONDS} s")

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, stop)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    faulthandler.enable((folder / _CRASH).open("w"))
