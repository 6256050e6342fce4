"""Rich text in Anki: the deck in tests/sample, as Anki's backend renders it, and in a browser."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mmcards.markup import escape, parse
from mmcards.model import Blocks, CodeBlock, Formula, Link, List, Note, Quote, Text, spans_of, texts
from tests.sample.read import sample
from tests.writers.anki.conftest import UID, bare
from tests.writers.anki.programs import OnePage

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.writers.anki.conftest import Learner, MakeDeck, MakeNote

DECK: Final = sample()
NOTES: Final = {note.id: note for note in DECK.notes}

_FORMULA: Final = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)


@pytest.fixture(scope="module")
def sides(lasting_learner: "Learner") -> dict[str, list[str]]:
    """The fronts and backs of each note's cards, by its id."""
    log = lasting_learner.receive(DECK)
    assert len(log.new) == len(DECK.notes)
    collection = lasting_learner.collection
    found: dict[str, list[str]] = {}
    for note in DECK.notes:
        (number,) = collection.find_notes(f'"Id:{DECK.uid}/{note.id}"')
        for card in collection.get_note(number).cards():
            found.setdefault(note.id, []).extend((card.question(), card.answer()))
    assert not collection.fix_integrity()[0].startswith("Fixed")
    assert not collection.media.check().missing
    return found


def code_of(blocks: Blocks) -> Iterator[CodeBlock]:
    for block in blocks:
        match block:
            case CodeBlock():
                yield block
            case List(items):
                for item in items:
                    yield from code_of(item)
            case Quote(inner):
                yield from code_of(inner)
            case _:
                pass


def outside_code(html: str) -> str:
    return re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("id_", NOTES)
def test_formulas_are_those_that_were_written(sides: dict[str, list[str]], id_: str) -> None:
    """Each stands between the signs of MathJax, with its source; in a cloze spaces part braces."""
    note = NOTES[id_]
    written = {
        ("".join(span.source.split()), span.display)
        for blocks in texts(note)
        for span in spans_of(blocks)
        if isinstance(span, Formula)
    }
    shown = {
        ("".join(unescape(inline or display).split()), bool(display))
        for side in sides[id_]
        for inline, display in _FORMULA.findall(outside_code(bare(side)))
    }
    assert shown == written


@pytest.mark.parametrize("id_", [id_ for id_, note in NOTES.items() if any(map(list, map(code_of, texts(note))))])
def test_code_keeps_its_white_space(sides: dict[str, list[str]], id_: str) -> None:
    shown = [
        unescape(re.sub(r"<[^>]*>", "", found))
        for side in sides[id_]
        for found in re.findall(r"<pre[^>]*>(.*?)</pre>", side, re.DOTALL)
    ]
    for block in (block for blocks in texts(NOTES[id_]) for block in code_of(blocks)):
        assert block.text in shown


def test_what_was_not_meant_to_act_does_not(sides: dict[str, list[str]]) -> None:
    shown = "".join(map(bare, sides["looks-like-markup"]))
    assert "<b>, &amp;amp;, {{Front}}" in shown.replace("&lt;", "<").replace("&gt;", ">")
    assert not re.search(r"\[sound:|\[latex\]|\[\$|\\\(|<script|javascript:[^)]*\"", shown.replace("<span>", "\0"))


def test_a_link_leads_where_it_says(sides: dict[str, list[str]]) -> None:
    for id_ in ("link", "link-around-code"):
        written = {span.address for blocks in texts(NOTES[id_]) for span in spans_of(blocks) if isinstance(span, Link)}
        assert {unescape(found) for found in re.findall(r'<a href="([^"]*)"', sides[id_][1])} == written


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desktop(browser: "Browser") -> Iterator[OnePage]:
    context = browser.new_context()
    yield OnePage(context)
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("classes", ["card card1", "card card1 nightMode night_mode"])
def test_wide_code_and_tables_scroll_by_themselves_and_the_page_does_not(
    desktop: OnePage, sides: dict[str, list[str]], classes: str, width: int
) -> None:
    desktop.begin()
    desktop.page.set_viewport_size({"width": width, "height": 640})
    desktop.classes = classes
    for id_, shown in sides.items():
        for side in shown:
            desktop.show(side)
            assert desktop.page.evaluate("document.documentElement.scrollWidth") <= width, id_
    assert desktop.errors == []
    desktop.show(sides["long-code"][1])
    code = desktop.page.locator("pre")
    assert code.evaluate("e => e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX === 'auto'")
    assert code.inner_text().split("\n") == next(code_of(_answer("long-code"))).text.split("\n")
    desktop.show(sides["table"][1])
    assert desktop.page.locator(".table").evaluate("e => getComputedStyle(e).overflowX") == "auto"
    if width == 360:
        assert desktop.page.locator(".table").evaluate("e => e.scrollWidth > e.clientWidth")


def _answer(id_: str) -> Blocks:
    response = NOTES[id_].response
    assert isinstance(response, Text)
    return response.answer


# --- whatever is written ---------------------------------------------------------------------------------------------


class _Elements(HTMLParser):
    """The elements of HTML, what its attributes say, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.text += "\n" if tag == "br" else ""

    def handle_endtag(self, tag: str) -> None:
        self.text += "\n" if tag == "p" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


signs = st.sampled_from(
    [
        *("<b>", "</div>", "<script>", "&lt;", "{{Front}}", "{{c1::a}}", "}}", "::", "[sound:a.mp3]", "[latex]"),
        *("[[type:Text]]", "\\(", "\\)", "\\[", "$", "$$", "`", "```\n", "~~", "**", "[a](javascript:b)"),
        *("[a](https://b)", "![a](b.png)", "|", "|-|", "\n", "- ", "> ", "# ", "<!--", "-->", "a", "é", "\u0338", "重"),
    ]
)
letters = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=4)
written = st.lists(signs | letters, max_size=12).map("".join)


@settings(max_examples=60, deadline=None)
@example("<b>\u0338")
@given(written)
def test_escaped_text_of_any_kind_is_shown_as_it_was_written(
    lasting_learner: "Learner", note: "MakeNote", deck: "MakeDeck", text: str
) -> None:
    """Nothing of it acts: no element, no link, no formula, no sound."""
    shown = _received(lasting_learner, deck, note("any", "What?", Text(parse(escape(text)))))
    found = _Elements(shown)
    assert set(found.tags) <= {"p", "br", "span"}
    assert not found.attributes
    # Both are composed, since Anki composes HTML, where `&gt;` and a stroke through it stay two.
    assert "".join(normalize("NFC", found.text).split()) == "".join(normalize("NFC", text).split())


@settings(max_examples=60, deadline=None)
@given(written)
def test_no_text_makes_what_was_not_written_as_such(
    lasting_learner: "Learner", note: "MakeNote", deck: "MakeDeck", text: str
) -> None:
    found = _Elements(_received(lasting_learner, deck, note("any", "What?", Text(parse(text)))))
    assert set(found.tags) <= {
        *("p", "br", "span", "strong", "em", "s", "code", "pre", "a", "ul", "ol", "li", "blockquote", "div"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    for name, value in found.attributes:
        assert name in ("href", "class", "dir", "start"), name
        assert name != "href" or re.match("https?://|mailto:", value or ""), value


def _received(learner: "Learner", deck: "MakeDeck", made: Note) -> str:
    """The field Answer in Anki after an import, of a note that was not there before."""
    name = f"any-{learner.made}"
    learner.receive(deck(replace(made, id=name, guid=f"{UID}/{name}")))
    return str(learner.note(name)["Answer"])
