"""What the author of a mistake reads: tests/golden/mistakes/NAME.txt for NAME.yaml, or for the folder NAME.

`make golden` writes the .txt files anew.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from mmcards.errors import CardsError, Mistakes
from mmcards.kinds import KINDS
from mmcards.messages import Lines, counted, shown
from mmcards.reader.decks import read

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "mistakes"
CASES: Final = sorted(path.name for path in GOLDEN.iterdir() if path.suffix != ".txt")
PROPOSED: Final = re.compile(r"""(?:quotes:|write) (".*"|'.*')(?:;|$)""")
"""A text that a hint has put into quotes."""


def told(path: Path) -> Iterator[str]:
    """What `mmcards check` says of a path on standard error."""
    lines = Lines()
    try:
        _, warnings = read([path], KINDS)
        yield from shown(warnings, lines, "warning: ")
    except Mistakes as mistakes:
        yield from shown(mistakes.problems, lines)
        yield counted(mistakes.problems, mistakes.unread)
    except CardsError as error:
        yield str(error)


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_with_its_place_and_a_way_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)
    text = "".join(f"{line}\n" for line in told(Path(name)))
    golden = GOLDEN / f"{name.removesuffix('.yaml')}.txt"
    if os.environ.get("MMCARDS_GOLDEN") == "rewrite":
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_every_golden_file_has_its_mistake() -> None:
    """Nothing is left of cases that were renamed, and no case is without a mistake or a warning."""
    assert sorted(path.stem for path in GOLDEN.glob("*.txt")) == sorted(name.removesuffix(".yaml") for name in CASES)
    assert [path.name for path in GOLDEN.glob("*.txt") if not path.read_text("utf-8")] == []


@pytest.mark.parametrize("path", [path for path in GOLDEN.glob("*.txt") if PROPOSED.search(path.read_text("utf-8"))])
def test_a_line_written_as_the_hint_says_is_mended(path: Path, tmp_path: Path) -> None:
    place, *_, hint, _ = path.read_text("utf-8").splitlines()
    number = int(place.split(":")[1]) - 1
    rows = path.with_suffix(".yaml").read_text("utf-8").split("\n")
    written = PROPOSED.search(hint)
    assert written
    rows[number] = re.sub(r"^(\s*(?:- )?(?:\w+: )?).*", lambda row: row[1] + written[1], rows[number])
    mended = tmp_path / "mended.yaml"
    mended.write_text("\n".join(rows), "utf-8")
    assert not [line for line in told(mended) if line.startswith(f"{mended}:{number + 1}:")]
