"""The note type is what it was in the first release, and Anki accepts it."""

import json
import re
from typing import TYPE_CHECKING

import pytest

from mmcards.writers.anki import note_types
from mmcards.writers.anki.note_types import FIELDS, MODIFIED, note_type

if TYPE_CHECKING:
    from tests.writers.anki.conftest import Learner, MakeDeck, MakeNote


def test_anki_accepts_the_fields_and_the_templates(learner: "Learner", deck: "MakeDeck", note: "MakeNote") -> None:
    learner.receive(deck(note("a")))
    models = learner.collection.models
    known = models.by_name("mmcards")
    assert known
    models.update_dict(known)  # it raises what Anki does not say while it imports
    assert [(field["name"], field["id"]) for field in known["flds"]] == list(FIELDS.items())
    assert [template["name"] for template in known["tmpls"]] == ["Forward", "Reverse", "Extra"]
    assert (known["sortf"], known["mod"]) == (1, MODIFIED)


def test_what_anki_compares_is_frozen() -> None:
    """Frozen from the first release: no number, no order and no count of these changes, nor the name of one in use.

    Where they differ from what a learner has, Anki takes the type for another one: a second "mmcards+" appears, and no
    note is updated any more. To add a field, use the first reserve: give it its name, in FIELDS and here, leave its id
    and its place, and raise MODIFIED. A further card is the template "Extra", which "Reserve 6" wakes.
    """
    made = note_type()
    assert (made.model_id, made.name, made.sort_field_index) == (1936389378, "mmcards", 1)
    assert [(field["name"], field["id"]) for field in made.fields] == [
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
    ]
    assert [(template["name"], template["id"]) for template in made.templates] == [
        ("Forward", 8645596490328219502),
        ("Reverse", 1730236053904820400),
        ("Extra", 897087952628487082),
    ]


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
    ids = [*FIELDS.values(), *(template["id"] for template in note_type().templates)]
    assert len(set(ids)) == len(ids)
    assert all(0 < identity < 1 << 63 for identity in ids)


def test_the_type_is_the_same_whatever_deck_it_comes_with_and_whenever() -> None:
    assert json.dumps(note_type().to_json(1, 2)) == json.dumps(note_type().to_json(3, 4))


def test_nothing_on_the_cards_needs_a_script() -> None:
    for template in note_type().templates:
        assert "<script" not in template["qfmt"] + template["afmt"]
        assert "<!-- about -->" not in template["qfmt"] + template["afmt"]


def test_small_print_can_be_read_by_day_and_by_night() -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 at least, on the paper and on its tint."""
    day, night = re.findall(r"\{([^}]*--paper[^}]*)\}", note_type().css)
    for rule in (day, night):
        colours = dict(re.findall(r"--(\w+): (#\w{6});", rule))
        for ink in ("ink", "quiet", "right"):
            for paper in ("paper", "tint"):
                assert contrast(colours[ink], colours[paper]) >= 4.5


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
