"""The fold layout: a card a page, the question before the middle of it and the answer behind, on one side.

Upright pages have the question above the answer. Folded back on the line and turned upwards like a page of a notepad,
the sheet shows the answer upright, so nothing is turned. Wide pages have the question on the left; folded back, the
answer is on the back of it as on that of a book's page. Folded, the outer edges of both lie behind each other, and
holes go through both.
"""

from mmcards.paper import Printing, Size, sheet
from mmcards.writers.pdf.layouts import places
from mmcards.writers.pdf.layouts.places import Feet, Imposition, Insets, Point, Rule


def layout(printing: Printing, feet: Feet) -> Imposition:
    page = sheet(printing)
    width, height, name = page
    box = Size(width / 2, height, name) if page.is_wide else Size(width, height / 2, name)
    insets = places.margins(box)
    clearance = max(0.35 * insets.left, 1.7 * places.front(box, insets).small)
    asked, answered = (_beside if page.is_wide else _below)(insets, clearance, printing.punch)
    if page.is_wide:
        corners = Point(0.0, 0.0), Point(box.width, 0.0)
        line = Rule(Point(box.width, asked.bottom), Point(box.width, height - asked.top))
    else:
        corners = Point(0.0, box.height), Point(0.0, 0.0)
        line = Rule(Point(asked.left, box.height), Point(width - asked.right, box.height))
    return Imposition(
        sheet=page,
        front=places.front(box, asked),
        back=places.back(box, answered, feet, numbered=False),
        fronts=corners[:1],
        backs=corners[1:],
        unit="page",
        fold=line,
    )


def _below(insets: Insets, clearance: float, holes: str | None) -> tuple[Insets, Insets]:
    """Those of the upper and of the lower half."""
    above = places.punched(insets._replace(bottom=clearance), holes)
    return above, places.punched(insets._replace(top=clearance), "bottom" if holes == "top" else holes)


def _beside(insets: Insets, clearance: float, holes: str | None) -> tuple[Insets, Insets]:
    """Those of the left and of the right half."""
    left = places.punched(insets._replace(right=clearance), holes)
    return left, places.punched(insets._replace(left=clearance), places.mirrored(holes))
