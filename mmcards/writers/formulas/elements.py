"""What formulas are made of: elements of MathML, and the spaces between them.

Spaces between the parts of a formula are TeX's (The TeXbook, chapter 18 and appendix G), so operators in the MathML
have none of their own. The elements are those of MathML Core; their order and attributes are as ziamath reads them.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from mmcards.writers.formulas import tables
from mmcards.writers.formulas.tables import Class, Style, Table

EM: Final = 1 / 1.333
"""What ziamath is told for a space of an em: it makes it a third wider, since it takes points for pixels once more."""

_BEFORE_BRACKET: Final = 2 / 18 / EM
"""What ziamath adds, in ems."""

_WIDE_BRACKETS: Final = frozenset("([{⟨⌊⌈")
"""Before which it does, where they are stretched."""

_JOINING: Final = (None, Class.BINARY, Class.LARGE, Class.RELATION, Class.OPENING, Class.PUNCTUATION)


class Setting(NamedTuple):
    """How a part of a formula is set. `alphabet` is as ziamath calls it, "" the usual one."""

    style: Style
    alphabet: str = ""

    @property
    def smaller(self) -> "Setting":
        """That of the parts of a fraction."""
        return self._replace(style=Style.TEXT if self.style is Style.DISPLAY else Style.SCRIPT)

    @property
    def script(self) -> "Setting":
        return self._replace(style=Style.SCRIPT)

    @property
    def is_display(self) -> bool:
        return self.style is Style.DISPLAY


class Part(NamedTuple):
    """A part of a formula. It is of no class if it is space; `limits` is whether scripts stand above and below it."""

    kind: Class | None
    element: Element
    limits: bool = False


def element(tag: str, *content: Element, **attributes: str) -> Element:
    """An element of this tag, with others in it."""
    made = Element(tag, attributes)
    made.extend(content)
    return made


def row(*content: Element) -> Element:
    """An mrow; ziamath takes no empty ones."""
    return element("mrow", *(content or (space(0),)))


def leaf(tag: str, text: str, alphabet: str = "", **attributes: str) -> Element:
    """An element with a text in it, in an alphabet, "" for the usual one."""
    made = element(tag, **attributes)
    made.text = text
    if alphabet := " ".join(alphabet.split()):
        made.set("mathvariant", alphabet)
    if tag in ("mo", "mi"):  # signs that are operators in one place would have space in all others
        made.set("lspace", "0")
        made.set("rspace", "0")
    return made


def em(ems: float) -> str:
    """A length as an attribute."""
    return f"{ems * EM:.4f}em"


def space(ems: float) -> Element:
    """A space so wide; a narrow one may be less than nothing."""
    return element("mspace", width=em(ems))


def still(content: Element) -> Element:
    """What is not as large as in a formula by itself."""
    content.set("displaystyle", "false")
    return content


def bracket(sign: str, form: str) -> Element:
    """A bracket as high as what it stands around; `form` is "prefix" or "postfix"."""
    return leaf("mo", sign, form=form, stretchy="true", fence="true")


def fenced(left: str, content: Element, right: str) -> tuple[Element, ...]:
    """A content between two brackets."""
    return bracket(left, "prefix"), content, bracket(right, "postfix")


def scripted(base: Element, below: Element | None, above: Element | None, *, limits: bool) -> Element:
    """A base with its scripts, beside it or, as `limits`, below and above it."""
    # in rows of their own signs are not stretched
    scripts = [(row(each) if limits and each.tag == "mo" else each) for each in (below, above) if each is not None]
    if not scripts:
        return base
    for each in scripts:
        still(each)
    if len(scripts) == 2:
        return element("munderover" if limits else "msubsup", base, *scripts)
    tags = ("munder", "msub") if above is None else ("mover", "msup")
    return element(tags[0] if limits else tags[1], base, *scripts)


def spaced(parts: Sequence[Part], setting: Setting) -> Element:
    """A row of parts, with TeX's spaces between them."""
    drawn: list[Element] = []
    kinds = _settled([part.kind for part in parts])
    last: Class | None = None
    for part, kind in zip(parts, kinds, strict=True):
        if kind is not None:
            if last is not None and (gap := _between(last, kind, setting)):
                _part_with(gap, drawn, part.element)
            last = kind
        if _opens_wide(part.element):
            drawn.append(space(-_BEFORE_BRACKET))
        drawn.append(part.element)
    return row(*drawn)


def _between(last: Class, kind: Class, setting: Setting) -> float:
    """The space between two parts, in ems."""
    gap = tables.SPACES[last][kind]
    if setting.style is Style.SCRIPT and (last, kind) not in tables.ALSO_IN_SCRIPTS:
        return 0.0
    return tables.WIDTHS.get(gap, 0.0)


def _part_with(gap: float, drawn: list[Element], following: Element) -> None:
    """Put a space between a row and what follows: beside a sign it is the sign's, since each element takes time."""
    if following.tag == "mo":
        following.set("lspace", em(gap))
    elif drawn and drawn[-1].tag == "mo":
        drawn[-1].set("rspace", em(gap))
    else:
        drawn.append(space(gap))


def _opens_wide(content: Element) -> bool:
    """Whether ziamath would put a space before this, if something stands before it: here something always does."""
    if content.tag != "mrow" or not len(content):
        return False
    return content[0].get("fence") == "true" and content[0].text in _WIDE_BRACKETS


def _settled(kinds: Sequence[Class | None]) -> list[Class | None]:
    """The classes in a row; what is binary elsewhere is not without two things to join (The TeXbook, appendix G)."""
    found = list(kinds)
    last: int | None = None
    for place, kind in enumerate(found):
        if kind is None:
            continue
        before = None if last is None else found[last]
        if kind is Class.BINARY and before in _JOINING:
            found[place] = Class.ORDINARY
        elif before is Class.BINARY and kind in (Class.RELATION, Class.CLOSING, Class.PUNCTUATION):
            found[last or 0] = Class.ORDINARY
        last = place
    if last is not None and found[last] is Class.BINARY:
        found[last] = Class.ORDINARY
    return found


def laid_out(rows: Sequence[Sequence[Element]], table: Table, setting: Setting) -> Element:
    """A table; each of its rows is as high as a line of text at least."""
    small = table.style is Style.SCRIPT
    width = max(map(len, rows))
    sides = {"l": "left", "c": "center", "r": "right"}
    drawn = element(
        "mtable",
        columnalign=" ".join(sides[table.columns[column % len(table.columns)]] for column in range(width)),
        columnspacing=" ".join(map(em, table.gaps)),
        rowspacing=em(table.between),
    )
    if small and setting.style is not Style.SCRIPT:
        drawn.set("scriptlevel", "1")
    for cells in rows:
        cells[0].insert(0, element("mspace", width="0", height=em(0.7 * table.strut), depth=em(0.3 * table.strut)))
        drawn.append(element("mtr", *cells))
    return drawn
