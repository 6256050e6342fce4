"""The program: the list of commands, how a run of one ends, and with which exit status."""

import errno
import io
import sys
from importlib import import_module
from typing import Final, NoReturn

import click

from mmcards import __version__

CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

COMMANDS: Final = ("build", "calibrate", "check", "ids", "new", "preview", "schema", "status", "touch", "verify")
"""Each is a function of its name, in a file of its name."""


class _Commands(click.Group):
    """Imports a command when it is run, or told of."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"mmcards.commands.{name}"), name)
        return found


@click.group(cls=_Commands, context_settings=CONTEXT)
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
