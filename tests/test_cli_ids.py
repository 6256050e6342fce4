"""`mmcards ids` as its user sees it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from click.testing import CliRunner, Result

from mmcards.cli import cli

Run: TypeAlias = Callable[..., Result]

DECK: Final = "deck: One\r\nid: one\r\n"
CARDS: Final = """\
section: All
cards:
- question: What is RLHF? # really
  answer: Learning.
- {kind: cloze, text: "{{Paris}} is {{c1::in}} {{France}}."}
"""
NOTHING: Final = "All notes have an id; nothing was missing.\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command beside a deck without ids, uid and numbers."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cards" / "one"
    folder.mkdir(parents=True)
    (folder / "deck.yaml").write_bytes(DECK.encode())
    (folder / "all.yaml").write_text(CARDS, "utf-8")
    return lambda *arguments: CliRunner().invoke(cli, arguments, standalone_mode=False)


def test_what_each_file_was_given_is_told_once(run: Run) -> None:
    comment = "cards/one/all.yaml:4:27: warning: the rest of the line is a comment, and not part of the text"
    first = run("ids")
    assert first.return_value == 0
    assert first.stdout == "cards/one/deck.yaml: the uid\ncards/one/all.yaml: 2 ids, 2 cloze numbers\n"
    assert [line for line in first.stderr.splitlines() if "warning" in line] == [comment]
    assert Path("cards/one/deck.yaml").read_bytes().decode() == f"{DECK}uid: cara27cixjmh\r\n"
    assert Path("cards/one/all.yaml").read_text("utf-8") == CARDS.replace(
        "question:", "id: what-is-rlhf\n  question:"
    ).replace("kind", "id: paris-is-in-france, kind").replace("{{P", "{{c2::P").replace("{{F", "{{c3::F")
    second = run("ids", "cards/one")
    assert (second.return_value, second.stdout) == (0, NOTHING)


def test_ids_change_nothing_in_anki(run: Run) -> None:
    run("build", "-f", "apkg")
    before = Path("cards/one/deck.lock").read_text("utf-8")
    run("ids")
    built = run("build", "-f", "apkg", "--locked")
    assert (built.return_value, built.exception) == (0, None)
    assert "2 notes (2 unchanged)" in built.stdout
    assert Path("cards/one/deck.lock").read_text("utf-8") == before


def test_check_names_the_command_until_it_was_run(run: Run) -> None:
    before = run("check")
    assert "`mmcards ids` writes ids into the YAML" in before.stdout
    assert re.search("= `mmcards ids` writes `uid: [a-z0-9]+`", before.stderr)
    (remark,) = json.loads(run("check", "--json").stdout)["remarks"]
    assert (remark["path"], remark["message"][:19]) == ("cards/one/all.yaml", "2 notes have no id.")
    assert json.loads(run("build", "--json").stdout)["remarks"] == [remark]
    run("ids")
    assert run("check").stdout == "1 deck, 2 notes, no mistakes\n"


def test_nothing_is_said_if_so_asked(run: Run) -> None:
    for _ in range(2):
        done = run("ids", "-q")
        assert (done.return_value, done.output) == (0, "")
    assert "id: what-is-rlhf" in Path("cards/one/all.yaml").read_text("utf-8")


def test_what_is_left_to_the_author_is_named_where_it_stands_now(run: Run) -> None:
    path = Path("cards/one/all.yaml")
    path.write_text(CARDS + "- {id: b, question: B?, answer: B.}\n- kind: cloze\n  text: In {{ Rome }}.\n", "utf-8")
    done = run("ids", "-q")
    assert (done.return_value, done.stdout) == (1, "")
    place, line, *_, end = done.stderr.splitlines()
    assert place == "cards/one/all.yaml:10:9: the blanks of this text cannot be numbered safely as it is written"
    assert line == "  10 |   text: In {{ Rome }}."
    assert end == "1 mistake in 1 file. All else was written."
    assert run("ids").stderr.splitlines()[-1] == "1 mistake in 1 file."
    path.write_text(path.read_text("utf-8").replace("{{ Rome }}", "{{c1::Rome}}"), "utf-8")
    assert run("ids").stdout == NOTHING


def test_what_would_cost_reviews_for_good_is_not_written(run: Run) -> None:
    path = Path("cards/one/all.yaml")
    path.write_text(CARDS + "- {id: seasons, kind: cloze, text: 'After {{winter}}, before {{summer}}.'}\n", "utf-8")
    run("build", "-f", "apkg")
    text = path.read_text("utf-8").replace("is RLHF?", "is RLHF now?")
    path.write_text(text.replace("{{winter}}, before {{summer}}", "{{summer}}, before {{winter}}"), "utf-8")
    done = run("ids", "-q")
    assert (done.return_value, done.stdout) == (1, "")
    told = [line for line in done.stderr.splitlines() if line.startswith("cards/one/all.yaml")]
    assert [line.partition(" ")[2][:38] for line in told] == [
        "this note is new to Anki, and looks li",
        "the blank `summer` was number 2 and is",
    ]
    assert [line.partition(" ")[0] for line in told] == ["cards/one/all.yaml:3:3:", "cards/one/all.yaml:6:8:"]
    assert "= if it is the same one, add `id: what-is-rlhf` to keep its reviews" in done.stderr
    written = path.read_text("utf-8")
    assert "- question: What is RLHF now?" in written
    assert "After {{summer}}, before {{winter}}" in written
    assert "id: paris-is-in-france" in written
    path.write_text(written.replace("- question", "- id: what-is-rlhf\n  question"), "utf-8")
    assert "looks like" not in run("ids").stderr


def test_an_id_that_may_be_another_s_is_written_with_a_word(run: Run) -> None:
    run("build", "-f", "apkg")
    path = Path("cards/one/all.yaml")
    path.write_text(CARDS.replace("What is RLHF?", "Who pays?").replace("Learning.", "All."), "utf-8")
    done = run("ids", "-q")
    assert done.return_value == 0
    assert "this note has no id and is new to Anki, and another is gone" in done.stderr
    assert "if `who-pays` is `what-is-rlhf`, give it that id" in done.stderr


def test_where_there_are_mistakes_nothing_is_written(run: Run) -> None:
    path = Path("cards/one/all.yaml")
    path.write_text(CARDS + "- question: What?\n", "utf-8")
    done = run("ids")
    assert (done.return_value, done.stdout) == (1, "")
    assert done.stderr.endswith("1 mistake in 1 file. No file was changed.\n")
    assert Path("cards/one/deck.yaml").read_bytes() == DECK.encode()


def test_a_read_only_file_is_named_with_the_way_out(run: Run) -> None:
    Path("cards/one/all.yaml").chmod(0o444)
    done = run("ids")
    assert (done.return_value, done.stdout) == (1, "")
    assert done.stderr == (
        "cards/one/all.yaml is read-only, and no file was changed. Allow writing it, and try again.\n"
    )
    assert Path("cards/one/deck.yaml").read_bytes() == DECK.encode()


def test_without_decks_the_way_to_start_one_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path / "cards" / "one")
    done = run("ids")
    assert (done.return_value, done.stdout) == (1, "")
    assert "`mmcards new cards/my-deck` starts a deck" in done.stderr
