"""The canvas that a file is drawn on, with what is said of all its pages, each of which is packed once it is drawn."""

import zlib
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFObject
from reportlab.pdfgen.canvas import Canvas

from mmcards import __version__
from mmcards.paper import Size
from mmcards.writers.pdf.file import Packed, Written, number_of


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

    @property
    def page_numbers(self) -> list[int]:
        """The object numbers of the pages, in the order in which they were drawn."""
        numbers = self.document.idToObjectNumberAndVersion
        return [numbers[f"Page{count}"][0] for count in range(1, self.document.pageCounter)]

    def showPage(self) -> None:  # noqa: N802  # its name there
        document = self.document
        content = Packed(zlib.compress("\n".join(self._code).encode("latin-1")))  # type: ignore[attr-defined]
        width, height = self._pagesize  # type: ignore[attr-defined]
        numbers = [number_of(document, each) for each in (document.Pages, content, self._shared)]
        page = Written(
            "<</Type/Page/Parent {} 0 R/Contents {} 0 R/Resources {} 0 R".format(*numbers)
            + f"/MediaBox[0 0 {width:.6g} {height:.6g}]/StructParents {document.pageCounter - 1}/Tabs/S>>"
        )
        document.addPage(page)
        self._startPage()  # type: ignore[attr-defined]


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
    canvas.setCreator(f"mmcards {__version__}")
    return canvas
