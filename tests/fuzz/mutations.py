"""Ways of damaging what an author wrote: bytes, YAML as a tree, and texts in Markdown and TeX.

Each takes a random.Random, from which alone its choices come, so that a seed makes an input again.
"""

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final, TypeAlias

from tests.fuzz import tokens
from tests.fuzz.corpus import Map, Tree, corpus

# --- bytes -----------------------------------------------------------------------------------------------------------


def bytes_of(random: Random, content: bytes) -> bytes:
    """The content of a file with something done to its bytes."""
    start, end = sorted((random.randint(0, len(content)), random.randint(0, len(content))))
    end = min(end, start + 200)
    match random.randrange(12):
        case 0 if content:
            place = random.randrange(len(content))
            return content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :]
        case 1:
            return content[:start] + random.randbytes(random.randint(1, 8)) + content[start:]
        case 2:
            return content[:start] + content[end:]
        case 3:
            return content[:end] + content[start:end] * random.choice((1, 1, 2, 9)) + content[end:]
        case 4:
            other = random.choice(corpus().files)
            there = random.randint(0, len(other))
            return content[:start] + other[there : there + random.randint(1, 200)] + content[end:]
        case 5:
            return content[: random.randint(0, len(content))]
        case 6:
            return random.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\n", b"---\n", b"\t", b" ")) + content
        case 7:
            newline = random.choice((b"\r\n", b"\r", b"\n\n", b"\xc2\x85", b"\xe2\x80\xa8", b"\n ", b" \n", b" "))
            return content.replace(b"\n", newline, random.choice((-1, 1, 3)))
        case 8:
            encoding = random.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7", "cp1252"))
            return content.decode("utf-8", "replace").encode(encoding, "replace")
        case 9:
            lines = content.splitlines(keepends=True) or [b""]
            one, two = random.randrange(len(lines)), random.randrange(len(lines))
            lines[one], lines[two] = random.choice((lines[two], b"  " + lines[one], lines[one][2:])), lines[one]
            return b"".join(lines)
        case _:
            return content[:start] + random.choice(tokens.BYTES) * random.choice((1, 1, 1, 2, 40)) + content[start:]


def drawing_of(random: Random, content: bytes) -> bytes:
    """An SVG with something done to its numbers, attributes or elements."""
    text = content.decode("utf-8", "replace")
    for _ in range(random.choice((1, 1, 2, 4))):
        pattern, others = random.choice(
            (
                (r"-?\d+\.?\d*", tokens.NUMBERS),
                (r'[\w:-]+="[^"]*"', tokens.ATTRIBUTES),
                (r"(?<=>)(?=\s*<)", tokens.DRAWN),
                (r"<\w+[^>]*/?>", tokens.DRAWN),
            )
        )
        if found := list(re.finditer(pattern, text)):
            chosen = random.choice(found)
            text = text[: chosen.start()] + random.choice(others) + text[chosen.end() :]
    return text.encode("utf-8", "replace")


def font_of(random: Random, content: bytes) -> bytes:
    """A font with something done to what stands at its beginning, which says where all else is, or anywhere."""
    damaged = bytearray(content)
    for _ in range(random.choice((0, 1, 2, 5, 30))):
        place = random.randrange(random.choice((min(300, len(damaged)), len(damaged))))
        damaged[place] = random.choice((0, 255, damaged[place] ^ 1 << random.randrange(8), random.randrange(256)))
    return bytes(damaged) if random.random() < 0.9 else bytes(damaged[: random.randrange(len(damaged))])


# --- texts -----------------------------------------------------------------------------------------------------------


def text_of(random: Random, text: str) -> str:
    """A text with something done to it; at most some thousand characters longer."""
    start, end = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    match random.randrange(10):
        case 0:
            return text[:start] + text[end:]
        case 1:
            return text[:end] + text[start : min(end, start + 400)] * random.choice((1, 1, 2, 5)) + text[end:]
        case 2:
            other = random.choice(corpus().texts)
            there = random.randint(0, len(other))
            return text[:start] + other[there : there + random.randint(1, 80)] + text[end:]
        case 3:
            opening, closing = random.choice(tokens.WRAPS)
            times = random.choice((1, 1, 1, 2, 3, 40, 150))
            return text[:start] + opening * times + text[start:end] + closing * times + text[end:]
        case 4:
            opening = random.choice(tokens.WRAPS)[0]
            return text[:start] + "\n".join(opening + line for line in text[start:].split("\n"))
        case 5:
            return text.replace("\n", random.choice(("\n\n", " ", "\r\n", "\u2028", "\n  ", "\n> ", "\n- ", "  \n")))
        case 6:
            return text[:start] + random.choice(tokens.TOKENS) * random.choice((2, 3, 30, 300)) + text[start:]
        case 7:
            return text[:start] + "".join(random.choices(tokens.TOKENS, k=random.randint(2, 12))) + text[start:]
        case _:
            return text[:start] + random.choice(tokens.TOKENS) + text[start:]


# --- trees -----------------------------------------------------------------------------------------------------------

