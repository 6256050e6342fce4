import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmcards import formulas


def found(text: str) -> list[str]:
    """The sources of all formulas in a text; those on display with two dollars before them."""
    sources = []
    place = text.find("$")
    while place >= 0:
        if one := formulas.at(text, place):
            sources.append("$$" * one.display + one.source)
        place = text.find("$", one.end if one else place + 1)
    return sources


@pytest.mark.parametrize(
    "text",
    [
        "costs $5 (or $4)",
        "$5",
        "5$ or 4$",
        "from $5 to $10",
        "$5-$6",
        "it is $4, not 4$",
        "$1,000 per day or 20$ less",
        "US$5, A$6 and NZ$ 7",
        "$ 5 $",
        "$HOME and $PATH",
        "$PATH:$HOME",
        "echo $A; echo $B",
        "A$AP and Ke$ha",
        "$$$",
        "$$",
        "$$$$",
        "[$]x[/$]",
        "[$$]x[/$$]",
        "$a\nb$",
        "$a\\$",
        "$a \\) b$",
        "$$a\n\nb$$",
        "$a { b$ and one $c } d$",
        "$\\href{javascript:alert(1)}{x}$",
        "$\\def\\x{1}$",
        "$\\cssId{qa}{z}$",
    ],
)
def test_money_and_shells_have_no_formulas(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("$x$", ["x"]),
        ("the $n$th of $5", ["n"]),
        ("$2 x$ and $3, 4$", ["2 x", "3, 4"]),
        ("($a$, $b$)", ["a", "b"]),
        ("函数$f(x)$是", ["f(x)"]),
        ("$a \\$ b$", ["a \\$ b"]),
        ("$\\frac{1}{2}$", ["\\frac{1}{2}"]),
        ("$\\{1, 2\\}$", ["\\{1, 2\\}"]),
        ("$\\default$", ["\\default"]),
        ("$a \\\\[2pt] b$", ["a \\\\[2pt] b"]),
        ("$$ a\n= b $$", ["$$a\n= b"]),
        ("$$a$$ and $b$", ["$$a", "b"]),
        ("costs $5, that is $x$", ["x"]),
    ],
)
def test_formulas_touch_their_dollars(text: str, sources: list[str]) -> None:
    assert found(text) == sources


@given(st.text("$a1 \\()[]\n{}"))
def test_a_formula_ends_with_its_dollars_and_holds_nothing_that_ends_it_in_a_browser(text: str) -> None:
    for place, character in enumerate(text):
        one = formulas.at(text, place) if character == "$" else None
        if one:
            dollars = "$$" if one.display else "$"
            assert text[place : one.end].removeprefix(dollars).removesuffix(dollars).strip() == one.source
            taken = one.source.replace("\\\\", "")
            assert not any(sign in taken for sign in ("\\(", "\\)", "\\[", "\\]"))
