"""How the elements of a drawing look: presentation attributes, style sheets and style attributes, in their order.

tinycss2 reads the CSS and its colours, cssselect2 says which elements a selector means. What they do not know is passed
over, as CSS has it. Rules: SVG 2, chapter 6; CSS Cascading 4.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import cssselect2
import tinycss2
import tinycss2.color4

from mmcards.pictures import svg

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Style: TypeAlias = Mapping[str, str]
"""An element's properties with their values, those that it inherits among them."""

INITIAL: Final = {
    "clip-rule": "nonzero",
    "color": "black",
    "direction": "ltr",
    "display": "inline",
    "dominant-baseline": "auto",
    "fill": "black",
    "fill-opacity": "1",
    "fill-rule": "nonzero",
    "font-family": "",
    "font-size": "16px",
    "font-style": "normal",
    "font-weight": "400",
    "letter-spacing": "normal",
    "marker-end": "none",
    "marker-mid": "none",
    "marker-start": "none",
    "paint-order": "normal",
    "stroke": "none",
    "stroke-dasharray": "none",
    "stroke-dashoffset": "0",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
    "stroke-opacity": "1",
    "stroke-width": "1",
    "text-anchor": "start",
    "text-decoration": "none",
    "visibility": "visible",
    "white-space": "normal",
    "word-spacing": "normal",
    "writing-mode": "horizontal-tb",
}
"""Of the properties that are inherited: what they are where nothing is said."""

_OWN: Final = frozenset(
    (
        *("alignment-baseline", "baseline-shift", "clip-path", "filter", "isolation", "mask", "mix-blend-mode"),
        *("opacity", "overflow", "stop-color", "stop-opacity", "transform", "vector-effect"),
        *("cx", "cy", "height", "r", "rx", "ry", "width", "x", "y"),  # geometry, which SVG 2 has as properties
        *("animation", "animation-name", "mask-type", "transform-box", "transform-origin"),
    )
)
"""Properties that are not inherited."""

_AS_ATTRIBUTES: Final = (
    *INITIAL,
    *(_OWN - {"cx", "cy", "height", "r", "rx", "ry", "width", "x", "y", "transform"}),
)

_COLOURS: Final = ("color", "fill", "stroke", "stop-color")

_MEDIA: Final = ("", "all", "print", "(prefers-color-scheme: light)")


class _Declaration(NamedTuple):
    """A property's value and what it prevails with: importance, specificity and place."""

    weight: tuple[bool, tuple[int, ...], int]
    name: str
    value: str


class Styles:
    """The style sheets of one drawing."""

    def __init__(self, root: "Element") -> None:
        self._found: dict[Element, list[_Declaration]] = defaultdict(list)
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self.has_fonts = False  # whether the drawing brings fonts along
        sheets = ["".join(each.itertext()) for each in root.iter(f"{svg.SVG}style") if _is_css(each)]
        if not sheets:
            return
        matcher = cssselect2.Matcher()
        for number, rule in enumerate(rule for sheet in sheets for rule in self._rules(sheet)):
            declarations = list(_declarations(rule.content))
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                if selector.pseudo_element is None:
                    matcher.add_selector(selector, (number, declarations))
        for wrapper in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
            for specificity, _order, _pseudo, (number, declarations) in matcher.match(wrapper):
                for name, value, important in declarations:
                    weight = important, specificity, number
                    self._found[wrapper.etree_element].append(_Declaration(weight, name, value))

    def _rules(self, sheet: str | list[object]) -> Iterator[tinycss2.ast.QualifiedRule]:
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule":
                yield rule
            elif rule.type == "at-rule" and rule.lower_at_keyword == "font-face":
                self.has_fonts = True
            elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports") and rule.content:
                asked = tinycss2.serialize(rule.prelude).strip().lower()
                if rule.lower_at_keyword == "supports" or asked in _MEDIA:
                    yield from self._rules(rule.content)

    def in_place(self, element: "Element") -> Style:
        """The properties of an element where it stands in the file, as those have them that others refer to."""
        parent = self._parents.get(element)
        return self.of(element, INITIAL if parent is None else self.in_place(parent))

    def of(self, element: "Element", parent: Style) -> Style:
        """An element's properties, below those of its parent."""
        said = {name: value for name in _AS_ATTRIBUTES if (value := element.get(name, "")).strip()}
        found = self._found.get(element, ())
        inline = element.get("style")
        if not said and not found and not inline:
            return _below(parent, {})
        if any(name in said for name in _COLOURS):
            said = {name: value for name, value in said.items() if _is_valid(name, value)}
        declared = [(each.weight, each.name, each.value) for each in found]
        if inline:
            for place, (name, value, important) in enumerate(_inline(inline)):
                declared.append(((important, (1_000_000,), place), name, value))
        declared.sort(key=lambda each: each[0])
        custom = {name: value for _, name, value in declared if name.startswith("--")}
        known = {**parent, **custom}
        for _, name, value in declared:
            value = _substituted(value, known)
            if not name.startswith("--") and _is_valid(name, value):
                said[name] = value
        return _below(parent, {**custom, **said})


def _below(parent: Style, said: dict[str, str]) -> Style:
    kept = {name: value for name, value in parent.items() if name in INITIAL or name.startswith("--")}
    for name, value in said.items():
        match value.strip().lower():
            case "inherit":
                if name in parent:
                    kept[name] = parent[name]
            case "unset" | "revert":
                pass
            case "initial":
                if name in INITIAL:
                    kept[name] = INITIAL[name]
            case _:
                kept[name] = value.strip()
    if "font-size" in said:
        kept["font-size"] = f"{_font_size(kept['font-size'], parent):g}px"
    return kept


