"""What the YAML of decks lacks and can be given: the ids of notes, the numbers of blanks, the uid of a deck.

All of it is what holds already, so that writing it changes no note: it makes what was derived from a text outlast the
next edit of that text. Only what is missing is put in; not a character of the author's is changed. An edit counts when
the decks, read again with it, are the same but for what was missing; else it is left to the author.
"""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, assert_never

from mmcards import whole
from mmcards.errors import CardsError, Mistakes, Place, Problem
from mmcards.files import content
from mmcards.lock.decks import Locked
from mmcards.model import Cloze, Deck, Note
from mmcards.reader.insertions import Insertion, Typed

Read: TypeAlias = Callable[[Callable[[Path], bytes]], tuple[tuple[Deck, ...], tuple[Problem, ...]]]
"""Reads the decks and what their authors should know of them, given what a file holds. Raises Mistakes."""

What: TypeAlias = Literal["uid", "id", "numbers"]

_NOWHERE: Final = Place("")
_NOTHING: Final[Mapping["Gap", Problem]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Gap:
    """A uid that a deck lacks, or what a note of it lacks: its id, the numbers of its blanks. Both are named by ids.

    `entry` is the line that fills it; the numbers of blanks have none.
    """

    what: What
    deck: str
    note: str
    place: Place = field(compare=False)
    entry: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Edit:
    """What a file holds, and what it is to hold; `added` counts ids, numbers and uids."""

    path: Path
    before: bytes
    after: bytes
    added: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits of files, what is left to the author, and the warnings that hold after the edits."""

    edits: tuple[Edit, ...]
    left: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def with_uids(decks: Iterable[Deck], uid_of: Callable[[Deck], str]) -> tuple[Deck, ...]:
    """The decks, of which those without a uid get back the one that they had."""
    return tuple(deck if deck.named else _with_uid(deck, uid_of(deck) or deck.uid) for deck in decks)


def _with_uid(deck: Deck, uid: str) -> Deck:
    if uid == deck.uid:
        return deck
    made = f"{deck.uid}/"

    def given(guid: str) -> str:
        return f"{uid}/{guid.removeprefix(made)}" if guid.startswith(made) else guid

    notes = (replace(note, guid=given(note.guid), was=tuple(map(given, note.was))) for note in deck.notes)
    return replace(deck, uid=uid, notes=tuple(notes))


def gaps(decks: Iterable[Deck]) -> Iterator[Gap]:
    """What is missing in decks, in their order."""
    for deck in decks:
        if not deck.named:
            yield Gap("uid", deck.id, "", deck.place, f"uid: {deck.uid}")
        for note in deck.notes:
            if not note.named:
                yield Gap("id", deck.id, note.id, note.place, f"id: {note.id}")
            if isinstance(note.response, Cloze) and note.response.counted:
                yield Gap("numbers", deck.id, note.id, note.place)


def unsafe(locks: Iterable[Locked]) -> dict[Gap, Problem]:
    """What is missing in decks, and is better not written: it would cost learners their reviews for good."""
    return {
        Gap(loss.what, lock.deck.id, loss.note, loss.problem.place): loss.problem
        for lock in locks
        for loss in lock.losses
        if loss.what
    }


def plan(read: Read, refused: Mapping[Gap, Problem] = _NOTHING, uid_of: Callable[[Deck], str] = lambda _: "") -> Plan:
    """The edits that give the decks what they lack. Raises Mistakes if the decks have any.

    What is `refused` is left to the author, with the problem that says why. `uid_of` gives the uid that a deck had when
    it was built last, "" where nothing is known.
    """
    decks, warnings = read(content)
    decks = with_uids(decks, uid_of)
    wanted = tuple(gaps(decks))
    sources = _Sources(content)

    def filled(chosen: Sequence[Gap]) -> Plan | None:
        """The edits that fill some of the gaps; None if they would change anything else."""
        edits = tuple(sources.edits(chosen))
        contents = {os.path.realpath(edit.path): edit.after for edit in edits}

        def content_of(path: Path) -> bytes:
            real = os.path.realpath(path)
            return contents[real] if real in contents else content(path)

        try:
            after, then = read(content_of) if edits else (decks, warnings)
        except Mistakes:
            return None
        after = with_uids(after, uid_of)
        left = tuple(gaps(after))
        if set(left) <= set(wanted) - set(chosen) and list(map(_lasting, after)) == list(map(_lasting, decks)):
            then_typed = _Sources(content_of)
            problems = (
                refused[gap]._replace(place=gap.place) if gap in refused else then_typed.problem(gap) for gap in left
            )
            return Plan(edits, tuple(problems), then)
        return None

    fitting = tuple(gap for gap in wanted if gap not in refused and sources.insertions(gap))
    found = filled(fitting) or filled(_sound(fitting, lambda chosen: filled(chosen) is not None)) or filled(())
    assert found
    return found


def write(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Write files, each as a whole, and give them back as they are done.

    Raises CardsError, before any is written if one of them is read-only.
    """
    edits = tuple(edits)
    for edit in edits:
        _refuse_read_only(edit.path)
    for edit in edits:
        _write(edit)
        yield edit


class _Sources:
    """The files that hold decks, read once each."""

    def __init__(self, content_of: Callable[[Path], bytes]) -> None:
        self._content_of = content_of
        self._typed: dict[str, Typed] = {}

    def typed(self, path: str) -> Typed:
        real = os.path.realpath(path)
        if real not in self._typed:
            self._typed[real] = Typed(path, self._content_of(Path(path)))
        return self._typed[real]

    def insertions(self, gap: Gap) -> tuple[Insertion, ...]:
        """What fills a gap; () where no place is known for it."""
        typed = self.typed(gap.place.path)
        match gap.what:
            case "uid":
                return typed.below(gap.place, ("id", "deck"), gap.entry)
            case "id":
                return typed.first(gap.place, gap.entry)
            case "numbers":
                text = typed.text_of(gap.place, "text")
                return typed.numbers(text) if text else ()
            case _:
                assert_never(gap.what)

    def edits(self, chosen: Iterable[Gap]) -> Iterator[Edit]:
        """The edits that fill some gaps, by file. One insertion may fill several: files and texts can be shared."""
        files: dict[str, set[tuple[str, Insertion]]] = {}
        for gap in chosen:
            files.setdefault(gap.place.path, set()).update((gap.what, each) for each in self.insertions(gap))
        for path, insertions in files.items():
            typed = self.typed(path)
            after = typed.with_(each for _, each in insertions)
            yield Edit(Path(path), typed.content, after, Counter(what for what, _ in insertions))

    def problem(self, gap: Gap) -> Problem:
        """What is left to the author, and how to do it."""
        match gap.what:
            case "uid":
                hint = f"write `{gap.entry}` beside `deck:` by hand"
                return Problem(gap.place, "the deck has no uid, and none can be put in safely here", hint)
            case "id":
                hint = f"write `{gap.entry}` into the item by hand"
                return Problem(gap.place, "the note has no id, and none can be put in safely here", hint)
            case "numbers":
                text = self.typed(gap.place.path).text_of(gap.place, "text")
                hint = "write `{{c1::Paris}}` by hand, with the whole text in quotes if a space follows `::`"
                place = text.place if text else gap.place
                return Problem(place, "the blanks of this text cannot be numbered safely as it is written", hint)
            case _:
                assert_never(gap.what)


def _sound(chosen: Sequence[Gap], holds: Callable[[Sequence[Gap]], bool]) -> tuple[Gap, ...]:
    """Those that can be filled without changing anything else, found by halves: most often nearly all of them."""
    if not chosen or holds(chosen):
        return tuple(chosen)
    if len(chosen) == 1:
        return ()
    middle = len(chosen) // 2
    return (*_sound(chosen[:middle], holds), *_sound(chosen[middle:], holds))


def _lasting(deck: Deck) -> tuple[Deck, list[str]]:
    """What of a deck stays the same when gaps in it are filled: all but what is missing, and places."""
    notes = tuple(_lasting_note(note) for note in deck.notes)
    return replace(deck, place=_NOWHERE, named=True, notes=notes), [note.digest for note in notes]


def _lasting_note(note: Note) -> Note:
    response = note.response
    if isinstance(response, Cloze):
        response = replace(response, counted=())
    return replace(note, place=_NOWHERE, named=True, response=response)


def _refuse_read_only(path: Path) -> None:
    """Putting another file in the place of one that is read-only would succeed where its folder is not."""
    try:
        writable = bool(path.stat().st_mode & 0o222) and os.access(path, os.W_OK)
    except OSError as error:
        raise CardsError(f"{path} cannot be written: {error.strerror}.") from error
    if not writable:
        raise CardsError(f"{path} is read-only, and no file was changed. Allow writing it, and try again.")


def _write(edit: Edit) -> None:
    path = Path(os.path.realpath(edit.path))  # what a link leads to is written, and the link stays
    part = whole.beside(path)
    try:
        if content(path) != edit.before:
            raise CardsError(f"{edit.path} was changed meanwhile, and is left as it is. Try again.")
        part.unlink(missing_ok=True)
        with part.open("xb") as file:  # never through a link that waits under its name
            file.write(edit.after)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    except OSError as error:
        message = f"{edit.path} cannot be written, and is left as it is: {error.strerror}."
        raise CardsError(message) from error
    finally:
        part.unlink(missing_ok=True)
