"""Decks -> files: what is to be written, written side by side while the locks are read, put in place whole."""

import errno
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence, ValuesView
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from mmcards import whole, workers
from mmcards.current import digest
from mmcards.errors import CardsError, Mistakes, Place, Problem
from mmcards.events import Event, Failed, File, Progress, Written
from mmcards.lock.decks import check_unchanged, save
from mmcards.lock.file import path_of
from mmcards.writers import FORMATS, Format, Made, Settings, writer

if TYPE_CHECKING:
    from mmcards.lock.decks import Locked
    from mmcards.model import Deck
    from mmcards.verify import Built


LOCKED: Final = "apkg"
"""The format whose readers remember what they were given, so that its notes have times."""


def plan(decks: "Sequence[Deck]", endings: Sequence[str], folder: Path, bundle: str = "") -> tuple[File, ...]:
    """The files of the decks, those that take longest first.

    With `bundle`, all decks are in one Anki package of this name. Raises CardsError where that cannot be.
    """
    if bundle and LOCKED not in endings:
        raise CardsError(f"--bundle makes an Anki package, and --format leaves it out. Add `--format {LOCKED}`.")
    if len(decks) > 1 and bundle in (deck.id for deck in decks):
        raise CardsError(f"The deck `{bundle}` has {bundle}.{LOCKED} for itself. Give the bundle another name.")
    files = [
        File(group, ending, path, whole.beside(path))
        for ending in endings
        for together in (bool(bundle) and ending == LOCKED,)
        for group in ([tuple(decks)] if together else [(deck,) for deck in decks])
        for path in (folder / f"{bundle if together else group[0].id}.{ending}",)
    ]
    slowest = list(FORMATS)
    return tuple(sorted(files, key=lambda file: (-file.notes, -slowest.index(file.ending))))


def build(
    files: Sequence[File],
    settings: Settings,
    jobs: int,
    locks: "Callable[[], Sequence[Locked]]",
    method: str = "",
    *,
    strict: bool = False,
    verified: bool = False,
) -> Generator[Event, None, None]:
    """Write the files and tell what becomes of each. If it is `strict`, a file with warnings is not put in place.

    If they are to be `verified`, nor is one that is not as its source says. `locks` reads the locks of all decks, while
    the first files are being written, or before it where one job does all; nothing is put in place if it raises.

    At most `jobs` are written at once, each in a process of its own; one job works in this process. Closing the
    iterator, or an interrupt, ends what is under way. Files that are not whole never stay.
    """
    settings = replace(settings, processes=_processes(files, jobs))
    tasks = [partial(_write_and_verify if verified else _write, FORMATS[file.ending], file, settings) for file in files]
    learned: dict[Path, Locked] = {}

    def times() -> list[list[Mapping[str, int]]]:
        learned.update((one.path, one) for one in locks())
        return [[learned[path_of(deck)].deck.times for deck in file.decks] for file in files]

    messages = workers.run(tasks, jobs, method, times)
    try:
        for folder in {file.path.parent for file in files}:
            _make(folder)
        of_locks = {path_of(deck) for file in files if file.ending == LOCKED for deck in file.decks}
        whole.clear((*(file.path for file in files), *of_locks))
        for message in messages:
            file = files[message.task]
            match message:
                case workers.Progress(_, done):
                    yield Progress(file, done)
                case workers.Finished(_, made, _) if strict and made.warnings:
                    yield Failed(file, Mistakes(made.warnings))
                case workers.Finished(_, made, seconds):
                    held = [learned[path_of(deck)] for deck in file.decks] if file.ending == LOCKED else []
                    yield _put_in_place(file, made, seconds, held)
                case workers.Failed(_, error):
                    yield Failed(file, error)
                case _:
                    assert_never(message)
    finally:
        messages.close()  # ends the processes, so that their files can go
        for file in files:
            with suppress(OSError):
                file.part.unlink()


