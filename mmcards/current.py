"""Whether the files that a build would write stand there already, so that nothing need be done.

After a build a record is kept in the user's cache: digests of all that the build read and of what it wrote, and what it
said. While all of that is as it was, the same command would write the same bytes, and say the same. So nothing but
this module is needed to know it: no YAML is read.

What is read is known by its content, never by its time. By names and times are known the program itself with its
libraries, and the fonts of the system. Where anything is in doubt, there is no record, or it fits no more; then the
build is made.
"""

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, NamedTuple

from mmcards import cache, files
from mmcards.errors import Place, Problem
from mmcards.events import Standing

_RECORDS: Final = 100
"""How many commands are remembered."""

_VARIABLES: Final = ("SOURCE_DATE_EPOCH", "HOME", "XDG_DATA_DIRS", "XDG_DATA_HOME", "WINDIR")
"""What of the environment may change what is written."""


class Command(NamedTuple):
    """A build as it was asked for: where its decks are, and all options that change what it writes or says.

    `beside` are the files that it reads besides the decks, whether they are there or not. `typesets` says whether it
    uses fonts.
    """

    paths: tuple[Path, ...]
    options: Mapping[str, object]
    beside: tuple[Path, ...] = ()
    typesets: bool = True

    def key(self) -> bytes:
        """Names the command wherever it is given; raises OSError where there is no working folder."""
        paths = [[str(path) for path in those] for those in (self.paths, self.beside)]
        told = (os.getcwd(), paths, sorted(self.options.items()))  # noqa: PTH109
        return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).digest()


class Said(NamedTuple):
    """What a build says when nothing has changed since the last. `told` is for people."""

    files: tuple[Standing, ...]
    warnings: tuple[Problem, ...] = ()
    nameless: Problem | None = None
    told: str = ""


class Look:
    """A look at what a build reads, begun before anything of it is read."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._names = _names(command.paths)
        self._around = _around(command)
        self._read: dict[str, str] = {}
        self._began = time.time()
        self.reads(command.beside)

    def content_of(self, path: Path) -> bytes:
        """The content of a file, of which is kept what it was."""
        content = files.content(path)
        self.knows(path, hashlib.sha256(content).hexdigest())
        return content

    def reads(self, paths: Iterable[Path]) -> None:
        """These files are about to be read."""
        for path in paths:
            self.knows(path, digest(path))

    def knows(self, path: Path, digest: str) -> None:
        """This file was read, and this is its SHA-256."""
        self._read[str(path)] = digest

    def is_older_than(self, path: Path) -> bool:
        """Whether a file was written since the look began."""
        try:
            return path.stat().st_mtime >= self._began
        except OSError:
            return False

    def is_outdated(self) -> bool:
        """Whether anything that was read is another now."""
        return any(digest(Path(path)) != known for path, known in self._read.items())

    def keep(self, said: Said, written: Mapping[str, str]) -> None:
        """Keep a record that these files, by their SHA-256, are what the command writes; unless that is in doubt."""
        folder = cache.folder()
        outputs = frozenset(written)
        if folder is None or _names(self._command.paths) - outputs != self._names - outputs:
            return
        record = {
            **self._around,
            "names": _digest_of(sorted(self._names - outputs)),
            "read": self._read,
            "written": dict(written),
            "time": time.time(),
            "said": said._asdict(),
        }
        try:
            key = self._command.key()
            records = folder / "builds"
            cache.keep(records / key.hex()[:32], json.dumps(record, default=_fields).encode(), key)
            _forget(records)
        except OSError:
            return


def standing(command: Command) -> Said | None:
    """What the command says if all that it would write is there; None if it is to be built.

    A clock that goes before the last build is a doubt: times in a lock may lie in its future.
    """
    folder = cache.folder()
    try:
        key = command.key()
        content = cache.kept(folder / "builds" / key.hex()[:32], key) if folder else None
        if content is None:
            return None
        record = json.loads(content)
        is_current = (
            record["program"] == _program()  # else the record may be of another form
            and record["time"] <= time.time()
            and all(digest(Path(path)) == known for path, known in record["read"].items())
            and all(digest(Path(path)) == known for path, known in record["written"].items())
            and record["names"] == _digest_of(sorted(_names(command.paths) - record["written"].keys()))
            and record["fonts"] == _fonts(command)
        )
    except OSError:
        return None
    return _said(record["said"]) if is_current else None


def digest(path: Path) -> str:
    """The SHA-256 of a file; "" where there is none. Of what is no file, and may be read but once, no two are equal."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return os.urandom(8).hex()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _said(record: Mapping[str, Any]) -> Said:
    files = (Standing(**{**each, "warnings": _problems(each["warnings"])}) for each in record["files"])
    nameless = _problems([record["nameless"]])[0] if record["nameless"] else None
    return Said(tuple(files), _problems(record["warnings"]), nameless, record["told"])


def _problems(records: Iterable[Any]) -> tuple[Problem, ...]:
    return tuple(Problem(Place(*place), message, hint) for place, message, hint in records)


def _forget(records: Path) -> None:
    """Remove the oldest records of many."""
    found = sorted(os.scandir(records), key=lambda each: each.stat().st_mtime)
    for each in found[:-_RECORDS]:
        os.unlink(each)  # noqa: PTH108


# --- what a build depends on besides what it reads -------------------------------------------------------------------


def _names(paths: Iterable[Path]) -> frozenset[str]:
    """The files among which decks are looked for, but for locks, which a build makes: new ones may belong to a deck."""
    found: list[str] = []
    for path in paths:
        for folder, below, names in os.walk(path if path.is_dir() else path.parent):
            below[:] = [name for name in below if path.is_dir() and not name.startswith(".")]
            there = (os.path.join(folder, name) for name in names if _may_matter(name))  # noqa: PTH118
            found += filter(os.path.isfile, there)  # a link may lead nowhere
    return frozenset(found)


def _may_matter(name: str) -> bool:
    return not name.startswith(".") and not name.endswith(".lock")


def _around(command: Command) -> dict[str, str]:
    return {"program": _program(), "fonts": _fonts(command)}


def _program() -> str:
    """A digest of the program, its libraries, and what the environment says to them."""
    found = [sys.version, sys.platform, *map(os.environ.get, _VARIABLES)]
    return _digest_of([found, sorted(_libraries()), sorted(_stamps(_package()))])


def _fonts(command: Command) -> str:
    """A digest of the names, sizes and times of the system's fonts; "" for what uses none."""
    if not command.typesets:
        return ""
    from mmcards.writers.pdf import font_folders

    return _digest_of(sorted(_stamps(font_folders.files())))


def _libraries() -> Iterator[str]:
    """What is installed, as `reportlab-4.2.0.dist-info`."""
    for folder in dict.fromkeys(sys.path):
        try:
            yield from (name for name in os.listdir(folder or ".") if name.endswith(("-info", ".egg-link")))  # noqa: PTH208
        except OSError:
            continue


def _package() -> Iterator[str]:
    """The files of this package, which change without another version while one works on it."""
    for folder, below, names in os.walk(os.path.dirname(__file__)):  # noqa: PTH120
        below[:] = [name for name in below if name != "__pycache__"]
        yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118


def _stamps(paths: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """The sizes and times of files."""
    for path in paths:
        try:
            found = os.stat(path)  # noqa: PTH116
        except OSError:
            continue
        yield path, found.st_size, found.st_mtime_ns


def _fields(one: Any) -> dict[str, object]:
    """What a dataclass holds, without the copies of it that dataclasses.asdict makes."""
    return {each.name: getattr(one, each.name) for each in fields(one)}


def _digest_of(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
