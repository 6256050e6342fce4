"""Pictures on paper: how large they are, and what of them is kept in the PDF. The only user of Pillow."""

import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from math import ceil
from pathlib import Path, PurePath
from typing import Final, Literal, NamedTuple

from PIL import ExifTags, Image, UnidentifiedImageError

from mmcards.model import File

_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
"""As Pillow names them. It reads others too, one of them by running a program."""

_LOSSY: Final = ("JPEG", "MPO", "WEBP")
"""Mostly photographs, which are large without loss. MPO is a JPEG with more pictures behind the first."""

_MEGAPIXELS: Final = 100
NATURAL: Final = 72 / 96
"""Points to a pixel: a picture is as large as browsers show it (CSS Values and Units 3, absolute lengths)."""

_DENSITY: Final = 300 / 72
"""Pixels to a point, at most: printers show no more."""

_TURNED: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture upright, by its orientation (Exif 3.0, tag 274)."""


class Unreadable(Exception):
    """A file that cannot be printed as a picture, and why."""

    def __init__(self, file: File, why: str) -> None:
        super().__init__(file, why)
        self.file = file
        self.why = why


class Stored(NamedTuple):
    """A picture as a PDF holds it: its size in pixels, its colours, and how its bytes are packed."""

    width: int
    height: int
    colours: Literal["DeviceRGB", "DeviceGray"]
    packed: Literal["DCTDecode", "FlateDecode"]
    content: bytes


def is_drawn(file: File) -> bool:
    """Whether pictures of this format are printed; of others their alternative text is."""
    return PurePath(file.path).suffix.lower() != ".svg"


@cache
def size(file: File) -> tuple[float, float]:
    """The natural width and height of a picture, in points. Raises Unreadable."""
    with _opened(file) as image:
        width, height = image.size
        if _turn(image) in (5, 6, 7, 8):
            width, height = height, width
    return width * NATURAL, height * NATURAL


def stored(file: File, width: float) -> Stored:
    """A picture that is drawn so wide at most, in points. Raises Unreadable."""
    with _opened(file) as image:
        turn = _turn(image)
        across = image.height if turn in (5, 6, 7, 8) else image.width
        scale = min(1.0, ceil(width * _DENSITY) / across)
        target = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        if image.format == "JPEG" and image.mode in ("RGB", "L") and scale == 1.0 and turn not in _TURNED:
            image.load()  # what is broken is found here rather than by a reader
            return Stored(*image.size, _colours(image.mode), "DCTDecode", Path(file.path).read_bytes())
        lossy = image.format in _LOSSY
        image.draft(None, target)
        drawn = _on_white(image)
        if drawn.size != target:
            drawn = drawn.resize(target, Image.Resampling.LANCZOS)
        if turn in _TURNED:
            drawn = drawn.transpose(_TURNED[turn])
        return Stored(*drawn.size, _colours(drawn.mode), *_packed(drawn, lossy=lossy))


@contextmanager
def _opened(file: File) -> Iterator[Image.Image]:
    """A picture's header; its pixels are read where they are wanted."""
    try:
        # Pillow warns of many pixels, and of what cameras note wrongly.
        with warnings.catch_warnings(action="ignore"), Image.open(file.path, formats=_FORMATS) as image:
            if image.width * image.height > _MEGAPIXELS * 1_000_000:
                raise Unreadable(file, f"it has more than {_MEGAPIXELS} million pixels")
            yield image
    except Image.DecompressionBombError as error:
        raise Unreadable(file, f"it has more than {_MEGAPIXELS} million pixels") from error
    except UnidentifiedImageError as error:
        raise Unreadable(file, "it is no PNG, JPEG, GIF or WebP picture") from error
    except Unreadable:
        raise
    except Exception as error:  # whatever a decoder trips over in a broken file: Pillow has no class for it
        raise Unreadable(file, f"it is broken ({error})") from error


def _turn(image: Image.Image) -> int:
    """The orientation that a camera noted, 1 being upright. What it noted wrongly is passed over, as browsers do."""
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        return int(exif.get(ExifTags.Base.Orientation, 1))
    except Exception:  # as above
        return 1


def _on_white(image: Image.Image) -> Image.Image:
    """A picture in grey or in colours. Where it is transparent, paper is white."""
    if image.mode.startswith("I"):  # 16 bits a pixel, of which Pillow would keep the lower ones
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _packed(image: Image.Image, *, lossy: bool) -> tuple[Literal["DCTDecode", "FlateDecode"], bytes]:
    if not lossy:
        return "FlateDecode", zlib.compress(image.tobytes())
    content = BytesIO()
    image.save(content, "JPEG", quality=90, subsampling=0)
    return "DCTDecode", content.getvalue()


def _colours(mode: str) -> Literal["DeviceRGB", "DeviceGray"]:
    return "DeviceGray" if mode == "L" else "DeviceRGB"
