from typing import TYPE_CHECKING

import pytest

from mmcards.model import Blank, Cloze, Plain, plain_text, spans_of

if TYPE_CHECKING:
    from tests.kinds.conftest import Complaints, ReadNotes


def test_a_cloze_is_a_note_with_its_blanks_in_the_prompt(notes: "ReadNotes") -> None:
    (note,) = notes("- {kind: cloze, text: 'Of {{c1::hydrogen}} and {{c2::oxygen::a gas}}, {{c1::twice}}.'}")
    assert note.response == Cloze(numbers=(1, 2))
    assert [span for span in spans_of(note.prompt) if isinstance(span, Blank)] == [
        Blank(1, (Plain("hydrogen"),)),
        Blank(2, (Plain("oxygen"),), "a gas"),
        Blank(1, (Plain("twice"),)),
    ]
    assert plain_text(note.prompt) == "Of hydrogen and oxygen, twice."
    assert note.id.startswith("of-hydrogen-and-oxygen-twice-")


def test_blanks_without_numbers_are_counted(notes: "ReadNotes") -> None:
    (note,) = notes("- {kind: cloze, id: a, text: '{{one}} {{c2::two}} {{three}}', typed: true}")
    assert note.response == Cloze(numbers=(1, 2, 3), counted=(1, 3), typed=True)


def test_a_number_that_is_written_as_it_was_counted_changes_nothing(notes: "ReadNotes") -> None:
    (counted,) = notes("- {kind: cloze, text: 'A {{b}} and {{c::hint}}'}")
    (written,) = notes("- {kind: cloze, text: 'A {{c1::b}} and {{c2::c::hint}}'}")
    (other,) = notes("- {kind: cloze, text: 'A {{c2::b}} and {{c1::c::hint}}'}")
    assert (counted.id, counted.guid, counted.digest) == (written.id, written.guid, written.digest)
    assert other.digest != counted.digest


def test_blanks_stand_in_lists_and_in_each_other(notes: "ReadNotes") -> None:
    (note,) = notes("""
        - kind: cloze
          text: |
            In order:
            - {{first}}
            - the {{second with **{{third}}** in it}}
    """)
    assert note.response == Cloze(numbers=(1, 2, 3), counted=(1, 2, 3))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nothing is blank.", "a cloze wants a blank, and this text has none"),
        ("'{{a} b'", "the blank that begins with `{{a} b` is not closed"),
        ("'{{}} x'", "the blank `{{}}` is empty"),
        ("'a {{c3::  ::hint}}'", "the blank `{{c3:: ::hint}}` is empty"),
        ("'{{c0::a}}'", "a blank cannot have the number 0"),
        ("'{{c501::a}}'", "a blank cannot have the number 501"),
    ],
)
def test_what_is_wrong_with_blanks_is_told(complaints: "Complaints", text: str, told: str) -> None:
    assert complaints(f"- {{kind: cloze, text: {text}}}") == [f"5:25: {told}"]
