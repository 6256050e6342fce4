"""Formulas in TeX -> MathML, or why one cannot be drawn.

What is read is the part of LaTeX's mathematics that MathJax, and so Anki, knows too. All of it is listed in
`tables.py`: what is not there is refused by name, since a formula that lost a part says something else. (The
library with which ziamath would read TeX guesses instead: commands that it does not know become letters, braces need
not match, `\\sqrt12` is the root of 12, `2in` a length, and words in `\\text` end at the first brace in them.) Nothing
is expanded, read from files or fetched; how long and how deep a formula may be is bounded.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from mmcards.writers.formulas import elements, tables
from mmcards.writers.formulas.elements import EM, Part, Setting
from mmcards.writers.formulas.tables import Class, Style, Table

_LONGEST: Final = 1000
"""Characters: a derivation of ten lines has about as many."""

_DEEPEST: Final = 16
"""Groups inside each other."""


_TOKEN: Final = re.compile(r"\\(?:[A-Za-z]+|.)|%[^\n]*(?:\n\s*)?|\s+|[0-9]|.", re.DOTALL)


class NotRead(Exception):
    """Why a formula cannot be drawn: a clause for a message."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


_ENDS: Final = ("}", "&", "\\\\", "\\cr", "\\right", "\\end")
_DIGITS: Final = frozenset("0123456789")
_DECIMALS: Final = tuple([".", digit] for digit in "0123456789")
_UPRIGHT: Final = frozenset({"double", "script", "fraktur", "sans", "mono"})
"""Alphabets whose letters and digits do not slant."""

_SLANTED: Final = frozenset("ϵϑϰϕϱϖ")
"""Small Greek letters that Unicode has apart from the others."""

_IN_WORDS: Final = frozenset("%&#_${} ")
"""What a backslash may stand before in words."""

_LENGTH: Final = re.compile(r"-?[0-9]*\.?[0-9]+(?:em|ex|pt|mm|cm|in|mu|pc|bp)")
_PRIME: Final = "\u2032"
_MOST_COLUMNS: Final = 40
_SMALLER: Final = 0.7
"""Scripts, to the size of what they stand at."""

_BESIDE_FRACTION: Final = 0.12
"""Space on both sides, in ems (plain TeX: \\nulldelimiterspace, 1.2 points to a font of 10)."""

_BEHIND_FRACTION: Final = 3 / 18 / EM


def read(source: str, *, display: bool, bold: bool = False) -> Element:
    """A formula without its dollar signs, as a `math` element. Raises NotRead.

    `bold` is for formulas in bold text: their letters and digits are bold.
    """
    if len(source) > _LONGEST:
        raise NotRead(f"it is longer than {_LONGEST} characters")
    source = unicodedata.normalize("NFC", source)
    for character in source:
        if unicodedata.category(character)[0] == "C" and not character.isspace():
            raise NotRead(f"{named(character)} cannot stand in a formula")
    reader = _Reader(source, bold=bold)
    content = reader.row(Setting(Style.DISPLAY if display else Style.TEXT))
    if not reader.is_done:
        raise NotRead(reader.why_stopped())
    if reader.is_blank:
        raise NotRead("it is empty")
    content.tag = "math"
    content.set("displaystyle", "true" if display else "false")
    return content


