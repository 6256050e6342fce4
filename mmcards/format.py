"""The format as a whole: the keys that the readers ask for, with what their docstrings say of them.

A docstring has `Keys:` with a line for each key, and `Example:` with YAML. What every item has is described once, in
mmcards.reader.items. The JSON Schema and the reference in docs/ are made of this, and so follow a new kind.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType
from typing import Final, TypeAlias

from mmcards.kinds import KINDS
from mmcards.model import Text
from mmcards.reader import asked, items, nodes, printing
from mmcards.reader.asked import Asked, Group, Items, Value
from mmcards.reader.decks import DeckReader
from mmcards.reader.events import documents
from mmcards.reader.items import Kind, Setting
from mmcards.reader.report import Report
from mmcards.reader.sources import Files, Source

_HEADING: Final = re.compile(r"^(Keys|Example):\n", re.MULTILINE)
_KEY: Final = re.compile(r"( *)([a-z-]+): (.*)")

Keys: TypeAlias = Mapping[tuple[str, ...], str]
"""What is said of keys, by their names from the outermost one on."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a docstring says: of the whole, in Markdown; of its keys, in their order; and YAML."""

    about: str
    keys: Keys
    example: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key with what is said of it, and the values that examples give it. `inside` are the keys of what it holds.

    `shared` says that it is described for all items at once.
    """

    name: str
    value: Value
    required: bool
    about: str
    shared: bool
    examples: tuple[nodes.Node, ...]
    inside: tuple["Key", ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping of the format: what it is, its keys, and an example."""

    about: str
    keys: tuple[Key, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Format:
    """`deck` is the document that names the deck, and may be a section too; `item` is what items of all kinds have."""

    deck: Part
    section: Part
    printing: Part
    item: Part
    kinds: Mapping[str, Part]


def described(documentation: str | None) -> Described:
    """What a docstring says; nothing where there is none, as with python -OO."""
    about, *parts = _HEADING.split(inspect.cleandoc(documentation or ""))
    bodies = {heading: dedent(body).strip("\n") for heading, body in zip(parts[::2], parts[1::2], strict=True)}
    return Described(about.strip(), _keys(bodies.get("Keys", "")), bodies.get("Example", ""))


def of_kind(kind: Kind) -> Described:
    """What the module of a kind says."""
    return described(inspect.getdoc(inspect.getmodule(kind)))


def read(kinds: Mapping[str, Kind] = KINDS) -> Format:
    """The format with these kinds."""
    reader = DeckReader(Source(Path("deck.yaml"), None, ()), kinds, Files(Report(), lambda _: b""))
    deck, section, item = Asked(), Asked(), Asked()
    reader.read(deck)
    reader.section(section, Setting(""))
    tuple(items.note(item, Setting(""), prompt=(), response=Text(())))
    own_kind = next(key.value.keys for key in section.keys if isinstance(key.value, Items))
    of_items = described(items.__doc__)
    of_sections = described(DeckReader.section.__doc__)
    settings = next(key.value.keys for key in deck.keys if isinstance(key.value, Group))
    printed = _part(described(printing.__doc__), settings, within="print")
    of_deck = _part(described(DeckReader.read.__doc__), deck.keys, of_sections.keys)
    keys_of_deck = (replace(key, inside=printed.keys) if key.name == "print" else key for key in of_deck.keys)
    return Format(
        deck=replace(of_deck, keys=tuple(keys_of_deck)),
        section=_part(of_sections, section.keys),
        printing=printed,
        item=_part(of_items, (*own_kind, *item.keys)),
        kinds={
            name: _part(of_kind(kind), (*own_kind, *_asked_by(kind)), of_items.keys) for name, kind in kinds.items()
        },
    )


def _asked_by(kind: Kind) -> tuple[asked.Key, ...]:
    item = Asked()
    tuple(kind(item, Setting("")))
    return item.keys


def _keys(text: str) -> Keys:
    """The lines `key: what it is`; a key in another one is indented below it, as is a line that goes on."""
    found: dict[tuple[str, ...], str] = {}
    above: list[tuple[int, str]] = []
    for line in text.splitlines():
        if key := _KEY.fullmatch(line):
            above = [*(outer for outer in above if outer[0] < len(key[1])), (len(key[1]), key[2])]
            found[tuple(name for _, name in above)] = key[3]
        else:
            found[tuple(name for _, name in above)] += f" {line.strip()}"
    return found


def _part(said: Described, keys: Iterable[asked.Key], shared: Keys = MappingProxyType({}), within: str = "") -> Part:
    """A mapping of the format. Its example may stand within a key."""
    examples = [*_mappings(documents(said.example, "", Report()) or ())]
    if within:
        examples = [*_mappings(filter(None, (each.get(within) for each in examples)))]
    return Part(said.about, tuple(_described(keys, (), said.keys, shared, examples)), said.example)


def _described(
    keys: Iterable[asked.Key], path: tuple[str, ...], own: Keys, shared: Keys, examples: list[nodes.Mapping]
) -> Iterator[Key]:
    """The keys with what is said of them: those of a docstring of its own first, as they stand in it."""
    places = list(own)
    by_place = {(*path, key.name): key for key in keys}
    for place in sorted(by_place, key=lambda place: places.index(place) if place in own else len(places)):
        key = by_place[place]
        values = tuple(value for each in examples if (value := each.get(key.name)) is not None)
        yield Key(
            name=key.name,
            value=key.value,
            required=key.required,
            about=own.get(place) or shared.get(place) or shared.get(place[-1:], ""),
            shared=place not in own,
            examples=values,
            inside=tuple(_described(_inside(key.value), place, own, shared, [*_mappings(values)])),
        )


def _inside(value: Value) -> tuple[asked.Key, ...]:
    return value.keys if isinstance(value, Items | Group) else ()


def _mappings(values: Iterable[nodes.Node]) -> Iterator[nodes.Mapping]:
    """The mappings among these, and in lists among these."""
    for value in values:
        match value:
            case nodes.Mapping():
                yield value
            case nodes.Sequence(inner):
                yield from _mappings(inner)
            case nodes.Scalar():
                pass
