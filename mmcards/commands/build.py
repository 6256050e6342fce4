"""`mmcards build`: decks -> files, once or at every save."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mmcards.commands.options import JSON, PATHS, QUIET, SINCE, STRICT, Grouped, file_name, printing_options
from mmcards.commands.printing import check_printing, configuration, has_cards, kept_printing, told_of_offset
from mmcards.commands.sources import HOME, jobs_here, locks_of, read_decks, refuse, show_warnings
from mmcards.paper import Printing
from mmcards.writers import FORMATS, USUAL, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mmcards.current import Command, Look, Said
    from mmcards.errors import Problem
    from mmcards.lock.decks import Locked
    from mmcards.model import Deck


@click.command(cls=Grouped, short_help="Write each deck's Anki package and PDF.")
@PATHS
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="FOLDER",
    default="build",
    type=click.Path(path_type=Path),
    help="Where the files go.  [default: build]",
)
@click.option(
    "-f",
    "--format",
    "endings",
    multiple=True,
    type=click.Choice(list(FORMATS), case_sensitive=False),
    help="Write this format alone; may be given several times. html is a page to practise on in the browser.  "
    f"[default: {', '.join(USUAL)}]",
)
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Write at most N files at once, and a long PDF in N processes; 1 writes one after the other.  "
    "[default: as many as processors, 2 at least]",
)
@click.option(
    "--bundle",
    metavar="NAME",
    callback=file_name,
    help="Put all decks into one Anki package, NAME.apkg, for handing out a course.",
)
@click.option("--locked", is_flag=True, help="Fail if a deck's lock would change, as in CI.")
@click.option("--verify", "verified", is_flag=True, help="Compare each file with its source before it is put in place.")
@STRICT
@click.option("--force", is_flag=True, help="Build even if nothing changed since the last build.")
@click.option("--watch", is_flag=True, help="Build again whenever a file is saved, until Ctrl-C.")
@SINCE
@QUIET
@JSON
@printing_options
def build(
    paths: tuple[Path, ...], watch: bool, force: bool, quiet: bool, as_json: bool, jobs: int | None, **asked: Any
) -> int:
    """Write each deck's Anki package (.apkg) and its PDF, one card per page; or its practice page.

    PATH is a deck's folder, a file, or a folder with decks at any depth; `cards` if left out. A file is put in its
    place only when it is whole. If nothing was changed since the last build with these options, no file is made
    again. The exit status is 1 if there are mistakes in the cards or a file could not be written.

    \b
    mmcards build                                 all decks below cards/
    mmcards build cards/spanish -o ~/Desktop      one deck, into another folder
    mmcards build --bundle course -f apkg         all decks in one package
    mmcards build -f html                         a page to practise on
    mmcards build --watch                         again at every save

    \b
    mmcards build -f pdf --page letter            a card a page, to fold
    mmcards build -f pdf --layout duplex --page a6      answers on the back
    mmcards build -f pdf --layout sheet --card 63x88mm  cards to cut out
    mmcards build -f pdf --layout list --only Basics    a section to study

    What a deck.yaml says after `print:` holds where the command line says nothing.
    """
    from functools import partial

    from mmcards.current import standing

    command = _command(paths, asked)
    if not (watch or force or asked["since"]) and (said := standing(command)):
        return _stands(said, quiet, as_json)
    once = partial(_build, paths, command, quiet=quiet, as_json=as_json, jobs=jobs, **asked)
    return _again_and_again(paths, quiet or as_json, once) if watch else once()[0]


def _command(paths: tuple[Path, ...], asked: "Mapping[str, Any]") -> "Command":
    """What tells one build from another: with all options but those that change neither files nor what is said."""
    from mmcards.current import Command

    endings = tuple(dict.fromkeys(asked["endings"])) or USUAL
    beside = (configuration(), *map(Path, asked["fonts"]))
    options = {name: value for name, value in asked.items() if name != "locked"}
    return Command(paths or (HOME,), options | {"endings": endings}, beside, typesets="pdf" in endings)


def _stands(said: "Said", quiet: bool, as_json: bool) -> int:
    """Tell of a build that has nothing to do."""
    from mmcards.messages import count
    from mmcards.screen import screen

    with screen(quiet, as_json) as shown:
        shown.warnings(said.warnings)
        shown.nameless(said.nameless)
        shown.line(said.told)
        for file in said.files:
            shown.event(file)
        if len(said.files) > 1:
            shown.line(f"{count(len(said.files), 'file')} up to date; `--force` builds all the same.")
    return shown.status


def _build(
    paths: tuple[Path, ...],
    command: "Command",
    folder: Path,
    endings: tuple[str, ...],
    jobs: int | None,
    bundle: str,
    locked: bool,
    verified: bool,
    strict: bool,
    since: tuple[Path, ...],
    quiet: bool,
    as_json: bool,
    **printing: Any,
) -> "tuple[int, tuple[Deck, ...]]":
    """Build once: the exit status, and the decks, none if they could not be read."""
    import time
    from contextlib import ExitStack, closing
    from functools import cache

    from mmcards.build import LOCKED, plan
    from mmcards.build import build as run
    from mmcards.current import Look, Said
    from mmcards.errors import CardsError
    from mmcards.events import Written
    from mmcards.messages import count, nameless
    from mmcards.record import keep
    from mmcards.screen import screen

    start = time.perf_counter()
    look = Look(command)
    decks: tuple[Deck, ...] = ()
    with (
        screen(quiet, as_json, "Nothing was built; what was built before stays as it was.") as shown,
        ExitStack() as held,
    ):
        fonts = printing.pop("fonts")
        asked = Printing(**printing)
        kept = kept_printing()
        decks, warnings = read_decks(paths, look.content_of, jobs or jobs_here())
        show_warnings(shown, warnings, strict)
        look.reads(Path(font) for deck in decks for font in deck.fonts)
        settings = Settings(asked, kept, fonts)
        wanted = tuple(dict.fromkeys(endings)) or USUAL
        check_printing(settings, decks, wanted)
        unnamed = nameless([note for deck in decks for note in deck.notes])
        shown.nameless(unnamed)
        if LOCKED in wanted:
            held.enter_context(_one_at_a_time(decks, look))
        files = [file for file in plan(decks, wanted, folder, bundle) if has_cards(file, settings)]
        offset = told_of_offset(files, settings)
        written: list[Written] = []

        @cache
        def locks() -> "tuple[Locked, ...]":
            found = locks_of(decks, since, everywhere=not paths)
            refuse(strict, (warning for lock in found for warning in lock.warnings))
            shown.learned(found)
            if LOCKED in wanted and not since:
                lost = tuple(_lost(found, folder))
                refuse(strict, lost)
                shown.warnings(lost)
            if locked and (stale := [lock for lock in found if lock.stale]):
                raise CardsError(_stale(stale))
            shown.line(offset)
            return found

        writing = run(files, settings, jobs or jobs_here(), locks, strict=strict, verified=verified)
        with closing(writing) as events:
            for event in events:
                shown.event(event)
                if isinstance(event, Written):
                    written.append(event)
        if len(files) > 1 and not shown.status:
            shown.line(f"{count(len(files), 'file')} in {time.perf_counter() - start:.2f} s")
        if verified and len(written) == len(files):
            shown.line("Each file was compared with its source before it was put in place: no difference.")
        if len(written) == len(files) and not since:
            keep(look, Said((), warnings, unnamed, offset), written, _settled(decks, locks(), everywhere=not paths))
    return shown.status, decks


@contextmanager
def _one_at_a_time(decks: "Sequence[Deck]", look: "Look") -> "Iterator[None]":
    """Let builds of these decks wait for each other, or times would be lost that one of them wrote into a lock.

    Raises CardsError if another one built newer cards after these were read.
    """
    from mmcards.errors import CardsError
    from mmcards.lock.file import alone, path_of

    locks = [path_of(deck) for deck in decks]
    with alone(locks):
        if any(map(look.is_older_than, locks)) and look.is_outdated():
            raise CardsError("The cards were changed and built elsewhere while they were read. Build again.")
        yield


def _settled(decks: "tuple[Deck, ...]", locks: "tuple[Locked, ...]", everywhere: bool) -> "tuple[Locked, ...]":
    """The locks as the next build finds them; none where it would look for notes in other decks too."""
    from mmcards.errors import CardsError

    if any(lock.stale for lock in locks):
        try:
            locks = locks_of(decks, everywhere=everywhere)
        except CardsError:  # another program is at work on them
            return ()
    return () if any(lock.all_left for lock in locks) and not everywhere else locks


def _lost(locks: "Sequence[Locked]", folder: Path) -> "Iterator[Problem]":
    """Of locks that are not there, though a package was built that says what would stand in them."""
    from mmcards.lock.leftovers import of_a_lost_lock

    for lock in locks:
        package = folder / f"{lock.deck.id}.apkg"
        if not lock.path.exists() and package.exists():
            yield of_a_lost_lock(lock.deck, lock.path, package)


def _stale(locks: "Sequence[Locked]") -> str:
    from mmcards.messages import changes

    told = "; ".join(f"{lock.path}: {changes(lock.changes)}" for lock in locks)
    return f"The lock is not that of the cards ({told}). Build without --locked, and commit it."


def _again_and_again(paths: tuple[Path, ...], quiet: bool, once: "Callable[[], tuple[int, tuple[Deck, ...]]]") -> int:
    """Build at every save. Wrong use ends it at first; later a deck may make wrong what was right, and be mended."""
    import gc

    from mmcards.screen import screen
    from mmcards.watching import Watch

    watch = Watch(paths or (HOME,))
    status, decks = once()
    with screen(quiet) as shown:
        shown.line("Watching for changes; Ctrl-C ends it.")
    gc.enable()  # this is no short life
    while True:
        watch.follow(file.path for deck in decks for file in deck.media)
        try:
            watch.wait()
        except KeyboardInterrupt:
            click.echo(err=True)  # behind the ^C that the terminal shows
            return status
        try:
            status, found = once()
        except click.ClickException as error:
            error.show()
            status = error.exit_code
        else:
            decks = found or decks
