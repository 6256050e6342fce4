"""Files -> the decks among them: which file belongs to which deck, and what each says."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mmcards.errors import Place
from mmcards.reader.events import documents
from mmcards.reader.hints import place_of
from mmcards.reader.nodes import Mapping, Node
from mmcards.reader.report import Report

DECK_FILES: Final = ("deck.yaml", "deck.yml")
ENDINGS: Final = (".yaml", ".yml")

_BYTE_ORDER_MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Source:
    """A deck's file with its documents; the first of them names the deck. `folder` is None for a deck of one file."""

    path: Path
    folder: Path | None
    documents: tuple[Node, ...]


class Files:
    """Files read and parsed, each once."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._parsed: dict[Path, tuple[Node, ...]] = {}

    def documents(self, path: Path) -> tuple[Node, ...]:
        """The documents of a file; () where it cannot be read, which is then reported."""
        if path not in self._parsed:
            text = self._text(path)
            self._parsed[path] = documents(text, str(path), self.report) if text else ()
        return self._parsed[path]

    def _text(self, path: Path) -> str:
        try:
            content = path.read_bytes()
        except IsADirectoryError:
            self.report.mistake(Place(str(path)), "this is a folder, and a file is wanted here")
            return ""
        except OSError as error:
            self.report.mistake(Place(str(path)), f"the file cannot be read: {error.strerror}")
            return ""
        if encoding := _BYTE_ORDER_MARKS.get(content[:2]):
            self.report.mistake(Place(str(path)), f"the file is in {encoding}", "save it as UTF-8")
            return ""
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8", "replace")
            place = place_of(before, str(path), len(before))
            message = f"the file is not UTF-8: the byte 0x{error.object[error.start]:02X} cannot stand here"
            self.report.mistake(place, message, "save it as UTF-8")
            return ""


def find(paths: Iterable[Path], files: Files) -> tuple[Source, ...]:
    """The decks in files and folders, at any depth, each once."""
    found: dict[Path, Source] = {}
    for path in paths:
        for source in _below(path, files) if path.is_dir() else _named(path, files):
            found.setdefault(source.path.resolve(), source)
    return tuple(found.values())


def is_deck(nodes: tuple[Node, ...]) -> bool:
    return bool(nodes) and isinstance(nodes[0], Mapping) and nodes[0].get("deck") is not None


def natural(path: Path) -> tuple[tuple[str | int, ...], ...]:
    """A key that sorts `unit-2` before `unit-10`."""
    return tuple(
        tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name.casefold()))
        for name in path.parts
    )


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder itself, in natural order, but for the one that names its deck."""
    names = (path for path in folder.iterdir() if path.suffix in ENDINGS and path.name not in DECK_FILES)
    return sorted((path for path in names if path.is_file() and not path.name.startswith(".")), key=natural)


def _named(path: Path, files: Files) -> Iterator[Source]:
    """The deck of a file that the user named."""
    nodes = files.documents(path)
    if path.name in DECK_FILES:
        yield Source(path, path.parent, nodes)
    elif is_deck(nodes):
        yield Source(path, None, nodes)
    elif not files.report.mistakes:
        hint = "give the deck's folder instead, or begin the file with `deck: its name`"
        files.report.mistake(Place(str(path)), "this file is no deck of its own", hint)


def _below(top: Path, files: Files) -> Iterator[Source]:
    for name, folders, _ in os.walk(top):
        folder = Path(name)
        folders[:] = sorted(
            (each for each in folders if not each.startswith(".")), key=lambda each: natural(Path(each))
        )
        deck_file = next((folder / each for each in DECK_FILES if (folder / each).is_file()), None)
        if deck_file:
            yield Source(deck_file, folder, files.documents(deck_file))
        for path in yaml_files(folder):
            nodes = files.documents(path)
            if is_deck(nodes):
                yield Source(path, None, nodes)
            elif not deck_file and _holds_cards(nodes):
                hint = "put a deck.yaml beside it, or begin it with `deck: its name`"
                files.report.warn(Place(str(path)), "these cards belong to no deck", hint)


def _holds_cards(nodes: tuple[Node, ...]) -> bool:
    return any(isinstance(node, Mapping) and node.get("cards") is not None for node in nodes)
