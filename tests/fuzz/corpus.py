"""What is mutated: the decks of this repository as files, as trees and as texts; and the pictures beside them.

The lesson, the starter and the sample are whole and good; those of the golden mistakes each have something wrong.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, TypeAlias

import PIL.Image
import reportlab

from mmcards.reader import nodes
from mmcards.reader.events import documents
from mmcards.reader.report import Report
from tests.writers.pdf.scripts import TEXTS

ROOT: Final = Path(__file__).parents[2]
GOOD: Final = ("cards", "mmcards/starter", "tests/sample")
BAD: Final = ("tests/golden/mistakes",)
DRAWINGS: Final = "tests/writers/pdf/drawings/svg"

Tree: TypeAlias = "str | list[Tree] | Map"


class Map(list[tuple[str, Tree]]):
    """Keys and values in their order; a key may stand twice."""


@dataclass(frozen=True)
class Corpus:
    """`files` are YAML as typed; `heads` say what holds for a deck, `sections` for cards, and `items` are these.

    The `good` ones of each are from decks without mistakes.
    """

    files: tuple[bytes, ...]
    heads: tuple[Map, ...]
    sections: tuple[Map, ...]
    items: tuple[Map, ...]
    good_heads: tuple[Map, ...]
    good_items: tuple[Map, ...]
    texts: tuple[str, ...]
    media: dict[str, bytes]
    font: bytes
    locks: tuple[bytes, ...]


@cache
def corpus() -> Corpus:
    good, bad = (
        [path.read_bytes() for folder in folders for path in sorted((ROOT / folder).rglob("*.yaml"))]
        for folders in (GOOD, BAD)
    )
    good_trees, bad_trees = ([tree for content in files for tree in read(content)] for files in (good, bad))
    heads = _without_cards(good_trees)
    others = _without_cards(bad_trees)
    texts = dict.fromkeys(text for tree in (*good_trees, *bad_trees) for text in _texts(tree))
    return Corpus(
        files=(*good, *bad),
        heads=tuple(each for each in (*heads, *others) if _value(each, "deck")),
        sections=tuple(each for each in (*heads, *others) if not _value(each, "deck")),
        items=tuple(_items((*good_trees, *bad_trees))),
        good_heads=tuple(each for each in heads if isinstance(_value(each, "deck"), str)),
        good_items=tuple(_items(good_trees)),
        texts=(*texts, *TEXTS.values()),
        media=_media(),
        font=(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf").read_bytes(),
        locks=tuple(path.read_bytes() for path in sorted((ROOT / "cards").rglob("*.lock"))),
    )


def _without_cards(trees: Iterable[Tree]) -> list[Map]:
    maps = (tree for tree in trees if isinstance(tree, Map))
    return [Map(pair for pair in each if pair[0] not in ("cards", "files", "fonts")) for each in maps]


def _items(trees: Iterable[Tree]) -> Iterator[Map]:
    """The cards of decks, each such that it can stand in any section."""
    for section in (tree for tree in trees if isinstance(tree, Map)):
        kind = _value(section, "kind")
        cards = _value(section, "cards")
        for item in (each for each in cards or () if isinstance(each, Map)):
            yield item if kind is None or _value(item, "kind") else Map([("kind", kind), *item])


def read(content: bytes) -> Iterator[Tree]:
    """The documents of a file; none of one that is broken."""
    for node in documents(content.decode("utf-8-sig", "replace"), "", Report()) or ():
        yield _tree(node)


def _tree(node: nodes.Node) -> Tree:
    match node:
        case nodes.Scalar(text):
            return text
        case nodes.Sequence(items):
            return [_tree(item) for item in items]
        case nodes.Mapping(entries):
            return Map((key.text, _tree(value)) for key, value in entries)


def _value(tree: Map, key: str) -> "Tree | None":
    return next((value for name, value in tree if name == key), None)


def _texts(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Map):
        for _, value in tree:
            yield from _texts(value)
    else:
        for value in tree:
            yield from _texts(value)


def _media() -> dict[str, bytes]:
    """Small files of each kind, by the names that the sample's cards give them and some more."""
    found = {"gradient.png": _picture("PNG"), "flow.svg": (ROOT / "tests/sample/flow.svg").read_bytes()}
    found |= {f"a.{name.lower()}": _picture(name) for name in ("PNG", "JPEG", "GIF", "WebP")}
    found |= {path.name: path.read_bytes() for path in sorted((ROOT / DRAWINGS).glob("*.svg"))}
    found |= {"a440.wav": b"RIFF$\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0D\xac\0\0", "a.mp3": b"ID3\4\0\0\0\0\0\0"}
    return found


def _picture(name: str) -> bytes:
    made = BytesIO()
    picture = PIL.Image.new("RGBA" if name in ("PNG", "WebP") else "RGB", (8, 6))
    for x in range(8):
        picture.putpixel((x, x % 6), (32 * x, 255 - 32 * x, 128, 200)[: len(picture.getbands())])
    picture.save(made, name)
    return made.getvalue()


def named_in(content: bytes) -> dict[str, bytes]:
    """The pictures and sounds that a file names."""
    return {name: file for name, file in corpus().media.items() if name.encode() in content}
