"""Bounds that no honest deck meets, and that a hostile one does not get beyond: in memory, in time, in places."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmcards import blanks, files, markup
from mmcards.errors import Mistakes, Place
from mmcards.identity import id_from
from mmcards.kinds import KINDS
from mmcards.model import File, plain_text
from mmcards.reader import decks, events, fields, items, report
from mmcards.reader.almost import almost_markup
from mmcards.reader.within import place_within

if TYPE_CHECKING:
    from tests.reader.conftest import Desk

HEAD = "deck: D\nid: d\nuid: abcdef12\n"
PICTURE = "'![a](a.png)'"
MARKS = "\u0301\u0316"
CARD = "cards:\n- {id: a, question: Q, answer: A}\n"


def mistakes(desk: "Desk") -> tuple[list[str], list[str]]:
    """The messages of all mistakes in the deck, and the files of which the rest was not read."""
    with pytest.raises(Mistakes) as caught:
        decks.read([Path("deck.yaml")], KINDS)
    return [problem.message for problem in caught.value.problems], list(caught.value.unread)


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["deck.yaml", "cards.yaml", "more.yml"])
def test_a_link_out_of_the_folder_is_not_followed(desk: "Desk", name: str) -> None:
    desk.write("secret", f"{HEAD}{CARD}")
    if name != "deck.yaml":
        desk.write("deck/deck.yaml", HEAD)
    (desk.folder / "deck").mkdir(exist_ok=True)
    (desk.folder / "deck" / name).symlink_to("../secret")
    found = desk.complaints("deck")
    assert f"deck:1:1: `{name}` is a link that leads out of the folder" in found


def test_a_link_within_the_folder_is_followed(desk: "Desk") -> None:
    desk.write("deck/deck.yaml", f"{HEAD}files: [cards.yaml]\n")
    desk.write("deck/parts/one", f"section: S\n{CARD}")
    (desk.folder / "deck" / "cards.yaml").symlink_to("parts/one")
    (deck,) = desk.read("deck")
    assert [note.id for note in deck.notes] == ["a"]


def test_who_names_a_link_means_it(desk: "Desk") -> None:
    desk.write("real/my.yaml", f"{HEAD}{CARD}")
    (desk.folder / "mine").mkdir()
    (desk.folder / "mine" / "deck.yaml").symlink_to("../real/my.yaml")
    assert [deck.id for deck in desk.read("mine/deck.yaml")] == ["d"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(desk: "Desk") -> None:
    desk.write("deck/deck.yaml", f"{HEAD}files: [cards.yaml]\n{CARD.replace('Q', PICTURE)}")
    os.mkfifo(desk.folder / "deck" / "cards.yaml")
    os.mkfifo(desk.folder / "deck" / "a.png")
    assert desk.complaints("deck") == [
        "deck/cards.yaml:1:1: the file cannot be read: it is no plain file",
        "deck/deck.yaml:6:27: `a.png` is no file",
    ]


def test_a_large_file_is_not_read(desk: "Desk") -> None:
    path = desk.write("deck.yaml", HEAD)
    with path.open("r+b") as file:
        file.truncate(files.MOST_TEXT + 1)  # of which the disk holds nothing
    assert desk.complaints("deck.yaml") == ["deck.yaml:1:1: the file cannot be read: it has more than 50 million bytes"]


def test_a_large_sound_is_not_read(desk: "Desk") -> None:
    desk.write("deck.yaml", f"{HEAD}{CARD.replace('Q', PICTURE.replace('png', 'mp3'))}")
    with desk.write("a.mp3", b"").open("r+b") as file:
        file.truncate(files.MOST_MEDIA + 1)
    assert desk.complaints("deck.yaml") == [
        "deck.yaml:5:27: `a.mp3` cannot be read: it has more than 100 million bytes"
    ]


# --- how much --------------------------------------------------------------------------------------------------------


def test_mistakes_without_end_end(desk: "Desk") -> None:
    desk.write("deck.yaml", f"{HEAD}cards:\n" + "- {id: a}\n" * 5000)
    found, unread = mistakes(desk)
    assert (len(found) <= report.MOST, unread) == (True, ["deck.yaml"])


def test_warnings_without_end_end(desk: "Desk") -> None:
    rows = "".join(f"- {{id: a{number}, question: Q, answer: '```'}}\n" for number in range(report.MOST + 5))
    desk.write("deck.yaml", f"{HEAD}cards:\n{rows}")
    found = decks.read([Path("deck.yaml")], KINDS)[1]
    assert len(found) == report.MOST + 1
    assert found[-1].message == "there are more warnings than are named at once"


def test_values_without_end_end(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of all files count together."""
    monkeypatch.setattr(events, "MOST_VALUES", 100)
    desk.write("deck/deck.yaml", HEAD)
    for name in "abcd":
        rows = "".join(f"- {{question: Q{name}{number}, answer: A}}\n" for number in range(7))
        desk.write(f"deck/{name}.yaml", f"cards:\n{rows}")
    found = desk.complaints("deck")
    assert found[0].startswith("deck/c.yaml:")
    assert found[0].endswith(": there are more than 100 values in all files together")


