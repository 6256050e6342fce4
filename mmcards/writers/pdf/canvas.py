"""The canvas that a file is drawn on, with what is said of all its pages."""

import zlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFObject
from reportlab.pdfgen.canvas import Canvas

from mmcards import __version__
from mmcards.paper import Size
from mmcards.writers.pdf.gatherings import Gathering
from mmcards.writers.pdf.objects import Packed, Written, number_of


class Sheets(Canvas):
    """A canvas whose pages share one dictionary of resources.

    It sets no font of its own, which would not be embedded.
    """

    def _make_preamble(self) -> None:
        self._preamble = ""

    @property
    def document(self) -> Any:
        """The objects of the file that is made."""
        return self._doc  # type: ignore[attr-defined]

    @property
    def resources(self) -> tuple[dict[str, PDFObject], dict[str, PDFObject]]:
        """The fonts and the pictures of all pages, by their names in the drawing."""
        entries = self._shared.dict
        return entries["Font"].dict, entries["XObject"].dict

    @property
    def fonts(self) -> PDFDictionary:
        """The fonts of all pages, as they are when the file is written."""
        found: PDFDictionary = self._shared.dict["Font"]
        return found

    @property
    def _shared(self) -> Any:
        found = self.document.idToObject.get("Resources")
        if found is None:
            found = PDFDictionary({"Font": PDFDictionary({}), "XObject": PDFDictionary({})})
            self.document.Reference(found, "Resources")
        return found

    @cached_property
    def gathering(self) -> Gathering:
        """The pages under way."""
        return Gathering()

    @cached_property
    def links(self) -> list[tuple[str, int]]:
        """The links of the page under way, as its gathering takes them."""
        return []

    @cached_property
    def written(self) -> list[tuple[int, str]]:
        """Objects as they are written, by their numbers, which reportlab's document need not know."""
        return []

    @cached_property
    def pages(self) -> Sequence[int]:
        """The numbers of the pages, in the order in which they were drawn, once all are."""
        return ()

    @cached_property
    def page_tree(self) -> Written:
        """The object that lists the pages."""
        return Written("")

    @cached_property
    def beneath(self) -> int:
        """The number of what lies beneath all pages; 0 where nothing does."""
        return 0

    def lay_beneath(self, content: str) -> None:
        """Begin each page with these operators, which the file has but once."""
        self.beneath = number_of(self.document, Packed(zlib.compress(content.encode("latin-1"))))

    def write(self, text: str) -> int:
        """Add an object as it is written; returns its number."""
        number = self.number()
        self.put(number, text)
        return number

    def number(self) -> int:
        """A number for an object that will be put there."""
        number: int = self.document.objectcounter + 1
        self.document.objectcounter = number
        return number

    def put(self, number: int, text: str) -> None:
        """Add an object with this number as it is written."""
        self.written.append((number, text))

    def showPage(self) -> None:  # noqa: N802  # its name there
        code: list[str] = self._code  # type: ignore[attr-defined]
        self.gathering.page("\n".join(code), self.links)
        self.links = []
        code.clear()  # the canvas keeps nothing else of a page, since all on it is written by ourselves

    def order(self, places: Sequence[int] = ()) -> None:
        """The pages come in this order, by their places among those that were drawn; or as they were drawn."""
        listed = [self.pages[place] for place in places] or self.pages
        self.page_tree.text = f"<</Type/Pages/Count {len(listed)}/Kids[{' '.join(f'{each} 0 R' for each in listed)}]>>"
        self.document.Catalog.Pages = self.page_tree

    @cached_property
    def alike(self) -> str:
        """What all pages say."""
        width, height = self._pagesize  # type: ignore[attr-defined]
        parent, resources = (number_of(self.document, each) for each in (self.page_tree, self._shared))
        return (
            f"<</Type/Page/Parent {parent} 0 R/Resources {resources} 0 R/MediaBox[0 0 {width:.6g} {height:.6g}]/Tabs/S"
        )


def blank(target: Path, sheet: Size, language: str) -> Sheets:
    """An empty document of sheets of one size, the same bytes at any time.

    The media box alone says the size of a page: all other boxes are as large if nothing is said (ISO 32000-2,
    14.11.2).
    """
    width, height, _ = sheet
    canvas = Sheets(
        str(target),
        pagesize=(width, height),
        invariant=1,
        pdfVersion=(1, 7),
        lang=language or None,
    )
    canvas.document.Catalog.Outlines = None  # if no bookmarks are stored
    canvas.setCreator(f"mmcards {__version__}")
    return canvas
