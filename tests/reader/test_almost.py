"""What is almost markup is named, and what is meant as text is not."""

import time
from typing import Final

import pytest

from mmcards.markup import parse
from mmcards.model import File
from mmcards.reader.almost import almost_markup

SECONDS: Final = 20
"""What a test of bounded time allows: it takes some hundredths on any machine, unless the time is not bounded."""


def told(source: str) -> list[str]:
    return [almost.part for almost in almost_markup(source, parse(source, lambda name: File(name, "0")))]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ('![a](b.png){width="50%"}', ['{width="50%"}']),
        ("![a](b.png){height=5px}", ["{height=5px}"]),
        ("![a](b.png) {width=50%}", ["{width=50%}"]),
        ('```python title="a"\nx = 1', ['```python title="a"']),
        ("- a\n- ~~~\n  b", ["~~~"]),
        ("|a|b|\n|-|-|\n|1|2|3|", ["|1|2|3|"]),
        (r"\[ E = mc^2 \]", [r"\[ E = mc^2 \]"]),
        (r"\(\frac{1}{2}\)", [r"\(\frac{1}{2}\)"]),
        (r"\( f(x) = 2 \)", [r"\( f(x) = 2 \)"]),
        (r"\begin{align} a \end{align}", [r"\begin{align}"]),
        ("what of $a { b$?", ["$a { b$"]),
        (r"$\href{https://a.b}{c}$", [r"$\href{https://a.b}{c}$"]),
    ],
)
def test_what_was_perhaps_meant_as_markup_is_named(source: str, parts: list[str]) -> None:
    assert told(source) == parts


@pytest.mark.parametrize(
    "source",
    [
        "![a](b.png){width=50%}",
        "![a](b.png) {x}",
        "```python\nx\n```",
        "`a ``` b`",
        "|a|b|\n|-|-|\n|1|2|",
        "|a|b|",
        r"\[a\](b)",
        r"a \(b\) c",
        r"$\begin{align} a \end{align}$",
        "costs $5 {or} $4",
        "f(x) {y}",
    ],
)
def test_what_is_markup_or_text_is_not(source: str) -> None:
    assert told(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "|" * 50_000,
        "$" + "{" * 50_000,
        "$" + "\\{" * 25_000 + "$",
        "\\[" + "^" * 50_000,
        "\\[" * 25_000,
        "\\(" * 25_000,
        "![a](b){" + "width" * 10_000,
        "![" * 25_000,
        "`" * 25_000 + "a" + "`" * 25_000,
        "a\n" + "~" * 25_000 + "a" + "~" * 25_000,
        "$a{$ " * 10_000,
        ") {" * 15_000,
    ],
    ids=lambda source: repr(source[:9]),
)
def test_no_text_takes_long(source: str) -> None:
    blocks = parse(source)
    start = time.perf_counter()
    list(almost_markup(source, blocks))
    assert time.perf_counter() - start < SECONDS
