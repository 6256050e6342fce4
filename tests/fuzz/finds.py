"""What was found: inputs that something went wrong with, told apart, made small, and kept to be tried again."""

import re
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from tests.fuzz.inputs import Files

_OURS: Final = f"{Path('mmcards')}/"
_SECONDS: Final = 120
"""How long smaller inputs are tried."""


@dataclass(frozen=True)
class Trouble:
    """What went wrong. Of one `signature` are those that are likely to be one fault."""

    signature: str
    report: str = ""


@dataclass(frozen=True)
class Find:
    """The number of an input, from which with the seed it is made again, and what went wrong with it."""

    index: int
    trouble: Trouble


def trouble_with(error: BaseException) -> Trouble:
    """What went wrong, by where in the package it came from and by the words that are the same each time."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _OURS in frame.filename]
    frame = (ours or frames)[-1]
    words = re.sub(r"`[^`]*`|'[^']*'|\b0x\w+|\d+", "…", str(error).partition(":")[0])[:60]
    where = f"{frame.filename[frame.filename.rfind(_OURS) :] if ours else Path(frame.filename).name}"
    return Trouble(
        f"{type(error).__name__} in {where}, {frame.name}: {words}", "".join(traceback.format_exception(error))
    )


def smallest(files: Files, fails: Callable[[Files], bool]) -> Files:
    """An input with which the same goes wrong, from which nothing more can be left out, or not in the time for it."""
    end = time.monotonic() + _SECONDS

    def still(those: Files) -> bool:
        return time.monotonic() < end and fails(those)

    for name in sorted(files, key=lambda each: -len(files[each])):
        without = {each: content for each, content in files.items() if each != name}
        if without and still(without):
            files = without
    for name in tuple(files):
        for parts in (_lines, _signs):
            rest = _shortened(parts(files[name]), partial(_fails_with, still, files, name))
            files = files | {name: b"".join(rest)}
    return files


def _fails_with(fails: Callable[[Files], bool], files: Files, name: str, parts: Sequence[bytes]) -> bool:
    return fails(files | {name: b"".join(parts)})


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def _signs(content: bytes) -> list[bytes]:
    """The characters of a text, or the bytes of what is none."""
    try:
        return [each.encode() for each in content.decode()]
    except UnicodeDecodeError:
        return [bytes([each]) for each in content]


def _shortened(parts: list[bytes], fails: Callable[[Sequence[bytes]], bool]) -> list[bytes]:
    """Parts with which it still fails, after runs of them were left out, long ones first (delta debugging)."""
    size = len(parts) // 2
    while size:
        for start in range((len(parts) - 1) // size * size, -1, -size):
            shorter = parts[:start] + parts[start + size :]
            if len(shorter) < len(parts) and fails(shorter):
                parts = shorter
        size //= 2
    return parts


def keep(folder: Path, files: Files, report: str) -> None:
    """Write an input and what is to be known of it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "REPORT.txt").write_text(report, "utf-8", errors="backslashreplace")


def kept(folder: Path) -> Files:
    """An input that was kept."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "REPORT.txt"}
