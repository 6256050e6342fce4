"""What is put into YAML where it lacks ids, numbers of blanks and uids, and that all the rest stays as it is."""

import json
import os
import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmcards import ids
from mmcards.errors import CardsError, Mistakes, Place, Problem
from mmcards.kinds import KINDS
from mmcards.lock.decks import locked, save
from mmcards.model import Cloze, Deck
from mmcards.reader.decks import read

Edited: TypeAlias = Callable[[str], str]

T = TypeVar("T")

HEAD: Final = "deck: Small\nuid: u\nkind: cloze\ncards:\n"


def planned(path: Path) -> ids.Plan:
    return ids.plan(lambda content_of: read([path], KINDS, content_of))


def written(path: Path) -> ids.Plan:
    plan = planned(path)
    assert [edit for edit in ids.write(plan.edits) if edit.path.read_bytes() != edit.after] == []
    return plan


def told(plan: ids.Plan) -> list[str]:
    return [f"{problem.place.line}:{problem.place.column}: {problem.message}" for problem in plan.left]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Gives a file with all that it lacked."""
    path = tmp_path / "small.yaml"

    def edit(text: str) -> str:
        path.write_bytes(text.encode())
        plan = written(path)
        assert plan.left == ()
        assert planned(path) == ids.Plan((), (), plan.warnings)
        return path.read_bytes().decode()

    return edit


# --- ids -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("- question: Why?\n  answer: So.", "- id: why\n  question: Why?\n  answer: So.", id="block"),
        pytest.param(
            "-   answer: So.\n    question: Why?", "-   id: why\n    answer: So.\n    question: Why?", id="wide"
        ),
        pytest.param("-\n  question: Why?\n  answer: So.", "-\n  id: why\n  question: Why?\n  answer: So.", id="below"),
        pytest.param(
            "- # one\n\n  # two\n  question: Why?\n  answer: So.",
            "- # one\n\n  # two\n  id: why\n  question: Why?\n  answer: So.",
            id="below comments",
        ),
        pytest.param("- {question: Why?, answer: So.}", "- {id: why, question: Why?, answer: So.}", id="flow"),
        pytest.param(
            '- {"question": "Why?", "answer": "So."}', '- {id: why, "question": "Why?", "answer": "So."}', id="JSON"
        ),
        pytest.param(
            "- { # {one}\n  question: Why?,\n  answer: So. }",
            "- { # {one}\n  id: why, question: Why?,\n  answer: So. }",
            id="flow of several lines",
        ),
        pytest.param("- {? question : Why?, answer: So.}", "- {id: why, ? question : Why?, answer: So.}", id="? flow"),
        pytest.param(
            "- ? question\n  : Why?\n  ? answer\n  : So.",
            "- id: why\n  ? question\n  : Why?\n  ? answer\n  : So.",
            id="? block",
        ),
        pytest.param(
            "- 'question': Why?\n  answer: |\n    id: so\n\n    # so\n",
            "- id: why\n  'question': Why?\n  answer: |\n    id: so\n\n    # so\n",
            id="quoted key",
        ),
        pytest.param(
            "- id: a\n  question: Why?\n  answer: So.", "- id: a\n  question: Why?\n  answer: So.", id="named"
        ),
        pytest.param(
            "- {draft: true, question: Why?, answer: So.}\n- {id: b, question: B?, answer: B}",
            "- {draft: true, question: Why?, answer: So.}\n- {id: b, question: B?, answer: B}",
            id="draft",
        ),
        pytest.param("[{question: Why?, answer: So.}]", "[{id: why, question: Why?, answer: So.}]", id="flow list"),
        pytest.param(
            "- kind: classify\n  prompt: Which?\n  categories: {a: A, b: B}\n  items:\n"
            "  - text: One\n    category: a\n  - {category: b, text: Two}",
            "- kind: classify\n  prompt: Which?\n  categories: {a: A, b: B}\n  items:\n"
            "  - id: one\n    text: One\n    category: a\n  - {id: two, category: b, text: Two}",
            id="classify",
        ),
        pytest.param(
            "- kind: match\n  prompt: Which?\n  responses: {1: A, 2: B}\n  premises:\n"
            "    - text: One\n      response: 1",
            "- kind: match\n  prompt: Which?\n  responses: {1: A, 2: B}\n  premises:\n"
            "    - id: one\n      text: One\n      response: 1",
            id="match",
        ),
        pytest.param(
            "- kind: classify\n  draft: true\n  prompt: Which?\n  categories: {a: A, b: B}\n"
            "  items: [&one {text: One, category: a}]\n"
            "- kind: classify\n  prompt: Which?\n  categories: {a: A, b: B}\n  items: [*one]",
            "- kind: classify\n  draft: true\n  prompt: Which?\n  categories: {a: A, b: B}\n"
            "  items: [&one {id: one, text: One, category: a}]\n"
            "- kind: classify\n  prompt: Which?\n  categories: {a: A, b: B}\n  items: [*one]",
            id="through an alias, flow",
        ),
        pytest.param(
            "- kind: classify\n  draft: true\n  prompt: Which?\n  categories: {a: A, b: B}\n"
            "  items:\n  - &one # one\n    text: One\n    category: a\n"
            "- kind: classify\n  prompt: Which?\n  categories: {a: A, b: B}\n  items: [*one]",
            "- kind: classify\n  draft: true\n  prompt: Which?\n  categories: {a: A, b: B}\n"
            "  items:\n  - &one # one\n    id: one\n    text: One\n    category: a\n"
            "- kind: classify\n  prompt: Which?\n  categories: {a: A, b: B}\n  items: [*one]",
            id="through an alias, block",
        ),
    ],
)
def test_an_id_is_the_first_key_of_its_item(before: str, after: str, edited: Edited) -> None:
    head = "deck: Small\nuid: u\ncards:\n" if before.startswith("-") else "deck: Small\nuid: u\ncards: "
    assert edited(head + before) == head + after


def test_ids_come_into_all_sections_and_files_of_all_decks(tmp_path: Path) -> None:
    card = "question: {}?\n  answer: It.\n"
    files = {
        "one/deck.yaml": "deck: One\nuid: u\n",
        "one/a.yaml": f"section: A\ncards:\n- {card.format('A')}---\nsection: B\ncards:\n- {card.format('B')}",
        "one/b.yaml": f"section: C\ncards:\n- id: c\n  {card.format('C')}",
        "two.yaml": f"deck: Two\ncards:\n- {card.format('A')}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    plan = written(tmp_path)
    added = {str(edit.path.relative_to(tmp_path)): edit.added for edit in plan.edits}
    assert added == {"one/a.yaml": {"id": 2}, "two.yaml": {"id": 1, "uid": 1}}
    decks, warnings = read([tmp_path], KINDS)
    assert (plan.left, plan.warnings, warnings) == ((), (), ())
    assert {deck.id: [(note.id, note.named) for note in deck.notes] for deck in decks} == {
        "one": [("a", True), ("b", True), ("c", True)],
        "two": [("a", True)],
    }


# --- uids ------------------------------------------------------------------------------------------------------------

UID: Final = "wy42gq4257q7"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("deck: Small\nlanguage: en\n", f"deck: Small\nuid: {UID}\nlanguage: en\n"),
        ("# One\ndeck: 'Small'  # two\n# three\n", f"# One\ndeck: 'Small'  # two\nuid: {UID}\n# three\n"),
        (
            "language: en\ndeck: Small\nid: small # its id\n",
            f"language: en\ndeck: Small\nid: small # its id\nuid: {UID}\n",
        ),
        ("deck: A name\n  of two lines\n", f"uid: {UID}\ndeck: A name\n  of two lines\n"),
        ("deck: >\n  A name\n", f"uid: {UID}\ndeck: >\n  A name\n"),
        ("tags: [a]\ndeck: |\n  A name\n", f"uid: {UID}\ntags: [a]\ndeck: |\n  A name\n"),
        ('deck: "A name\n  of two lines"\n', f'uid: {UID}\ndeck: "A name\n  of two lines"\n'),
        ("? deck\n: Small\n", f"uid: {UID}\n? deck\n: Small\n"),
        ("--- # one\ndeck: Small\n", f"--- # one\ndeck: Small\nuid: {UID}\n"),
        ("  deck: Small\n  ", f"  deck: Small\n  uid: {UID}\n  "),
        ("uid: given\ndeck: Small\n", "uid: given\ndeck: Small\n"),
    ],
)
def test_a_uid_stands_below_the_name_of_its_deck_or_above_all(before: str, after: str, edited: Edited) -> None:
    cards = "cards: [{id: a, question: A?, answer: It.}]"
    assert edited(before + cards) == after + cards


def test_a_deck_in_braces_gets_its_uid_there(edited: Edited) -> None:
    text = '{"deck": "Small", "cards": [{"id": "a", "question": "A?", "answer": "It."}]}\n'
    assert edited(text) == text.replace("{", f"{{uid: {UID}, ", 1)


def test_a_deck_file_of_one_line_without_an_end_gets_its_uid(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    path = tmp_path / "small" / "deck.yaml"
    path.write_text("deck: Small", "utf-8")
    path.with_name("cards.yaml").write_text("cards: [{id: a, question: A?, answer: It.}]", "utf-8")
    written(tmp_path)
    assert path.read_text("utf-8") == f"deck: Small\nuid: {UID}"


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("In {{Paris}}.", "In {{c1::Paris}}."),
        ("In {{Paris::a city}}, {{Rome}}.", "In {{c1::Paris::a city}}, {{c2::Rome}}."),
        ("In {{c1::Rome}}, {{Paris}} {{c3::a}}, {{Linz}}", "In {{c1::Rome}}, {{c2::Paris}} {{c3::a}}, {{c4::Linz}}"),
        ("The {{city of {{Paris}}}}.", "The {{c1::city of {{c2::Paris}}}}."),
        ("So `{{no}}`, \\{{no}}, {{{yes}}}", "So `{{no}}`, \\{{no}}, {{c1::{yes}}}"),
        ("In\n    {{Paris}},\n    {{Rome}} # {{no}}", "In\n    {{c1::Paris}},\n    {{c2::Rome}} # {{no}}"),
        ("'It''s {{Paris}}, {{ Rome }}'", "'It''s {{c1::Paris}}, {{c2:: Rome }}'"),
        ('"{{Paris}}, \\"{{Rome}}\\" \\\n    {{Bern}}"', '"{{c1::Paris}}, \\"{{c2::Rome}}\\" \\\n    {{c3::Bern}}"'),
        ("| # {{no}}\n    {{a}}\n     #{{b}}\n # {{no}}", "| # {{no}}\n    {{c1::a}}\n     #{{c2::b}}\n # {{no}}"),
        (">-\n    In\n    {{Paris\n    and Rome}}.", ">-\n    In\n    {{c1::Paris\n    and Rome}}."),
        ("|2+\n     {{Paris}}\n\n", "|2+\n     {{c1::Paris}}\n\n"),
    ],
)  # fmt: skip
def test_blanks_are_given_the_numbers_that_they_have(before: str, after: str, edited: Edited) -> None:
    assert edited(f"{HEAD}- id: a\n  text: {before}") == f"{HEAD}- id: a\n  text: {after}"


def test_a_cloze_gets_its_id_and_its_numbers_at_once(edited: Edited) -> None:
    assert (
        edited(f'{HEAD}- {{"text": "In {{{{Paris}}}}"}}') == f'{HEAD}- {{id: in-paris, "text": "In {{{{c1::Paris}}}}"}}'
    )


def test_a_text_that_two_clozes_share_is_numbered_once(edited: Edited) -> None:
    before = f"{HEAD}- id: a\n  text: &t 'In {{{{Paris}}}}'\n- id: b\n  text: *t\n"
    assert edited(before) == before.replace("{{", "{{c1::")


# --- what is left to the author --------------------------------------------------------------------------------------

NO_ID: Final = "the note has no id, and none can be put in safely here"
NO_NUMBERS: Final = "the blanks of this text cannot be numbered safely as it is written"


@pytest.mark.parametrize(
    ("cards", "left"),
    [
        pytest.param("- [text: 'In {{c1::Paris}}']", None, id="a list in a list"),
        pytest.param("[text: 'In {{c1::Paris}}']", [f"4:9: {NO_ID}"], id="a mapping without braces"),
        pytest.param("- id: a\n  text: In {{ Paris }}.", [f"6:9: {NO_NUMBERS}"], id="a colon would end the text"),
        pytest.param("- id: a\n  text: In {{\n    Paris}}.", [f"6:9: {NO_NUMBERS}"], id="a colon before a line end"),
        pytest.param('- id: a\n  text: "In \\x7b{Paris}}."', [f"6:9: {NO_NUMBERS}"], id="an escaped brace"),
        pytest.param(
            '- id: a\n  text: "In \\x7b{Paris}}." # {{no}}', [f"6:9: {NO_NUMBERS}"], id="no brace but a comment"
        ),
        pytest.param(
            "- id: a\n  text: &t 'In {{Paris}}'\n  explanation: *t", [f"6:9: {NO_NUMBERS}"], id="a shared text"
        ),
    ],
)
def test_what_cannot_be_put_in_safely_is_named_and_left(cards: str, left: list[str] | None, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    flow = cards.startswith("[")
    text = f"{HEAD.rstrip()} {cards}\n" if flow else f"{HEAD}{cards}\n"
    path.write_text(text, "utf-8")
    if left is None:
        with pytest.raises(Mistakes):
            written(path)
    else:
        assert told(written(path)) == left
    assert path.read_text("utf-8") == text


def test_what_is_left_does_not_hold_up_the_rest_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    shared = "- text: &t 'In {{Paris}}'\n  explanation: *t\n"
    others = "".join(f"- text: Number {number} is {{{{{number}}}}}\n" for number in range(20))
    text = HEAD.replace("uid: u\n", "") + others + shared + others.replace("Number", "No.")
    path.write_text(text, "utf-8")
    plan = written(path)
    assert told(plan) == [f"46:9: {NO_NUMBERS}"]
    assert [edit.added for edit in plan.edits] == [{"uid": 1, "id": 41, "numbers": 40}]
    assert path.read_text("utf-8").splitlines()[44:47] == [
        "- id: in-paris",
        "  text: &t 'In {{Paris}}'",
        "  explanation: *t",
    ]


def test_an_edit_that_would_change_more_is_not_made(tmp_path: Path) -> None:
    """Whatever the places are taken for, the decks are read with the edits before these are written."""
    path = tmp_path / "small.yaml"
    text = "deck: Small\nuid: u\ncards:\n- {question: Why?, answer: So.}\n"
    path.write_text(text, "utf-8")

    def misread(content_of: Callable[[Path], bytes]) -> tuple[tuple[Deck, ...], tuple[Problem, ...]]:
        (deck,), warnings = read([path], KINDS, content_of)
        return (replace(deck, notes=tuple(replace(n, digest=str(n.place)) for n in deck.notes)),), warnings

    def moved(content_of: Callable[[Path], bytes]) -> tuple[tuple[Deck, ...], tuple[Problem, ...]]:
        (deck,), warnings = read([path], KINDS, content_of)
        notes = tuple(n if n.named else replace(n, place=Place(str(path))) for n in deck.notes)
        return (replace(deck, notes=notes),), warnings

    assert told(ids.plan(misread)) == [f"4:3: {NO_ID}"]
    assert told(ids.plan(moved)) == [f"1:1: {NO_ID}"]


def test_decks_with_mistakes_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text("deck: Small\ncards:\n- question: A?\n  answer: It.\n- question: B?\n", "utf-8")
    with pytest.raises(Mistakes, match="`answer` is missing"):
        planned(path)


# --- files -----------------------------------------------------------------------------------------------------------

CARD: Final = "deck: Small\nuid: u\ncards:\n- question: Why?\n  answer: So.\n"
NAMED: Final = CARD.replace("question", "id: why\n  question")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_new_lines_end_as_the_others_do(end: str, edited: Edited) -> None:
    assert edited(CARD.replace("\n", end)) == NAMED.replace("\n", end)


def test_a_line_end_within_a_text_is_not_taken_for_that_of_the_file(edited: Edited) -> None:
    assert edited(CARD.replace("Why?", "'Why\x85 now?'")) == NAMED.replace("Why?", "'Why\x85 now?'").replace(
        "id: why", "id: why-now"
    )


def test_a_byte_order_mark_stays(edited: Edited) -> None:
    assert edited("\ufeff" + CARD) == "\ufeff" + NAMED


@pytest.mark.skipif(os.name == "nt", reason="modes of Unix")
@pytest.mark.parametrize("mode", [0o640, 0o755, 0o600])
def test_the_mode_of_a_file_stays(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(CARD, "utf-8")
    path.chmod(mode)
    written(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_text("utf-8") == NAMED
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links want a right there")
def test_what_a_link_leads_to_is_written(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "cards.yaml"
    path.parent.mkdir()
    path.write_text(CARD, "utf-8")
    link = tmp_path / "small.yaml"
    link.symlink_to(path)
    written(link)
    assert link.is_symlink()
    assert path.read_text("utf-8") == NAMED
    assert not path.is_symlink()


def test_if_a_file_is_read_only_none_is_written(tmp_path: Path) -> None:
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        path.write_text(CARD.replace("uid: u", f"uid: {path.stem}"), "utf-8")
    paths[1].chmod(0o444)
    with pytest.raises(CardsError, match=r"b\.yaml is read-only, and no file was changed"):
        written(tmp_path)
    assert [path.read_text("utf-8").count("id: why") for path in paths] == [0, 0]


def test_a_file_that_was_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(CARD, "utf-8")
    plan = planned(path)
    path.write_text(CARD + "# more\n", "utf-8")
    with pytest.raises(CardsError, match="was changed meanwhile"):
        list(ids.write(plan.edits))
    assert path.read_text("utf-8") == CARD + "# more\n"
    assert list(tmp_path.iterdir()) == [path]


# --- decks in any style ----------------------------------------------------------------------------------------------
#
# A deck is drawn as a text with marks where something is missing: «id N» in an item whose keys stand N columns in,
# «id» in braces, «number» in a blank, «uid below» and «uid above». Without its marks it is what the author wrote; with
# every mark filled it is what must come out, to the byte.

MARK: Final = re.compile("«([a-z]+)(?: ([a-z0-9]+))?»")

HEADS: Final = (
    "deck: Any«uid below»\nlanguage: en\n",
    "# {{one}}\ndeck: 'Any'   # two«uid below»\n# three\n",
    "deck: Any\nid: any  # {a}«uid below»\n",
    "«uid above»deck: Any deck\n  at all\n",
    "«uid above»deck: |\n  Any\n",
    "uid: given\ndeck: Any\n",
    "deck: Any\ntags: [a]\nuid: given\n",
)
WORDS: Final = (
    "the",
    "C++",
    "it's",
    "été",
    "日本語",
    "a:b",
    "x#y",
    "back\\slash",
    '"so"',
    "10%",
    "1.10",
    "{",
    "&c",
    "2 > 1",
)
BLANKS: Final = (
    "{{«number»Paris}}",
    "{{«number»two words::a hint}}",
    "{{«number»big {{«number»city}}}}",
    "{{c2::given}}",
    "{{c3::given {{«number»or}} not::a hint}}",
)
BESIDE: Final = (*WORDS, "`{{code}}`", "\\{{", "}}")
COMMENTS: Final = ("", "", "# one\n", "\n", "    # {{two}}\n\n", "# - question: none\n")
OPENINGS: Final = {"- ": 2, "-   ": 4, "-\n    ": 4, "- # {{one}}\n\n  # two\n  ": 2}
"""How an item begins, and the column of its keys."""


class Styles:
    """Writes YAML in styles that are drawn as it goes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.number = 0

    def deck(self) -> str:
        sections = ["cards:\n" + self.cards() for _ in range(self.draw(st.integers(1, 3)))]
        return self.one_of(HEADS) + "---\nsection: One\n".join(sections) + self.one_of(COMMENTS)

    def cards(self) -> str:
        margin = self.one_of(["", "  "])
        return "".join(
            self.one_of(COMMENTS) + self.item(margin, self.one_of([self.flashcard, self.cloze, self.set])())
            for _ in range(self.draw(st.integers(1, 4)))
        )

    # --- what items say ---

    def flashcard(self) -> dict[str, object]:
        return {"question": self.sentence(), "answer": " ".join(["It is", *self.some(WORDS)])}

    def cloze(self) -> dict[str, object]:
        self.number += 1
        parts = [self.one_of(BLANKS), *self.some(BLANKS), *self.some(BESIDE)]
        return {"kind": "cloze", "text": " ".join([f"Text {self.number}", *self.draw(st.permutations(parts))])}

    def set(self) -> dict[str, object]:
        items = [{"text": self.sentence(), "category": "a"} for _ in range(self.draw(st.integers(1, 3)))]
        return {"kind": "classify", "prompt": "Which?", "categories": {"a": "A", "b": "B"}, "items": items}

    def sentence(self) -> str:
        """Some words, unlike all others of the deck."""
        self.number += 1
        return " ".join(["What is", *self.some(WORDS), f"{self.number}?"])

    # --- how they are written ---

    def item(self, margin: str, fields: dict[str, object], *, braces: bool = False) -> str:
        """A mapping in a list, with its line ends, which are none in braces."""
        named = "items" in fields or self.one_of([False, False, True])
        entries = self.draw(st.permutations(list(fields.items())))
        if named and "items" not in fields:
            self.number += 1
            entries.insert(self.draw(st.integers(0, len(entries))), ("id", f"given-{self.number}"))
        if braces or self.one_of([False, False, True]):
            opening = self.one_of(["{", "{ "] if braces else ["{", "{ ", f"{{ # {{one}}\n{margin}    "])
            inside = ", ".join(f"{self.key(key)}: {self.flow(value)}" for key, value in entries)
            item = opening + ("" if named else "«id»") + inside + "}"
            return item if braces else f"{margin}- {item}{self.one_of(['', '  # {{three}}'])}\n"
        opening = self.one_of(list(OPENINGS))
        column = len(margin) + OPENINGS[opening]
        rows = [
            f"? {self.key(key)}\n{' ' * column}: {self.quoted(value)}\n"
            if isinstance(value, str) and self.one_of([False] * 9 + [True])
            else f"{self.key(key)}:{self.block(value, ' ' * column)}"
            for key, value in entries
        ]
        beginning = margin + opening.replace("\n", f"\n{margin}")
        return beginning + ("" if named else f"«id {column}»") + (" " * column).join(rows)

    def key(self, key: str) -> str:
        return self.one_of([key, key, key, f'"{key}"'])

    def block(self, value: object, margin: str) -> str:
        """A value behind its colon, with its line end."""
        if isinstance(value, list) and self.one_of([False, True]):
            return "\n" + "".join(self.item(margin + "  ", each) for each in value)
        if not isinstance(value, str):
            return f" {self.flow(value)}\n"
        folded = self.folded(value, margin + "   ")
        return self.one_of(
            [
                f" {value}\n",
                f" {folded}\n",
                f" {self.quoted(value)}{self.one_of(['', '  # {{four}}'])}\n",
                f" |{self.one_of(['', '  # {{five}}'])}\n{margin}   {folded}\n",
                f" >-\n{margin}   {folded}\n\n",
                f" '{folded.replace(chr(39), chr(39) * 2)}'\n",
            ]
        )

    def flow(self, value: object) -> str:
        if isinstance(value, str):
            return value if re.fullmatch(r"[\w .-]+", value) else self.quoted(value)
        if isinstance(value, list):
            return f"[{', '.join(self.item('', each, braces=True) for each in value)}]"
        return json.dumps(value)

    def quoted(self, value: str) -> str:
        return self.one_of([json.dumps(value, ensure_ascii=False), "'" + value.replace("'", "''") + "'"])

    def folded(self, value: str, margin: str) -> str:
        """Over two lines or three, broken where no word of the second is a sign of YAML's."""
        return re.sub(r" (?=(?:the|été|Paris|\{\{«|`))", lambda _: self.one_of([" ", f"\n{margin}"]), value)

    # --- choices ---

    def one_of(self, values: Sequence[T]) -> T:
        return self.draw(st.sampled_from(values))

    def some(self, values: Sequence[str]) -> list[str]:
        return self.draw(st.lists(st.sampled_from(values), max_size=4))


