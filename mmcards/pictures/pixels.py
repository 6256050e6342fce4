"""Pictures of pixels: their headers, within bounds."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from mmcards.pictures import Refused

FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
"""As Pillow names them. It reads others too, one of them by running a program."""

MEGAPIXELS: Final = 64
"""A picture that is partly transparent takes 16 bytes a pixel while it is printed: one of these, 1 GB."""

_TOO_LARGE: Final = f"it has more than {MEGAPIXELS} million pixels"


@contextmanager
def opened(source: str | BytesIO) -> Iterator[Image.Image]:
    """The header of a file, by its path, or of bytes; pixels are read where they are wanted.

    Raises Refused, also for what goes wrong with the picture inside the `with`.
    """
    try:
        # Pillow warns of many pixels, and of what cameras note wrongly.
        with warnings.catch_warnings(action="ignore"), Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > MEGAPIXELS * 1_000_000:
                raise Refused(_TOO_LARGE, "save it smaller")
            yield image
    except Image.DecompressionBombError as error:
        raise Refused(_TOO_LARGE, "save it smaller") from error
    except UnidentifiedImageError as error:
        raise Refused("it is no PNG, JPEG, GIF or WebP picture", "save it anew") from error
    except Refused:
        raise
    except Exception as error:  # whatever a decoder trips over in a broken file: Pillow has no class for it
        raise Refused(f"it is broken ({error})", "save it anew") from error


def check(source: str | BytesIO) -> None:
    """Raise Refused if a picture cannot be opened, as far as its header tells."""
    with opened(source):
        pass
