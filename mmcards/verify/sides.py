"""The two sides of a card as they are read in a PDF: texts, formulas and pictures, in their order."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import PurePath
from typing import Final, NamedTuple

from mmcards.errors import CardsError
from mmcards.model import File, Picture
from mmcards.verify import pdfium
from mmcards.verify.faces import Face
from mmcards.verify.letters import is_complex, letters, unlike
from mmcards.verify.pdfium import Shape, Tagged
from mmcards.verify.printed import Side

_ALIKE: Final = 24.0
"""How far pixels of a picture may be from the source's on the average, of 255: JPEG and other sizes change them."""

_THUMBNAIL: Final = (24, 24)

_KEPT: Final = 8
"""Pages whose tags are kept: cards that stand behind each other are on few."""


class _Read(NamedTuple):
    """What is read on some faces, in its order: the text, and the pictures with what is said in their place."""

    text: str
    pictures: tuple[tuple[str, tuple[tuple[int, Shape], ...]], ...]


class Sides:
    """Compares the sides of cards with the faces that show them in a document."""

    def __init__(self, document: pdfium.Document) -> None:
        self.document = document
        self._tagged: dict[int, list[Tagged]] = {}
        self._alike: dict[tuple[File, bytes], bool] = {}

    def differences(self, wanted: Side, faces: Sequence[Face], *, counted: bool = False) -> Iterator[str]:
        """How faces differ from the side that they should show; `counted` letters may have any order."""
        found = self._read(faces, in_order=any(face.shapes for face in faces))
        told = unlike(wanted.text, found.text)
        if told and not is_complex(wanted.text):
            found = self._read(faces, in_order=True)
            told = unlike(wanted.text, found.text)
        if told and counted and Counter(letters(wanted.text)) == Counter(letters(found.text)):
            told = ""
        if told:
            yield told
        yield from self._pictures(wanted.pictures, found, faces)

    def _read(self, faces: Sequence[Face], *, in_order: bool) -> _Read:
        """What is tagged on faces; `in_order` as it is tagged, with formulas and pictures, and else as it is drawn."""
        if not in_order:
            return _Read("".join(run.text for face in faces for run in face.runs if run.mark >= 0), ())
        parts: list[str] = []
        pictures: list[tuple[str, tuple[tuple[int, Shape], ...]]] = []
        for face in faces:
            by_mark: defaultdict[int, list[str]] = defaultdict(list)
            shapes: defaultdict[int, list[Shape]] = defaultdict(list)
            for run in face.runs:
                by_mark[run.mark].append(run.text)
            for shape in face.shapes:
                shapes[shape.mark].append(shape)
            for kind, alternative, mark in self._tags(face.page):
                if mark in by_mark:
                    parts += by_mark[mark]
                elif kind == "Formula" and mark in shapes:
                    parts.append(alternative)
                elif kind == "Figure" and mark in shapes:
                    pictures.append((alternative, tuple((face.page, shape) for shape in shapes[mark])))
        return _Read("".join(parts), tuple(pictures))

    def _tags(self, page: int) -> list[Tagged]:
        if page not in self._tagged:
            if len(self._tagged) >= _KEPT:
                self._tagged.clear()
            self._tagged[page] = self.document.tagged(page)
        return self._tagged[page]

    def _pictures(self, wanted: Sequence[Picture], found: _Read, faces: Sequence[Face]) -> Iterator[str]:
        if not wanted and not found.pictures:
            return
        if not found.pictures:
            found = self._read(faces, in_order=True)
        there = list(found.pictures)
        for picture in wanted:
            said = letters(picture.alternative or PurePath(picture.file.path).name)
            place = next((place for place, (text, _) in enumerate(there) if letters(text) == said), -1)
            if place < 0:
                yield f"lacks the picture `{picture.file.path}`, or what is said in its place"
                continue
            _, shapes = there.pop(place)
            if told := self._unlike_picture(picture.file, shapes):
                yield told
        for text, _ in there:
            yield f"has a picture besides, “{text}”"

    def _unlike_picture(self, file: File, shapes: Sequence[tuple[int, Shape]]) -> str:
        for page, shape in shapes:
            if shape.box.right - shape.box.left < 1 or shape.box.top - shape.box.bottom < 1:
                return f"has no room for the picture `{file.path}`"
            if (shape.kind == "form") != (PurePath(file.path).suffix.lower() == ".svg"):
                return f"has something else where the picture `{file.path}` should be"
            if shape.kind == "form" and not self.document.drawn_in(page, shape):
                return f"has nothing drawn in the picture `{file.path}`"
            if shape.kind == "image" and not self._is_alike(file, page, shape):
                return f"has other pixels where the picture `{file.path}` should be"
        return ""

    def _is_alike(self, file: File, page: int, shape: Shape) -> bool:
        found = self.document.picture(page, shape)
        if found is None:
            return False
        small = found.resize(_THUMBNAIL).tobytes()
        key = file, small
        if key not in self._alike:
            of_source = _thumbnail(file.path)
            off = sum(abs(one - other) for one, other in zip(small, of_source, strict=True)) / len(small)
            self._alike[key] = off <= _ALIKE
        return self._alike[key]


@cache
def _thumbnail(path: str) -> bytes:
    """A picture on white, upright and small, as Pillow reads it."""
    from PIL import Image, ImageOps

    from mmcards.pictures import Refused, pixels

    try:
        with pixels.opened(path) as opened:
            image = ImageOps.exif_transpose(opened)
            if image.mode.startswith("I"):  # 16 bits a pixel, of which Pillow would keep the lower ones
                image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
            image = image.convert("RGBA")
            white = Image.new("RGBA", image.size, "white")
            return Image.alpha_composite(white, image).convert("RGB").resize(_THUMBNAIL).tobytes()
    except Refused as refused:
        raise CardsError(f"{path} cannot be read: {refused.why}.") from refused
