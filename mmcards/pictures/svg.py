"""SVG drawings: read as XML within bounds, and refused if they do anything but draw.

The parser is expat, the standard library's. It fetches nothing; what is declared in a document type, entities among
them, is refused where it is met, so that nothing is ever expanded. Programs that show an SVG as a picture neither run
its scripts nor load what it names (SVG Integration, secure static mode); opened by itself, as from a folder of media,
it would do both. So either is a mistake, rather than a picture that is another one on each screen and on paper.
"""

import errno
import re
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from math import factorial, inf
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from mmcards import files
from mmcards.pictures import Refused

SVG: Final = "{http://www.w3.org/2000/svg}"
XLINK: Final = "{http://www.w3.org/1999/xlink}"
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"

MEGABYTES: Final = 10
DEPTH: Final = 100
ELEMENTS: Final = 50_000
"""As many may be drawn, those counted again that are drawn again by another one's reference."""

LETTERS: Final = 100_000
"""Characters of text in it."""

_PLAIN: Final = "save it as plain SVG"
_OUTSIDE: Final = "save it with all that it shows inside it"
_SCRIPTS: Final = "pictures do not run scripts, neither in Anki nor on paper: take them out"

_LOADING: Final = (
    *("href", f"{XLINK}href", "src", "srcset", "imagesrcset", "poster", "data", "action", "formaction", "background"),
)
"""Attributes that name what is loaded, in SVG and in the HTML that may stand in it."""

_DATA: Final = re.compile(r"data:([\w.+/-]*)((?:;[\w.+=-]*)*),(.*)", re.DOTALL | re.IGNORECASE)
_PIXELS: Final = ("image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp")
_INSIDE: Final = re.compile(r"(?:font/|application/(?:x-)?font|application/vnd\.ms-fontobject)", re.IGNORECASE)
"""Fonts that a drawing brings along. They are not printed, but reach nowhere."""

_NAMING: Final = re.compile(r"\\|url|src|image|@", re.IGNORECASE)
"""Without any of these a style names no address. A backslash may hide a letter."""

