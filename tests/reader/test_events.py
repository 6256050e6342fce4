import time
from typing import Final

import pytest

from mmcards.errors import Place
from mmcards.reader.events import DEEPEST, MOST_BY_ALIAS, documents
from mmcards.reader.nodes import Mapping, Node, Scalar, Sequence
from mmcards.reader.report import Report

SECONDS: Final = 20
"""What a test of bounded time allows: it takes some hundredths on any machine, unless the time is not bounded."""


def place_of(line: int, column: int) -> Place:
    return Place("f.yaml", line, column)


def read(text: str) -> Node:
    """The only document of a text without a mistake."""
    report = Report()
    found = documents(text, "f.yaml", report)
    assert report.mistakes == []
    assert found is not None
    (node,) = found
    return node


def value(text: str) -> Node:
    """The value of the key `a`."""
    node = read(text)
    assert isinstance(node, Mapping)
    found = node.get("a")
    assert found is not None
    return found


def scalar(text: str) -> Scalar:
    found = value(text)
    assert isinstance(found, Scalar)
    return found


def complaints(text: str) -> list[str]:
    report = Report()
    documents(text, "f.yaml", report)
    return list(map(str, report.mistakes))


# --- text is text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *["no", "No", "yes", "on", "off", "true", "~", "null", "Null", ".nan", "-.inf", "=", "<<", "y"],
        *["1.10", "1e3", "0x1F", "0o17", "017", "1_000", "+5", ".5", "-5", "-- 5", "12:30", "190:20:30"],
        *[
            "2026-01-01",
            "2026-01-01 12:00:00",
            "C#",
            "a:b",
            "a#b",
            "http://a.b/c#d",
            "50%",
            "1,000",
            "~ 5",
            "$x$",
            "x}",
        ],
        *["日本", "é", "e\u0301", "\U0001f600", "a\u00a0b"],
    ],
)
def test_a_scalar_is_the_text_that_its_author_sees(text: str) -> None:
    assert scalar(f"a: {text}").text == text
    assert scalar(f"a: '{text}'").text == text
    assert scalar(f'a: "{text}"').text == text
    assert read(f"- {text}") == Sequence((Scalar(text, place_of(1, 3)),), place_of(1, 1))


def test_keys_are_text_too() -> None:
    node = read("no: 1\n1: 2\n~: 3\n")
    assert isinstance(node, Mapping)
    assert [key.text for key, _ in node.entries] == ["no", "1", "~"]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("a: |\n  x\n  y\n", "x\ny\n"),
        ("a: >\n  x\n  y\n", "x y\n"),
        ("a: >\n  x\n\n  y\n", "x\ny\n"),
        ("a: x\n  y\n", "x y"),
        ("a: |\n  x  # y\n", "x  # y\n"),
        ("a: |-\n    x\n      y\n", "x\n  y"),
        ("a:", ""),
        ("a: ''", ""),
        ("a: 'it''s'", "it's"),
        ('a: "\\u00e9\\n"', "é\n"),
    ],
)
def test_several_lines_are_kept_or_folded_as_yaml_says(text: str, read_as: str) -> None:
    assert scalar(text).text == read_as


@pytest.mark.parametrize("text", ["", "\n\n", "# a comment\n", "---\n", "---\n---\n", "--- # a\n...\n"])
def test_an_empty_file_has_no_documents(text: str) -> None:
    assert documents(text, "f.yaml", Report()) == ()


