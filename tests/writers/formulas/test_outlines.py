"""Formulas as outlines: their sizes, where their ink is, and what is refused."""

import re
import subprocess
import sys
from io import BytesIO
from time import perf_counter
from typing import Final

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from mmcards.writers.formulas import outlines, tables
from mmcards.writers.formulas.outlines import Drawn, Undrawable, drawn

NUMBER: Final = r"-?\d+"
OPERATOR: Final = rf"(?:{NUMBER} {NUMBER} [ml]|(?:{NUMBER} ){{6}}c|f)\n"
PATHS: Final = re.compile(f"(?:{OPERATOR})*")
SIZE: Final = 50
"""Points, and pixels, to an em."""

PIECES: Final = (
    *"{}^_&$#~%'\"()[]|<>+-=*/.,;:!ab12 \n",
    *("{a}", "{b}", "x^2", "\\\\", "\\left(", "\\right)", "\\middle|", "\\begin{matrix}", "\\end{matrix}", "\\limits"),
    *(
        "\\begin{aligned}",
        "\\end{aligned}",
        "\\begin{array}{c}",
        "\\end{array}",
        "\\hline",
        "\\nothing",
        "\\",
        "é",
        "中",
    ),
    *(f"\\{name}" for name in (*tables.FRACTIONS, *tables.ACCENTS, *tables.STRETCHED, *tables.BRACES)),
    *(f"\\{name}" for name in (*tables.ALPHABETS, *tables.TEXTS, *tables.STYLES, *tables.STRUCK)),
    *(f"\\{name}" for name in (*tables.LIMITED, *tables.INTEGRALS, *tables.FUNCTIONS, "sqrt", "not")),
)


def image(formula: Drawn, margin: int = 10) -> Image.Image:
    """A formula in grey, one pixel to a point, with a margin around its box."""
    width, height = formula.width * SIZE, (formula.ascent + formula.descent) * SIZE
    content = BytesIO()
    canvas = Canvas(content, pagesize=(width + 2 * margin, height + 2 * margin))
    scale = SIZE / 1000
    canvas.addLiteral(f"q {scale} 0 0 {scale} {margin} {margin + formula.descent * SIZE} cm {formula.operators} Q")
    canvas.save()
    document = pypdfium2.PdfDocument(content.getvalue())
    try:
        seen: Image.Image = document[0].render(scale=1).to_pil().convert("L")
        return seen
    finally:
        document.close()


def ink(formula: Drawn) -> tuple[int, int, int, int]:
    """The left, upper, right and lower edges of what is seen, in pixels from the upper left corner of the box."""
    found = image(formula).point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert found is not None
    return found[0] - 10, found[1] - 10, found[2] - 10, found[3] - 10


def refused(source: str, *, display: bool = False) -> str:
    with pytest.raises(Undrawable) as caught:
        drawn(source, display=display)
    assert caught.value.source == source
    return caught.value.why


# --- sizes ---


@pytest.mark.parametrize(
    ("source", "display", "width", "ascent", "descent"),
    [
        ("x", False, 0.604, 0.518, 0.011),
        ("a^2 + b^2 = c^2", False, 5.436, 0.897, 0.044),
        (r"\frac{a}{b}", False, 0.679, 0.805, 0.452),
        (r"\frac{a}{b}", True, 0.859, 1.209, 0.705),
        (r"\sum_{i=1}^{n} i", False, 2.646, 1.042, 0.448),
        (r"\sum_{i=1}^{n} i", True, 1.717, 1.552, 1.178),
        (r"\sqrt{x^2 + y^2}", False, 4.108, 1.062, 0.238),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", True, 3.401, 1.709, 1.126),
        (r"f(x) = \begin{cases} x^2 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", True, 10.46, 1.709, 1.127),
        (r"\hat{x} + \vec{v}", False, 2.456, 0.991, 0.044),
        (r"\binom{n}{k}", False, 1.3, 1.062, 0.479),
    ],
)
def test_sizes_stay_as_they_are(source: str, display: bool, width: float, ascent: float, descent: float) -> None:
    assert drawn(source, display=display)[:3] == pytest.approx((width, ascent, descent), abs=0.02)


