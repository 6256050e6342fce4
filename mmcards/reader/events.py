"""YAML text -> nodes, through the parser's events. The only user of yaml.

The library's own composer recurses in C without a bound, so that a file of a hundred thousand brackets ends the
process; and it keeps neither the places of keys nor the texts of numbers. Here depth and aliases have bounds, and
what YAML would take away without a word (tags, merge keys, unused anchors, second keys) is a mistake.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mmcards.errors import Place, shortened
from mmcards.reader import hints
from mmcards.reader.nodes import Mapping, Node, Scalar, Sequence
from mmcards.reader.report import Report

DEEPEST: Final = 32
"""How deep values may stand in each other. The format needs six."""

MOST_BY_ALIAS: Final = 100_000
"""How many values aliases may stand for, all together, in one file. Each hundred characters of a text count as one."""

MOST_VALUES: Final = 2_500_000
"""How many values the files of a run may have, keys among them: those of 200,000 cards. They take some 1 GB."""

LONGEST: Final = 100_000
"""Characters of one text: thirty pages."""

_PILED: Final = 100
"""Marks on one letter. To set them in order takes time that grows with the square of their number."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FORCED: Final = re.compile("[\u202d\u202e]")
_OPENED: Final = re.compile("[\u202a\u202b\u2066-\u2068]")
_COMMENT: Final = re.compile(r"\s+#(?=(.?))", re.DOTALL)
_COMMAND: Final = re.compile(
    r"\$[^$]*?(\t(?:an|anh|au|ext|frac|heta|ilde|imes|o|op|riangle)|\n(?:abla|e|eg|eq|exists|mid|ot|otin|u))(?![a-z])[^$]*\$"
)
"""A formula in which commands of TeX, such as `\\theta` and `\\nabla`, have lost their backslash and a letter."""

_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Broken(Exception):
    """The file cannot be read on; what is wrong with it is in the report."""


def documents(text: str, path: str, report: Report) -> tuple[Node, ...] | None:
    """The documents of a file that are not empty; None where the file is broken, which is then reported."""
    try:
        return tuple(_Reading(text, path, report).documents())
    except yaml.reader.ReaderError as error:
        _report_character(text, path, error, report)
    except yaml.MarkedYAMLError as error:
        report.mistakes.append(hints.explain(error, path, text))
    except _Broken:
        pass
    report.unread.append(path)
    return None


class Unread(Exception):
    """A part of a file cannot be read by itself."""


def without_anchors(text: str, path: str, report: Report, before: int = 0, depth: int = 0) -> tuple[Node, ...]:
    """The documents of a part of a file that has so many lines before it, and stands so deep in other values.

    Raises Unread where they are broken or have a mistake in them, or anchors, to which another part may refer.
    """
    reading = _Reading(text, path, report, before, depth)
    try:
        found = tuple(reading.documents())
    except (yaml.YAMLError, _Broken) as error:
        raise Unread from error
    if report.mistakes or reading.anchored:
        raise Unread
    return found


def _report_character(text: str, path: str, error: yaml.reader.ReaderError, report: Report) -> None:
    found = hints.UNREADABLE.search(text)
    place = hints.place_of(text, path, found.start() if found else 0)
    name = f"U+{ord(found[0]):04X}" if found else str(error.reason)
    report.mistake(place, f"a control character ({name}), which cannot be shown or printed", "delete it")


@dataclass(slots=True)
class _Anchor:
    place: Place
    node: Node | None = None
    size: int = 0
    used: bool = False


