"""The note types: fields, templates and style. All of it is frozen.

Anki finds a note type by its id and takes it for the same only while fields and templates are the same in number and
each pair has the same `id`. Otherwise no note is updated any more and a second type "mmcards+" appears. So the fields
that are planned are here from the start, some in reserve. Templates and style may change if MODIFIED rises.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import genanki  # type: ignore[import-untyped]  # it has no types

from mmcards.writers import look

MODIFIED: Final = 1_795_291_320
"""When the templates, the style or the script last changed, in seconds since 1970: what changes them raises it."""

FACES: Final = "99a469f1f8877c75"
"""A digest of what MODIFIED is the time of, which a test compares: Anki takes no other face of the same time."""

_ID: Final = 1_936_389_378
CLOZE_ID: Final = 1_335_378_101

FIELDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "Id": 7348033252700851838,  # first: Anki calls notes with the same first field duplicates
        "Question": 4851397104369466382,
        "Answer": 6078770122321449564,
        "Context": 3092463715120058052,  # what a whole set of notes asks
        "Options": 3431709094286065917,
        "Correct": 5207262355599731911,  # the right ones by their place in Options, from 0
        "Mode": 2092609268926889112,  # words that are classes of the page too; see fields.py
        "Hint": 7859239822180603165,
        "Explanation": 1360341603011761462,
        "Typed": 1306009529256786322,
        "Typed Back": 4147284963942370220,
        "Reverse": 3511587709654613967,  # anything: a second card
        "Reverse Question": 3238146098036659101,  # what it asks, if not Answer
        "Label": 4102991262703639262,
        "Section": 7293987184664735471,
        "Source": 6446438836036818220,
        "Attributes": 1900876862761123895,  # HTML attributes of the whole card
        "Style": 4929701501954204534,  # a deck's own CSS, since all decks share the type's
        "Reserve 1": 1065728751436525202,
        "Reserve 2": 9126274733308191963,
        "Reserve 3": 6331327318622031168,
        "Reserve 4": 3008335143711263443,
        "Reserve 5": 503208336705985149,
        "Reserve 6": 5007081845896158711,
    }
)
"""The fields of `mmcards` in their order, each with the id by which Anki knows it."""

CLOZE_FIELDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "Id": 5529353826709729302,  # first: Anki calls notes with the same first field duplicates
        "Text": 5289504956450734521,
        "Hint": 5185943249718376873,
        "Explanation": 1425109673415961600,
        "Typed": 6846699383638585772,  # anything: the blanks are typed
        "Label": 3499906564620395342,
        "Section": 8138812825479522596,
        "Source": 1385977256707241449,
        "Attributes": 6458132473071359734,
        "Style": 7758930745961308908,  # a deck's own CSS, since all decks share the type's
        "Reserve 1": 1416591843664623113,
        "Reserve 2": 7054269512419985277,
        "Reserve 3": 3952305099583861311,
        "Reserve 4": 8206792666827826419,
        "Reserve 5": 9079532886558964263,
        "Reserve 6": 6370955242825049405,
    }
)
"""The fields of `mmcards cloze`."""

_READ_BY_PEOPLE: Final = frozenset({"Question", "Answer", "Context", "Options", "Text", "Hint", "Explanation"})

_MARK: Final = re.compile(r"<!-- (about|hint) -->")
_SCRIPT: Final = "<!-- script -->"
_DORMANT: Final = "{{#Reserve 6}}{{Reserve 6}}{{/Reserve 6}}"


class _NoteType(genanki.Model):  # type: ignore[misc]  # genanki has no types
    """genanki's Model with a time of its own, and the same bytes whichever deck it comes with."""

    def __init__(self, *arguments: Any, required: Sequence[tuple[int, str, list[int]]], **others: Any) -> None:
        super().__init__(*arguments, **others)
        self._required = required

    @property
    def _req(self) -> Sequence[tuple[int, str, list[int]]]:
        """Which fields make which card. genanki would render every template with a library that misreads Anki's."""
        return self._required

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        default_deck = 1
        return dict(super().to_json(MODIFIED, default_deck))


@cache
def note_type() -> genanki.Model:
    """The type of all notes but clozes, so that a note may change its kind."""
    places = list(FIELDS)
    return _NoteType(
        _ID,
        "mmcards",
        fields=_fields(FIELDS),
        templates=[
            _template("Forward", 8645596490328219502, _read("front.html"), _read("back.html")),
            _template("Reverse", 1730236053904820400, _read("reverse-front.html"), _read("reverse-back.html")),
            _template("Extra", 897087952628487082, _DORMANT, _DORMANT),
        ],
        css=look.style(),
        sort_field_index=places.index("Question"),
        required=(
            (0, "any", [places.index("Id")]),  # always: Id is never empty
            (1, "all", [places.index("Reverse")]),
            (2, "all", [places.index("Reserve 6")]),
        ),
    )


@cache
def cloze_type() -> genanki.Model:
    """The type of clozes, of which Anki makes a card for each number of a blank."""
    places = list(CLOZE_FIELDS)
    return _NoteType(
        CLOZE_ID,
        "mmcards cloze",
        model_type=genanki.Model.CLOZE,
        fields=_fields(CLOZE_FIELDS),
        templates=[
            _template("Cloze", 1435538913439441784, _read("cloze-front.html"), _read("cloze-back.html")),
        ],
        css=look.style(),
        sort_field_index=places.index("Text"),
        required=((0, "any", [places.index("Text")]),),
    )


def _fields(ids: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"name": name, "id": identity, "font": "Arial", "collapsed": name not in _READ_BY_PEOPLE}
        for name, identity in ids.items()
    ]


def _template(name: str, identity: int, front: str, back: str) -> dict[str, Any]:
    return {"name": name, "id": identity, "qfmt": front, "afmt": back}


def _read(name: str) -> str:
    """A file of this room, with the parts that templates share where `<!-- their names -->` stand."""
    return _MARK.sub(lambda mark: _read(f"{mark[1]}.html").strip(), _text(name)).replace(_SCRIPT, _script())


def _script() -> str:
    return f"<script>\n{look.answering(_text('answer.js')).strip()}\n</script>"


def _text(name: str) -> str:
    return files("mmcards.writers.anki").joinpath(name).read_text("utf-8")
