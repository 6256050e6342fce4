"""`mmcards check`: every mistake, with its line."""

from pathlib import Path

import click

from mmcards.commands.options import JSON, PATHS, QUIET, STRICT
from mmcards.commands.sources import jobs_here, locks_of, read_decks, refuse, show_warnings


@click.command(short_help="Read the decks and name every mistake.")
@PATHS
@STRICT
@QUIET
@JSON
def check(paths: tuple[Path, ...], strict: bool, quiet: bool, as_json: bool) -> int:
    """Read the decks and name every mistake, with its line. Builds nothing.

    What can be read may still be too long for its page, or have a letter that cannot be printed: `build` tells.

    \b
    mmcards check                     all decks below cards/
    mmcards check cards/spanish -q    the exit status alone: 0 if all is well
    """
    from mmcards.messages import count, nameless
    from mmcards.reader.media import unused
    from mmcards.screen import screen

    with screen(quiet, as_json) as shown:
        decks, warnings = read_decks(paths, processes=jobs_here())
        show_warnings(shown, warnings, strict)
        locks = locks_of(decks, everywhere=not paths)
        refuse(strict, (warning for lock in locks for warning in lock.warnings))
        shown.learned(locks)
        notes = [note for deck in decks for note in deck.notes]
        shown.remarks(unused(decks))
        shown.nameless(nameless(notes))
        shown.line(f"{count(len(decks), 'deck')}, {count(len(notes), 'note')}, no mistakes")
    return shown.status
