"""`mmcards preview`: the cards in the browser."""

import os
import sys
from pathlib import Path

import click

from mmcards.commands.options import PATHS
from mmcards.commands.printing import kept_printing
from mmcards.commands.sources import HOME, read_decks
from mmcards.writers import Settings


@click.command(short_help="Show the cards in the browser while you write them.")
@PATHS
@click.option("--port", metavar="N", type=click.IntRange(1024, 65535), help="The port.  [default: a free one]")
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.  [default: open]")
def preview(paths: tuple[Path, ...], port: int | None, opens: bool) -> int:
    """Show each card as Anki will show it and as it is printed, in a page that follows what you save.

    Front and back by day and by night, beside the printed page: choose, type and turn as in Anki. The page goes to
    the card that you just saved. A mistake is shown with its line, and the last good cards stay until it is mended.

    The page is for this computer alone, and nothing is written: no ids, no lock, nothing in build. Ctrl-C ends it.

    \b
    mmcards preview                     all decks below cards/
    mmcards preview cards/spanish       one deck
    mmcards preview --no-open --port 8000   at an address that stays the same
    """
    import gc

    from mmcards.screen import screen

    gc.enable()  # this is no short life
    with screen(quiet=False) as shown:
        settings = Settings(kept=kept_printing())
        if not paths and not HOME.exists():
            read_decks(paths)  # says what to do

        from mmcards.preview.run import run

        def begun(address: str) -> None:
            shown.line(f"{address}  shows the cards and follows what you save; Ctrl-C ends it")
            if opens and _has_screen():
                import webbrowser

                webbrowser.open(address)

        try:
            run(paths or (HOME,), lambda: read_decks(paths), settings, port or 0, begun)
        except KeyboardInterrupt:
            shown.line("")  # the terminal has shown ^C
    return shown.status


def _has_screen() -> bool:
    """Whether a browser has a window to open in: one for the terminal would take the place of what is shown there."""
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")))
