"""What Anki would ignore, mix up or leave behind when a note that it has is updated: warnings at the note's place."""

from collections.abc import Iterator, Sequence

from mmcards import shape
from mmcards.errors import Problem
from mmcards.model import Blank, Cloze, Note, plain_spans
from mmcards.shape import Shape

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
    if shape.moved(before, note):
        yield _of_moved_blanks(before, note)
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


def _of_another_type(note: Note, now: Shape) -> Problem:
    what = "is a cloze now" if now.is_cloze else "is no cloze any more"
    message = f"this note {what}: Anki never changes a note's type, and ignores every edit of it"
    more = "" if note.guid.endswith(f"/{note.id}") else " and delete its `was`"
    hint = f"write another id into it{more}: then it is a new note, and this one is retired"
    return Problem(note.place, message, hint)


def _of_moved_blanks(before: Shape, note: Note) -> Problem:
    first = shape.moved(before, note)[0]
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
