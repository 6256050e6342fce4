from typing import TYPE_CHECKING

import pytest

from mmcards.errors import Mistakes
from mmcards.kinds import KINDS
from mmcards.model import Blank, Cloze, Plain, plain_text, spans_of
from mmcards.reader.decks import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    (counted,) = notes("- {kind: cloze, text: 'A {{b}} and {{d::hint}}'}")
    (written,) = notes("- {kind: cloze, text: 'A {{c1::b}} and {{c2::d::hint}}'}")
    (other,) = notes("- {kind: cloze, text: 'A {{c2::b}} and {{c1::d::hint}}'}")
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
    ("text", "column", "told"),
    [
        ("Nothing is blank.", 25, "a cloze wants a blank, and this text has none"),
        ("'{{b}} {{a} b'", 32, "the blank that begins with `{{a} b` is not closed"),
        ("'{{}} x'", 26, "the blank `{{}}` is empty"),
        ("'{{a}} {{c3::  ::hint}}'", 32, "the blank `{{c3:: ::hint}}` is empty"),
        ("'{{c0::a}}'", 26, "a blank cannot have the number 0"),
        ("'{{{b}}} `{{` {{c501::a}}'", 39, "a blank cannot have the number 501"),
    ],
)
def test_what_is_wrong_with_a_blank_is_told_at_its_place(
    complaints: "Complaints", text: str, column: int, told: str
) -> None:
    assert complaints(f"- {{kind: cloze, text: {text}}}") == [f"5:{column}: {told}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a {{c1::b\n\n    c}} d", ["7:9: the blank `{{c1::b c}}` is not closed in its paragraph"]),
        ("a {{b\n\n    c}} and {{d}}", ["7:9: the blank `{{b c}}` is not closed in its paragraph"]),
        (
            "- a {{c1::b\n    - c}} d\n    - {{c1::e}}",
            ["7:11: the blank `{{c1::b - c}}` is not closed in its paragraph"],
        ),
        ("a {{c1::b\n\n    c {{c2::d}} e", ["7:9: the blank that begins with `{{c1::b c {{c2::d}}` is not closed"]),
        ("{{a}} ![b {{c}}](none.png)", ["7:17: `{{c}}` is no blank here, but text"]),
    ],
)
def test_a_blank_that_its_paragraph_does_not_close_is_told_at_its_place(
    complaints: "Complaints", text: str, told: list[str]
) -> None:
    """It would have no card."""
    found = complaints(f"- kind: cloze\n  text: |\n    {text}")
    assert [each for each in found if "none.png" not in each] == told


def test_a_blank_may_hold_several_lines_of_its_paragraph(notes: "ReadNotes") -> None:
    (note,) = notes("""
        - kind: cloze
          text: |
            A {{blank
            of two lines}}.

            And {{another}}.
    """)
    assert note.response == Cloze(numbers=(1, 2), counted=(1, 2))


def test_the_place_of_a_blank_is_in_its_own_line(complaints: "Complaints") -> None:
    assert complaints("- kind: cloze\n  text: |\n    {{a}}\n    b {{C2::c}}") == [
        "8:9: `{{C2::` looks like a number of a blank, and is none"
    ]


@pytest.mark.parametrize(
    ("text", "written", "number"),
    [
        ("{{ c1::Paris}}", "c1::", 1),
        ("{{C2::big}}", "C2::", 2),
        ("{{c1:b}}", "c1:", 1),
        ("{{c::x}}", "c::", 1),
        ("{{c1 :: a}}", "c1 ::", 1),
        ("{{c 2::b}}", "c 2::", 2),
        ("{{cl::x}}", "cl::", 1),
        ("{{1::q}}", "1::", 1),
        ("{{c2;:z}}", "c2;:", 2),
        ("{{c3: :z}}", "c3: :", 3),
        ("{{\u04411::x}}", "\u04411::", 1),
        ("{{c1\uff1a\uff1ax}}", "c1\uff1a\uff1a", 1),
    ],
)
def test_a_near_miss_of_a_number_is_a_mistake_with_two_ways_out(
    write_items: "Callable[[str], Path]", text: str, written: str, number: int
) -> None:
    with pytest.raises(Mistakes) as caught:
        read([write_items(f'- {{kind: cloze, text: "{text} {{{{c9::z}}}}"}}')], KINDS)
    (problem,) = caught.value.problems
    assert problem.message == f"`{{{{{written}` looks like a number of a blank, and is none"
    assert problem.hint == (
        f"write `{{{{c{number}::`; if it is what the blank holds, number it too: `{{{{c1::{written}`"
    )
    for way_out in (f"c{number}::", f"c1::{written}"):
        mended = '- {kind: cloze, text: "{{' + way_out + 'x}} {{c9::z}}"}'
        assert read([write_items(mended)], KINDS)[1] == ()


@pytest.mark.parametrize(
    "text",
    [
        "{{word::hint}}",
        "{{Cl::an element}}",
        "{{C::a language}}",
        "{{c}}",
        "{{c1}}",
        "{{12::how many?}}",
        "{{1945::year}}",
        "{{c is::hint}}",
        "{{cell::hint}}",
        "{{a: b}}",
        "`{{C2::a}}` {{b}}",
        r"\{{C2::a}} {{b}}",
    ],
)
def test_a_blank_without_a_number_may_hold_any_text(write_items: "Callable[[str], Path]", text: str) -> None:
    (deck,), warnings = read([write_items(f"- {{kind: cloze, text: '{text}'}}")], KINDS)
    assert (len(deck.notes), warnings) == (1, ())


def test_a_formula_in_a_blank_cannot_be_typed(complaints: "Complaints") -> None:
    assert complaints("- {kind: cloze, text: 'It is {{*$x^2$*}}', typed: true}") == [
        "5:53: a formula in a blank cannot be typed as it is shown"
    ]
