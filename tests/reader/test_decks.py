import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmcards.errors import Place
from mmcards.model import Deck, Note, plain_text
from mmcards.paper import PAGES, Printing

if TYPE_CHECKING:
    from tests.reader.conftest import Desk


def card(id: str, more: str = "") -> str:  # noqa: A002
    return f"- {{id: {id}, question: What is {id}?, answer: It. {more}}}\n"


def section(*ids: str, head: str = "") -> str:
    return f"{head}cards:\n{''.join(map(card, ids))}"


def small(name: str, *ids: str, head: str = "") -> str:
    """A deck of one file."""
    return f"deck: {name}\nuid: uid-{name.lower()}\n{head}{section(*ids) if ids else ''}"


def ids(deck: Deck) -> list[str]:
    return [note.id for note in deck.notes]


def notes(*decks: Deck) -> dict[str, Note]:
    return {note.id: note for deck in decks for note in deck.notes}


# --- finding decks ---------------------------------------------------------------------------------------------------


def test_a_deck_is_a_folder_with_a_deck_yaml(desk: "Desk") -> None:
    desk.write("spanish/deck.yaml", "deck: Spanish\nuid: 7q2m4kzr\n")
    desk.write("spanish/cards.yaml", section("hola"))
    (deck,) = desk.read("spanish")
    assert (deck.name, deck.id, deck.uid, ids(deck)) == ("Spanish", "spanish", "7q2m4kzr", ["hola"])
    assert deck.place == Place(str(Path("spanish/deck.yaml")))
    assert deck.notes[0].place == Place(str(Path("spanish/cards.yaml")), 2, 8)


def test_a_deck_is_a_file_whose_first_document_names_it(desk: "Desk") -> None:
    desk.write("Spanish verbs.yaml", small("Spanish", "hola") + "---\n" + section("adios", head="section: More\n"))
    (deck,) = desk.read("Spanish verbs.yaml")
    assert (deck.id, ids(deck)) == ("spanish-verbs", ["hola", "adios"])
    assert [note.section for note in deck.notes] == ["", "More"]


def test_decks_are_found_at_any_depth_in_natural_order(desk: "Desk") -> None:
    for name in ("a/unit-10", "a/unit-2", "a/b/c/d/deep", "top"):
        desk.write(f"cards/{name}.yaml", small(Path(name).name, "one"))
    desk.write("cards/z/deck.yml", small("Folder", "one"))
    decks = desk.read("cards")
    assert [deck.id for deck in decks] == ["top", "unit-2", "unit-10", "deep", "z"]


def test_a_deck_that_two_paths_lead_to_is_read_once(desk: "Desk") -> None:
    desk.write("cards/a/deck.yaml", small("A", "one"))
    desk.write("cards/b.yaml", small("B", "one"))
    paths = ("cards", "cards/a", "cards/a/deck.yaml", "cards/b.yaml", "./cards/../cards/b.yaml", str(desk.folder))
    assert [deck.id for deck in desk.read(*paths)] == ["b", "a"]


def test_a_mistake_that_two_paths_lead_to_is_told_once(desk: "Desk") -> None:
    desk.write("cards/a.yaml", "deck: A: B\n")
    desk.write("cards/b.yaml", "deck: B\nuid: b\n")
    assert desk.complaints("cards", str(desk.folder), "cards/../cards/a.yaml") == [
        f"{Path('cards/a.yaml')}:1:8: a second `: ` in one line",
        f"{Path('cards/b.yaml')}:1:1: the deck has no cards",
    ]


def test_hidden_folders_and_files_are_passed_over(desk: "Desk") -> None:
    desk.write("a.yaml", small("A", "one"))
    desk.write(".venv/b.yaml", small("B", "one"))
    desk.write(".c.yaml", "not: [even\n")
    desk.write("d.txt", "not: [even\n")
    assert [deck.id for deck in desk.read()] == ["a"]


def test_other_yaml_files_are_left_alone(desk: "Desk") -> None:
    desk.write("a.yaml", small("A", "one"))
    desk.write("config.yaml", "- 1\n- {b: 2}\n")
    desk.write("empty.yaml", "")
    assert [deck.id for deck in desk.read()] == ["a"]


def test_a_deck_of_one_file_may_stand_beside_a_deck_yaml(desk: "Desk") -> None:
    desk.write("deck.yaml", "deck: A\nid: a\nuid: a\n")
    desk.write("cards.yaml", section("one"))
    desk.write("b.yaml", small("B", "one"))
    assert [(deck.id, ids(deck)) for deck in desk.read()] == [("a", ["one"]), ("b", ["one"])]


