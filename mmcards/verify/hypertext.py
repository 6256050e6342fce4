"""HTML and the model, each as one text that can be compared: what is read, with marks where there is more than text.

A mark is a name between two control characters, of which no text of an author has any. White space counts as HTML
counts it, but in blocks of code, where all of it does. Not compared are `dir` and `lang`, and the parts of code that
are coloured.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePath
from typing import Final, assert_never

from mmcards.model import (
    Blank,
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    File,
    Formula,
    Link,
    List,
    Paragraph,
    Picture,
    Plain,
    Quote,
    Sound,
    Span,
    Spans,
    Strong,
    Struck,
    Table,
)

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PARAGRAPH: Final = "\x1e"
_KEPT: Final = str.maketrans({" ": "\x1c", "\n": "\x1d", "\t": "\x19"})
_SHOWN: Final = str.maketrans({"\x1c": " ", "\x1d": "\n", "\x19": "\t", "\x1e": "\n", "\x02": "<", "\x03": ">"})
_SHOWN_BLOCK: Final = re.compile("\x10([^\x11]*)\x11")
_AROUND: Final = re.compile("[ \t\n\r\f\x1e]*(\x10[^\x11]*\x11)[ \t\n\r\f\x1e]*")
_PARTED: Final = re.compile("[ \t\n\r\f]*\x1e[ \t\n\r\f\x1e]*")
_SPACE: Final = re.compile("[ \t\n\r\f]+")
_FORMULA: Final = re.compile(r"\s+|\{\}")
_BOLD: Final = re.compile(r"\\boldsymbol(?![a-zA-Z])")


def inline(name: str) -> str:
    """A mark in a line."""
    return f"\x02{name}\x03"


def block(name: str) -> str:
    """A mark between lines."""
    return f"\x10{name}\x11"


def readable(text: str) -> str:
    """A text with its marks as people know them."""
    return _SHOWN_BLOCK.sub(r" <\1> ", text).translate(_SHOWN)


def even(text: str) -> str:
    """A text with its marks, whose white space is as HTML counts it."""
    text = _AROUND.sub(r"\1", text)
    return _SPACE.sub(" ", _PARTED.sub(_PARAGRAPH, text)).strip(" \x1e")


def words(text: str) -> str:
    """An author's text; HTML has no control characters."""
    return _CONTROL.sub("", text) if not text.isprintable() else text


def formula(source: str) -> str:
    """The mark of a formula, without what parts braces and brackets in Anki, and does not show."""
    return inline(f"formula {_FORMULA.sub('', _BOLD.sub(lambda _: chr(92) + 'bm', words(source)))}")


# --- the model -------------------------------------------------------------------------------------------------------


def _left_out(_blank: Blank, inner: str) -> str:
    return inner


@dataclass(frozen=True, slots=True)
class Said:
    """What blocks say in one format, which names files and shows blanks in its own way.

    `undrawn` are sources of formulas that the format shows as code, and `left_out` files whose texts it shows.
    """

    named: Callable[[File], str]
    blank: Callable[[Blank, str], str] = _left_out
    undrawn: frozenset[str] = frozenset()
    left_out: frozenset[File] = frozenset()

    def blocks(self, blocks: Blocks) -> str:
        """All blocks, as they are compared."""
        return even(self.raw(blocks))

    def raw(self, blocks: Blocks) -> str:
        """All blocks, as a part of a text that is compared: a first and only paragraph goes on in its line."""
        match blocks:
            case (Paragraph(spans), *others) if not any(isinstance(other, Paragraph) for other in others):
                return self.spans(spans) + "".join(map(self._block, others))
            case _:
                return "".join(map(self._block, blocks))

    def _block(self, each: Block) -> str:
        match each:
            case Paragraph(spans):
                return f"{_PARAGRAPH}{self.spans(spans)}{_PARAGRAPH}"
            case List(items, start):
                name = "ul" if start is None else "ol" if start == 1 else f"ol {start}"
                listed = "".join(f"{block('li')}{self.raw(item)}{block('/li')}" for item in items)
                return f"{block(name)}{listed}{block('/' + name[:2])}"
            case CodeBlock(text, language):
                name = f"pre {words(language)}".strip()
                return f"{block(name)}{words(text).translate(_KEPT)}{block('/pre')}"
            case Table():
                return self._table(each)
            case Quote(inner):
                return f"{block('blockquote')}{self.raw(inner)}{block('/blockquote')}"
            case _:
                assert_never(each)

    def _table(self, table: Table) -> str:
        rows = [("th", table.head)] if any(table.head) else []
        rows += [("td", row) for row in table.rows]
        told = "".join(
            block("tr")
            + "".join(
                f"{block(f'{tag} {mark}'.strip())}{self.spans(cell)}{block(f'/{tag}')}"
                for mark, cell in zip(table.alignments, row, strict=True)
            )
            + block("/tr")
            for tag, row in rows
        )
        return f"{block('table')}{told}{block('/table')}"

    def spans(self, spans: Spans) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        match span:
            case Plain(text):
                return words(text)
            case Code(text):
                return f"{inline('code')}{words(text)}{inline('/code')}"
            case Strong(inner):
                return f"{inline('strong')}{self.spans(inner)}{inline('/strong')}"
            case Emphasis(inner):
                return f"{inline('em')}{self.spans(inner)}{inline('/em')}"
            case Struck(inner):
                return f"{inline('s')}{self.spans(inner)}{inline('/s')}"
            case Link(address, inner):
                return f"{inline(f'a {link(address)}')}{self.spans(inner)}{inline('/a')}"
            case Break():
                return inline("br")
            case Formula(source) if source in self.undrawn:
                return f"{inline('code')}{words(source)}{inline('/code')}"
            case Formula(source):
                return formula(source)
            case Picture(file, text) | Sound(file, text) if file in self.left_out:
                return f"[{words(text or PurePath(file.path).name)}]"
            case Picture(file, alternative, width):
                wide = f" {width.amount}{'%' if width.percent else 'px'}" if width else ""
                return inline(f"picture {self.named(file)} “{_SPACE.sub(' ', words(alternative))}”{wide}")
            case Sound(file, title):
                return f"{words(title)} {inline(f'sound {self.named(file)}')}"
            case Blank(_, inner):
                return self.blank(span, self.spans(inner))
            case _:
                assert_never(span)


