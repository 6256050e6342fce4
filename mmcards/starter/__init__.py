"""The deck that `mmcards new` starts: every kind of card, once."""

import json
import re
import secrets
from importlib.resources import files
from pathlib import Path
from typing import Final

from mmcards import identity
from mmcards.errors import CardsError

_FILES: Final = ("deck.yaml", "cards.yaml")
_ATTRIBUTES: Final = ".gitattributes"
_UNION: Final = "# Of a merge both sides of a lock are kept, and mmcards reads both.\n*.lock merge=union\n"
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"


def start(folder: Path) -> tuple[Path, ...]:
    """Write the deck into a folder that is new or empty; the paths of its files."""
    name = folder.resolve().name
    deck_id = identity.slug(name)
    if not deck_id:
        raise CardsError(f"No id can be made from the name `{name}`. Give the folder a name with letters.")
    if identity.RESERVED.fullmatch(deck_id):
        deck_id = f"{deck_id}-deck"
    quoted = json.dumps(_title(name) or deck_id, ensure_ascii=False)  # YAML reads a text in JSON's quotes the same
    filled = {"{id}": deck_id, "{uid}": new_uid(), "{name}": quoted}
    try:
        if folder.is_file():
            raise CardsError(f"{folder} is a file. Give a new folder.")
        if folder.exists() and any(folder.iterdir()):
            raise CardsError(f"{folder} is not empty. Give a new folder, so that nothing in it is lost.")
        folder.mkdir(parents=True, exist_ok=True)
        if not _is_told_of_locks(folder.resolve()):
            (folder / _ATTRIBUTES).write_text(_UNION, "utf-8")
        return tuple(_write(folder / each, filled) for each in _FILES)
    except OSError as error:
        raise CardsError(f"The deck cannot be written into {folder}: {error.strerror}.") from error


def _is_told_of_locks(folder: Path) -> bool:
    """Whether git knows already, from this folder or one above it, that it keeps both sides of a lock."""
    for above in (folder, *folder.parents):
        attributes = above / _ATTRIBUTES
        if attributes.is_file() and "*.lock" in attributes.read_text("utf-8", errors="replace"):
            return True
        if (above / ".git").exists():
            return False
    return False


def new_uid() -> str:
    """A random uid, of 40 bits: eight characters that are not mistaken for each other."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


_ACTING: Final = re.compile(r"[<\[]|\{{2,}|\\(?=\()")
"""What begins HTML, a sound, a field or a formula, and may not in a deck's name (see reader/decks.py)."""


def _title(name: str) -> str:
    """A folder's name as a deck's; "" where nothing of it can be seen. `::` parts it, of which no part is empty.

    What would act in Anki is left out.
    """
    spaced = "".join(each if each.isprintable() and each not in "-_" else " " for each in _ACTING.sub(" ", name))
    words = "::".join(part for part in (" ".join(part.split()) for part in spaced.split("::")) if part)
    return words[:1].upper() + words[1:]


def _write(path: Path, filled: dict[str, str]) -> Path:
    text = files(__package__).joinpath(path.name).read_text("utf-8")
    for mark, value in filled.items():
        text = text.replace(mark, value)
    path.write_text(text, "utf-8")
    return path
