import re
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mmcards.markup import escape, parse
from mmcards.model import (
    Blank,
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    File,
    Formula,
    Link,
    List,
    Paragraph,
    Picture,
    Plain,
    Quote,
    Sound,
    Span,
    Spans,
    Strong,
    Struck,
    Table,
    Width,
    plain_text,
    spans_of,
)

SECONDS: Final = 20
"""What a test of bounded time allows: it takes some hundredths on any machine, unless the time is not bounded."""


def text(*lines: str) -> Blocks:
    """A paragraph of plain lines."""
    spans: list[Span] = []
    for line in lines:
        spans += [Break(), Plain(line)] if spans else [Plain(line)]
    return (Paragraph(tuple(spans)),)


def line(*spans: Span | str) -> Blocks:
    return (Paragraph(tuple(Plain(span) if isinstance(span, str) else span for span in spans)),)


def bullets(*items: Blocks, start: int | None = None) -> List:
    return List(items, start)


def strong(inner: str) -> Strong:
    return Strong((Plain(inner),))


def emphasis(inner: str) -> Emphasis:
    return Emphasis((Plain(inner),))


# --- what stays text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        *["2*3*4", "2 * 3 * 4", "*a*b", "a*b*", "**a", "* a * b", "***", "*", "a*", "**"],
        *["__init__", "_a_", "__a__", "snake_case_name"],
        *["\\\\server", "\\\\server\\share", "C:\\Users\\ann", "\\", "\\a", "a\\", "\\\\", "\\frac{a}{b}"],
        *["1986. A year", "1. a", "1) a", "- 5", "+ 5", "* 5", "-5", "-", "- ", "1."],
        *["---", "===", "# a", "#", "> a", "~~~", "`a", "``", "a `` b"],
        *["&copy;", "&#65;", "[1]: Smith", "[a](b)", "![a](b)", "<b>", "<!-- a -->", "<https://a.b>", "https://a.b"],
        *["{{x}}", "{{c1::x}}", "[sound:x]", "[$]x[/$]", "\\(x\\)", "| a | b |", "~a~", "a~~", '"a" -- b...'],
    ],
)
def test_what_is_not_clearly_markup_stays_text(written: str) -> None:
    assert parse(written) == text(written.strip())


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("a\n---", ["a", "---"]),
        ("a\n===", ["a", "==="]),
        ("a\n- b", ["a", "- b"]),
        ("a\n1. b", ["a", "1. b"]),
        ("- a\n+ b", ["- a", "+ b"]),
        ("1. a\n2) b", ["1. a", "2) b"]),
        ("-5\n-6", ["-5", "-6"]),
        ("# a\n# b", ["# a", "# b"]),
        ("[1]: Smith\n[2]: Jones", ["[1]: Smith", "[2]: Jones"]),
        ("<div>\n*\n</div>", ["<div>", "*", "</div>"]),
        ("a  \nb", ["a", "b"]),
        ("a\\\nb", ["a\\", "b"]),
        ("`a\nb`", ["`a", "b`"]),
        ("1234567890. a\n1234567891. b", ["1234567890. a", "1234567891. b"]),
    ],
)
def test_lines_that_are_not_clearly_markup_stay_lines(written: str, lines: list[str]) -> None:
    assert parse(written) == text(*lines)


@pytest.mark.parametrize("indent", ["    ", "\t", "         "])
def test_spaces_before_a_line_make_no_code_of_it(indent: str) -> None:
    assert parse(f"{indent}four\n\n{indent}*five*") == (*text("four"), *line(emphasis("five")))


# --- what is markup --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("", ()),
        (" \n\t\n", ()),
        ("a", text("a")),
        ("a\nb", text("a", "b")),
        ("a\n\n\n b", (*text("a"), *text("b"))),
        ("**a** b", line(strong("a"), " b")),
        ("*a*", line(emphasis("a"))),
        ("(*a*), **b**!", line("(", emphasis("a"), "), ", strong("b"), "!")),
        ("***a***", line(Emphasis((strong("a"),)))),
        ("*a **b** c*", line(Emphasis((Plain("a "), strong("b"), Plain(" c"))))),
        ("**a\nb**", line(Strong((Plain("a"), Break(), Plain("b"))))),
        ("“*a*”", line("“", emphasis("a"), "”")),
        ("`a`", line(Code("a"))),
        ("`*a*` and `\\`", line(Code("*a*"), " and ", Code("\\"))),
        ("`` a`b ``", line(Code("a`b"))),
        ("a `  b  c`", line("a ", Code("  b  c"))),
    ],
)
def test_emphasis_and_code_stand_at_the_edges_of_words(written: str, blocks: Blocks) -> None:
    assert parse(written) == blocks


