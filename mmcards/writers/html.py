"""Blocks and spans -> HTML, for every format that a browser shows. Knows of no card and no program."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Final, assert_never
from unicodedata import bidirectional

from mmcards.model import (
    Blank,
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Formula,
    Link,
    List,
    Paragraph,
    Picture,
    Plain,
    Quote,
    Sound,
    Spans,
    Strong,
    Struck,
    Table,
    plain_text,
)

_NOT_IN_LANGUAGES: Final = re.compile(r"[^A-Za-z0-9-]+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPECIAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f&<>\u0338]")
"""What is not written as it stands; most texts have none of it."""


def text(words: str) -> str:
    """Text as HTML, for use between tags (not in an attribute: quotes stay as they are).

    Control characters are dropped, since HTML has none. U+0338 strikes out what stands before it: in Unicode's normal
    form C, the end of a tag would become one with it.
    """
    if not _SPECIAL.search(words):
        return words
    return _CONTROL.sub("", escape(words, quote=False).replace("\u0338", "&#824;"))


def attribute(words: str) -> str:
    """Text as HTML for use between the quotes of an attribute."""
    return text(words).replace('"', "&quot;")


def language(tag: str) -> str:
    """A tag of a language (BCP 47) as the value of `lang`."""
    return _NOT_IN_LANGUAGES.sub("", tag)


@dataclass(frozen=True, slots=True)
class Html:
    """Writes HTML for one program, which says how it shows what is more than text.

    Those are formulas, links, pictures, sounds and blanks. Links and blanks come with the HTML of what stands in them.
    """

    formula: Callable[[Formula], str]
    link: Callable[[Link, str], str]
    picture: Callable[[Picture], str]
    sound: Callable[[Sound], str]
    blank: Callable[[Blank, str], str]

    def spans(self, line: Spans) -> str:
        parts = []
        for span in line:
            match span:
                case Plain(words):
                    parts.append(text(words))
                case Code(words):
                    parts.append(f"<code>{text(words)}</code>")
                case Strong(inner):
                    parts.append(f"<strong>{self.spans(inner)}</strong>")
                case Emphasis(inner):
                    parts.append(f"<em>{self.spans(inner)}</em>")
                case Struck(inner):
                    parts.append(f"<s>{self.spans(inner)}</s>")
                case Link(_, inner):
                    parts.append(self.link(span, self.spans(inner)))
                case Break():
                    parts.append("<br>")
                case Formula():
                    parts.append(self.formula(span))
                case Picture():
                    parts.append(self.picture(span))
                case Sound():
                    parts.append(self.sound(span))
                case Blank(_, inner):
                    parts.append(self.blank(span, self.spans(inner)))
                case _:
                    assert_never(span)
        return "".join(parts)

    def blocks(self, content: Blocks) -> str:
        """Blocks below each other. The newline between them keeps their words apart where the tags are taken out."""
        return self._blocks(content, _is_turned(content)) if content else ""

    def inner(self, content: Blocks) -> str:
        """Blocks for a place that is a block itself, such as a list item: a first and only paragraph stands bare."""
        match content:
            case ():
                return ""
            case (Paragraph(line),):
                return self.spans(line)
            case _:
                return self._inner(content, _is_turned(content))

    def _blocks(self, content: Blocks, turned: bool) -> str:
        return "\n".join(self._block(block, turned) for block in content)

    def _inner(self, content: Blocks, turned: bool) -> str:
        match content:
            case (Paragraph(line), *others) if not any(isinstance(other, Paragraph) for other in others):
                return "\n".join((self.spans(line), *(self._block(other, turned) for other in others)))
            case _:
                return self._blocks(content, turned)

    def _block(self, block: Block, turned: bool) -> str:
        """A block; beside blocks that may be `turned`, it says in which direction it begins."""
        direction = _direction((block,)) if turned else ""
        match block:
            case Paragraph(line):
                return f"<p{direction}>{self.spans(line)}</p>"
            case List(items, start):
                tag, attributes = ("ul", "") if start is None else ("ol", "" if start == 1 else f' start="{start}"')
                rows = "\n".join(
                    f"<li{_direction(item) if turned else ''}>{self._inner(item, turned)}</li>" for item in items
                )
                return f"<{tag}{attributes}{direction}>\n{rows}\n</{tag}>"
            case CodeBlock():
                return _code(block)
            case Table():
                return self._table(block, direction)
            case Quote(inner):
                return f"<blockquote{direction}>{self._blocks(inner, turned)}</blockquote>"
            case _:
                assert_never(block)

    def _table(self, table: Table, direction: str) -> str:
        """A table in a frame of its own, which scrolls sideways on a narrow screen. An empty head is left out."""
        head = f"<thead>\n{self._row('th', table.head, table)}\n</thead>\n" if any(table.head) else ""
        rows = "\n".join(self._row("td", row, table) for row in table.rows)
        body = f"<tbody>\n{rows}\n</tbody>\n" if rows else ""
        return f'<div class="table"{direction}><table>\n{head}{body}</table></div>'

    def _row(self, tag: str, cells: tuple[Spans, ...], table: Table) -> str:
        marks = (f' class="{alignment}"' if alignment else "" for alignment in table.alignments)
        row = (f"<{tag}{mark}>{self.spans(cell)}</{tag}>" for mark, cell in zip(marks, cells, strict=True))
        return f"<tr>{''.join(row)}</tr>"


def _is_turned(content: Blocks) -> bool:
    """Whether some of the text runs from right to left."""
    words = plain_text(content)
    return not words.isascii() and any(bidirectional(letter) in ("R", "AL") for letter in words)


def _direction(content: Blocks) -> str:
    """The attribute for the direction of blocks: that in which most of those with letters in them begin."""
    first = [_first(part) for part in plain_text(content).split("\n\n")]
    right, left = (sum(each in classes for each in first) for classes in (("R", "AL"), ("L",)))
    return ' dir="rtl"' if right > left else ' dir="ltr"' if left else ""


def _first(words: str) -> str:
    """The class of the first letter with a direction; "" where there is none."""
    return next((found for found in map(bidirectional, words) if found in ("L", "R", "AL")), "")


def _code(block: CodeBlock) -> str:
    """Code whose white space counts; what its pieces are is said by classes, which a style colours."""
    language = f' class="language-{attribute(block.language)}"' if block.language else ""
    from mmcards.writers import highlight

    parts = (
        f'<span class="{piece.role}">{text(piece.text)}</span>' if piece.role else text(piece.text)
        for piece in highlight.pieces(block.text, block.language)
    )
    return f'<pre dir="ltr"><code{language}>{"".join(parts)}</code></pre>'
