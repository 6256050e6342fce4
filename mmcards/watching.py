"""Waits until the files of decks change, by looking at them again and again.

A look at a deck takes less than a millisecond, so that no library is needed; and looking sees what systems do not tell
of: files in network and shared folders, what links lead to, a folder that is gone and comes back.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from mmcards import files
from mmcards.reader.media import ENDINGS as MEDIA
from mmcards.reader.media import FONTS
from mmcards.reader.sources import DECK_FILES
from mmcards.reader.sources import ENDINGS as YAML

_WATCHED: Final = (*YAML, *MEDIA, *FONTS)
"""The endings of files that change a deck. Its lock is not among them: a build writes that."""

_PAUSE: Final = 0.05
"""Seconds between two looks; more where a look takes long, so that a fifth of a processor's time is the most."""

_SETTLED: Final = 0.02
"""Seconds in which nothing changes when a program has written what it saves, file by file."""

_LONGEST: Final = 0.2
"""Seconds after which changes that do not end are told all the same."""

_EMPTY: Final = 1.0
"""Seconds for which a file may be empty that held something: many programs empty a file before they write it anew."""

_COARSE: Final = 2_000_000_000
"""Nanoseconds: two saves within them may have one time, as on FAT. So the content of what is younger is looked at."""

_SMALL: Final = 1_000_000
"""Bytes of a file whose content is looked at."""


class _Look(NamedTuple):
    """What was seen of a file: its time, size and number; a digest, if its content was looked at, and must be again."""

    told: tuple[int, int, int]
    content: bytes = b""
    is_young: bool = False

    @property
    def size(self) -> int:
        return self.told[1]


class Watch:
    """Watches decks from now on: files, and folders at any depth. With a file go those that stand beside it."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._others: frozenset[str] = frozenset()
        self._seen = {path: _Look(told) for path, told in self._told()}
        self._pause = _PAUSE

    def follow(self, others: Iterable[str]) -> None:
        """Watch these files too, such as the pictures that the texts of a deck name, wherever they stand."""
        self._others = frozenset(others)
        self._seen |= {path: _Look(told) for path, told in self._told() if path not in self._seen}

    def wait(self) -> None:
        """Return when something has changed since the last time, or since this watch began."""
        full = [path for path, look in self._seen.items() if look.size]
        while not self._has_changed():
            time.sleep(self._pause)
        start = time.monotonic()
        time.sleep(_SETTLED)
        while self._has_changed() and time.monotonic() < start + _LONGEST:
            time.sleep(_SETTLED)
        while any(self._is_empty(path) for path in full) and time.monotonic() < start + _EMPTY:
            time.sleep(_SETTLED)
            self._has_changed()

    def _is_empty(self, path: str) -> bool:
        return path in self._seen and not self._seen[path].size

    def _has_changed(self) -> bool:
        start = time.monotonic()
        before = self._seen
        self._seen = {path: _looked(path, told, before.get(path)) for path, told in self._told()}
        self._pause = max(_PAUSE, 4 * (time.monotonic() - start))
        return before.keys() != self._seen.keys() or any(
            _differ(before[path], look) for path, look in self._seen.items()
        )

    def _told(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        for path in {*self._files(), *self._others}:
            try:
                status = os.stat(path)  # noqa: PTH116  # a string: a Path would cost most of the time of a look
            except (OSError, ValueError):
                continue
            yield path, (status.st_mtime_ns, status.st_size, status.st_ino)

    def _files(self) -> Iterator[str]:
        for path in self._paths:
            is_folder = path.is_dir()
            for folder, below, names in os.walk(path if is_folder else path.parent):
                deep = is_folder or path.name in DECK_FILES  # a deck of one file may stand among anything
                below[:] = [name for name in below if deep and not name.startswith(".")]
                yield from (
                    os.path.join(folder, name)  # noqa: PTH118
                    for name in names
                    if name.lower().endswith(_WATCHED) and not name.startswith(".")
                )


def _looked(path: str, told: tuple[int, int, int], before: _Look | None) -> _Look:
    if before and before.told == told and not before.is_young:
        return before
    modified, size, _ = told
    if size > _SMALL:
        return _Look(told)
    try:
        content = hashlib.sha256(files.content(path, _SMALL)).digest()
    except OSError:
        return _Look(told)
    return _Look(told, content, abs(time.time_ns() - modified) < _COARSE)


def _differ(before: _Look, now: _Look) -> bool:
    """A file that was saved as it was has not changed, where that is known."""
    return before.content != now.content if before.content and now.content else before.told != now.told
