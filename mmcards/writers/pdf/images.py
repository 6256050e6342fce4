"""Pictures of pixels -> objects of a PDF."""

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject

from mmcards.writers.pdf.objects import Packed, number_of
from mmcards.writers.pdf.pictures import Stored


def embedded(document: Any, stored: Stored) -> PDFObject:
    """A picture in a document, with what says how opaque it is; returns the reference to it."""
    described = f"/Type/XObject/Subtype/Image/Width {stored.width}/Height {stored.height}/BitsPerComponent 8"
    veil = ""
    if stored.alpha:
        alpha = Packed(stored.alpha, f"{described}/ColorSpace/DeviceGray/Filter/FlateDecode")
        veil = f"/SMask {number_of(document, alpha)} 0 R"
    entries = f"{described}/ColorSpace/{stored.colours}/Filter/{stored.packed}{veil}"
    found: PDFObject = document.Reference(Packed(stored.content, entries))
    return found
