import inspect
import re
from typing import Any, Final

import pytest

from mmcards.paper import Seed
from mmcards.reader.asked import Asked, Group, Items, Key, Name, Switch, Text
from mmcards.reader.fields import Fields

LOOK_ONLY: Final = {"has", "is_list", "unasked", "place_of", "more"}
"""They ask whether something stands there, or where, and take nothing."""

GIVEN: Final[dict[str, Any]] = {
    "key": "this",
    "what": "it",
    "hint": "",
    "known": (),
    "pattern": re.compile("a"),
    "reading": Seed(),
}
WAYS: Final = sorted(
    name
    for name, way in inspect.getmembers(Fields, inspect.isfunction)
    if not name.startswith("_") and "key" in inspect.signature(way).parameters and name not in LOOK_ONLY
)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_asking_is_kept(way: str) -> None:
    """One that is added to Fields is added to Asked, or goes by one that is there."""
    asked = Asked()
    method = getattr(asked, way)
    wanted = [
        name
        for name, each in inspect.signature(method).parameters.items()
        if name == "key" or each.default is each.empty
    ]
    found = method(**{name: GIVEN[name] for name in wanted})
    if inspect.isgenerator(found):
        tuple(found)
    assert [key.name for key in asked.keys] == ["this"]


def test_what_is_asked_first_of_a_key_is_kept_with_what_stands_inside() -> None:
    asked = Asked()
    assert asked.has("anything")
    asked.text("name", required=True)
    asked.word("name")
    for item in asked.items("things"):
        item.name("kind", ("a", "b"))
    settings = asked.fields("print")
    settings.switch("wide")
    assert asked.keys == (
        Key("name", Text(), required=True),
        Key("things", Items((Key("kind", Name(("a", "b"))),)), required=True),
        Key("print", Group((Key("wide", Switch()),))),
    )
