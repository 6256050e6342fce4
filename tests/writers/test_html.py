"""Blocks and spans become HTML that holds the author's text, and tags for nothing but what the author meant."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmcards.model import (
    Blank,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    File,
    Formula,
    Link,
    List,
    Paragraph,
    Picture,
    Plain,
    Quote,
    Sound,
    Span,
    Strong,
    Struck,
    Table,
    plain_text,
)
from mmcards.writers.html import Html, attribute, text

HTML = Html(
    formula=lambda formula: f"<math>{text(formula.source)}</math>",
    link=lambda link, inner: f"<a {link.address}>{inner}</a>",
    picture=lambda picture: f"<img {picture.file.name}>",
    sound=lambda sound: f"<audio {sound.file.name}>",
    blank=lambda blank, inner: f"[{blank.number} {inner}]",
)


def paragraph(*spans: Span) -> Paragraph:
    return Paragraph(spans)


ONE = paragraph(Plain("one"))
TWO = paragraph(Plain("two"))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Plain("R&D <b> \"q\" 'q'"), "R&amp;D &lt;b&gt; \"q\" 'q'"),
        (Plain("&amp;"), "&amp;amp;"),
        (Plain("\u0338x"), "&#824;x"),
        (Code("a  <b>"), "<code>a  &lt;b&gt;</code>"),
        (Strong((Plain("a "), Emphasis((Plain("<"),)))), "<strong>a <em>&lt;</em></strong>"),
        (Struck((Plain("<"),)), "<s>&lt;</s>"),
        (Link("http://a", (Plain("<"),)), "<a http://a>&lt;</a>"),
        (Formula("a<b"), "<math>a&lt;b</math>"),
        (Break(), "<br>"),
        (Plain("a\x00\x01\x1f\x7fb\tc"), "ab\tc"),
        (Picture(File("x.png", "0" * 64), "alt"), f"<img mmcards-{'0' * 20}.png>"),
        (Sound(File("x.MP3", "1" * 64), "title"), f"<audio mmcards-{'1' * 20}.mp3>"),
        (Blank(2, (Plain("<"),), "hint"), "[2 &lt;]"),
    ],
)
def test_a_span_is_escaped_text_in_the_tag_of_its_meaning(span: Span, expected: str) -> None:
    assert HTML.spans((span,)) == expected


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((), ""),
        ((ONE,), "<p>one</p>"),
        ((ONE, TWO), "<p>one</p>\n<p>two</p>"),
        ((List(((ONE,), (TWO,))),), "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ((List(((ONE,),), start=1),), "<ol>\n<li>one</li>\n</ol>"),
        ((List(((ONE,),), start=7),), '<ol start="7">\n<li>one</li>\n</ol>'),
        ((List(((ONE,),), start=0),), '<ol start="0">\n<li>one</li>\n</ol>'),
        ((List(((ONE, TWO),)),), "<ul>\n<li><p>one</p>\n<p>two</p></li>\n</ul>"),
        ((List(((ONE, List(((TWO,),))),)),), "<ul>\n<li>one\n<ul>\n<li>two</li>\n</ul></li>\n</ul>"),
        ((Quote((ONE,)),), "<blockquote><p>one</p></blockquote>"),
        ((Quote((ONE, TWO)),), "<blockquote><p>one</p>\n<p>two</p></blockquote>"),
        ((CodeBlock(" <a>\n\n  b\t"),), '<pre dir="ltr"><code> &lt;a&gt;\n\n  b\t</code></pre>'),
        ((CodeBlock("<", 'a"b'),), '<pre dir="ltr"><code class="language-a&quot;b">&lt;</code></pre>'),
        (
            (CodeBlock('x = "<"  # why', "python"),),
            '<pre dir="ltr"><code class="language-python">x = <span class="string">"&lt;"  </span>'
            '<span class="comment"># why</span></code></pre>',
        ),
        (
            (Table(((Plain("<"),), ()), (((Strong((Plain("a"),)),), (Plain("b"),)),), ("", "right")),),
            '<div class="table"><table>\n<thead>\n<tr><th>&lt;</th><th class="right"></th></tr>\n</thead>\n<tbody>\n'
            '<tr><td><strong>a</strong></td><td class="right">b</td></tr>\n</tbody>\n</table></div>',
        ),
    ],
)
def test_blocks_are_paragraphs_and_real_lists_whose_items_are_tight(blocks: Blocks, expected: str) -> None:
    assert HTML.blocks(blocks) == expected


def test_beside_text_from_the_right_each_block_says_where_it_begins() -> None:
    left, right = paragraph(Plain("one")), paragraph(Plain("1. \u05d0 one"))
    assert HTML.blocks((left, right)) == '<p dir="ltr">one</p>\n<p dir="rtl">1. \u05d0 one</p>'
    assert HTML.inner((left, List(((right,), (left,), (right,))))) == (
        'one\n<ul dir="rtl">\n<li dir="rtl">1. \u05d0 one</li>\n<li dir="ltr">one</li>\n'
        '<li dir="rtl">1. \u05d0 one</li>\n</ul>'
    )
    assert HTML.blocks((Quote((right,)),)) == '<blockquote dir="rtl"><p dir="rtl">1. \u05d0 one</p></blockquote>'


def test_inside_another_block_a_first_and_only_paragraph_stands_bare() -> None:
    points = List(((TWO,),))
    assert HTML.inner((ONE,)) == "one"
    assert HTML.inner((ONE, points)) == "one\n<ul>\n<li>two</li>\n</ul>"
    assert HTML.inner((points, ONE)) == "<ul>\n<li>two</li>\n</ul>\n<p>one</p>"
    assert HTML.inner((ONE, TWO)) == "<p>one</p>\n<p>two</p>"
    assert HTML.inner(()) == ""


class Words(HTMLParser):
    """What a reader of the HTML reads."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words = ""
        self.feed(source)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += "\n" if tag == "br" else ""


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.sampled_from(
    ["<b>", "&lt;", "<!--", "]]>", "&#1;"]
)
spans = st.recursive(
    st.builds(Plain, texts) | st.builds(Code, texts) | st.builds(Formula, texts) | st.just(Break()),
    lambda inner: (
        st.builds(Strong, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Struck, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Link, st.just("http://a"), st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=5,
)
languages = st.sampled_from(["", "python", "html", "diff", "console", "none", "json"])
paragraphs = st.builds(Paragraph, st.lists(spans, max_size=4).map(tuple))
cells = st.tuples(*[st.lists(spans, max_size=2).map(tuple)] * 2)
blocks = st.recursive(
    paragraphs,
    lambda inner: (
        st.builds(
            List,
            st.lists(st.lists(inner, max_size=3).map(tuple), max_size=3).map(tuple),
            st.none() | st.integers(0, 99),
        )
        | st.builds(Quote, st.lists(inner, max_size=3).map(tuple))
        | st.builds(CodeBlock, texts, languages)
        | st.builds(Table, cells, st.lists(cells, max_size=2).map(tuple), st.just(("", "right")))
    ),
    max_leaves=8,
)


@given(st.lists(blocks, max_size=3).map(tuple))
def test_whatever_the_text_a_browser_reads_it_as_it_was_written(content: Blocks) -> None:
    for written in (HTML.blocks(content), HTML.inner(content)):
        assert "".join(Words(written).words.split()) == "".join(plain_text(content).split())


@given(st.text())
def test_an_attribute_is_closed_by_its_own_quote_alone(words: str) -> None:
    class Reader(HTMLParser):
        found: str | None = None

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            ((_, self.found),) = attrs

    reader = Reader()
    reader.feed(f'<img alt="{attribute(words)}">')
    assert (reader.found or "") == re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", words)
