"""Tasks run side by side in processes of their own, and what they say on the way.

Nothing here takes a way of starting processes for granted: a task and what it returns or raises are pickled where the
system starts processes afresh (macOS, Windows), and inherited where it forks. A task may ask for what was not known yet
when it began.
"""

import gc
import os
import time
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from functools import cache, partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from operator import getitem
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar, cast

from mmcards.errors import CardsError
from mmcards.workers.processes import context_of, pickled, received, settle_down, uninterrupted

Result = TypeVar("Result")


class Report(Protocol):
    """Says how much of a task is done; not every time that it is called, unless it is to be said `at_once`."""

    def __call__(self, done: int, at_once: bool = False) -> None: ...


Ask: TypeAlias = Callable[[], Any]
"""Waits for what was not known yet when tasks began, and gives what of it a task is to know."""

Task: TypeAlias = Callable[[Report, Ask], Result]
"""Does its work, reporting how much of it is done, and asking for what it must wait for."""

_EVERY: Final = 0.1
"""Seconds between two words of progress."""


class Progress(NamedTuple):
    """So much of a task is done."""

    task: int
    done: int


class Finished(NamedTuple, Generic[Result]):
    """A task is done, in so many seconds, but for those in which it waited for what it asked."""

    task: int
    result: Result
    seconds: float


class Failed(NamedTuple):
    """A task cannot be done."""

    task: int
    error: CardsError


class _Asked(NamedTuple):
    """A task waits for its answer."""


Message: TypeAlias = Progress | Finished[Result] | Failed
_Sent: TypeAlias = Message[Any] | _Asked | BaseException


def run(
    tasks: Sequence[Task[Result]], jobs: int, method: str = "", answers: Callable[[], Sequence[Any]] | None = None
) -> Generator[Message[Result], None, None]:
    """Run tasks, at most `jobs` at once, and give what they say as they say it.

    One job runs in this process, one task after the other. `method` is how processes are started: "fork", "spawn" or
    "forkserver"; if left out, forked where that is safe. `answers` is called once, and finds out here what each task
    may ask for: while the first are at work, or before them with one job. A CardsError of a task is Failed; any other
    exception is raised here, with the traceback of the process it came from. What `answers` raises, and closing the
    iterator, end the tasks under way.
    """
    find = answers or (lambda: [None] * len(tasks))
    if jobs == 1:
        found = find()
        for index, task in enumerate(tasks):
            yield _outcome(index, task, _silent, partial(getitem, found, index))
    else:
        yield from _side_by_side(tasks, jobs, context_of(method), find)


def _silent(done: int, at_once: bool = False) -> None:
    """Nobody looks on."""


def _outcome(index: int, task: Task[Result], progress: Report, ask: Ask) -> Finished[Result] | Failed:
    start = time.perf_counter()
    waited = 0.0

    def wait_for_answer() -> Any:
        nonlocal waited
        asked = time.perf_counter()
        answer = ask()
        waited += time.perf_counter() - asked
        return answer

    try:
        result = task(progress, wait_for_answer)
    except CardsError as error:
        return Failed(index, error)
    return Finished(index, result, time.perf_counter() - start - waited)


# --- the parent ------------------------------------------------------------------------------------------------------


def _side_by_side(
    tasks: Sequence[Task[Result]], jobs: int, context: Any, find: Callable[[], Sequence[Any]]
) -> Generator[Message[Result], None, None]:
    waiting = list(enumerate(tasks))[::-1]
    running: dict[Connection, tuple[int, BaseProcess]] = {}

    def fill() -> None:
        while waiting and len(running) < jobs:
            index, task = waiting.pop()
            with uninterrupted():
                running.update([_start(context, index, task)])

    try:
        fill()
        found = find()
        while running:
            for ready in cast("list[Connection]", wait(list(running))):
                index, process = running[ready]
                message = _received(ready, index, process)
                if isinstance(message, _Asked):
                    _answer(ready, found[index])
                    continue
                if not isinstance(message, Progress):
                    del running[ready]
                    ready.close()
                    process.join()
                if isinstance(message, BaseException):
                    raise message
                yield message
            fill()
    finally:
        with uninterrupted():
            for connection, (_, process) in running.items():
                process.terminate()
                process.join()
                connection.close()


def _start(context: Any, index: int, task: Task[Result]) -> tuple[Connection, tuple[int, BaseProcess]]:
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(index, task, there))  # no daemon, which could start no others
    gc.freeze()  # what stands so far is shared with a forked child as long as nobody touches it
    try:
        process.start()
    except OSError as error:
        here.close()
        raise CardsError(f"No process can be started: {error.strerror}. `--jobs 1` works without one.") from error
    finally:
        gc.unfreeze()
        there.close()
    return here, (index, process)


def _answer(connection: Connection, found: object) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # it died meanwhile, as the next that comes from it tells
        connection.send(found)


def _received(connection: Connection, index: int, process: BaseProcess) -> _Sent:
    try:
        message: _Sent = received(connection, process)
    except CardsError as error:
        return Failed(index, error)
    return message


# --- the child -------------------------------------------------------------------------------------------------------


def _work(index: int, task: Task[Any], connection: Connection) -> None:
    settle_down()
    try:
        message: Any = _outcome(index, task, _throttled(index, connection), cache(partial(_asked, connection)))
    except BaseException as error:
        error.add_note(f"In another process:\n{traceback.format_exc()}")
        message = error
    try:
        connection.send_bytes(pickled(message))
    except BrokenPipeError:
        os._exit(1)  # nobody is there to hear it
    connection.close()


def _asked(connection: Connection) -> Any:
    connection.send(_Asked())
    return connection.recv()


def _throttled(index: int, connection: Connection) -> Report:
    last = time.perf_counter()

    def progress(done: int, at_once: bool = False) -> None:
        nonlocal last
        now = time.perf_counter()
        if at_once or now - last >= _EVERY:
            last = now
            connection.send(Progress(index, done))

    return progress
