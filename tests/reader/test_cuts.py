"""A file that is read in pieces says what it says when it is read as one."""

import pickle
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mmcards.errors import CardsError, Mistakes
from mmcards.kinds import KINDS
from mmcards.reader import cuts, decks, events, fields, pieces
from mmcards.reader.items import MOST_SHARED, Setting
from mmcards.reader.report import Report

HEAD: Final = "deck: Long\nuid: long0000\nsection: One\n"
PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da6364f8ff1f0003030200ef9e8f170000"
    "000049454e44ae426082"
)

ITEMS: Final = (
    "- id: {id}\n  question: What is {id}?\n  answer: It is {id}.\n",
    "- {{id: {id}, question: 'Which?', answer: \"That.\"}}\n",
    "- id: {id}\n  question: |\n    A list:\n\n    - one\n    - two\n  answer: 'On\n    two lines'\n",
    "- id: {id}\n  question: Q\n  answer: |\n\n",
    "# a comment\n- id: {id} # and another\n  question: Is it? # lost\n  answer: &a no\n  hint: *a\n",
    "- id: {id}\n  question: A plain text\n    - of two lines\n  answer: yes\n\n\n",
    "- id: {id}\n  kind: choice\n  question: Which?\n  options: [one, two]\n  correct: one\n",
    "- id: {id}\n  kind: choice\n  question: Which?\n  options:\n  - one\n  - two\n  correct: one\n",
    "- id: {id}\n  question: A draft?\n  answer: Yes.\n  draft: true\n",
    "- question: No id {id}?\n  answer: None.\n",
    "- id: {id}\n  question: ![dot](dot.png)\n  answer: It is a dot. ![](dot.png)\n",
    "- id: {id}\n  question: unfinished\n",
    "- id: {id}\n  answer: '\n- quoted\n  '\n  question: why\n",
    "- id: {id}\n  question: [in, brackets]\n  answer: a\n",
    "- id: {id}\n  question: a: b\n  answer: a\n",
    "- only a text\n",
    "-\n",
    "-   id: {id}\n    question: Indented?\n    answer: Far.\n",
    "- id: {id}\n  question: é\u2028ü\n  answer: ñ\n",
    "- id: {id}\n  unknown: key\n  question: Q {id}\n  answer: A\n",
    "- id: twice\n  question: Q {id}\n  answer: A\n",
)
ENDS: Final = (
    "",
    "reverse: true\n",
    "...\n",
    "---\nsection: Two\ncards:\n- {id: z, question: Q, answer: A}\n",
    "'",
    "\t- x\n",
)


def said(path: Path, processes: int = 1) -> tuple[object, ...]:
    """All that is read, or told of it."""
    try:
        found, warnings = decks.read([path], KINDS, processes=processes)
    except Mistakes as error:
        return error.problems, error.unread
    except CardsError as error:
        return (str(error),)
    return found, [[each.digest for each in deck.notes] for deck in found], warnings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cuts")
    (folder / "dot.png").write_bytes(PNG)
    return folder


def cut_small(patch: pytest.MonkeyPatch, piece: int) -> None:
    patch.setattr(cuts, "LONG", 0)
    patch.setattr(cuts, "PIECE", piece)


@given(
    st.lists(st.sampled_from(ITEMS[:3]) | st.sampled_from(ITEMS), min_size=1, max_size=12),
    st.sampled_from(["", "  ", " "]),
    st.just("") | st.sampled_from(ENDS),
    st.sampled_from(["\n", "\n", "\r\n"]),
    st.integers(1, 150),
)
@example([*ITEMS[:3]] * 3, "  ", "", "\n", 1)
@example([*ITEMS[:3]] * 3, "", "", "\r\n", 1)
@example([ITEMS[0], ITEMS[12], ITEMS[0]], "", "", "\n", 1)
def test_a_file_in_pieces_says_what_it_says_as_one(
    folder: Path, items: list[str], indent: str, end: str, line_end: str, piece: int
) -> None:
    rows = "".join(item.format(id=f"n-{number}") for number, item in enumerate(items)).splitlines(keepends=True)
    path = folder / "long.yaml"
    text = HEAD + "cards:\n" + "".join(indent + row if row.strip() else row for row in rows) + end
    path.write_text(text.replace("\n", line_end), "utf-8", newline="")
    whole = said(path)
    with pytest.MonkeyPatch.context() as patch:
        cut_small(patch, piece)
        assert said(path) == whole


def long_deck(path: Path, count: int = 40) -> Path:
    items = (ITEMS[number % 3].format(id=f"n-{number}") for number in range(count))
    path.write_text(f"{HEAD}cards:\n\n# the first\n{''.join(items)}", "utf-8")
    return path


