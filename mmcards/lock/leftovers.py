"""What Anki would ignore, mix up or leave behind when a note that it has is updated: warnings at the note's place."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from mmcards.errors import Problem
from mmcards.lock import shape
from mmcards.lock.shape import Shape
from mmcards.model import Blank, Cloze, Deck, Note, plain_spans

_EMPTY_CARDS = "learners remove it with Tools > Empty Cards"


def is_unsettled(before: Shape, note: Note, now: Shape) -> bool:
    """Whether the cards in Anki go on as they were before until the author does something, so that a lock keeps that.

    Blanks that moved and have numbers of their own are what the author wants.
    """
    if before == now:
        return False
    counted = note.response.counted if isinstance(note.response, Cloze) else ()
    return before.is_cloze != now.is_cloze or any(each.blank.number in counted for each in shape.moved(before, note))


def warnings(before: Shape, note: Note, now: Shape) -> Iterator[Problem]:
    """What an update of a note from one shape to another does not do in Anki."""
    if before == now:
        return
    if before.is_cloze != now.is_cloze:
        yield _of_another_type(note, now)
        return
    if before.reverse and not now.reverse:
        message = "`reverse` is off now, and Anki keeps the second card of this note, with nothing on it"
        yield Problem(note.place, message, f"{_EMPTY_CARDS}; or write `reverse: true` again")
    if not is_unsettled(before, note, now) and (dropped := sorted(before.numbers - now.numbers)):
        numbers = ", ".join(map(str, dropped))
        which = f"the number {numbers}" if len(dropped) == 1 else f"the numbers {numbers}"
        message = f"no blank has {which} any more, and Anki keeps what was its card, with nothing to fill in"
        yield Problem(note.place, message, f"{_EMPTY_CARDS}; or give a blank that number again")


def of_a_return(note: Note) -> Problem:
    """An id that was retired and is there again."""
    message = f"`{note.id}` was retired and is back with another content: in Anki its old reviews are now those of this"
    return Problem(note.place, message, "if this asks something else, give it another id")


def of_a_lookalike(note: Note, name: str, shown: str, left: Sequence[str]) -> Problem:
    """A note that is new, and like one that is gone.

    That one has this `name` in the lock, `shown` is its id if that is another, and `left` what finds it in Anki.
    """
    message = f"this note is new to Anki, and looks like `{shown or name}`, which is gone"
    if note.named or "/" in name:
        named = f"`was: {name}`"
    else:
        named = f"`id: {shown}` and `was: {name}`" if shown else f"`id: {name}`"
    search = " OR ".join(f"Id:{each}" for each in left)
    otherwise = f"; if not, delete the old one in Anki, where `{search}` finds it" if search else ""
    return Problem(note.place, message, f"if it is the same one, add {named} to keep its reviews{otherwise}")


def of_a_later_name(note: Note, was: Sequence[str], shown: str, left: Sequence[str]) -> Problem:
    """A note that is new, and has or had an id that another one had, which `was` names first.

    `shown` is the id that this one had last, and `left` finds it in Anki.
    """
    message = f"this note is new to Anki: `{shown or was[0]}` was `{was[0]}` before, and is known by its first id"
    listed = f"`was: {was[0]}`" if len(was) == 1 else f"`was: [{', '.join(was)}]`"
    search = " OR ".join(f"Id:{each}" for each in left)
    otherwise = f"; if not, delete the old one in Anki, where `{search}` finds it" if search else ""
    return Problem(note.place, message, f"if it is the same one, write {listed} to keep its reviews{otherwise}")


def of_an_unknown_name(note: Note, name: str) -> Problem:
    message = f"no lock here knows a note `{name}`: this note is new to Anki, unless it had that id before"
    return Problem(note.place, message, "see whether `was` is written right; it names the first id that a note had")


def of_no_search(deck: Deck) -> Problem:
    message = "notes are retired, but other decks cannot be read that may have them now: so no search for them is given"
    return Problem(deck.place, message, "`mmcards check` names what is wrong in the other decks")


def of_a_second_note(note: Note, name: str) -> Problem:
    """A note that goes on with an older one since its last build, which made another; `name` finds that in Anki."""
    was = note.guid.rpartition("/")[2]
    message = f"an earlier build made a second note `{note.id}` of `{was}`, which this note goes on with"
    hint = f"delete the second in Anki before this build is imported: `Id:{name}` finds it, and later perhaps both"
    return Problem(note.place, message, hint)


def of_another_name(deck: Deck, before: str) -> Problem:
    message = f"the deck was `{before}` when it was last built: in Anki the cards of then stay in that deck"
    hint = "learners move them there with Change Deck, or rename the old deck before they import this one"
    return Problem(deck.place, message, hint)


def of_another_uid(deck: Deck, before: str, lock: Path) -> Problem:
    otherwise = f"; if this is meant to be a new deck, as a copy is, delete {lock}"
    if deck.named:
        message = f"the deck's uid was `{before}`: with `{deck.uid}` all its notes are new to Anki, beside the old ones"
        return Problem(deck.place, message, f"write `uid: {before}` again{otherwise}")
    message = f"the deck has no uid, and it was `{before}`: with another all its notes are new to Anki"
    return Problem(deck.place, message, f"`mmcards ids` writes `uid: {before}` again{otherwise}")


def of_a_lock_left_behind(deck: Deck, other: Path, path: Path) -> Problem:
    message = f"{other} is the lock of this deck, which now looks for {path}: without it all notes count as changed"
    return Problem(deck.place, message, f"rename the lock to {path}")


def of_a_lost_lock(deck: Deck, path: Path, package: Path) -> Problem:
    message = f"{path} is not there, so that all notes count as new, and {package} was built before"
    hint = (
        "if a package was handed out, delete the lock that is written now, and build with `--since` and a copy of that "
        f"package, for {package} is written anew: what is the same in it stays as learners have it"
    )
    return Problem(deck.place, message, hint)


def of_notes_that_may_be_others(new: Sequence[Note], gone: Sequence[str]) -> Problem:
    """Notes without ids that are new, and the ids of others that are gone."""
    there = f"{len(new)} new notes have no id" if len(new) > 1 else "this note has no id and is new to Anki"
    left = f"{len(gone)} others are gone" if len(gone) > 1 else "another is gone"
    message = f"{there}, and {left}: if one is a reworded one, its reviews are lost"
    which, those = (_some([f"`{name}`" for name in names]) for names in ([note.id for note in new], gone))
    hint = f"if {which} is {those}, give it that id, as in `id: {gone[0]}`"
    return Problem(new[0].place, message, hint)


def _some(names: Sequence[str]) -> str:
    """One of these, in words; of many the first."""
    if len(names) > 6:
        names = (*names[:5], f"{len(names) - 5} more")
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _of_another_type(note: Note, now: Shape) -> Problem:
    what = "is a cloze now" if now.is_cloze else "is no cloze any more"
    message = f"this note {what}: Anki never changes a note's type, and ignores every edit of it"
    more = " and delete its `was`" if note.was else ""
    hint = f"write another id into it{more}: then it is a new note, and this one is retired"
    return Problem(note.place, message, hint)


def of_moved_blanks(before: Shape, note: Note) -> Problem | None:
    """Blanks whose numbers are others now; None if there are none."""
    moved = shape.moved(before, note) if before.is_cloze and before != shape.of(note) else ()
    if not moved:
        return None
    first = moved[0]
    message = (
        f"the blank `{_text(first.blank)}` was number {first.was} and is {first.blank.number} now: "
        "in Anki the reviews of one blank become those of another"
    )
    numbered = ", ".join(
        f"{{{{c{number}::{_text(blank)}}}}}" for number, blank in shape.numbers_that_keep(before, note)
    )
    return Problem(note.place, message, f"to keep the reviews, number the blanks: {numbered}")


def _text(blank: Blank) -> str:
    text = " ".join(plain_spans(blank.spans).split())
    return text if len(text) <= 20 else f"{text[:19]}…"
