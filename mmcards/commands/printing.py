"""How cards are printed: what the command line asks for, over what the user keeps."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmcards import paper
from mmcards.commands.options import sentence
from mmcards.paper import Printing
from mmcards.writers import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmcards.events import File
    from mmcards.model import Deck


def configuration() -> Path:
    """The user's own file, or where it would be."""
    return Path(os.environ.get("MMCARDS_CONFIG") or Path(click.get_app_dir("mmcards")) / "config.yaml")


def kept_printing() -> Printing:
    """What the user keeps for every build."""
    where = configuration()
    if not where.exists():
        return Printing()
    from mmcards.reader.configuration import read

    return read(where)


def check_printing(settings: Settings, decks: "Sequence[Deck]", endings: "Sequence[str]") -> None:
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


def has_cards(file: "File", settings: Settings) -> bool:
    """Whether there is anything to print in a PDF of which a part is asked for."""
    from mmcards.selection import selected

    return file.ending != "pdf" or all(selected(settings.printing.only, deck.notes) for deck in file.decks)


def told_of_offset(files: "Sequence[File]", settings: Settings) -> str:
    """That the user's own offset is used; "" where none is."""
    kept = settings.kept.back_offset
    plain = Settings(settings.printing)
    for deck in (deck for file in files if file.ending == "pdf" for deck in file.decks):
        layout = settings.printing_of(deck).layout or "fold"
        if kept and "back-offset" in paper.LAYOUTS[layout] and plain.printing_of(deck).back_offset is None:
            return f"Backs are moved by {kept} mm, as {configuration()} says."
    return ""
