"""A long list of cards in pieces, which are read side by side: all that is made of one goes before the next comes."""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

from mmcards.errors import CardsError
from mmcards.model import Note
from mmcards.reader import cuts, nodes
from mmcards.reader.fields import Fields
from mmcards.reader.media import Found, Media
from mmcards.reader.report import Report


class Part(NamedTuple):
    """What was read of a piece; `drafts` are the items that gave no note, and `found` the files that texts name."""

    notes: tuple[Note, ...]
    drafts: int
    report: Report
    found: Found


ReadItem: TypeAlias = Callable[[Fields], tuple[Note, ...]]
"""Reads an item into its notes."""


def read(pieces: Sequence[nodes.Piece], path: str, folder: Path, read_item: ReadItem, processes: int) -> Iterator[Part]:
    """What stands in the pieces of a file, in their order. Raises Uneven."""
    from mmcards.workers.crew import Crew

    work = partial(_read_some, pieces, path, folder, read_item)
    crew: Crew[None, None, Part] = Crew(work, len(pieces), processes, lambda _: None)
    with crew:
        crew.said()
        yield from crew.results(None)


def _read_some(
    pieces: Sequence[nodes.Piece], path: str, folder: Path, read_item: ReadItem, taken: Iterator[int]
) -> Generator[Part | None, None, None]:
    media = Media(folder, Report())
    parts = [_read(pieces[number], path, media, read_item) for number in taken]
    yield None
    yield from parts


def _read(piece: nodes.Piece, path: str, media: Media, read_item: ReadItem) -> Part:
    report = Report()
    known = len(media.found)
    notes: list[Note] = []
    drafts = 0
    try:
        items = cuts.items(piece, path, report)
        while items:
            item = items.pop()
            if not isinstance(item, nodes.Mapping):
                raise cuts.Uneven
            kept = read_item(Fields(item, report, media))
            drafts += not kept
            notes += kept
    except CardsError as error:
        raise cuts.Uneven from error
    if report.mistakes or media.report.mistakes:
        raise cuts.Uneven
    return Part(tuple(notes), drafts, report, dict(islice(media.found.items(), known, None)))
