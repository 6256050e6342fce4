"""The command line: the only place that prints or exits."""

import errno
import io
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from mmcards import __version__, paper
from mmcards.options import FLIP, LANDSCAPE, PAGE, Grouped, printing_options, sentence, setting
from mmcards.paper import Printing
from mmcards.writers import FORMATS, USUAL, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mmcards.current import Command, Look, Said
    from mmcards.errors import Problem
    from mmcards.events import File
    from mmcards.lock.decks import Locked
    from mmcards.model import Deck
    from mmcards.paper import Offset, Size
    from mmcards.screen import Screen

HOME = Path("cards")
"""Where decks are looked for if no path is given."""

PATHS = click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(exists=True, path_type=Path))
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print nothing but mistakes, and what costs reviews.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
STRICT = click.option("--strict", is_flag=True, help="Take warnings for mistakes: what has one is not written.")
SINCE = click.option(
    "--since",
    metavar="APKG",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A package that was handed out: what it says too is unchanged, the rest newer; retired notes and cards are "
    "those that it has. For a lock that is lost or went back; of two times of a note the newer counts.",
)
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _file_name(_context: click.Context, _option: click.Parameter, name: str | None) -> str:
    """The name of a file that is to be made, without its ending."""
    stem = (name or "").removesuffix(".apkg")
    if name is not None and (not stem.strip() or stem.startswith(".") or set(stem) & set('/\\:*?"<>|\0')):
        raise click.BadParameter("a name is wanted, as in --bundle course, and no path.")
    return stem


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, message="mmcards %(version)s")
def cli() -> None:
    """Flashcards and quiz items, written once as YAML, become an Anki deck and a printable PDF.

    \b
    Start:      mmcards new cards/my-deck  a small deck that shows every kind
    Write:      edit cards/my-deck/*.yaml, in any editor
    See:        mmcards preview            shows cards while you write them
    Look over:  mmcards check              names every mistake, with its line
    Name:       mmcards ids                gives ids, so that edits keep reviews
    Build:      mmcards build              my-deck.apkg and my-deck.pdf in build/
    Verify:     mmcards verify             compares them with the YAML
    Print:      mmcards build --layout sheet  on cards to cut out, and more
    """


@cli.command(cls=Grouped, short_help="Write each deck's Anki package and PDF.")
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
    callback=_file_name,
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
    beside = (_configuration(), *map(Path, asked["fonts"]))
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
        kept = _kept()
        decks, warnings = _read(paths, look.content_of, jobs or _jobs())
        _show_warnings(shown, warnings, strict)
        look.reads(Path(font) for deck in decks for font in deck.fonts)
        settings = Settings(asked, kept, fonts)
        wanted = tuple(dict.fromkeys(endings)) or USUAL
        _check_printing(settings, decks, wanted)
        unnamed = nameless([note for deck in decks for note in deck.notes])
        shown.nameless(unnamed)
        if LOCKED in wanted:
            held.enter_context(_one_at_a_time(decks, look))
        files = [file for file in plan(decks, wanted, folder, bundle) if _has_cards(file, settings)]
        offset = _told_of_offset(files, settings)
        written: list[Written] = []

        @cache
        def locks() -> "tuple[Locked, ...]":
            found = _locks(decks, since, everywhere=not paths)
            _refuse(strict, (warning for lock in found for warning in lock.warnings))
            shown.learned(found)
            if LOCKED in wanted and not since:
                lost = tuple(_lost(found, folder))
                _refuse(strict, lost)
                shown.warnings(lost)
            if locked and (stale := [lock for lock in found if lock.stale]):
                raise CardsError(_stale(stale))
            shown.line(offset)
            return found

        writing = run(files, settings, jobs or _jobs(), locks, strict=strict, verified=verified)
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
            locks = _locks(decks, everywhere=everywhere)
        except CardsError:  # another program is at work on them
            return ()
    return () if any(lock.all_left for lock in locks) and not everywhere else locks


def _jobs() -> int:
    """How many files are worked on at once."""
    return max(2, os.cpu_count() or 1)


def _show_warnings(shown: "Screen", warnings: "Iterable[Problem]", strict: bool) -> None:
    _refuse(strict, warnings)
    shown.warnings(warnings)


def _refuse(strict: bool, warnings: "Iterable[Problem]") -> None:
    """Raises Mistakes if there are warnings, and they are to be taken for mistakes."""
    from mmcards.errors import Mistakes

    if strict and (problems := tuple(warnings)):
        raise Mistakes(problems)


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