class _Reader:
    """Reads a formula from left to right. Methods raise NotRead."""

    def __init__(self, source: str, *, bold: bool) -> None:
        found = (each for each in _TOKEN.findall(source) if not each.startswith("%"))
        self._tokens = [" " if each.isspace() else each for each in found]
        self._at = 0
        self._depth = 0
        self._bold = "bold " if bold else ""

    # --- tokens ---

    @property
    def is_done(self) -> bool:
        return self._at == len(self._tokens)

    @property
    def is_blank(self) -> bool:
        return all(each == " " for each in self._tokens)

    def why_stopped(self) -> str:
        """Why reading ended at a token which nothing had opened."""
        match self._tokens[self._at]:
            case "}":
                return "a `}` has no `{`"
            case "\\right":
                return "a `\\right` has no `\\left`"
            case "&" | "\\\\" as token:
                return f"`{token}` stands outside of a matrix, `cases` or `aligned`"
            case token:
                return f"`{token}` has nothing that it ends"

    def _peek(self) -> str:
        """The next token that is no space, or "" at the end."""
        while not self.is_done and self._tokens[self._at] == " ":
            self._at += 1
        return "" if self.is_done else self._tokens[self._at]

    def _next(self) -> str:
        token = self._peek()
        self._at += token != ""
        return token

    def _skips(self, token: str) -> bool:
        """Whether this token comes next, which is passed over."""
        found = self._peek() == token
        self._at += found
        return found

    def _verbatim(self, owner: str) -> str:
        """What stands in braces, as it is."""
        if not self._skips("{"):
            raise NotRead(f"`{owner}` needs braces")
        taken: list[str] = []
        depth = 1
        while not self.is_done:
            token = self._tokens[self._at]
            self._at += 1
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return "".join(taken).strip()
            taken.append(token)
        raise NotRead("a `{` has no `}`")

    # --- rows ---

    def row(self, setting: Setting, ends: Sequence[str] = (), *, begun: bool = False) -> Element:
        """What comes up to one of these tokens, or to any that ends a group, as an mrow.

        `begun` is for what goes on behind something that is not seen, as behind the & of aligned rows.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotRead(f"more than {_DEEPEST} groups stand inside each other")
        parts = [Part(Class.ORDINARY, elements.space(0))] if begun else []
        while (token := self._peek()) and token not in (*_ENDS, *ends):
            self._at += 1
            if token[1:] in tables.SWITCHES and token[0] == "\\":
                parts.append(
                    Part(Class.ORDINARY, self.row(setting._replace(alphabet=tables.SWITCHES[token[1:]]), ends))
                )
            elif token[1:] in tables.STYLES and token[0] == "\\":
                parts.append(Part(Class.ORDINARY, self._styled(token, setting, ends)))
            elif (part := self._part(token, setting)) is not None:
                parts.append(self._with_scripts(part, setting))
        self._depth -= 1
        return elements.spaced(parts, setting)

    def _styled(self, token: str, setting: Setting, ends: Sequence[str]) -> Element:
        """The rest of a group in another style."""
        style, display, level = tables.STYLES[token[1:]]
        content = self.row(setting._replace(style=style), ends)
        content.set("displaystyle", display)
        content.set("scriptlevel", level)
        return content

    def _group(self, owner: str, setting: Setting) -> Element:
        """An argument: what stands in braces, or a single part."""
        token = self._peek()
        if not token or token in (*_ENDS, "^", "_", "'"):
            raise NotRead(f"something is missing behind `{owner}`")
        self._at += 1
        if token == "{":
            return self._braced(setting)
        if token in _DIGITS:
            return self._digits(token, setting)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotRead(f"more than {_DEEPEST} groups stand inside each other")
        part = self._part(token, setting)
        self._depth -= 1
        if part is None:
            raise NotRead(f"something is missing behind `{owner}`")
        return part.element

    def _braced(self, setting: Setting) -> Element:
        """A group whose brace was read."""
        content = self.row(setting)
        if not self._skips("}"):
            raise NotRead("a `{` has no `}`" if self.is_done else self.why_stopped())
        return content[0] if len(content) == 1 else content

    def _with_scripts(self, part: Part, setting: Setting) -> Part:
        """A part with its primes, and with what stands below and above it."""
        below: Element | None = None
        above: Element | None = None
        limits = part.limits
        primes = ""
        while (token := self._peek()) in ("_", "^", "'", "\\limits", "\\nolimits"):
            self._at += 1
            match token:
                case "_":
                    if below is not None:
                        raise NotRead("two `_` stand behind each other: use braces")
                    below = self._group(token, setting.script)
                case "^":
                    if above is not None:
                        raise NotRead("two `^` stand behind each other: use braces")
                    above = self._group(token, setting.script)
                case "'":
                    if above is not None:
                        raise NotRead("a `'` stands behind a `^`: put it before")
                    primes += _PRIME
                case _:
                    if part.kind is not Class.LARGE:
                        raise NotRead(f"`{token}` stands behind something that takes no limits")
                    limits = token == "\\limits"
        if primes:
            drawn = elements.leaf("mo", primes, stretchy="false")
            above = drawn if above is None else elements.row(drawn, above)
        return part._replace(element=elements.scripted(part.element, below, above, limits=limits))

    # --- parts ---

    def _part(self, token: str, setting: Setting) -> Part | None:
        """What a token begins, without its scripts; nothing if it is not seen."""
        match token:
            case "{":
                return Part(Class.ORDINARY, self._braced(setting))
            case "^" | "_" | "'":
                self._at -= 1
                return Part(Class.ORDINARY, elements.space(0))
            case "~":
                return Part(None, elements.space(tables.SMALL_SPACES[" "]))
            case "$" | "#":
                raise NotRead(f"write `\\{token}` for a `{token}` in a formula")
            case _ if token[0] == "\\":
                return self._command(token, setting)
            case _ if token in _DIGITS:
                return Part(Class.ORDINARY, self._number(token, setting))
        sign = tables.TYPED.get(token, token)
        if sign in tables.LARGE_SIGNS:
            return self._large(sign, setting)
        return Part(tables.BY_SIGN.get(sign, Class.ORDINARY), self._sign(sign, setting))

    def _number(self, digit: str, setting: Setting) -> Element:
        """Digits that stand together, and the points between them."""
        found = digit
        rest = self._tokens
        while not self.is_done and (rest[self._at] in _DIGITS or rest[self._at : self._at + 2] in _DECIMALS):
            found += rest[self._at]
            self._at += 1
        return self._digits(found, setting)

    def _digits(self, digits: str, setting: Setting) -> Element:
        # ziamath would slant what is not normal, and has no slanting digits that are bold
        upright = "" if setting.alphabet in _UPRIGHT else "normal"
        return elements.leaf("mn", digits, f"{self._bold}{setting.alphabet} {upright}")

    def _sign(self, sign: str, setting: Setting) -> Element:
        if unicodedata.combining(sign):
            raise NotRead(f"{named(sign)} cannot stand in a formula")
        if not sign.isalpha():
            return elements.leaf("mo", sign, stretchy="false")
        if setting.alphabet in _UPRIGHT:
            return elements.leaf("mtext", sign, f"{self._bold}{setting.alphabet}")
        slanted = "italic" if sign in _SLANTED and "normal" not in setting.alphabet else ""
        return elements.leaf("mi", sign, f"{self._bold}{setting.alphabet} {slanted}")

    def _large(self, sign: str, setting: Setting) -> Part:
        drawn = elements.leaf("mo", sign, largeop="true", movablelimits="false", stretchy="false")
        return Part(Class.LARGE, drawn, limits=sign in tables.LIMITED.values() and setting.is_display)

    def _command(self, token: str, setting: Setting) -> Part | None:
        name = token[1:]
        if name in tables.SYMBOLS:
            kind, sign = tables.SYMBOLS[name]
            return Part(kind, self._sign(sign, setting))
        if name in tables.IGNORED:
            return None
        if name in tables.SMALL_SPACES:
            return Part(None, elements.space(tables.SMALL_SPACES[name]))
        if name in tables.LIMITED or name in tables.INTEGRALS:
            return self._large(tables.LIMITED.get(name) or tables.INTEGRALS[name], setting)
        if name in tables.FUNCTIONS:
            drawn = elements.leaf("mtext", tables.FUNCTIONS[name], f"{self._bold}normal")
            return Part(Class.LARGE, drawn, limits=name in tables.LIMITED_FUNCTIONS and setting.is_display)
        if name in COMMANDS:
            return COMMANDS[name](self, token, setting)
        raise NotRead(tables.HINTS.get(name) or (f"`{token}` is not known" if name else "it ends with a backslash"))

    def _in_alphabet(self, token: str, setting: Setting) -> Part:
        return Part(Class.ORDINARY, self._group(token, setting._replace(alphabet=tables.ALPHABETS[token[1:]])))

    def _in_class(self, token: str, setting: Setting) -> Part:
        kind = tables.CLASSES[token[1:]]
        return Part(kind, self._group(token, setting), limits=kind is Class.LARGE and setting.is_display)

    def _fraction(self, token: str, setting: Setting) -> Part:
        style = tables.FRACTIONS[token[1:]]
        inner = setting if style is None else setting._replace(style=style)
        numerator = elements.still(self._group(token, inner.smaller))
        denominator = elements.still(self._group(token, inner.smaller))
        drawn = elements.element("mfrac", numerator, denominator)
        if style is not None:
            drawn.set("displaystyle", "true" if style is Style.DISPLAY else "false")
            drawn.set("scriptlevel", "0")
        beside = 0.0 if "binom" in token else _BESIDE_FRACTION
        # ziamath leaves a space behind a fraction; only in an mrow is the line of a small one at the right height
        if inner.is_display:
            width = f"{(2 * beside - _BEHIND_FRACTION) * EM:+.4f}em"
            padded = elements.element("mpadded", drawn, lspace=elements.em(beside), width=width)
        else:
            beside -= _BEHIND_FRACTION * _SMALLER  # behind something ziamath leaves as much before it
            padded = elements.row(elements.space(beside), drawn, elements.space(beside))
        if "binom" not in token:
            return Part(Class.ORDINARY, padded)
        drawn.set("linethickness", "0")
        return Part(Class.ORDINARY, elements.row(*elements.fenced("(", padded, ")")))

    def _root(self, token: str, setting: Setting) -> Part:
        degree: Element | None = None
        if self._skips("["):
            degree = self.row(setting.script, ("]",))
            if not self._skips("]"):
                raise NotRead("a `[` behind `\\sqrt` has no `]`")
        base = self._group(token, setting)
        drawn = (
            elements.element("msqrt", base)
            if degree is None
            else elements.element("mroot", base, elements.still(degree))
        )
        return Part(Class.ORDINARY, drawn)

    def _accented(self, token: str, setting: Setting) -> Part:
        # in a row of its own an accent is not stretched
        over = elements.row(elements.leaf("mo", tables.ACCENTS[token[1:]], stretchy="false"))
        return Part(Class.ORDINARY, elements.element("mover", self._group(token, setting), over, accent="true"))

    def _stretched(self, token: str, setting: Setting) -> Part:
        """What is as wide as what it stands above or below."""
        name = token[1:]
        sign = elements.leaf("mo", tables.STRETCHED.get(name) or tables.BRACES[name], stretchy="true")
        tag, accent = ("munder", "accentunder") if name.startswith("under") else ("mover", "accent")
        drawn = elements.element(tag, self._group(token, setting), sign)
        drawn.set(accent, "true")
        return Part(Class.LARGE if name in tables.BRACES else Class.ORDINARY, drawn, limits=name in tables.BRACES)

    def _arrow(self, token: str, setting: Setting) -> Part:
        if self._peek() == "[":
            raise NotRead(f"text below the arrow of `{token}` is not drawn")
        base = elements.leaf("mo", tables.ARROWS[token[1:]], stretchy="false")
        return Part(Class.RELATION, elements.scripted(base, None, self._group(token, setting.script), limits=True))

    def _set_over(self, token: str, setting: Setting) -> Part:
        script = self._group(token, setting.script)
        kind = self._kind_ahead()
        base = self._group(token, setting)
        if token == "\\underset":
            return Part(kind, elements.scripted(base, script, None, limits=True))
        return Part(
            Class.RELATION if token == "\\stackrel" else kind, elements.scripted(base, None, script, limits=True)
        )

    def _kind_ahead(self) -> Class:
        """The class of the sign that comes next, in braces or without."""
        first = self._peek()
        if first == "{":
            alone = [each for each in self._tokens[self._at + 1 : self._at + 6] if each != " "][:2]
            if len(alone) < 2 or alone[1] != "}":
                return Class.ORDINARY
            first = alone[0]
        name = first[1:]
        if first.startswith("\\"):
            is_large = name in tables.LIMITED or name in tables.INTEGRALS or name in tables.FUNCTIONS
            return tables.SYMBOLS[name][0] if name in tables.SYMBOLS else Class.LARGE if is_large else Class.ORDINARY
        return tables.BY_SIGN.get(tables.TYPED.get(first, first), Class.ORDINARY)

    def _operator(self, token: str, setting: Setting) -> Part:
        limits = self._skips("*") or token == "\\operatornamewithlimits"
        drawn = self._group(token, setting._replace(alphabet="normal"))
        return Part(Class.LARGE, drawn, limits=limits and setting.is_display)

    def _delimiter(self, token: str) -> str:
        found = self._next()
        if found not in tables.DELIMITERS:
            raise NotRead(f"`{token}` lacks a bracket" + (f": `{found}` is none" if found else ""))
        return tables.DELIMITERS[found]

    def _between(self, token: str, setting: Setting) -> Part:
        """What stands between \\left and \\right, in one row, so that all of its brackets are alike."""
        row = [elements.bracket(self._delimiter(token), "prefix")]
        while True:
            row.extend(self.row(setting, ("\\middle",)))
            if self._skips("\\middle"):
                row.append(elements.bracket(self._delimiter("\\middle"), "infix"))
            elif self._skips("\\right"):
                row.append(elements.bracket(self._delimiter("\\right"), "postfix"))
                return Part(Class.INNER, elements.row(*row))
            else:
                raise NotRead("a `\\left` has no `\\right`" if self.is_done else self.why_stopped())

    def _sized(self, token: str, setting: Setting) -> Part:
        name = token[1:]
        size = tables.SIZES[name.rstrip("lrm")]
        drawn = elements.bracket(self._delimiter(token), "infix")
        drawn.set("minsize", elements.em(size))
        drawn.set("maxsize", elements.em(size))
        kinds = {"l": Class.OPENING, "r": Class.CLOSING, "m": Class.RELATION}
        return Part(kinds.get(name[-1], Class.ORDINARY), drawn)

    def _modulo(self, token: str, setting: Setting) -> Part:
        word = elements.leaf("mtext", "mod", f"{self._bold}normal")
        if token == "\\bmod":
            return Part(Class.BINARY, word)
        content = self._group(token, setting)
        before, thin = elements.space(1.0 if setting.is_display else 8 / 18), elements.space(6 / 18)
        if token == "\\mod":
            return Part(Class.ORDINARY, elements.row(before, word, thin, content))
        brackets = elements.leaf("mo", "(", stretchy="false"), elements.leaf("mo", ")", stretchy="false")
        return Part(Class.ORDINARY, elements.row(before, brackets[0], word, thin, content, brackets[1]))

    def _negated(self, token: str, setting: Setting) -> Part:
        negated = self._next()
        kind, sign = tables.SYMBOLS.get(negated[1:], (None, "")) if negated.startswith("\\") else (None, negated)
        struck = unicodedata.normalize("NFC", f"{sign}\u0338")
        if not sign or len(struck) != 1:
            raise NotRead(f"there is no sign for `{token}{negated}`")
        return Part(kind or Class.RELATION, self._sign(struck, setting))

    def _struck(self, token: str, setting: Setting) -> Part:
        return Part(
            Class.ORDINARY, elements.element("menclose", self._group(token, setting), notation=tables.STRUCK[token[1:]])
        )

    def _phantom(self, token: str, setting: Setting) -> Part:
        unseen = elements.element("mphantom", self._group(token, setting))
        match token:
            case "\\hphantom":
                unseen = elements.element("mpadded", unseen, height="0", depth="0")
            case "\\vphantom":
                unseen = elements.element("mpadded", unseen, width="0")
        return Part(Class.ORDINARY, unseen)

    def _coloured(self, token: str, setting: Setting) -> Part | None:
        """In the colour of the text around it, as print is."""
        self._verbatim(token)
        return Part(Class.ORDINARY, self._group(token, setting)) if token == "\\textcolor" else None

    # --- words ---

    def _words(self, token: str, setting: Setting) -> Part:
        if not self._skips("{"):
            raise NotRead(f"`{token}` needs braces")
        return Part(Class.ORDINARY, self._text(token, setting))

    def _text(self, token: str, setting: Setting) -> Element:
        """Words up to the brace that ends them, with what stands between dollar signs in them."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotRead(f"more than {_DEEPEST} groups stand inside each other")
        row: list[Element] = []
        said = ""
        while not self.is_done:
            found = self._tokens[self._at]
            self._at += 1
            if len(found) == 2 and found[1] in _IN_WORDS:
                said += found[1]
            elif found == "~":
                said += "\u00a0"
            elif found == "-":
                said += "\u2010"  # ziamath draws a hyphen as a long line
            elif found in ("{", "$", "}") or found[0] == "\\":
                row.append(elements.leaf("mtext", said, f"{self._bold}{tables.TEXTS[token[1:]]}"))
                said = ""
                if found == "}":
                    self._depth -= 1
                    return elements.row(*(each for each in row if len(each) or each.text))
                row.append(self._inside_words(found, token, setting))
            else:
                said += found
        raise NotRead("a `{` has no `}`")

    def _inside_words(self, found: str, token: str, setting: Setting) -> Element:
        if found == "{":
            return self._text(token, setting)
        if found == "$":
            content = self.row(setting._replace(style=max(setting.style, Style.TEXT), alphabet=""), ("$",))
            if not self._skips("$"):
                raise NotRead(f"a `$` in `{token}` has no other")
            return elements.still(content)
        if found[1:] in tables.TEXTS:
            return self._words(found, setting).element
        raise NotRead(f"`{found}` cannot stand in `{token}`")

    # --- tables ---

    def _environment(self, token: str, setting: Setting) -> Part:
        name = self._verbatim(token)
        if name in tables.PLAIN_ENVIRONMENTS:
            content = self.row(setting)
            self._ends(name)
            return Part(Class.ORDINARY, content)
        if name not in tables.ENVIRONMENTS:
            raise NotRead(f"`\\begin{{{name}}}` is not known")
        table = tables.ENVIRONMENTS[name]
        if table.named:
            columns = self._verbatim(f"\\begin{{{name}}}")
            if not columns or columns.strip("lcr "):
                raise NotRead(f"the columns of `{name}` are l, c and r: lines between them are not drawn")
            table = table._replace(columns=columns.replace(" ", ""))
        drawn = self._rows(table, setting)
        self._ends(name)
        if not any(table.brackets):
            return Part(Class.ORDINARY, drawn)
        left, right = table.brackets
        return Part(Class.INNER, elements.row(*elements.fenced(left, drawn, right)))

    def _ends(self, name: str) -> None:
        if not self._skips("\\end"):
            raise NotRead(f"`\\begin{{{name}}}` has no `\\end`" if self.is_done else self.why_stopped())
        if (found := self._verbatim("\\end")) != name:
            raise NotRead(f"`\\begin{{{name}}}` ends with `\\end{{{found}}}`")

    def _stacked(self, token: str, setting: Setting) -> Part:
        if not self._skips("{"):
            raise NotRead(f"`{token}` needs braces")
        drawn = self._rows(Table(between=0.05, style=setting.style, strut=0.6), setting)
        if not self._skips("}"):
            raise NotRead("a `{` has no `}`" if self.is_done else self.why_stopped())
        return Part(Class.ORDINARY, drawn)

    def _rows(self, table: Table, setting: Setting) -> Element:
        inner = Setting(table.style)
        rows: list[list[Element]] = [[]]
        while True:
            column = len(rows[-1])
            cell = self.row(inner, begun=table.aligned and column % len(table.columns) > 0)
            cell.tag = "mtd"
            cell.set("displaystyle", "true" if inner.is_display else "false")
            rows[-1].append(cell)
            if column >= _MOST_COLUMNS:
                raise NotRead(f"a row has more than {_MOST_COLUMNS} columns")
            if self._skips("&"):
                continue
            if not (self._skips("\\\\") or self._skips("\\cr")):
                break
            self._skips("*")
            self._pass_space_between_rows()
            rows.append([])
        if len(rows) > 1 and [each.tag for cell in rows[-1] for each in cell] == ["mspace"]:
            rows.pop()  # behind the \\\\ that ends the last row
        return elements.laid_out(rows, table, setting)

    def _pass_space_between_rows(self) -> None:
        """What may stand in brackets behind the end of a row; rows stand as far apart as they need."""
        if self._skips("["):
            inside = ""
            while not self.is_done and (token := self._next()) != "]":
                inside += token
            if not _LENGTH.fullmatch(inside):
                raise NotRead("a `[` begins a row: write `{[}`")