_PRINTS: Final = (
    ("layout", ("fold", "duplex", "sheet", "list")),
    (
        "page",
        (
            "a4",
            "letter",
            "legal",
            "a5",
            "a6",
            "a7",
            "3x5",
            "4x6",
            "100x150mm",
            "4x6in",
            "30x30mm",
            "1000x20mm",
            "5x9in",
        ),
    ),
    ("card", ("63x88mm", "20x20mm", "a7", "3x5", "88x63mm", "200x280mm", "10x10mm")),
    ("flip", ("auto", "long", "short")),
    ("order", ("interleaved", "fronts-then-backs", "fronts-then-backs-reversed")),
    ("back-offset", ("1.5,-2", "0,0", "-30,30", "1000,0")),
    ("punch", ("left", "top")),
    ("landscape", ("true", "false")),
    ("shuffle", ("7", "a", "")),
)


def print_of(random: Random) -> Map:
    """How a deck is to be printed: good words, of which some do not go together."""
    chosen = random.sample(_PRINTS, random.randint(1, 4))
    return Map((key, random.choice(values)) for key, values in chosen)


Set: TypeAlias = Callable[[Tree], None]


def _places(tree: Any, put: Set) -> Iterator[tuple[Any, Set]]:
    """Each value in a tree, and what puts another one into its place."""
    yield tree, put
    if isinstance(tree, Map):
        for index, (key, value) in enumerate(tree):
            yield from _places(value, lambda new, index=index, key=key: tree.__setitem__(index, (key, new)))  # type: ignore[misc]
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _places(value, lambda new, index=index: tree.__setitem__(index, new))  # type: ignore[misc]


def tree_of(random: Random, tree: Tree) -> Tree:
    """A tree with something done to one of its values. The tree itself may change too."""
    whole = [tree]
    places = list(_places(tree, lambda new: whole.__setitem__(0, new)))
    found, put = random.choice(places)
    match random.randrange(11):
        case 0 | 1 | 2 if isinstance(found, str):
            put(text_of(random, found))
        case 3 if isinstance(found, list) and found:  # delete or double
            index = random.randrange(len(found))
            found[index : index + 1] = found[index : index + 1] * random.choice((0, 2, 2, 30))
        case 4:
            other, there = random.choice(places)
            if isinstance(found, str) and isinstance(other, str):  # else one might come to stand in itself
                there(found)
                put(other)
        case 5:
            put(copy(random.choice(corpus().items)))
        case 6:
            put([found] if random.random() < 0.5 else Map([(random.choice(tokens.KEYS), found)]))
        case 7:
            for _ in range(random.choice((3, 35))):
                found = [found]
            put(found)
        case 8 if isinstance(found, Map) and found:
            index = random.randrange(len(found))
            found[index] = random.choice(tokens.KEYS), found[index][1]
        case 9 if isinstance(found, Map):
            found.insert(random.randint(0, len(found)), (random.choice(tokens.KEYS), random.choice(tokens.WORDS)))
        case _:
            put(random.choice((random.choice(tokens.WORDS), random.choice(corpus().texts), "", [], Map())))
    return whole[0]


def copy(tree: Tree) -> Tree:
    match tree:
        case str():
            return tree
        case Map():
            return Map((key, copy(value)) for key, value in tree)
        case _:
            return [copy(value) for value in tree]


# --- trees -> YAML ---------------------------------------------------------------------------------------------------


def yaml_of(random: Random, tree: Tree, indent: int = 0) -> str:
    """A tree as YAML, in any of the styles that YAML has; now and then one that does not keep what it says."""
    margin = " " * indent
    decoration = random.choice(("&a ", "&a ", "*a ", "!x ", "!!str ", "&b ")) if random.random() < 0.004 else ""
    match tree:
        case str():
            return decoration + _scalar(random, tree, indent)
        case Map() if not tree:
            return "{}"
        case list() if not tree:
            return "[]"
        case Map() if indent and random.random() < 0.05:
            return "{" + ", ".join(f"{_quoted(key)}: {_flow(value)}" for key, value in tree) + "}"
        case Map():
            rows = (f"{_key(random, key)}: {yaml_of(random, value, indent + 2)}" for key, value in tree)
            return ("" if not indent else "\n" + margin) + f"\n{margin}".join(rows)
        case _ if random.random() < 0.2:
            return _flow(tree)
        case _:
            return "\n" + "\n".join(f"{margin}- {yaml_of(random, value, indent + 2).lstrip()}" for value in tree)


def _key(random: Random, key: str) -> str:
    return key if key.replace("-", "").isalnum() and key.isascii() else random.choice((key, _quoted(key), f"? {key}\n"))


def _flow(tree: Tree) -> str:
    match tree:
        case str():
            return _quoted(tree)
        case Map():
            return "{" + ", ".join(f"{_quoted(key)}: {_flow(value)}" for key, value in tree) + "}"
        case _:
            return "[" + ", ".join(map(_flow, tree)) + "]"


_PLAIN: Final = re.compile(r"\w[\w .,()/-]*")


def _scalar(random: Random, text: str, indent: int) -> str:
    margin = "\n" + " " * max(indent, 1)
    style = random.random()
    if style < 0.02 or (style < 0.5 and _PLAIN.fullmatch(text)):
        return text.replace("\n", margin)  # plain, now and then whatever that makes of it
    if style < 0.6:
        return _quoted(text)
    if style < 0.75:
        return "'" + text.replace("'", "''").replace("\n", margin) + "'"
    return random.choice(("|", "|", "|-", "|+", ">", ">-")) + margin + text.replace("\n", margin)


_ESCAPES: Final = str.maketrans(
    {chr(code): f"\\x{code:02x}" for code in range(32)} | {each: f"\\{each}" for each in '\\"'}
)


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'
