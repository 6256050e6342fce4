"""Where formulas stand in an author's text: `$a^2$` in a line, `$$a^2$$` on a line of its own. All else is money.

A formula in a line begins and ends at its content, with no white space between, and ends in that line. It begins
neither behind a letter or a digit of ASCII, nor with an amount and a word; it does not end in front of a digit, a
capital letter, `_` or `{`. So there is none in `costs $5 (or $4)`, `US$ 5`, `$4, not 4$`, `$PATH:$HOME` and `A$AP`.

(The first of these rules are those of Pandoc's tex_math_dollars and of mdit-py-plugins' dollarmath. They are here since
the blanks of a cloze are found before its Markdown is read.)
"""

import re
from typing import Final, NamedTuple

# A backslash takes what follows with it; the signs that end formulas for MathJax are none in TeX's own formulas.
_INLINE: Final = re.compile(
    r"\$(?![\s$\]]|\d[\d.,]*[,;]?\s+[A-Za-z]{2})((?:[^\\$\n]|\\[^\n()\[\]])+)(?<!\s)\$(?![0-9A-Z_{])"
)
_DISPLAY: Final = re.compile(r"\$\$(?![$\]])((?:[^\\$\n]|\n(?![ \t]*\n)|\\[^()\[\]\n]|\\(?=\n)|\$(?!\$))+)\$\$(?!\$)")
_BEFORE: Final = re.compile(r"[0-9A-Za-z$]")


class Found(NamedTuple):
    """A formula's source, without the dollars, and where it ends in the text, with them."""

    source: str
    display: bool
    end: int


def at(text: str, place: int, end: int | None = None) -> Found | None:
    """The formula that begins with the dollar at this place and ends before `end`, if one does."""
    if place and _BEFORE.match(text, place - 1):
        return None
    end = len(text) if end is None else end
    display = _DISPLAY.match(text, place, end)
    found = display or _INLINE.match(text, place, end)
    if not found or not (source := found[1].strip()):
        return None
    return Found(source, display is not None, found.end())
