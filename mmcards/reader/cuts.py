"""A file with a long list of cards -> its documents, in which that list begins, and the pieces of text that follow.

A piece is the text of some items. It begins on a line where one of them does, so that it is a list by itself. The
parser has the last word: where a piece is no such list, or anything in it is a mistake, the file is read again as one.
So nothing that is told depends on where pieces end.
"""

import re
from typing import Final, NamedTuple

from mmcards.reader import events, nodes
from mmcards.reader.report import Report

LONG: Final = 1_000_000
"""Characters of a file that is cut: 4,000 cards. To read fewer takes no longer than to start a process."""

PIECE: Final = 64_000
"""Characters of a piece, about: so many that few are read twice as long as others."""

_LIST: Final = re.compile(r"\ncards:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*( *)- ")
_SEVERAL: Final = ("\ncards:", "\n---", "\n...")
"""What begins another list, or another document. Strings are found twenty times as fast as expressions."""

_OTHER_ENDS: Final = ("\x85", "\u2028", "\u2029")
"""What ends a line besides a line feed, with which lines are counted here."""


class Uneven(Exception):
    """The file must be read as one."""


class Cut(NamedTuple):
    """The text of a file up to the first item of its last list, and those that follow."""

    head: str
    pieces: tuple[nodes.Piece, ...]


def documents(text: str, path: str, report: Report) -> tuple[nodes.Node, ...] | None:
    """The documents of a file as `events.documents` has them; a long list of cards only begins, and has more."""
    cut = _cut(text)
    if cut is None:
        return events.documents(text, path, report)
    try:
        found = events.without_anchors(cut.head, path, report)
    except events.Unread as error:
        raise Uneven from error
    match found:
        case (*others, nodes.Mapping((*before, (nodes.Scalar("cards") as key, nodes.Sequence() as cards)), place)):
            if cards.flow or cards.place.column != cut.pieces[0].indent + 1:
                raise Uneven
            return (*others, nodes.Mapping((*before, (key, cards._replace(more=cut.pieces))), place))
        case _:
            raise Uneven


def _cut(text: str) -> Cut | None:
    """None for a file that is not to be cut."""
    if len(text) < LONG or (found := _LIST.match(text, text.find("\ncards:"))) is None:
        return None
    if any(text.find(each, found.start() + 1) >= 0 for each in _SEVERAL):
        return None
    if any(each in text for each in _OTHER_ENDS) or text.count("\r") != text.count("\r\n"):
        return None
    item = f"\n{found[1]}- "
    starts: list[int] = []
    place = text.find(item, found.end())  # the first item alone says what all are a list of
    while place >= 0:
        starts.append(place + 1)
        place = text.find(item, place + PIECE)
    if not starts:
        return None
    pieces: list[nodes.Piece] = []
    line = text.count("\n", 0, starts[0])
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        pieces.append(nodes.Piece(text[start:end], line, len(found[1])))
        line += text.count("\n", start, end)
    return Cut(text[: starts[0]], tuple(pieces))


def is_cut(found: tuple[nodes.Node, ...]) -> bool:
    """Whether something of a file's documents is still to be read."""
    last = found[-1] if found else None
    cards = last.get("cards") if isinstance(last, nodes.Mapping) else None
    return isinstance(cards, nodes.Sequence) and bool(cards.more)


def items(piece: nodes.Piece, path: str, report: Report) -> list[nodes.Node]:
    """The items of a piece, the last one first, so that each can go when it is read. Raises Uneven."""
    try:
        found = events.without_anchors(piece.text, path, report, piece.line, depth=1)
    except events.Unread as error:
        raise Uneven from error
    match found:
        case (nodes.Sequence(found_items, place, False),) if place.column == piece.indent + 1:
            return list(reversed(found_items))
        case _:
            raise Uneven