_ENCODINGS: Final = re.compile(r"utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
"""Those in which a browser reads the same letters: in others a drawing could be two."""

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_FOLLOWED: Final = ("http", "https", "mailto")
"""Where a link may lead."""

_BRACKETS: Final = 30
"""In each other, in styles."""

_NESTED: Final = 3
"""Drawings in a drawing, each inside the one before."""


def load(path: str) -> Element:
    """The root of a file. Raises Refused."""
    try:
        return read(files.content(path, MEGABYTES * 1_000_000))
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise Refused(str(error.strerror), "simplify its paths, or save it as PNG") from error
        raise


def read(content: bytes) -> Element:
    """The root of a drawing, checked. Raises Refused."""
    return _read(content, 0)


def _read(content: bytes, level: int) -> Element:
    root = _Parser().parse(content)
    for element in root.iter():
        _check_brackets(element)
        for address in _loaded(element):
            _check_address(address, level)
        _check_scripts(element)
    _check_texts(root)
    _check_styles(root)
    _Count(root).check()
    return root


def name_of(element: Element) -> str:
    """An element's name, if it is one of SVG's; of others their namespace is kept with it."""
    tag: str = element.tag
    return tag.removeprefix(SVG)


def href(element: Element) -> str:
    """What an element refers to (SVG 2, 16.1: `href` goes before the older `xlink:href`)."""
    return (element.get("href") or element.get(f"{XLINK}href") or "").strip()


def target(element: Element) -> str:
    """The id that an element refers to, or ""."""
    found = href(element)
    return found[1:] if found.startswith("#") else ""


# --- XML -------------------------------------------------------------------------------------------------------------


class _Parser:
    """Builds a tree from expat's events, and gives up at a bound."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._depth = 0
        self._count = 0
        self._parser = parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        parser.StartDoctypeDeclHandler = self._document_type
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.ProcessingInstructionHandler = self._instruction
        parser.XmlDeclHandler = self._declaration

    def parse(self, content: bytes) -> Element:
        try:
            self._parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two of unknown encodings
            raise Refused(f"it is no well-formed SVG ({error})", "open it in a browser, and save it anew") from error
        root = self._builder.close()
        if root.tag == "svg":
            hint = 'programs show none without: begin with `<svg xmlns="http://www.w3.org/2000/svg"`'
            raise Refused("it lacks the namespace of SVG", hint)
        if root.tag != f"{SVG}svg":
            raise Refused("it is no SVG inside", "save the picture as SVG")
        return root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEPTH:
            raise Refused(f"it nests more than {DEPTH} elements deep", "ungroup some of them")
        if self._count > ELEMENTS:
            raise _too_many()
        self._builder.start(_name(name), {_name(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_name(name))

    def _document_type(self, _name: str, _system: str | None, _public: str | None, has_declarations: bool) -> None:
        # One that only names the type is written by Graphviz and matplotlib into every file.
        if has_declarations:
            raise Refused("it declares things of its own in its document type", _PLAIN)

    def _entity(self, *_declared: object) -> None:
        raise Refused("it declares entities", _PLAIN)

    def _skipped(self, name: str, _is_parameter: bool) -> None:
        raise Refused(f"it uses the entity `&{name};`, which XML does not know", "write the character itself")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and not _ENCODINGS.fullmatch(encoding):
            raise Refused(f"it is in the encoding `{encoding[:40]}`", "save it in UTF-8")

    def _instruction(self, target: str, _content: str) -> None:
        if target == "xml-stylesheet":
            raise Refused("it reaches outside itself, to a style sheet", _OUTSIDE)


def _name(name: str) -> str:
    return f"{{{name}" if "}" in name else name


# --- what a drawing may not do ---------------------------------------------------------------------------------------


def _check_brackets(element: Element) -> None:
    """Raise Refused where brackets of styles stand in each other deeper than those who read them can go."""
    texts = ["".join(element.itertext())] if name_of(element).endswith("style") else []
    for text in (*texts, *element.attrib.values()):
        if sum(map(text.count, "([{")) > _BRACKETS and _depth(text) > _BRACKETS:
            raise Refused(f"brackets in it stand more than {_BRACKETS} deep in each other", _PLAIN)


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in re.findall(r"[(\[{)\]}]", text):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _check_scripts(element: Element) -> None:
    namespace, _, name = element.tag.lower().rpartition("}")
    if namespace and f"{namespace}}}" not in (SVG, _XHTML):
        return
    if name in ("script", "handler", "listener"):
        raise Refused("it holds a script", _SCRIPTS)
    if name in ("iframe", "object", "embed"):
        raise Refused(f"it holds another page, in `{name}`", _OUTSIDE)
    if name in ("meta", "base"):
        raise Refused(f"it leads elsewhere, by `{name}`", _PLAIN)
    for key, value in element.items():
        if key.lower().startswith("on"):
            raise Refused(f"it holds a script, in `{key}`", _SCRIPTS)
        if key == "{http://www.w3.org/XML/1998/namespace}base":
            raise Refused("it says that what it refers to is elsewhere, by `xml:base`", _PLAIN)
        if "".join(value.split()).lower().startswith(("javascript:", "vbscript:")):
            raise Refused(f"it holds a script, in `{key.rpartition('}')[2]}`", _SCRIPTS)
        if name == "a" and key in ("href", f"{XLINK}href"):
            scheme = _SCHEME.match("".join(value.split()))
            if scheme and scheme[1].lower() not in _FOLLOWED:
                raise Refused(f"it has a link that begins with `{scheme[0]}`", "let links lead to https: addresses")
        if key == "attributeName" and value.rpartition(":")[2].strip() == "href":
            raise Refused("it changes what it refers to while it is shown", _PLAIN)


def _loaded(element: Element) -> Iterator[str]:
    """What an element has a program load: addresses and `#id`. A link only leads there when it is followed."""
    tag = element.tag
    if tag.startswith("{") and not tag.startswith((SVG, _XHTML)):
        return  # what a drawing program notes for itself
    for key, value in element.items():
        if key in _LOADING:
            if tag not in (f"{SVG}a", f"{_XHTML}a"):
                yield value
        elif _NAMING.search(value):
            yield from _addresses(value)
    if tag in (f"{SVG}style", f"{_XHTML}style"):
        yield from _addresses("".join(element.itertext()), sheet=True)


def _addresses(text: str, *, sheet: bool = False) -> Iterator[str]:
    """The addresses in a style sheet, or in the value of an attribute."""
    import tinycss2

    found = tinycss2.parse_stylesheet(text) if sheet else tinycss2.parse_component_value_list(text)
    waiting = list(found)
    while waiting:
        node = waiting.pop()
        if node.type == "url":
            yield node.value
        elif node.type == "at-rule" and node.lower_at_keyword == "import":
            yield " ".join(each.value for each in node.prelude if each.type in ("url", "string")) or "@import"
        elif node.type == "function" and node.lower_name in ("url", "src", "image", "image-set", "-webkit-image-set"):
            yield from (each.value for each in node.arguments if each.type == "string")
        for part in ("prelude", "content", "arguments"):
            waiting += getattr(node, part, None) or ()


def _check_address(address: str, level: int) -> None:
    address = address.strip()
    if not address or address.startswith("#"):
        return
    if not address.lower().startswith("data:"):
        shown = address if len(address) <= 60 else f"{address[:59]}…"
        raise Refused(f"it reaches outside itself, to `{shown}`", _OUTSIDE)
    found = data(address)
    if found is None:
        raise Refused("it holds data that cannot be read", _PLAIN)
    if _INSIDE.match(found.kind):
        return
    try:
        if found.kind in _PIXELS:
            from mmcards.pictures import pixels

            pixels.check(BytesIO(found.content))
        elif found.kind == "image/svg+xml" and level < _NESTED:
            _read(found.content, level + 1)
        else:
            raise Refused(f"it is of the kind `{found.kind}`", "save it with its pictures as PNG or JPEG")
    except Refused as error:
        raise Refused(f"a picture inside it cannot be shown: {error.why}", error.hint) from error


class Data(NamedTuple):
    """What a `data:` address holds (RFC 2397); `kind` is its media type, in lower case."""

    kind: str
    content: bytes

    @property
    def is_pixels(self) -> bool:
        return self.kind in _PIXELS


def data(address: str) -> Data | None:
    """What a `data:` address holds; None if it is none, or is not whole."""
    found = _DATA.fullmatch(address.strip())
    if not found:
        return None
    kind, parameters, content = found.groups()
    if not parameters.lower().endswith(";base64"):
        return Data(kind.lower(), unquote_to_bytes(content))
    try:
        return Data(kind.lower(), b64decode("".join(unquote_to_bytes(content).decode("ascii").split())))
    except ValueError:
        return None


# --- how much is drawn -----------------------------------------------------------------------------------------------

_REFERENCE: Final = re.compile(r"url\(\s*['\"]?#([^'\")]*)")
_MOST_TRIES: Final = 3_000_000
"""Of selectors on elements, of which each takes some microseconds, and may find something to keep."""

_DEEPEST: Final = 10
"""Parts of a selector, behind each other, that are looked for far away."""

_DRAWN_AGAIN: Final = ("clip-path", "mask", "marker-start", "marker-mid", "marker-end", "marker", "fill", "stroke")


class _Count:
    """How many elements are drawn, and how deep, with all that they refer to."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._named: dict[str, Element] = {}
        for element in root.iter():
            self._named.setdefault(element.get("id", ""), element)
        self._known: dict[Element, tuple[int, int]] = {}
        self._under_way: set[Element] = set()

    def check(self) -> None:
        """Raise Refused if there are too many."""
        self._of(self._root)

    def _of(self, element: Element) -> tuple[int, int]:
        known = self._known.get(element)
        if known:
            return known
        if element in self._under_way:
            raise Refused(f"its `{name_of(element)}` is drawn inside itself", _PLAIN)
        if len(self._under_way) > DEPTH:
            raise Refused(f"it nests more than {DEPTH} elements deep", "ungroup some of them")
        self._under_way.add(element)
        count, depth = 1, 0
        for part in (*element, *self._referred(element)):
            inner, below = self._of(part)
            count, depth = count + inner, max(depth, below)
        self._under_way.remove(element)
        if count > ELEMENTS:
            raise _too_many()
        if depth + 1 > DEPTH:
            raise Refused(f"it nests more than {DEPTH} elements deep", "ungroup some of them")
        self._known[element] = count, depth + 1
        return count, depth + 1

    def _referred(self, element: Element) -> Iterator[Element]:
        """What else is drawn with an element. Gradients that refer to each other are not."""
        names = [target(element)] if name_of(element) in ("use", "pattern") else []
        style = element.get("style", "")
        for text in (style if "url" in style else "", *(element.get(key, "") for key in _DRAWN_AGAIN)):
            names += _REFERENCE.findall(text)
        for name in names:
            found = self._named.get(name) if name else None
            if found is not None and name_of(found) not in ("linearGradient", "radialGradient"):
                yield found


def _check_texts(root: Element) -> None:
    """Raise Refused if more words stand in it than a drawing has."""
    texts = (each for each in root.iter() if each.tag.startswith((SVG, _XHTML)) and name_of(each) != "style")
    if sum(len((each.text or "").strip()) + len((each.tail or "").strip()) for each in texts) > LETTERS:
        raise Refused(f"it has more than {LETTERS:,} characters of text", _PLAIN)


_BODY: Final = re.compile(r"/\*.*?\*/|\{[^{}]*\}", re.DOTALL)
_COMBINED: Final = re.compile(r"[^\s>+~]+([\s~]*)(?=[^\s>+~])")


def _check_styles(root: Element) -> None:
    """Raise Refused if it may take long to find out which rules of its style sheets are for which elements.

    Each selector is tried on each element; a part of it that stands behind a space is looked for among all that the
    element is in, one behind `~` among those beside it, and so on for each part.
    """
    sheets = [" ".join(each.itertext()) for each in root.iter() if each.tag in (f"{SVG}style", f"{_XHTML}style")]
    if not sheets:
        return
    selectors = re.split(r"[,;{}]", _BODY.sub("{", " ".join(sheets)))
    elements, depth, beside = _extent(root)
    tries = 0.0
    for selector in selectors:
        parts = [found[1] for found in _COMBINED.finditer(selector)]
        wide, deep = sum("~" in part for part in parts), sum(part.isspace() for part in parts)
        tries += beside**wide / factorial(wide) * depth**deep / factorial(deep) if max(wide, deep) < _DEEPEST else inf
    if tries * elements > _MOST_TRIES:
        raise Refused("its style sheets are too many rules for its elements", "save it as plain SVG, without styles")


def _extent(root: Element) -> tuple[int, int, int]:
    """How many elements there are, how deep they are in each other, and how many are in one at most."""
    elements = depth = beside = 0
    row = [root]
    while row:
        elements, depth, beside = elements + len(row), depth + 1, max(beside, *map(len, row))
        row = [part for each in row for part in each]
    return elements, depth, beside


def _too_many() -> Refused:
    return Refused(f"it draws more than {ELEMENTS:,} elements", "simplify it, or save it as PNG")


# --- size ------------------------------------------------------------------------------------------------------------

POINTS: Final = 72 / 96
"""To a pixel (CSS Values and Units 3, absolute lengths)."""

_LENGTH: Final = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([a-zA-Z]*|%)\s*")
UNITS: Final = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
}
"""Pixels to the units of absolute lengths."""

