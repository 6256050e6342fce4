"""A deck of many flashcards in plausible English, the same at every run."""

import random
from pathlib import Path
from typing import Final

PROSE: Final = """
a learner who opens the deck in the morning finds that most of yesterday has already faded while a few odd details
remain clear this is normal and it is the reason for spacing each time memory is asked to bring back a fact before it
has gone the path to it becomes wider and the next pause may be longer reading the same page again feels easier but
leaves less behind because nothing had to be found a good question therefore asks for one thing names its context and
can be answered in a breath long lists are split into parts causes are kept apart from effects and numbers come with
the unit that gives them meaning in a river basin the water carries sand clay and salt from the mountains towards the
coast where slow currents let the finer grains sink over thousands of years such layers turn into stone that records
storms droughts and the drift of continents cells store energy by pumping charged particles across a thin membrane
then let them flow home through a tiny wheel that builds fuel from its parts plants do something similar with light
splitting water and giving off oxygen an engine by contrast burns its fuel at once and loses more than half of the
heat through walls and exhaust markets move prices until buyers and sellers agree although habit law and missing
knowledge often hold them away from that point for decades a treaty ends a war on paper yet borders trade routes and
languages keep the shape of older empires measurement is never exact so careful people repeat it report how far the
results spread and say which instrument was used when two models explain the same observations the simpler one is
preferred until evidence forces a choice software grows in much the same manner small functions with clear names
survive many authors whereas clever tricks must be understood anew by every reader before anybody dares to change them
"""
WORDS: Final = PROSE.split()
SYLLABLES: Final = [
    "al",
    "ber",
    "cor",
    "da",
    "en",
    "fi",
    "gra",
    "hol",
    "ka",
    "lin",
    "mar",
    "os",
    "pel",
    "sten",
    "tor",
    "ul",
]


def write(folder: Path, cards: int) -> None:
    """Write a deck folder: about 60 characters a question and 160 an answer, with many that are shorter or longer."""
    folder.mkdir(parents=True)
    (folder / "deck.yaml").write_text("deck: Many cards\nuid: 3h8x5nqd\nlanguage: en\nfiles: [cards.yaml]\n")
    chance = random.Random(20260101)
    blocks = [card(chance, number) for number in range(1, cards + 1)]
    (folder / "cards.yaml").write_text("section: Everything\ncards:\n" + "\n".join(blocks))


def card(chance: random.Random, number: int) -> str:
    question, answer = sentence(chance, 60), sentence(chance, 160)
    return f"  - id: card-{number}\n    question: {question}?\n    answer: {answer}.\n"


def sentence(chance: random.Random, characters: int) -> str:
    """A sentence of a third of this length to five thirds of it, without the stop at its end."""
    length = chance.triangular(characters / 3, characters * 5 / 3)
    text = term(chance)
    while len(text) + 12 < length:  # half of what a turn adds
        start = chance.randrange(len(WORDS) - 5)
        text += " " + " ".join(WORDS[start : start + chance.randint(2, 5)])
        text += chance.choice(["", "", ",", f" {term(chance)}", f" {chance.randint(2, 2000)}"])
    return text.removesuffix(",")


def term(chance: random.Random) -> str:
    """A name that hardly occurs twice: in real decks most words are rare, which no cache of words should escape."""
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()