@pytest.mark.parametrize(
    ("written", "block"),
    [
        ("- a\n- b", bullets(text("a"), text("b"))),
        ("* a\n* b", bullets(text("a"), text("b"))),
        ("+ a\n+ b", bullets(text("a"), text("b"))),
        ("- a\n\n- b", bullets(text("a"), text("b"))),
        ("-\n- b", bullets((), text("b"))),
        ("1. a\n2. b", bullets(text("a"), text("b"), start=1)),
        ("3) a\n4) b", bullets(text("a"), text("b"), start=3)),
        ("0. a\n1. b", bullets(text("a"), text("b"), start=0)),
        ("- a\n  more\n- b", bullets(text("a", "more"), text("b"))),
        ("- a\n\n  more\n- b", bullets((*text("a"), *text("more")), text("b"))),
        ("- **a**\n- b", bullets(line(strong("a")), text("b"))),
        ("- a\n  - b\n  - c\n- d", bullets((*text("a"), bullets(text("b"), text("c"))), text("d"))),
        ("1. a\n   - b\n   - c\n2. d", bullets((*text("a"), bullets(text("b"), text("c"))), text("d"), start=1)),
        ("- a\n  - b\n- c", bullets((*text("a"), bullets(text("b"))), text("c"))),
        ("- - 5\n- c", bullets(text("- 5"), text("c"))),
    ],
)
def test_two_items_are_a_list(written: str, block: Block) -> None:
    assert parse(written) == (block,)


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("a\n\n- b", (*text("a"), bullets(text("b")))),
        ("a\n- b\n- c", (*text("a"), bullets(text("b"), text("c")))),
        ("a\n1. b\n2. c", (*text("a"), bullets(text("b"), text("c"), start=1))),
        ("- a\n- b\n\nc", (bullets(text("a"), text("b")), *text("c"))),
        ("Any:\n\n    - b\n    - c", (*text("Any:"), bullets(text("b"), text("c")))),
        ("    - b\n    - c", (bullets(text("b"), text("c")),)),
        ("Any:\n    - b\n    - c", (*text("Any:"), bullets(text("b"), text("c")))),
        ("Any:\n\n\t1. b\n\t2. c", (*text("Any:"), bullets(text("b"), text("c"), start=1))),
        ("- a\n- b\nmore", (bullets(text("a"), text("b")), *text("more"))),
        ("- a\n- b\n1. c\n2. d", (bullets(text("a"), text("b")), bullets(text("c"), text("d"), start=1))),
    ],
)
def test_a_list_stands_among_paragraphs(written: str, blocks: Blocks) -> None:
    assert parse(written) == blocks


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("これは**重要**です", line("これは", strong("重要"), "です")),
        ("**重要。**です", line(strong("重要。"), "です")),
        ("중*요*한", line("중", emphasis("요"), "한")),
        ("ก**ข**ค", line("ก", strong("ข"), "ค")),
        ("é*a*é", text("é*a*é")),
        ("ж*д*ж", text("ж*д*ж")),
    ],
)
def test_emphasis_stands_between_letters_only_where_words_are_not_parted(written: str, blocks: Blocks) -> None:
    assert parse(written) == blocks


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\\*a\\*", "*a*"),
        ("\\`a\\`", "`a`"),
        ("\\- a\n\\- b", "- a\n- b"),
        ("1\\. a\n2\\. b", "1. a\n2. b"),
        ("\\{\\{x\\}\\}", "{{x}}"),
        ("\\_a\\_", "_a_"),
        ("\\<b\\>", "<b\\>"),
        ("a \\- b", "a \\- b"),
        ("1\\.5", "1.5"),
        ("\\\\\\*a", "\\*a"),
        ("\\&amp;", "\\&amp;"),
    ],
)
def test_a_backslash_takes_the_meaning_from_what_could_be_markup(written: str, shown: str) -> None:
    found = parse(written)
    assert found == text(*shown.split("\n"))


