"""A list to study from: entries of a question and its answer, set into rows and broken into pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mmcards.writers import words
from mmcards.writers.cards import Card
from mmcards.writers.pdf import composition, fitting
from mmcards.writers.pdf.faces import Part
from mmcards.writers.pdf.layouts.columns import Columns
from mmcards.writers.pdf.rows import Row, Setting, Tag, Text
from mmcards.writers.pdf.sheets import GREY, PALE, Painter
from mmcards.writers.pdf.structure import Structure
from mmcards.writers.pdf.typefaces import Style
from mmcards.writers.pdf.typeset import Typesetter

_AIR: Final = 0.6
"""Above and below the line between two entries, in ems."""

_LEADING: Final = 1.3

_WORTH: Final = 0.4
"""A long entry begins below another one if so much of a page is left."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A card in a list, or what of it stands on one page. `heading` is that of the section which begins with it."""

    card: Card
    number: int
    heading: str
    question: tuple[Row, ...]
    answer: tuple[Row, ...]
    continued: bool = False
    ends: bool = True


def entry(
    typesetter: Typesetter,
    columns: Columns,
    card: Card,
    number: int,
    heading: str,
    question: Sequence[Part],
    answer: Sequence[Part],
    foot: str,
) -> Entry:
    """A card set into rows, its small print below the answer."""
    height = columns.body.height - _heading_height(columns)
    asked = tuple(_rows(question, columns.question_width, height, columns))
    answered = tuple(_rows(answer, columns.answer_width, height, columns))
    small = composition.rows(
        (typesetter.measured_text(foot, Style.REGULAR),),
        columns.answer_width,
        Setting(columns.small, grey=True),
        0.4 * columns.small,
    )
    answered = (*answered, *small)
    if columns.narrow:
        first, *others = answered
        asked, answered = (*asked, first._replace(gap=0.5 * columns.rung.text), *others), ()
    return Entry(card, number, heading, asked, answered)


def pages(columns: Columns, entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """The entries of each page. One that is longer than a page goes on on the next."""
    page: list[Entry] = []
    left = full = columns.body.height
    for each in entries:
        rest: Entry | None = each
        while rest:
            needed = _height(columns, rest)
            starts_here = needed <= left or (needed > full and left > _WORTH * full)
            if page and not starts_here:
                yield tuple(page)
                page, left = [], full
            part, rest = _parted(columns, rest, left)
            page.append(part)
            left -= _height(columns, part)
            if rest:
                yield tuple(page)
                page, left = [], full
    if page:
        yield tuple(page)


def draw(
    painter: Painter, structure: Structure, columns: Columns, title: str, number: str, entries: Iterable[Entry]
) -> list[float]:
    """A page, in the order in which it is read; returns where each entry begins."""
    _draw_head(painter, columns, title, number)
    body = columns.body
    top = body.bottom + body.height
    tops = []
    for place, each in enumerate(entries):
        tops.append(top)
        structure.face(each.number, "")
        top = _draw_entry(painter, columns, each, top, ruled=place > 0)
        if each.ends:
            structure.end(each.number)
    return tops


def _draw_head(painter: Painter, columns: Columns, title: str, number: str) -> None:
    body, size = columns.body, columns.small
    y = body.bottom + body.height + 1.8 * size
    count = painter.small_print.line(number)
    shown = painter.small_print.within(title, body.width / size - count.width - 2)[0]
    painter.ink.text(body.left, y, shown.drawn, size, GREY)
    painter.ink.text(body.left + body.width - count.width * size, y, count.drawn, size, GREY)


def _draw_entry(painter: Painter, columns: Columns, each: Entry, top: float, *, ruled: bool) -> float:
    body, rung = columns.body, columns.rung
    end = top - _height(columns, each)
    if each.heading:
        heading = painter.small_print.within(each.heading, body.width / rung.large, style=Style.BOLD)[0]
        painter.ink.text(
            body.left,
            top - _heading_height(columns) + 0.5 * rung.large,
            heading.drawn,
            rung.large,
            path=(Tag("H1", each.heading),),
        )
        top -= _heading_height(columns)
    if ruled or each.heading:
        painter.ink.line(body.left, top, body.width, PALE)
    top -= _AIR * rung.text
    first = (each.question or each.answer)[0]
    number = painter.small_print.line(f"{each.number:,}")
    painter.ink.text(body.left, top - first.baseline, number.drawn, columns.small, GREY)
    if each.continued:
        painter.ink.text(
            body.left + columns.question,
            top - first.baseline,
            painter.small_print.line(words.CONTINUED).drawn,
            columns.small,
            GREY,
        )
    painter.draw_rows(body.left + columns.question, top - _continued(columns, each), each.question)
    painter.draw_rows(body.left + columns.answer, top, each.answer)
    return end


def _rows(parts: Sequence[Part], width: float, height: float, columns: Columns) -> Iterator[Row]:
    yield from fitting.fit(parts, width, height, (columns.rung,)).rows


def _parted(columns: Columns, each: Entry, height: float) -> tuple[Entry, Entry | None]:
    """What of an entry stands in this height, and the rest of it."""
    if _height(columns, each) <= height:
        return each, None
    room = height - _frame(columns, each)
    asked, more_asked = _filled(each.question, room - _continued(columns, each))
    answered, more_answered = _with_company(*_filled(each.answer, room), columns)
    part = replace(each, question=asked, answer=answered, ends=False)
    return part, replace(each, heading="", question=more_asked, answer=more_answered, continued=True)


def _filled(rows: tuple[Row, ...], height: float) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows that this height holds, one at least, and the others."""
    used = 0.0
    kept: list[Row] = []
    for place, each in enumerate(rows):
        gap = each.gap if kept else 0.0
        row = fitting.within(each, height - used - gap)
        if kept and used + gap + row.height > height:
            return tuple(kept), rows[place:]
        kept.append(row)
        used += gap + row.height
    return tuple(kept), ()


def _with_company(
    kept: tuple[Row, ...], others: tuple[Row, ...], columns: Columns
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The same, but for a row that goes on with the small print, where this would go on alone."""
    last = next((place for place in reversed(range(len(kept))) if not _is_small(kept[place], columns)), 0)
    if others and last and all(_is_small(row, columns) for row in others):
        return kept[:last], (*kept[last:], *others)
    return kept, others


def _is_small(row: Row, columns: Columns) -> bool:
    return all(isinstance(each, Text) and each.grey and each.size == columns.small for each in row.drawings)


def _height(columns: Columns, each: Entry) -> float:
    """What an entry takes, with the line above it."""
    return _frame(columns, each) + max(_sum(each.question) + _continued(columns, each), _sum(each.answer))


def _frame(columns: Columns, each: Entry) -> float:
    return (_heading_height(columns) if each.heading else 0.0) + 2 * _AIR * columns.rung.text


def _continued(columns: Columns, each: Entry) -> float:
    """The line that says so, above the rest of a question."""
    return _LEADING * columns.rung.text if each.continued and each.question else 0.0


def _heading_height(columns: Columns) -> float:
    return 2.2 * columns.rung.large


def _sum(rows: Sequence[Row]) -> float:
    return sum(row.height + (row.gap if place else 0.0) for place, row in enumerate(rows))
