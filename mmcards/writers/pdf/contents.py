"""What a reader shows beside the pages: bookmarks, the labels of pages, and how the file asks to be printed.

Written into reportlab's document as objects of its own, since ten thousand bookmarks take its outline seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc

from mmcards.paper import Size
from mmcards.writers.pdf.canvas import Sheets
from mmcards.writers.pdf.layouts.places import Reverse
from mmcards.writers.pdf.objects import Written, number_of, text_string


class Bookmark(NamedTuple):
    """A line of the outline, of the level 0 or 1: its title, and the place of its page among those that were drawn."""

    title: str
    page: int
    level: int = 0


class Label(NamedTuple):
    """What a reader calls a page: a number, or the numbers of several cards, and what is said behind them."""

    numbers: tuple[int, ...]
    said: str = ""

    def __str__(self) -> str:
        between = "" if self.said.startswith(",") else " "
        return f"{_runs(self.numbers)}{between}{self.said}".rstrip()


# --- bookmarks -------------------------------------------------------------------------------------------------------


def store_bookmarks(canvas: Sheets, bookmarks: Sequence[Bookmark]) -> None:
    """Make them the outline; those of the level 1 are folded away below the one of the level 0 before them.

    ISO 32000-2, 12.3.3. The objects get numbers that follow each other, so that each is written at once.
    """
    if not bookmarks:
        return
    outline = canvas.document.Catalog.Outlines = Written("")
    root = number_of(canvas.document, outline)
    tops: list[int] = []
    below: defaultdict[int, list[int]] = defaultdict(list)
    for place, bookmark in enumerate(bookmarks):
        if bookmark.level == 0 or not tops:
            tops.append(place)
        else:
            below[tops[-1]].append(place)
    outline.text = f"<</Type/Outlines{_ends(root, tops)}/Count {len(tops)}>>"
    links = dict(_links(root, root, tops))
    for top, places in below.items():
        links |= _links(root, root + 1 + top, places)
        links[top] += f"{_ends(root, places)}/Count {-len(places)}"
    for place, (title, page, _) in enumerate(bookmarks):
        canvas.write(f"<</Title{text_string(title)}/Dest[{canvas.pages[page]} 0 R/Fit]{links[place]}>>")


def _ends(root: int, places: Sequence[int]) -> str:
    """What a parent says of its first and last entry: their objects follow that of the root."""
    return f"/First {root + 1 + places[0]} 0 R/Last {root + 1 + places[-1]} 0 R"


def _links(root: int, parent: int, places: Sequence[int]) -> Iterator[tuple[int, str]]:
    """What each entry of one parent says of it and of those beside itself."""
    for before, place, after in zip([None, *places], places, [*places[1:], None], strict=False):
        said = f"/Parent {parent} 0 R"
        said += "" if before is None else f"/Prev {root + 1 + before} 0 R"
        yield place, said if after is None else f"{said}/Next {root + 1 + after} 0 R"


# --- labels ----------------------------------------------------------------------------------------------------------


def store_labels(canvas: Sheets, labels: Sequence[Label]) -> None:
    """Name the pages. Pages that merely count on share an entry."""
    for place, style, start, prefix in _ranges(labels):
        canvas.addPageLabel(place, style, start, prefix)


def _ranges(labels: Sequence[Label]) -> Iterator[tuple[int, str | None, int | None, str | None]]:
    """The first page of each entry, and what it says: a number to count from, or words."""
    following = 0
    for place, label in enumerate(labels):
        if label.said or len(label.numbers) > 1:
            yield place, None, None, str(label)
            following = 0
            continue
        (number,) = label.numbers
        if number != following:
            yield place, "ARABIC", number, None
        following = number + 1


def _runs(numbers: Iterable[int]) -> str:
    """Numbers in their order, of which those that count on are told by the first and the last"""
    distinct = list(dict.fromkeys(numbers))
    runs = [[each for _, each in run] for _, run in groupby(enumerate(distinct), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}\N{EN DASH}{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


# --- printing --------------------------------------------------------------------------------------------------------


def duplex(sheet: Size, reverse: Reverse | None) -> str:
    """On how many sides to print, and on which edge of the paper to turn it."""
    if reverse is None:
        return "Simplex"
    return "DuplexFlipLongEdge" if sheet.is_wide == reverse.turned else "DuplexFlipShortEdge"


def ask_for_printing(canvas: Sheets, duplex: str) -> None:
    """How a reader's print dialog is to begin: on one side or on both, as large as it is, on paper of this size."""
    canvas.setViewerPreference("Duplex", duplex)
    canvas.setViewerPreference("PrintScaling", "None")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    preferences: Any = canvas._doc.Catalog.ViewerPreferences  # type: ignore[attr-defined]  # as above
    preferences.dict["PickTrayByPDFSize"] = pdfdoc.checkPDFBoolean("true")  # which reportlab does not know
