"""Keeps what an author wrote from acting in Anki: there `[sound:x]` plays, `[latex]` and `\\(` are typeset,
and on the desktop `[[type:x]]` becomes a box to type in.
"""

import re
from typing import Final

SOUND: Final = "\x01"
OPENING, CLOSING, HINT = "\x02", "\x03", "\x04"
FORMULA, FORMULA_END, DISPLAY, DISPLAY_END = "\x05", "\x06", "\x0e", "\x0f"
"""What is to act in Anki, as control characters, of which the HTML of texts has none: `[`, `{{`, `}}` and `::`, and the
signs between which MathJax typesets.
"""

_ACTING: Final = str.maketrans(
    {
        SOUND: "[",
        OPENING: "{{",
        CLOSING: "}}",
        HINT: "::",
        FORMULA: "\\(",
        FORMULA_END: "\\)",
        DISPLAY: "\\[",
        DISPLAY_END: "\\]",
    }
)
_MAY_ACT: Final = re.compile(rf"[\\\[{''.join(map(chr, _ACTING))}]")
"""What HTML has in which something acts, or would; most has none of it."""

_FORMULAS: Final = re.compile(f"([{FORMULA}{DISPLAY}][^{FORMULA_END}{DISPLAY_END}]*)")
_BRACKETS: Final = r"\[(?=sound:|anki:|\[type:|latex\]|\${1,2}\])"
_ACTS: Final = re.compile(rf"\\(?=[(\[])|{_BRACKETS}", re.IGNORECASE)
_ACTS_IN_FORMULA: Final = re.compile(_BRACKETS, re.IGNORECASE)
_ACTS_IN_CLOZE: Final = re.compile(rf"\{{(?=[{{{OPENING}])|\}}(?=[}}{CLOSING}])|:(?=[:{HINT}])")


def guarded(html: str, *, cloze: bool = False) -> str:
    """HTML whose text is shown as it stands; in a cloze, braces and colons too.

    The first character of what would act gets an element of its own; text that is seen, copied or sorted by stays the
    same. (A comment would not do: MathJax reads over it. Nor would an entity: Anki's editor turns it back.) The HTML of
    this package holds no backslash and no bracket in its tags, so those that are found are text.

    In formulas, where MathJax takes no elements, empty braces part what would act, and a space parts braces: TeX shows
    neither of them, but for a space in the words of `\\text`.
    """
    if not (cloze or _MAY_ACT.search(html)):
        return html
    if FORMULA in html or DISPLAY in html:
        parts = _FORMULAS.split(html)
        parts[::2] = (_guarded_text(part, cloze=cloze) for part in parts[::2])
        parts[1::2] = (_guarded_formula(part, cloze=cloze) for part in parts[1::2])
        return "".join(parts).translate(_ACTING)
    return _guarded_text(html, cloze=cloze).translate(_ACTING)


def _guarded_text(html: str, *, cloze: bool) -> str:
    html = _ACTS.sub(r"<span>\g<0></span>", html)
    return _ACTS_IN_CLOZE.sub(r"<span>\g<0></span>", html) if cloze else html


def _guarded_formula(html: str, *, cloze: bool) -> str:
    html = _ACTS_IN_FORMULA.sub(r"\g<0>{}", html)
    return _ACTS_IN_CLOZE.sub(_parted, html) if cloze else html


def _parted(found: re.Match[str]) -> str:
    return ":{}" if found[0] == ":" else f"{found[0]} "
