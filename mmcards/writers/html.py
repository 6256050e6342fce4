"""Blocks and spans -> HTML, for every format that a browser shows. Knows of no card and no program."""

from html import escape
from typing import assert_never

from mmcards.model import Block, Blocks, Break, Code, Emphasis, List, Paragraph, Plain, Spans, Strong


def text(words: str) -> str:
    """Text as HTML, for use between tags (not in an attribute: quotes stay as they are).

    U+0338 strikes out what stands before it: in Unicode's normal form C, the end of a tag would become one with it.
    """
    return escape(words, quote=False).replace("\u0338", "&#824;")


def spans(line: Spans) -> str:
    parts = []
    for span in line:
        match span:
            case Plain(words):
                parts.append(text(words))
            case Code(words):
                parts.append(f"<code>{text(words)}</code>")
            case Strong(inner):
                parts.append(f"<strong>{spans(inner)}</strong>")
            case Emphasis(inner):
                parts.append(f"<em>{spans(inner)}</em>")
            case Break():
                parts.append("<br>")
            case _:
                assert_never(span)
    return "".join(parts)


def blocks(content: Blocks) -> str:
    """Blocks below each other. The newline between them keeps their words apart where the tags are taken out."""
    return "\n".join(map(_block, content))


def inner(content: Blocks) -> str:
    """Blocks for a place that is a block itself, such as a list item: a first and only paragraph stands bare."""
    match content:
        case (Paragraph(line), *others) if not any(isinstance(other, Paragraph) for other in others):
            return "\n".join((spans(line), *map(_block, others)))
        case _:
            return blocks(content)


def _block(block: Block) -> str:
    match block:
        case Paragraph(line):
            return f"<p>{spans(line)}</p>"
        case List(items, start):
            tag, attribute = ("ul", "") if start is None else ("ol", "" if start == 1 else f' start="{start}"')
            rows = "\n".join(f"<li>{inner(item)}</li>" for item in items)
            return f"<{tag}{attribute}>\n{rows}\n</{tag}>"
        case _:
            assert_never(block)
