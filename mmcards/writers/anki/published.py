"""What a package that was handed out says of its notes. Reads the format that mmcards writes, without genanki."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from mmcards.errors import CardsError

_DATABASE = "collection.anki2"


def times(path: Path) -> dict[str, int]:
    """The times of its notes, in seconds since 1970, by their GUIDs."""
    try:
        with zipfile.ZipFile(path) as package:
            if "collection.anki21b" in package.namelist():
                raise CardsError(f"{path} was exported by Anki. Give a package that mmcards built.")
            content = package.read(_DATABASE)
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(content)
            return dict(database.execute("select guid, mod from notes"))
    except (OSError, KeyError, zipfile.BadZipFile, sqlite3.DatabaseError) as error:
        raise CardsError(f"{path} is no Anki package that can be read ({error}).") from error
