"""The note type is what it was in the first release, and Anki accepts it."""

import json
import re
from typing import TYPE_CHECKING

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
