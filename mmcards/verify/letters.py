"""Texts as they can be compared with what PDFium finds: the letters that are seen, in their order where it keeps it.

White space is not compared, nor hyphens in texts with places to part words. A sign and its name in brackets are the
same, since signs that no font has are printed so. In texts with letters from right to left, or of scripts whose
letters are put together or change places when they are drawn, PDFium gives the letters in another order: of those it is
compared how often each letter is there, and beside letters from right to left no signs, which PDFium turns into others.
"""

import re
import unicodedata
from collections import Counter
from typing import Final

from mmcards.verify.differences import difference, shortened

_UNSEEN: Final = re.compile(
    "[\x00\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_SIGNS: Final = ("So", "Sk", "Sm", "Sc")
_COMPLEX: Final = re.compile(
    "[\u0590-\u109f\u1780-\u18af\u1a00-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00011fff\U0001e800-\U0001efff]"
)
"""Scripts from right to left, and those whose letters are put together."""

_TURNED: Final = ("R", "AL", "AN")
_OVERRIDES: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns letters against their own direction."""

_BRACKETS: Final = str.maketrans(")]」}>", "([「{<")
_HYPHEN: Final = str.maketrans({"\x02": "-", "\ufffe": "-"})


def letters(text: str) -> str:
    """The letters of a text that are seen."""
    if text.isascii():
        return "".join(text.translate(_HYPHEN).replace("\0", "").split())
    text = unicodedata.normalize("NFC", text.translate(_HYPHEN))
    if any(unicodedata.category(each) in _SIGNS for each in text if not each.isascii()):
        text = "".join(map(_spelled, _FLAG.sub(_flag, text)))
    return "".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).split())


def unlike(expected: str, found: str) -> str:
    """How the letters of a text that was found differ from those of the expected one; "" where they do not.

    Both are as they stand: they are words again in what is told.
    """
    wanted, there = letters(expected), letters(found)
    if wanted == there:
        return ""
    if "\u00ad" in expected:
        wanted, there = wanted.replace("-", ""), there.replace("-", "")
        if wanted == there:
            return ""
    if is_complex(wanted) or _OVERRIDES.search(expected):
        return _counted(expected, wanted, there)
    plain = found.translate(_HYPHEN).replace("\0", "")
    same = "".join(expected.split()) == wanted and "".join(plain.split()) == there
    return difference(expected, plain) if same else difference(wanted, there)


def is_complex(text: str) -> bool:
    """Whether the order of letters in a PDF says nothing of that in the text."""
    if text.isascii():
        return False
    return bool(_COMPLEX.search(text)) or any(unicodedata.category(each).startswith("M") for each in text)


def _counted(expected: str, wanted: str, there: str) -> str:
    turned = any(unicodedata.bidirectional(each) in _TURNED for each in expected)
    signs = Counter[str]()
    if turned:
        found = [each for each in expected if not each.isascii() and unicodedata.category(each) in _SIGNS]
        signs = _each("".join(f"{_spelled(each)}{unicodedata.normalize('NFKD', each)}" for each in found), turned)
    lost = _each(wanted, turned) - _each(there, turned) - signs
    more = _each(there, turned) - _each(wanted, turned) - signs
    if lost:
        return f"lacks of “{shortened(expected, 40)}” the letters “{''.join(sorted(lost.elements()))[:40]}”"
    if more:
        return f"has beside “{shortened(expected, 40)}” the letters “{''.join(sorted(more.elements()))[:40]}”"
    return ""


def _each(text: str, turned: bool) -> Counter[str]:
    """How often each letter is in a text, and each mark on one; brackets are the same on either side."""
    parts = unicodedata.normalize("NFD", text.translate(_BRACKETS))
    return Counter(each for each in parts if not turned or unicodedata.category(each)[0] in "LN")


def _spelled(sign: str) -> str:
    if sign.isascii() or unicodedata.category(sign) not in _SIGNS:
        return sign
    return f"[{unicodedata.name(sign, 'a character without a name').lower()}]"


def _flag(found: re.Match[str]) -> str:
    return f"[flag {''.join(chr(ord(each) - 0x1F1E6 + ord('A')) for each in found[0])}]"
