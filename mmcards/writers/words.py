"""The words that every format puts on cards beside the author's."""

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
