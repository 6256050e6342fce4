"""What was built without a mistake has no difference: random decks of all kinds, in every format, layout and order."""

from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from mmcards.kinds import KINDS
from mmcards.reader.decks import read
from mmcards.starter import start
from mmcards.verify import Built, verify
from mmcards.writers import FORMATS, Settings, writer
from mmcards.writers.pdf.typefaces import Typefaces
from tests.verify.conftest import make_printing
from tests.verify.decks import SAMPLE, deck

WAYS: Final[list[dict[str, Any]]] = [
    {"layout": "fold"},
    {"layout": "fold", "page": "a7", "landscape": True},
    {"layout": "fold", "page": "a6", "punch": "left", "shuffle": "seed"},
    {"layout": "duplex", "page": "a6", "flip": "short"},
    {"layout": "duplex", "page": "3x5", "flip": "long", "order": "fronts-then-backs-reversed"},
    {"layout": "sheet", "card": "63x88mm", "order": "fronts-then-backs"},
    {"layout": "sheet", "card": "a7", "back_offset": "3,-2", "flip": "short"},
    {"layout": "sheet", "flip": "long", "landscape": True},
    {"layout": "list"},
    {"layout": "list", "page": "3x5", "shuffle": "seed"},
]
LESSON: Final = Path(__file__).parent.parent.parent / "cards" / "multimodal-agents"
TYPEFACES: Final = Typefaces()


def is_printable(text: str) -> bool:
    """Whether a typeface at hand has all letters of a text."""
    return not TYPEFACES.missing(text)


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**6), way=st.sampled_from(WAYS), ending=st.sampled_from(list(FORMATS)))
@example(seed=163, way=WAYS[7], ending="pdf")
@example(seed=473501, way=WAYS[7], ending="pdf")
@example(seed=5, way=WAYS[0], ending="apkg")
def test_any_deck_is_as_its_source(tmp_path: Path, seed: int, way: dict[str, Any], ending: str) -> None:
    made, printing = deck(seed, 3, tmp_path, is_printable), make_printing(**way)
    target = tmp_path / f"random.{ending}"
    target.unlink(missing_ok=True)
    writer(FORMATS[ending])((made,), target, Settings(printing), lambda _done: None)
    assert verify(Built(target, target.name, ending, (made,), (printing,))).differences == ()


@pytest.mark.parametrize("folder", [SAMPLE, LESSON, None], ids=["sample", "lesson", "starter"])
@pytest.mark.parametrize("ending", FORMATS)
def test_real_decks_are_as_their_sources(tmp_path: Path, folder: Path | None, ending: str) -> None:
    if folder is None:
        folder = tmp_path / "starter"
        start(folder)
    (made,), _ = read([folder], KINDS)
    target = tmp_path / f"{made.id}.{ending}"
    writer(FORMATS[ending])((made,), target, Settings(), lambda _done: None)
    found = verify(Built(target, target.name, ending, (made,), (made.printing,)))
    assert found.differences == ()
    assert found.compared["cards"] >= len(made.notes)


def test_a_bundle_is_as_its_sources(tmp_path: Path) -> None:
    decks = tuple(made for folder in (SAMPLE, LESSON) for made in read([folder], KINDS)[0])
    target = tmp_path / "course.apkg"
    writer(FORMATS["apkg"])(decks, target, Settings(), lambda _done: None)
    found = verify(Built(target, target.name, "apkg", decks, tuple(made.printing for made in decks)))
    assert found.differences == ()
    assert found.compared["notes"] == sum(len(made.notes) for made in decks)