def test_the_parts_of_texts_are_values_too(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    """They take as much room."""
    monkeypatch.setattr(fields, "MOST_VALUES", 1000)
    desk.write("deck.yaml", f"{HEAD}{CARD.replace('Q', 'a ' + '*a* ' * 600)}")
    assert mistakes(desk)[0] == ["there are more than 1,000 values and parts of texts together"]


def test_what_many_cards_share_has_a_bound(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST_SHARED", 10_000)
    monkeypatch.setattr(items, "SHARED", 50)
    premises = "".join(f"  - {{id: p{number}, text: T{number}, response: 1}}\n" for number in range(100))
    exercise = "- kind: match\n  prompt: P\n  responses: {1: One, 2: Two}\n  premises:\n"
    desk.write("deck.yaml", f"{HEAD}cards:\n{exercise}{premises}  explanation: {'why ' * 5}\n")
    assert len(desk.read("deck.yaml")[0].notes) == 100
    desk.write("deck.yaml", f"{HEAD}cards:\n{exercise}{premises}  explanation: {'why ' * 50}\n")
    found, _ = mistakes(desk)
    assert found == ["what cards share, beyond 50 characters each, comes to more than 10,000 on all of them"]


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        (f"id: {'a' * 201}\n{CARD}", "`id` has more than 200 characters"),
        (f"section: {'a' * 301}\n{CARD}", "`section` has more than 300 characters"),
        (f"source: {'a' * 1001}\n{CARD}", "`source` has more than 1,000 characters"),
        (f"description: {'a ' * 50_001}b\n{CARD}", "a text has more than 100,000 characters"),
        (f"tags: [{','.join(map(str, range(51)))}]\n{CARD}", "there are more than 50 tags"),
        (f"tags: [{'a' * 201}]\n{CARD}", "a tag has more than 200 characters"),
        (f"files: [{','.join(map(str, range(1001)))}]\n", "`files` has more than 1,000 values"),
        (f"fonts: [{','.join(map(str, range(1001)))}]\n{CARD}", "`fonts` has more than 1,000 values"),
        (
            f"cards:\n- {{kind: cloze, id: a, text: '{'{{a}}' * 1001}'}}\n",
            "a text has more than 1,000 blanks",
        ),
        (
            f"cards:\n- {{kind: choice, question: Q, choices: [{','.join(map(str, range(1001)))}], answer: 1}}\n",
            "`choices` has more than 1,000 values",
        ),
        (
            f"cards:\n- {{question: a{MARKS * 51}, answer: A}}\n",
            "more than 100 marks stand on one letter",
        ),
    ],
)
def test_what_is_beyond_all_measure_is_a_mistake(desk: "Desk", yaml: str, message: str) -> None:
    desk.write("deck.yaml", HEAD.replace("id: d\n", "") + yaml)
    assert message in mistakes(desk)[0]


