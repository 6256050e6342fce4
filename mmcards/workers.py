"""Tasks run side by side in processes of their own, and what they say on the way.

Nothing here takes a way of starting processes for granted: a task and what it returns or raises are pickled where the
system starts processes afresh (macOS, Windows), and inherited where it forks. A task may ask for what was not known yet
when it began.
"""

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from operator import getitem
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar, cast

from mmcards.errors import CardsError

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
        yield from _side_by_side(tasks, jobs, method or _method(), find)


def _method() -> str:
    """macOS has forking too, but its frameworks do not survive it."""
    return "fork" if sys.platform == "linux" else "spawn"


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
    tasks: Sequence[Task[Result]], jobs: int, method: str, find: Callable[[], Sequence[Any]]
) -> Generator[Message[Result], None, None]:
    context: Any = multiprocessing.get_context(method)
    waiting = list(enumerate(tasks))[::-1]
    running: dict[Connection, tuple[int, BaseProcess]] = {}

    def fill() -> None:
        while waiting and len(running) < jobs:
            index, task = waiting.pop()
            with _uninterrupted():
                running.update([_start(context, index, task)])

    try:
        fill()
        found = find()
        while running:
            for ready in cast("list[Connection]", wait(list(running))):
                index, process = running[ready]
                message = _receive(ready, index, process)
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
        with _uninterrupted():
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


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C and other ends wait for the end of it, or a process might be started of which nobody knows. One that is
    started in it never hears a Ctrl-C: its parent ends it.

    A signal that is blocked stays so in the processes that a process starts. Windows cannot block one.
    """
    if sys.platform == "win32":
        yield
        return
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _answer(connection: Connection, found: object) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # it died meanwhile, as the next that comes from it tells
        connection.send(found)


def _receive(connection: Connection, index: int, process: BaseProcess) -> _Sent:
    try:
        message: _Sent = connection.recv()
    except (EOFError, OSError):  # nothing more, or half a message
        process.join()
        return Failed(index, CardsError(f"The process that was at work on it ended by itself ({_end_of(process)})."))
    return message


def _end_of(process: BaseProcess) -> str:
    code = process.exitcode or 0
    if code >= 0:
        return f"exit status {code}"
    name = signal.Signals(-code).name
    return f"{name}: is there enough memory?" if name == "SIGKILL" else name


# --- the child -------------------------------------------------------------------------------------------------------


def _work(index: int, task: Task[Any], connection: Connection) -> None:
    _settle_down()
    try:
        message: Any = _outcome(index, task, _throttled(index, connection), cache(partial(_asked, connection)))
    except BaseException as error:
        error.add_note(f"In another process:\n{traceback.format_exc()}")
        message = error
    try:
        connection.send_bytes(_pickled(message))
    except BrokenPipeError:
        os._exit(1)  # nobody is there to hear it
    connection.close()


def _asked(connection: Connection) -> Any:
    connection.send(_Asked())
    return connection.recv()


def _settle_down() -> None:
    """What a process does that was started for one task."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for where it could not be blocked
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGHUP})  # the parent had blocked them
    gc.disable()  # a short life: collecting cycles would cost more than it frees


def _end_with_parent() -> None:
    """A parent that is killed ends nothing: its work would go on, and nobody take it."""
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _pickled(message: object) -> bytes:
    """A message as bytes that can be read back. What cannot, as many exceptions with arguments, is told in words."""
    try:
        content = pickle.dumps(message)
        pickle.loads(content)
    except Exception as reason:
        error = RuntimeError(f"{message!r} cannot be passed between processes: {reason}")
        for note in getattr(message, "__notes__", ()):
            error.add_note(note)
        return pickle.dumps(error)
    return content


def _throttled(index: int, connection: Connection) -> Report:
    last = time.perf_counter()

    def progress(done: int, at_once: bool = False) -> None:
        nonlocal last
        now = time.perf_counter()
        if at_once or now - last >= _EVERY:
            last = now
            connection.send(Progress(index, done))

    return progress


# --- one task in several processes -----------------------------------------------------------------------------------

Said = TypeVar("Said")
Told = TypeVar("Told")
Shared: TypeAlias = Callable[[Iterator[int]], Generator[Said | Result, Told, None]]
"""Takes some of the parts of a task, by their numbers, and yields what the others must know of them all.

It is sent what is known of all parts of the task then, and yields a result for each part that it took, in their order.
"""


