"""Where systems keep their fonts; apart from what reads them, since a build looks here whether there are others now."""

import os
import sys
from pathlib import Path
from typing import Final

_ENDINGS: Final = (".ttf", ".otf", ".ttc", ".otc")


def folders() -> tuple[Path, ...]:
    """Where this system keeps its fonts, and those of its user."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # Path.home() raises where there is none
    if sys.platform == "win32":
        return Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"), home / "AppData/Local/Microsoft/Windows/Fonts"
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    data = [*filter(None, os.environ.get("XDG_DATA_DIRS", "").split(":")), "/usr/local/share", "/usr/share"]
    mine = os.environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    return home / ".fonts", *(Path(folder, "fonts") for folder in dict.fromkeys((mine, *data)))


def files() -> set[str]:
    """The paths of all font files in them, at any depth, behind links too."""
    found: set[str] = set()
    seen: set[str] = set()
    for top in folders():
        for name, inner, names in os.walk(top, followlinks=True):
            inner[:] = [] if (real := os.path.realpath(name)) in seen else inner
            seen.add(real)
            found.update(os.path.join(name, each) for each in names if each.lower().endswith(_ENDINGS))  # noqa: PTH118
    return found
