"""A package that was handed out tells which of its notes are what they were."""

import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from anki.collection import ExportAnkiPackageOptions

from mmcards.errors import CardsError
from mmcards.kinds import KINDS
from mmcards.lock.changes import Changes
from mmcards.lock.decks import Locked, locked, save
from mmcards.lock.handed_out import Published
from mmcards.lock.shape import Shape
from mmcards.model import Blank, Cloze, Deck, Order, Paragraph, Plain, Text
from mmcards.reader.decks import read
from mmcards.starter import start
from mmcards.writers import Settings
from mmcards.writers.anki import published as module
from mmcards.writers.anki.package import write
from mmcards.writers.anki.published import published

if TYPE_CHECKING:
    from tests.writers.anki.conftest import Learner, MakeDeck, MakeNote, MakeOptions

TIME = 1_790_000_000
SHAPES = {"typed": Shape(reverse=True), "cloze": Shape(blanks=((1, ""),))}


@pytest.fixture
def small(note: "MakeNote", deck: "MakeDeck", options: "MakeOptions") -> Deck:
    """A note of every response, with all that a package may write otherwise than it was."""
    blanks = (Paragraph((Plain("In "), Blank(1, (Plain("Paris {{"),), "a city"), Plain(" [sound:x] \\("))),)
    return deck(
        note("text", "A\u0301 & `<b>`", explanation="1 < 2", section="One, two", tags=("a b", "x::y")),
        note("typed", "T?", Text((Paragraph((Plain("B"),)),), typed=("B", "b"), reverse=True)),
        note("choice", "C?", options("right", "wrong", "odd")),
        note("order", "O?", Order(((Paragraph((Plain("1"),)),), (Paragraph((Plain("2"),)),)))),
        replace(note("cloze"), prompt=blanks, response=Cloze((1,))),
        tags=("deck tag",),
        source="R&D",
        language="en",
    )


def packed(deck: Deck, path: Path, modified: int = TIME) -> Path:
    timed = replace(deck, times={note.guid: modified for note in deck.notes})
    write((timed,), path, Settings(), lambda _done: None)
    return path


def edited(deck: Deck, note_id: str, **others: object) -> Deck:
    """The deck with something else in one of its notes."""
    return replace(deck, notes=tuple(replace(n, **others) if n.id == note_id else n for n in deck.notes))  # type: ignore[arg-type]


def changed(found: dict[str, Published]) -> list[str]:
    return [guid.partition("/")[2] for guid, one in found.items() if not one.same]


def test_every_note_of_a_package_is_what_it_was(small: Deck, tmp_path: Path) -> None:
    found = published([packed(small, tmp_path / "a.apkg")], [small])
    assert found == {
        note.guid: Published(TIME, same=True, shown=f"{small.uid}/{note.id}", shape=SHAPES.get(note.id))
        for note in small.notes
    }


def test_what_was_edited_since_is_not_what_it_was(small: Deck, tmp_path: Path) -> None:
    path = packed(small, tmp_path / "a.apkg")
    assert changed(published([path], [edited(small, "text", tags=("a b",))])) == ["text"]
    assert changed(published([path], [edited(small, "choice", source="Another")])) == ["choice"]
    assert changed(published([path], [edited(small, "order", response=Cloze((1,)))])) == ["order"]
    assert len(changed(published([path], [replace(small, language="de")]))) == 5
    assert changed(published([path], [replace(small, notes=small.notes[1:])])) == ["text"]


def test_a_new_id_changes_no_note(small: Deck, tmp_path: Path) -> None:
    path = packed(small, tmp_path / "a.apkg")
    assert changed(published([path], [edited(small, "text", id="renamed")])) == []


def test_of_several_packages_the_newest_time_of_a_note_counts(small: Deck, tmp_path: Path) -> None:
    other = edited(small, "text", source="Another")
    old, new = packed(small, tmp_path / "old.apkg"), packed(other, tmp_path / "new.apkg", TIME + 9)
    for paths in ([old, new], [new, old]):
        assert changed(published(paths, [small])) == ["text"]
        found = published(paths, [other])
        assert {(one.modified, one.same) for one in found.values()} == {(TIME + 9, True)}


