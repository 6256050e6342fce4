"""Which language a script that differs from the deck's is read out in."""

from typing import Final

_OF_SCRIPTS: Final = {
    "Arab": ("ar", "fa", "ur", "ps", "ckb", "sd", "ug"),
    "Armn": ("hy",),
    "Beng": ("bn", "as"),
    "Deva": ("hi", "mr", "ne", "sa"),
    "Ethi": ("am", "ti"),
    "Geor": ("ka",),
    "Gujr": ("gu",),
    "Guru": ("pa",),
    "Hang": ("ko",),
    "Hani": ("zh", "ja", "ko"),
    "Hebr": ("he", "yi"),
    "Hira": ("ja",),
    "Kana": ("ja",),
    "Khmr": ("km",),
    "Knda": ("kn",),
    "Laoo": ("lo",),
    "Mlym": ("ml",),
    "Mymr": ("my",),
    "Sinh": ("si",),
    "Taml": ("ta",),
    "Telu": ("te",),
    "Thai": ("th",),
    "Tibt": ("bo",),
}
"""The languages that are written in a script, the most spoken one first."""


def differing(script: str, language: str) -> str:
    """The language to mark a text of this script (ISO 15924) with, in a deck of that language; "" where it is its own.

    A script tells no more than what is likely; where the deck's own language is written in it, that is meant.
    """
    likely = _OF_SCRIPTS.get(script, ())
    return likely[0] if likely and language.lower().split("-")[0] not in likely else ""
