"""The preview as a whole: reads the decks, serves the page, and reads them again whenever a file changes."""

import tempfile
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from mmcards.preview.desk import Desk, Read
from mmcards.preview.press import Press
from mmcards.preview.server import Server
from mmcards.watching import Watch
from mmcards.writers import Settings


def run(paths: Iterable[Path], read: Read, settings: Settings, port: int, begun: Callable[[str], None]) -> None:
    """Show the decks until an interrupt, which goes on to the caller when all is cleared away.

    `begun` is called with the page's address as soon as it can be opened. Raises CardsError if the port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="mmcards-") as folder:
        desk = Desk(read)
        press = Press(Path(folder), settings)
        server = Server(port, desk, press)
        try:
            watch = Watch(paths)
            desk.update()
            server.start()
            begun(server.address)
            for each in islice(desk.state.laid.values(), 1):  # what the first print takes, fonts first, is ready then
                press.printed(each.paper, each.deck, each.card, each.number)
            while True:
                watch.follow(file.path for file in desk.state.media.values())
                watch.wait()
                desk.update()
        finally:
            server.stop()
