"""Random decks: notes of every kind, whose texts hold anything that a text can hold, in many scripts."""
# ruff: noqa: RUF001  # letters of other scripts look like Latin ones

import hashlib
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from mmcards.errors import Place
from mmcards.markup import escape, parse
from mmcards.model import (
    Blank,
    Blocks,
    Cloze,
    Deck,
    File,
    Note,
    Option,
    Options,
    Order,
    Picture,
    Response,
    Sound,
    Text,
    spans_of,
    texts,
)

SAMPLE: Final = Path(__file__).parent.parent / "sample"
MEDIA: Final = ("flow.svg", "gradient.png", "a440.wav")

_PIECES: Final = (
    *("word", "a", "AT&T", "<b>", "&amp;", "vector<int>", "{{x}}", "[sound:x]", r"\(y\)", "[latex]", "::", "5 %"),
    *("**strong**", "*soft*", "~~struck~~", "`co de`", "$x^2$", r"$\frac{a}{b}$", "$\\nope{x}$", "costs $5"),
    *("[link](https://a.example/b?c=d)", "**[bold *and* soft](mailto:a@b.example)**", "![Boxes](flow.svg){width=40%}"),
    *("![](gradient.png)", "![A tone](a440.wav)", '![Blue "&" red](gradient.png){width=90px}', "\u00ad", "q̃", "ﬁ"),
    *(
        "\n",
        "\n\n",
        "\n\n- one\n- two\n  1. three\n  2. four\n\n",
        "\n\n7. seven\n8. eight\n\n",
        "\n\n> said\n> twice\n\n",
    ),
    *("\n\n| a | b |\n|---|--:|\n| longer words in here | $\\pi$ |\n| x | y |\n\n", "\n\n$$\ny = \\sqrt{2}\n$$\n\n"),
    *('\n\n```python\ndef f(x):\n    return "{{c1::x}}"  # a\n```\n\n', "\n\n# Heading\nbelow it\n\n", "\u2028", "\t"),
)
_WORDS: Final = (
    *(
        "Ä",
        "éé",
        "αβγ",
        "ὦ",
        "бвг",
        "Ёж",
        "ابت",
        "لا",
        "مُسَّ",
        "؟",
        "אבג",
        "שׁבָ",
        "कखि",
        "क्ष",
        "กขที่",
        "น้ำ",
        "ა",
        "中文，",
        "漢字",
        "かな",
    ),
    *("한국", "১ক্ষ", "தமி", "٣٤", "12", "3.4", "(5)", "☿", "♪", "→", "≠", "é", "™", "½", "…", "“q”", "🙂", "🇫🇷", "€"),
)


def deck(seed: int, notes: int, folder: Path, printable: Callable[[str], bool] = lambda _: True) -> Deck:
    """A deck of so many notes, whose media are put into the folder; of letters and words that are `printable`."""
    for name in MEDIA:
        shutil.copyfile(SAMPLE / name, folder / name)
    chance = random.Random(seed)
    pieces = [*_PIECES, *filter(printable, _WORDS * 2)]
    made = tuple(_note(chance, pieces, number, folder) for number in range(notes))
    spans = [span for note in made for blocks in texts(note) for span in spans_of(blocks)]
    media = tuple(dict.fromkeys(span.file for span in spans if isinstance(span, Picture | Sound)))
    return Deck(
        name=_line(chance, pieces) or "Deck",
        id="random",
        uid="7q2m4kzr",
        place=Place("deck.yaml"),
        notes=made,
        times={note.guid: 1_790_000_000 + place for place, note in enumerate(made)},
        description=chance.choice(("", "Two\nlines & <more>", _line(chance, pieces))),
        source=chance.choice(("", "A book", _line(chance, pieces))),
        language=chance.choice(("", "en", "ar", "zh-Hant")),
        tags=("of the deck", "level::two"),
        media=media,
    )


def _note(chance: random.Random, pieces: Sequence[str], number: int, folder: Path) -> Note:
    def file(name: str) -> File:
        path = folder / name
        return File(str(path), hashlib.sha256(path.read_bytes()).hexdigest())

    def blocks(most: int = 8, *, empty: bool = False) -> Blocks:
        text = "".join(f"{chance.choice(pieces)} " for _ in range(chance.randint(1, most)))
        text = escape(text) if chance.random() < 0.1 else text
        return () if empty and chance.random() < 0.6 else parse(text, file) or parse("x")

    prompt, response = blocks(), _response(chance, blocks)
    if chance.random() < 0.2:
        parts = [f"{chance.choice(pieces)} {{{{c{place}::{chance.choice(_WORDS)}}}}}" for place in (1, 1, 3)]
        prompt = parse(" ".join((*parts, "{{c2::two::a hint}}")), file, cloze=True)
        numbers = {span.number for span in spans_of(prompt) if isinstance(span, Blank)}
        response = Cloze(tuple(sorted(numbers)), typed=chance.random() < 0.3) if numbers else Text(blocks())
    return Note(
        id=f"note-{number}",
        guid=f"7q2m4kzr/note-{number}",
        place=Place("cards.yaml", number + 1),
        prompt=prompt,
        response=response,
        context=parse("Which of these?") if isinstance(response, Options) and chance.random() < 0.5 else (),
        label=chance.choice(("", "A", "2")),
        hint=blocks(3, empty=True),
        explanation=blocks(4, empty=True),
        pattern=blocks(4, empty=True),
        section=f"Section & {number // 3}" if number > 1 else "",
        tags=(f"tag {number}",),
        source=chance.choice(("", "Page 3", _line(chance, pieces))),
    )


def _response(chance: random.Random, blocks: Callable[..., Blocks]) -> Response:
    match chance.choice(("text", "text", "rehearse", "typed", "options", "order")):
        case "rehearse":
            return Text(blocks(12), rehearse=True)
        case "typed":
            return Text(parse("colour"), typed=("colour", "color & <c>"), reverse=chance.random() < 0.5)
        case "options":
            labels = chance.choice(("", "1234"))
            options = tuple(Option(blocks(4), labels[place : place + 1]) for place in range(chance.randint(2, 4)))
            correct = (0, 1) if chance.random() < 0.4 else (chance.randrange(len(options)),)
            needs = tuple(blocks(3) for _ in range(chance.randint(0, 2)))
            fixed = chance.random() < 0.3
            return Options(options, correct, fixed=fixed, ask=parse("What else?") if needs else (), needs=needs)
        case "order":
            return Order(tuple(blocks(4) for _ in range(3)))
        case _:
            return Text(blocks(chance.choice((3, 10, 60))), reverse=chance.random() < 0.2)


def _line(chance: random.Random, pieces: Sequence[str]) -> str:
    words = (word for _ in range(chance.randint(1, 6)) for word in chance.choice(pieces).split())
    return " ".join(words)