def test_letters_are_as_high_as_those_of_the_text_around_them() -> None:
    """FiraGO's are 0.527 and 0.689 em high."""
    assert drawn(r"\mathrm{x}", display=False).ascent == pytest.approx(0.527, abs=0.03)
    assert drawn(r"\mathrm{H}", display=False).ascent == pytest.approx(0.689, abs=0.03)


def test_a_quad_is_an_em_of_the_formula() -> None:
    """ziamath takes an em for a third more: should it no longer, this says so."""
    without, spaced = drawn("xx", display=False), drawn(r"x\quad x", display=False)
    assert spaced.width - without.width == pytest.approx(outlines.SCALE, abs=0.005)


def test_relations_stand_apart_and_signs_before_a_letter_do_not() -> None:
    alone = drawn("=", display=False).width + drawn("xx", display=False).width
    assert drawn("x=x", display=False).width == pytest.approx(alone + 10 / 18 * outlines.SCALE, abs=0.03)
    assert drawn("-x", display=False).width < drawn("x-x", display=False).width - drawn("x", display=False).width


def test_limits_stand_above_and_below_in_display_alone() -> None:
    inline, display = (drawn(r"\sum_{i=1}^n", display=each) for each in (False, True))
    assert display.ascent > inline.ascent + 0.3
    assert display.descent > inline.descent + 0.3


def test_brackets_grow_with_what_they_hold() -> None:
    tall = drawn(r"\left(\frac{a}{b}\right)", display=True)
    assert tall.ascent + tall.descent > 2 * sum(drawn("(a)", display=True)[1:3])


def test_bold_letters_are_bold_and_signs_are_not() -> None:
    assert drawn("x1", display=False, bold=True).operators != drawn("x1", display=False).operators
    assert drawn("+", display=False, bold=True) == drawn("+", display=False)


def test_colours_are_those_of_the_text() -> None:
    assert drawn(r"\textcolor{red}{x} + \color{blue} y", display=False) == drawn("x + y", display=False)


# --- ink ---


@pytest.mark.parametrize(
    "source",
    [
        "x",
        r"\frac{a}{b}",
        r"\sqrt[3]{x^2}",
        r"\int_0^\infty e^{-x^2}\,dx",
        r"\left\{\begin{matrix}a\\b\\c\\d\\e\\f\end{matrix}\right\|",
        r"\overbrace{a+b}^{n}+\underbrace{c}_{m}",
        r"\boxed{E=mc^2}\cancel{x}",
        r"\widehat{abc}\vec{v}\overline{AB}\underline{ab}",
        r"\mathring{A}j",
    ],
)
@pytest.mark.parametrize("display", [False, True])
def test_all_ink_is_in_the_box(source: str, display: bool) -> None:
    formula = drawn(source, display=display)
    left, upper, right, lower = ink(formula)
    assert left >= -1
    assert upper >= -1
    assert right <= formula.width * SIZE + 1
    assert lower <= (formula.ascent + formula.descent) * SIZE + 1


def test_a_letter_stands_on_the_baseline() -> None:
    formula = drawn(r"\mathrm{H}", display=False)
    assert ink(formula)[3] == pytest.approx(formula.ascent * SIZE, abs=1)


def test_where_outlines_overlap_there_is_ink() -> None:
    """The sign of a root and the line beside it run in different directions."""
    formula = drawn(r"\sqrt{x}", display=False)
    seen = image(formula)
    line = [seen.getpixel((column, 11)) for column in range(10 + int(formula.width * SIZE * 0.6), seen.width - 12)]
    assert line
    assert max(line) < 128  # type: ignore[type-var,operator]


def test_a_phantom_takes_space_without_ink() -> None:
    assert drawn(r"\phantom{abc}", display=False).operators == ""
    assert drawn(r"\phantom{abc}x", display=False).width == pytest.approx(drawn("abcx", display=False).width, abs=0.1)


