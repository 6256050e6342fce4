"""python -m tests.benchmarks.peers NAME DECKFOLDER OUTFOLDER has a peer write its files; it imports no other one."""

import sys
from importlib import import_module
from pathlib import Path

from tests.benchmarks.peers import PEERS
from tests.benchmarks.peers.reading import read


def main(name: str, folder: Path, out: Path) -> None:
    deck = read(folder)
    out.mkdir(parents=True, exist_ok=True)
    for module in PEERS[name]:
        peer = import_module(f"tests.benchmarks.peers.{module}")
        peer.write(deck, out / f"{folder.name}.{peer.ENDING}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