@st.composite
def marked_decks(draw: st.DrawFn) -> str:
    return Styles(draw).deck()


def unmarked(text: str) -> str:
    return MARK.sub("", text)


def filled(text: str, deck: Deck) -> str:
    """A text with each of its marks filled: with the ids that the deck has, and numbers by the rule for blanks."""
    names = iter([note.id for note in deck.notes if not note.named])
    free = iter([number for note in deck.notes if isinstance(note.response, Cloze) for number in note.response.counted])

    def put_in(mark: re.Match[str]) -> str:
        match mark.groups():
            case "id", None:
                return f"id: {next(names)}, "
            case "id", column:
                return f"id: {next(names)}\n{' ' * int(column)}"
            case "uid", "below":
                return f"\nuid: {deck.uid}"
            case "uid", "above":
                return f"uid: {deck.uid}\n"
            case _:
                return f"c{next(free)}::"

    result = MARK.sub(put_in, text)
    assert [*names, *free] == []
    return result


@settings(max_examples=int(os.environ.get("MMCARDS_EXAMPLES", "80")), deadline=None)
@given(
    text=marked_decks(),
    end=st.sampled_from(["\n", "\n", "\r\n", "\r"]),
    mark=st.sampled_from(["", "", "\ufeff"]),
    whole=st.booleans(),
)
def test_in_any_style_nothing_is_touched_but_what_is_missing(text: str, end: str, mark: str, whole: bool) -> None:
    text = mark + (text if whole else text.rstrip("\n")).replace("\n", end)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.yaml"
        path.write_bytes(unmarked(text).encode())
        (before,), _ = read([path], KINDS)
        save(locked(before, now=1_000))

        plan = written(path)

        assert path.read_bytes().decode() == filled(text.replace(end, "\n"), before).replace("\n", end)
        assert plan.left == ()
        (after,), warnings = read([path], KINDS)
        assert warnings == plan.warnings
        assert list(ids.gaps([after])) == []
        assert [(note.guid, note.id, note.digest, note.prompt) for note in after.notes] == [
            (note.guid, note.id, note.digest, note.prompt) for note in before.notes
        ]
        again = locked(after, now=2_000)
        assert len(again.changes.unchanged) == len(before.notes)
        assert planned(path).edits == ()
