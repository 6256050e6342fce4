"""Keeps what an author wrote from acting in Anki: there `[sound:x]` plays, `[latex]` and `\\(` are typeset,
and on the desktop `[[type:x]]` becomes a box to type in.
"""

import re
from typing import Final

SOUND: Final = "\x01"
OPENING, CLOSING, HINT = "\x02", "\x03", "\x04"
"""What is to act in Anki, as control characters, of which the HTML of texts has none: `[`, `{{`, `}}` and `::`."""

_ACTING: Final = str.maketrans({SOUND: "[", OPENING: "{{", CLOSING: "}}", HINT: "::"})
_ACTS: Final = re.compile(r"\\(?=[(\[])|\[(?=sound:|anki:|\[type:|latex\]|\${1,2}\])", re.IGNORECASE)
_ACTS_IN_CLOZE: Final = re.compile(r"\{(?=\{)|\}(?=\})|:(?=:)")


def guarded(html: str, *, cloze: bool = False) -> str:
    """HTML whose text is shown as it stands; in a cloze, braces and colons too.

    The first character of what would act gets an element of its own; text that is seen, copied or sorted by stays the
    same. (A comment would not do: MathJax reads over it. Nor would an entity: Anki's editor turns it back.) The HTML of
    this package holds no backslash and no bracket in its tags, so those that are found are text.
    """
    if "\\" in html or "[" in html:
        html = _ACTS.sub(r"<span>\g<0></span>", html)
    if cloze:
        html = _ACTS_IN_CLOZE.sub(r"<span>\g<0></span>", html)
    return html.translate(_ACTING)