LARGEST: Final = 1e9
"""What is longer or farther away, in any unit, is taken for a mistake: readers of PDFs have bounds too."""

_WIDEST: Final = 1e6
"""Of a drawing, in pixels."""


def length(text: str, whole: float = 0.0, em: float = 16.0) -> float | None:
    """A length in pixels, where 100 % are `whole` and `em` is the size of the font; None if it is none."""
    found = _LENGTH.fullmatch(text)
    if not found:
        return None
    number, unit = float(found[1]), found[2].lower()
    relative = {"%": whole / 100, "em": em, "rem": 16.0, "ex": em / 2, "ch": em / 2}
    one = relative.get(unit) if unit in relative else UNITS.get(unit)
    return None if one is None or not abs(number * one) < LARGEST else number * one


class Box(NamedTuple):
    """A rectangle from its upper left corner, in a drawing's own units."""

    x: float
    y: float
    width: float
    height: float


def view_box(element: Element) -> Box | None:
    """An element's `viewBox`; None if it has none that says anything."""
    return boxed(element.get("viewBox", ""))


def boxed(text: str) -> Box | None:
    """The box that a `viewBox` says; None if it says none."""
    match [length(each) for each in text.replace(",", " ").split()]:
        case [float(x), float(y), float(width), float(height)] if width > 0 and height > 0:
            return Box(x, y, width, height)
        case _:
            return None


def size(root: Element) -> tuple[float, float]:
    """How large browsers show a drawing that nothing else gives a size, in pixels (CSS 2.2, 10.3.2 and 10.6.2).

    One that has a view box alone they make as wide as its place; here it is as wide as the box, and not less than 300.
    """
    box = view_box(root)
    width, height = (_absolute(root.get(key, "")) for key in ("width", "height"))
    ratio = box.width / box.height if box else None
    if width is None and height is None:
        width = max(300.0, box.width) if box else 300.0
        height = width / ratio if ratio else 150.0
    elif width is None:
        assert height is not None
        width = height * ratio if ratio else 300.0
    elif height is None:
        height = width / ratio if ratio else 150.0
    return min(max(width, 0.01), _WIDEST), min(max(height, 0.01), _WIDEST)


def _absolute(text: str) -> float | None:
    found = None if text.strip().endswith("%") else length(text)
    return found if found is not None and found > 0 else None
