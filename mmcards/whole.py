"""Files that are whole or not there: each is written beside its place, and put into it when it is complete."""

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PART: Final = re.compile(r"\.(.+)\.[0-9a-f]{8}\.part")

_ABANDONED: Final = 3600
"""Seconds after which a part that nobody writes to is one of a process that was killed."""


def beside(path: Path) -> Path:
    """A name beside the place of a file, and so on the same disk, that no other process has, on whatever machine."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write a file under that is then put in place, or goes if there is an error."""
    part = beside(path)
    try:
        yield part
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink()


def clear(paths: Iterable[Path]) -> None:
    """Remove what stayed beside the places of these files when processes were killed that wrote them."""
    names: dict[Path, set[str]] = {}
    for path in paths:
        names.setdefault(path.parent, set()).add(path.name)
    for folder, wanted in names.items():
        with suppress(OSError), os.scandir(folder) as found:
            for each in found:
                name = _PART.fullmatch(each.name)
                if name and name[1] in wanted and each.stat().st_mtime < time.time() - _ABANDONED:
                    os.unlink(each)  # noqa: PTH108