# --- what stands in a line -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("a ~~b **c**~~ d", line("a ", Struck((Plain("b "), strong("c"))), " d")),
        ("$a^2$ costs $5", line(Formula("a^2"), " costs $5")),
        ("**$x$**", line(Strong((Formula("x"),)))),
        ("`$a$` and $`b`$", line(Code("$a$"), " and ", Formula("`b`"))),
        ("$a \\$ b$", line(Formula("a \\$ b"))),
        ("\\$a$ b$", line("$a$ b$")),
        ("a $$b$$ c", line("a ", Formula("b", display=True), " c")),
        ("[a `b`](https://x.org/a_(b)?c=d#e)", line(Link("https://x.org/a_(b)?c=d#e", (Plain("a "), Code("b"))))),
        ("[*a*](mailto:a@b.org)", line(Link("mailto:a@b.org", (emphasis("a"),)))),
        ("[a](HTTP://b)", line(Link("HTTP://b", (Plain("a"),)))),
        ("**[a](http://b)**", line(Strong((Link("http://b", (Plain("a"),)),)))),
        ("[a [b](http://c) d](http://e)", line(Link("http://e", (Plain("a [b](http://c) d"),)))),
        ("[$x$](http://a)", line(Link("http://a", (Formula("x"),)))),
        *(
            (written, line(written))
            for written in (
                "[a](javascript:b)",
                "[a](file:///b)",
                "[a](data:text/html,b)",
                "[a](b.html)",
                "[a](//b)",
                "[a](http://b c)",
                '[a](http://b "c")',
                "[a](http://b<c)",
                "[a] (http://b)",
                "[](http://b)",
                "[a](http:/b)",
            )
        ),
    ],
)
def test_struck_text_formulas_and_links_stand_in_a_line(written: str, blocks: Blocks) -> None:
    assert parse(written) == blocks


@pytest.mark.parametrize(
    ("written", "width"),
    [
        ("![a](b.png)", None),
        ("![a](b.png){width=40%}", Width(40, percent=True)),
        ("![a](b.png){ width = 300px }", Width(300)),
        ("![a](b.png){width=300}", Width(300)),
    ],
)
def test_a_picture_may_have_a_width(written: str, width: Width | None) -> None:
    assert parse(written, lambda name: File(name, "0")) == line(Picture(File("b.png", "0"), "a", width))


@pytest.mark.parametrize("what", ["{width=0}", "{width=10em}", "{height=5}", "{a}"])
def test_what_is_no_width_is_text(what: str) -> None:
    assert parse(f"![a](b.png){what}", lambda name: File(name, "0")) == line(Picture(File("b.png", "0"), "a"), what)


# --- what stands below each other ------------------------------------------------------------------------------------


def row(*cells: Span | str) -> tuple[Spans, ...]:
    return tuple((Plain(cell),) if isinstance(cell, str) and cell else () if cell == "" else (cell,) for cell in cells)


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("# a\nb", (*line(strong("a")), *line("b"))),
        ("# a #\n\nb", (*line(strong("a #")), *line("b"))),
        ("a\n## $x$\nb", (*line("a"), *line(Strong((Formula("x"),))), *line("b"))),
        ("# a\n## b\nc", (*line(strong("a")), *line(strong("b")), *line("c"))),
        ("# a\n# b", text("# a", "# b")),
        ("#a\nb", text("#a", "b")),
        ("> a\n> b", (Quote(text("a", "b")),)),
        ("> a\n>\n> - b\n> - c", (Quote((*text("a"), bullets(text("b"), text("c")))),)),
        ("a\n\n> b\nc", (*text("a"), Quote(text("b")), *text("c"))),
        ("> a\nb", text("> a", "b")),
        (">>> a\n>>> b", text(">>> a", ">>> b")),
        ("> > a\n> > b", (Quote((Quote(text("a", "b")),)),)),
        ("```\n a\n\n*b*\n```", (CodeBlock(" a\n\n*b*"),)),
        ("a\n~~~ c++\n```\n~~~~\nb", (*text("a"), CodeBlock("```", "c++"), *text("b"))),
        ("```python\n```", (CodeBlock("", "python"),)),
        ("```\na", text("```", "a")),
        ("```\na\n``", text("```", "a", "``")),
        ("``` a b\nc\n```", text("``` a b", "c", "```")),
        ("$$\na\n+ b\n+ c\n$$", line(Formula("a\n+ b\n+ c", display=True))),
        ("a\n$$b$$\nc", (*text("a"), *line(Formula("b", display=True)), *text("c"))),
        ("$$a\n\nb$$", (*text("$$a"), *text("b$$"))),
        ("a|b\n-|-\nc|d", (Table(row("a", "b"), (row("c", "d"),), ("", "")),)),
        (
            "a\n| b | $c$ |\n|:--|--:|\n| `d\\|e` | - f |\n| g |\nh",
            (
                *text("a"),
                Table(row("b", Formula("c")), (row(Code("d|e"), "- f"), row("g", "")), ("left", "right")),
                *text("h"),
            ),
        ),
        ("a|b\n:-:|-\n", (Table(row("a", "b"), (), ("center", "")),)),
        ("a|b\n-|-\nc|d|e", (Table(row("a", "b"), (), ("", "")), *text("c|d|e"))),
        ("a|b\n-", text("a|b", "-")),
        (
            "- a\n  ```js\n    b\n  ```\n- > c\n  > d",
            (bullets((*text("a"), CodeBlock("  b", "js")), (Quote(text("c", "d")),)),),
        ),
        ("1. a\n   - b\n   - c\n2. d", (bullets((*text("a"), bullets(text("b"), text("c"))), text("d"), start=1),)),
    ],
)
def test_headings_quotes_code_formulas_and_tables_are_blocks(written: str, blocks: Blocks) -> None:
    assert parse(written) == blocks