def test_of_two_packages_that_disagree_on_a_note_of_one_time_none_is_trusted(small: Deck, tmp_path: Path) -> None:
    other = edited(small, "text", source="Another")
    paths = [packed(small, tmp_path / "a.apkg"), packed(other, tmp_path / "b.apkg")]
    assert (changed(published(paths, [small])), changed(published(paths, [other]))) == (["text"], ["text"])


def test_a_lost_lock_knows_again_what_was_retired_and_which_cards_there_were(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"

    def build(*items: str, since: tuple[Path, ...] = ()) -> Locked:
        rows = "".join(f"- {{{item}}}\n" for item in items)
        path.write_text(f"deck: One\nuid: abc\ncards:\n{rows}", "utf-8")
        (deck,), _ = read([path], KINDS)
        found = locked(deck, TIME + 9, published(since, [deck]))
        save(found)
        return found

    items = ("id: a, question: A?, answer: It., reverse: true", "id: c, kind: cloze, text: '{{c1::x}} {{c2::y}}'")
    moved = "id: moved, was: xyz/old, question: M?, answer: It."
    handed_out = packed(build(*items, "id: b, was: old-b, question: B?, answer: It.", moved).deck, tmp_path / "a.apkg")
    (tmp_path / "deck.lock").unlink()
    found = build("id: a, question: A?, answer: It.", "id: c, kind: cloze, text: '{{c1::x}} y'", since=(handed_out,))
    assert found.changes == Changes(changed=("a", "c"), retired=("b", "moved"))
    assert found.left == ("abc/old-b", "abc/b", "xyz/old", "abc/moved")
    assert [warning.message.split(",")[0] for warning in found.warnings] == [
        "`reverse` is off now",
        "no blank has the number 2 any more",
    ]
    later = build(*items, "id: old-b, question: B?, answer: It.")
    assert (later.changes.returned, later.earlier) == (("old-b",), ("moved",))


def test_a_lost_lock_is_made_anew_without_touching_a_note(tmp_path: Path) -> None:
    """Every kind of card, and a learner's Anki that has nothing to update."""
    start(tmp_path / "deck")
    (deck,), _ = read([tmp_path / "deck"], KINDS)
    first = locked(deck, TIME)
    path = packed(first.deck, tmp_path / "a.apkg")
    again = locked(deck, TIME + 999, published([path], [deck]))
    assert again.changes == Changes(unchanged=tuple(note.id for note in deck.notes))
    assert again.text == first.text


def test_a_learner_of_the_package_has_nothing_to_update(small: Deck, learner: "Learner", tmp_path: Path) -> None:
    deck = replace(small, place=small.place._replace(path=str(tmp_path / "deck.yaml")))
    learner.receive(locked(deck, TIME).deck)
    path = packed(locked(deck, TIME).deck, tmp_path / "a.apkg")
    edit = edited(deck, "typed", source="Another")
    log = learner.receive(locked(edit, TIME + 999, published([path], [edit])).deck)
    assert (len(log.updated), len(log.duplicate), len(log.new)) == (1, 4, 0)


# --- what is no package of ours ---


@pytest.mark.parametrize("legacy", [True, False])
def test_what_anki_exported_is_refused(small: Deck, learner: "Learner", tmp_path: Path, legacy: bool) -> None:
    learner.receive(small)
    path = tmp_path / "theirs.apkg"
    options = ExportAnkiPackageOptions(legacy=legacy)
    learner.collection.export_anki_package(out_path=str(path), options=options, limit=None)
    with pytest.raises(CardsError, match=r"theirs\.apkg was exported by Anki\. Give a package that mmcards built\."):
        published([path], [small])


def test_a_database_that_would_fill_the_memory_is_not_read(
    small: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(small, tmp_path / "a.apkg")
    with zipfile.ZipFile(path) as package:
        size = package.getinfo("collection.anki2").file_size
    monkeypatch.setattr(module, "_LARGEST", size)
    assert published([path], [small])
    monkeypatch.setattr(module, "_LARGEST", size - 1)
    with pytest.raises(CardsError, match=rf"its database has {size:,} bytes"):
        published([path], [small])


def _database(sql: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(sql)
        return database.serialize()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("other", b""),
        ("collection.anki2", b""),
        ("collection.anki2", b"no database" * 100),
        ("collection.anki2", _database("create table cards (id)")),
        ("collection.anki2", _database("create table notes (guid, mod)")),
    ],
)
def test_what_is_no_package_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / "a.apkg"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(name, content)
    with pytest.raises(CardsError, match=r"a\.apkg is no Anki package that can be read"):
        published([path], [])


def test_a_package_with_a_damaged_name_is_told(small: Deck, tmp_path: Path) -> None:
    path = packed(small, tmp_path / "a.apkg")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("é", b"")
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xff"))
    with pytest.raises(CardsError, match=r"a\.apkg is no Anki package that can be read"):
        published([path], [])


def test_a_package_that_is_cut_off_or_damaged_is_told(small: Deck, tmp_path: Path) -> None:
    path = packed(small, tmp_path / "a.apkg")
    whole = path.read_bytes()
    for damaged in (whole[:-40], whole[: len(whole) // 2], whole[:60] + b"\xff" * 200 + whole[260:]):
        path.write_bytes(damaged)
        with pytest.raises(CardsError, match=r"a\.apkg is no Anki package that can be read"):
            published([path], [small])


def test_odd_values_in_a_database_are_those_of_other_notes(small: Deck, tmp_path: Path) -> None:
    path = tmp_path / "a.apkg"
    with zipfile.ZipFile(path, "w") as package:
        rows = "insert into notes values (1, null, 'x', 5, null, 'm'), (2, 'g', 7, '', '', null)"
        tables = "create table notes (id, guid, mod, flds, tags, mid); create table cards (nid, ord)"
        package.writestr("collection.anki2", _database(f"{tables}; {rows}"))
    assert published([path], [small]) == {"": Published(0, shown="5"), "g": Published(7)}


def forged(path: Path, script: str) -> Path:
    """A package with a database that somebody made."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(script)
        content = database.serialize()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("collection.anki2", content)
    return path


CARDS = "create table cards (nid, ord); insert into cards values (1, 0);"
NOTE = "create table notes (id, guid, mod, flds, tags, mid); insert into notes values (1, 'abc/a', {}, 'abc/a', '', 1);"


@pytest.mark.parametrize(
    "script",
    [
        "create view notes as with recursive n(id) as (select 1 union all select id + 1 from n) "
        f"select id, '' guid, 0 mod, '' flds, '' tags, 0 mid from n; {CARDS}",
        f"create table notes (id, guid as (hex(zeroblob(60000000))), mod, flds, tags, mid); {CARDS} "
        "insert into notes (id) values (1);",
        f"{NOTE.format(-5)} {CARDS}",
        f"{NOTE.format(5)} create table cards (nid, ord); insert into cards values (1, 1000000);",
        f"{NOTE.format(5)} create table cards (nid, ord); insert into cards values (1, -1);",
    ],
)
def test_a_package_that_somebody_forged_is_refused(script: str, small: Deck, tmp_path: Path) -> None:
    with pytest.raises(CardsError, match=r"is no Anki package that can be read"):
        published([forged(tmp_path / "a.apkg", script)], [small])


def test_reading_a_package_ends(small: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many steps its rows take."""
    rows = "insert into notes select 1, 'abc/a', 5, 'abc/a', '', 1 from generate_series(1, 9);"
    many = f"{NOTE.format(5)} {rows.replace('generate_series(1, 9)', 'notes, (values (1), (2), (3))')} {CARDS}"
    path = forged(tmp_path / "a.apkg", many)
    assert list(published([path], [small])) == ["abc/a"]
    monkeypatch.setattr(module, "_STEPS", 1)
    monkeypatch.setattr(module, "_MOST_STEPS", 10)
    with pytest.raises(CardsError, match="interrupted"):
        published([path], [small])


def test_a_package_of_zeros_is_not_unpacked(small: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST", 1_000_000)
    path = tmp_path / "a.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("collection.anki2", "w") as content:
        for _ in range(2):
            content.write(bytes(1_000_000))
    assert path.stat().st_size < 10_000
    with pytest.raises(CardsError, match="its database has 2,000,000 bytes"):
        published([path], [small])
