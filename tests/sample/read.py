"""The deck of this folder, read."""

from pathlib import Path
from typing import Final

from mmcards.kinds import KINDS
from mmcards.model import Deck
from mmcards.reader.decks import read

FOLDER: Final = Path(__file__).parent


def sample() -> Deck:
    (deck,), problems = read((FOLDER,), KINDS)
    assert not problems
    return deck
