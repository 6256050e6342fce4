"""Whatever an author writes, nothing of it becomes an element, a script or a link that was not written as such."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mmcards.errors import Place
from mmcards.markup import escape, parse
from mmcards.model import Cloze, Deck, Note, Option, Options, Order, Response, Text
from mmcards.writers import Settings
from mmcards.writers.page.document import write
from tests.writers.page.test_document import Elements

_PLACE: Final = Place("cards/any.yaml")

signs = st.sampled_from(
    [
        *(
            "<b>",
            "</div>",
            "</article>",
            "</details>",
            "<script>",
            "</script>",
            "</style>",
            "</title>",
            "&lt;",
            "&#60;",
        ),
        *('"', "'", "'>", '" onload="x', "$title", "${script}", "$", "`", "```\n", "[a](javascript:b)", "<!--", "-->"),
        *("[a](https://b)", "![a](b.png)", "|", "\n", "- ", "> ", "]]>", "a", "é", "\u0338", "重", "\u202e", "\x00"),
    ]
)
letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
written = st.lists(signs | letters, min_size=1, max_size=10).map(lambda parts: "a".join(("", *parts)))


def page(text: str, marked: str) -> Elements:
    """A page of every response, on which each text is this one; what is marked up is this one."""
    blocks = parse(marked)
    responses: list[Response] = [
        Text(blocks, typed=(text, text), reverse=True),
        Text(blocks, rehearse=True),
        Options((Option(blocks, text), Option(blocks)), (0,), ask=blocks, needs=(blocks,)),
        Order((blocks, blocks)),
        Cloze((1,), typed=True),
    ]
    notes = []
    for number, response in enumerate(responses):
        prompt = parse(f"{{{{c1::a}}}} {marked}", cloze=True) if isinstance(response, Cloze) else blocks
        notes.append(
            Note(
                id=f"note-{number}", guid=f"{number}", place=_PLACE, prompt=prompt, response=response, context=blocks,
                label=text, hint=blocks, explanation=blocks, pattern=blocks, section=text, source=text,
            )
        )  # fmt: skip
    deck = Deck(name=text, id="any", uid="7q2m4kzr", place=_PLACE, notes=tuple(notes))
    deck = replace(deck, description=text, source=text, language=text)
    with TemporaryDirectory() as folder:
        target = Path(folder) / "any.html"
        write((deck,), target, Settings(), lambda _done: None)
        return Elements(target.read_text("utf-8"))


PLAIN: Final = page("a", "a")


@settings(max_examples=60, deadline=None)
@example("a\u066d")
@given(written)
def test_escaped_text_makes_no_element_and_no_attribute(text: str) -> None:
    """But for paragraphs, and the direction of what has letters from right to left."""
    assert shape(page(text, escape(text) or "a")) == shape(PLAIN)


def shape(shown: Elements) -> list[tuple[str, list[str]]]:
    return [
        (tag, sorted(attributes.keys() - {"dir"}))
        for tag, attributes in shown.tags
        if tag not in ("p", "br", "h2", "summary")
    ]


@settings(max_examples=60, deadline=None)
@given(written)
def test_marked_up_text_makes_no_script_and_no_other_link_than_it_says(text: str) -> None:
    found = page("a", text)
    assert [tag for tag, _ in found.tags if tag in ("script", "style", "meta")] == ["meta"] * 5 + ["style", "script"]
    for tag, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        if "href" in attributes:
            assert attributes["href"].startswith(("http://", "https://", "mailto:"))
            assert "noopener" in attributes["rel"]
        assert tag not in ("iframe", "object", "embed", "base", "link", "form", "img")