def link(address: str) -> str:
    """An address, in which what would act in Anki may be encoded."""
    return words(address).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


# --- HTML ------------------------------------------------------------------------------------------------------------

_ACTING: Final = re.compile(
    r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]|\[sound:(?P<sound>[^\]]*)\]"
    r"|(?P<other>\[(?:anki:|latex\]|\$\$?\]|\[type:)|\\[(\[])",
    re.DOTALL | re.IGNORECASE,
)
_MARKED: Final = re.compile("(\x02[^\x03]*\x03)")
_BLANK: Final = re.compile(r"\{\{c(?P<number>\d+)::|(?P<hint>::)|(?P<end>\}\})")

_WITHOUT_END: Final = frozenset({"br", "img", "hr", "meta", "input", "link"})
_TRANSPARENT: Final = frozenset({"span", "thead", "tbody"})
_INLINE: Final = frozenset({"strong", "em", "s", "code", "b"})
_BLOCKS: Final = frozenset({"ul", "ol", "li", "tr", "th", "td", "table", "blockquote", "pre", "div"})
_PLAIN: Final = frozenset({"class", "dir", "lang", "id"})
"""Attributes that do nothing but name."""

_IN_DRAWINGS: Final[Mapping[str, frozenset[str]]] = {"g": frozenset({"transform"}), "path": frozenset({"d"})}

_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({"href", "rel", "target"}),
    "img": frozenset({"src", "alt", "style"}),
    "ol": frozenset({"start"}),
    "audio": frozenset({"controls", "preload", "src", "aria-label"}),
    "svg": frozenset({"role", "aria-label", "fill", "width", "height", "viewbox"}),
}


