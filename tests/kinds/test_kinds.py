import inspect
import re
from typing import TYPE_CHECKING

import pytest

from mmcards.kinds import KINDS

if TYPE_CHECKING:
    from tests.kinds.conftest import ReadNotes


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_kind_is_read_without_a_mistake(notes: "ReadNotes", kind: str) -> None:
    documentation = inspect.getdoc(inspect.getmodule(KINDS[kind])) or ""
    example = re.search(r"^ *- (?:kind|id): .*", documentation, re.DOTALL | re.MULTILINE)
    assert example
    assert notes(example[0])
    assert f"kind: {kind}" in example[0] or kind == "flashcard"


@pytest.mark.parametrize("kind", KINDS)
def test_the_documentation_of_a_kind_begins_with_a_sentence(kind: str) -> None:
    documentation = inspect.getdoc(inspect.getmodule(KINDS[kind])) or ""
    assert re.match(r"[A-Z].*\.( .*)?\n\n", documentation)
