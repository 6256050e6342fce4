from collections.abc import Iterator
from textwrap import dedent

import pytest

from mmcards import format as formats
from mmcards.format import Described, Key, Part, described
from mmcards.reader import items, printing
from mmcards.reader.decks import DeckReader

FORMAT = formats.read()


def places(keys: tuple[Key, ...], *, shared: bool) -> Iterator[tuple[str, ...]]:
    """Where keys stand, from the outermost one on; those described for all items, or those that are not."""
    for key in keys:
        if key.shared == shared:
            yield (key.name,)
        yield from ((key.name, *place) for place in places(key.inside, shared=shared))


def abouts(keys: tuple[Key, ...]) -> Iterator[tuple[str, str]]:
    for key in keys:
        yield key.name, key.about
        yield from abouts(key.inside)


@pytest.mark.parametrize(
    ("part", "documentation"),
    [
        (FORMAT.section, DeckReader.section.__doc__),
        (FORMAT.item, items.__doc__),
        (FORMAT.printing, printing.__doc__),
    ],
)
def test_each_key_that_is_asked_for_is_described_and_no_other(part: Part, documentation: str) -> None:
    assert list(places(part.keys, shared=False)) == list(described(documentation).keys)


def test_a_deck_has_its_own_keys_and_those_of_a_section() -> None:
    own = [key for key in FORMAT.deck.keys if not key.shared]
    assert [key.name for key in own] == [name for (name,) in described(DeckReader.read.__doc__).keys]
    assert [key.name for key in FORMAT.deck.keys if key.shared] == ["section", "kind", "reverse", "shuffle", "cards"]


@pytest.mark.parametrize("part", [FORMAT.deck, FORMAT.item, FORMAT.printing, *FORMAT.kinds.values()])
def test_something_is_said_of_every_key(part: Part) -> None:
    assert [name for name, about in abouts(part.keys) if name != "cards" and not about] == []


def test_a_docstring_is_read_with_keys_in_keys_and_lines_that_go_on() -> None:
    text = """A thing.

    More of it: all.

    Keys:
        first: what comes
            first
        inside: what holds
            second: what is `in: it`
        last-one: the last

    Example:
        - first: 1
          inside:
            - second: 2
    """
    assert described(dedent(text)) == Described(
        "A thing.\n\nMore of it: all.",
        {
            ("first",): "what comes first",
            ("inside",): "what holds",
            ("inside", "second"): "what is `in: it`",
            ("last-one",): "the last",
        },
        "- first: 1\n  inside:\n    - second: 2",
    )


def test_the_format_is_read_without_docstrings(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with python -OO."""
    monkeypatch.setattr(items, "__doc__", None)
    monkeypatch.setattr(DeckReader.read, "__doc__", None)
    found = formats.read()
    assert [(key.name, key.about) for key in found.item.keys if key.name == "id"] == [("id", "")]
    assert [key.name for key in found.deck.keys][:3] == ["deck", "id", "uid"]
