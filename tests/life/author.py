"""The author: a source of two decks with its locks and its history, and the packages that are built of it."""

import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

from mmcards.kinds import KINDS
from mmcards.lock import elsewhere
from mmcards.lock.decks import locked, save, touched
from mmcards.lock.entries import guid_in
from mmcards.lock.file import load
from mmcards.lock.handed_out import with_moved
from mmcards.model import Deck
from mmcards.reader.decks import read
from mmcards.writers import Settings
from mmcards.writers.anki.package import write
from mmcards.writers.anki.published import published
from tests.life.cards import DECK_TAGS, Card, Content, Pictures, words
from tests.life.packages import Version, versions
from tests.life.times import Line, Lines, allowed, handed_out_of, merged

FILES: Final = ("one", "two")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Commit:
    """All that is in git. `locks` are the files; `lines` is what they are to hold. Both by the decks' uids."""

    cards: Mapping[str, Card] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=lambda: {"life": "Life", "second": "Second"})
    locks: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, Lines] = field(default_factory=dict)

    def decks(self) -> list[str]:
        """Those with cards: there is no deck without."""
        return [deck for deck in DECK_TAGS if any(card.deck == deck for card in self.cards.values())]


@dataclass(frozen=True, slots=True)
class Build:
    packages: tuple[Path, ...]
    notes: Mapping[str, Version]
    contents: Mapping[str, Content]
    packed: Mapping[str, Content]


