"""Fonts that come with packages. Those that are packed are unpacked once, into the user's cache.

Unpacking a font takes 20 ms, and reading it from the cache, with all checks, 2.
"""

from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from mmcards import cache

_PACKAGE: Final = "pymupdf_fonts"


def in_ziafont(name: str) -> bytes:
    """A font file of the package ziafont, by its name."""
    return _file("ziafont", "fonts", name).read_bytes()


def in_pymupdf(name: str) -> bytes:
    """A font file of the package pymupdf-fonts, by the name of its module: from the cache, or put into it now."""
    where = cache.folder()
    packed = _packed(name) if where else None
    if where is None or packed is None:
        return _unpacked(name)
    wanted = sha256(packed)  # of a newer package it is another one
    path = where / "fonts" / f"{name}-{wanted.hexdigest()[:16]}"
    content = cache.kept(path, wanted.digest())
    if content is None:
        content = _unpacked(name)
        cache.keep(path, content, wanted.digest())
    return content


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
