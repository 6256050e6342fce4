"""`mmcards calibrate`: how far the printer is off."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmcards.commands.options import FLIP, LANDSCAPE, PAGE, QUIET, setting
from mmcards.commands.printing import configuration, kept_printing
from mmcards.paper import Printing

if TYPE_CHECKING:
    from mmcards.paper import Offset, Size


@click.command(short_help="Find out how far the printer is off between front and back.")
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    default="build/calibration.pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the test page goes.  [default: build/calibration.pdf]",
)
@PAGE
@LANDSCAPE
@FLIP
@click.option("--save", metavar="X,Y", callback=setting("back-offset"), help="Keep what you read off, for every build.")
@QUIET
def calibrate(
    path: Path,
    page: "Size | None",
    landscape: bool | None,
    flip: str | None,
    save: "Offset | None",
    quiet: bool,
) -> int:
    """Write a page to print on both sides, which shows how far the printer is off between front and back.

    Print it as you print your cards: on both sides, at 100 %, with the same page and flip. Hold it against the light;
    it says what to read off. `--save` keeps that in your configuration, and builds with answers on the back use it.

    \b
    mmcards calibrate                  build/calibration.pdf
    mmcards calibrate --save 1.5,-2    move backs 1.5 mm to the right, 2 mm down
    """
    from mmcards.errors import CardsError
    from mmcards.screen import screen

    with screen(quiet) as shown:
        where = configuration()
        if save is not None:
            from mmcards.reader.configuration import save as keep

            keep(where, save)
            shown.line(f"{where}: backs are moved by {save} mm from now on")
            return shown.status
        from mmcards.writers.pdf.calibration import write

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, Printing(page=page, landscape=landscape, flip=flip).over(kept_printing()))
        except OSError as error:
            raise CardsError(f"It cannot be written to {path}: {error.strerror}.") from error
        shown.line(f"{path}  print it on both sides at 100 %, and read off it what to enter")
    return shown.status
