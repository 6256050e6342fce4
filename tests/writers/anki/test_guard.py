"""Text stays text in Anki, whatever it looks like to Anki."""

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from anki.latex import render_latex_returning_errors
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mmcards.model import Code, Note, Option, Options, Paragraph, Plain, Strong, Text
from mmcards.writers.anki.guard import guarded

if TYPE_CHECKING:
    from tests.writers.anki.conftest import Learner, MakeDeck, MakeNote, Words


HOSTILE = [
    "<b>bold</b>",
    "<!-- no comment -->",
    "<script>alert(1)</script>",
    "&amp; &#91; &lt;",
    "[sound:x.mp3]",
    "[[sound:x.mp3]]",
    "[SOUND:x.mp3]",
    "[anki:play:q:0]",
    "[anki:tts lang=en_US]hi[/anki:tts]",
    "[[type:Answer]]",
    "[[[type:nc:Question]]]",
    "[[type:cloze:Text]]",
    "[latex]x[/latex]",
    "[LaTeX]x[/LaTeX]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    r"\(x\) \[x\]",
    r"\\(x\\)",
    "{{x}} {{c1::x}} {{Answer}} {{#Question}}",
    "<img src=x.png> <vector>",
    "class=\"x\" 'q'",
    "\u0338 > \u0338",
    "e\u0301 \u212b",
    "1. no list",
]


def acting(html: str) -> bool:
    """Whether Anki, its desktop program (`typeAnsPat` in its reviewer) or MathJax would find something to do in it."""
    return bool(re.search(r"\\[(\[]|\[sound:|\[anki:|\[\[type:|\[latex\]|\[\$\$?\]", html, re.IGNORECASE))


def shown_as_written(learner: "Learner", deck: "MakeDeck", words: "Words", texts: list[str]) -> None:
    """Brings a note a text into Anki, asked as it stands, answered in other spans, and reads both sides."""
    first = deck()
    notes = []
    for number, text in enumerate(texts):
        answer = (Code(text), Plain(text[:2]), Plain(text[2:]), Strong((Plain(text),)))
        notes.append(
            Note(
                id=f"n-{number}",
                guid=f"{learner.made}/{number}",
                place=first.place,
                prompt=(Paragraph((Plain(text),)),),
                response=Text((Paragraph(answer),)),
            )
        )
    log = learner.receive(deck(*notes, uid=str(learner.made)))
    assert len(log.new) == len(texts)
    for entry in log.new:
        read = learner.collection.get_note(entry.id.nid)
        text = texts[int(read["Id"].rpartition("-")[2])]
        (card,) = read.cards()
        assert squeezed(words(card.question(), "question")) == squeezed(text)
        assert squeezed(words(card.answer(), "answer")) == squeezed(text * 3)
        assert card.question_av_tags() == card.answer_av_tags() == []
        assert render_latex_returning_errors(card.answer(), read.note_type() or {}, learner.collection)[1] == []
        assert not acting(card.answer())


def squeezed(text: str) -> str:
    """Without what HTML or Anki may change: white space, and two ways to write one character."""
    return "".join(unicodedata.normalize("NFC", "".join(text.split())).split())


def test_what_would_act_is_shown_as_text(learner: "Learner", deck: "MakeDeck", words: "Words") -> None:
    shown_as_written(learner, deck, words, [*HOSTILE, "".join(HOSTILE)])


letters = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
texts = st.lists(letters | st.sampled_from(HOSTILE) | st.sampled_from("\\[($]{}<>&;:/-")).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts.filter(str.strip), min_size=1, max_size=12))
@example(["\u0338<\u0338[\u0338sound:x]"])
def test_any_text_survives(lasting_learner: "Learner", deck: "MakeDeck", words: "Words", written: list[str]) -> None:
    shown_as_written(lasting_learner, deck, words, written)


@pytest.mark.parametrize(
    "text", ["a [1] b", "[link](x)", "$5 [$5]", r"C:\new \n \\server", "array[i]", "[sounds]", "\n\t"]
)
def test_what_does_not_act_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_control_characters_are_dropped(learner: "Learner", deck: "MakeDeck") -> None:
    text = "".join(map(chr, range(0x20))) + "\x7fend"
    note = Note(
        id="c", guid="c", place=deck().place, prompt=(Paragraph((Plain(text),)),), response=Text(()), section=text
    )
    learner.receive(deck(note))
    assert learner.note("c")["Question"].split() == ["end"]
    assert learner.note("c").tags == ["end"]


def test_the_field_by_which_notes_are_sorted_and_found_reads_as_written(learner: "Learner", deck: "MakeDeck") -> None:
    note = Note(
        id="s",
        guid="s",
        place=deck().place,
        prompt=(Paragraph((Plain("Why <b> [sound:x] & \\(y\\)?"),)),),
        response=Text(()),
    )
    learner.receive(deck(note))
    assert learner.ask_database("select sfld from notes") == "Why <b> [sound:x] & \\(y\\)?"
    assert len(learner.collection.find_notes(r'"[sound\:x]"')) == 1


@pytest.mark.parametrize("text", ["<b>bold</b> & &amp; <i>", "[sound:x.mp3] \\(x\\)", "\u0338 <!-- no comment -->"])
def test_small_print_and_labels_are_shown_as_written(
    learner: "Learner", deck: "MakeDeck", note: "MakeNote", words: "Words", text: str
) -> None:
    response = Options((Option((Paragraph((Plain("ant"),)),), label=text),), (0,))
    learner.receive(deck(note("n", "Which?", response, label=text, section=text, source=text), description=text))
    foot = f"{text} {text} Small 7q2m4kzr/n {text}"
    assert words(learner.front("n"), "about") == foot
    assert words(learner.back("n"), "about") == f"{foot} {foot}"
    assert not acting(learner.back("n"))
    assert words(learner.back("n"), "verdict") == f"✓ {text} ant"
    received = learner.collection.decks.by_name("Small")
    assert received
    assert words(received["desc"]).startswith(text)


@pytest.mark.parametrize(
    ("language", "attributes"),
    [
        ("en", 'lang="en"'),
        ("zh-Hant-TW", 'lang="zh-Hant-TW"'),
        ('en" onclick="alert(1)', 'lang="enonclickalert1"'),
        ("en><script>", 'lang="enscript"'),
        ("en'\nclass=x", 'lang="enclassx"'),
        ("", ""),
    ],
)
def test_a_language_stays_in_its_attribute(
    learner: "Learner", deck: "MakeDeck", note: "MakeNote", language: str, attributes: str
) -> None:
    learner.receive(deck(note("n"), language=language))
    assert learner.note("n")["Attributes"] == attributes
    assert f'<div class="front" data-note="7q2m4kzr/n" {attributes}>' in learner.front("n")