@cli.command(short_help="Show the cards in the browser while you write them.")
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
        settings = Settings(kept=_kept())
        if not paths and not HOME.exists():
            _read(paths)  # says what to do

        from mmcards.preview.run import run

        def begun(address: str) -> None:
            shown.line(f"{address}  shows the cards and follows what you save; Ctrl-C ends it")
            if opens and _has_screen():
                import webbrowser

                webbrowser.open(address)

        try:
            run(paths or (HOME,), lambda: _read(paths), settings, port or 0, begun)
        except KeyboardInterrupt:
            shown.line("")  # the terminal has shown ^C
    return shown.status


def _has_screen() -> bool:
    """Whether a browser has a window to open in: one for the terminal would take the place of what is shown there."""
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")))


@cli.command(short_help="Read the decks and name every mistake.")
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
        decks, warnings = _read(paths, processes=_jobs())
        _show_warnings(shown, warnings, strict)
        locks = _locks(decks, everywhere=not paths)
        _refuse(strict, (warning for lock in locks for warning in lock.warnings))
        shown.learned(locks)
        notes = [note for deck in decks for note in deck.notes]
        shown.remarks(unused(decks))
        shown.nameless(nameless(notes))
        shown.line(f"{count(len(decks), 'deck')}, {count(len(notes), 'note')}, no mistakes")
    return shown.status


@cli.command(cls=Grouped, short_help="Compare what was built with its source.")
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
@click.option("--bundle", metavar="NAME", callback=_file_name, help="All decks are in one Anki package, NAME.apkg.")
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
        decks = _read(paths)[0]
        settings = Settings(Printing(**{key: said for key, said in printing.items() if key != "fonts"}), _kept())
        wanted = tuple(dict.fromkeys(endings)) or USUAL
        _check_printing(settings, decks, wanted)
        locks = _locks(decks, everywhere=not paths)
        timed = [lock.deck for lock in locks]
        files = [file for file in plan(timed, wanted, folder, bundle) if _has_cards(file, settings)]
        with closing(verify_all([built(file, settings, file.path) for file in files], jobs or _jobs())) as compared:
            for file, found in compared:
                shown.verified(file, found)
        if LOCKED in wanted and (stale := [lock for lock in locks if lock.stale]):
            shown.line(_built_before(stale))
    return shown.status


@cli.command(short_help="Write missing ids, numbers and uids into the YAML.")
@PATHS
@QUIET
def ids(paths: tuple[Path, ...], quiet: bool) -> int:
    """Write into the YAML what is missing: ids of cards, numbers of blanks, uids of decks.

    An id is made from the question. From then on it stays, so that the question can be reworded and the card keeps
    its reviews in Anki. `{{Paris}}` in a cloze becomes `{{c1::Paris}}`. Each is the one that `build` goes by already:
    in Anki nothing changes.

    Nothing else in the files is touched; run again, nothing at all. What cannot be put in safely, or would make
    learners lose their reviews, is named with its line and left to you, and the exit status is 1. Drafts get their
    ids when they are no drafts any more.

    \b
    mmcards ids                     all decks below cards/
    mmcards ids cards/spanish -q    one deck, without a word
    """
    from mmcards.errors import Mistakes
    from mmcards.ids import plan, unsafe, with_uids, write
    from mmcards.lock.file import uid_of
    from mmcards.messages import filled
    from mmcards.screen import screen

    with screen(quiet, after_mistakes="No file was changed.") as shown:
        locks = _locks(with_uids(_read(paths)[0], uid_of), everywhere=not paths)
        found = plan(lambda content_of: _read(paths, content_of), unsafe(locks), uid_of)
        shown.learned(locks, leave_out=[problem.message for problem in found.left])
    if shown.status:
        return shown.status
    with screen(quiet, after_mistakes="All else was written." if found.edits else "") as shown:
        for edit in write(found.edits):
            shown.line(f"{edit.path}: {filled(edit.added)}")
        shown.warnings(found.warnings)
        if found.left:
            raise Mistakes(found.left)
        if not found.edits:
            shown.line("All notes have an id; nothing was missing.")
    return shown.status


@cli.command(short_help="Tell what a build would change in Anki.")
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
        decks, warnings = _read(paths)
        shown.warnings(warnings)
        locks = _locks(decks, since, everywhere=not paths)
        shown.learned(locks)
        for lock in locks:
            shown.changes(lock)
    return shown.status


