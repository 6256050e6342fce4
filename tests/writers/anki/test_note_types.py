"""The note type is what it was in the first release, and Anki accepts it."""

import hashlib
import json
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pytest
from anki.consts import MODEL_CLOZE

from mmcards.model import Cloze
from mmcards.writers.anki import note_types
from mmcards.writers.anki.note_types import CLOZE_FIELDS, FACES, FIELDS, MODIFIED, cloze_type, note_type

if TYPE_CHECKING:
    from mmcards.model import Deck
    from tests.writers.anki.conftest import Learner, MakeDeck, MakeNote

KINDS: Final = (note_type(), cloze_type())
STYLE: Final = note_type().css


def test_anki_accepts_the_fields_and_the_templates(learner: "Learner", both: "Deck") -> None:
    learner.receive(both)
    models = learner.collection.models
    for name in FROZEN:
        known = models.by_name(name)
        assert known
        assert known["mod"] == MODIFIED
        models.update_dict(known)  # it raises what Anki does not say while it imports


FROZEN: Final = {
    "mmcards": {
        "id": 1936389378,
        "cloze": False,
        "sort field": 1,
        "fields": [
            ("Id", 7348033252700851838),
            ("Question", 4851397104369466382),
            ("Answer", 6078770122321449564),
            ("Context", 3092463715120058052),
            ("Options", 3431709094286065917),
            ("Correct", 5207262355599731911),
            ("Mode", 2092609268926889112),
            ("Hint", 7859239822180603165),
            ("Explanation", 1360341603011761462),
            ("Typed", 1306009529256786322),
            ("Typed Back", 4147284963942370220),
            ("Reverse", 3511587709654613967),
            ("Reverse Question", 3238146098036659101),
            ("Label", 4102991262703639262),
            ("Section", 7293987184664735471),
            ("Source", 6446438836036818220),
            ("Attributes", 1900876862761123895),
            ("Style", 4929701501954204534),
            ("Reserve 1", 1065728751436525202),
            ("Reserve 2", 9126274733308191963),
            ("Reserve 3", 6331327318622031168),
            ("Reserve 4", 3008335143711263443),
            ("Reserve 5", 503208336705985149),
            ("Reserve 6", 5007081845896158711),
        ],
        "templates": [
            ("Forward", 8645596490328219502),
            ("Reverse", 1730236053904820400),
            ("Extra", 897087952628487082),
        ],
    },
    "mmcards cloze": {
        "id": 1335378101,
        "cloze": True,
        "sort field": 1,
        "fields": [
            ("Id", 5529353826709729302),
            ("Text", 5289504956450734521),
            ("Hint", 5185943249718376873),
            ("Explanation", 1425109673415961600),
            ("Typed", 6846699383638585772),
            ("Label", 3499906564620395342),
            ("Section", 8138812825479522596),
            ("Source", 1385977256707241449),
            ("Attributes", 6458132473071359734),
            ("Style", 7758930745961308908),
            ("Reserve 1", 1416591843664623113),
            ("Reserve 2", 7054269512419985277),
            ("Reserve 3", 3952305099583861311),
            ("Reserve 4", 8206792666827826419),
            ("Reserve 5", 9079532886558964263),
            ("Reserve 6", 6370955242825049405),
        ],
        "templates": [("Cloze", 1435538913439441784)],
    },
}
"""What Anki compares, as of the first release: no number, no order and no count of these changes, nor the name of a
field in use.

Where they differ from what a learner has, Anki takes the type for another one: a second "mmcards+" appears, and no
note is updated any more. To add a field, use the first reserve: give it its name, in the table of the package and here,
leave its id and its place, and raise MODIFIED. A further card is the template "Extra", which "Reserve 6" wakes.
"""


@pytest.fixture
def both(note: "MakeNote", deck: "MakeDeck") -> "Deck":
    """A deck of both note types."""
    return deck(note("a"), note("gap", "Made of {{c1::this}}.", Cloze((1,))))


def test_what_anki_compares_is_frozen(learner: "Learner", both: "Deck") -> None:
    """As it stands in a collection that received a package, so that nothing on the way can change it."""
    learner.receive(both)
    received = [learner.collection.models.by_name(name) for name in FROZEN]
    assert {
        kind["name"]: {
            "id": kind["id"],
            "cloze": kind["type"] == MODEL_CLOZE,
            "sort field": kind["sortf"],
            "fields": [(field["name"], field["id"]) for field in kind["flds"]],
            "templates": [(template["name"], template["id"]) for template in kind["tmpls"]],
        }
        for kind in received
        if kind
    } == FROZEN


