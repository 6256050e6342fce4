"""The programs that mmcards is compared with: a file each, in which `write` makes one file of a deck.

Each is what a person would write with that library and without mmcards. None checks anything: no ids, no places of
mistakes, no fitting to the page. All of them read the same YAML in the same way, with PyYAML's C parser.
"""

from collections.abc import Mapping, Sequence
from typing import Final

PEERS: Final[Mapping[str, Sequence[str]]] = {
    "yardstick": ("genanki_package", "reportlab_pages"),
    "genanki": ("genanki_package",),
    "anki": ("anki_export",),
    "reportlab": ("reportlab_pages",),
    "typst": ("typst_pages",),
    "fpdf2": ("fpdf2_pages",),
}
"""The modules of each peer, which write one file after the other."""
