"""`mmcards new`: a deck to start from."""

from pathlib import Path

import click

from mmcards.commands.options import QUIET
from mmcards.commands.sources import typed


@click.command(short_help="Start a deck that shows every kind of card.")
@click.argument("folder", type=click.Path(path_type=Path))
@QUIET
def new(folder: Path, quiet: bool) -> int:
    """Start a small deck in FOLDER that shows every kind of card, and builds at once.

    \b
    mmcards new cards/spanish
    mmcards build cards/spanish
    """
    from mmcards.screen import screen
    from mmcards.starter import start

    with screen(quiet) as shown:
        for path in start(folder):
            shown.line(str(path))
        shown.line(f"Edit these; then `mmcards build {typed(folder)}`.")
    return shown.status
