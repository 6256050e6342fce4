from typing import TYPE_CHECKING

from mmcards.errors import Place
from mmcards.markup import parse
from mmcards.model import Note, Text

if TYPE_CHECKING:
    from tests.kinds.conftest import Complaints, ReadNotes


def test_an_answer_is_rehearsed_before_it_is_seen(notes: "ReadNotes") -> None:
    items = """
    - id: flag
      kind: self-check
      question: Name two colours of the flag of Italy.
      answer: |
        Any two of:

        - green
        - white
        - red
    """
    assert notes(items) == (
        Note(
            id="flag",
            guid="u/flag",
            place=Place("f.yaml", 5, 9),
            prompt=parse("Name two colours of the flag of Italy."),
            response=Text(parse("Any two of:\n\n- green\n- white\n- red"), rehearse=True),
            section="One",
        ),
    )


def test_a_self_check_wants_a_question_and_an_answer(complaints: "Complaints") -> None:
    assert complaints("- kind: self-check") == ["5:5: `answer` is missing", "5:5: `question` is missing"]