@pytest.mark.parametrize("marks", ["> ", "- "])
def test_nothing_is_lost_however_deep_it_stands(marks: str) -> None:
    written = f"{marks * 40}a\n{marks * 40}b"
    assert "".join(filter(str.isalpha, plain_text(parse(written)))) == "ab"


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_a_line_or_paragraph_separator_is_a_line_break(separator: str) -> None:
    assert parse(f"a{separator}b") == text("a", "b")


def test_a_list_in_a_list_in_a_list_loses_no_word_however_deep() -> None:
    written = "".join(f"{'  ' * depth}- one{depth}\n{'  ' * depth}- two{depth}\n" for depth in range(10))
    found = parse(written)
    assert re.findall(r"\w+", plain_text(found)) == [f"{word}{depth}" for depth in range(10) for word in ("one", "two")]
    depth = 0
    while isinstance(found[-1], List):
        found, depth = found[-1].items[-1], depth + 1
    assert depth >= 5


PNG: Final = File("x.png", "0")
MP3: Final = File("x.mp3", "0")


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("![a cell](x.png)", line(Picture(PNG, "a cell"))),
        ("See ![](x.png), *![b](x.mp3)*.", line("See ", Picture(PNG, ""), ", ", Emphasis((Sound(MP3, "b"),)), ".")),
        (r"![a \[1\] *b*](x.png)", line(Picture(PNG, "a [1] *b*"))),
        ("- ![a](x.png)\n- b", (bullets(line(Picture(PNG, "a")), text("b")),)),
        ("![a]( x.png )", line(Picture(PNG, "a"))),
        ("![a](other.png) ![a]", text("![a](other.png) ![a]")),
        (r"\![a](x.png)", text("![a](x.png)")),
        ("`![a](x.png)`", line(Code("![a](x.png)"))),
    ],
)
def test_a_picture_or_a_sound_stands_in_a_line(written: str, blocks: Blocks) -> None:
    assert parse(written, {file.path: file for file in (PNG, MP3)}.get) == blocks


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("{{c1::a *b*::c *d*}} e", line(Blank(1, (Plain("a "), Emphasis((Plain("b"),))), "c *d*"), " e")),
        ("**{{c2::a}}**", line(Strong((Blank(2, (Plain("a"),)),)))),
        ("{{c1::a {{c2::b}}}}", line(Blank(1, (Plain("a "), Blank(2, (Plain("b"),)))))),
        ("*{{c1::a*}}", line("*", Blank(1, (Plain("a*"),)))),
        ("{{c1::`}}`}}", line(Blank(1, (Code("}}"),)))),
        (r"\{{c1::a}} {{", text("{{c1::a}} {{")),
        ("{{c1::a\nb}}", line(Blank(1, (Plain("a"), Break(), Plain("b"))))),
    ],
)
def test_a_blank_stands_in_a_line_of_a_cloze_alone(written: str, blocks: Blocks) -> None:
    assert parse(written, cloze=True) == blocks
    assert not any(isinstance(span, Blank) for span in spans_of(parse(written)))


# --- properties ------------------------------------------------------------------------------------------------------

# Anything that a YAML file can hold, and what is markup more often than chance would have it.
signs = st.sampled_from(
    [
        "*",
        "**",
        "`",
        "\\",
        "\n",
        "\n\n",
        " ",
        "- ",
        "1. ",
        "2) ",
        "+",
        "#",
        ">",
        "_",
        "[",
        "{{",
        "}}",
        "::",
        "![",
        "](x.png)",
        "[",
        "](https://a.b)",
        "~~",
        "~~~",
        "$",
        "$$",
        "|",
        "\n|-|\n",
        "\n\n",
        "# ",
        "> ",
        "a",
        "重",
    ]
)
letters = st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\t\n")
texts = st.lists(signs | letters, max_size=30).map("".join)


def lines_of(written: str) -> str:
    """A text as paragraphs: lines without the blanks at their ends, and one empty line where there are several."""
    rows = "\n".join(row.strip(" \t") for row in re.split("[\n\x85\u2028\u2029]", written)).strip("\n")
    return re.sub("\n{3,}", "\n\n", rows)


