"""What a YAML file says, before anything is made of it: scalars, sequences and mappings with their places.

Scalars stay the text that the author sees; their types are never guessed.
"""

from typing import NamedTuple, TypeAlias

from mmcards.errors import Place


class Scalar(NamedTuple):
    """`comment` is where a comment follows the text on its line, which may be text that its author meant to keep."""

    text: str
    place: Place
    comment: Place | None = None


class Piece(NamedTuple):
    """The text of further items of a list, so many lines below the first of the file, and indented so far."""

    text: str
    line: int
    indent: int


class Sequence(NamedTuple):
    """`flow` says that it is written in brackets. Of a long list of cards, `more` is what is not read yet."""

    items: tuple["Node", ...]
    place: Place
    flow: bool = False
    more: tuple[Piece, ...] = ()


class Mapping(NamedTuple):
    """Keys are unique. `flow` says that it is written in braces."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place
    flow: bool = False

    def get(self, key: str) -> "Node | None":
        return next((value for name, value in self.entries if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def described(node: Node) -> str:
    """What a node is, in the words of a message."""
    match node:
        case Scalar(""):
            return "nothing"
        case Scalar():
            return "a text"
        case Sequence():
            return "a list"
        case Mapping():
            return "a mapping of keys to values"


Content: TypeAlias = "str | list[Content] | list[tuple[str, Content]]"


def content(node: Node) -> Content:
    """What a node says, without its places: the same for the same text, however it is laid out."""
    match node:
        case Scalar(text):
            return text.strip()
        case Sequence(items):
            return [content(item) for item in items]
        case Mapping(entries):
            return [(key.text, content(value)) for key, value in entries]