def _processes(files: Sequence[File], jobs: int) -> int:
    """How many processes each file may be written by: those that are free while the files of one format are written."""
    alike = max((sum(other.ending == each.ending for other in files) for each in files), default=1)
    return max(1, jobs // alike)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "a file is in its place" if isinstance(error, FileExistsError) else error.strerror
        raise CardsError(f"The folder {folder} cannot be made: {why}. Name another one with `-o`.") from error


def built(file: File, settings: Settings, path: Path) -> "Built":
    """A file to verify, which stands at a path."""
    from mmcards.verify import Built

    return Built(path, str(file.path), file.ending, file.decks, tuple(map(settings.printing_of, file.decks)))


def _write_and_verify(chosen: Format, file: File, settings: Settings, report: workers.Report, ask: workers.Ask) -> Made:
    from mmcards.verify import verify

    made = _write(chosen, file, settings, report, ask)
    if differences := verify(built(file._replace(decks=_timed(file, ask)), settings, file.part)).differences:
        raise Mistakes(differences)
    return made


def _write(chosen: Format, file: File, settings: Settings, report: workers.Report, ask: workers.Ask) -> Made:
    def progress(done: int) -> None:
        report(done, at_once=done in (0, file.notes))  # that it has begun, and that the file itself is all that is left

    progress(0)
    try:
        return writer(chosen)(_timed(file, ask), file.part, settings, progress)
    except OSError as error:
        raise CardsError(f"It cannot be written into {file.part.parent}: {error.strerror or error}.") from error


def _timed(file: File, ask: workers.Ask) -> "tuple[Deck, ...]":
    """The decks of a file, where it is one for times, with those; they are asked for when somebody looks at one."""
    if file.ending != LOCKED:
        return file.decks
    return tuple(replace(deck, times=_Awaited(ask, place)) for place, deck in enumerate(file.decks))


class _Awaited(Mapping[str, int]):
    """The times of a deck that are still to be found out: whoever looks at them first waits for them."""

    def __init__(self, ask: workers.Ask, place: int) -> None:
        self._ask = ask
        self._place = place

    @cached_property
    def _times(self) -> Mapping[str, int]:
        found: Mapping[str, int] = self._ask()[self._place]
        return found

    def __getitem__(self, guid: str) -> int:
        return self._times[guid]

    def __iter__(self) -> Iterator[str]:
        return iter(self._times)

    def __len__(self) -> int:
        return len(self._times)

    def values(self) -> ValuesView[int]:
        return self._times.values()  # many times as fast as one by one


def _put_in_place(file: File, made: Made, seconds: float, locks: "Sequence[Locked]") -> Written | Failed:
    try:
        for one in locks:
            check_unchanged(one)
        warnings = [warning for one in locks for warning in _write_lock(one)]
    except CardsError as error:
        return Failed(file, error)
    try:
        size, content = file.part.stat().st_size, digest(file.part)
        file.part.replace(file.path)
    except OSError as error:
        return Failed(file, CardsError(f"It cannot be put in place: {_hindrance(file.path, error)}"))
    return Written(file, replace(made, warnings=(*made.warnings, *warnings)), size, seconds, content, tuple(locks))


def _write_lock(one: "Locked") -> "tuple[Problem, ...]":
    """Put a lock in place. Where the source is read-only, the build goes on with a warning; raises CardsError else."""
    try:
        if one.stale:
            save(one)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise CardsError(f"The lock {one.path} cannot be written: {error.strerror}.") from error
        message = f"the lock cannot be written ({error.strerror}), so that the next build cannot tell what changed"
        return (Problem(Place(str(one.path)), message, "make the deck's folder writable, and build again"),)
    return ()


def _hindrance(path: Path, error: OSError) -> str:
    if path.is_dir():
        return "a folder has its name. Move the folder away, or name another one with `-o`."
    if isinstance(error, PermissionError):
        return f"{error.strerror}. Is the old one open in another program?"
    return f"{error.strerror}."
