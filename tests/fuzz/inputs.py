"""Inputs, each made from a seed alone: a folder of files with a deck, or a text."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

from tests.fuzz import tokens
from tests.fuzz.corpus import Map, Tree, corpus, named_in
from tests.fuzz.mutations import bytes_of, copy, drawing_of, font_of, print_of, text_of, tree_of, yaml_of

Files: TypeAlias = dict[str, bytes]
"""What files hold, by their names."""

DECK: Final = "deck.yaml"
LOCK: Final = "deck.lock"
FONT: Final = "font.ttf"
TEXT: Final = "text"
CLOZE: Final = "cloze"


def text(random: Random) -> Files:
    """A text of Markdown, of a cloze or of anything else."""
    made = random.choice(corpus().texts) if random.random() < 0.9 else f"${_formula(random)}$"
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        made = text_of(random, made)
    return {random.choice((TEXT, TEXT, CLOZE)): _encoded(made)}


def deck(random: Random) -> Files:
    """A deck of a few cards, with the pictures and sounds that it names, and perhaps with a lock."""
    way = random.random()
    content = random.choice(corpus().files) if way < 0.15 else _wild(random) if way < 0.5 else _tame(random)
    for _ in range(random.choice((0, 0, 0, 0, 1, 1, 2, 5))):
        content = bytes_of(random, content)
    return _with_others(random, content)


def good_deck(random: Random) -> Files:
    """A deck in which less is wrong, so that most get through to the files."""
    return _with_others(random, _tame(random))


def _wild(random: Random) -> bytes:
    """A deck of any cards, some of which have mistakes, with something done to it anywhere, in any style of YAML."""
    documents: list[Tree] = [_head(random, corpus().heads)]
    for _ in range(random.choice((1, 1, 1, 2))):
        items: list[Tree] = [copy(random.choice(corpus().items)) for _ in range(random.choice((1, 1, 2)))]
        documents.append(Map([*_copied(random.choice(corpus().sections)), ("cards", items)]))
    for _ in range(random.randint(0, 4)):
        place = random.randrange(len(documents))
        documents[place] = tree_of(random, documents[place])
    return _encoded("\n---\n".join(yaml_of(random, each) for each in documents))


def _tame(random: Random) -> bytes:
    """A deck of good cards, with something done to its texts."""
    items = [_copied(each) for each in random.sample(corpus().good_items, random.choice((1, 1, 2)))]
    for item in items:
        if random.random() < 0.6:
            _text_in(random, item)
    if random.random() < 0.2:
        items.append(_rich(random))
    head = Map([*_head(random, corpus().good_heads), ("cards", list(items))])
    return _encoded(yaml_of(_Quoting(), head))


def _formula(random: Random, depth: int = 0) -> str:
    """A formula in TeX, which now and then has something in it that does not belong there."""
    if random.random() < 0.02:
        return random.choice(tokens.TOKENS)
    if depth > 4 or random.random() < 0.4:
        return "".join(random.choices(tokens.SIGNS, k=random.randint(1, 3)))
    first, *others = random.choice(tokens.GROUPS).split("?")
    return first + "".join(_formula(random, depth + 1) + other for other in others)


def _rich(random: Random) -> Map:
    """A card of a picture and a formula."""
    dollar = random.choice(("$", "$", "$$"))
    picture = f"![a]({random.choice(tuple(corpus().media))}){random.choice(('', '{width=30%}', '{width=900px}'))}"
    return Map([("question", picture), ("answer", f"{dollar}{_formula(random)}{dollar}")])


def _head(random: Random, heads: Sequence[Map]) -> Map:
    """What holds for a deck, and, now and then, how it is printed."""
    left_out = ("section", "kind", "reverse", "shuffle")
    head = _copied(Map(pair for pair in random.choice(heads) if pair[0] not in left_out))
    if random.random() < 0.3:
        head = Map([*(pair for pair in head if pair[0] != "print"), ("print", print_of(random))])
    if random.random() < 0.03:
        head.append(("fonts", [FONT]))
    return head


_NAMES: Final = ("kind", "id", "category", "was", "response", "reverse", "shuffle", "draft", "categories", "answer")
"""Keys of what is more often a name than a text."""


def _text_in(random: Random, tree: Tree) -> Tree:
    """A tree in which something is done to one of its texts."""
    match tree:
        case str():
            return text_of(random, tree)
        case Map():
            fit = [at for at, (key, _) in enumerate(tree) if key not in _NAMES or random.random() < 0.1]
            if fit:
                at = random.choice(fit)
                tree[at] = tree[at][0], _text_in(random, tree[at][1])
        case [_, *_]:
            at = random.randrange(len(tree))
            tree[at] = _text_in(random, tree[at])
    return tree


class _Quoting(Random):
    """Chooses the one style of YAML that keeps every text."""

    def random(self) -> float:
        return 0.55


def _with_others(random: Random, content: bytes) -> Files:
    files = {DECK: content} | named_in(content)
    for name in files:
        if name != DECK and random.random() < 0.4:
            damage = drawing_of if name.endswith(".svg") and random.random() < 0.8 else bytes_of
            files[name] = damage(random, files[name])
    if FONT.encode() in content:
        files[FONT] = font_of(random, corpus().font)
    if random.random() < 0.1:
        files[LOCK] = bytes_of(random, _lock(random))
    return files


def _lock(random: Random) -> bytes:
    lines = random.choice(corpus().locks).splitlines(keepends=True)
    return b"".join(random.sample(lines, random.randint(1, 4)))


def _copied(tree: Map) -> Map:
    made = copy(tree)
    assert isinstance(made, Map)
    return made


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Files into a folder that then holds nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
