"""How cards look in every format that a browser shows."""

from functools import cache
from importlib.resources import files


@cache
def style() -> str:
    """The style sheet for what has the class `card`, by day, and by night if it has `nightMode` too."""
    return files("mmcards.writers").joinpath("style.css").read_text("utf-8")