@pytest.mark.parametrize("name", ["con", "prn", "nul", "com1", "lpt9"])
def test_a_deck_has_no_name_that_windows_keeps(desk: "Desk", name: str) -> None:
    desk.write("deck.yaml", f"deck: D\nid: {name}\nuid: u\n{CARD}")
    assert mistakes(desk)[0] == [f"the deck's id names its files, and Windows keeps `{name}` for itself"]


@pytest.mark.parametrize("name", ["../x", ".", "a/b", "a\\\\b", "-rf", "a.b", "C:", ""])
def test_a_deck_has_no_id_that_leads_elsewhere(desk: "Desk", name: str) -> None:
    desk.write("deck.yaml", f'deck: D\nid: "{name}"\nuid: u\n{CARD}')
    assert len(mistakes(desk)[0]) == 1


@pytest.mark.parametrize(
    "name",
    [
        "<script>x</script>",
        "a <img src=x onerror=x>",
        "</div>",
        "<!-- x",
        "[sound:x.mp3]",
        "[anki:tts lang=en]x",
        "[latex]x[/latex]",
        "[$]x[/$]",
        "[[type:Id]]",
        "\\(x\\)",
        "{{Answer}}",
    ],
)
def test_nothing_in_a_decks_name_acts_in_anki(desk: "Desk", name: str) -> None:
    """Anki puts it on the cards without escaping it."""
    desk.write("deck.yaml", f"deck: '{name}'\nid: d\nuid: u\n{CARD}")
    assert len(mistakes(desk)[0]) == 1


# --- letters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\u202eb", "a\u202db\u202c", "\u2067a", "\u202aa"])
def test_letters_in_another_order_than_they_are_read_are_warned_of(desk: "Desk", text: str) -> None:
    for written in (text, '"' + text.encode("ascii", "backslashreplace").decode() + '"'):
        desk.write("deck.yaml", f"{HEAD}cards:\n- {{id: a, question: {written}, answer: A}}\n")
        (found,) = desk.complaints("deck.yaml")
        assert "that shows what follows in another order" in found


def test_isolated_words_are_fine(desk: "Desk") -> None:
    desk.write("deck.yaml", f"{HEAD}cards:\n- {{id: a, question: say \u2068\u05d0\u05d1\u2069, answer: A}}\n")
    assert desk.complaints("deck.yaml") == []


# --- time ------------------------------------------------------------------------------------------------------------

LONG = 40_000
SECONDS = 4.0
"""What takes linear time takes a tenth of a second; what takes quadratic time took ten and more."""


def parsed(text: str) -> None:
    blocks = markup.parse(text, lambda _: File("a.png", "0" * 64))
    tuple(almost_markup(text, blocks))
    id_from(plain_text(blocks))
    markup.escape(text)


@pytest.mark.parametrize("unit", ["\\", "\\a", "$\\", "\\$", "``\\", "*a **b", "[", "![", "[a](", "{{", "> ", "$a $$b"])
def test_a_text_takes_linear_time(unit: str) -> None:
    start = time.process_time()
    parsed(unit * (LONG // len(unit)))
    assert time.process_time() - start < SECONDS


def test_rows_of_backticks_that_end_nothing_take_linear_time() -> None:
    text = " ".join("`" * length for length in range(1, 500))
    start = time.process_time()
    parsed(text)
    assert blanks.find(text) == ()
    assert time.process_time() - start < SECONDS


def test_comments_in_one_long_line_take_linear_time(desk: "Desk") -> None:
    rows = ",".join(f"{{id: a{number}, question: Q, answer: A}}" for number in range(LONG // 10))
    desk.write("deck.yaml", f"{HEAD}cards: [{rows}] # a comment\n")
    start = time.process_time()
    assert len(desk.read("deck.yaml")[0].notes) == LONG // 10
    assert time.process_time() - start < SECONDS


def test_a_part_is_not_looked_for_in_all_of_a_large_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("x\n" * 50_000 + "part\n", "utf-8")
    start = time.process_time()
    for line in range(1, 500):
        assert place_within(Place(str(path), line), "part") == Place(str(path), line)
    assert time.process_time() - start < SECONDS
    assert place_within(Place(str(path), 50_000), "part") == Place(str(path), 50_001)