def test_every_document_that_is_not_empty_is_read() -> None:
    found = documents("a\n---\n---\nb\n", "f.yaml", Report())
    assert found is not None
    assert [node.text for node in found if isinstance(node, Scalar)] == ["a", "b"]


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: x", 1, 4),
        ("é: 1\n日本: {日: 本, a: x}\na: x", 3, 4),
        ("{日本: é, a: x}", 1, 12),
        ("{\U0001f600\U0001f600: é, a: x}", 1, 12),
        ("a:\n  x", 2, 3),
        ("a: |\n  x", 1, 4),
        ("a:", 1, 3),
        ("a: [x]", 1, 4),
        ("a:\n- x", 2, 1),
        ("a:\n  b: x", 2, 3),
        ("b: 1\r\na: x\r\n", 2, 4),
        ("b: 1\ra: x\r", 2, 4),
    ],
)
def test_a_value_has_the_line_and_the_column_of_its_first_character(text: str, line: int, column: int) -> None:
    assert value(text).place == place_of(line, column)


def test_keys_have_places() -> None:
    node = read("日: 1\n本: {é: 1, x: 2}")
    assert isinstance(node, Mapping)
    inner = node.get("本")
    assert isinstance(inner, Mapping)
    assert [str(key.place) for key, _ in (*node.entries, *inner.entries)] == [
        "f.yaml:1:1",
        "f.yaml:2:1",
        "f.yaml:2:5",
        "f.yaml:2:11",
    ]


# --- comments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a: C #1", 6),
        ("a: C\t#1", 6),
        ("a: 日本 # x", 7),
        ("a: #1", 4),
        ("a: [C #1\n  ]", 7),
    ],
)
def test_a_comment_behind_a_plain_text_is_noted(text: str, column: int) -> None:
    found = value(text)
    noted = found.items[0] if isinstance(found, Sequence) else found
    assert isinstance(noted, Scalar)
    assert noted.comment == place_of(1, column)


@pytest.mark.parametrize(
    "text", ["a: C#1", "a: 'C' # 1", "a: | # 1\n  x", "a: # 1", "a: x\n# 1", "a: x\n\n  # 1\nb: 2", "a: '#1'"]
)
def test_what_is_no_comment_behind_a_plain_text_is_not_noted(text: str) -> None:
    assert scalar(text).comment is None


# --- what YAML would take away ---------------------------------------------------------------------------------------


def test_an_alias_stands_for_what_was_named() -> None:
    node = read("x: &b [1, {c: 2}]\na: *b\nd: &e text\nf: [*e, *b]\n")
    assert isinstance(node, Mapping)
    named, text = node.get("x"), node.get("d")
    assert named is not None
    assert text is not None
    assert node.get("a") == named
    assert node.get("f") == Sequence((text, named), place_of(4, 4), flow=True)


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("a: &b c", ["f.yaml:1:4: `&b` is an anchor in YAML, and nothing uses it: it would vanish from the text"]),
        (
            "a: &b c\nd: &b e\nf: *b",
            ["f.yaml:1:4: `&b` is an anchor in YAML, and nothing uses it: it would vanish from the text"],
        ),
        (
            "a: &b c\n---\na: *b",
            [
                "f.yaml:1:4: `&b` is an anchor in YAML, and nothing uses it: it would vanish from the text",
                "f.yaml:3:4: `*b` is an alias in YAML, and nothing before it is named `&b`",
            ],
        ),
        ("a: *b", ["f.yaml:1:4: `*b` is an alias in YAML, and nothing before it is named `&b`"]),
        ("a: &b [*b]", ["f.yaml:1:8: `*b` is an alias in YAML, and nothing before it is named `&b`"]),
        ("a: !b c", ["f.yaml:1:4: `!b` is a tag in YAML: it would vanish from the text"]),
        ("a: !!str 5", ["f.yaml:1:4: `!!str` is a tag in YAML: it would vanish from the text"]),
        ("a: !b [c]", ["f.yaml:1:4: `!b` is a tag in YAML: it would vanish from the text"]),
        ("!b c: d", ["f.yaml:1:1: `!b` is a tag in YAML: it would vanish from the text"]),
        ("b: &b {c: d}\na:\n  <<: *b", ["f.yaml:3:3: a merge key (`<<`), which cards do not use"]),
        ("a: 1\na: 2", ["f.yaml:2:1: `a` stands twice here; the first is in line 1"]),
        ("? [a]\n: b", ["f.yaml:1:3: a list or a mapping cannot be a key"]),
        ("{a: b}: c", ["f.yaml:1:1: a list or a mapping cannot be a key"]),
        ("a: {{b}}", ["f.yaml:1:4: a text that begins with `{{` is not a text to YAML"]),
        ('a: "\\a"', ["f.yaml:1:4: the text has a control character (U+0007), which cannot be shown or printed"]),
        ("a: b\x1b", ["f.yaml:1:5: a control character (U+001B), which cannot be shown or printed"]),
        ("日: 日\x00", ["f.yaml:1:5: a control character (U+0000), which cannot be shown or printed"]),
        ("\u00a0a: b", ["f.yaml:1:1: a space of another kind (U+00A0) in the indentation"]),
    ],
)
def test_what_yaml_would_take_away_is_a_mistake(text: str, mistakes: list[str]) -> None:
    assert complaints(text) == mistakes


