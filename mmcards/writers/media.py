"""What pictures and sounds are, for whoever hands them to a browser or to Anki."""

import hashlib
from typing import Final

from mmcards import files
from mmcards.errors import CardsError
from mmcards.model import File

TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
}
"""Types of media by the endings of files: those that mimetypes knows are another set on each system."""


def content(file: File) -> bytes:
    """What a file holds. Raises CardsError where it is not what was read with the deck: its place may be a link now."""
    try:
        found = files.content(file.path, files.MOST_MEDIA)
    except OSError as error:
        raise CardsError(f"{file.path} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(found).hexdigest() != file.digest:
        raise CardsError(f"{file.path} was changed while it was read. Build again.")
    return found