COMMANDS: Final[dict[str, Callable[[_Reader, str, Setting], Part | None]]] = {
    **dict.fromkeys(tables.ALPHABETS, _Reader._in_alphabet),
    **dict.fromkeys(tables.CLASSES, _Reader._in_class),
    **dict.fromkeys(tables.FRACTIONS, _Reader._fraction),
    **dict.fromkeys(tables.ACCENTS, _Reader._accented),
    **dict.fromkeys((*tables.STRETCHED, *tables.BRACES), _Reader._stretched),
    **dict.fromkeys(tables.ARROWS, _Reader._arrow),
    **dict.fromkeys(("overset", "underset", "stackrel"), _Reader._set_over),
    **dict.fromkeys(("operatorname", "operatornamewithlimits"), _Reader._operator),
    **dict.fromkeys((f"{size}{side}" for size in tables.SIZES for side in ("", "l", "r", "m")), _Reader._sized),
    **dict.fromkeys(("bmod", "mod", "pmod"), _Reader._modulo),
    **dict.fromkeys(tables.STRUCK, _Reader._struck),
    **dict.fromkeys(("phantom", "hphantom", "vphantom"), _Reader._phantom),
    **dict.fromkeys(("color", "textcolor"), _Reader._coloured),
    **dict.fromkeys(tables.TEXTS, _Reader._words),
    "sqrt": _Reader._root,
    "left": _Reader._between,
    "not": _Reader._negated,
    "begin": _Reader._environment,
    "substack": _Reader._stacked,
}
"""What reads a command and its arguments."""


def named(character: str) -> str:
    """A character with its code point and name, as messages say it."""
    shown = "" if unicodedata.category(character)[0] in "CM" else f"{character} "
    name = unicodedata.name(character, "")
    return f"{shown}(U+{ord(character):04X}{', ' if name else ''}{name})"