def test_links_in_a_circle_do_no_harm(desk: "Desk") -> None:
    desk.write("cards/a.yaml", small("A", "one"))
    try:
        (desk.folder / "cards/again").symlink_to(desk.folder / "cards", target_is_directory=True)
        (desk.folder / "cards/loop.yaml").symlink_to("loop.yaml")
    except OSError:
        pytest.skip("no links here")
    assert [deck.id for deck in desk.read("cards")] == ["a"]
    desk.write("cards/b/deck.yaml", "deck: B\nuid: b\nfiles: [loop.yaml]\n")
    (desk.folder / "cards/b/loop.yaml").symlink_to("loop.yaml")
    (complaint,) = desk.complaints("cards/b")
    assert complaint.startswith(f"{Path('cards/b/deck.yaml')}:3:9: `loop.yaml` ")


def test_where_there_is_no_deck_the_way_to_one_is_told(desk: "Desk") -> None:
    (desk.folder / "cards").mkdir()
    assert desk.complaints("cards") == ["There is no deck in cards. `mmcards new cards/my-deck` starts one."]


# --- the files of a deck ---------------------------------------------------------------------------------------------


def test_the_files_of_a_deck_are_read_in_natural_order(desk: "Desk") -> None:
    desk.write("deck.yaml", "deck: A\nuid: a\nid: a\n")
    names = ["unit-1", "Unit-2", "unit-2b", "unit-10", "unit-010", "words", "\u00fcber"]
    for name in reversed(names):
        desk.write(f"{name}.yml", section("n" + "".join(map(str, map(ord, name)))))
    (deck,) = desk.read()
    read = [Path(note.place.path).stem for note in deck.notes]
    assert read == ["unit-1", "Unit-2", "unit-2b", "unit-010", "unit-10", "words", "\u00fcber"]


def test_files_that_are_listed_are_read_in_that_order_and_no_others(desk: "Desk") -> None:
    desk.write("deck.yaml", "deck: A\nuid: a\nid: a\nfiles: [b.yaml, sub/c.yaml, a.yaml]\n")
    desk.write("a.yaml", section("one"))
    desk.write("b.yaml", section("two"))
    desk.write("sub/c.yaml", section("three"))
    desk.write("notes.yaml", "a: b\n")
    (deck,) = desk.read()
    assert ids(deck) == ["two", "three", "one"]


def test_cards_that_no_deck_takes_are_told_of(desk: "Desk") -> None:
    desk.write("a/deck.yaml", "deck: A\nuid: a\nfiles: [one.yaml]\n")
    desk.write("a/one.yaml", section("one"))
    desk.write("a/two.yaml", section("two"))
    desk.write("b/three.yaml", section("three"))
    assert desk.complaints() == [
        f"warning {Path('a/two.yaml')}:1:1: these cards belong to no deck",
        f"warning {Path('b/three.yaml')}:1:1: these cards belong to no deck",
    ]


def test_the_decks_own_cards_come_first(desk: "Desk") -> None:
    desk.write("deck.yaml", small("A", "own", head="id: a\n") + "---\n" + section("second"))
    desk.write("b.yaml", section("other"))
    (deck,) = desk.read()
    assert ids(deck) == ["own", "second", "other"]


@pytest.mark.parametrize("encoded", [False, True])
def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(desk: "Desk", encoded: bool) -> None:
    text = "deck: É\nuid: a\ncards:\n  - question: |\n      Où?\n      Là?\n    answer: é # x\n    anwser: It.\n"
    content = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() if encoded else text.encode()
    desk.write("a.yaml", content)
    assert desk.complaints() == ["a.yaml:8:5: unknown key `anwser`"]
    desk.write("a.yaml", content.replace(b"    anwser: It.", b""))
    assert desk.complaints() == ["warning a.yaml:7:15: the rest of the line is a comment, and not part of the text"]


# --- a deck's own keys -----------------------------------------------------------------------------------------------


