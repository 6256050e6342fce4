from collections.abc import Callable
from pathlib import Path

import pytest

from mmcards.errors import Place, Problem
from mmcards.kinds import KINDS
from mmcards.lock.changes import Changes
from mmcards.messages import Lines, changes, count, counted, nameless, retired, shown, size
from mmcards.reader.decks import read


def lines_of(line: str | None, column: int, message: str = "wrong", hint: str = "", number: int = 7) -> list[str]:
    """The lines of a problem at a column of a line."""
    return [*shown([Problem(Place("f.yaml", number, column), message, hint)], lambda _: line)]


def test_a_problem_has_its_line_a_mark_and_what_to_do() -> None:
    assert lines_of("answer: @home", 9, hint="quote it") == [
        "f.yaml:7:9: wrong",
        "  7 | answer: @home",
        "    |         ^",
        "    = quote it",
    ]


def test_the_margin_is_as_wide_as_the_lines_number() -> None:
    assert lines_of("a", 1, hint="b", number=12_345)[1:] == ["  12345 | a", "        | ^", "        = b"]


def test_a_warning_says_so() -> None:
    problem = Problem(Place("f.yaml", 1, 1), "odd")
    assert [*shown([problem], lambda _: None, "warning: ")] == ["f.yaml:1:1: warning: odd"]


@pytest.mark.parametrize("line", [None, "", "   "])
def test_without_a_line_there_is_no_mark(line: str | None) -> None:
    assert lines_of(line, 1) == ["f.yaml:7:1: wrong"]


@pytest.mark.parametrize(
    ("line", "column", "blanks"),
    [
        ("日本: x", 5, 6),
        ("한국: x", 5, 6),
        ("\uff46\uff55: x", 5, 6),
        ("\U0001f600: x", 4, 4),
        ("e\u0301: x", 5, 3),
        ("ก\u0e31: x", 5, 3),
        ("é: x", 4, 3),
        ("\t\tx", 3, 2),
        ("\u200b\u200bx", 3, 2),
        ("x", 1, 0),
        ("x", 2, 1),
    ],
)
def test_the_mark_stands_under_the_place_on_a_terminal(line: str, column: int, blanks: int) -> None:
    assert lines_of(line, column)[2] == f"    | {' ' * blanks}^"


@pytest.mark.parametrize("column", [1, 40, 101, 500, 999, 1_000])
def test_of_a_long_line_the_part_around_the_place_is_shown(column: int) -> None:
    line = "".join(str(number % 10) for number in range(1, 1_001))
    _, text, mark = lines_of(line, column)
    shown_part = text.removeprefix("  7 | ")
    assert len(shown_part) <= 102
    assert shown_part.strip("…") in line
    assert text[mark.index("^")] == line[column - 1]
    assert shown_part.startswith("…") == (column > 51)
    assert shown_part.endswith("…") == (column < 950)


@pytest.mark.parametrize(
    "sign", ["\x1b", "\x07", "\x00", "\x08", "\r", "\x9b", "\u202e", "\u2066", "\u200f", "\ufeff", "\u00ad"]
)
def test_what_a_terminal_would_obey_is_only_shown(sign: str) -> None:
    problem = Problem(Place(f"f{sign}.yaml", 1, 3), f"`{sign}` is wrong", f"not {sign}")
    told = [*shown([problem], lambda _: f"a{sign}b")]
    assert told == [
        "f\ufffd.yaml:1:3: `\ufffd` is wrong",
        "  1 | a\ufffdb",
        "    |   ^",
        "    = not \ufffd",
    ]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\xff\n\xe2\x80\xa8five")
    lines = Lines()
    assert [lines(Place(str(path), number)) for number in range(1, 7)] == [
        "one",
        "two",
        "three\ufffd",
        "",
        "five",
        None,
    ]
    assert [lines(Place(str(path))) for path in (tmp_path / "none.yaml", tmp_path)] == ["", ""]


def test_numbers_have_their_nouns() -> None:
    assert [count(1, "card"), count(0, "card"), count(1_234, "card"), count(2, "entry", "entries")] == [
        "1 card",
        "0 cards",
        "1,234 cards",
        "2 entries",
    ]


def test_sizes_are_for_people() -> None:
    assert [size(0), size(27_499), size(1_500_000)] == ["0 KB", "28 KB", "1.5 MB"]


def test_mistakes_and_their_files_are_counted() -> None:
    problems = [Problem(Place(path, line), "wrong") for path, line in (("a", 1), ("a", 2), ("b", 1))]
    assert counted(problems) == "3 mistakes in 2 files."
    assert counted(problems[:1]) == "1 mistake in 1 file."


def test_notes_without_an_id_are_counted(write_deck: Callable[..., Path]) -> None:
    rows = "- {id: a, question: A?, answer: It.}\n- {question: B?, answer: It.}\n- {question: C?, answer: It.}\n"
    (deck,), _ = read([write_deck("one", rows)], KINDS)
    found = [nameless(those) for those in (deck.notes, deck.notes[1:2])]
    assert [problem.place for problem in found if problem] == [deck.notes[1].place] * 2
    several, one = (problem.message for problem in found if problem)
    assert several.startswith("2 notes have no id. When its question is changed")
    assert several.endswith("as in `id: b` at " + str(deck.notes[1].place) + ".")
    assert one.startswith("1 note has no id.")
    assert nameless(deck.notes[:1]) is None


@pytest.mark.parametrize(
    ("left", "search"),
    [
        (["abc/a-b"], '"Id:abc/a-b"'),
        (["abc/b", "abc/a-b"], '"Id:re:^abc/(a-b|b)$"'),
        (["abc/b", "abc/b"], '"Id:abc/b"'),
        (["abc/b", "xyz/old", "abc/a"], '"Id:re:^(abc/(a|b)|xyz/old)$"'),
        (["abc/b", "xyz/old"], '"Id:re:^(abc/b|xyz/old)$"'),
    ],
)
def test_retired_notes_are_found_by_one_search(left: list[str], search: str) -> None:
    """That Anki understands it so is tested with Anki itself."""
    assert retired(left) == f"Anki keeps retired notes. To delete them there, search its browser for: {search}"
    assert retired([]) == ""


def test_changes_are_counted_and_those_that_returned_among_the_changed() -> None:
    found = Changes(new=("a",), changed=("b", "c"), retired=("d",), returned=("b",))
    assert changes(found, Changes(unchanged=("e",))) == "1 new, 2 changed, 1 unchanged, 1 retired"
