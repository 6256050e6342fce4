"""The schema against the reader: it refuses nothing that is right, and of what is wrong whatever a schema can see."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, assert_never

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from mmcards import format as formats
from mmcards.errors import CardsError, Mistakes
from mmcards.format import Key
from mmcards.kinds import KINDS, choice, flashcard
from mmcards.paper import OneOf, Reading, Seed, Shift, Sides
from mmcards.reader import asked
from mmcards.reader.decks import read
from mmcards.schema import schema
from mmcards.starter import start
from tests.yaml_values import documents

ROOT: Final = Path(__file__).parents[1]
GOLDEN: Final = ROOT / "tests" / "golden" / "mistakes"
SCHEMA: Final = schema()
CHECK: Final = Draft7Validator(SCHEMA)

UNSEEN: Final = {
    "nothing at all and the word null are one value": {"begins-with-hash", "empty-uid", "key-missing-in-the-deck"},
    "YAML makes something else of it": {
        *("anchor", "control-character-in-quotes", "formula-in-double-quotes", "tag"),
    },
    "two places are the same": {
        *("decks-alike", "id-like-a-question", "id-twice", "id-twice-in-two-files", "question-twice", "was-twice"),
    },
    "it depends on other files, or on the file's name": {
        *("files-of-one-file", "media", "no-cards", "no-deck-at-all", "no-id-from-the-name", "no-other-files"),
        *("not-a-deck", "page-unknown"),
    },
    "each card for itself is right": {"drafts-alone"},
    "it depends on what stands in a text": {"almost-markup"},
}
"""The golden mistakes that no schema can see, by the reasons."""


def refused(text: str, check: Draft7Validator = CHECK) -> list[str]:
    """What the schema says of the documents of a file."""
    return [error.message for document in documents(text) for error in check.iter_errors(document)]


def test_it_is_a_schema_of_draft_7() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize(
    "path", sorted([*(ROOT / "cards").rglob("*.yaml"), *(ROOT / "tests" / "sample").glob("*.yaml")]), ids=str
)
def test_decks_that_are_built_are_right(path: Path) -> None:
    assert refused(path.read_text("utf-8")) == []


def test_a_deck_that_was_started_is_right(tmp_path: Path) -> None:
    start(tmp_path / "all")
    assert {path.name: refused(path.read_text("utf-8")) for path in (tmp_path / "all").glob("*.yaml")} == {
        "cards.yaml": [],
        "deck.yaml": [],
    }


# --- what is wrong ---------------------------------------------------------------------------------------------------


def has_mistakes(path: Path) -> bool:
    try:
        read([path], KINDS)
    except Mistakes:
        return True
    except CardsError:
        return False
    return False


def is_seen(path: Path) -> bool:
    """Whether a file, or one of a folder, is no YAML, or the schema refuses it."""
    try:
        texts = [each.read_bytes().decode() for each in ([path] if path.is_file() else path.rglob("*.yaml"))]
        return any(map(refused, texts))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return True


CASES: Final = [path for path in sorted(GOLDEN.iterdir()) if path.suffix != ".txt" and has_mistakes(path)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_mistake_is_refused_if_a_schema_can_see_it(path: Path) -> None:
    reasons = [reason for reason, names in UNSEEN.items() if path.stem in names]
    assert is_seen(path) == (not reasons), f"it is said why the schema cannot see it: {reasons}"


def test_the_mistakes_that_no_schema_sees_are_there() -> None:
    assert set().union(*UNSEEN.values()) <= {path.stem for path in CASES}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("deck: A\nsection: B", "'cards' is a dependency of 'section'"),
        ("section: A\ncards: []", "[] should be non-empty"),
        ("cards: [{question: A}]", "'answer' is a required property"),
        ("cards: [{question: ' ', answer: b}]", "' ' does not match '\\\\S'"),
        ("cards: [{question: a, answer: b, tags: [a, '']}]", "['a', ''] is not valid under any of the given schemas"),
        ("cards: [{question: a, answer: b, choices: [c, d]}]", "Additional properties are not allowed"),
        ("kind: choice\ncards: [{question: a, answer: b, choices: [b]}]", "['b'] is too short"),
        ("kind: choice\ncards: [{question: a, answer: b, choices: [b, b]}]", "['b', 'b'] has non-unique elements"),
        ("kind: choice\ncards: [{kind: cloze, question: a}]", "Additional properties are not allowed"),
        ("kind: match\ncards: [{prompt: a, responses: {b: c}, premises: [{text: d, response: b}]}]", "{'b': 'c'}"),
        ("cards: [{question: a, answer: b, reverse: yes}]", "'yes' is not one of"),
        ("cards: [{question: a, answer: b, was: A}]", "'A' is not valid under any of the given schemas"),
    ],
)
def test_what_is_wrong_is_told(text: str, place: str) -> None:
    assert [message for message in refused(text) if message.startswith(place)]


def test_numbers_that_are_the_same_may_be_different_texts() -> None:
    assert refused("kind: choice\ncards: [{question: Which version, choices: [1.1, 1.10], answer: 1.10}]") == []


# --- what is right ---------------------------------------------------------------------------------------------------

TEXTS: Final = (
    *("word", "no", "true", "null", "~", "1.10", "-7", "0x1F", "1e3", ".5", "12:30", "2026-01-02", "'quoted: text'"),
    *('"two\\nlines"', "**strong**", "'{{c1::blank}}'", "'{{one}} and {{two::hint}}'", "élan", ".inf", "'#'"),
)
IDS: Final = ("a", "7", "7q2m4kzr", "1e3", "0x1f", "true", "null", "'quoted'", "' spaces '", "007")
LANGUAGES: Final = ("en", "pt-BR", "zh-Hant", "no")
WAS: Final = ("older", "[7q2m4kzr/older, 1e3]", "1/2")
NAMES: Final = ("a", "1")
"""Of categories, responses and choices: few, so that one often names another."""
SKIPPED: Final = ("files", "fonts", "only")
"""They name what must be there: files, and cards."""


def written(key: Key) -> st.SearchStrategy[str]:
    """What an author may write behind a key, in flow style; most of it is right."""
    match key.value:
        case asked.Text(pattern) | asked.Texts(pattern) if pattern:
            known = {"language": LANGUAGES, "was": WAS}.get(key.name, IDS)
            assert all(re.fullmatch(pattern, each.strip("[' ]").partition(", ")[0]) for each in known)
            return st.sampled_from(known)
        case asked.Text() | asked.Name(()):
            return st.sampled_from((*TEXTS, *NAMES, "'{{c1::blank}}'"))
        case asked.Texts():
            return st.one_of(st.sampled_from(NAMES), flow_list(0), flow_list(1))
        case asked.Name(known):
            return st.sampled_from([f"'{name}'" if quoted else name for name in known for quoted in (True, False)])
        case asked.Switch():
            return st.sampled_from(("true", "false", "'true'", '"false"'))
        case asked.SwitchOrTexts():
            return st.one_of(st.sampled_from(("true", "false", "'true'")), flow_list(0))
        case asked.Several():
            return flow_list(2)
        case asked.Setting(reading):
            return setting(reading)
        case asked.Pairs():
            return st.sampled_from(TEXTS).map(lambda text: f"{{a: {text}, 1: '1', 'b c': {text}}}")
        case asked.Items():
            return mapping(key.inside).map(lambda item: f"[{item}]")
        case asked.Group():
            return mapping(key.inside)
        case _:
            assert_never(key.value)


def flow_list(least: int) -> st.SearchStrategy[str]:
    texts = st.lists(st.sampled_from((*NAMES, "1.0", "no", "null")), min_size=least, max_size=4, unique=True)
    return texts.map(lambda each: f"[{', '.join(each)}]")


def setting(reading: Reading) -> st.SearchStrategy[str]:
    match reading:
        case OneOf(names):
            return st.sampled_from([*names, *map(str.title, names), *map(str.upper, names)])
        case Sides():
            return st.sampled_from(
                (
                    "a4",
                    "A5",
                    "Letter",
                    "4 x 6",
                    "'100x150mm'",
                    "70 \N{MULTIPLICATION SIGN} 105 MM",
                    "4.5X6.5in",
                    "9.cmx8.CM",
                )
            )
        case Shift():
            return st.sampled_from(("'1.5,-2'", "[1.5, -2]", "' 0 , +3.'", "[15, '-15']", '".5,0"', "[1e1, 2]"))
        case Seed():
            return st.sampled_from(TEXTS)
        case _:
            assert_never(reading)


@st.composite
def mapping(draw: st.DrawFn, keys: Sequence[Key], /, **given_: str) -> str:
    """A mapping with all that is required, and a few of the other keys."""
    free = [key for key in keys if key.name not in given_ and key.name not in SKIPPED]
    extra = draw(st.sets(st.sampled_from([key.name for key in free]), max_size=3))
    values = {key.name: draw(written(key)) for key in free if key.required or key.name in extra}
    return f"{{{', '.join(f'{name}: {value}' for name, value in {**given_, **values}.items())}}}"


FORMAT: Final = formats.read()


@st.composite
def decks(draw: st.DrawFn) -> str:
    """A deck of one file with a section of one card, in the deck's document or in one of its own."""
    kind = draw(st.sampled_from([*FORMAT.kinds]))
    item = draw(mapping(FORMAT.kinds[kind].keys, **draw(st.sampled_from([{}, {"kind": kind}]))))
    said = "" if kind == "flashcard" or f"kind: {kind}" in item else kind
    section = {"cards": f"[{item}]", **({"kind": said} if said else {})}
    if draw(st.booleans()):
        return draw(mapping([key for key in FORMAT.deck.keys if key.name != "kind"], **section))
    own = [key for key in FORMAT.deck.keys if key.name not in ("cards", "section", "kind", "reverse", "shuffle")]
    of_section = [key for key in FORMAT.section.keys if key.name != "kind"]
    return f"{draw(mapping(own))}\n---\n{draw(mapping(of_section, **section))}"


