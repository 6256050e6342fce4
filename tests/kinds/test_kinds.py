import re
from typing import TYPE_CHECKING

import pytest

from mmcards import format as formats
from mmcards.format import of_kind
from mmcards.kinds import KINDS
from tests.test_format import places

if TYPE_CHECKING:
    from tests.kinds.conftest import ReadNotes

FORMAT = formats.read()


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_kind_is_read_without_a_mistake(notes: "ReadNotes", kind: str) -> None:
    example = of_kind(KINDS[kind]).example
    assert notes(example)
    assert f"kind: {kind}" in example or kind == "flashcard"


@pytest.mark.parametrize("kind", KINDS)
def test_the_documentation_of_a_kind_begins_with_a_sentence(kind: str) -> None:
    assert re.match(r"[A-Z].*\.( .*)?(\n\n|$)", of_kind(KINDS[kind]).about)


@pytest.mark.parametrize("kind", KINDS)
def test_the_documentation_of_a_kind_describes_the_keys_that_it_asks_for(kind: str) -> None:
    keys = FORMAT.kinds[kind].keys
    assert list(places(keys, shared=False)) == list(of_kind(KINDS[kind]).keys)
    assert {place[-1] for place in places(keys, shared=True)} <= {key.name for key in FORMAT.item.keys}
