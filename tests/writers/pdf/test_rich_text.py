"""Rich text in every layout: it is black, and stands in its place; one clicks where a link is; readers see no fault."""

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image
from pypdf import PdfReader

from mmcards.markup import parse
from mmcards.model import Cloze, Deck, Link, Option, Options, plain_spans, spans_of, texts
from mmcards.paper import LAYOUTS
from tests.sample.read import sample
from tests.writers.pdf.conftest import BLACK, Box, make_deck, make_note, make_options

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Page, Print, PrintCard, Printed

SMALL: Final = 97
"""The grey of small print: 0.38 of 255."""

FORMULA: Final = r"\frac{a}{b}"
LONG: Final = "+".join(f"x_{{{number}}}" for number in range(30))


@pytest.fixture(scope="module")
def deck() -> Deck:
    return sample()


WAYS: Final[list[dict[str, Any]]] = [
    *({"layout": layout} for layout in LAYOUTS),
    {"layout": "duplex", "page": "a5", "flip": "short", "back_offset": "2,-1.5"},
    {"layout": "duplex", "landscape": True, "flip": "long", "back_offset": "-1,3"},
    {"layout": "sheet", "card": "63x88mm", "flip": "short", "back_offset": "1,2"},
    {"layout": "list", "page": "a6"},
    {"layout": "fold", "page": "a7"},
]


def named(way: dict[str, Any]) -> str:
    return " ".join(map(str, way.values()))


@pytest.mark.parametrize("way", WAYS[:4], ids=named)
def test_the_text_of_the_sample_is_black_and_small_print_grey(
    deck: Deck, printed: "Print", way: dict[str, Any]
) -> None:
    for page in printed(deck, **way).pages:
        assert {run.grey for run in page.runs} <= {BLACK, SMALL}
        assert {shape.kind for shape in page.shapes} <= {
            "line", "dashed", "dotted", "disc", "box", "tick", "ground", "outline",
        }  # fmt: skip


# --- links ---


def links(result: "Printed") -> list[tuple[int, str, Box]]:
    """The page, the address and the place of each."""
    found = []
    for place, page in enumerate(PdfReader(result.path).pages):
        for each in page.get("/Annots", ()):
            note: Any = each.get_object()
            assert (note["/Type"], note["/Subtype"], note["/A"]["/S"]) == ("/Annot", "/Link", "/URI")
            assert set(note["/A"]) == {"/S", "/URI"}
            assert (note["/F"], list(note["/Border"])) == (4, [0, 0, 0])
            assert note["/Contents"] == note["/A"]["/URI"]
            found.append((place, str(note["/A"]["/URI"]), Box(*map(float, note["/Rect"]))))
    return found


def inside(page: "Page", area: Box) -> str:
    """The letters whose middle stands in an area, in the order of the alphabet."""
    kept = [
        letter
        for letter, box in page.letters
        if not letter.isspace()
        and area.left < (box.left + box.right) / 2 < area.right
        and area.bottom < (box.bottom + box.top) / 2 < area.top
    ]
    return "".join(sorted(kept))


WITH_LINKS: Final = (
    ("a", "See [first](https://one.example)?", "At [second page](https://two.example) it is."),
    ("b", "- x\n- [third](https://three.example)", "| a | b |\n|---|--:|\n| c | [fourth](https://four.example) |"),
    (
        "c",
        "מה [חמישי](https://five.example)?",
        "> [sixth](mailto:six@example.org) and\n> [*seventh* `one`](https://seven.example/?a=(b)&c)",
    ),
)


@pytest.mark.parametrize("way", WAYS, ids=named)
def test_one_clicks_on_the_words_of_a_link_wherever_its_card_stands(printed: "Print", way: dict[str, Any]) -> None:
    notes = [make_note(*each) for each in WITH_LINKS]
    result = printed(make_deck(*notes), **way)
    expected: Counter[tuple[str, str]] = Counter()
    for note in notes:
        for block in texts(note):
            for span in spans_of(block):
                if isinstance(span, Link):
                    expected[span.address, "".join(sorted("".join(plain_spans(span.spans).split())))] += 1
    found = Counter((address, inside(result.pages[page], area)) for page, address, area in links(result))
    assert found == expected


def test_a_link_on_several_lines_is_clicked_on_each_of_them(card: "PrintCard", printed: "Print") -> None:
    words = [f"word{number}" for number in range(60)]
    result = printed(make_deck(make_note("a", "What?", f"Before [{' '.join(words)}](https://a.example) after.")))
    found = links(result)
    assert len(found) > 3
    assert Counter("".join(inside(result.pages[0], area) for _, _, area in found)) == Counter("".join(words))


def test_a_question_that_is_repeated_can_be_clicked_on_again(printed: "Print") -> None:
    result = printed(make_deck(make_note("a", "[What](https://a.example)?", "word " * 2000)))
    assert len(result.pages) > 1
    assert [page for page, *_ in links(result)] == [*range(len(result.pages))]


def test_text_with_addresses_and_scripts_in_it_leads_nowhere(printed: "Print") -> None:
    said = "https://a.example javascript:alert(1) <https://b.example> [c](javascript:x) [d](file:///e) `[f](https://g.example)`"
    result = printed(make_deck(make_note("a", said, f"```\n{said}\n```")))
    assert links(result) == []
    assert b"/JavaScript" not in result.path.read_bytes()


# --- formulas ---