# --- bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[{", "{a: ", "[a, "])
def test_nesting_without_end_is_refused_at_once(opening: str) -> None:
    start = time.perf_counter()
    found = complaints("a:\n  " + opening * 100_000)
    assert time.perf_counter() - start < SECONDS
    assert len(found) == 1


@pytest.mark.parametrize("depth", [DEEPEST - 1, DEEPEST])
def test_values_stand_in_each_other_as_deep_as_the_bound(depth: int) -> None:
    text = "[" * depth + "]" * depth
    assert complaints(text) == []
    assert complaints(f"[{text}]") == (
        [] if depth < DEEPEST else [f"f.yaml:1:{depth + 1}: values stand in each other deeper than {DEEPEST} levels"]
    )


def test_indentation_without_end_is_refused_at_once() -> None:
    start = time.perf_counter()
    assert len(complaints("".join(f"{' ' * depth}a:\n" for depth in range(2_000)))) == 1
    assert time.perf_counter() - start < SECONDS


@pytest.mark.parametrize("each", ["[{}]", "{{a: [{}]}}", "[{}, " + "lol" * 1_000 + "]"])
def test_a_billion_laughs_are_not_laughed(each: str) -> None:
    rows = ["x0: &x0 [lol]\n"]
    rows += [f"x{n}: &x{n} {each.format(', '.join([f'*x{n - 1}'] * 10))}\n" for n in range(1, 30)]
    start = time.perf_counter()
    found = complaints("".join(rows))
    assert time.perf_counter() - start < SECONDS
    assert [complaint.partition(": ")[2] for complaint in found] == [
        f"aliases stand for more than {MOST_BY_ALIAS:,} values"
    ]


def test_one_long_text_named_often_is_kept_once() -> None:
    node = value("b: &b " + "x" * 100_000 + "\na: [" + ", ".join(["*b"] * 50) + "]\n")
    assert isinstance(node, Sequence)
    assert len({id(item) for item in node.items}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "x" * 1_000_000,
        "a: " + "x " * 500_000,
        "a: |\n" + "  x\n" * 100_000,
        "- a\n" * 50_000,
        "a: '" + "''" * 200_000 + "'",
        "#\n" * 200_000,
        "a: " + "# " * 200_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_long_files_are_read_in_time(text: str) -> None:
    start = time.perf_counter()
    documents(text, "f.yaml", Report())
    assert time.perf_counter() - start < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "\t" * 100_000,
        "a: b: " * 50_000,
        "'" * 99_999,
        "a\n" * 50_000 + ": x: y",
        "&a " * 30_000,
        "- a\n b\n" * 30_000,
        "x # y\n" * 50_000,
        "{{" * 50_000,
        "%a\n" * 50_000,
        " - x\n" * 30_000 + "  y: z",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_long_files_that_are_broken_are_explained_in_time(text: str) -> None:
    start = time.perf_counter()
    complaints(text)
    assert time.perf_counter() - start < SECONDS