@cli.command(short_help="Make notes newer, so that Anki takes them again.")
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
        decks, warnings = _read((path,) if path else ())
        shown.warnings(warnings)
        given = f" {_typed(path)}" if path else ""
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


@cli.command(short_help="Start a deck that shows every kind of card.")
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
        shown.line(f"Edit these; then `mmcards build {_typed(folder)}`.")
    return shown.status


@cli.command(short_help="Print a JSON Schema, by which editors complete and check.")
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it there instead of on the screen.",
)
def schema(path: Path | None) -> int:
    """Print a JSON Schema of the YAML: with it an editor completes keys, explains them, and marks mistakes at once.

    \b
    mmcards schema -o mmcards.schema.json     beside the folder `cards`

    In VS Code, install the extension YAML by Red Hat, and write into .vscode/settings.json:

    \b
    {"yaml.schemas": {"./mmcards.schema.json": "cards/**/*.yaml"}}

    Neovim, Emacs, Helix, Zed and others run the same yaml-language-server, which has the same setting. Where there is
    none, a line above a deck or a section names the schema, by its path from the file; behind a `---`, write it again:

    \b
    # yaml-language-server: $schema=../../mmcards.schema.json

    In IDEs of JetBrains: Settings, JSON Schema Mappings, as draft 7.

    A schema does not see all: `mmcards check` names every mistake. After an update of mmcards, write the file anew.
    """
    import json

    from mmcards.errors import CardsError
    from mmcards.schema import schema as made
    from mmcards.screen import screen

    with screen(quiet=False) as shown:
        text = json.dumps(made(), indent=2)
        if path is None:
            shown.line(text)
            return shown.status
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n", "utf-8", newline="\n")
        except OSError as error:
            raise CardsError(f"It cannot be written to {path}: {error.strerror}.") from error
        shown.line(f"{path}  `mmcards schema --help` tells how editors find it")
    return shown.status


@cli.command(short_help="Find out how far the printer is off between front and back.")
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
        where = _configuration()
        if save is not None:
            from mmcards.reader.configuration import save as keep

            keep(where, save)
            shown.line(f"{where}: backs are moved by {save} mm from now on")
            return shown.status
        from mmcards.writers.pdf.calibration import write

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, Printing(page=page, landscape=landscape, flip=flip).over(_kept()))
        except OSError as error:
            raise CardsError(f"It cannot be written to {path}: {error.strerror}.") from error
        shown.line(f"{path}  print it on both sides at 100 %, and read off it what to enter")
    return shown.status


# --- printing --------------------------------------------------------------------------------------------------------


def _configuration() -> Path:
    """The user's own file, or where it would be."""
    return Path(os.environ.get("MMCARDS_CONFIG") or Path(click.get_app_dir("mmcards")) / "config.yaml")


def _kept() -> Printing:
    where = _configuration()
    if not where.exists():
        return Printing()
    from mmcards.reader.configuration import read

    return read(where)


def _check_printing(settings: Settings, decks: "Sequence[Deck]", endings: "Sequence[str]") -> None:
    """Refuse what was asked for on the command line and would change nothing."""
    from mmcards.errors import CardsError
    from mmcards.selection import unknown

    asked = settings.printing
    notes = [note for deck in decks for note in deck.notes if asked.only]
    for name, hint in unknown(asked.only, notes).items():
        raise CardsError(sentence(f"--only: no card has the id or the section `{name}`; {hint}"))
    used = [settings.printing_of(deck).layout or "fold" for deck in decks]
    for name in ("card", "flip", "order", "back-offset"):
        fitting = [layout for layout, names in paper.LAYOUTS.items() if name in names]
        if getattr(asked, name.replace("-", "_")) is not None and not set(used) & set(fitting):
            raise click.UsageError(
                f"--{name} changes nothing in layout {used[0]}: it is for --layout {' or '.join(fitting)}."
            )
    if (asked != Printing() or settings.fonts) and "pdf" not in endings:
        raise click.UsageError("Options for printing change nothing where no PDF is written.")


def _has_cards(file: "File", settings: Settings) -> bool:
    """Whether there is anything to print in a PDF of which a part is asked for."""
    from mmcards.selection import selected

    return file.ending != "pdf" or all(selected(settings.printing.only, deck.notes) for deck in file.decks)


