"""Fonts that come with packages. Those that are packed are unpacked once, into the user's cache.

Unpacking a font takes 20 ms, and reading it from the cache, with all checks, 2. What is kept there can always be made
again: the folder may be removed, or be of no use, at any time.
"""

import os
import sys
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_PACKAGE: Final = "pymupdf_fonts"
_SEAL: Final = sha256().digest_size
"""The bytes before a font that say whether it is whole, and the one that is wanted."""


def in_ziafont(name: str) -> bytes:
    """A font file of the package ziafont, by its name."""
    return _file("ziafont", "fonts", name).read_bytes()


def in_pymupdf(name: str) -> bytes:
    """A font file of the package pymupdf-fonts, by the name of its module: from the cache, or put into it now."""
    where = folder()
    packed = _packed(name) if where else None
    if where is None or packed is None:
        return _unpacked(name)
    wanted = sha256(packed)  # of a newer package it is another one
    path = where / "fonts" / f"{name}-{wanted.hexdigest()[:16]}"
    content = _kept(path, wanted.digest())
    if content is None:
        content = _unpacked(name)
        _keep(path, _seal(content, wanted.digest()), content)
    return content


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


def _file(package: str, *names: str) -> Path:
    """A file of a package, which is not imported: that takes time, and ziafont's fails where there is no home."""
    found = find_spec(package)
    if not found or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"No package named {package}", name=package)
    return Path(found.submodule_search_locations[0], *names)


def _packed(name: str) -> bytes | None:
    """The module as it is installed; None if its source is not, as in some bundles."""
    try:
        return _file(_PACKAGE, f"{name}.py").read_bytes()
    except OSError:
        return None


def _unpacked(name: str) -> bytes:
    content: bytes = import_module(f"{_PACKAGE}.{name}").fontbuffer
    return content


def _seal(content: bytes, wanted: bytes) -> bytes:
    seal = sha256(wanted)
    seal.update(content)
    return seal.digest()


def _kept(path: Path, wanted: bytes) -> bytes | None:
    """A font of the cache; None if it is not there, or not as it was put there.

    It is read rather than mapped into memory, where it could still change after it was looked at.
    """
    try:
        with path.open("rb", buffering=0) as file:
            seal, content = file.read(_SEAL), file.readall()
    except OSError:
        return None
    return content if seal == _seal(content, wanted) else None


def _keep(path: Path, *parts: bytes) -> None:
    """Put a file in place whole, whoever else is about to; a cache that cannot be written to is done without."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.writelines(parts)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
