"""The cards of a long deck are drawn in gatherings, by several processes: what comes out does not depend on how."""

import hashlib
import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mmcards.errors import CardsError, Mistakes
from mmcards.markup import parse
from mmcards.model import Deck, Text
from mmcards.workers import processes
from mmcards.writers import Settings
from mmcards.writers.pdf import document
from mmcards.writers.pdf.compositor import Compositor
from tests.writers.pdf.conftest import make_deck, make_note, make_options, make_printing
from tests.writers.pdf.scripts import TEXTS
from tests.writers.pdf.test_structure import parents_in, tagged

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Print

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">
<rect width="90" height="40" fill="#ccc"/><text x="5" y="20">Straße</text></svg>"""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gatherings of three cards."""
    monkeypatch.setattr(document, "_TOGETHER", 3)
    monkeypatch.setattr(document, "_MORE", 2)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    """Sections that begin, end and go on within gatherings, exercises, every script, links, formulas and pictures."""
    drawing = tmp_path_factory.mktemp("pictures") / "drawing.svg"
    drawing.write_text(SVG)
    long = "Words " * 1500
    scripts = [
        make_note(f"script-{place}", f"What is {text}?", f"{text}\n\n- {text[::-1]}", section="Scripts")
        for place, text in enumerate(text for name, text in TEXTS.items() if not name.endswith("points"))
    ]
    exercise = [
        make_note(f"item-{place}", f"Item {place}", make_options("x1", "y2"), context="The whole", section="Both")
        for place in range(5)
    ]
    return make_deck(
        make_note("first", "[One](https://a.example)?", f"![a drawing]({drawing}){{width=50%}}"),
        *exercise,
        *scripts,
        make_note("long", "Long?", long, section="Scripts"),
        make_note("formula", "What is $x^2$?", Text(parse("$$\\sum_i x_i$$"), rehearse=True)),
        make_note("link", "[Two](https://b.example)?", f"![a drawing]({drawing}) and [three](https://c.example)"),
        make_note("last", "¹ Ⅷ Ω Ω µ μ ﬁ?", "q̃ Ω µ", section="The end"),
    )


def drawn(deck: Deck, target: Path, processes: int, **printing: Any) -> bytes:
    document.write((deck,), target, Settings(make_printing(**printing), processes=processes), lambda _: None)
    return target.read_bytes()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "printing", [{}, {"layout": "duplex", "order": "fronts-then-backs"}, {"shuffle": "7"}, {"only": ("Scripts",)}]
)
def test_the_bytes_are_the_same_however_many_processes_draw(
    deck: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printing: dict[str, Any]
) -> None:
    alone = drawn(deck, tmp_path / "1.pdf", 1, **printing)
    assert hashlib.sha256(drawn(deck, tmp_path / "2.pdf", 2, **printing)).digest() == hashlib.sha256(alone).digest()
    assert drawn(deck, tmp_path / "4.pdf", 4, **printing) == alone
    if not printing:
        monkeypatch.setattr(processes, "method", lambda: "spawn")
        assert drawn(deck, tmp_path / "spawn.pdf", 2) == alone


@pytest.mark.parametrize("layout", ["fold", "duplex"])
def test_a_reader_finds_the_same_in_one_gathering_and_in_many(
    deck: Deck, printed: "Print", monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    whole = printed(deck, layout=layout)
    monkeypatch.setattr(document, "_TOGETHER", 3)
    parted = printed(deck, layout=layout)
    assert [page.rows for page in parted.pages] == [page.rows for page in whole.pages]
    assert [page.shapes for page in parted.pages] == [page.shapes for page in whole.pages]
    assert (parted.bookmarks, parted.labels, parted.made) == (whole.bookmarks, whole.labels, whole.made)
    left, right = tagged(whole), tagged(parted)
    assert right.document.shape == left.document.shape
    assert [each.said for each in right.document.below()] == [each.said for each in left.document.below()]
    assert right.said == left.said
    tree: Any = right.reader.root_object["/StructTreeRoot"]
    back = {
        (place, number): parent.idnum
        for place, page in enumerate(right.reader.pages)
        for number, parent in enumerate(parents_in(tree)[int(str(page["/StructParents"]))].get_object())
    }
    assert back == {
        kid: each.reference for each in right.document.below() for kid in each.kids if isinstance(kid, tuple)
    }


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("processes", [1, 3])
def test_mistakes_and_warnings_of_all_are_told_once_and_in_order(
    printed: "Print", tmp_path: Path, processes: int
) -> None:
    wrong = [make_note(f"n{'x' * place}", "What is \ue000?" if place % 2 else "What?") for place in range(12)]
    with pytest.raises(Mistakes) as raised:
        drawn(make_deck(*wrong), tmp_path / "x.pdf", processes)
    assert [each.place.line for each in raised.value.problems] == [
        1 + len(f"n{'x' * place}") for place in range(1, 12, 2)
    ]
    signs = make_deck(*(make_note(f"n{'x' * place}", "What is \U0001f9ff?") for place in range(12)))
    made = document.write((signs,), tmp_path / "y.pdf", Settings(processes=processes), lambda _: None)
    assert [each.place.line for each in made.warnings] == [2 + place for place in range(12)]


@pytest.mark.usefixtures("small")
def test_each_card_of_an_exercise_is_set_once_by_a_process(
    deck: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[str] = []

    def parted(self: Compositor, numbered: Any, front: Any) -> Any:
        met.append(numbered.card.note.id)
        return whole(self, numbered, front)

    whole = Compositor._parted
    monkeypatch.setattr(Compositor, "_parted", parted)
    drawn(deck, tmp_path / "x.pdf", 1, shuffle="7")
    assert sorted(met) == sorted(note.id for note in deck.notes)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("layout", ["fold", "list"])
def test_progress_rises_to_all_notes(deck: Deck, tmp_path: Path, layout: str, processes: int) -> None:
    told: list[int] = []
    settings = Settings(make_printing(layout=layout), processes=processes)
    deck = replace(deck, notes=(*deck.notes, *(make_note(f"more-{number}") for number in range(70))))
    document.write((deck,), tmp_path / "x.pdf", settings, told.append)
    assert told == sorted(told)
    assert told[-1] == len(deck.notes)


@pytest.mark.usefixtures("small")
@pytest.mark.skipif(processes.method() != "fork", reason="what is put in its place here is not known elsewhere")
def test_a_process_that_dies_is_told(deck: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()

    def draw(*given: object) -> object:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*given)

    whole: Any = Compositor.draw
    monkeypatch.setattr(Compositor, "draw", draw)
    with pytest.raises(CardsError, match=r"ended by itself \(SIGKILL: is there enough memory\?\)"):
        drawn(deck, tmp_path / "x.pdf", 2)
    assert multiprocessing.active_children() == []