def _told_of_offset(files: "Sequence[File]", settings: Settings) -> str:
    """That the user's own offset is used; "" where none is."""
    kept = settings.kept.back_offset
    plain = Settings(settings.printing)
    for deck in (deck for file in files if file.ending == "pdf" for deck in file.decks):
        layout = settings.printing_of(deck).layout or "fold"
        if kept and "back-offset" in paper.LAYOUTS[layout] and plain.printing_of(deck).back_offset is None:
            return f"Backs are moved by {kept} mm, as {_configuration()} says."
    return ""


def _typed(path: Path) -> str:
    """A path as it is typed into a shell."""
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline([str(path)])
    from shlex import quote

    return quote(str(path))


def _read(
    paths: tuple[Path, ...], content_of: "Callable[[Path], bytes] | None" = None, processes: int = 1
) -> "tuple[tuple[Deck, ...], tuple[Problem, ...]]":
    from mmcards.errors import CardsError
    from mmcards.files import content
    from mmcards.kinds import KINDS
    from mmcards.reader.decks import read

    if not paths and not HOME.exists():
        raise CardsError("There is no folder `cards` here. `mmcards new cards/my-deck` starts a deck in one.")
    return read(paths or (HOME,), KINDS, content_of or content, processes)


def _locks(decks: "tuple[Deck, ...]", since: tuple[Path, ...] = (), everywhere: bool = False) -> "tuple[Locked, ...]":
    """The locks of the decks; with `everywhere`, there are no others that notes may have moved to."""
    from mmcards.errors import CardsError
    from mmcards.lock import elsewhere
    from mmcards.lock.decks import clock, locked
    from mmcards.lock.handed_out import check_times, with_moved

    now = clock()
    handed_out = {}
    if since:
        from mmcards.writers.anki.published import published

        handed_out = published(since, decks)
        check_times(handed_out, now)
        uids, guids = {deck.uid for deck in decks}, {note.guid for deck in decks for note in deck.notes}
        if guids.isdisjoint(handed_out) and uids.isdisjoint(one.shown.partition("/")[0] for one in handed_out.values()):
            raise CardsError(f"{' and '.join(map(str, since))} has no note of these decks. Give a package of theirs.")

    def by(those: "tuple[Deck, ...]", whole: bool = True) -> "tuple[Locked, ...]":
        known = with_moved(handed_out, those)
        others = elsewhere.of(those, now)._replace(whole=whole)
        return tuple(locked(deck, now, known, others) for deck in decks)

    locks = by(decks)
    if everywhere or not any(lock.all_left or lock.warnings or lock.changes.retired for lock in locks):
        return locks
    try:  # a build of some decks is not to take for lost what another one has
        there = _read(elsewhere.beside(decks))[0]
        named = {Path(deck.place.path).resolve() for deck in decks}
        others = tuple(deck for deck in there if Path(deck.place.path).resolve() not in named)
        return by((*decks, *others)) if others else locks
    except CardsError:
        return by(decks, whole=False)


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


def _built_before(locks: "Sequence[Locked]") -> str:
    from mmcards.messages import changes

    told = "; ".join(f"{lock.path}: {changes(lock.changes)}" for lock in locks)
    return f"The source has changed since it was built ({told}): `mmcards build` makes the files anew."


def main() -> NoReturn:
    """The program: run a command and exit with 0, 1 (mistakes), 2 (wrong use) or 130 (interrupted)."""
    import gc
    import signal

    gc.disable()  # a short life: looking for cycles takes longer, with thousands of small values that all stay
    for name in ("SIGTERM", "SIGHUP"):  # so that what is under way is ended and cleared away
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:  # as nohup asks
            signal.signal(number, lambda caught, _: sys.exit(128 + caught))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a path may have letters that the screen's encoding lacks
    status = _run()
    gc.freeze()  # nor are cycles looked for at the end, when all goes with the process
    sys.exit(status)


def _run() -> int:
    """Run the command. That a stream takes no more where click itself prints is no bug; errors of files have names."""
    try:
        return _ran()
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF):
            raise
        from mmcards.screen import silence, told

        silence(sys.stdout)
        told(f"There is no room for what is to be printed: {error.strerror}.", err=True)
        return 1


def _ran() -> int:
    try:
        result = cli.main(prog_name="mmcards", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted. What was not finished is left as it was before.", err=True)
        return 130
    return result if isinstance(result, int) else 0
