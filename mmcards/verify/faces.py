"""What stands of a card on the pages of a PDF: its faces, and how they are told from those of others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from mmcards.verify.letters import letters
from mmcards.verify.pdfium import Page, Run, Shape

_NUMBER: Final = re.compile(r"([\d,]+)of([\d,]+)(?:,page(\d+)of(\d+)(?:,continued)?)?")


@dataclass
class Face:
    """What stands of a card on one side: texts that are tagged, and others, in the order in which they are drawn."""

    page: int
    runs: list[Run] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    @property
    def small(self) -> str:
        """What is not tagged: heads, feet, and what is repeated."""
        return " ".join(run.text for run in self.runs if run.mark < 0)


@dataclass
class Leaf:
    """A front and its back, and what the head of the front says: the card's number, and which part of how many."""

    front: Face
    back: Face
    number: int = 0
    part: int = 1
    parts: int = 1
    head: str = ""


class Entry(NamedTuple):
    """What of a card stands on one page of a list, its number, and the heading above it."""

    number: int
    face: Face
    heading: str


def headed(leaf: Leaf) -> Leaf:
    """A leaf whose front is parted into its head, which says which card it is, and what is below."""
    for place, run in enumerate(leaf.front.runs):
        if run.mark < 0 and (found := _NUMBER.fullmatch(letters(run.text))):
            leaf.number = int(found[1].replace(",", ""))
            if found[3]:
                leaf.part, leaf.parts = int(found[3]), int(found[4])
            leaf.head = "".join(each.text for each in leaf.front.runs[:place])
            leaf.front.runs = leaf.front.runs[place + 1 :]
            break
    return leaf


def is_behind(middle: tuple[float, float], wide: bool, width: float, height: float) -> bool:
    return middle[0] > width / 2 if wide else middle[1] < height / 2


def heading_of(before: Face) -> str:
    """The heading that was drawn last, taken from what stands before it."""
    if not before.runs:
        return ""
    mark = before.runs[-1].mark
    text = "".join(run.text for run in before.runs if run.mark == mark)
    before.runs = [run for run in before.runs if run.mark != mark]
    return text


def share_out(page: Page, faces: Sequence[Face]) -> None:
    """Give each formula and picture to the entry in which it is drawn, by the numbers of what is tagged around it."""
    first = 0
    ends = [max((run.mark for run in face.runs), default=0) for face in faces]
    for face, end in zip(faces, ends, strict=True):
        last = end if face is not faces[-1] else max((shape.mark for shape in page.shapes), default=end)
        face.shapes = [shape for shape in page.shapes if first <= shape.mark <= last]
        first = last + 1
