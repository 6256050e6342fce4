"""How processes are started, end and speak, whatever they are at work on."""

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from mmcards.errors import CardsError


def context_of(way: str) -> Any:
    """What starts processes in a way: "fork", "spawn" or "forkserver", or that of this system for ""."""
    return multiprocessing.get_context(way or method())


def method() -> str:
    """How processes are started where nobody says it: forked where that is safe.

    macOS has forking too, but its frameworks do not survive it.
    """
    return "fork" if sys.platform == "linux" else "spawn"


@contextmanager
def uninterrupted() -> Iterator[None]:
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


def received(connection: Connection, process: BaseProcess) -> Any:
    """What a process sends next. Raises CardsError if it has ended by itself."""
    try:
        return connection.recv()
    except (EOFError, OSError) as error:  # nothing more, or half a message
        process.join()
        raise CardsError(f"The process that was at work on it ended by itself ({_end_of(process)}).") from error


def _end_of(process: BaseProcess) -> str:
    code = process.exitcode or 0
    if code >= 0:
        return f"exit status {code}"
    name = signal.Signals(-code).name
    return f"{name}: is there enough memory?" if name == "SIGKILL" else name


def settle_down() -> None:
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


def pickled(message: object) -> bytes:
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
