"""Code -> pieces with the parts they play, which formats colour or set apart. The only user of Pygments."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Role: TypeAlias = Literal["", "keyword", "name", "string", "number", "comment", "added", "removed"]
"""What a piece of code is for its readers: few, so that they are told apart in black and white too.

A `name` is one that is defined, or that the language knows; `added` and `removed` are the lines of a comparison.
"""

_LONGEST: Final = 5_000
"""A longer text, in characters, is not taken apart: it is no longer read on a card, and may take minutes."""

_TEDIOUS: Final = re.compile(
    r"\n\s*\n\s*\n\s*\n\s*\n\s*\n|[^\n]{500}|[^\w\s](?:[ \t]*[^\w\s]){60}|(?<!\w)(?:\w+\s+){60}"
)
"""What some lexers look at again from each of its characters: many empty lines, long lines, many signs with no word
between them, many words with no sign between them.
"""


class Piece(NamedTuple):
    role: Role
    text: str


@lru_cache(256)
def pieces(text: str, language: str) -> tuple[Piece, ...]:
    """All of a text in pieces, neighbours having different roles. One of no known language is one piece."""
    lexer = _lexer(language) if len(text) <= _LONGEST and not _TEDIOUS.search(text) else None
    if lexer is None:
        return (Piece("", text),) if text else ()
    found: list[Piece] = []
    for token, part in lexer.get_tokens(text):
        role = _role(tuple(token))
        if found and (found[-1].role == role or part.isspace()):
            found[-1] = Piece(found[-1].role, found[-1].text + part)
        elif part:
            found.append(Piece(role, part))
    if found and not text.endswith("\n"):  # lexers want one, and are given it
        found[-1] = Piece(found[-1].role, found[-1].text.removesuffix("\n"))
    if "".join(piece.text for piece in found) != text:
        return (Piece("", text),)
    return tuple(found)


@cache
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False) if language else None
    except ClassNotFound:
        return None


@cache
def _role(token: tuple[str, ...]) -> Role:
    """By the names of a token of Pygments, from the general one to the special one."""
    for length in range(len(token), 0, -1):
        if role := _ROLES.get(".".join(token[:length])):
            return role
    return ""


_ROLES: Final[dict[str, Role]] = {
    "Comment": "comment",
    "Comment.Preproc": "keyword",
    "Generic.Deleted": "removed",
    "Generic.Heading": "keyword",
    "Generic.Inserted": "added",
    "Generic.Output": "comment",
    "Generic.Prompt": "comment",
    "Generic.Subheading": "keyword",
    "Generic.Traceback": "comment",
    "Keyword": "keyword",
    "Literal": "string",
    "Literal.Number": "number",
    "Name.Attribute": "name",
    "Name.Builtin": "name",
    "Name.Class": "name",
    "Name.Decorator": "name",
    "Name.Exception": "name",
    "Name.Function": "name",
    "Name.Tag": "keyword",
    "Operator.Word": "keyword",
}
