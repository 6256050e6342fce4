"""`mmcards ids`: what is missing in the YAML, written into it."""

from pathlib import Path

import click

from mmcards.commands.options import PATHS, QUIET
from mmcards.commands.sources import locks_of, read_decks


@click.command(short_help="Write missing ids, numbers and uids into the YAML.")
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
        locks = locks_of(with_uids(read_decks(paths)[0], uid_of), everywhere=not paths)
        found = plan(lambda content_of: read_decks(paths, content_of), unsafe(locks), uid_of)
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
