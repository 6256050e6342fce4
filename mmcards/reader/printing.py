"""`print:` in deck.yaml, and in the user's configuration.

print:
  layout: sheet           # fold, duplex, sheet or list
  page: a4                # a name of mmcards.paper, or width and height, as in 100x150mm
  landscape: true
  card: 63x88mm           # of layout sheet: the size of a card
  flip: long              # the edge on which the printer turns the paper: auto, long or short
  order: interleaved      # or fronts-then-backs, fronts-then-backs-reversed
  back-offset: 1.5,-2     # moves what is on the back to the right and up, in millimetres; or [1.5, -2]
  punch: left             # room for holes: left or top
  only: [Basics, rlhf]    # sections and ids
  shuffle: 7              # any word or number
"""

from collections.abc import Iterable
from typing import Any

from mmcards import paper
from mmcards.errors import shortened
from mmcards.model import Note
from mmcards.paper import Printing
from mmcards.reader.fields import Fields
from mmcards.selection import unknown


def read(settings: Fields) -> Printing:
    """How cards are to be printed, as far as these settings say so. What is wrong with them goes into the report."""
    said: dict[str, Any] = {key.replace("-", "_"): _setting(settings, key) for key in paper.READ}
    landscape = settings.switch("landscape")
    only = tuple(name.text.strip() for name in settings.words("only"))
    settings.finish()
    return Printing(**said, landscape=landscape if settings.has("landscape") else None, only=only)


def check_only(settings: Fields, notes: Iterable[Note]) -> None:
    """Report the names after `only` that no note has, nor a section."""
    names = settings.words("only")
    wrong = unknown([name.text.strip() for name in names], notes)
    for name in names:
        if name.text.strip() in wrong:
            message = f"no card has the id or the section `{shortened(name.text)}`"
            settings.report.mistake(name.place, message, wrong[name.text.strip()])


def _setting(settings: Fields, key: str) -> object:
    """A setting's value; None where there is none, or one that is wrong."""
    if key == "back-offset":
        text = ",".join(number.text.strip() for number in settings.words(key))
    else:
        text = settings.word(key)
    if not text:
        return None
    try:
        return paper.READ[key](text)
    except paper.Misread as misread:
        settings.report.mistake(settings.place_of(key), f"`{key}` cannot be `{shortened(text)}`", misread.hint)
        return None
