"""What an author sees of each save: which cards are made anew, and what is wrong."""

import json
from pathlib import Path

import pytest

from mmcards.errors import CardsError
from mmcards.preview.desk import Desk, told
from tests.preview.conftest import Show, Shown

TWO = """\
section: Basics
cards:
- {id: one, question: What is one?, answer: The first.}
- {id: two, question: What is two?, answer: The second.}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="{}" height="9"/></svg>'


@pytest.fixture
def small(show: Show) -> Shown:
    return show(TWO)


def keys(shown: Shown, kind: str = "face") -> dict[str, str]:
    return {name.split("/", 1)[1]: getattr(each, kind) for name, each in shown.desk.state.laid.items()}


def changed(shown: Shown, before: dict[str, str], kind: str = "face") -> list[str]:
    return [name for name, key in keys(shown, kind).items() if before.get(name) != key]


def test_an_edit_makes_its_own_card_anew(small: Shown) -> None:
    face, paper = keys(small), keys(small, "paper")
    small.write("cards.yaml", TWO.replace("The first", "It is the first"))
    assert changed(small, face) == ["one/1"]
    assert changed(small, paper, "paper") == ["one/1"]


def test_lines_above_a_card_change_its_place_alone(small: Shown) -> None:
    face, paper = keys(small), keys(small, "paper")
    small.write("cards.yaml", "# a remark\n\n" + TWO)
    assert changed(small, face) == changed(small, paper, "paper") == []
    assert [card["place"].rpartition(":")[2] for card in told(small.desk)["cards"]] == ["5", "6"]


def test_a_card_of_an_exercise_is_printed_anew_with_its_fellows_since_they_have_one_size(show: Show) -> None:
    text = """\
kind: classify
cards:
- prompt: Big or small?
  categories: {big: Big, small: Small}
  items:
  - {id: flea, text: A flea, category: small}
  - {id: whale, text: A whale, category: big}
"""
    shown = show(text)
    face, paper = keys(shown), keys(shown, "paper")
    shown.write("cards.yaml", text.replace("A flea", "A flea of many words"))
    assert changed(shown, face) == ["flea/1"]
    assert changed(shown, paper, "paper") == ["flea/1", "whale/1"]


def test_a_mistake_is_shown_with_its_line_and_the_last_good_cards_stay(small: Shown) -> None:
    before = keys(small)
    small.write("cards.yaml", TWO.replace("answer: The second", "anwser: The second"))
    assert keys(small) == before
    path = small.folder / "cards.yaml"
    assert list(small.desk.state.mistakes[-4:]) == [
        f"{path}:4:37: unknown key `anwser`",
        "  4 | - {id: two, question: What is two?, anwser: The second.}",
        f"    | {' ' * 36}^",
        "    = did you mean `answer`?",
    ]
    assert "in 1 file." in small.desk.state.told
    small.write("cards.yaml", TWO.replace("The second", "Mended"))
    assert changed(small, before) == ["two/1"]
    assert small.desk.state.mistakes == ()


def test_a_new_file_and_a_deleted_one_are_cards_that_come_and_go(small: Shown) -> None:
    small.write("more.yaml", "cards:\n- {id: three, question: What is three?, answer: The third.}\n")
    assert small.names() == ["one", "two", "three"]
    (small.folder / "more.yaml").unlink()
    small.desk.update()
    assert small.names() == ["one", "two"]


def test_a_deck_that_is_gone_leaves_its_cards_until_it_is_back(small: Shown) -> None:
    content = (small.folder / "deck.yaml").read_text("utf-8")
    (small.folder / "deck.yaml").unlink()
    small.desk.update()
    assert (small.names(), bool(small.desk.state.mistakes)) == (["one", "two"], True)
    small.write("deck.yaml", content)
    assert (small.names(), small.desk.state.mistakes) == (["one", "two"], ())


def test_a_changed_picture_makes_its_card_anew(small: Shown) -> None:
    (small.folder / "square.svg").write_text(SVG.format(5), "utf-8")
    small.write("cards.yaml", TWO.replace("The first.", "'![a square](square.svg)'"))
    before, media = keys(small), [*small.desk.state.media]
    (small.folder / "square.svg").write_text(SVG.format(7), "utf-8")
    small.desk.update()
    assert changed(small, before) == ["one/1"]
    assert [*small.desk.state.media] != media


def test_the_name_of_the_deck_stands_on_every_card(small: Shown) -> None:
    before = keys(small)
    small.write("deck.yaml", "deck: Large\nid: small\nuid: 7q2m4kzr\nlanguage: en\n")
    assert changed(small, before) == ["one/1", "two/1"]


def test_warnings_are_told_and_stop_nothing(small: Shown) -> None:
    small.write("cards.yaml", TWO + "- id: three\n  question: What is three?\n  answer: The third. # of all\n")
    state = json.loads(json.dumps(told(small.desk)))
    assert (small.names(), state["mistakes"]) == (["one", "two", "three"], [])
    assert f"{small.folder / 'cards.yaml'}:7:" in state["warnings"][0]
    assert ": warning: " in state["warnings"][0]


def test_failures_without_a_place_are_told_in_their_own_words() -> None:
    def read() -> None:
        raise CardsError("The folder is gone.")

    desk = Desk(read)  # type: ignore[arg-type]  # it never returns
    desk.update()
    assert desk.state.mistakes == ("The folder is gone.",)


def test_who_waits_hears_of_a_new_version_and_of_the_end(tmp_path: Path) -> None:
    desk = Desk(lambda: ((), ()))
    assert desk.wait(-1, 0)
    desk.close()
    assert not desk.wait(desk.version, 10)