@dataclass(slots=True)
class _Reading:
    """So many lines of the file come `before` the text, and its values stand so deep in others. `anchored` says whether
    there were anchors.
    """

    text: str
    path: str
    report: Report
    before: int = 0
    depth: int = 0
    anchored: bool = False
    anchors: dict[str, _Anchor] = field(default_factory=dict)
    count: int = 0
    by_alias: int = 0
    comments: bool = False
    turned: bool = False
    most: int = 0
    lines: list[str] = field(default_factory=list)
    stream: Iterator[Event] = field(default_factory=lambda: iter(()))

    def documents(self) -> Iterator[Node]:
        self.comments = " #" in self.text or "\t#" in self.text
        self.turned = not self.text.isascii() and _TURNING.search(self.text) is not None
        self.most = MOST_VALUES - self.report.values
        self.stream = iter(_Loader(self.text).get_event, None)
        for event in self.stream:
            if not isinstance(event, DocumentStartEvent):
                continue
            self.anchors.clear()
            node = self._node(next(self.stream), self.depth)
            for name in self.anchors:
                self._report_unused(name)
            if not (isinstance(node, Scalar) and not node.text):
                yield node
        self.report.values += self.count

    def _node(self, event: Event, depth: int) -> Node:
        if isinstance(event, ScalarEvent) and event.anchor is None and event.tag is None:
            self.count += 1 + len(event.value) // 100
            return self._scalar(event)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        assert isinstance(event, NodeEvent)
        place = self._place(event)
        if depth >= DEEPEST:
            self.report.mistake(place, f"values stand in each other deeper than {DEEPEST} levels", hints.QUOTE)
            raise _Broken
        self._refuse_tag(event, place)
        anchor = self._anchor(event, place)
        before = self.count + self.by_alias
        self.count += 1
        node: Node
        if isinstance(event, ScalarEvent):
            self.count += len(event.value) // 100
            node = self._scalar(event)
        elif isinstance(event, SequenceStartEvent):
            node = Sequence(tuple(self._items(depth + 1)), place, bool(event.flow_style))
        else:
            flow = isinstance(event, MappingStartEvent) and bool(event.flow_style)
            node = Mapping(tuple(self._entries(depth + 1, place)), place, flow)
        if anchor:
            anchor.node = node
            anchor.size = self.count + self.by_alias - before
        return node

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self.stream:
            if isinstance(event, SequenceEndEvent):
                return
            if self.count > self.most:
                raise self._too_many(event)
            yield self._node(event, depth)

    def _too_many(self, event: Event) -> _Broken:
        message = f"there are more than {MOST_VALUES:,} values in all files together"
        self.report.mistake(self._place(event), message, "build the decks one by one, or part them")
        return _Broken()

    def _entries(self, depth: int, place: Place) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Place] = {}
        for event in self.stream:
            if isinstance(event, MappingEndEvent):
                return
            if self.count > self.most:
                raise self._too_many(event)
            key = self._node(event, depth)
            if not isinstance(key, Scalar):
                raise self._refused_key(key, place)
            self._refuse_key(key)
            value = self._node(next(self.stream), depth)
            if key.text in seen:
                message = f"`{shortened(key.text)}` stands twice here; the first is in line {seen[key.text].line}"
                sections = "keep one of them; sections are parted by a line of `---` alone"
                items = "keep one of them; a new item begins with `- `"
                self.report.mistake(key.place, message, sections if key.text in ("section", "cards") else items)
            else:
                seen[key.text] = key.place
                yield key, value

    def _refuse_key(self, key: Scalar) -> None:
        if key.text == "<<":
            self.report.mistake(key.place, "a merge key (`<<`), which cards do not use", "write the keys out")
            raise _Broken
        if key.text[:1].isspace() and (odd := hints.odd_blank(key.text)):
            self.report.mistake(key.place, odd[1], odd[2])
            raise _Broken

    def _refused_key(self, key: Node, place: Place) -> _Broken:
        if hints.stands_at(self.text, place._replace(line=place.line - self.before), "{{"):
            self.report.mistake(place, "a text that begins with `{{` is not a text to YAML", hints.QUOTE)
        else:
            self.report.mistake(key.place, "a list or a mapping cannot be a key", hints.QUOTE)
        return _Broken()

    def _scalar(self, event: ScalarEvent) -> Scalar:
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        place = Place(self.path, self.before + start.line + 1, start.column + 1)
        text, style = event.value, event.style
        if len(text) > _PILED:
            self._check_length(text, place)
        if style == '"':
            self._check_escapes(text, place)
            self._warn_of_turns(text, place)
        elif self.turned:
            self._warn_of_turns(text, place)
        if style:
            return Scalar(text, place)
        if end.line > start.line:
            self._warn_of_folded_items(start.line + 1, end.line + 1)
        return Scalar(text, place, self._comment(text, end.line, end.column) if self.comments else None)

    def _check_escapes(self, text: str, place: Place) -> None:
        """A text in double quotes, in which a backslash may have begun what its author did not know of."""
        if found := _CONTROL.search(text):
            message = f"the text has a control character (U+{ord(found[0]):04X}), which cannot be shown or printed"
        elif found := _COMMAND.search(text):
            blank, letter = ("a tab", "t") if found[1][0] == "\t" else ("a line break", "n")
            message = f"the formula has {blank} and `{found[1][1:]}` where `\\{letter}{found[1][1:]}` was meant"
        else:
            return
        hint = "in double quotes a backslash begins an escape: use single quotes, or write \\\\ for a backslash"
        self.report.mistake(place, message, hint)

    def _check_length(self, text: str, place: Place) -> None:
        if len(text) > LONGEST:
            self.report.mistake(place, f"a text has more than {LONGEST:,} characters", "part it")
            raise _Broken
        if not text.isascii() and _piles_up(text):
            self.report.mistake(place, f"more than {_PILED} marks stand on one letter", "delete them")
            raise _Broken

    def _warn_of_turns(self, text: str, place: Place) -> None:
        """Letters that stand in another order than they are read, or would turn what follows (Unicode, annex 9)."""
        if text.isascii():
            return
        found = _FORCED.search(text) or (_OPENED.search(text) if any(map(_is_left_open, text.splitlines())) else None)
        if found:
            message = f"the text has a character (U+{ord(found[0]):04X}) that shows what follows in another order"
            hint = "delete it; if a part runs in the other direction, put it between U+2068 and U+2069"
            self.report.warn(place, message, hint)

    def _warn_of_folded_items(self, first: int, end: int) -> None:
        """A plain text of several lines is one line to YAML, also where its author began a list in those behind the
        first, which are counted from 0 here.
        """
        for number in range(first, end):
            row = self._lines()[number]
            if _ITEM.match(row):
                place = Place(self.path, self.before + number + 1, len(row) - len(row.lstrip()) + 1)
                message = "this looks like an item of a list, and is joined to the line above"
                self.report.warn(place, message, "put the text after a `|`, on lines of its own")
                return

    def _lines(self) -> list[str]:
        if not self.lines:
            self.lines = hints.lines(self.text)
        return self.lines

    def _comment(self, text: str, line: int, column: int) -> Place | None:
        """Where a comment follows a plain text that ends there, counted from 0, or stands in place of one.

        What follows a `#` without a space, as in `#1`, was perhaps meant as the text; `# one` never is.
        """
        found = _COMMENT.match(self._lines()[line], column) if line < len(self._lines()) else None
        if found and (text or not found[1].isspace()):
            return Place(self.path, self.before + line + 1, found.end())
        return None

    def _alias(self, event: AliasEvent) -> Node:
        place = self._place(event)
        anchor = self.anchors.get(str(event.anchor))
        if anchor is None or anchor.node is None:
            name = shortened(str(event.anchor))
            message = f"`*{name}` is an alias in YAML, and nothing before it is named `&{name}`"
            self.report.mistake(place, message, hints.QUOTE)
            raise _Broken
        anchor.used = True
        self.by_alias += anchor.size
        if self.by_alias > MOST_BY_ALIAS:
            self.report.mistake(place, f"aliases stand for more than {MOST_BY_ALIAS:,} values", "write them out")
            raise _Broken
        return anchor.node

    def _anchor(self, event: NodeEvent, place: Place) -> _Anchor | None:
        if event.anchor is None:
            return None
        self._report_unused(event.anchor)
        self.anchored = True
        anchor = self.anchors[event.anchor] = _Anchor(place)
        return anchor

    def _report_unused(self, name: str) -> None:
        anchor = self.anchors.get(name)
        if anchor and not anchor.used:
            message = f"`&{shortened(name)}` is an anchor in YAML, and nothing uses it: it would vanish from the text"
            self.report.mistake(anchor.place, message, hints.QUOTE)

    def _refuse_tag(self, event: NodeEvent, place: Place) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            name = shortened(str(tag).replace("tag:yaml.org,2002:", "!!"))
            self.report.mistake(place, f"`{name}` is a tag in YAML: it would vanish from the text", hints.QUOTE)

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        assert mark is not None
        return Place(self.path, self.before + mark.line + 1, mark.column + 1)


def _piles_up(text: str) -> bool:
    """Whether many marks stand on one letter."""
    row = 0
    for each in text:
        row = row + 1 if unicodedata.combining(each) else 0
        if row > _PILED:
            return True
    return False


def _is_left_open(line: str) -> bool:
    """Whether something is opened in a line, for letters in the other direction, and not closed."""
    embedded = isolated = 0
    for each in _TURNING.findall(line):
        match each:
            case "\u2069":
                isolated = max(0, isolated - 1)
            case "\u202c":
                embedded = max(0, embedded - 1)
            case "\u2066" | "\u2067" | "\u2068":
                isolated += 1
            case _:
                embedded += 1
    return embedded + isolated > 0
