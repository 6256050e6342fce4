"""Formulas are drawn into the page, and pictures and sounds put into it, as long as it stays one that browsers open."""

import hashlib
import re
from base64 import b64decode
from pathlib import Path

import pytest

from mmcards.errors import CardsError
from mmcards.model import Blank, File, Formula, Link, Picture, Plain, Sound, Width
from mmcards.writers.page.inline import Inline
from tests.writers.page.conftest import MakeDeck, Save


def file(folder: Path, name: str, content: bytes = b"content") -> File:
    path = folder / name
    path.write_bytes(content)
    return File(str(path), hashlib.sha256(content).hexdigest())


def test_a_formula_is_an_image_named_by_its_source_that_stands_on_the_line() -> None:
    inline = Inline()
    shown = inline.html().spans((Formula("x<y_1"),))
    lowered = re.search(r'class="formula (down-\d+)"', shown)
    assert lowered
    assert any(rule.startswith(f".card .{lowered[1]} {{ vertical-align: -0.") for rule in inline.rules)
    assert 'aria-label="x&lt;y_1"' in shown
    assert re.search(r'<svg [^>]*role="img" [^>]*width="[\d.]+em" height="[\d.]+em" viewBox="0 -\d+ \d+ \d+"', shown)
    for path in re.findall(r'<path d="([^"]*)"/>', shown):
        assert re.fullmatch(r"(M-?\d+ -?\d+(L-?\d+ -?\d+|C-?\d+( -?\d+){5})+)+", path), path
    assert inline.html().spans((Formula("x", display=True),)).startswith('<span class="display"><svg')
    assert inline.complaints == []


def test_a_formula_that_cannot_be_drawn_is_its_source_with_a_warning() -> None:
    inline = Inline()
    assert inline.html().spans((Formula("\\unknown<b>"),)) == "<code>\\unknown&lt;b&gt;</code>"
    (complaint,) = inline.complaints
    assert complaint.startswith("the formula `\\unknown<b>` is shown as its source, since it cannot be drawn: ")


def test_a_link_opens_beside_the_page_and_tells_nobody_of_it() -> None:
    assert Inline().html().spans((Link('https://a.example/?"&', (Plain("<"),)),)) == (
        '<a href="https://a.example/?&quot;&amp;" rel="noopener noreferrer" target="_blank">&lt;</a>'
    )


@pytest.mark.parametrize(
    ("blank", "asked", "filled"),
    [
        (
            Blank(1, (Plain("a<"),)),
            '<span class="cloze" dir="auto">[…]</span>',
            '<span class="cloze" dir="auto">a&lt;</span>',
        ),
        (
            Blank(1, (Plain("a"),), "h<"),
            '<span class="cloze" dir="auto">[h&lt;]</span>',
            '<span class="cloze" dir="auto">a</span>',
        ),
        (Blank(2, (Plain("a"),)), "a", "a"),
    ],
)
def test_a_blank_is_a_gap_until_it_is_filled(blank: Blank, asked: str, filled: str) -> None:
    inline = Inline()
    assert inline.html(1).spans((blank,)) == asked
    assert inline.html(1, filled=True).spans((blank,)) == filled


def test_pictures_and_sounds_are_in_the_page(tmp_path: Path) -> None:
    inline = Inline()
    picture, sound = file(tmp_path, "a.PNG"), file(tmp_path, "b.m4a", b"tone")
    shown = inline.html().spans((Picture(picture, 'a "b"', Width(40, percent=True)), Picture(picture, "", Width(300))))
    addresses = re.findall(r'src="data:image/png;base64,([^"]*)"', shown)
    assert [b64decode(each) for each in addresses] == [b"content", b"content"]
    assert re.findall(r' alt="([^"]*)" class="([^"]*)"', shown) == [("a &quot;b&quot;", "width-40p"), ("", "width-300")]
    assert inline.rules == {".card img.width-40p { width: 40%; }", ".card img.width-300 { width: 300px; }"}
    assert inline.html().spans((Sound(sound, "the tone"),)) == (
        '<span class="sound">the tone</span> <audio controls preload="none" src="data:audio/mp4;base64,dG9uZQ=="'
        ' aria-label="the tone"></audio>'
    )
    assert inline.html().spans((Sound(sound, ""),)).endswith(' aria-label="Sound"></audio>')


def test_a_file_that_is_too_large_is_its_text_and_one_complaint(tmp_path: Path) -> None:
    inline = Inline(largest=2_000_000)
    sound = file(tmp_path, "long.wav", bytes(50_000_000))
    assert inline.html().spans((Sound(sound, "a <talk>"),)) == '<span class="left-out">[a &lt;talk&gt;]</span>'
    assert inline.html().spans((Picture(sound, ""),)) == '<span class="left-out">[long.wav]</span>'
    assert inline.complaints == [
        "`long.wav` is left out of the page, which shows its text instead: with 50 MB it is larger than 2 MB"
    ]


def test_a_page_takes_files_until_it_is_full(tmp_path: Path) -> None:
    inline = Inline(most=3_000)
    files = [file(tmp_path, f"{number}.wav", bytes([number]) * 1_000) for number in range(1, 4)]
    shown = [inline.html().spans((Sound(each, "tone"),)) for each in files]
    assert ["<audio" in each for each in shown] == [True, True, False]
    assert inline.complaints == [
        "`3.wav` is left out of the page, which shows its text instead: with it the page would become too large"
    ]


def test_what_was_left_out_is_a_warning_at_the_note(deck: MakeDeck, saved: Save) -> None:
    made = deck("cards:\n  - {id: one, question: '$\\unknown$', answer: That., reverse: true}\n")
    (problem,) = saved(made)[1].warnings
    assert problem.place == made.notes[0].place
    assert "is shown as its source" in problem.message


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(CardsError, match=r"gone\.png cannot be read"):
        Inline().html().spans((Picture(File(str(tmp_path / "gone.png"), "0" * 64), ""),))
