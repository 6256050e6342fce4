"""Keeps what an author wrote from acting in Anki: there `[sound:x]` plays, `[latex]` and `\\(` are typeset."""

import re
from typing import Final

_ACTS: Final = re.compile(r"\\(?=[(\[])|\[(?=sound:|anki:|latex\]|\${1,2}\])", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def guarded(html: str) -> str:
    """HTML whose text is shown as it stands.

    The first character of what would act gets an element of its own; text that is seen, copied or sorted by stays the
    same. (A comment would not do: MathJax reads over it. Nor would an entity: Anki's editor turns it back.) The HTML of
    this package holds no backslash and no bracket in its tags, so those that are found are text. Control characters
    are dropped: HTML has none, and one of them parts the fields in Anki's database.
    """
    if "\\" in html or "[" in html:
        html = _ACTS.sub(r"<span>\g<0></span>", html)
    return _CONTROL.sub("", html)
