"""Blocks -> Markdown as GitHub shows it, so that the reference can show what a card shows."""

import re
from textwrap import indent
from typing import assert_never

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
)


def text(words: str) -> str:
    """Text that stays what it is."""
    escaped = re.sub(r"([\\`*_~\[\]{}|$#>!])", r"\\\1", words.replace("&", "&amp;").replace("<", "&lt;"))
    escaped = re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+])", r"\\\1", escaped))
    return escaped.replace("://", ":<span>//</span>")  # no link of it


def code(words: str) -> str:
    """Code, between more backticks than stand in it."""
    ticks = "`" * (1 + max((len(found) for found in re.findall("`+", words)), default=0))
    pad = " " if words[:1] == "`" or words[-1:] == "`" else ""
    return f"{ticks}{pad}{words}{pad}{ticks}"


def spans(line: Spans) -> str:
    parts = []
    for span in line:
        match span:
            case Plain(words):
                parts.append(text(words))
            case Code(words):
                parts.append(code(words))
            case Strong(inner):
                parts.append(f"**{spans(inner)}**")
            case Emphasis(inner):
                parts.append(f"*{spans(inner)}*")
            case Struck(inner):
                parts.append(f"~~{spans(inner)}~~")
            case Link(address, inner):
                parts.append(f"[{spans(inner)}]({address})")
            case Break():
                parts.append("<br>")
            case Formula(source, display):
                parts.append(f"$${source}$$" if display else f"${source}$")
            case Picture(_, alternative):
                parts.append(f"🖼 *{text(alternative)}*")
            case Sound(_, title):
                parts.append(f"▶ *{text(title)}*")
            case Blank(_, _, hint):
                parts.append(f"**\\[{text(hint or '…')}\\]**")
            case _:
                assert_never(span)
    return "".join(parts)


def cell(line: Spans) -> str:
    """Spans in a table, where a bare | would begin the next cell."""
    return re.sub(r"(?<!\\)\|", r"\\|", spans(line))


def blocks(content: Blocks) -> str:
    return "\n\n".join(map(_block, content))


def _block(block: Block) -> str:
    match block:
        case Paragraph(line):
            return spans(line)
        case List(items, start):
            marks = ["-" if start is None else f"{start + index}." for index in range(len(items))]
            rows = (
                f"{mark} {indent(blocks(item), ' ' * (len(mark) + 1)).lstrip()}"
                for mark, item in zip(marks, items, strict=True)
            )
            return "\n".join(rows)
        case CodeBlock(written, language):
            return f"```{language}\n{written}\n```"
        case Table(head, rows, alignments):
            rule = ({"": "---", "left": ":--", "center": ":-:", "right": "--:"}[each] for each in alignments)
            cells = [[*map(cell, head)], [*rule], *([*map(cell, row)] for row in rows)]
            return "\n".join(f"| {' | '.join(row)} |" for row in cells)
        case Quote(inner):
            return quoted(blocks(inner))
        case _:
            assert_never(block)


def quoted(markdown: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))
