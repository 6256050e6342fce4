"""Pictures on paper: how large they are, and what of their pixels is kept in the PDF."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from math import ceil
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from PIL import ExifTags, Image

from mmcards.model import File
from mmcards.pictures import Refused, pixels
from mmcards.writers import media

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LOSSY: Final = ("JPEG", "MPO", "WEBP")
"""Mostly photographs, which are large without loss. MPO is a JPEG with more pictures behind the first."""

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
    """A picture as a PDF holds it: its size in pixels, its colours, and how its bytes are packed.

    `alpha` says how opaque each pixel is, a byte each, deflated; empty where all are.
    """

    width: int
    height: int
    colours: Literal["DeviceRGB", "DeviceGray"]
    packed: Literal["DCTDecode", "FlateDecode"]
    content: bytes
    alpha: bytes = b""


def is_drawing(file: File) -> bool:
    """Whether a picture is an SVG, which is drawn as vectors (mmcards.writers.pdf.drawings)."""
    return PurePath(file.path).suffix.lower() == ".svg"


@cache
def size(file: File) -> tuple[float, float]:
    """The natural width and height of a picture, in points. Raises Unreadable."""
    if is_drawing(file):
        from mmcards.pictures import svg

        width, height = svg.size(root(file))
    else:
        width, height = _upright(file, file.path)
    return width * NATURAL, height * NATURAL


def root(file: File) -> "Element":
    """The root of a drawing. Raises Unreadable."""
    from mmcards.pictures import svg

    try:
        return svg.read(media.content(file))
    except Refused as error:
        raise Unreadable(file, error.why) from error


def inner_size(file: File, content: bytes) -> tuple[float, float]:
    """The width and the height, in pixels, of a picture that is kept in a drawing. Raises Unreadable."""
    return _upright(file, BytesIO(content))


def _upright(file: File, source: str | BytesIO) -> tuple[int, int]:
    with _opened(file, source) as image:
        width, height = image.size
        return (height, width) if _turn(image) in (5, 6, 7, 8) else (width, height)


def stored(file: File, width: float) -> Stored:
    """A picture that is drawn so wide at most, in points. Raises Unreadable."""
    return _stored(file, media.content(file), width, on_white=True)


def inner_stored(file: File, content: bytes, width: float) -> Stored:
    """A picture that is kept in a drawing, as it would be stored, but transparent where it is. Raises Unreadable."""
    return _stored(file, content, width, on_white=False)


def _stored(file: File, content: bytes, width: float, *, on_white: bool) -> Stored:
    with _opened(file, BytesIO(content)) as image:
        turn = _turn(image)
        across = image.height if turn in (5, 6, 7, 8) else image.width
        scale = min(1.0, ceil(width * _DENSITY) / across)
        target = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        if image.format == "JPEG" and image.mode in ("RGB", "L") and scale == 1.0 and turn not in _TURNED:
            image.load()  # what is broken is found here rather than by a reader
            return Stored(*image.size, _colours(image.mode), "DCTDecode", content)
        lossy = image.format in _LOSSY
        image.draft(None, target)
        alpha = b""
        if image.has_transparency_data and not on_white:
            image = image.convert("RGBA")
            alpha = zlib.compress(_set_upright(image.getchannel("A"), target, turn).tobytes())
            drawn = image.convert("RGB")
        else:
            drawn = _on_white(image)
        drawn = _set_upright(drawn, target, turn)
        return Stored(*drawn.size, _colours(drawn.mode), *_packed(drawn, lossy=lossy), alpha)


def _set_upright(image: Image.Image, size: tuple[int, int], turn: int) -> Image.Image:
    """A picture made so large, and turned from how its camera was held."""
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    return image.transpose(_TURNED[turn]) if turn in _TURNED else image


@contextmanager
def _opened(file: File, source: str | BytesIO) -> Iterator[Image.Image]:
    """A picture's header; its pixels are read where they are wanted."""
    try:
        with pixels.opened(source) as image:
            yield image
    except Refused as error:
        raise Unreadable(file, error.why) from error


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
