"""Files -> the decks among them: which file belongs to which deck, and what each says."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from mmcards.errors import CardsError, Place, shortened
from mmcards.files import content, leads_out
from mmcards.reader import cuts
from mmcards.reader.events import documents
from mmcards.reader.hints import place_of
from mmcards.reader.nodes import Mapping, Node, Scalar, Sequence
from mmcards.reader.report import Report, near_names

DECK_FILES: Final = ("deck.yaml", "deck.yml")
ENDINGS: Final = (".yaml", ".yml")

_BYTE_ORDER_MARKS: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


class Source(NamedTuple):
    """A deck's file with its documents; the first of them names the deck. `folder` is None for a deck of one file."""

    path: Path
    folder: Path | None
    documents: tuple[Node, ...]


class Files:
    """Files read and parsed, each once; long ones `in_pieces`, if that is asked for (mmcards.reader.cuts)."""

    def __init__(
        self, report: Report, content_of: Callable[[Path], bytes] = content, *, in_pieces: bool = False
    ) -> None:
        self.report = report
        self._content_of = content_of
        self._documents = cuts.documents if in_pieces else documents
        self.cut: set[str] = set()  # the paths of files of which pieces are still to be read, or were
        self._parsed: dict[str, tuple[Node, ...] | None] = {}
        self._loose: dict[str, tuple[Path, str]] = {}

    def documents(self, path: Path) -> tuple[Node, ...]:
        """The documents of a file; () where it cannot be read, which is then reported."""
        name = os.path.realpath(path)
        if name not in self._parsed:
            text = self._text(path)
            self._parsed[name] = found = None if text is None else self._documents(text, str(path), self.report)
            if found and cuts.is_cut(found):
                self.cut.add(str(path))
        return self._parsed[name] or ()

    def is_broken(self, path: Path) -> bool:
        """Whether a file could not be read, so that nothing is known of what it holds."""
        self.documents(path)
        return self._parsed[os.path.realpath(path)] is None

    def leave(self, path: Path, hint: str) -> None:
        """Warn of the cards in a file in the end if no deck takes them; the hint says how one would."""
        if any(isinstance(node, Mapping) and node.get("cards") is not None for node in self.documents(path)):
            self._loose[os.path.realpath(path)] = path, hint

    def inside(self, paths: Iterable[Path], folder: Path) -> list[Path]:
        """Those that do not lead out of the folder in which they were found; others are reported, and never opened."""
        return [path for path in paths if not self._refuse_outside(path, folder)]

    def _refuse_outside(self, path: Path, folder: Path) -> bool:
        if not leads_out(path, folder):
            return False
        message = f"`{shortened(path.name)}` is a link that leads out of the folder"  # of which no line is to be shown
        self.report.mistake(Place(str(folder)), message, "put a copy of the file in its place")
        return True

    def warn_of_those_left(self, taken: Iterable[Path]) -> None:
        names = set(map(os.path.realpath, taken))
        for name, (path, hint) in self._loose.items():
            if name not in names:
                self.report.warn(Place(str(path)), "these cards belong to no deck", hint)

    def _text(self, path: Path) -> str | None:
        try:
            content = self._content_of(path)
        except OSError as error:
            self.report.mistake(Place(str(path)), f"the file cannot be read: {error.strerror}")
            return None
        if encoding := next((name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), ""):
            self.report.mistake(Place(str(path)), f"the file is in {encoding}", "save it as UTF-8")
            return None
        if b"\0" in content:
            self.report.mistake(Place(str(path)), "the file is no text, or one in UTF-16", "save it as UTF-8")
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8", "replace")
            place = place_of(before, str(path), len(before))
            message = f"the file is not UTF-8: the byte 0x{error.object[error.start]:02X} cannot stand here"
            self.report.mistake(place, message, "save it as UTF-8")
            return None


def find(paths: Iterable[Path], files: Files) -> tuple[Source, ...]:
    """The decks in files and folders, at any depth, each once."""
    found: dict[Path, Source] = {}
    for path in paths:
        for source in _below(path, files) if path.is_dir() else _named(path, files):
            found.setdefault(source.path.resolve(), source)
    return tuple(found.values())


def is_deck(nodes: tuple[Node, ...]) -> bool:
    return bool(nodes) and isinstance(nodes[0], Mapping) and nodes[0].get("deck") is not None


def _almost_deck(nodes: tuple[Node, ...]) -> Scalar | None:
    """The key that was perhaps to name the deck of a file."""
    entries = nodes[0].entries if nodes and isinstance(nodes[0], Mapping) else ()
    return next((key for key, _ in entries if near_names(key.text, ["deck"])), None)


def natural(path: Path) -> tuple[tuple[str | int, ...], str]:
    """A key that sorts `unit-2` before `unit-10`, by the last part of a path."""
    parts = re.split(r"([0-9]+)", path.name.casefold())
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts)), path.name


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder itself, in natural order, but for the one that names its deck."""
    try:
        names = [path for path in folder.iterdir() if path.suffix in ENDINGS and path.name not in DECK_FILES]
    except OSError as error:
        raise CardsError(f"The folder {folder} cannot be read: {error.strerror}.") from error
    return sorted((path for path in names if path.is_file() and not path.name.startswith(".")), key=natural)


def _named(path: Path, files: Files) -> Iterator[Source]:
    """The deck of a file that the user named."""
    nodes = files.documents(path)
    if path.name in DECK_FILES:
        yield Source(path, path.parent, nodes)
    elif is_deck(nodes):
        yield Source(path, None, nodes)
    elif not files.is_broken(path):
        if typo := _almost_deck(nodes):
            files.report.mistake(typo.place, f"unknown key `{shortened(typo.text)}`", "did you mean `deck`?")
            return
        hint = "give the deck's folder instead, or begin the file with `deck: its name`"
        if nodes and isinstance(nodes[0], Sequence):
            hint += " and `cards:`"
        files.report.mistake(Place(str(path)), "this file is no deck of its own", hint)


def _below(top: Path, files: Files) -> Iterator[Source]:
    for name, folders, _ in os.walk(top):
        folder = Path(name)
        folders[:] = sorted(
            (each for each in folders if not each.startswith(".")), key=lambda each: natural(Path(each))
        )
        deck_files = files.inside((folder / each for each in DECK_FILES if (folder / each).is_file()), folder)
        deck_file = deck_files[0] if deck_files else None
        if deck_file:
            for other in deck_files[1:]:
                message = f"{deck_file.name} stands beside this file, and a folder has one deck"
                files.report.mistake(Place(str(other)), message, "delete one of them, or give it a folder of its own")
            yield Source(deck_file, folder, files.documents(deck_file))
        for path in files.inside(yaml_files(folder), folder):
            nodes = files.documents(path)
            if is_deck(nodes):
                yield Source(path, None, nodes)
            elif deck_file:
                files.leave(path, f"list it after `files:` in {deck_file}")
            elif typo := _almost_deck(nodes):
                files.report.mistake(typo.place, f"unknown key `{shortened(typo.text)}`", "did you mean `deck`?")
            else:
                files.leave(path, "put a deck.yaml beside it, or begin it with `deck: its name`")
