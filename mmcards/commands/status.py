"""`mmcards status`: what a build would change in Anki."""

from pathlib import Path

import click

from mmcards.commands.options import JSON, PATHS, SINCE
from mmcards.commands.sources import locks_of, read_decks


@click.command(short_help="Tell what a build would change in Anki.")
@PATHS
@SINCE
@JSON
def status(paths: tuple[Path, ...], since: tuple[Path, ...], as_json: bool) -> int:
    """Tell which notes a build would make new, changed or retired. Builds and writes nothing.

    \b
    mmcards status                     all decks below cards/
    mmcards status cards/spanish
    """
    from mmcards.screen import screen

    with screen(quiet=False, as_json=as_json) as shown:
        decks, warnings = read_decks(paths)
        shown.warnings(warnings)
        locks = locks_of(decks, since, everywhere=not paths)
        shown.learned(locks)
        for lock in locks:
            shown.changes(lock)
    return shown.status