@pytest.mark.parametrize("table", ["SYMBOLS", "LIMITED", "INTEGRALS", "FUNCTIONS"])
def test_every_sign_that_is_known_can_be_drawn(table: str) -> None:
    empty = [name for name in getattr(tables, table) if not drawn(f"\\{name}", display=True).operators]
    assert empty == []


@pytest.mark.parametrize("command", sorted(tables.ACCENTS | tables.STRETCHED | tables.BRACES))
def test_every_accent_adds_ink(command: str) -> None:
    plain, accented = drawn("x", display=False), drawn(f"\\{command}{{x}}", display=False)
    assert accented.ascent + accented.descent > plain.ascent + plain.descent


@pytest.mark.parametrize("alphabet", sorted(tables.ALPHABETS))
def test_every_alphabet_has_the_capitals(alphabet: str) -> None:
    assert drawn(f"\\{alphabet}{{ABCDEFGHIJKLMNOPQRSTUVWXYZ}}", display=False).operators


@pytest.mark.parametrize("alphabet", ["mathbb", "mathcal", "mathfrak", "mathsf", "mathtt", "mathbf", "mathrm"])
def test_alphabets_differ(alphabet: str) -> None:
    assert drawn(f"\\{alphabet}{{R}}", display=False).operators != drawn("R", display=False).operators


# --- what is refused ---


@pytest.mark.parametrize("source", ["中", r"\text{中}", "x^中", r"\hat{中}", r"\phantom{中}"])
def test_a_letter_that_the_font_lacks_is_named(source: str) -> None:
    assert refused(source) == "there is no sign for 中 (U+4E2D, CJK UNIFIED IDEOGRAPH-4E2D)"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("x" * 1001, "it is longer than 1000 characters"),
        ("{" * 400 + "x" + "}" * 400, "more than 16 groups stand inside each other"),
        (r"\sqrt" * 150 + "x", "more than 16 groups stand inside each other"),
        (r"\frac{1}{" * 40 + "x" + "}" * 40, "more than 16 groups stand inside each other"),
        (r"\left(" * 13 + "x" + r"\right)" * 13, "too many of its groups stand inside each other"),
        ("x" * 1000, "it is too large"),
    ],
)
def test_what_would_take_long_or_much_room_is_refused(source: str, why: str) -> None:
    drawn("x", display=True)
    begun = perf_counter()
    assert refused(source, display=True) == why
    assert perf_counter() - begun < 20


def test_reasons_are_kept_with_the_formulas() -> None:
    assert refused(r"\nothing") == refused(r"\nothing") == "`\\nothing` is not known"


# --- any text ---


def assert_sound(source: str, display: bool, bold: bool) -> None:
    """A formula has a box and operators; one that is refused has a reason."""
    try:
        formula = drawn(source, display=display, bold=bold)
    except Undrawable as error:
        refusal = error
    else:
        assert 0 <= formula.width < 1000
        assert 0 <= formula.ascent < 1000
        assert 0 <= formula.descent < 1000
        assert PATHS.fullmatch(formula.operators)
        return
    assert refusal.why
    assert refusal.source == source


@given(st.text(max_size=60), st.booleans(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_is_drawn_or_refused(source: str, display: bool, bold: bool) -> None:
    assert_sound(source, display, bold)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.booleans(), st.booleans())
@settings(max_examples=500, deadline=None)
def test_any_commands_are_drawn_or_refused(source: str, display: bool, bold: bool) -> None:
    assert_sound(source, display, bold)


def test_the_same_formula_is_drawn_alike_in_every_process() -> None:
    source = r"\sum_{i=1}^n \frac{\alpha_i}{\sqrt{x}} \in \mathbb{R}"
    code = f"from mmcards.writers.formulas.outlines import drawn; print(drawn({source!r}, display=True))"
    run = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert run[0] == run[1] == f"{drawn(source, display=True)}\n"


def test_ziamath_is_imported_by_the_first_formula_alone() -> None:
    code = "import sys, mmcards.writers.formulas.outlines; print('ziamath' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"