_SIZES: Final = dict(
    zip(
        ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"),
        (9, 10, 13, 16, 18, 24, 32, 48),
        strict=True,
    )
)
"""The sizes that have names, in pixels."""


def _font_size(text: str, parent: Style) -> float:
    """The size of a font in pixels."""
    before = font_size(parent)
    match text:
        case "smaller":
            return before / 1.2
        case "larger":
            return before * 1.2
        case _ if text in _SIZES:
            return float(_SIZES[text])
    found = svg.length(text, before, before)
    return before if found is None or found < 0 else found


def font_size(style: Style) -> float:
    """The size of an element's font in pixels."""
    return float(style["font-size"].removesuffix("px"))


def _is_css(sheet: "Element") -> bool:
    return sheet.get("type", "text/css").strip().lower() in ("", "text/css")


@lru_cache(10_000)  # drawing programs write the same few on each element
def _inline(text: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple(_declarations(text))


def _declarations(content: object) -> Iterator[tuple[str, str, bool]]:
    """Names, values and whether they are important."""
    for each in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if each.type != "declaration":
            continue
        value = tinycss2.serialize(each.value).strip()
        if each.lower_name == "font":
            yield from ((name, part, each.important) for name, part in _font(each.value))
        elif each.lower_name == "marker":
            yield from ((name, value, each.important) for name in ("marker-start", "marker-mid", "marker-end"))
        elif each.lower_name == "text-decoration-line":
            yield "text-decoration", value, each.important
        elif each.name.startswith("--"):
            yield each.name, value, each.important
        elif each.lower_name in INITIAL or each.lower_name in _OWN:
            yield each.lower_name, value, each.important


def _font(value: list[tinycss2.ast.Node]) -> Iterator[tuple[str, str]]:
    """The parts of the shorthand: what stands before the size, the size, and the families behind it."""
    parts = [each for each in value if each.type not in ("whitespace", "comment")]
    for place, part in enumerate(parts):
        text = part.serialize()
        if part.type in ("dimension", "percentage") or text.lower() in _SIZES:
            behind = parts[place + 1 :]
            if behind and behind[0] == "/":
                behind = behind[2:]
            yield "font-size", text
            yield "font-family", "".join(each.serialize() + " " for each in behind)
            return
        if part.type == "number" or text.lower() in ("bold", "bolder", "lighter"):
            yield "font-weight", text
        elif text.lower() in ("italic", "oblique"):
            yield "font-style", text


_VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)")


def _substituted(value: str, known: Style) -> str:
    """A value with its variables, of which each may hold others (CSS Custom Properties 1)."""
    for _ in range(8):
        if "var(" not in value or len(value) > 10_000:
            break
        value = _VARIABLE.sub(lambda found: known.get(found[1], found[2] or "").strip(), value)
    return value


def _is_valid(name: str, value: str) -> bool:
    """Whether a value counts: a colour that is none leaves what was said before."""
    if name not in _COLOURS:
        return bool(value.strip())
    return paint(value) is not None


# --- colours ---------------------------------------------------------------------------------------------------------


class Colour(NamedTuple):
    """Red, green, blue and how opaque, from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0


class Reference(NamedTuple):
    """A paint of another element, and what stands for it where there is none."""

    name: str
    otherwise: "Colour | Keyword | None"


class Keyword(NamedTuple):
    """`none`, `currentcolor`, `context-fill` and `context-stroke`, or a value that another rule gives."""

    name: str


Paint: TypeAlias = Colour | Reference | Keyword

_KEYWORDS: Final = (
    *("none", "currentcolor", "context-fill", "context-stroke", "inherit", "initial", "unset", "revert"),
)


@lru_cache(10_000)
def paint(text: str) -> Paint | None:
    """What a paint is; None of what is none."""
    return _paint(text.strip())


def _paint(text: str) -> Paint | None:
    if text.lower() in _KEYWORDS:
        return Keyword(text.lower())
    if text.lower().startswith("url("):
        nodes = tinycss2.parse_component_value_list(text)
        first = nodes[0]
        rest = tinycss2.serialize(nodes[1:]).strip()
        otherwise = paint(rest) if rest else None
        return Reference(reference(first.serialize()), None if isinstance(otherwise, Reference) else otherwise)
    if text.lower().startswith("light-dark("):
        (function,) = tinycss2.parse_component_value_list(text)[:1]
        nodes = function.arguments
        comma = next((place for place, each in enumerate(nodes) if each == ","), len(nodes))
        return paint(tinycss2.serialize(nodes[:comma]))
    return _colour(text)


def _colour(text: str) -> Colour | None:
    try:
        found = tinycss2.color4.parse_color(text)
    except (ValueError, ZeroDivisionError):
        return None
    if found is None or found == "currentcolor":
        return Keyword("currentcolor") if found else None  # type: ignore[return-value]
    try:
        red, green, blue, alpha = found.to("srgb")
    except (NotImplementedError, ValueError):
        return None
    return Colour(*(min(max(float(each or 0), 0.0), 1.0) for each in (red, green, blue, alpha)))


_REFERENCE: Final = re.compile(r"url\(\s*(['\"]?)#(.*?)\1\s*\)", re.IGNORECASE)


def reference(text: str) -> str:
    """The id in `url(#id)`, or ""."""
    found = _REFERENCE.match(text.strip())
    return found[2] if found else ""


def share(text: str) -> float:
    """A number from 0 to 1, or as many per cent; 1 of what is neither."""
    try:
        value = float(text.rstrip().removesuffix("%")) / (100 if text.rstrip().endswith("%") else 1)
    except ValueError:
        return 1.0
    return min(max(value, 0.0), 1.0) if not isnan(value) else 1.0