def test_the_pieces_of_a_long_list_are_shared_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = long_deck(tmp_path / "long.yaml")
    whole = said(path)
    cut_small(monkeypatch, 100)
    monkeypatch.setattr(events, "documents", None)  # which reads files that are not cut
    assert said(path, processes=3) == whole
    assert len(whole[0][0].notes) == 40  # type: ignore[index]


def test_it_is_read_by_processes_that_are_started_afresh_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = long_deck(tmp_path / "long.yaml").read_text("utf-8")
    cut_small(monkeypatch, 100)
    found = cuts.documents(text, "long.yaml", Report())
    assert found is not None
    more = found[0].get("cards").more  # type: ignore[union-attr]
    work = partial(
        pieces._read_some,
        more,
        "long.yaml",
        tmp_path,
        partial(decks._notes_of, KINDS, Setting("u", kind="flashcard")),
    )
    again = pickle.loads(pickle.dumps(work))(iter([0, 1]))
    assert next(again) is None
    there = pickle.loads(pickle.dumps([*again]))
    assert [note.id for part in there for note in part.notes][:1] == ["n-1"]


def test_a_short_file_is_not_cut(tmp_path: Path) -> None:
    assert cuts._cut(long_deck(tmp_path / "long.yaml").read_text("utf-8")) is None


def test_what_all_pieces_share_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.yaml"
    shared = "x" * 300
    tags = ", ".join(f"{number}{shared[:150]}" for number in range(40))
    items = "".join(f"- {{id: n-{number}, question: Q {number}, answer: A}}\n" for number in range(MOST_SHARED // 4000))
    path.write_text(f"deck: Long\nuid: long0000\ntags: [{tags}]\ncards:\n{items}", "utf-8")
    whole = said(path)
    assert "what cards share" in str(whole)
    cut_small(monkeypatch, 20_000)
    assert said(path) == whole


@pytest.mark.parametrize(
    "end", ["- 'x\n", "- {id: n-1, id: n-1, question: q, answer: a}\n", "- a text\n  - over two lines\n"]
)
def test_a_long_file_that_no_deck_takes_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    (tmp_path / "deck.yaml").write_text("deck: X\nuid: long0000\nfiles: [c.yaml]\n", "utf-8")
    (tmp_path / "c.yaml").write_text("cards:\n- {id: a, question: q, answer: a}\n", "utf-8")
    rows = "".join(f"- {{id: n-{number}, question: q, answer: a}}\n" for number in range(3))
    (tmp_path / "left.yaml").write_text(f"section: x\ncards:\n{rows}{end}", "utf-8")
    whole = said(tmp_path)
    cut_small(monkeypatch, 1)
    assert said(tmp_path) == whole


@pytest.mark.parametrize(
    "text",
    [
        'cards:\n- {id: a, question: q, answer: a}\ndeck: X\nuid: u\ntags:\n- "x\ncards:\n- y"\n- z\n- w\n',
        "cards:\n- {id: a, question: q, answer: a}\ndeck: X\nuid: u\ntags:\n- a\n- 'b\ncards:\n- c'\n%Z\n",
        "deck: X\nuid: u\ncards:\n" + "".join(f"- {{id: n-{n}, question: q, answer: {'[' * 30}}}\n" for n in range(3)),
        "deck: X\nuid: u\ncards:\n- {id: a, question: q, answer: a}\n- {id: b, question: q, answer: "
        + "[" * 31
        + "]" * 31
        + "}\n",
        "deck: X\nuid: u\ncards:\n"
        + "".join(
            f"- {{id: n-{n}, question: q, answer: '![]({d}dot.png)'}}\n" for n, d in enumerate(["", "s/../", ""])
        ),
        "deck: X\nuid: u\ncards:\n"
        + "".join(
            f"- id: r-{n}\n  question: Is it? # lost\n  answer: yes\n"
            f"- id: p-{n}\n  question: A plain\n    - of two lines {n}\n  answer: yes\n"
            for n in range(700)
        ),
    ],
    ids=["tags", "directive", "brackets", "depth", "spellings", "warnings"],
)
def test_what_is_told_does_not_depend_on_where_pieces_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "dot.png").write_bytes(PNG)
    path = tmp_path / "long.yaml"
    path.write_text(text, "utf-8")
    whole = said(path)
    cut_small(monkeypatch, 1 if len(text) < 1000 else 1000)
    assert said(path) == whole


def test_a_bound_that_is_reached_before_the_pieces_is_told_as_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_VALUES", 30)
    monkeypatch.setattr(fields, "MOST_VALUES", 30)
    path = tmp_path / "long.yaml"
    items = "".join(f"- {{id: n-{number}, question: q, answer: a}}\n" for number in range(9))
    path.write_text(f"{HEAD}cards:\n- {{id: a, question: '{'*' * 40}', answer: a}}\n{items}", "utf-8")
    whole = said(path)
    assert "there are more than 30 values" in str(whole)
    cut_small(monkeypatch, 1)
    assert said(path) == whole
