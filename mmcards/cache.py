"""The user's cache: what was made once and can always be made again.

Its folder may be removed, damaged or of no use at any time: whatever is not as it was kept is taken for not there.
"""

import os
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from mmcards import whole

_SEAL: Final = sha256().digest_size
"""The bytes before a content that say whether it is whole, and the one that is wanted."""


def folder() -> Path | None:
    """The user's cache: MMCARDS_CACHE, or `mmcards` where caches are on this system; None if it does not say where.

    On Linux, caches are where the XDG Base Directory Specification has them: a relative path is passed over.
    """
    if named := os.environ.get("MMCARDS_CACHE"):
        return Path(named)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # Path.home() raises where there is none
    if sys.platform == "win32":
        caches = Path(os.environ.get("LOCALAPPDATA", ""))
    elif sys.platform == "darwin":
        caches = home / "Library/Caches"
    else:
        said = Path(os.environ.get("XDG_CACHE_HOME", ""))
        caches = said if said.is_absolute() else home / ".cache"
    return caches / "mmcards" if caches.is_absolute() else None


def kept(path: Path, wanted: bytes) -> bytes | None:
    """A content of the cache; None if it is not there, not as it was put there, or was kept as another one.

    It is read rather than mapped into memory, where it could still change after it was looked at.
    """
    try:
        with path.open("rb", buffering=0) as file:
            seal, content = file.read(_SEAL), file.readall()
    except OSError:
        return None
    return content if seal == _seal(content, wanted) else None


def keep(path: Path, content: bytes, wanted: bytes) -> None:
    """Put a content in place whole, whoever else is about to; a cache that cannot be written to is done without."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.clear([path])
        with whole.replacing(path) as part, part.open("wb") as file:
            file.writelines((_seal(content, wanted), content))


def _seal(content: bytes, wanted: bytes) -> bytes:
    seal = sha256(wanted)
    seal.update(content)
    return seal.digest()