class Crew(Generic[Said, Told, Result]):
    """Processes that share a task, this one among them: each takes the next of its parts whenever it is free.

    `progress` is called with how many parts are done. What is not finished ends with the context.
    """

    def __init__(
        self,
        work: Shared[Said, Result, Told],
        parts: int,
        processes: int,
        progress: Callable[[int], None],
        method: str = "",
    ) -> None:
        context: Any = multiprocessing.get_context(method or _method())
        self._parts = parts
        self._work = work
        self._progress = progress
        self._context = context
        self._processes = min(processes, parts)
        self._desk: _Desk | None = None
        self._helpers: list[tuple[Connection, BaseProcess]] = []
        self._owners: dict[int, tuple[Connection, BaseProcess]] = {}
        self._own: Generator[Said | Result, Told, None] | None = None

    def __enter__(self) -> "Crew[Said, Told, Result]":
        try:
            if self._processes > 1:
                self._desk = _Desk(self._parts, self._context)
            with _uninterrupted():
                for _ in range(self._processes - 1):
                    self._helpers.append(self._hired())
        except (ImportError, OSError):  # no semaphores, or no more processes
            pass  # the work is done by those that are there
        except BaseException:
            self._dismiss()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def _hired(self) -> tuple[Connection, BaseProcess]:
        here, there = self._context.Pipe()
        inherited = here if self._context.get_start_method() == "fork" else None
        process = self._context.Process(target=_help, args=(self._work, self._desk, there, inherited), daemon=True)
        try:
            process.start()
        except OSError:
            here.close()
            raise
        finally:
            there.close()
        return here, process

    def said(self) -> list[Said]:
        """What each process has to say of the parts that it took, once all are taken."""
        parts = self._desk.parts(self._progress) if self._desk else self._all_parts()
        self._own = self._work(parts)
        found = [cast("Said", next(self._own))]
        for helper in self._helpers:
            parts, said = self._received(*helper)
            found.append(said)
            self._owners.update((part, helper) for part in parts)
        self._progress(self._parts)
        return found

    def _all_parts(self) -> Iterator[int]:
        for part in range(self._parts):
            yield part
            self._progress(part + 1)

    def results(self, told: Told) -> Iterator[Result]:
        """The results of all parts, in their order; `told` is what is known of all.

        The other processes begin with them before the first is asked for.
        """
        for connection, _ in self._helpers:
            connection.send(told)
        return self._results(told)

    def _results(self, told: Told) -> Iterator[Result]:
        assert self._own is not None
        send: Any = told
        for part in range(self._parts):
            owner = self._owners.get(part)
            if owner is None:
                yield cast("Result", self._own.send(send))
                send = None
            else:
                yield self._received(*owner)

    def _received(self, connection: Connection, process: BaseProcess) -> Any:
        message = _receive(connection, 0, process)
        if isinstance(message, Failed):
            raise message.error
        if isinstance(message, BaseException):
            raise message
        return message

    def _dismiss(self) -> None:
        for connection, process in self._helpers:
            connection.close()
            process.terminate()
            process.join()
        self._helpers.clear()


class _Desk:
    """Where the parts of a task are given out."""

    def __init__(self, count: int, context: Any) -> None:
        self._count = count
        self._given = context.Value("i", 0)
        self._done = context.Value("i", 0)

    def parts(self, progress: Callable[[int], None]) -> Iterator[int]:
        """The parts for one process, the next whenever the last is done."""
        while True:
            with self._given.get_lock():
                part = self._given.value
                self._given.value += 1
            if part >= self._count:
                return
            yield part
            with self._done.get_lock():
                self._done.value += 1
            progress(self._done.value)


def _help(work: Shared[Any, Any, Any], desk: _Desk, connection: Connection, inherited: Connection | None) -> None:
    if inherited:
        inherited.close()  # or this process would wait for itself, when the other one is gone
    _settle_down()
    taken: list[int] = []

    def parts() -> Iterator[int]:
        for part in desk.parts(lambda _: None):
            taken.append(part)
            yield part

    try:
        own = work(parts())
        said = next(own)
        connection.send((taken, said))
        send = connection.recv()
        results: deque[Any] = deque()
        for _ in taken:
            results.append(own.send(send))  # all are made before any is waited for
            send = None
        while results:
            connection.send(results.popleft())
    except (BrokenPipeError, EOFError):
        os._exit(1)  # nobody waits for it any more
    except BaseException as error:
        error.add_note(f"In another process:\n{traceback.format_exc()}")
        connection.send_bytes(_pickled(error))
    connection.close()
