"""A package brings its notes into Anki in order, once, and an edited one changes them and nothing the learner did."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmcards.model import Deck
from mmcards.writers import Made, Settings
from mmcards.writers.anki import package
from mmcards.writers.anki.fields import tags
from mmcards.writers.anki.package import write

if TYPE_CHECKING:
    from tests.writers.anki.conftest import Learner, MakeDeck, MakeNote, MakeOptions


@pytest.fixture
def small(note: "MakeNote", deck: "MakeDeck", options: "MakeOptions") -> Deck:
    """Four notes whose ids and texts stand in another order than the source."""
    return deck(
        note("zebra", "Z?", section="Flash cards", tags=("a b", "Topic::sub topic", "Multimodal")),
        note("yak", "Y?", options("right", "wrong")),
        note("ape", "A?"),
        note("mole", "M?"),
        name="Animals::Small",
        tags=("multimodal",),
        description="Small <ones>\nof all kinds",
        source="R&D",
    )


def test_every_note_arrives_with_one_card_in_the_deck(learner: "Learner", small: Deck) -> None:
    log = learner.receive(small)
    collection = learner.collection
    cards = [learner.card(note.id) for note in small.notes]
    assert (len(log.new), collection.note_count(), collection.card_count()) == (4, 4, 4)
    assert {collection.decks.name(card.did) for card in cards} == {"Animals::Small"}
    assert [learner.note(note.id).guid for note in small.notes] == [note.guid for note in small.notes]
    assert learner.note("ape")["Id"] == "7q2m4kzr/ape"
    assert {learner.note(note.id).mod for note in small.notes} == {small.modified}
    assert collection.get_empty_cards().notes == []


def test_anki_finds_nothing_to_mend(learner: "Learner", small: Deck) -> None:
    learner.receive(small)
    _, sound = learner.collection.fix_integrity()
    assert sound
    assert not learner.collection.find_dupes("Id")


def test_cards_are_studied_in_the_order_of_the_source(learner: "Learner", small: Deck) -> None:
    learner.receive(small)
    queued = learner.cards_to_study("Animals::Small")
    assert [entry.card.due for entry in queued] == [1, 2, 3, 4]
    assert [entry.card.id for entry in queued] == [learner.card(note.id).id for note in small.notes]


def test_tags_are_the_decks_the_notes_and_the_section(learner: "Learner", small: Deck) -> None:
    learner.receive(small)
    assert set(learner.note("zebra").tags) == {"a_b", "Flash_cards", "multimodal", "Topic::sub_topic"}
    assert learner.note("ape").tags == ["multimodal"]


def test_tags_are_composed_and_each_is_there_once(learner: "Learner", deck: "MakeDeck", note: "MakeNote") -> None:
    """Anki's importer takes them as they are; its searches look for composed ones (Unicode's normal form C)."""
    made = deck(note("n", section="E\u0301te\u0301", tags=("caf\u00e9", "Cafe\u0301")), tags=("cafe\u0301",))
    assert tags(made, made.notes[0]) == ["caf\u00e9", "\u00c9t\u00e9"]
    learner.receive(made)
    assert learner.ask_database("select tags from notes").split() == ["caf\u00e9", "\u00c9t\u00e9"]
    assert len(learner.collection.find_notes("tag:caf\u00e9 tag:\u00c9t\u00e9")) == 1


def test_the_description_names_the_source_and_the_day_of_the_last_change(learner: "Learner", small: Deck) -> None:
    learner.receive(small)
    received = learner.collection.decks.by_name("Animals::Small")
    assert received
    assert received["desc"] == (
        "<p>Small &lt;ones&gt;<br>of all kinds</p><p>Source: R&amp;D</p><p>Last changed on 2026-09-21.</p>"
    )


def test_the_learners_deck_options_are_left_alone(learner: "Learner", small: Deck) -> None:
    before = learner.collection.decks.all_config()
    learner.receive(small)
    assert learner.collection.decks.all_config() == before


def test_a_second_import_duplicates_nothing(learner: "Learner", small: Deck) -> None:
    learner.receive(small)
    log = learner.receive(small)
    assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 0, 4)
    assert (learner.collection.note_count(), learner.collection.card_count()) == (4, 4)
    assert [kind.name for kind in learner.collection.models.all_names_and_ids() if "mmcards" in kind.name] == [
        "mmcards"
    ]


def test_an_edit_updates_in_place_and_keeps_every_review(learner: "Learner", small: Deck, note: "MakeNote") -> None:
    learner.receive(small)
    learner.answer_next("Animals::Small")
    learner.answer_next("Animals::Small")
    was = {item.id: learner.card(item.id) for item in small.notes}
    edited = replace(small.notes[0], prompt=note("other", "Zebra?").prompt)
    times = {**small.times, edited.guid: small.modified + 1}
    log = learner.receive(replace(small, notes=(*small.notes[1:], edited), times=times))
    now = {item.id: learner.card(item.id) for item in small.notes}
    assert (len(log.new), len(log.updated)) == (0, 1)
    assert learner.note("zebra")["Question"] == "Zebra?"
    assert learner.ask_database("select count() from revlog") == 2
    for key, card in was.items():
        assert (card.id, card.due, card.queue, card.reps) == (now[key].id, now[key].due, now[key].queue, now[key].reps)
    assert learner.collection.fix_integrity()[1]


def test_two_decks_share_the_note_type_and_keep_apart(learner: "Learner", small: Deck, deck: "MakeDeck") -> None:
    learner.receive(small)
    others = (replace(item, guid=f"other/{item.id}") for item in small.notes)
    log = learner.receive(deck(*others, name="Other", uid="other"))
    assert (len(log.new), learner.collection.note_count()) == (4, 8)
    assert len(learner.collection.find_cards("deck:Other")) == 4
    assert [kind.use_count for kind in learner.collection.models.all_use_counts() if kind.name == "mmcards"] == [8]


def test_the_same_deck_is_the_same_bytes(learner: "Learner", small: Deck) -> None:
    first, _ = learner.write(small)
    second, _ = learner.write(small)
    assert first.read_bytes() == second.read_bytes()


def test_the_file_is_a_compressed_zip_without_a_time_and_nothing_is_left_beside_it(tmp_path: Path, small: Deck) -> None:
    target = tmp_path / "small.apkg"
    done: list[int] = []
    made = write((small,), target, Settings(), done.append)
    assert made == Made(count=4, unit="cards")
    assert done == [4]
    assert list(tmp_path.iterdir()) == [target]
    with zipfile.ZipFile(target) as found:
        entries = [(entry.filename, entry.date_time, entry.compress_type) for entry in found.infolist()]
        assert found.read("media") == b"{}"
    at = (1980, 1, 1, 0, 0, 0)
    assert entries == [("collection.anki2", at, zipfile.ZIP_DEFLATED), ("media", at, zipfile.ZIP_DEFLATED)]


def test_how_many_notes_are_made_before_their_times_are_known_changes_nothing(
    tmp_path: Path, small: Deck, deck: "MakeDeck", note: "MakeNote", monkeypatch: pytest.MonkeyPatch
) -> None:
    other = deck(note("bee", "B?"), note("ant", "A?"), name="Other", id="other", uid="other")
    contents = set()
    for ahead in (10_000, 5, 3, 0):
        monkeypatch.setattr(package, "_AHEAD", ahead)
        target = tmp_path / f"{ahead}.apkg"
        package.write((small, other), target, Settings(), lambda _done: None)
        contents.add(target.read_bytes())
    assert len(contents) == 1


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, small: Deck) -> None:
    target = tmp_path / "small.apkg"
    target.write_text("mine")
    with pytest.raises(FileExistsError):
        write((small,), target, Settings(), lambda _done: None)
    assert target.read_text() == "mine"


def test_progress_is_told_now_and_then_half_of_a_note_when_it_is_made(
    tmp_path: Path, deck: "MakeDeck", note: "MakeNote"
) -> None:
    done: list[int] = []
    many = deck(*(note(f"n-{number}") for number in range(600)))
    write((many,), tmp_path / "many.apkg", Settings(), done.append)
    assert done == [128, 256, 384, 512, 600]


@pytest.mark.parametrize("modified", [0, 1])
def test_a_time_at_the_beginning_of_time_makes_no_id_of_0(learner: "Learner", small: Deck, modified: int) -> None:
    learner.receive(replace(small, times=dict.fromkeys(small.times, modified)))
    assert min(learner.collection.find_notes("deck:*")) > 0
    assert learner.collection.fix_integrity()[1]


def test_an_empty_deck_is_a_package_too(learner: "Learner", deck: "MakeDeck") -> None:
    assert learner.write(deck())[1].count == 0
    assert not learner.receive(deck()).new