class Reader(HTMLParser):
    """Reads HTML as a text that can be compared with what the model says.

    `named` gives what an address of media names. If it is `acting`, brackets, braces and backslashes act as they do in
    Anki, and in a `cloze` its blanks.
    """

    def __init__(self, named: Callable[[str], str], *, acting: bool = False, cloze: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.named = named
        self._acting = acting
        self._cloze = cloze
        self._pre = 0
        self._svg = 0
        self._held = ""  # text of which more may follow
        self.closes: list[tuple[str, str]] = []  # elements that are open, and what their ends are read as
        self.out: list[str] = []

    def put(self, text: str) -> None:
        self.out.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        given = {name: value or "" for name, value in attrs}
        if self._svg:
            self._svg += tag == "svg"
            if tag not in _IN_DRAWINGS or given.keys() - _IN_DRAWINGS[tag]:
                self.put(inline(f"unexpected {tag}"))
            return
        self.look_at(given, _KNOWN.get(tag, frozenset()))
        closing = self.opened(tag, given)
        if tag not in _WITHOUT_END:
            self.closes.append((tag, closing))

    def look_at(self, given: Collection[str], known: Collection[str]) -> None:
        """Name the attributes of an element that may do more than those that are known."""
        for name in given:
            if name not in _PLAIN and name not in known:
                self.put(inline(f"unexpected {name}"))

    def opened(self, tag: str, given: dict[str, str]) -> str:
        """Reads the beginning of an element; returns what its end is read as."""
        if tag in _TRANSPARENT:
            return self.span(given)
        if tag == "p":
            self.put(_PARAGRAPH)
            return _PARAGRAPH
        if tag == "code" and self._pre:
            language = given.get("class", "").removeprefix("language-")
            self.out[-1] = block(f"pre {language}".strip())
            return ""
        if tag == "pre":
            self._pre += 1
            self.put(block("pre"))
            return block("/pre")
        if tag in _INLINE:
            self.put(inline(tag))
            return inline(f"/{tag}")
        if tag == "a":
            self.put(inline(f"a {link(given.get('href', ''))}"))
            return inline("/a")
        if tag in _BLOCKS:
            return self._block(tag, given)
        match tag:
            case "br":
                self.put(inline("br"))
            case "img":
                width = given.get("style", "").removeprefix("width: ") or self.width(given)
                alternative = _SPACE.sub(" ", given.get("alt", ""))
                name = self.named(given.get("src", ""))
                self.put(inline(f"picture {name} “{alternative}”{' ' if width else ''}{width}"))
            case "audio":
                self.put(inline(f"sound {self.named(given.get('src', ''))}"))
                return ""
            case "svg":
                self._svg = 1
                self.put(formula(given.get("aria-label", "")))
                return ""
            case _:
                self.put(inline(f"unexpected {tag}"))
                return inline(f"unexpected /{tag}")
        return ""

    def width(self, given: dict[str, str]) -> str:
        """How wide a picture is that has no style of its own."""
        return ""

    def span(self, given: dict[str, str]) -> str:
        """Reads the beginning of a span, which says nothing by itself."""
        return ""

    def _block(self, tag: str, given: dict[str, str]) -> str:
        named = ""
        if tag == "ol" and "start" in given:
            named = given["start"]
        elif tag in ("th", "td", "div", "ul"):
            named = given.get("class", "")
        if tag == "div" and named == "table":
            return ""
        self.put(block(f"{tag} {named}".strip()))
        return block(f"/{tag}")

    def handle_endtag(self, tag: str) -> None:
        self.flush()
        if self._svg:
            self._svg -= tag == "svg"
            if self._svg:
                return
        if tag in _WITHOUT_END:
            return
        if not self.closes or self.closes[-1][0] != tag:
            self.put(inline(f"unexpected /{tag}"))
        if self.closes:
            name, closing = self.closes.pop()
            self._pre -= name == "pre"
            self.closed(closing)

    def closed(self, closing: str) -> None:
        self.put(closing)

    def handle_data(self, data: str) -> None:
        if not self._svg:
            self._held += data

    def handle_comment(self, data: str) -> None:
        self.flush()
        self.put(inline("unexpected comment"))

    def handle_decl(self, decl: str) -> None:
        self.flush()
        self.put(inline("unexpected declaration"))

    def handle_pi(self, data: str) -> None:
        self.flush()
        self.put(inline("unexpected instruction"))

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def flush(self) -> None:
        text, self._held = self._held, ""
        if not text:
            return
        if self._pre:
            text = text.translate(_KEPT)
        if self._acting:
            text = _ACTING.sub(self._acted, text)
        if self._cloze:
            parts = _MARKED.split(text)
            parts[::2] = (_BLANK.sub(_blank, part) for part in parts[::2])
            text = "".join(parts)
        self.put(text)

    def _acted(self, found: re.Match[str]) -> str:
        if found["sound"] is not None:
            return inline(f"sound {self.named(found['sound'])}")
        if found["other"] is not None:
            return inline(f"unexpected {found['other']}")
        source = found["inline"] if found["inline"] is not None else found["display"]
        return formula(source)


def _blank(found: re.Match[str]) -> str:
    if found["number"] is not None:
        return inline(f"c{found['number']}")
    return inline("hint") if found["hint"] else inline("/c")


def anki_blank(each: Blank, inner: str) -> str:
    """A blank as it stands in Anki's fields."""
    hint = f"{inline('hint')}{words(each.hint)}" if each.hint else ""
    return f"{inline(f'c{each.number}')}{inner}{hint}{inline('/c')}"


_ASK_A_PARSER: Final = re.compile(r"[<>&\[\\{}]")


def field_text(html: str, *, acting: bool = True, cloze: bool = False) -> str:
    """A field of a note in Anki, or HTML in which nothing is `acting`, as it is compared."""
    if not _ASK_A_PARSER.search(html):
        return even(html)
    reader = Reader(lambda name: name, acting=acting, cloze=cloze)
    reader.feed(html)
    reader.close()
    reader.flush()
    if reader.closes:
        reader.put(inline("unexpected end"))
    return even("".join(reader.out))
