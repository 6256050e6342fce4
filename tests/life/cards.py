"""A card as its author means it: its YAML, what of it counts as its content, and what Anki is to say of it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

KINDS: Final = ("flashcard", "self-check", "choice", "order", "cloze")
DECK_TAGS: Final[Mapping[str, str]] = {"life": "", "second": "second"}
"""The tag of each deck, by its uid: its id and the name of its folder are the same."""

Pictures: TypeAlias = Mapping[str, bytes]
"""The author's pictures, by their paths in a deck's folder."""

PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154789c63600000000200"
    "0148afa4710000000049454e44ae426082"
)
"""A PNG of one pixel. What is behind its end makes it another file, and the same picture."""

Content: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """`guid` is the deck and the id that it began with; `blanks` are the numbers of its blanks while it is a cloze."""

    guid: str
    id: str
    question: str
    answer: str
    tag: str
    deck: str = "life"
    file: str = "one"
    section: str = "Basics"
    kind: str = "flashcard"
    picture: str = ""
    reverse: bool = False
    blanks: tuple[int, ...] = (1,)

    @property
    def yaml(self) -> str:
        shown = self.question + (f" ![A picture]({self.picture})" if self.picture else "")
        if self.kind == "cloze":
            filled = " ".join(f"{{{{c{number}::{self.answer}}}}}" for number in self.blanks)
            texts = f"text: '{shown} {filled}'"
        elif self.kind == "order":
            texts = f"prompt: '{shown}', steps: [{self.answer}, The rest]"
        elif self.kind == "choice":
            texts = f"question: '{shown}', choices: [Another, {self.answer}], answer: {self.answer}"
        else:
            texts = f"question: '{shown}', answer: {self.answer}"
        was = "" if self.guid == f"{self.deck}/{self.id}" else f"was: {self.guid.removeprefix(f'{self.deck}/')}, "
        reverse = ", reverse: true" if self.kind == "flashcard" and self.reverse else ""
        return f"- {{id: {self.id}, {was}kind: {self.kind}, tags: [{self.tag}], {texts}{reverse}}}\n"

    def content(self, pictures: Pictures) -> Content:
        """The same as long as the author changes nothing that belongs to the card."""
        return (*self.packed(pictures), self.picture)

    def packed(self, pictures: Pictures) -> Content:
        """What of its content a package tells: all but the path of its picture, which is named by its bytes there."""
        own = self.blanks if self.kind == "cloze" else self.reverse if self.kind == "flashcard" else None
        picture = pictures[self.picture] if self.picture else None
        return (self.deck, self.section, self.tag, self.kind, self.question, self.answer, picture, own)

    def says(self, pictures: Pictures) -> dict[str, str]:
        """What its note is to say in Anki, in words: its fields by their names, but for what gives no new words."""
        content = hashlib.sha256(pictures[self.picture]).hexdigest() if self.picture else ""
        shown = self.question + (f" mmcards-{content[:20]}.png" if self.picture else "")
        about = {"Id": f"{self.deck}/{self.id}", "Section": self.section}
        if self.kind == "cloze":
            filled = " ".join(f"{{{{c{number}::{self.answer}}}}}" for number in self.blanks)
            return about | {"Text": f"{shown} {filled}"}
        answers = {"order": f"{self.answer} The rest", "choice": f"✓ {self.answer}"}
        reverse = "1" if self.kind == "flashcard" and self.reverse else ""
        return about | {"Question": shown, "Answer": answers.get(self.kind, self.answer), "Reverse": reverse}

    @property
    def tags(self) -> frozenset[str]:
        return frozenset(filter(None, (DECK_TAGS[self.deck], self.tag, self.section)))


def words(html: str) -> str:
    """The words of HTML, and the names of its pictures."""
    named = re.sub(r'<img src="([^"]+)"[^>]*>', r"\1", html)
    return " ".join(re.sub("<[^>]+>", " ", named).split())
