"""What shows glyphs, given the inside of an array for TJ (ISO 32000-2, 9.4.3)."""

import re
from typing import Final, TypeAlias

from mmcards.writers.pdf.objects import decimal

SAID: Final = "/Span<</ActualText<FEFF"
TEXT: Final = ">>>BDC[<"
END: Final = ">]TJ EMC[<"
"""What stands around glyphs with an actual text: before it, between it and them, and behind them."""

SPACE: Final = "0020"
"""A space in an actual text."""

_RISE: Final = re.compile("\0([^\0]*)\0")
"""Where an operand holds how far glyphs are raised, in ems."""

_BESIDE: Final = re.compile(r" EMC\[<>\]TJ/Span<</ActualText<FEFF([0-9A-F]+)>>>BDC")
"""Between two actual texts with nothing between them."""

_MOVES: Final = re.compile(r">(-?[\d.]+(?:<>-?[\d.]+)+)<")
"""Moves with nothing drawn between them."""


class Kind:
    """What operands have in common that are shown together, told apart by identity.

    Their font's name, their language where it is not the deck's, whether glyphs in them are raised, whether they hold
    other operators, and whether those say what the glyphs stand for, from left to right.
    """

    __slots__ = ("font", "is_simple", "language", "parted", "rises", "spoken")

    def __init__(self, font: str, language: str, rises: bool, parted: bool, spoken: bool) -> None:
        self.font = font
        self.language = language
        self.rises = rises
        self.parted = parted
        self.spoken = spoken
        self.is_simple = not (language or rises or spoken)

    def shown(self, codes: str, size: float) -> str:
        """What shows glyphs of this kind, in this size, where its font is set."""
        shown = f"[<{codes}>]TJ"
        if self.is_simple and "<>" not in shown:  # as nearly all are
            return shown
        if self.rises:
            shown = _RISE.sub(lambda found: f"{size * float(found[1]):.4g}", shown)
        if self.spoken:
            shown = _joined(shown)
        if "<>" in shown:
            shown = _without_empty(shown)
        return f"/Span<</Lang({self.language})>>BDC{shown} EMC" if self.language else shown


Operand: TypeAlias = tuple[Kind, str]
"""The inside of an array for TJ: the codes of glyphs, as hexadecimal numbers."""


def code(number: int) -> str:
    """What draws a glyph of this number."""
    return f"{number:04X}"


def moved(back: int, units: int) -> str:
    """What draws the next glyph so far back, in units of which an em has so many; "" where it is not moved."""
    return f">{decimal(back * 1000 / units)}<" if back else ""


def _joined(shown: str) -> str:
    """What is shown, with the actual texts of one word after the other as one, up to a space.

    Where words are written without spaces, readers would see some between their texts.
    """
    first, *others = _BESIDE.split(shown)
    for text, drawn in zip(others[::2], others[1::2], strict=True):
        before, mark, behind = first.rpartition(TEXT.removesuffix("[<"))
        if before.endswith(SPACE):
            first += f" EMC[<>]TJ{SAID}{text}{mark}{drawn}"
        else:
            first = f"{before}{text}{mark}{behind}{drawn}"
    return first


def _without_empty(shown: str) -> str:
    """What is shown without strings of no glyphs: PDFium forgets how far to move where there is one."""
    if "[<>]" in shown or shown.count("<>") > shown.count("[<>") + shown.count("<>]"):
        shown = _MOVES.sub(lambda found: f">{decimal(sum(map(float, found[1].split('<>'))))}<", shown)
    return shown.replace("[<>", "[").replace("<>]", "]").replace("[]TJ", "")
