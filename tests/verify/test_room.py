"""The room shares nothing with the writers whose files it opens."""

import subprocess
import sys

from mmcards.verify import ROOMS
from mmcards.writers import FORMATS


def test_each_format_is_verified() -> None:
    assert ROOMS.keys() == FORMATS.keys()


def test_nothing_of_the_writers_is_imported() -> None:
    rooms = ", ".join(ROOMS.values())
    told = f"import sys, {rooms}; print(*(name for name in sys.modules if name.startswith('mmcards.writers')))"
    result = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []
