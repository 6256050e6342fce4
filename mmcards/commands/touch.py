"""`mmcards touch`: notes made newer."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmcards.commands.sources import read_decks, typed

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command(short_help="Make notes newer, so that Anki takes them again.")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--deck", "path", type=click.Path(exists=True, path_type=Path), help="The deck.  [default: cards]")
def touch(ids: tuple[str, ...], path: Path | None) -> int:
    """Make notes newer than they are, whether they changed or not: the next build updates them in Anki.

    Anki skips an edit if the learner changed the note since; a touched note is newer still, and takes the place of
    what the learner wrote into it. ID is what stands in the YAML, or on the card: `uid/id`.

    \b
    mmcards touch ticket platform
    mmcards touch ticket --deck cards/spanish
    """

    from mmcards.errors import CardsError
    from mmcards.lock.decks import clock, names_of, save, touched
    from mmcards.messages import count
    from mmcards.screen import screen

    with screen(quiet=False) as shown:
        decks, warnings = read_decks((path,) if path else ())
        shown.warnings(warnings)
        given = f" {typed(path)}" if path else ""
        names: dict[str, set[str]] = {}
        for deck in decks:
            for note in deck.notes:
                for name in names_of(note, deck):
                    names.setdefault(name, set()).add(note.guid)
        if unknown := [each for each in dict.fromkeys(ids) if each not in names]:
            where = f"in {path}" if path else "below cards"
            raise CardsError("\n".join(_unknown_note(each, names, where, given) for each in unknown))
        guids = set().union(*(names[each] for each in ids))
        found = [touched(deck, clock(), guids) for deck in decks]
        for one in found:
            if one.stale:
                save(one)
        done = sum(len(one.changes.touched) for one in found)
        if fresh := len(guids) - done:
            what = "was not built yet: it is new" if fresh == 1 else "were not built yet: they are new"
            shown.line(f"{count(fresh, 'note')} {what} without being touched.")
        shown.line(f"{count(done, 'note')} touched; `mmcards build{given}` makes the package.")
    return shown.status


def _unknown_note(name: str, known: "Iterable[str]", where: str, given: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"There is no note `{name}` {where}. " + (
        f"Did you mean `{near[0]}`?" if near else f"`mmcards status{given}` lists what changed."
    )
