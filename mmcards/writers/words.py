"""The words that every format puts on cards beside the author's."""

from typing import Final

REHEARSE: Final = "Say or write your answer first."
SEVERAL: Final = "Choose all that apply."
WHY: Final = "Why"
PATTERN: Final = "The pattern"
FOLD: Final = "fold back"
CONTINUED: Final = "continued"
