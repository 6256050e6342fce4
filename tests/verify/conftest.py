"""A deck that was built, in files of every format."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from mmcards.errors import CardsError
from mmcards.kinds import KINDS
from mmcards.model import Deck
from mmcards.paper import READ, Printing
from mmcards.reader.decks import read
from mmcards.verify import Built, verify
from mmcards.writers import FORMATS, Settings, writer
from tests.verify.decks import MEDIA, SAMPLE

DECK: Final = r"""deck: Small & < simple>
id: small
uid: 7q2m4kzr
language: en
description: One of each.
source: A book
tags: [course]
section: Basics
cards:
  - id: rlhf
    question: What is RLHF?
    answer: "Learning from **humans** & [their choices](https://example.org/a)."
    hint: Whose?
    explanation: Since AT&T said so.
    tags: [first]
  - {id: platform, question: the platform, answer: el andén, reverse: true}
  - id: boxes
    question: "Which colours? ![A gradient](gradient.png){width=200}"
    answer: "![Two boxes](flow.svg){width=60%}"
  - {id: tone, question: "What is heard? ![A tone](a440.wav)", answer: "The note A, $a^2 + b^2$ times."}
---
section: Exercises
cards:
  - id: capital
    kind: choice
    question: What is the capital?
    choices: [Canberra, Sydney, Perth]
    answer: Canberra
  - {id: steps, kind: order, prompt: How is it made?, steps: [Mix, Bake, Eat]}
  - {id: rivers, kind: cloze, text: "The {{c1::Rhine}} and the {{c2::Elbe::in the east}} flow north."}
  - {id: typed, question: The colour?, answer: grey, typed: [grey, gray]}
"""
CHANGED: Final = 1_790_000_000

Damage: TypeAlias = Callable[[Path], None]
Printed: TypeAlias = Callable[..., Built]


def make_printing(**settings: Any) -> Printing:
    """How cards are printed, in the words of the command line."""
    said: dict[str, Any] = {}
    for name, text in settings.items():
        key = name.replace("_", "-")
        said[name] = READ[key](text) if key in READ else text
    return Printing(**said)


@dataclass(frozen=True)
class Files:
    """A deck, and where its files are; each is made once, and damaged as a copy."""

    deck: Deck
    folder: Path

    def built(self, path: Path, printing: Printing) -> Built:
        return Built(path, f"build/small{path.suffix}", path.suffix.removeprefix("."), (self.deck,), (printing,))

    def whole(self, ending: str, **settings: str) -> Built:
        """A file as it was built."""
        name = "-".join((*settings.values(), "small"))
        path = self.folder / f"{name}.{ending}"
        printing = make_printing(**settings)
        if not path.exists():
            writer(FORMATS[ending])((self.deck,), path, Settings(printing), lambda _done: None)
        return self.built(path, printing)

    def told(self, damage: Damage, built: Built, copy: Path) -> list[str]:
        """What is told of a copy of a file, once it is damaged."""
        shutil.copyfile(built.path, copy)
        damage(copy)
        try:
            return [str(each) for each in verify(replace(built, path=copy)).differences]
        except CardsError as error:
            return [str(error)]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Files:
    folder = tmp_path_factory.mktemp("verify")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MMCARDS_CACHE", str(unpacked))
        for name in MEDIA:
            shutil.copyfile(SAMPLE / name, folder / name)
        source = folder / "small.yaml"
        source.write_text(DECK, "utf-8")
        (deck,), _ = read([source], KINDS)
    times = {note.guid: CHANGED + place for place, note in enumerate(deck.notes)}
    return Files(replace(deck, times=times), folder)
