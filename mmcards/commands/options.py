"""The options of several commands. Those for printing are read as deck.yaml's are, and stand apart in the help."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from mmcards import paper

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

_PRINTED: Final = "How the PDF is printed"


class Grouped(click.Command):
    """A command whose options for printing stand apart in its help."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {"Options": []}
        for option in self.get_params(context):
            record = option.get_help_record(context)
            if record and isinstance(option, click.Option):
                groups.setdefault(_PRINTED if isinstance(option, _PrintOption) else "Options", []).append(record)
        for name, records in groups.items():
            with formatter.section(name):
                formatter.write_dl(records)


class _PrintOption(click.Option):
    """An option that says how cards are printed."""


def setting(name: str) -> Callable[[click.Context, click.Parameter, str | None], object]:
    """Reads the text of a setting as deck.yaml does."""

    def read(_context: click.Context, _option: click.Parameter, text: str | None) -> object:
        try:
            return None if text is None else paper.READ[name](text)
        except paper.Misread as misread:
            raise click.BadParameter(sentence(f"it cannot be `{text}`; {misread.hint}")) from misread

    return read


def sentence(text: str) -> str:
    """A text with its full stop, unless it asks."""
    return text if text.endswith("?") else f"{text}."


def _printed(name: str, metavar: str, help: str) -> Callable[[Any], Any]:  # noqa: A002
    return click.option(f"--{name}", metavar=metavar, callback=setting(name), cls=_PrintOption, help=help)


PAGE = _printed("page", "SIZE", f"The paper: {', '.join(paper.PAGES)}, or as 100x150mm, 4x6in.  [default: a4]")
FLIP = _printed("flip", "EDGE", "The edge on which the printer turns the paper: auto, long, short.  [default: auto]")
LANDSCAPE = click.option("--landscape/--portrait", default=None, cls=_PrintOption, help="Which way up the paper is.")
PRINTING = (
    _printed(
        "layout",
        "LAYOUT",
        "fold: a card a page, the answer below a line to fold on; duplex: the answer on the back of the page; "
        "sheet: cards to cut out, answers on their backs; list: to study from.  [default: fold]",
    ),
    PAGE,
    LANDSCAPE,
    _printed("card", "SIZE", "sheet: the size of a card, as 3x5, a7 or 63x88mm.  [default: a quarter of the page]"),
    FLIP,
    _printed("order", "ORDER", f"duplex, sheet: {', '.join(paper.ORDERS)}.  [default: interleaved]"),
    _printed(
        "back-offset", "X,Y", "duplex, sheet: move the back to the right and up, in mm; `mmcards calibrate` finds it."
    ),
    _printed("punch", "EDGE", "Leave room for holes: left or top."),
    click.option(
        "--only",
        metavar="NAME",
        multiple=True,
        cls=_PrintOption,
        help="Print this section, or the card of this id; may be given several times.",
    ),
    _printed("shuffle", "SEED", "Print the cards in another order; the same seed gives the same."),
    click.option(
        "--font",
        "fonts",
        metavar="FILE",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False),
        cls=_PrintOption,
        help="Take this font (TrueType, OpenType, collection) before all others; may be given several times.",
    ),
)


def printing_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command all of them."""
    for option in reversed(PRINTING):
        command = option(command)
    return command


def file_name(_context: click.Context, _option: click.Parameter, name: str | None) -> str:
    """The name of a file that is to be made, without its ending."""
    stem = (name or "").removesuffix(".apkg")
    if name is not None and (not stem.strip() or stem.startswith(".") or set(stem) & set('/\\:*?"<>|\0')):
        raise click.BadParameter("a name is wanted, as in --bundle course, and no path.")
    return stem
