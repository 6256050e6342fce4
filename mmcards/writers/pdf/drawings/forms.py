"""What is drawn -> objects of a PDF: forms, patterns and graphics states with what they name."""

import zlib
from collections.abc import Callable
from typing import Any, Final, assert_never

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFObject

from mmcards.model import File
from mmcards.writers.pdf import images, pictures
from mmcards.writers.pdf.drawings.content import Glyphs, Mask, Raster, Resource, Sheet, Tile, numbers
from mmcards.writers.pdf.objects import Direct, Packed, number_of

_GROUP: Final = "/Group<</S/Transparency/CS/DeviceRGB/I true>>"


class Forms:
    """Makes the objects of drawings.

    `fonts` are those of the document, by their names in texts; `shown` gives the operators of a text, in which fonts
    are named that may not be there before all texts are shown.
    """

    def __init__(self, document: Any, fonts: PDFDictionary, shown: Callable[[Glyphs], str]) -> None:
        self._document = document
        self._fonts = fonts
        self._shown = shown

    def stored(self, file: File, sheet: Sheet, scale: float) -> PDFObject:
        """A reference to a drawing as a form of the size of a unit, as pictures are; raises pictures.Unreadable.

        `scale` says how many times as large as it is it is drawn, which bounds the pixels inside it.
        """
        _, _, width, height = sheet.box
        matrix = f"/Matrix[{numbers((1 / width, 0, 0, 1 / height, 0, 0))}]"
        form = self._form(file, sheet, scale, f"/Type/XObject/Subtype/Form{_GROUP}{matrix}")
        found: PDFObject = self._document.Reference(form)
        return found

    def _form(self, file: File, sheet: Sheet, scale: float, entries: str) -> Packed:
        x, y, width, height = sheet.box
        has_text = any(isinstance(part, Glyphs) for part in sheet.parts)
        content = "\n".join(part if isinstance(part, str) else self._shown(part) for part in sheet.parts)
        resources: dict[str, Any] = {"Font": self._fonts} if has_text else {}
        for kind, named in sheet.resources.items():
            resources[kind] = PDFDictionary(
                {name.removeprefix("/"): self._object(file, each, scale) for each, name in named.items()}
            )
        number = number_of(self._document, PDFDictionary(resources))
        box = numbers((x, y, x + width, y + height))
        return Packed(
            zlib.compress(content.encode("latin-1")),
            f"{entries}/BBox[{box}]/Resources {number} 0 R/Filter/FlateDecode",
        )

    def _object(self, file: File, resource: Resource, scale: float) -> Any:
        document = self._document
        match resource:
            case str():
                return Direct(resource)
            case Sheet():
                return document.Reference(self._form(file, resource, scale, f"/Type/XObject/Subtype/Form{_GROUP}"))
            case Mask(group, by):
                form = self._form(file, group, scale, f"/Type/XObject/Subtype/Form{_GROUP}")
                return Direct(f"<</SMask<</S/{by}/G {number_of(document, form)} 0 R>>>>")
            case Tile(sheet, matrix):
                _, _, width, height = sheet.box
                entries = (
                    f"/PatternType 1/PaintType 1/TilingType 1/XStep {numbers([width])}/YStep {numbers([height])}"
                    f"/Matrix[{numbers(matrix)}]"
                )
                return document.Reference(self._form(file, sheet, scale, entries))
            case Raster(content, width):
                return images.embedded(document, pictures.inner_stored(file, content, width * scale))
            case _:
                assert_never(resource)
