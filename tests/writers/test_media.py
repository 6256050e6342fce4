"""Pictures and sounds, as they are handed on."""

import hashlib
from pathlib import Path

import pytest

from mmcards.errors import CardsError
from mmcards.model import File
from mmcards.writers.media import content


def test_a_file_that_was_changed_since_it_was_read_is_not_taken(tmp_path: Path) -> None:
    """Its place may be a link to any other file now."""
    (tmp_path / "a.png").write_bytes(b"one")
    file = File(str(tmp_path / "a.png"), hashlib.sha256(b"one").hexdigest())
    assert content(file) == b"one"
    (tmp_path / "b.png").write_bytes(b"two")
    (tmp_path / "a.png").unlink()
    (tmp_path / "a.png").symlink_to("b.png")
    with pytest.raises(CardsError, match=r"a\.png was changed while it was read"):
        content(file)