def all_texts(blocks: Blocks) -> Iterator[str]:
    """What stands in blocks, with what is not shown."""
    yield plain_text(blocks)
    yield from (span.address for span in spans_of(blocks) if isinstance(span, Link))
    yield from (block.language for block in every(blocks) if isinstance(block, CodeBlock))


def every(blocks: Blocks) -> Iterator[Block]:
    for block in blocks:
        yield block
        match block:
            case List(items):
                for item in items:
                    yield from every(item)
            case Quote(inner):
                yield from every(inner)
            case _:
                pass


def lines(blocks: Blocks) -> Iterator[Spans]:
    for block in every(blocks):
        if isinstance(block, Paragraph):
            yield block.spans
        elif isinstance(block, Table):
            yield from block.cells


@settings(max_examples=400, deadline=None)
@given(texts)
@example("- a\n- b")
@example("1\\. a\n2\\. b")
@example("\\\\*a*")
@example("   \\- a")
@example("\u00a0\n\u3000a")
@example("a\u2028# b\nc")
def test_escaped_text_of_any_kind_comes_back_as_it_was(written: str) -> None:
    found = parse(escape(written), lambda name: File(name, "0"), cloze=True)
    assert plain_text(found) == lines_of(written)
    assert all(isinstance(block, Paragraph) for block in found)
    assert all(isinstance(span, Plain | Break) for span in spans_of(found))


@settings(max_examples=200, deadline=None)
@given(texts)
def test_no_text_loses_a_letter(written: str) -> None:
    """Only what marks is taken away: stars, backticks, backslashes, the markers of lists, and blanks.

    The address of a link and the language of code are not shown, and stand in the model.
    """
    found = parse(written)
    assert Counter(filter(str.isalpha, "".join(all_texts(found)))) == Counter(filter(str.isalpha, written))


@settings(max_examples=200, deadline=None)
@given(texts)
def test_a_text_that_names_files_and_has_blanks_is_read_without_a_fault(written: str) -> None:
    for span in spans_of(parse(written, lambda name: File(name, "0"), cloze=True)):
        assert not isinstance(span, Picture | Sound) or span.file.path


@settings(max_examples=200, deadline=None)
@given(texts)
def test_a_span_of_plain_text_is_whole_and_never_empty(written: str) -> None:
    for spans in lines(parse(written)):
        assert all(span.text and "\n" not in span.text for span in spans if isinstance(span, Plain))
        assert not any(isinstance(a, Plain) and isinstance(b, Plain) for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "written",
    [
        "*" * 20_000,
        "**" * 5_000 + "a" + "**" * 5_000,
        "*a **b " * 3_000,
        "`" * 20_000,
        "`a``b```" * 3_000,
        "\\" * 20_000 + "*",
        "- " * 10_000,
        "- a\n" * 5_000,
        "- a\n+ b\n" * 5_000,
        "- a\n\n" * 5_000,
        "a\n- b\n" * 5_000,
        "- 5\n\n  a\n" * 3_000,
        "".join("  " * depth + "- a\n" for depth in range(500)),
        " " * 20_000 + "*",
        "{{" * 10_000,
        "{{a}}" * 3_000,
        "{{a" * 3_000 + "}}" * 3_000,
        "![" * 10_000,
        "![a](" * 5_000,
        "![a](x.png)" * 3_000,
        "![" + "\\]" * 10_000,
        "[" * 10_000,
        "[a](https://b)" * 3_000,
        "[a](https://(((((" * 3_000,
        "~~a" * 5_000,
        "$" * 20_000,
        "$a" * 10_000,
        "$$a$b" * 5_000,
        "$$\na\n" * 5_000,
        "```\n" * 5_001,
        "````a\n```\n" * 3_000,
        "> " * 10_000,
        "> a\n" * 5_000,
        "a\n> b\n> c\n\n" * 2_000,
        "# a\n" * 5_000,
        "# a\n## b\n" * 5_000,
        "|a|b|\n|-|-|\n" + "|c|d|\n" * 3_000,
        "|a|b|\n|-|-|\n" * 3_000,
        "|a\n|-\n|b|c\n" * 3_000,
        "|" * 20_000 + "\n" + "|-" * 20_000 + "|",
        "|a|\n" * 5_000,
    ],
    ids=lambda written: repr(written[:12]),
)
def test_no_text_takes_long(written: str) -> None:
    start = time.perf_counter()
    plain_text(parse(written, lambda name: File(name, "0"), cloze=True))
    assert time.perf_counter() - start < SECONDS
