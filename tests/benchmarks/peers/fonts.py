"""The typeface of the peers' pages, which mmcards prints with too."""

from pathlib import Path
from typing import Final

from pymupdf_fonts import FiraGO_Bold, FiraGO_Regular  # type: ignore[import-untyped]  # it has no types

REGULAR: Final[bytes] = FiraGO_Regular.fontbuffer
BOLD: Final[bytes] = FiraGO_Bold.fontbuffer


def as_files(folder: Path) -> tuple[Path, Path]:
    """The regular and the bold font, written into this folder for those that read fonts from files alone."""
    regular, bold = folder / "regular.ttf", folder / "bold.ttf"
    regular.write_bytes(REGULAR)
    bold.write_bytes(BOLD)
    return regular, bold
