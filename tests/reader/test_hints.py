"""Whatever stands in a file, its author reads what is wrong; and what a hint puts into quotes can be read."""

import re
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mmcards.errors import CardsError, Mistakes, Place, Problem
from mmcards.kinds import KINDS
from mmcards.messages import Lines, shown
from mmcards.reader.decks import read
from mmcards.reader.events import documents
from mmcards.reader.hints import quoted
from mmcards.reader.nodes import Mapping, Scalar
from mmcards.reader.report import Report

PROPOSED: Final = re.compile(r"""(?:quotes:|write) (".*"|'.*')(?:;|$)""")

LINES: Final = """\
deck: A
uid: a
id: b
files: [a.yaml, b.yaml]
section: One
tags: [a, b]
print: {page: a4}
cards:
- question: Why?
  answer: So.
  answer: >-
    some text
  id: one
  was: [a, b/c]
  kind: choice
kind: classify
  kind: match
  choices: [a, b]
  items:
  - text: a
  draft: true
  categories: {a: b, c: d}
  category: a
  premises:
  responses: {1: a, 2: b}
  prompt: Which?
  response: 1
---
...

<<<<<<< HEAD
=======
>>>>>>> b
"""
SIGNS: Final = [*"-:?,#'\"[]{}@`|>\\“日e\u0301\uff1a\ufeff\u200b\U0001f600\x00\x07", "{{", "}}", "|2", "\\x", "\\u"]
TERMS: Final = ["&a ", "*a", "<<: ", "!a ", "!!str ", "%a", "#1"]
BLANKS: Final = [" ", "  ", "\t", "\n", "\r\n", "\r", "\u2028", "\x85", "\u00a0", "- ", ": ", " # "]
PIECES: Final = LINES.splitlines(keepends=True) + SIGNS + TERMS + BLANKS
likely = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
after_a_head = likely.map(lambda rest: "deck: A\nuid: a\ncards:\n- question: Why?\n  answer: " + rest)
in_a_folder = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def problems_of(path: Path) -> tuple[Problem, ...]:
    try:
        return read([path], KINDS)[1]
    except Mistakes as mistakes:
        return mistakes.problems
    except CardsError as error:
        return (Problem(Place(str(path)), str(error)),)


def tell(path: Path) -> None:
    """All that is said of a path can be printed, and says something."""
    problems = problems_of(path)
    text = "\n".join(shown(problems, Lines()))
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", text) == []
    assert [problem for problem in problems if "cannot begin with ``" in problem.message] == []


@in_a_folder
@given(content=st.binary(max_size=200) | likely.map(str.encode) | after_a_head.map(str.encode))
def test_any_bytes_make_decks_or_mistakes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "small.yaml"
    path.write_bytes(content)
    tell(path)


@in_a_folder
@given(deck=likely, cards=likely)
def test_any_files_of_a_folder_make_decks_or_mistakes(tmp_path: Path, deck: str, cards: str) -> None:
    (tmp_path / "deck.yaml").write_bytes(deck.encode())
    (tmp_path / "a.yaml").write_bytes(cards.encode())
    tell(tmp_path)


@settings(max_examples=250, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufffe\uffff\ufeff")))
@example("it's")
@example("\"a\" and 'b'")
@example("a\\b: c #d")
def test_a_text_in_quotes_is_read_as_it_was(text: str) -> None:
    report = Report()
    found = documents(f"a: {quoted(text)}", "f.yaml", report)
    assert report.mistakes == []
    assert found
    assert isinstance(found[0], Mapping)
    (value,) = (value for _, value in found[0].entries)
    assert isinstance(value, Scalar)
    assert value.text == text


signs = st.sampled_from([*":#&*!|>'\"%@`{}[],?-~\\", ": ", " #", "- ", "{{", "}}"])
one_line = st.lists(signs | st.sampled_from(["a", "b c", " ", "日", "1"]), min_size=1, max_size=12).map("".join)


@settings(max_examples=400, deadline=None)
@given(one_line)
@example("Note: what?")
@example("'tis")
@example('"a" or "b"')
@example("'What's it?'")
def test_a_text_that_a_hint_puts_in_quotes_can_be_read(text: str) -> None:
    report = Report()
    documents(f"q: x\na: {text}\nb: y\n", "f.yaml", report)
    for problem in report.mistakes:
        if written := PROPOSED.search(problem.hint):
            again = Report()
            found = documents(f"q: x\na: {written[1]}\nb: y\n", "f.yaml", again)
            assert again.mistakes == []
            assert found
