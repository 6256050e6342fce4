"""The words that every format puts on cards beside the author's."""

from collections.abc import Mapping
from typing import Final

REHEARSE: Final = "Say or write your answer first."
SEVERAL: Final = "Choose all that apply."
NUMBER: Final = "Number them in their order."
HINT: Final = "Hint"
ALSO_RIGHT: Final = "Also right:"
WHY: Final = "Why"
PATTERN: Final = "The pattern"
FOLD: Final = "fold back"
CONTINUED: Final = "continued"
GAP: Final = "__________"
"""What stands for a blank that is to be filled in."""

SOUND: Final = "Sound"
SHOW: Final = "Show answer"
PRACTICE: Final[Mapping[str, str]] = {
    "show": SHOW,
    "hide": "Hide",
    "again": "Try again",
    "knew": "Knew it",
    "unknown": "Not yet",
    "grade": "How was it?",
    "points": "{ticked} of {all} points",
    "answer": "Your answer",
    "blank": "Blank {number}",
    "check": "Check",
    "typed_right": "Right.",
    "typed_wrong": "You typed:",
    "sort": "Put them in order: drag, or use the arrows.",
    "up": "Move up",
    "down": "Move down",
    "moved": "Now {place} of {all}.",
    "source": "Source:",
    "by_section": "Section",
    "every_section": "All sections",
    "no_section": "Without a section",
    "cards": "Cards",
    "every_card": "All cards",
    "open": "Not answered yet",
    "wrong": "Wrong last time",
    "shuffle": "Shuffle",
    "start_over": "Start over",
    "sure": "Forget all answers that are kept on this device?",
    "print": "Print",
    "progress": "Progress",
    "done": "{done} of {all} answered, {right} right",
    "none": "There are no such cards.",
    "unkept": "This browser keeps nothing here: progress lasts until the page is closed.",
}
"""The words of the practice page, by the names that page.html and page.js call them. Braces hold what is put in."""