def test_a_deck_says_what_holds_for_all_of_it(desk: "Desk") -> None:
    desk.write(
        "a.yaml",
        """
        deck: "A: the first"
        id: first
        uid: 7q2m4kzr
        description: >
          What it is,
          in two lines.
        source: A book   # small
        language: pt-BR
        tags: [one, two words]   # tags
        print: {page: a6, layout: fold}
        cards:
        - {question: Why?, answer: So.}
        """,
    )
    decks_complaints = desk.complaints()
    assert decks_complaints == ["warning a.yaml:8:18: the rest of the line is a comment, and not part of the text"]
    desk.write("a.yaml", (desk.folder / "a.yaml").read_bytes().replace(b"   # small", b""))
    (deck,) = desk.read()
    assert deck == Deck(
        name="A: the first",
        id="first",
        uid="7q2m4kzr",
        place=Place("a.yaml", 2, 1),
        notes=deck.notes,
        description="What it is, in two lines.",
        source="A book",
        language="pt-BR",
        tags=("one", "two words"),
        printing=Printing(page=PAGES["a6"], layout="fold"),
    )
    assert [(note.source, note.tags, note.section) for note in deck.notes] == [("A book", (), "")]


def test_a_deck_without_an_id_has_that_of_its_folder(desk: "Desk") -> None:
    desk.write("Über uns/deck.yaml", small("A", "one"))
    assert desk.read()[0].id == "uber-uns"


def test_a_deck_without_a_uid_is_known_by_its_id(desk: "Desk") -> None:
    desk.write("a.yaml", f"deck: A\n{section('one')}")
    message = "the deck has no uid, so that its notes are told from other decks' by its id alone"
    assert desk.complaints() == [f"warning a.yaml:1:1: {message}"]


def test_the_working_folder_has_a_name_too(desk: "Desk") -> None:
    desk.write("deck.yaml", small("A", "one"))
    assert desk.read(".")[0].id == "work"


def test_two_decks_have_neither_an_id_nor_a_uid_in_common(desk: "Desk") -> None:
    desk.write("a/x.yaml", small("A", "one"))
    desk.write("b/x.yaml", small("B", "one"))
    desk.write("c/y.yaml", small("A", "one"))
    first = Path("a/x.yaml")
    assert desk.complaints() == [
        f"{Path('b/x.yaml')}:1:1: the id `x` is taken by the deck in {first}: their files would be one",
        f"{Path('c/y.yaml')}:1:1: the uid `uid-a` is taken by the deck in {first}",
    ]


def test_two_decks_do_not_share_the_name_of_their_lock(desk: "Desk") -> None:
    desk.write("a.yaml", f"id: one\n{small('A', 'one')}")
    desk.write("a.yml", f"id: two\n{small('B', 'two')}")
    assert desk.complaints() == [
        "a.yml:1:1: this deck and the one in a.yaml have one name: their locks would be one",
    ]


def test_a_folder_has_one_deck_file(desk: "Desk") -> None:
    desk.write("a/deck.yaml", small("A", "one"))
    desk.write("a/deck.yml", small("B", "two"))
    told = "deck.yaml stands beside this file, and a folder has one deck"
    assert desk.complaints() == [f"{Path('a/deck.yml')}:1:1: {told}"]


def test_a_note_that_moved_is_not_in_its_old_deck_too(desk: "Desk") -> None:
    desk.write("a.yaml", "deck: A\nuid: aa\ncards:\n- {id: x, question: Q, answer: A}\n")
    desk.write("b.yaml", "deck: B\nuid: bb\ncards:\n- {id: y, was: aa/x, question: Q, answer: A}\n")
    desk.write("c.yaml", "deck: C\nuid: cc\ncards:\n- {id: z, was: [aa/x, bb/y], question: Q, answer: A}\n")
    assert desk.complaints("a.yaml", "b.yaml") == [
        "b.yaml:4:8: this note was `aa/x`, and so was or is the one at a.yaml:4:8"
    ]
    assert desk.complaints("b.yaml", "c.yaml") == [
        "c.yaml:4:8: this note was `aa/x`, and so was or is the one at b.yaml:4:8"
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ('"A\\nB"', "the deck's name has a line break or a tab in it"),
        ('"A\\tB"', "the deck's name has a line break or a tab in it"),
        ('"::A"', "a part of the deck's name is empty"),
        ("A::::B", "a part of the deck's name is empty"),
        ('"A:: ::B"', "a part of the deck's name is empty"),
        ('"A::"', "a part of the deck's name is empty"),
        ("default", "every Anki has a deck `default`: the cards would stand among the learner's own"),
    ],
)
def test_a_name_that_anki_takes_for_another_is_told(desk: "Desk", name: str, told: str) -> None:
    desk.write("a.yaml", f"deck: {name}\nuid: a\ncards: [{{question: Q, answer: A}}]\n")
    (found,) = desk.complaints()
    assert found.removeprefix("warning ") == f"a.yaml:1:7: {told}"


