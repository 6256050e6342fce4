"""`mmcards verify`: what was built beside its source."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mmcards.commands.options import JSON, PATHS, QUIET, Grouped, file_name, printing_options
from mmcards.commands.printing import check_printing, has_cards, kept_printing
from mmcards.commands.sources import jobs_here, locks_of, read_decks
from mmcards.paper import Printing
from mmcards.writers import FORMATS, USUAL, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmcards.lock.decks import Locked


@click.command(cls=Grouped, short_help="Compare what was built with its source.")
@PATHS
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="FOLDER",
    default="build",
    type=click.Path(path_type=Path),
    help="Where the files are.  [default: build]",
)
@click.option(
    "-f",
    "--format",
    "endings",
    multiple=True,
    type=click.Choice(list(FORMATS), case_sensitive=False),
    help=f"Compare this format alone; may be given several times.  [default: {', '.join(USUAL)}]",
)
@click.option("-j", "--jobs", metavar="N", type=click.IntRange(min=1), help="Compare at most N files at once.")
@click.option("--bundle", metavar="NAME", callback=file_name, help="All decks are in one Anki package, NAME.apkg.")
@QUIET
@JSON
@printing_options
def verify(
    paths: tuple[Path, ...],
    folder: Path,
    endings: tuple[str, ...],
    jobs: int | None,
    bundle: str,
    quiet: bool,
    as_json: bool,
    **printing: Any,
) -> int:
    """Open what was built, with other code than wrote it, and name each difference from the source.

    Every note, card, side, tag, picture and page is compared. Say how the PDF is printed as you said it to `build`.
    Nothing is written. The exit status is 1 if there is a difference, or a file is missing.

    \b
    mmcards verify                          all decks below cards/, in build/
    mmcards verify cards/spanish -f apkg    one deck's Anki package
    mmcards verify -f pdf --layout list     a PDF that was printed so
    """
    from contextlib import closing

    from mmcards.build import LOCKED, built, plan
    from mmcards.screen import screen
    from mmcards.verify import verify_all

    with screen(quiet, as_json, "Nothing was compared.") as shown:
        decks = read_decks(paths)[0]
        settings = Settings(
            Printing(**{key: said for key, said in printing.items() if key != "fonts"}), kept_printing()
        )
        wanted = tuple(dict.fromkeys(endings)) or USUAL
        check_printing(settings, decks, wanted)
        locks = locks_of(decks, everywhere=not paths)
        timed = [lock.deck for lock in locks]
        files = [file for file in plan(timed, wanted, folder, bundle) if has_cards(file, settings)]
        with closing(verify_all([built(file, settings, file.path) for file in files], jobs or jobs_here())) as compared:
            for file, found in compared:
                shown.verified(file, found)
        if LOCKED in wanted and (stale := [lock for lock in locks if lock.stale]):
            shown.line(_built_before(stale))
    return shown.status


def _built_before(locks: "Sequence[Locked]") -> str:
    from mmcards.messages import changes

    told = "; ".join(f"{lock.path}: {changes(lock.changes)}" for lock in locks)
    return f"The source has changed since it was built ({told}): `mmcards build` makes the files anew."
