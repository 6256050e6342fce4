"""TeX's formulas -> MathML: what stands for what, spaces, and why a formula is refused."""

import re
from xml.etree.ElementTree import tostring

import pytest

from mmcards.writers.formulas import tables, tex
from mmcards.writers.formulas.tex import NotRead, read


def structure(source: str, *, display: bool = False) -> str:
    """The MathML of a formula without attributes, spaces and rows, as tag(content …)."""
    text = tostring(read(source, display=display), "unicode")
    text = re.sub(r"<mspace[^>]*/>", "", text)
    text = re.sub(r"<(\w+)[^>]*/>", r"\1() ", text)
    text = re.sub(r"<(\w+)[^>]*>", r"\1(", text)
    return re.sub(r"</\w+>", ") ", text).replace(" )", ")").strip()


def why(source: str, *, display: bool = True) -> str:
    with pytest.raises(NotRead) as caught:
        read(source, display=display)
    return caught.value.why


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x^23", "math(msup(mi(x) mn(2)) mn(3))"),
        (r"\sqrt12", "math(msqrt(mn(1)) mn(2))"),
        (r"x_a^b", "math(msubsup(mi(x) mi(a) mi(b)))"),
        (r"x^b_a", "math(msubsup(mi(x) mi(a) mi(b)))"),
        ("f''", "math(msup(mi(f) mo(′′)))"),  # noqa: RUF001
        ("1.25", "math(mn(1.25))"),
        ("2in", "math(mn(2) mi(i) mi(n))"),
        (r"\sqrt[3]x", "math(mroot(mi(x) mrow(mn(3))))"),
        (r"\text{if}", "math(mrow(mtext(if)))"),
        (r"\text{50\% of \{a\}}", "math(mrow(mtext(50% of {a})))"),
        ("a % what is said aside\n+ b", "math(mi(a) mo(+) mi(b))"),
        ("a<b", "math(mi(a) mo(&lt;) mi(b))"),
        (r"\not=", "math(mo(≠))"),
        (r"\not\in", "math(mo(∉))"),
        ("e\u0301", "math(mi(é))"),
        (r"\hat{x}", "math(mover(mi(x) mrow(mo(ˆ))))"),  # noqa: RUF001
    ],
)
def test_a_formula_means_what_tex_means(source: str, expected: str) -> None:
    assert structure(source) == expected


@pytest.mark.parametrize(("sign", "command"), [("∑", r"\sum"), ("∫", r"\int"), ("→", r"\to"), ("α", r"\alpha")])  # noqa: RUF001
def test_a_sign_that_is_typed_is_that_of_its_command(sign: str, command: str) -> None:
    assert tostring(read(f"a{sign}_1 b", display=True)) == tostring(read(f"a{command}_1 b", display=True))


def test_limits_are_asked_for_or_come_with_display() -> None:
    assert "munder(" in structure(r"\sum_i", display=True)
    assert "msub(" in structure(r"\sum_i")
    assert "munder(" in structure(r"\sum\limits_i")
    assert "msub(" in structure(r"\sum\nolimits_i", display=True)
    assert "msub(" in structure(r"\int_0", display=True)
    assert "munder(" in structure(r"\operatorname*{arg\,max}_x", display=True)


def test_rows_are_parted_and_the_last_one_may_be_ended() -> None:
    expected = structure(r"\begin{cases}a&b\\c&d\end{cases}")
    assert expected.count("mtr(") == 2
    assert expected.count("mtd(") == 4
    assert structure(r"\begin{cases}a&b\\[1em]c&d\\\end{cases}") == expected


@pytest.mark.parametrize("name", sorted(tables.ENVIRONMENTS))
def test_every_environment_is_a_table(name: str) -> None:
    columns = "{cc}" if name == "array" else ""
    assert structure(f"\\begin{{{name}}}{columns}a&b\\\\c&d\\end{{{name}}}").count("mtr(") == 2


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("% nothing", "it is empty"),
        (r"\foo{x}", "`\\foo` is not known"),
        (r"\frac{1}", "something is missing behind `\\frac`"),
        (r"\sqrt", "something is missing behind `\\sqrt`"),
        ("x^", "something is missing behind `^`"),
        ("x^a^b", "two `^` stand behind each other: use braces"),
        ("x_a_b", "two `_` stand behind each other: use braces"),
        ("x^2'", "a `'` stands behind a `^`: put it before"),
        (r"x\limits_a", "`\\limits` stands behind something that takes no limits"),
        ("{a", "a `{` has no `}`"),
        ("a}", "a `}` has no `{`"),
        (r"\text{a", "a `{` has no `}`"),
        (r"\text a", "`\\text` needs braces"),
        (r"\text{\frac12}", "`\\frac` cannot stand in `\\text`"),
        (r"\text{a $b}", "a `$` in `\\text` has no other"),
        (r"\left( a", "a `\\left` has no `\\right`"),
        (r"a \right)", "a `\\right` has no `\\left`"),
        (r"\left a \right)", "`\\left` lacks a bracket: `a` is none"),
        (r"a \middle| b", "`\\middle` is not known"),
        ("a & b", "`&` stands outside of a matrix, `cases` or `aligned`"),
        (r"a \\ b", "`\\\\` stands outside of a matrix, `cases` or `aligned`"),
        (r"\begin{matrix} a", "`\\begin{matrix}` has no `\\end`"),
        (r"\begin{matrix} a \end{cases}", "`\\begin{matrix}` ends with `\\end{cases}`"),
        (r"\begin{tikzpicture}\end{tikzpicture}", "`\\begin{tikzpicture}` is not known"),
        (
            r"\begin{array}{c|c} a & b \end{array}",
            "the columns of `array` are l, c and r: lines between them are not drawn",
        ),
        (r"\begin{matrix} a \\ \hline b \end{matrix}", "lines in a table are not drawn"),
        (r"\xrightarrow[a]{b}", "text below the arrow of `\\xrightarrow` is not drawn"),
        (r"\not a", "there is no sign for `\\nota`"),
        (r"\ce{H2O}", "`\\ce` (chemistry) is drawn by Anki alone"),
        (r"a \over b", "write `\\frac{…}{…}` for `\\over`"),
        (r"\def\a{\a\a}\a", "nothing can be defined in a formula"),
        (r"\newcommand{\a}{b}", "nothing can be defined in a formula"),
        (r"\input{file}", "`\\input` is not known"),
        (r"\includegraphics{file}", "`\\includegraphics` is not known"),
        (r"\href{address}{x}", "`\\href` is not known"),
        (r"\begin{matrix} a \\ [0,1] \end{matrix}", "a `[` begins a row: write `{[}`"),
        (r"\begin{matrix} a \\ [b", "a `[` begins a row: write `{[}`"),
        ("5 $", "write `\\$` for a `$` in a formula"),
        ("\\", "it ends with a backslash"),
        ("a\0", "(U+0000) cannot stand in a formula"),
        ("a\u200b", "(U+200B, ZERO WIDTH SPACE) cannot stand in a formula"),
        ("x\u0301\u0302", "(U+0301, COMBINING ACUTE ACCENT) cannot stand in a formula"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(source: str, reason: str) -> None:
    assert why(source) == reason


@pytest.mark.parametrize("name", sorted(tables.HINTS))
def test_what_is_refused_with_a_hint_is_not_drawn(name: str) -> None:
    assert why(f"\\{name}{{a}}") == tables.HINTS[name]
    assert name not in tex.COMMANDS