@given(decks())
@example("{deck: no, cards: [{kind: classify, prompt: 1, categories: {1: ~, 2: no}, items: [{text: x, category: 1}]}]}")
@example("{deck: a, cards: ~}\n---\ncards: [{question: a, answer: b}]")
def test_what_the_reader_takes_the_schema_takes(text: str) -> None:
    try:
        read([Path("deck.yaml")], KINDS, lambda _: text.encode())
    except Mistakes:
        assume(False)
    assert refused(text) == []


# --- as others use it ------------------------------------------------------------------------------------------------


def described(of: Any, path: str = "") -> Iterator[str]:
    """The keys in a schema that nothing is said of."""
    match of:
        case dict():
            for name, key in of.get("properties", {}).items():
                if path and "description" not in key:
                    yield f"{path}/{name}"
            for name, value in of.items():
                yield from described(value, f"{path}/{name}")
        case list():
            for value in of:
                yield from described(value, path)


def test_every_key_is_described_with_what_it_may_be() -> None:
    definitions: Any = SCHEMA["definitions"]
    own = {name: part for name, part in definitions.items() if name != "item"}
    assert [place for name, part in own.items() for place in described({**part, "allOf": []}, name)] == []
    assert own["deck"]["properties"]["print"]["properties"]["layout"] == {
        "anyOf": [
            {"enum": ["fold", "duplex", "sheet", "list"]},
            {
                "type": "string",
                "pattern": "^ *(?:[fF] *[oO] *[lL] *[dD]|[dD] *[uU] *[pP] *[lL] *[eE] *[xX]"
                "|[sS] *[hH] *[eE] *[eE] *[tT]|[lL] *[iI] *[sS] *[tT]) *$",
            },
        ],
        "description": "How cards are placed on paper.",
        "markdownDescription": "How cards are placed on paper.",
        "examples": ["sheet"],
    }
    language = own["deck"]["properties"]["language"]
    assert language["description"] == "The code of the language of the cards, as in en, pt-BR or zh-Hant."
    assert language["markdownDescription"] == "The code of the language of the cards, as in `en`, `pt-BR` or `zh-Hant`."


def test_a_new_kind_is_in_the_schema_as_it_is_in_the_table() -> None:
    made = Draft7Validator(schema(formats.read({"flashcard": flashcard.read, "pick": choice.read})))
    item = "{question: a, choices: [b, c], answer: b}"
    assert refused(f"kind: pick\ncards: [{item}]", made) == []
    assert refused(f"kind: choice\ncards: [{item}]", made) == ["'choice' is not one of ['flashcard', 'pick']"]


def test_a_name_that_yaml_takes_for_a_switch_is_known_as_that() -> None:
    def holds(fields: Any, setting: Any) -> tuple[()]:
        fields.name("holds", ("true", "false", "7"), required=True)
        return ()

    made = Draft7Validator(schema(formats.read({"flashcard": flashcard.read, "holds": holds})))
    for written_ in ("true", "'false'", "7"):
        assert refused(f"kind: holds\ncards: [{{holds: {written_}}}]", made) == []
    assert refused("kind: holds\ncards: [{holds: 8}]", made) != []
