"""Objects of a PDF, and values in them, as they are written."""

from typing import Any, Final
from urllib.parse import quote

from reportlab.pdfbase.pdfdoc import PDFObject


class Packed(PDFObject):
    """A stream that is packed already; `entries` are those of its dictionary but for the length."""

    def __init__(self, content: bytes, entries: str = "/Filter/FlateDecode") -> None:
        self.content = content
        self.entries = entries


class Direct(PDFObject):
    """A part of an object as it is written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def format(self, _document: Any) -> bytes:
        return self.text.encode("latin-1")


class Written(Direct):
    """An object as it is written, which others refer to."""

    __RefOnly__ = 1


def number_of(document: Any, content: PDFObject) -> int:
    """An object's number in a document."""
    number: int = document.idToObjectNumberAndVersion[document.Reference(content).name][0]
    return number


# --- values ---------------------------------------------------------------------------------------------------------


def decimal(value: float) -> str:
    """A number as a PDF has it, which knows no exponents, with as many digits as are seen."""
    if abs(value) >= 9999:
        return f"{value:.0f}"
    return f"{value:.4g}" if abs(value) >= 0.0001 or not value else f"{value:.8f}"


_PLAIN: Final = frozenset(map(chr, range(32, 127))) - frozenset("()\\")
_ESCAPED: Final = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r"})


def text_string(text: str) -> str:
    """A text as a PDF holds it (ISO 32000-2, 7.9.2.2), each of its characters a byte."""
    if _PLAIN.issuperset(text):
        return f"({text})"
    try:
        content = text.encode("pdfdoc") if "\u00ad" not in text else None  # which the encoding has not
    except UnicodeEncodeError:
        content = None
    if content is None or content.startswith((b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")):
        content = b"\xfe\xff" + text.encode("utf-16-be")
    return f"({content.decode('latin-1').translate(_ESCAPED)})"


def uri(address: str) -> str:
    """An address as a PDF holds it: in ASCII, what is beside that being percent-encoded (RFC 3987, 3.1)."""
    return f"({quote(address, safe=_IN_ADDRESSES).translate(_ESCAPED)})"


_IN_ADDRESSES: Final = "".join(map(chr, range(33, 127)))
