"""Blocks of any kind in each other, in any script, stand whole in their places, in every layout."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, assert_never
from unicodedata import normalize

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from mmcards.markup import escape, parse
from mmcards.model import (
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Formula,
    Link,
    List,
    Note,
    Option,
    Options,
    Paragraph,
    Plain,
    Quote,
    Response,
    Span,
    Spans,
    Strong,
    Struck,
    Table,
    Text,
    spans_of,
    texts,
)
from mmcards.writers.formulas import outlines
from mmcards.writers.pdf import directions
from mmcards.writers.pdf.layouts import LAYOUTS
from mmcards.writers.pdf.layouts.columns import Columns
from mmcards.writers.pdf.layouts.places import Area
from mmcards.writers.pdf.objects import uri
from mmcards.writers.pdf.typefaces import UNSEEN
from tests.writers.pdf.conftest import BLACK, Box, make_deck, make_note, make_printing
from tests.writers.pdf.test_any_text import AIR, TYPEFACES, compatible, made

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Page, Print, Run

ADDRESS: Final = "https://example.org/(a)?b=c&d"

# --- any blocks ---

FORMULAS: Final = st.recursive(
    st.sampled_from(("x", "1", r"\alpha", "+", "=", r"\text{if }", r"\nothing", "{", r"\sum_{i=1}^n", r"\left(")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=12).map("".join),
        st.builds(r"\frac{{{}}}{{{}}}".format, inner, inner),
        st.builds(r"\sqrt{{{}}}".format, inner),
        st.builds("{{{}}}^{{{}}}".format, inner, inner),
        st.builds(r"\begin{{matrix}}{0}&{0}\\{0}&{1}\end{{matrix}}".format, inner, inner),
    ),
    max_leaves=8,
)
"""Formulas of which some are broken."""

SEEDS: Final = st.integers(0, 10**6)
WORDS: Final = SEEDS.map(lambda seed: made(1, seed))  # drawing each letter would take longer than all else
PLAIN: Final = st.builds(lambda count, seed: Plain(made(count, seed)), st.integers(1, 12), SEEDS)

SPANS: Final[st.SearchStrategy[Spans]] = st.lists(
    st.recursive(
        st.one_of(
            PLAIN,
            WORDS.map(Code),
            st.builds(Formula, FORMULAS, st.booleans()),
            st.just(Break()),
        ),
        lambda inner: st.one_of(
            *(st.lists(inner, min_size=1, max_size=3).map(tuple).map(kind) for kind in (Strong, Emphasis, Struck)),
            st.lists(inner, min_size=1, max_size=3).map(lambda spans: Link(ADDRESS, tuple(spans))),
        ),
        max_leaves=4,
    ),
    min_size=1,
    max_size=4,
).map(lambda spans: tuple(each for span in spans for each in (span, Plain(" "))))


def _table(columns: int) -> st.SearchStrategy[Block]:
    row = st.lists(st.one_of(st.just(()), SPANS), min_size=columns, max_size=columns).map(tuple)
    alignments = st.lists(st.sampled_from(("", "left", "center", "right")), min_size=columns, max_size=columns)
    return st.builds(Table, row, st.lists(row, min_size=1, max_size=5).map(tuple), alignments.map(tuple))


CODE: Final = st.builds(
    lambda lengths, seed, language: CodeBlock("\n".join(made(length, seed) for length in lengths), language),
    st.lists(st.integers(0, 14), max_size=8),
    SEEDS,
    st.sampled_from(("", "python", "diff", "c")),
)
BLOCKS: Final[st.SearchStrategy[Blocks]] = st.lists(
    st.recursive(
        st.one_of(SPANS.map(Paragraph), CODE, st.integers(1, 6).flatmap(_table)),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(tuple).map(Quote),
            st.builds(
                List,
                st.lists(st.lists(inner, min_size=1, max_size=2).map(tuple), min_size=1, max_size=4).map(tuple),
                st.one_of(st.none(), st.integers(0, 10**9)),
            ),
        ),
        max_leaves=5,
    ),
    min_size=1,
    max_size=4,
).map(tuple)


def said(blocks: Blocks) -> str:
    """What can be read of blocks: their texts, and the sources of formulas that cannot be drawn."""
    return "\n".join(_said(blocks))


def _said(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(spans):
                yield _line(spans)
            case List(items):
                yield from map(said, items)
            case CodeBlock(text):
                yield text
            case Table():
                yield from map(_line, block.cells)
            case Quote(inner):
                yield said(inner)
            case _:
                assert_never(block)


def _line(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    match span:
        case Plain(text) | Code(text):
            return text
        case Formula(source, display):
            return "" if is_drawn(source, display) else source
        case Strong(inner) | Emphasis(inner) | Struck(inner) | Link(_, inner):
            return _line(inner)
        case _:
            return " "


def is_drawn(source: str, display: bool) -> bool:
    try:
        outlines.drawn(source, display=display)
    except outlines.Undrawable:
        return False
    return True


WAYS: Final[list[dict[str, Any]]] = [
    {"layout": "fold"},
    {"layout": "fold", "page": "a7"},
    {"layout": "duplex", "page": "a6"},
    {"layout": "sheet", "card": "63x88mm"},
    {"layout": "list"},
    {"layout": "list", "page": "3x5"},
]


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(way=st.sampled_from(WAYS), asked=SPANS, answered=BLOCKS, chosen=st.booleans(), hint=st.booleans())
def test_any_blocks_stand_whole_in_their_places(
    printed: "Print", way: dict[str, Any], asked: Spans, answered: Blocks, chosen: bool, hint: bool
) -> None:
    response: Response = Text(answered)
    if chosen:
        response = Options((Option(answered), Option((Paragraph((Plain("x"),)),))), (0,))
    note = make_note("a", response=response, explanation="Why.")
    note = replace(note, prompt=(Paragraph(asked),), hint=answered if hint else ())
    assert_whole(printed, way, note, said((Paragraph(asked), *answered)))


def assert_whole(printed: "Print", way: dict[str, Any], note: Note, text: str) -> None:
    result = printed(make_deck(note), **way)
    places = LAYOUTS[way["layout"]](make_printing(**way), lambda _measure, _numbered: 1)
    if isinstance(places, Columns):
        areas, smallest = [places.body], places.rung.small
    else:
        areas = [places.front.moved(each).area for each in places.fronts]
        areas += [places.back.moved(each).area for each in places.backs]
        smallest = min(places.front.rungs[-1].small, places.back.rungs[-1].small)
    black = [[run for run in page.runs if run.grey == BLACK and run.text.strip("\0 ")] for page in result.pages]
    has_code = any(map(_has_code, texts(note)))
    for runs, page in zip(black, result.pages, strict=True):
        for run in runs:
            assert run.size >= smallest - 0.01, run
            assert run.size >= smallest - 0.01 or has_code, run
            assert any(within(run.box, area, AIR * run.size) for area in areas), run
        for shape in page.shapes:
            if shape.kind in ("outline", "ground"):
                assert any(within(shape, area, 1.0) for area in areas), shape
        assert_apart(page, runs)
    assert Counter(parted(text)) - Counter(parted("".join(run.text for runs in black for run in runs))) == Counter()


def parted(text: str) -> str:
    """The letters of a text that are seen, and their marks, which PDFium may put behind the letter that is next."""
    return normalize("NFD", "".join(compatible(text)))


def _has_code(blocks: Blocks) -> bool:
    """Whether there is a block of code in blocks."""
    for block in blocks:
        match block:
            case CodeBlock():
                return True
            case Quote(inner) if _has_code(inner):
                return True
            case List(items) if any(map(_has_code, items)):
                return True
    return False


def within(box: Box, area: Area, air: float) -> bool:
    return (
        area.left - air <= box.left
        and box.right <= area.left + area.width + air
        and area.bottom - air <= box.bottom
        and box.top <= area.bottom + area.height + air
    )


def assert_apart(page: "Page", runs: "Sequence[Run]") -> None:
    """No text and no sign of a formula stands on another."""
    boxes = [(run.box, 0.34 * run.size, run.text) for run in runs]
    boxes += [(shape, 2.5, "formula") for shape in page.shapes if shape.kind == "outline"]
    boxes.sort(key=lambda each: each[0].bottom)
    for place, (one, air, text) in enumerate(boxes):
        for other, more, another in boxes[place + 1 :]:
            if other.bottom >= one.top:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.top, other.top) - other.bottom
            beside = across <= max(air, more) or down <= max(air, more)
            assert beside or text == another == "formula", (text, another, across, down)


# --- any source ---

PIECES: Final = (
    *(
        "\n",
        "\n\n",
        " ",
        "- ",
        "1. ",
        "> ",
        "# ",
        "  ",
        "| a | b |\n|---|--:|\n| ",
        " | ",
        " |\n",
        "```",
        "```c\n",
        "\n```\n",
    ),
    *(
        "**",
        "*",
        "~~",
        "`",
        "$",
        "$$",
        "$x$",
        r"$\frac{a}{b}$",
        "\n$$\ny^2\n$$\n",
        r"\\",
        "[",
        "](https://a.example)",
        "![",
    ),
    *("a", "word", "https://b.example", "<b>", "javascript:x", "[c](javascript:y)", "שלום", "Ж", "{{c1::d}}", "5", "%"),
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@example(source="x", escaped=True)
@given(source=st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join), escaped=st.booleans())
def test_any_source_stands_whole_and_leads_where_its_author_says_and_nowhere_else(
    printed: "Print", source: str, escaped: bool
) -> None:
    blocks = parse(escape(source) if escaped else source)
    note = make_note("a", "What?", Text(blocks))
    assert_whole(printed, {"layout": "duplex", "page": "a5"}, note, said(blocks))
    expected = {
        uri(span.address)[1:-1] for span in spans_of(blocks) if isinstance(span, Link) and _line(span.spans).strip()
    }
    assert not (escaped and expected)
    result = printed(make_deck(note), layout="duplex", page="a5")
    found = set()
    for page in PdfReader(result.path).pages:
        assert not page.get("/AA")
        for each in page.get("/Annots", ()):
            annotation: Any = each.get_object()
            assert set(annotation["/A"]) == {"/S", "/URI"}
            found.add(str(annotation["/A"]["/URI"]))
    assert found >= expected
    assert found <= {span.address for span in spans_of(blocks) if isinstance(span, Link)}


def readable(text: str) -> str:
    """What of a text can be printed, and read back as it is: what no typeface has is told by name, or a mistake."""
    return "".join(each for each in text if not TYPEFACES.missing(each) and not UNSEEN.match(each))


LETTERS: Final = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Mn", "Mc", "Me"), max_codepoint=0x2FFF
)


@settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(text=st.text(st.one_of(st.characters(min_codepoint=32, max_codepoint=126), LETTERS), max_size=80).map(readable))
def test_any_text_that_is_escaped_is_printed_as_it_was_written(printed: "Print", text: str) -> None:
    blocks = parse(escape(text)) or parse("x")
    note = make_note("a", "What?", Text(blocks))
    result = printed(make_deck(note), layout="duplex")
    runs = [run for run in result.pages[1].runs if run.grey == BLACK]
    found = "".join(letter for run in runs for letter in compatible(run.text))
    wanted = "".join(compatible(said(blocks)))
    if directions.has_right_to_left(text):  # PDFium makes R of ®, and others of other signs, where it turns a line
        found, wanted = ("".join(sorted(filter(str.isalpha, each))) for each in (found, wanted))
    assert found == wanted
