"""What must never be, and the checks of it that several levels share."""

import re
from html.parser import HTMLParser
from typing import Final
from unicodedata import category
from urllib.parse import urlsplit


class Wrong(Exception):
    """Something that must never be."""


def check_printable(said: str) -> None:
    for each in set(said):
        if each != "\n" and category(each) in ("Cc", "Cf", "Cs"):
            raise Wrong(f"U+{ord(each):04X} gets to the terminal")


_ELEMENTS: Final = frozenset(
    re.findall(
        r"\w+",
        "a article audio b blockquote br button code dd details div dl dt em fieldset footer g h2 header hr i img "
        "input label legend li ol option p path pre progress rect s section select small span strong summary svg table "
        "tbody td template th thead title tr u ul",
    )
)
_EMPTY: Final = frozenset(("br", "hr", "img", "input", "path", "rect"))
_ACTING: Final = ("style", "srcdoc", "srcset", "formaction", "action", "background", "xlink:href")
_GOOD: Final = ("https", "http", "mailto")


class Elements(HTMLParser):
    """HTML whose elements must be known, closed in their order, and lead nowhere that they should not."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        if self.open:
            raise Wrong(f"HTML leaves <{self.open[-1]}> open")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ELEMENTS:
            raise Wrong(f"HTML has an element <{tag[:20]}>")
        for name, value in attrs:
            if name.startswith("on") or (name in _ACTING and not _is_width(tag, name, value or "")):
                raise Wrong(f"HTML has an attribute {name} in <{tag}>")
            if name == "href" and _scheme(value or "") not in _GOOD:
                raise Wrong("HTML has a link of another scheme")
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY:
            return
        if not self.open or self.open.pop() != tag:
            raise Wrong(f"HTML closes </{tag[:20]}> that is not open")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise Wrong("HTML has a comment")

    def handle_decl(self, decl: str) -> None:
        raise Wrong("HTML has a declaration")

    def handle_pi(self, data: str) -> None:
        raise Wrong("HTML has an instruction")

    def unknown_decl(self, data: str) -> None:
        raise Wrong("HTML has a declaration")


def _is_width(tag: str, name: str, value: str) -> bool:
    """The widths of pictures, and how far a formula stands below its line, are the styles that are meant."""
    return name == "style" and tag in ("img", "svg", "div", "span") and ("width" in value or "align" in value)


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:  # of an IPv6 address with one bracket: a link, if a broken one
        return address.partition(":")[0].lower()
