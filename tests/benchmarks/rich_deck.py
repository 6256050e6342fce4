"""A deck of formulas and pictures, each of them another one, the same at every run."""

import random
from pathlib import Path
from typing import Final

from PIL import Image

from tests.benchmarks.large_deck import sentence

SIZE: Final = (320, 200)
"""Of a picture, in pixels."""
LETTERS: Final = "abcdefghknmpqrstuvwxyz"
FORMULAS: Final = (
    r"\int_0^{%d} %s^{%d} \, d%s",
    r"\sum_{%s=1}^{%d} \frac{%s^2}{%d + %s}",
    r"\sqrt{%d%s^2 - %d%s}",
    r"\begin{pmatrix} %d & %s \\ %d & %s \end{pmatrix}",
    r"\lim_{%s \to \infty} \left(1 + \frac{%d}{%s}\right)^{%d}",
)


def write(folder: Path, cards: int) -> None:
    """Write a deck folder: three cards with formulas, in a line and on a line of their own, then two with pictures."""
    (folder / "pictures").mkdir(parents=True)
    head = "deck: Formulas and pictures\nuid: 8w2k6rfm\nlanguage: en\nfiles: [cards.yaml]\n"
    (folder / "deck.yaml").write_text(head)
    chance = random.Random(20260102)
    blocks = [_card(chance, number, folder) for number in range(1, cards + 1)]
    (folder / "cards.yaml").write_text("section: Everything\ncards:\n" + "\n".join(blocks))


def _card(chance: random.Random, number: int, folder: Path) -> str:
    said = sentence(chance, 60)
    if number % 5 < 3:
        asked, answered = f"{said}: ${_formula(chance)}$?", f"$${_formula(chance)}$$"
    else:
        name = f"pictures/{number}.png"
        _picture(chance).save(folder / name)
        asked, answered = f"{said}?", f"![{sentence(chance, 30)}]({name})"
    return (
        f"  - id: card-{number}\n    question: |\n      {asked}\n"
        f"    answer: |\n      {answered}\n\n      {sentence(chance, 90)}.\n"
    )


def _formula(chance: random.Random) -> str:
    pattern = chance.choice(FORMULAS)
    filled = iter(pattern.split("%"))
    text = next(filled)
    for part in filled:
        text += (str(chance.randint(2, 999)) if part[0] == "d" else chance.choice(LETTERS)) + part[1:]
    return text


def _picture(chance: random.Random) -> Image.Image:
    """A few coloured fields with some noise, so that it can be packed about as well as a photograph."""
    fields = Image.frombytes("RGB", (4, 4), chance.randbytes(48)).resize(SIZE)
    noise = Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1])).convert("RGB")
    return Image.blend(fields, noise, 0.05)