def outlined(page: "Page", low: float, high: float) -> list[Box]:
    return [shape for shape in page.shapes if shape.kind == "outline" and low < shape.bottom and shape.top < high]


HOLDERS: Final = (
    ("", ""),
    ("- one\n- ", ""),
    ("1. ", "\n2. other"),
    ("> ", "\n> more"),
    ("| a | b |\n|---|---|\n| c | ", " |"),
)


@pytest.mark.parametrize(
    "way", [{"layout": "fold"}, {"layout": "list"}, {"layout": "sheet", "card": "63x88mm"}], ids=named
)
def test_a_formula_is_drawn_in_whatever_holds_it(printed: "Print", way: dict[str, Any]) -> None:
    formulas = (f"${FORMULA}$", f"$${FORMULA}$$")
    texts = [f"{before}{formula}{behind}" for before, behind in HOLDERS for formula in formulas]
    notes = [make_note(f"n{number}", "What?", text) for number, text in enumerate(texts)]
    pages = printed(make_deck(*notes), **way).pages
    counts = [len([shape for shape in page.shapes if shape.kind == "outline"]) for page in pages]
    assert sum(counts) == 3 * len(notes)  # two letters and a line each
    if way["layout"] == "fold":
        assert counts == [3] * len(notes)


def test_a_formula_is_drawn_in_an_option_and_on_both_sides_of_a_cloze(printed: "Print") -> None:
    asked = make_note("a", "Which?", Options((Option(parse(f"$${FORMULA}$$")), Option(parse("$x$"))), (0,)))
    blank = make_note("b", f"It is {{{{c1::${FORMULA}$}}}} and ${FORMULA}$.", Cloze((1,)))
    first, second = printed(make_deck(asked, blank)).pages
    middle = first.height / 2
    assert len(outlined(first, middle, first.height)) == 4
    assert len(outlined(first, 0, middle)) == 3
    assert len(outlined(second, middle, second.height)) == 3  # the blank is asked for
    assert len(outlined(second, 0, middle)) == 6


@pytest.mark.parametrize("way", WAYS, ids=named)
def test_a_wide_formula_stands_within_the_paper(printed: "Print", way: dict[str, Any]) -> None:
    notes = [
        make_note(f"n{place}", "What?", text)
        for place, text in enumerate((f"${LONG}$", f"$${LONG}$$", f"a ${LONG}$ b"))
    ]
    for page in printed(make_deck(*notes), **way).pages:
        for shape in page.shapes:
            if shape.kind == "outline":
                assert 15 < shape.left < shape.right < page.width - 15


def test_a_formula_that_cannot_be_drawn_is_printed_as_its_source_with_a_warning(printed: "Print") -> None:
    result = printed(make_deck(make_note("a", "What?", r"It is $\nothing{x}$.")))
    assert "It is \\nothing{x}." in " ".join(result.pages[0].rows)
    assert ["is printed as its source" in warning.message for warning in result.made.warnings] == [True]


# --- what readers of PDFs say ---


CHECKS: Final = {
    "qpdf": ["--check"],
    "mutool": ["draw", "-q", "-I", "-F", "stext", "-o", os.devnull],
    "gs": ["-q", "-dBATCH", "-dNOPAUSE", "-r20", "-sDEVICE=nullpage"],
}
"""Programs, and how to have them read a whole file."""

HARMLESS: Final = (
    "No syntax or stream encoding errors",
    "errors that qpdf cannot detect",
    "ICC support is not available",
)
"""What they say of any file."""


@pytest.mark.parametrize("program", CHECKS)
def test_other_readers_find_no_fault_with_the_sample(deck: Deck, printed: "Print", program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not here")
    for layout in LAYOUTS if program != "gs" else ("duplex",):  # which takes a second for each
        command = [program, *CHECKS[program], str(printed(deck, layout=layout).path)]
        run = subprocess.run(command, capture_output=True, text=True)
        said = [line for line in (run.stdout + run.stderr).splitlines() if not any(each in line for each in HARMLESS)]
        assert run.returncode == 0, said
        assert [line for line in said if "error" in line.lower() or "warning" in line.lower()] == []


def test_a_picture_in_a_table_and_in_a_quote_is_in_the_file(printed: "Print", tmp_path: Path) -> None:
    Image.new("RGB", (40, 20), (200, 30, 30)).save(tmp_path / "a.png")
    picture = f"![x]({tmp_path / 'a.png'}){{width=50%}}"
    pages = printed(make_deck(make_note("a", "What?", f"| a |\n|---|\n| {picture} |\n\n> {picture}\n> more"))).pages
    assert [image.pixels.size for image in pages[0].images] == [(40, 20), (40, 20)]


def test_options_of_code_and_tables_stand_beside_their_boxes(printed: "Print") -> None:
    options = make_options("```\ncode\n```", "| a | b |\n|---|---|\n| 1 | 2 |", "> one\n> two", fixed=True)
    (page,) = printed(make_deck(make_note("a", "Which?", options))).pages
    boxes = [shape for shape in page.shapes if shape.kind == "box"]
    assert len(boxes) == 3
    for text, box in zip(("code", "a", "one"), sorted(boxes, key=lambda box: -box.top), strict=True):
        found = next(run for run in page.runs if run.text.strip() == text and run.y > page.height / 2)
        assert found.x > box.right
        assert abs((box.bottom + box.top) / 2 - found.y) < found.size