@pytest.mark.parametrize("name", ["A::B", "A: B:::C", "Default deck", "A B", "\u00c5"])
def test_other_names_are_taken_as_they_stand(desk: "Desk", name: str) -> None:
    desk.write("a.yaml", f"deck: '{name}'\nuid: a\ncards: [{{question: Q, answer: A}}]\n")
    assert desk.read()[0].name == name


# --- sections --------------------------------------------------------------------------------------------------------


def test_a_section_hands_down_what_it_says(desk: "Desk") -> None:
    desk.write(
        "a.yaml",
        """\
        deck: A
        uid: a
        source: The deck
        tags: [deck]
        ---
        section: First
        tags: [first, both]
        source: The section
        cards:
          - {id: one, question: Why?, answer: So., tags: [own, both]}
          - {id: two, question: Why not?, answer: So., source: The card, tags: own}
        ---
        section: Second
        kind: self-check
        cards:
          - {id: three, question: Who?, answer: I.}
          - {id: four, kind: flashcard, question: Who else?, answer: You.}
        """,
    )
    (deck,) = desk.read()
    assert [(note.id, note.section, note.tags, note.source) for note in deck.notes] == [
        ("one", "First", ("first", "both", "own"), "The section"),
        ("two", "First", ("first", "both", "own"), "The card"),
        ("three", "Second", (), "The deck"),
        ("four", "Second", (), "The deck"),
    ]
    assert [getattr(note.response, "rehearse", None) for note in deck.notes] == [False, False, True, False]


def test_drafts_are_left_out(desk: "Desk") -> None:
    desk.write(
        "a.yaml",
        f"{small('A')}cards:\n{card('one')}{card('two', ', draft: true')}{card('three', ', draft: false')}"
        f"---\ndraft: true\n{section('four')}",
    )
    assert ids(desk.read()[0]) == ["one", "three"]


def test_mistakes_in_drafts_are_told(desk: "Desk") -> None:
    desk.write("a.yaml", f"{small('A', 'one')}- {{draft: true, question: Why?}}\n")
    assert desk.complaints() == ["a.yaml:5:3: `answer` is missing"]


@pytest.mark.parametrize(
    ("cards", "told"),
    [
        ("", "the deck has no cards"),
        ("cards:\n", "the deck has no cards"),
        ("cards: []\n", "the deck has no cards"),
        ("cards:\n- {draft: true, question: Why?, answer: So.}\n", "the deck has no cards but drafts"),
    ],
)
def test_a_deck_without_cards_is_a_mistake(desk: "Desk", cards: str, told: str) -> None:
    desk.write("a.yaml", f"deck: A\nuid: a\n{cards}")
    assert desk.complaints() == [f"a.yaml:1:1: {told}"]


# --- identity --------------------------------------------------------------------------------------------------------


def test_a_guid_is_made_of_the_decks_uid_and_the_notes_id(desk: "Desk") -> None:
    desk.write("a.yaml", small("A", "one") + "- {question: What is RLHF?, answer: It.}\n")
    assert [(note.id, note.guid, note.named) for note in desk.read()[0].notes] == [
        ("one", "uid-a/one", True),
        ("what-is-rlhf", "uid-a/what-is-rlhf", False),
    ]


def test_writing_down_the_id_that_a_question_makes_changes_nothing(desk: "Desk") -> None:
    desk.write("a.yaml", f"{small('A')}cards:\n- {{question: What is **C++**?, answer: It.}}\n")
    (before,) = desk.read()[0].notes
    desk.write("a.yaml", f"{small('A')}cards:\n- {{id: {before.id}, question: What is C?, answer: It.}}\n")
    (after,) = desk.read()[0].notes
    assert (after.id, after.guid) == (before.id, before.guid)


@pytest.mark.parametrize(
    ("was", "guid"),
    [("old", "uid-a/old"), ("[old]", "uid-a/old"), ("[oldest, older]", "uid-a/oldest"), ("b/old", "b/old")],
)
def test_a_note_keeps_the_guid_that_it_first_had(desk: "Desk", was: str, guid: str) -> None:
    desk.write("a.yaml", f"{small('A')}cards:\n- {{id: new, was: {was}, question: Why?, answer: So.}}\n")
    (note,) = desk.read()[0].notes
    assert (note.id, note.guid) == ("new", guid)


def test_one_guid_is_not_for_two_notes(desk: "Desk") -> None:
    desk.write("a.yaml", small("A", "one") + "- {id: two, was: one, question: Why?, answer: So.}\n")
    assert desk.complaints() == ["a.yaml:5:8: by its `was` this note is `one`, which is still there, at line 4"]


