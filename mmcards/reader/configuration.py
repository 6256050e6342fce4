"""The user's configuration: what holds for every deck that is printed here, such as how far the printer is off.

# config.yaml
print: {page: letter, back-offset: [1.5, -2]}
"""

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from mmcards.errors import CardsError
from mmcards.paper import Offset, Printing
from mmcards.reader import nodes, printing, sources
from mmcards.reader.fields import Fields
from mmcards.reader.media import Media
from mmcards.reader.report import Report

_OFFSET: Final = re.compile(r"(?m)^( +back-offset:)[^\n#]*?([ \t]*(?:#.*)?)$")
_PRINT: Final = re.compile(r"(?m)^print:[ ]*(?:#.*)?\n(?=( +))")
_OWN: Final = ("only", "shuffle")
"""The settings that choose among the cards of one deck."""


def read(where: Path) -> Printing:
    """How this user prints; nothing where there is no such file. Raises Mistakes at their places."""
    report = Report()
    found = sources.Files(report).documents(where) if where.exists() else ()
    said = Printing()
    for top in found:
        said = _printing(top, report)
    if len(found) > 1:
        report.mistake(found[1].place, "a configuration is one document", "delete the line of `---` above")
    report.finish()
    return said


def save(where: Path, offset: Offset) -> None:
    """Keep how far the printer is off; all else in the file stays as it is."""
    kept = read(where)
    text = _with_offset(where.read_text("utf-8") if where.exists() else "", offset)
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        part = where.with_name(f".{where.name}.{os.getpid()}.part")
        part.write_text(text, "utf-8", newline="\n")
        if _said_by(part) != replace(kept, back_offset=offset):
            part.unlink()
            shown = f"back-offset: [{offset.right:g}, {offset.up:g}]"
            raise CardsError(f"The file {where} is left as it is. Write `{shown}` below its `print:`.")
        part.replace(where)
    except OSError as error:
        raise CardsError(f"The configuration cannot be written to {where}: {error.strerror}.") from error


def _said_by(where: Path) -> Printing | None:
    """What a file says; None where it is wrong."""
    report = Report()
    found = sources.Files(report).documents(where)
    said = _printing(found[0], report) if len(found) == 1 else None
    return None if report.mistakes else said


def _printing(top: nodes.Node, report: Report) -> Printing:
    if not isinstance(top, nodes.Mapping):
        report.mistake(top.place, f"a configuration wants keys with values, and this is {nodes.described(top)}")
        return Printing()
    settings = Fields(top, report, Media(Path(top.place.path).parent, report))
    asked = settings.fields("print")
    settings.finish()
    if asked is None:
        return Printing()
    for key in _OWN:
        if asked.has(key):
            report.mistake(asked.place_of(key), f"`{key}` is for one deck", "write it into the deck.yaml")
    return printing.read(asked)


def _with_offset(text: str, offset: Offset) -> str:
    """The text of a configuration that says so too, where it can be told how it is laid out."""
    if _OFFSET.search(text):
        return _OFFSET.sub(rf"\g<1> {offset}\g<2>", text, count=1)
    if _PRINT.search(text):
        return _PRINT.sub(lambda found: f"{found[0]}{found[1]}back-offset: {offset}\n", text, count=1)
    before = text if not text or text.endswith("\n") else f"{text}\n"
    return f"{before}print:\n  back-offset: {offset}\n"
