"""One task in several processes, which share its parts."""

import os
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeAlias, TypeVar, cast

from mmcards.workers.processes import context_of, pickled, received, settle_down, uninterrupted

Result = TypeVar("Result")
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
        self._parts = parts
        self._work = work
        self._progress = progress
        self._context = context_of(method)
        self._processes = min(processes, parts)
        self._desk: _Desk | None = None
        self._helpers: list[tuple[Connection, BaseProcess]] = []
        self._owners: dict[int, tuple[Connection, BaseProcess]] = {}
        self._own: Generator[Said | Result, Told, None] | None = None

    def __enter__(self) -> "Crew[Said, Told, Result]":
        try:
            if self._processes > 1:
                self._desk = _Desk(self._parts, self._context)
            with uninterrupted():
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
        message = received(connection, process)
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
    settle_down()
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
        connection.send_bytes(pickled(error))
    connection.close()