def test_a_reserve_becomes_a_field_of_the_same_type(
    learner: "Learner", deck: "MakeDeck", note: "MakeNote", monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.receive(deck(note("a")))
    made = note_type()
    renamed = [{**each, "name": each["name"].replace("Reserve 1", "Picture")} for each in made.fields]
    monkeypatch.setattr(made, "fields", renamed)
    monkeypatch.setattr(note_types, "MODIFIED", MODIFIED + 1)
    log = learner.receive(deck(note("a"), note("b"), modified=1_790_000_001))
    assert (len(log.new), len(log.updated)) == (1, 1)
    assert [kind.name for kind in learner.collection.models.all_names_and_ids() if "mmcards" in kind.name] == [
        "mmcards"
    ]
    assert learner.note("a").keys() == [field["name"] for field in renamed]


def test_ids_are_distinct_and_fit_into_64_bits() -> None:
    templates = (template["id"] for kind in KINDS for template in kind.templates)
    ids = [*FIELDS.values(), *CLOZE_FIELDS.values(), *templates]
    assert len(set(ids)) == len(ids)
    assert all(0 < identity < 1 << 63 for identity in ids)


def test_the_types_are_the_same_whatever_deck_they_come_with_and_whenever() -> None:
    for kind in KINDS:
        assert json.dumps(kind.to_json(1, 2)) == json.dumps(kind.to_json(3, 4))


def test_every_part_is_in_its_place_in_the_templates() -> None:
    for kind in KINDS:
        for side in sides(kind):
            assert "<!--" not in side
            assert side.count("<script>") <= 1
        assert '<footer class="about"' in kind.templates[0]["qfmt"]
        assert '<details class="hint">' in kind.templates[0]["qfmt"]
        assert "<script>" in kind.templates[0]["qfmt"]


def test_anki_finds_nothing_to_do_in_the_script() -> None:
    """Neither a field of a template, nor LaTeX, nor a sound; and MathJax, which would be loaded for each card."""
    (script,) = {
        part for kind in KINDS for side in sides(kind) for part in re.findall(r"<script>.*?</script>", side, re.S)
    }
    assert not re.search(r"\{\{|\}\}|\\[(\[]|\[sound:|\[anki:|\[\[type:|\[latex\]|\[\$", script)


INKS = ("ink", "quiet", "chosen", "right", "wrong", "keyword", "name", "string", "number")


def test_colours_can_be_told_by_day_and_by_night() -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11: a contrast of 4.5 for text, on the paper and on its tint, and of 3 for edges."""
    day, night = (
        dict(re.findall(r"--(\w+): (#\w{6});", rule)) for rule in re.findall(r"\{[^{}]*--paper:[^}]*\}", STYLE)
    )
    for colours in (day, night):
        assert colours.keys() == {"paper", "sheet", "tint", "line", "edge", *INKS}
        for ink in INKS:
            for paper in ("paper", "tint"):
                assert contrast(colours[ink], colours[paper]) >= 4.5
        assert contrast(colours["edge"], colours["paper"]) >= 3


def test_the_style_takes_every_colour_of_text_and_edges_from_its_variables() -> None:
    rules = re.sub(r"--\w+: #\w{6};", "", STYLE)
    assert set(re.findall(r"var\(--(\w+)\)", rules)) == {"paper", "sheet", "tint", "line", "edge", *INKS}
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", rules)


def sides(kind: Any) -> Iterator[str]:
    for template in kind.templates:
        yield from (template["qfmt"], template["afmt"])


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_templates_style_and_script_are_those_of_their_time() -> None:
    """If this fails, raise MODIFIED to now and write down FACES: else learners keep the faces that they have."""
    faces = [
        [each.css, *(template[side] for template in each.templates for side in ("name", "qfmt", "afmt"))]
        for each in (note_type(), cloze_type())
    ]
    assert hashlib.sha256(json.dumps(faces).encode()).hexdigest()[:16] == FACES
    assert time.time() > MODIFIED, "a time in the future would take the place of what learners did to the note types"
