"""Where formulas stand in an author's text: `$a^2$` in a line, `$$a^2$$` on a line of its own. All else is money.

A formula in a line begins and ends at its content, with no white space between, and ends in that line. It begins
neither behind a letter or a digit of ASCII, nor with an amount and a word; it does not end in front of a digit, a
capital letter, `_` or `{`. So there is none in `costs $5 (or $4)`, `US$ 5`, `$4, not 4$`, `$PATH:$HOME` and `A$AP`.

Its braces match, since MathJax looks for its end outside of them, and nothing in it acts beyond it.

(The first of these rules are those of Pandoc's tex_math_dollars and of mdit-py-plugins' dollarmath. They are here since
the blanks of a cloze are found before its Markdown is read.)
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

# A backslash takes what follows with it; the signs that end formulas for MathJax are none in TeX's own formulas.
_INLINE_SOURCE: Final = (
    r"\$(?![\s$\]]|\d[\d.,]*[,;]?\s+[A-Za-z]{2})((?:[^\\$\n]|\\[^\n()\[\]])+)(?<!\s)\$(?![0-9A-Z_{])"
)
_DISPLAY_SOURCE: Final = r"\$\$(?![$\]])((?:[^\\$\n]|\n(?![ \t]*\n)|\\[^()\[\]\n]|\\(?=\n)|\$(?!\$))+)\$\$(?!\$)"
_INLINE: Final = re.compile(_INLINE_SOURCE)
_DISPLAY: Final = re.compile(_DISPLAY_SOURCE)
_ANYWHERE: Final = tuple(rf"(?<!\\){source}" for source in (_DISPLAY_SOURCE, _INLINE_SOURCE))
"""What is looked for in a whole text begins behind no backslash: from each of many, all that follows would be read."""

_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_ACTING: Final = re.compile(
    r"\\(?:href|url|class|cssId|style|data|require|unicode|includegraphics|input|include|bbox|mmlToken"
    r"|[egx]?def|let|futurelet|(?:re)?newcommand|providecommand|(?:re)?newenvironment|DeclareMathOperator)(?![a-zA-Z])"
)
"""Commands of MathJax that make links and elements, load something, or change the formulas behind this one."""

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
    if not found or not (source := found[1].strip()) or _wrong_with(source):
        return None
    return Found(source, display is not None, found.end())


def refused(text: str) -> Iterator[tuple[str, str]]:
    """What stands between dollars as a formula does, and is none; and why."""
    for found in chain.from_iterable(re.finditer(source, text) for source in _ANYWHERE):
        behind = found.start() > 0 and _BEFORE.match(text, found.start() - 1)
        if not behind and (why := _wrong_with(found[1].strip())):
            yield found[0], why


def _wrong_with(source: str) -> str:
    """Why a source makes no formula; "" where it does."""
    if acting := _ACTING.search(source):
        return f"`{acting[0]}` acts outside of it"
    depth = 0
    for brace in _BRACE.findall(source):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            break
    return "its braces do not match" if depth else ""
