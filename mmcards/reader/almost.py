"""What of a text is almost markup, and stays text: a warning says how it was perhaps meant."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from mmcards import formulas
from mmcards.errors import shortened
from mmcards.model import Block, Blocks, CodeBlock, List, Paragraph, Plain, Quote, Spans, Table

_SIGNS: Final = re.compile(r"```|~~~|\||\)\s?\{|\\[\[(]|\\begin\{|\$")
"""Without one of these, nothing is almost markup."""

# What is looked through has bounds, so that no text takes long.
_FENCE: Final = re.compile(r"(`{3,}+|~{3,}+)(?!.*\1)")
_WIDTH: Final = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]+\)\s?(\{[^{}\n]{0,60}(?:width|height)[^{}\n]{0,60}\})")
_GOOD_WIDTH: Final = re.compile(r"\{ *width *= *[1-9]\d{0,3}(?:px|%|) *\}")
_BRACKETS: Final = re.compile(r"\\\[(.{1,300}?)\\\]|\\\((.{1,300}?)\\\)")
_TEX: Final = re.compile(r"\\[a-zA-Z]|[\^_=]")
_ENVIRONMENT: Final = re.compile(r"\\begin\{[a-z]+\*?\}")


class Almost(NamedTuple):
    """A part of the source, what is wrong with it, and what to do."""

    part: str
    message: str
    hint: str


def almost_markup(source: str, blocks: Blocks) -> Iterator[Almost]:
    """What of a text is shown as it was written, though its author perhaps meant it as markup."""
    if not _SIGNS.search(source):
        return
    for found in _WIDTH.finditer(source):
        if not _GOOD_WIDTH.fullmatch(found[1]) or found[0].endswith(f" {found[1]}"):
            message = f"`{shortened(found[1])}` is no width of a picture, and is shown as it stands"
            yield Almost(found[1], message, "write `{width=40%}` or `{width=300px}` right behind the picture")
    for refused, why in formulas.refused(source):
        message = f"`{shortened(refused)}` is shown as text, and not as a formula: {why}"
        yield Almost(refused, message, "mend the formula; `\\$` is a plain dollar")
    inline = [found for found in _BRACKETS.finditer(source) if _TEX.search(found[1] or found[2])]
    for found in (inline or ([] if "$" in source else [*_ENVIRONMENT.finditer(source)]))[:1]:
        message = f"`{shortened(found[0])}` is no formula here, but text"
        yield Almost(found[0], message, "write formulas as `$…$`, or as `$$…$$` on lines of their own")
    yield from _in_blocks(blocks)


def _in_blocks(blocks: Blocks) -> Iterator[Almost]:
    before: Block | None = None
    for block in blocks:
        match block:
            case Paragraph(spans):
                text = _first(spans)
                if isinstance(before, Table) and text.startswith("|"):
                    message = "this row of a table has more cells than its head, so that the table ends before it"
                    yield Almost(text, message, "take a cell out, or write `\\|` for a bar in a cell")
                for line in (span.text for span in spans if isinstance(span, Plain)):
                    if fence := _FENCE.match(line):
                        message = f"`{shortened(line)}` begins no code, and is shown as it stands"
                        hint = f"write a language or nothing behind `{fence[1]}`, and close the code with `{fence[1]}`"
                        yield Almost(line, message, hint)
                        break
            case List(items):
                for item in items:
                    yield from _in_blocks(item)
            case Quote(inner):
                yield from _in_blocks(inner)
            case CodeBlock() | Table():
                pass
        before = block


def _first(spans: Spans) -> str:
    return spans[0].text if spans and isinstance(spans[0], Plain) else ""
