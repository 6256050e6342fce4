"""The sheets that cards are printed on, and the ways of placing cards on them."""

from typing import Final

MM: Final = 72 / 25.4
"""Points to a millimetre."""

PAGES: Final = {
    "a4": (210 * MM, 297 * MM),
    "letter": (612.0, 792.0),
    "a5": (148 * MM, 210 * MM),
    "a6": (105 * MM, 148 * MM),
    "4x6": (288.0, 432.0),
    "3x5": (216.0, 360.0),
}
"""Sheet names with their width and height in points, upright (ISO 216; ANSI A; index cards in inches)."""

LAYOUTS: Final = ("fold",)
"""How cards are placed: fold, the question above and the answer below a line to fold on."""
