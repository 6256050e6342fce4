"""`make fuzz`: damages decks and texts at random, and looks whether anything ends in a traceback, a hang or a bad file.

The seed that is printed makes the same inputs again. What is found is made small and kept in a folder, with the command
that tries it again. The exit status is 1 if something was found.
"""

import argparse
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.fuzz import finds, pool
from tests.fuzz.inputs import Files
from tests.fuzz.levels import LEVELS, Level, alone, warm
from tests.fuzz.pool import Tally

_BATCH: Final = {"reader": 2000, "markup": 2000, "files": 250}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.split("\n\n")[0])
    parser.add_argument("levels", nargs="*", metavar="LEVEL", help=f"{', '.join(LEVELS)}; all if left out")
    parser.add_argument("--minutes", type=float, default=0, help="for each level; without iterations 1 if left out")
    parser.add_argument("--iterations", type=int, default=0, help="inputs of each level; as many as there is time for")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="the word that the inputs are made from")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes; as many as processors")
    parser.add_argument("--finds", type=Path, default=Path("build/fuzz"), help="the folder for what is found")
    parser.add_argument("--again", type=Path, metavar="FOLDER", help="try one find again, and show what goes wrong")
    asked = parser.parse_args()
    if unknown := set(asked.levels) - set(LEVELS):
        parser.error(f"there is no level {', '.join(sorted(unknown))}")
    os.nice(19)
    with tempfile.TemporaryDirectory() as folder:
        alone(Path(folder))
        warm()
        if asked.again:
            return _again(LEVELS[(asked.levels or [asked.again.name.partition("-")[0]])[0]], asked.again)
        minutes = asked.minutes or (float("inf") if asked.iterations else 1)
        found = 0
        for name in asked.levels or LEVELS:
            found += _fuzz(name, asked.seed, asked.iterations or sys.maxsize, 60 * minutes, asked.jobs, asked.finds)
    return 1 if found else 0


def _fuzz(name: str, seed: str, count: int, seconds: float, jobs: int, folder: Path) -> int:
    """Fuzz a level and tell of it; how many faults were found."""
    begun = time.monotonic()
    last = begun
    known: set[str] = set()

    def told(tally: Tally) -> None:
        nonlocal last
        for signature in sorted(tally.finds.keys() - known):
            known.add(signature)
            print(f"{name}: input {tally.finds[signature].index}: {signature}", flush=True)
        if time.monotonic() - last > 60:
            last = time.monotonic()
            print(f"{name}: {tally.done:,} inputs, {len(tally.finds)} finds so far", flush=True)

    level = LEVELS[name]
    tally = pool.run(level, seed, count, seconds, jobs, _BATCH[name], told)
    reached = ", ".join(f"{number:,} {word}" for word, number in tally.reached.most_common())
    print(f"{name}: {tally.done:,} inputs of seed {seed} in {time.monotonic() - begun:.0f} s ({reached})", flush=True)
    for signature, find in tally.finds.items():
        where = folder / f"{name}-{seed}-{find.index}"
        files = pool.made(level, seed, find.index)
        finds.keep(where, files, find.trouble.report)  # before it is made small, which may take long

        def fails(those: Files, signature: str = signature) -> bool:
            found = pool.in_a_child(level, those)
            return found is not None and found.signature == signature

        small = finds.smallest(files, fails)
        again = f"python -m tests.fuzz {name} --again {where}"
        for gone in set(files) - set(small):
            (where / gone).unlink()
        finds.keep(where, small, f"{signature}\n{again}\n\n{find.trouble.report}")
        print(f"FOUND {tally.times[signature]} times: {signature}\n  {again}", flush=True)
    return len(tally.finds)


def _again(level: Level, folder: Path) -> int:
    found = pool.in_a_child(level, finds.kept(folder))
    print(found.report or found.signature if found else "Nothing goes wrong.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
