"""The duplex layout: a card a page, the question on its front and the answer on its back."""

from mmcards.paper import Printing, sheet
from mmcards.writers.pdf.layouts import places
from mmcards.writers.pdf.layouts.places import Feet, Imposition, Point


def layout(printing: Printing, feet: Feet) -> Imposition:
    page = sheet(printing)
    insets = places.margins(page, *places.free(printing))
    return Imposition(
        sheet=page,
        front=places.front(page, places.punched(insets, printing.punch)),
        back=places.back(page, places.punched(insets, places.mirrored(printing.punch)), feet, numbered=True),
        fronts=(Point(0.0, 0.0),),
        backs=(Point(0.0, 0.0),),
        unit="sheet",
        reverse=places.reverse(page, printing),
    )
