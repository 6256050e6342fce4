"""What the readers ask of a mapping: the keys of the format, and what may stand behind each.

A reader is run on `Asked`, which has every key and nothing behind any of them, and keeps what it was asked for. So the
format is said once, where it is read.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from mmcards.errors import Place
from mmcards.identity import ID
from mmcards.model import Blocks
from mmcards.paper import Reading
from mmcards.reader.fields import Fields
from mmcards.reader.media import Media
from mmcards.reader.nodes import Mapping, Scalar
from mmcards.reader.report import Report


@dataclass(frozen=True, slots=True)
class Text:
    """A text; all of it is like the pattern if there is one."""

    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """A text, or a list of texts; all of each is like the pattern if there is one."""

    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One of the names; any text where they stand elsewhere in the source, and are not known here."""

    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """True or false."""


@dataclass(frozen=True, slots=True)
class SwitchOrTexts:
    """True, false, or a list of texts."""


@dataclass(frozen=True, slots=True)
class Several:
    """A list of two texts or more. `distinct` says that no two are the same."""

    distinct: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """What can be read so: a text, or two numbers in a list where something is moved."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with texts; two or more where they are required."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of mappings that have these keys."""

    keys: tuple["Key", ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A mapping that has these keys."""

    keys: tuple["Key", ...]


Value: TypeAlias = Text | Texts | Name | Switch | SwitchOrTexts | Several | Setting | Pairs | Items | Group


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a mapping. One that is required must stand there, and have something behind it."""

    name: str
    value: Value
    required: bool = False


class Asked(Fields):
    """Fields that keep what they are asked for, and give something empty back, as where a mistake is.

    They say that they have every key, which a reader may ask before it asks for the value.
    """

    def __init__(self) -> None:
        report = Report()
        super().__init__(Mapping((), Place("")), report, Media(Path(), report))
        self._kept: dict[str, tuple[Callable[[], Value], bool]] = {}

    @property
    def keys(self) -> tuple[Key, ...]:
        """What was asked for, in the order in which it was."""
        return tuple(Key(name, value(), required) for name, (value, required) in self._kept.items())

    def blocks(self, key: str, *, required: bool = False) -> Blocks:
        self._keep(key, Text, required)
        return ()

    def text(self, key: str, *, required: bool = False) -> str:
        self._keep(key, Text, required)
        return ""

    def word(self, key: str, *, required: bool = False) -> str:
        self._keep(key, Text, required)
        return ""

    def matching(self, key: str, pattern: re.Pattern[str], what: str, hint: str) -> str:
        self._keep(key, lambda: Text(pattern.pattern))
        return ""

    def words(self, key: str, *, required: bool = False) -> tuple[Scalar, ...]:
        self._keep(key, Texts, required)
        return ()

    def all_matching(self, key: str, pattern: re.Pattern[str], what: str, hint: str) -> tuple[Scalar, ...]:
        self._keep(key, lambda: Texts(pattern.pattern))
        return ()

    def listed(self, key: str) -> tuple[Scalar, ...]:
        self._keep(key, lambda: Several(distinct=False), required=True)
        return ()

    def distinct(self, key: str, what: str) -> tuple[Scalar, ...]:
        self._keep(key, lambda: Several(distinct=True), required=True)
        return ()

    def switch(self, key: str, otherwise: bool = False) -> bool:
        self._keep(key, Switch)
        return otherwise

    def switch_or_texts(self, key: str) -> bool | tuple[Scalar, ...]:
        self._keep(key, SwitchOrTexts)
        return False

    def name(self, key: str, known: Iterable[str], *, required: bool = False, what: str = "") -> str:
        names = tuple(known)
        self._keep(key, lambda: Name(names), required)
        return ""

    def identifier(self, key: str) -> str:
        self._keep(key, lambda: Text(ID.pattern))
        return ""

    def setting(self, key: str, reading: Reading) -> object:
        self._keep(key, lambda: Setting(reading))
        return None

    def pairs(self, key: str, *, required: bool = False) -> tuple[tuple[Scalar, Scalar], ...]:
        self._keep(key, Pairs, required)
        return ()

    def items(self, key: str, *, required: bool = True) -> Iterator[Fields]:
        inside = Asked()
        self._keep(key, lambda: Items(inside.keys), required)
        yield inside

    def fields(self, key: str) -> Fields:
        inside = Asked()
        self._keep(key, lambda: Group(inside.keys))
        return inside

    def has(self, key: str) -> bool:
        return True

    def finish(self) -> None:
        """There is nothing to report."""

    def _keep(self, key: str, value: Callable[[], Value], required: bool = False) -> None:
        self._kept.setdefault(key, (value, required))
