"""Blocks and spans -> HTML, for every format that a browser shows. Knows of no card and no program."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Final, assert_never

from mmcards.model import (
    Blank,
    Block,
    Blocks,
    Break,
    Code,
    Emphasis,
    List,
    Paragraph,
    Picture,
    Plain,
    Sound,
    Spans,
    Strong,
)

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text(words: str) -> str:
    """Text as HTML, for use between tags (not in an attribute: quotes stay as they are).

    Control characters are dropped, since HTML has none. U+0338 strikes out what stands before it: in Unicode's normal
    form C, the end of a tag would become one with it.
    """
    return _CONTROL.sub("", escape(words, quote=False).replace("\u0338", "&#824;"))


def attribute(words: str) -> str:
    """Text as HTML for use between the quotes of an attribute."""
    return text(words).replace('"', "&quot;")


@dataclass(frozen=True, slots=True)
class Html:
    """Writes HTML for one program, which says how it shows what is more than text: pictures, sounds and blanks.

    A blank is given with the HTML of what stands in it.
    """

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
                case Break():
                    parts.append("<br>")
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
        return "\n".join(map(self._block, content))

    def inner(self, content: Blocks) -> str:
        """Blocks for a place that is a block itself, such as a list item: a first and only paragraph stands bare."""
        match content:
            case (Paragraph(line), *others) if not any(isinstance(other, Paragraph) for other in others):
                return "\n".join((self.spans(line), *map(self._block, others)))
            case _:
                return self.blocks(content)

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(line):
                return f"<p>{self.spans(line)}</p>"
            case List(items, start):
                tag, attributes = ("ul", "") if start is None else ("ol", "" if start == 1 else f' start="{start}"')
                rows = "\n".join(f"<li>{self.inner(item)}</li>" for item in items)
                return f"<{tag}{attributes}>\n{rows}\n</{tag}>"
            case _:
                assert_never(block)