def test_ids_are_unique_in_a_deck_those_of_items_included(desk: "Desk") -> None:
    desk.write("deck.yaml", small("A", "one", head="id: a\n"))
    desk.write(
        "b.yaml",
        """\
        cards:
          - kind: match
            prompt: Which?
            responses: {1: a, 2: b}
            premises:
              - {id: one, text: A, response: 1}
              - {id: two, text: B, response: 2}
              - {id: two, text: C, response: 2}
        """,
    )
    assert desk.complaints() == [
        "b.yaml:6:14: the id `one` is taken by the note at deck.yaml:5:8",
        "b.yaml:8:14: the id `two` is taken by the note at line 7",
    ]


def test_the_same_id_in_two_decks_is_two_notes(desk: "Desk") -> None:
    desk.write("a.yaml", small("A", "one"))
    desk.write("b.yaml", small("B", "one"))
    assert [note.guid for deck in desk.read() for note in deck.notes] == ["uid-a/one", "uid-b/one"]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("question: Why?", "the same question as at line 4, and no id tells them apart"),
        ("question: '**Why?**'", "the id that its question makes, `why`, is taken by the note at line 4"),
        ("question: why!", "the id that its question makes, `why`, is taken by the note at line 4"),
        ("id: why, question: Who?", "the id `why` is taken by the note at line 4, whose question makes it"),
    ],
)
def test_two_questions_that_make_one_id_are_told_apart(desk: "Desk", other: str, told: str) -> None:
    desk.write("a.yaml", f"{small('A')}cards:\n- {{question: Why?, answer: So.}}\n- {{{other}, answer: So.}}\n")
    (complaint,) = desk.complaints()
    assert complaint.partition(": ")[2] == told


# --- one broken file among others ------------------------------------------------------------------------------------


def test_a_broken_file_hides_and_adds_no_mistake_elsewhere(desk: "Desk") -> None:
    broken = "cards:\n- question: Note: what?\n"
    wrong = "cards:\n- {question: Why?, anwser: So.}\n"
    desk.write("a/deck.yaml", "deck: A: B\nid: c\nuid: c\n")
    desk.write("a/cards.yaml", wrong)
    desk.write("b/deck.yaml", "deck: B\nuid: b\n")
    desk.write("b/cards.yaml", broken)
    desk.write("c/deck.yaml", "uid: c\n")
    desk.write("c/cards.yaml", wrong)
    desk.write("d/deck.yaml", "deck: D\nuid: d\nfiles: [cards.yaml, more.yaml]\n")
    desk.write("d/cards.yaml", broken)
    desk.write("e/deck.yaml", "deck: E\nuid: e\n")
    assert desk.complaints() == [
        f"{Path('a/cards.yaml')}:2:20: unknown key `anwser`",
        f"{Path('a/deck.yaml')}:1:8: a second `: ` in one line",
        f"{Path('b/cards.yaml')}:2:17: a second `: ` in one line",
        f"{Path('c/cards.yaml')}:2:20: unknown key `anwser`",
        f"{Path('c/deck.yaml')}:1:1: `deck` is missing",
        f"{Path('d/cards.yaml')}:2:17: a second `: ` in one line",
        f"{Path('d/deck.yaml')}:3:21: `more.yaml` is not there",
        f"{Path('e/deck.yaml')}:1:1: the deck has no cards",
    ]


def test_a_broken_file_that_the_user_names_is_called_nothing_else(desk: "Desk") -> None:
    desk.write("a.yaml", "deck: [\n")
    desk.write("b.yaml", section("one"))
    told = desk.complaints("a.yaml", "b.yaml")
    assert told == [
        "a.yaml:1:7: a bracket is opened here and not closed",
        "b.yaml:1:1: this file is no deck of its own",
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden here")
def test_what_cannot_be_read_is_told(desk: "Desk") -> None:
    desk.write("a.yaml", small("A", "one"))
    (desk.folder / "a.yaml").chmod(0)
    assert desk.complaints() == ["a.yaml:1:1: the file cannot be read: Permission denied"]


def test_texts_are_parsed(desk: "Desk") -> None:
    desk.write("a.yaml", f"{small('A')}cards:\n- {{id: one, question: What is *it*?, answer: no, explanation: 1.10}}\n")
    note = notes(*desk.read())["one"]
    assert [plain_text(blocks) for blocks in (note.prompt, note.explanation)] == ["What is it?", "1.10"]
