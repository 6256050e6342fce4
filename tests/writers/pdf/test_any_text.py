"""Random texts of any script and length stand whole in their places, in every layout."""
# ruff: noqa: RUF001  # letters of other scripts look like Latin ones

import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from mmcards.markup import escape
from mmcards.paper import PAGES
from mmcards.writers.pdf.layouts import LAYOUTS
from mmcards.writers.pdf.layouts.columns import Columns
from mmcards.writers.pdf.layouts.places import Area
from mmcards.writers.pdf.typefaces import UNSEEN, Typefaces
from tests.writers.pdf.conftest import BLACK, make_deck, make_note, make_printing

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Print, Run

TYPEFACES: Final = Typefaces()
SCRIPTS: Final = tuple(
    letters.split(" ")
    for letters in (
        "a b c d e f g h A B C Ä É i j k l m n o p ﬁ . , ; - / \u00ad q̃ ọ́",
        "α β γ ὦ ἄ ᾧ",
        "а б в г ё й Ё а́",
        "ا ب ت ج س ة لا مُ سَّ عِ ؟ ،",
        "א ב ג ם שׁ בָ לֹ ? !",
        "क खि बी त्र क्ष श् र्क ।",
        "ก ข ที่ ผู้ น้ำ เ ไ",
        "ა ბ გ დ",
        "中 文 ， 漢 字 。 「 」",
        "か な カ ナ ー 、 。 っ",
        "한 국 어 의",
        "১ ক্ষ কো ব",
        "த மி ழ் கொ",
        "12 3.4 (5) [6] 50% ٣٤",
    )
    if not TYPEFACES.missing(letters)
)
BASELINE: Final = re.compile(rb" ([\d.]+) Tm")
BRACKETS: Final = str.maketrans(")]」}>", "([「{<")
"""Those among letters from right to left are drawn, and found, as their counterparts."""

AIR: Final = 0.45
"""How far marks on letters may reach beyond an area, in ems of its largest text: less than a margin."""


def made(count: int, seed: int) -> str:
    """So many words, of a script each."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(chance.choice(SCRIPTS), k=chance.randint(1, 9))) for _ in range(count))


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(layout="fold", page="a4", asked=0, answered=1, seed=1)
@example(layout="list", page="a4", asked=3, answered=1_500, seed=2)
@example(layout="duplex", page="a4", asked=0, answered=10_000, seed=3)
@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    page=st.sampled_from(sorted(PAGES)),
    asked=st.sampled_from((1, 2, 5, 20, 60)),
    answered=st.sampled_from((1, 3, 10, 40, 150, 400)),
    seed=st.integers(0, 10**6),
)
def test_any_text_stands_whole_in_its_place(
    printed: "Print", layout: str, page: str, asked: int, answered: int, seed: int
) -> None:
    question, answer = made(asked, seed), made(answered, seed + 1)
    note = make_note("a", escape(question), escape(answer))
    settings = {"layout": layout, "page": page, **({"card": "a7"} if layout == "sheet" else {})}
    if layout == "sheet" and page == "a7":
        return
    result = printed(make_deck(note), **settings)
    places = LAYOUTS[layout](make_printing(**settings), lambda _measure, _numbered: 1)
    black = [[run for run in page.runs if run.grey == BLACK and run.text.strip("\0 ")] for page in result.pages]
    areas, smallest, sides = [], 0.0, 1
    if isinstance(places, Columns):
        areas, smallest = [places.body], places.rung.small
    else:
        areas = [places.front.moved(each).area for each in places.fronts]
        areas += [places.back.moved(each).area for each in places.backs]
        smallest = min(places.front.rungs[-1].small, places.back.rungs[-1].small)
        sides = 2 if places.reverse else 1
    for runs, drawn in zip(black, PdfReader(result.path).pages, strict=True):
        assert all(run.size >= smallest - 0.01 for run in runs)
        assert [run for run in runs if not any(within(run, area) for area in areas)] == []
        contents = drawn.get_contents()
        assert contents is not None
        moved = BASELINE.findall(contents.get_data())
        for area in areas:
            assert_apart([run for run in runs if within(run, area)], {float(y) for y in moved})
    assert lost(question + answer, black) == Counter()
    units = len(result.pages) // sides
    if layout in ("fold", "duplex"):
        assert len(result.made.warnings) == (units > 1)
        assert all(f"it takes {units} on" in warning.message for warning in result.made.warnings)


def within(run: "Run", area: Area) -> bool:
    air = AIR * run.size
    return (
        area.left - air <= run.box.left
        and run.box.right <= area.left + area.width + air
        and area.bottom - air <= run.box.bottom
        and run.box.top <= area.bottom + area.height + air
    )


def assert_apart(runs: "list[Run]", baselines: set[float]) -> None:
    """Baselines are a line apart, but for marks that are raised above theirs."""
    heights = sorted({(run.y, run.size) for run in runs if run.y in baselines})
    for (low, size), (high, other) in pairwise(heights):
        assert high - low >= 1.15 * min(size, other)


def lost(text: str, pages: "list[list[Run]]") -> Counter[str]:
    """The letters that PDFium does not find."""
    found = Counter(letter for runs in pages for run in runs for letter in compatible(run.text))
    return Counter(compatible(text)) - found


def compatible(text: str) -> Iterator[str]:
    """The letters of a text that are seen, hyphens at the ends of lines among them, and brackets of either side."""
    shown = normalize("NFKC", UNSEEN.sub("", text).replace("\x02", "-").replace("\ufffe", "-"))
    return (each for each in shown.translate(BRACKETS) if not each.isspace())
