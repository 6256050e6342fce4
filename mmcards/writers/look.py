"""How cards look, and how they are answered, in every format that a browser shows."""

from functools import cache
from importlib.resources import files
from typing import Final

_BY_NIGHT: Final = "/* night.css */\n"
_ANSWERING: Final = "  // answering.js\n"


@cache
def style() -> str:
    """The style sheet for what has the class `card`, by day, and by night if it has `nightMode` too."""
    return _style(_text("night.css").replace(".night", ".card.nightMode,\n.card.night_mode"))


@cache
def style_of_system() -> str:
    """The style sheet for what has the class `card`, by night where the reader's system is dark; never on paper."""
    night = _text("night.css").replace(".night", ".card")
    return _style(f"@media screen and (prefers-color-scheme: dark) {{\n{night}}}\n")


def answering(script: str) -> str:
    """A script with the functions of answering.js where it names that."""
    return script.replace(_ANSWERING, _text("answering.js"))


def _style(night: str) -> str:
    return _text("style.css").replace(_BY_NIGHT, night)


def _text(name: str) -> str:
    return files("mmcards.writers").joinpath(name).read_text("utf-8")
