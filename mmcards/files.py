"""Files of a deck, opened with care: somebody else may have made them.

What is opened is a regular file: a pipe would be waited for without end, and a device has none. No more is read than
its kind may have. And a link among the files of a folder leads to another place in it, or is not followed.
"""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Final

MOST_TEXT: Final = 50_000_000
"""Bytes of a file of YAML, or of a lock: a quarter of a million cards."""

MOST_MEDIA: Final = 100_000_000
"""Bytes of a picture, a sound or a font. Anki synchronizes no larger ones."""

_PLAIN: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""A pipe is opened without waiting for who writes into it. Windows has neither these flags nor such pipes."""


def opened(path: str | Path, most: int) -> BufferedReader:
    """A regular file of so many bytes at most, for reading. Raises OSError, also where it is none or has more."""
    _check(os.stat(path), most)  # noqa: PTH116  # before it is opened: to open a device may do something
    descriptor = os.open(path, _PLAIN)
    try:
        _check(os.fstat(descriptor), most)  # it may have become another one since
    except OSError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def content(path: str | Path, most: int = MOST_TEXT) -> bytes:
    """All that a regular file holds. Raises OSError, also where it is none or has more than so many bytes."""
    with opened(path, most) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise _too_large(most)
    return found


def leads_out(path: str | Path, folder: str | Path) -> bool:
    """Whether a path leads out of a folder, by its links or by itself. Raises OSError for links in a circle."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _check(status: os.stat_result, most: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no plain file")
    if status.st_size > most:
        raise _too_large(most)


def _too_large(most: int) -> OSError:
    return OSError(errno.EFBIG, f"it has more than {most // 1_000_000} million bytes")
