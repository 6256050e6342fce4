"""Where a line may end inside a text without white space.

Latin, Greek and Cyrillic texts, which most are, end behind hyphens, dashes and some slashes; for all others ICU knows
Unicode's rules (Standard Annex 14), with dictionaries for the scripts that write no spaces between words.
"""

import re
from typing import Final

SOFT_HYPHEN: Final = "\u00ad"

_SPACED: Final = re.compile(
    "[\u0000-\u0e00\u10a0-\u11ff\u1c80-\u1cbf\u1e00-\u1fff\u2010-\u2bff\uac00-\ud7ff\ufb00-\ufdff\ufe20-\ufeff]*"
)
"""Letters of scripts that part words with spaces, marks and signs: Latin to Malayalam, Georgian, Hangul."""

# Behind a hyphen or a dash between letters, and behind a slash between longer words; behind a soft hyphen, but for
# Arabic letters, which it would part from each other. Never before what closes.
_PART: Final = re.compile(
    r".+?(?:(?:(?<=\w)[-\u2010](?=[^\W\d])|[\u2013\u2014\u05be]|(?<![\u0600-\u08ff])\u00ad|(?<=\w{3})/(?=\w{3}))"
    r"(?![)\]}\u00bb\u2019\u201d,.;:!?\u2026\u2013\u2014])|$)",
    re.DOTALL,
)

# Hyphens, but those before digits and signs, which numbers and ids have; a slash; and all from Thai on, said by what is
# not meant: compiling takes its time for each that is named.
_MAY_END: Final = re.compile(r"-(?=[^\W\d])|[^\u0000-.0-\u00ac\u00ae-\u05bd\u05bf-\u0dff]")


def parts(token: str) -> list[str]:
    """A text without white space, cut wherever a line may end."""
    if not _MAY_END.search(token):
        return [token]
    if _SPACED.fullmatch(token):
        return _PART.findall(token)
    from icu4py.breakers import LineBreaker

    return list(LineBreaker(token, "en"))  # which keeps small kana with what is before them; "ja" would not