@dataclass
class Author:
    """`now` is the working copy. `other` is another branch, and `base` where it parted from this one."""

    folder: Path
    tick: Callable[[], int]
    now: Commit = field(default_factory=Commit)
    history: list[Commit] = field(default_factory=list)
    base: Commit | None = None
    other: Commit | None = None
    handed_out: list[Path] = field(default_factory=list)
    told: dict[str, tuple[int, Content]] = field(default_factory=dict)
    """The newest time of each note that was handed out, and what its package told of its content."""
    fallen: set[str] = field(default_factory=set)
    """Notes whose times git brought back, without `--since`: their changes are not promised to arrive."""

    # --- the source ---

    def put(self, card: Card) -> None:
        self.now = replace(self.now, cards={**self.now.cards, card.guid: card})

    def remove(self, guid: str) -> None:
        self.now = replace(self.now, cards={key: card for key, card in self.now.cards.items() if key != guid})

    def reverse_order(self) -> None:
        self.now = replace(self.now, cards=dict(reversed([*self.now.cards.items()])))

    def rename_section(self, old: str, new: str) -> None:
        renamed = {
            guid: replace(card, section=new) if card.section == old else card for guid, card in self.now.cards.items()
        }
        self.now = replace(self.now, cards=renamed)

    def rename_deck(self, deck: str, name: str) -> None:
        self.now = replace(self.now, names={**self.now.names, deck: name})

    def draw(self, path: str, content: bytes) -> None:
        self.now = replace(self.now, pictures={**self.now.pictures, path: content})

    def move_picture(self, old: str, new: str) -> None:
        pictures = {new if path == old else path: content for path, content in self.now.pictures.items()}
        cards = {
            guid: replace(card, picture=new) if card.picture == old else card for guid, card in self.now.cards.items()
        }
        self.now = replace(self.now, pictures=pictures, cards=cards)

    # --- git ---

    def commit(self) -> Commit:
        self.history.append(self.now)
        return self.now

    def revert(self, commit: Commit) -> None:
        """Source and lock as they were."""
        self.now = commit
        self.fallen |= self._behind()

    def branch(self) -> None:
        self.base = self.other = self.history[-1]

    def switch(self) -> None:
        """What was not committed is."""
        assert self.other
        self.other, self.now = self.commit(), self.other
        self.fallen |= self._behind()

    def lose_locks(self) -> None:
        self.now = replace(self.now, locks={}, lines={})

    def merge(self, prefer_theirs: bool) -> None:
        """The other branch into this one. Where both changed the same, one side's is taken; a deck keeps a card."""
        base, ours, theirs = self.base, self.now, self.other
        assert base
        assert theirs
        self.base = self.other = None
        first, second = (theirs, ours) if prefer_theirs else (ours, theirs)
        locks = {deck: self._merged_lock(deck, base, ours, theirs) for deck in {**ours.locks, **theirs.locks}}
        locks = {deck: text for deck, text in locks.items() if text}  # one side may have gone back before its first
        self.now = Commit(
            cards=_merged(base.cards, first.cards, second.cards),
            pictures={**base.pictures, **_merged(base.pictures, first.pictures, second.pictures)},
            names=_merged(base.names, first.names, second.names),
            locks=locks,
            lines={
                deck: merged(base.lines.get(deck, {}), ours.lines.get(deck, {}), theirs.lines.get(deck, {}))
                for deck in {**ours.lines, **theirs.lines}
                if deck in locks
            },
        )
        for deck in self.now.lines.keys() - set(self.now.decks()):
            cards = (*first.cards.values(), *second.cards.values())
            if kept := next((card for card in cards if card.deck == deck), None):
                self.put(kept)

    def _merged_lock(self, deck: str, base: Commit, ours: Commit, theirs: Commit) -> str:
        """By git itself, which leaves its marks where it finds a conflict."""
        paths = []
        for name, commit in (("ours", ours), ("base", base), ("theirs", theirs)):
            path = self.folder / name
            path.write_text(commit.locks.get(deck, ""), "utf-8")
            paths.append(str(path))
        return subprocess.run(["git", "merge-file", "-p", *paths], stdout=subprocess.PIPE, text=True).stdout

    def _behind(self) -> set[str]:
        """The notes whose lines are all older than what was handed out."""
        times: dict[str, int] = {}
        for lines in self.now.lines.values():
            for guid, found in lines.items():
                times[guid] = max(times.get(guid, 0), *(line.time for line in found))
        return {guid for guid, time in times.items() if guid in self.told and time < self.told[guid][0]}

    # --- builds ---

    def touch(self, guid: str) -> None:
        """Makes a note newer, if it was built before."""
        now = self.tick()
        card = self.now.cards[guid]
        for deck in self._read():
            if deck.uid == card.deck:
                save(touched(deck, now, (guid,)))
        lines = dict(self.now.lines.get(card.deck, {}))
        if guid in lines:
            lines[guid] = frozenset(replace(line, time=now) for line in lines[guid])
            self.now = replace(self.now, lines={**self.now.lines, card.deck: lines})
            self._take_locks()

    def build(self, *, since: bool = False, bundled: bool = False) -> Build:
        """All decks, and a commit of their source and locks; with `since`, by all that was handed out."""
        decks = self._read()
        now = self.tick()
        handed_out = published(self.handed_out, decks) if since else {}
        known = with_moved(handed_out, decks)
        locks = [locked(deck, now, known, elsewhere.of(decks, now)) for deck in decks]
        for one in locks:
            save(one)
        made = self.folder / f"build-{now}"
        made.mkdir()
        groups = [[one.deck for one in locks]] if bundled else [[one.deck] for one in locks]
        packages = tuple(made / f"{decks[0].id}.apkg" for decks in groups)
        for group, package in zip(groups, packages, strict=True):
            write(group, package, Settings(), lambda _done: None)
        contents = {guid: card.content(self.now.pictures) for guid, card in self.now.cards.items()}
        packed = {guid: card.packed(self.now.pictures) for guid, card in self.now.cards.items()}
        build = Build(packages, versions(packages), contents, packed)
        self._check(build, now, since)
        self._note_down(build, since)
        self._check_locks(decks, now)
        return build

    def hand_out(self, build: Build) -> None:
        self.handed_out += build.packages
        for guid, version in build.notes.items():
            if guid not in self.told or self.told[guid][0] < version.time:
                self.told[guid] = (version.time, build.packed[guid])
        self.fallen |= self._behind()  # where it was built on another branch

    def _read(self) -> tuple[Deck, ...]:
        source = self.folder / "cards"
        for deck in DECK_TAGS:
            self._write(source / deck, deck)
        return read([source / deck for deck in self.now.decks()], KINDS)[0]

    def _write(self, folder: Path, deck: str) -> None:
        cards = [card for card in self.now.cards.values() if card.deck == deck]
        for card in cards:
            if card.picture:
                path = folder / card.picture
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self.now.pictures[card.picture])
        folder.mkdir(parents=True, exist_ok=True)
        head = f"deck: {self.now.names[deck]}\nuid: {deck}\nid: {deck}\ntags: [{DECK_TAGS[deck]}]\n"
        (folder / "deck.yaml").write_text(f"{head}files: [one.yaml, two.yaml]\n", "utf-8")
        for name in FILES:
            text = "".join(_documents(card for card in cards if card.file == name))
            (folder / f"{name}.yaml").write_text(text, "utf-8")
        kept = folder / "deck.lock"
        kept.unlink(missing_ok=True)
        if deck in self.now.locks:
            kept.write_text(self.now.locks[deck], "utf-8")

    def _note_down(self, build: Build, since: bool) -> None:
        lines = {}
        for deck in self.now.decks():
            cards = [card for card in self.now.cards.values() if card.deck == deck]
            learned = handed_out_of(deck, self.told) if since else {}
            gone = {
                guid: frozenset(replace(line, retired=True) for line in found)
                for guid, found in self.now.lines.get(deck, {}).items()
            }
            there = {
                card.guid: frozenset({Line(build.notes[card.guid].time, build.contents[card.guid], card.id)})
                for card in cards
            }
            lines[deck] = {**learned, **gone, **there}
        self.now = replace(self.now, lines={**self.now.lines, **lines})
        self._take_locks()
        self.commit()

    def _take_locks(self) -> None:
        paths = {deck: self.folder / "cards" / deck / "deck.lock" for deck in self.now.decks()}
        locks = {deck: path.read_text("utf-8") for deck, path in paths.items() if path.exists()}
        self.now = replace(self.now, locks={**self.now.locks, **locks})

    # --- what must hold of a build ---

    def _check(self, build: Build, now: int, since: bool) -> None:
        """Each note says what the author wrote. It is newer than any that said something else, and newer for no other
        reason.
        """
        assert build.notes.keys() == self.now.cards.keys()
        for guid, version in build.notes.items():
            card, content = self.now.cards[guid], build.contents[guid]
            expected = card.says(self.now.pictures)
            assert {name: words(version.named[name]) for name in expected} == expected
            assert (version.tags, version.cards) == (card.tags, version.asked)
            others = [
                max(line.time for line in self.now.lines[deck][guid])
                for deck in self.now.decks()
                if deck != card.deck and guid in self.now.lines.get(deck, {})
            ]
            said = self.told.get(guid)
            as_told = said is not None and said[1] == build.packed[guid]
            handed_out = Line(said[0], content if as_told else None, card.id) if said and since else None
            lines = self.now.lines.get(card.deck, {}).get(guid, frozenset())
            possible = allowed(lines, content, handed_out, others, now)
            assert version.time in possible, f"{guid}: {version.time}, and it may have {possible}"
            if since or (said and version.time > said[0]):
                self.fallen.discard(guid)
            if said and guid not in self.fallen and not as_told:
                assert version.time > said[0], f"learners would miss what changed in {guid}"

    def _check_locks(self, decks: Iterable[Deck], now: int) -> None:
        """Each lock knows the notes that it is to know, with their times, and which of them are gone."""
        for deck in decks:
            lines = self.now.lines[deck.uid]
            entries = {guid_in(deck, name): entry for name, entry in load(deck, now).entries.items()}
            assert entries.keys() == lines.keys()
            for guid, entry in entries.items():
                assert (entry.modified, entry.retired) in {(line.time, line.retired) for line in lines[guid]}


def _documents(cards: Iterable[Card]) -> Iterable[str]:
    """A section wherever its name changes."""
    section = None
    for card in cards:
        if card.section != section:
            section = card.section
            yield f"---\nsection: {section}\ncards:\n"
        yield card.yaml


def _merged(base: Mapping[str, T], first: Mapping[str, T], second: Mapping[str, T]) -> dict[str, T]:
    """What `second` alone changed is as there, all else as in `first`; what one removed and the other changed stays."""
    found: dict[str, T] = {}
    for key in {**first, **second}:
        sides = (first.get(key), second.get(key))
        taken = sides[1] if sides[0] == base.get(key) else sides[0]
        if taken is None and sides[0] != base.get(key) != sides[1]:
            taken = sides[1]
        if taken is not None:
            found[key] = taken
    return found
