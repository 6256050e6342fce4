import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mmcards import identity
from mmcards.build import build, plan
from mmcards.errors import CardsError
from mmcards.events import Written
from mmcards.kinds import KINDS
from mmcards.lock.decks import locked
from mmcards.model import Deck
from mmcards.paper import PAGES, Printing
from mmcards.reader.decks import read
from mmcards.starter import start
from mmcards.writers import FORMATS, Settings
from mmcards.writers.cards import cards


def read_started(folder: Path) -> Deck:
    """The deck started in a folder; nothing in it is worth a warning."""
    start(folder)
    (deck,), warnings = read([folder], KINDS)
    assert warnings == ()
    return deck


def test_a_new_deck_shows_every_kind(tmp_path: Path) -> None:
    shown: set[str] = set()

    def noted(name: str) -> Callable[..., Any]:
        def kind(*arguments: Any) -> Any:
            shown.add(name)
            return KINDS[name](*arguments)

        return kind

    start(tmp_path / "all")
    read([tmp_path / "all"], {name: noted(name) for name in KINDS})
    assert shown == set(KINDS)


def test_a_new_deck_builds_at_once_in_every_format(tmp_path: Path) -> None:
    deck = read_started(tmp_path / "all")
    files = plan([deck], tuple(FORMATS), tmp_path / "build")
    events = list(build(files, Settings(), 1, lambda: [locked(deck, 1_790_000_000)]))
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == sorted(f"all.{ending}" for ending in FORMATS)
    for event in events:
        assert isinstance(event, Written)
        assert event.made.warnings == ()


@pytest.mark.parametrize("page", ["a4", "letter", "a5", "a6", "4x6", "3x5"])
def test_each_card_of_a_new_deck_fits_its_page(tmp_path: Path, page: str) -> None:
    deck = read_started(tmp_path / "all")
    files = plan([deck], ["pdf"], tmp_path / "build")
    (event,) = build(files, Settings(Printing(page=PAGES[page])), 1, lambda: [locked(deck, 1_790_000_000)])
    assert isinstance(event, Written)
    assert event.made.count == sum(len(cards(note)) for note in deck.notes)


def test_every_note_of_a_new_deck_has_an_id_of_its_own(tmp_path: Path) -> None:
    assert all(note.named for note in read_started(tmp_path / "all").notes)


def test_the_paths_of_the_files_are_given(tmp_path: Path) -> None:
    assert start(tmp_path / "all") == (tmp_path / "all" / "deck.yaml", tmp_path / "all" / "cards.yaml")


def test_git_is_told_once_that_it_keeps_both_sides_of_a_lock(tmp_path: Path) -> None:
    start(tmp_path / "all")
    told = tmp_path / "all" / ".gitattributes"
    assert told.read_text("utf-8").splitlines()[-1] == "*.lock merge=union"
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    told.rename(tmp_path / ".gitattributes")
    start(tmp_path / "repository" / "one")
    assert (tmp_path / "repository" / "one" / ".gitattributes").exists()  # what is outside a repository says nothing
    (tmp_path / ".gitattributes").rename(tmp_path / "repository" / ".gitattributes")
    start(tmp_path / "repository" / "two")
    assert not (tmp_path / "repository" / "two" / ".gitattributes").exists()


def test_two_new_decks_have_different_uids(tmp_path: Path) -> None:
    uids = {read_started(tmp_path / name).uid for name in ("one", "two")}
    assert len(uids) == 2
    assert all(re.fullmatch("[a-km-np-z2-9]{8}", uid) and identity.ID.fullmatch(uid) for uid in uids)


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert read_started(tmp_path / "empty").id == "empty"


def test_the_folder_one_is_in_can_be_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spanish").mkdir()
    monkeypatch.chdir(tmp_path / "spanish")
    assert (read_started(Path()).name, (tmp_path / "spanish" / "deck.yaml").exists()) == ("Spanish", True)


@pytest.mark.parametrize(
    ("folder", "name", "deck_id"),
    [
        ("spanish", "Spanish", "spanish"),
        ("irregular-verbs_2", "Irregular verbs 2", "irregular-verbs-2"),
        ("My Deck", "My Deck", "my-deck"),
        ("Español & Ñandú", "Español & Ñandú", "espanol-nandu"),
        ("日本", "日本", "riben"),
        ("Грамматика", "Грамматика", "grammatika"),
        ('the "best" deck', 'The "best" deck', "the-best-deck"),
        ("it's", "It's", "it-s"),
        ("back\\slash", "Back\\slash", "back-slash"),
        ("two\nlines\x07", "Two lines", "two-lines"),
        ("{uid} and {id}", "{uid} and {id}", "uid-and-id"),
        ("no", "No", "no"),
        ("2024", "2024", "2024"),
        ("Con", "Con", "con-deck"),
        ("a: b # c", "A: b # c", "a-b-c"),
        ("\U000e0064\U000e0065", "de", "de"),  # letters that are not seen
        ("caf\udce9", "Caf", "caf"),  # a name that is not UTF-8
    ],
)
def test_a_folder_of_any_name_becomes_a_deck(tmp_path: Path, folder: str, name: str, deck_id: str) -> None:
    deck = read_started(tmp_path / folder)
    assert (deck.name, deck.id) == (name, deck_id)


@given(folder=st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=40))
@example(folder="0::")
@example(folder="<A")
@example(folder="LPT0")
@example(folder="{{A}} [sound:b.mp3] &lt;c \\(d\\)")
@settings(max_examples=40, deadline=None)
def test_no_name_of_a_folder_breaks_the_yaml(tmp_path_factory: pytest.TempPathFactory, folder: str) -> None:
    above = tmp_path_factory.mktemp("names")
    assume(folder not in (".", "..") and identity.slug(folder))
    assert read_started(above / folder).name


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(CardsError) as raised:
        start(tmp_path)
    assert str(raised.value) == f"{tmp_path} is not empty. Give a new folder, so that nothing in it is lost."
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("mine")
    with pytest.raises(CardsError) as raised:
        start(file)
    assert str(raised.value) == f"{file} is a file. Give a new folder."
    assert file.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(CardsError) as raised:
        start(tmp_path / "mine" / "deck")
    assert str(raised.value) == f"The deck cannot be written into {tmp_path / 'mine' / 'deck'}: Not a directory."


def test_a_name_without_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CardsError) as raised:
        start(tmp_path / "!!!")
    assert str(raised.value) == "No id can be made from the name `!!!`. Give the folder a name with letters."
    assert list(tmp_path.iterdir()) == []
