from typing import TYPE_CHECKING

from mmcards.markup import parse
from mmcards.model import Order

if TYPE_CHECKING:
    from tests.kinds.conftest import Complaints, ReadNotes


def test_steps_are_kept_in_their_right_order(notes: "ReadNotes") -> None:
    (note,) = notes("- {kind: order, prompt: Make *tea*., steps: [boil, pour, '**wait**']}")
    assert note.prompt == parse("Make *tea*.")
    assert note.response == Order((parse("boil"), parse("pour"), parse("**wait**")))


def test_what_cannot_be_ordered_is_told(complaints: "Complaints") -> None:
    assert complaints("- {kind: order, prompt: Go., steps: [one]}") == ["5:39: `steps` wants two at least"]
    assert complaints("- {kind: order, prompt: Go., steps: [one, two, one ]}") == ["5:50: the step `one` stands twice"]
    assert complaints("- {kind: order, prompt: Go., steps: one}") == ["5:39: `steps` wants a list, and this is a text"]
    assert complaints("- {kind: order, prompt: Go.}") == ["5:5: `steps` is missing"]
    assert complaints("- {kind: order, prompt: Go., steps: [a, b], shuffle: false}") == [
        "5:56: the steps of an `order` are always shuffled: in their order they would be the answer"
    ]


def test_to_say_that_steps_are_shuffled_changes_nothing(notes: "ReadNotes") -> None:
    (silent,) = notes("- {kind: order, prompt: Go., steps: [a, b]}")
    (said,) = notes("- {kind: order, prompt: Go., steps: [a, b], shuffle: true}")
    assert said.digest == silent.digest
