"""Markdown -> the model's blocks. The only user of markdown-it.

In a line there are `**strong**`, `*emphasis*`, `~~struck~~`, `` `code` ``, `$formulas$`, `[links](https://…)`,
`![alternative text](picture.png)`, `![title](sound.mp3)`, and, in a cloze, `{{c1::blanks::hints}}`. Below each other
there are paragraphs, lists, quotes, tables, fenced code, `$$formulas$$` and `# headings`, which are bold lines. What is
not clearly meant as markup stays text, since a card's words must come out as they were written:

- A newline is a line break.
- Code begins and ends in one line, or between two fences: lines of three backticks or tildes.
- Emphasis begins and ends at the edge of a word: `2*3*4` and `__init__` are text.
- A list or a quote has two items or lines, or an empty line before it: `- 5` alone, `1986. A year` alone and `> 50 %`
  alone are text. A list in an item of another one may have one item.
- A heading has something below it that is no heading of its level: `# of protons` alone is text.
- A table has a line of dashes below its head and a `|` in each line, and ends before a row with more cells than that.
- A link leads to an http:, https: or mailto: address.
- A backslash takes the meaning from a character that could be markup where it stands, and is itself anywhere else:
  `\\*`, but `\\\\server`. A row of backslashes before such a character halves (as in a Windows command line).

HTML and entities are text. What `$` makes a formula and what money is, see formulas.py.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from mmcards import blanks, formulas
from mmcards.model import (
    Alignment,
    Blank,
    Block,
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
    Spans,
    Strong,
    Struck,
    Table,
    Width,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

ANYWHERE: Final = "*`~$[]{}|_!<\\"
"""What a backslash escapes anywhere in a line. More than is markup today: escaped text outlives new markup."""

AT_THE_START: Final = "-+#>"
"""What it escapes at the start of a line."""

PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
SOUNDS: Final = (".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac")

Find: TypeAlias = Callable[[str], File | None]
"""Finds the file that a text names; None where there is none, and the text stays as it was written."""

_MARKUP: Final = re.compile(r"[*`\\\n]|\]\(|\{\{|~~|\$.*\$")
"""What a text of one line has if there is markup in it."""

_LINE_END: Final = re.compile("[\x85\u2028\u2029]")
_MARKER: Final = re.compile(r"([-+*])(?:\s|$)|\d{1,9}([.)])(?:\s|$)")
_TICKS: Final = re.compile("`+")
_NUMBER: Final = re.compile(r"\d{1,9}")
_INDENTED: Final = 200
"""Characters from the start of a line in which a list, a heading or a quote may begin."""

_PICTURE: Final = re.compile(
    r"!\[((?:[^\[\]\\\n]|\\.)*)\]\(((?:[^()\n]|\([^()\n]*\))+)\)(?:\{ *width *= *([1-9]\d{0,3})(px|%|) *\})?"
)
_ADDRESS: Final = re.compile(
    r"\(((?:https?://|mailto:)(?:[^\s()<>\x00-\x1f]|\([^\s()<>\x00-\x1f]*\))+)\)", re.IGNORECASE
)
_FENCE: Final = re.compile(r"(`{3,}|~{3,})[ \t]*([\w+#.-]*)[ \t]*$")
_CLOSING_FENCE: Final = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_QUOTED: Final = re.compile(r">(?:[ \t]|$)")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_ESCAPED: Final = re.compile(r"\\([\[\]\\])")
_UNSPACED: Final = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
"""Chinese, Japanese, Korean and Thai are written without spaces, so that emphasis stands between letters.

Compiled when a text asks for it, since that takes 3 ms.
"""


def parse(text: str, find: Find = lambda _: None, *, cloze: bool = False) -> Blocks:
    """The blocks of a text; () where there is nothing but white space.

    `find` gives the files of pictures and sounds. In a cloze there are blanks; one without a number has the number 0.
    """
    if not text.isascii():
        text = _LINE_END.sub("\n", text)
    stripped = text.strip(" \t\n")
    if not stripped:
        return ()
    if not _MARKUP.search(stripped):
        return (Paragraph((Plain(stripped),)),)
    return tuple(_blocks(iter(_markdown(cloze).parse(text, {"find": find}))))


def escape(text: str) -> str:
    """The source of a text that is shown as it stands, whatever it holds."""
    lines = _LINE_END.sub("\n", text).split("\n")
    return "\n".join(_escaped_start(re.sub(r"(?<!\\)(\\*)([*`~$\[\]{}|_!<])", r"\1\1\\\2", line)) for line in lines)


def _escaped_start(line: str) -> str:
    found = re.match(r"(\s*(?:\d{1,9}(?=\\*[.)]))?)(\\*)([-+#>.)])", line)
    if not found or (found[3] in ".)") != found[1].strip().isdigit():
        return line
    return f"{found[1]}{found[2] * 2}\\{line[found.end() - 1 :]}"


# --- tokens -> blocks ------------------------------------------------------------------------------------------------


def _blocks(tokens: Iterator["Token"]) -> Iterator[Block]:
    """The blocks up to the end of what encloses them."""
    for token in tokens:
        match token.type:
            case "inline":
                yield Paragraph(_line(token))
            case "heading_open":
                yield Paragraph((Strong(_line(next(tokens))),))
            case "bullet_list_open":
                yield List(tuple(_items(tokens)))
            case "ordered_list_open":
                start = token.attrGet("start")
                yield List(tuple(_items(tokens)), start=1 if start is None else int(start))
            case "fence":
                yield CodeBlock(token.content.removesuffix("\n"), token.info.strip())
            case "table_open":
                yield _table(tokens)
            case "blockquote_open":
                yield Quote(tuple(_blocks(tokens)))
            case "list_item_close" | "blockquote_close":
                return


def _items(tokens: Iterator["Token"]) -> Iterator[Blocks]:
    for token in tokens:
        if token.type != "list_item_open":
            return
        yield tuple(_blocks(tokens))


def _table(tokens: Iterator["Token"]) -> Table:
    rows: list[list[Spans]] = []
    alignments: list[Alignment] = []
    for token in tokens:
        match token.type:
            case "tr_open":
                rows.append([])
            case "th_open":
                alignments.append(_ALIGNMENTS[str(token.attrGet("style") or "")])
            case "inline":
                rows[-1].append(_line(token))
            case "table_close":
                break
    head, *others = map(tuple, rows)
    return Table(head, tuple(others), tuple(alignments))


_ALIGNMENTS: Final[dict[str, Alignment]] = {
    "": "",
    "text-align:left": "left",
    "text-align:center": "center",
    "text-align:right": "right",
}
"""By what markdown-it writes."""


def _line(token: "Token") -> Spans:
    return tuple(_spans(iter(token.children or ())))


def _spans(tokens: Iterator["Token"], styles: tuple[str, ...] = ()) -> Iterator[Span]:
    """The spans up to the end of what encloses them; neighbouring texts are one.

    A style inside itself adds nothing and is left out, so that thousands of stars nest no deeper than there are styles
    and blanks.
    """
    text = ""
    again = 0
    for token in tokens:
        if token.type == "text":
            text += token.content
            continue
        style, _, end = token.type.rpartition("_")
        if end == "open" and style in styles:
            again += 1
            continue
        if end == "close" and again:
            again -= 1
            continue
        if text:
            yield Plain(text)
            text = ""
        match token.type:
            case "code_inline":
                yield Code(token.content)
            case "strong_open":
                yield Strong(tuple(_spans(tokens, (*styles, style))))
            case "em_open":
                yield Emphasis(tuple(_spans(tokens, (*styles, style))))
            case "s_open":
                yield Struck(tuple(_spans(tokens, (*styles, style))))
            case "link_open":
                yield Link(token.meta["address"], tuple(_spans(tokens, (*styles, style))))
            case "softbreak":
                yield Break()
            case "formula":
                yield Formula(token.content, token.meta["display"])
            case "picture":
                yield Picture(token.meta["file"], token.content, token.meta["width"])
            case "sound":
                yield Sound(token.meta["file"], token.content)
            case "blank_open":
                yield Blank(token.meta["number"], tuple(_spans(tokens, styles)), token.meta["hint"])
            case "strong_close" | "em_close" | "s_close" | "link_close" | "blank_close":
                return
    if text:
        yield Plain(text)


# --- the parser ------------------------------------------------------------------------------------------------------


@cache
def _markdown(cloze: bool) -> "MarkdownIt":
    """markdown-it with nothing on but what stands above, and with the rules below in the places of its own."""
    from markdown_it import MarkdownIt

    spans = ("backticks", "emphasis", "escape", "image", "link", "newline", "strikethrough")
    blocks = ("blockquote", "fence", "heading", "list", "table")
    markdown = MarkdownIt("zero").enable([*spans, *blocks])
    markdown.inline.ruler.at("escape", _read_backslashes)
    markdown.inline.ruler.at("newline", _read_newline)
    markdown.inline.ruler.at("backticks", _read_code)
    markdown.inline.ruler.at("emphasis", _read_stars)
    markdown.inline.ruler.at("image", _read_picture)
    markdown.inline.ruler.at("link", _read_link)
    markdown.inline.ruler.before("escape", "formula", _read_formula)
    if cloze:
        markdown.inline.ruler.before("escape", "blank", _read_blank)
    markdown.block.ruler.at("paragraph", _read_paragraph)
    interrupts = ["paragraph", "blockquote"]
    markdown.block.ruler.at("list", _read_list, {"alt": interrupts})
    markdown.block.ruler.at("heading", _read_heading, {"alt": interrupts})
    markdown.block.ruler.at("blockquote", _read_quote, {"alt": [*interrupts, "list"]})
    markdown.block.ruler.at("fence", _read_fence, {"alt": [*interrupts, "list"]})
    markdown.block.ruler.at("table", _read_table, {"alt": ["paragraph"]})
    markdown.block.ruler.before("table", "table_end", _end_table, {"alt": ["blockquote"]})
    markdown.block.ruler.before("table", "display", _read_display, {"alt": [*interrupts, "list"]})
    return markdown


def _read_backslashes(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] != "\\":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == "\\":
        end += 1
    slashes = end - state.pos
    if end < state.posMax and _could_be_markup(state.src, state.pos, end):
        escaped = slashes % 2
        text = "\\" * (slashes // 2) + state.src[end : end + escaped]
        end += escaped
    else:
        text = "\\" * slashes
    if not silent:
        state.pending += text
    state.pos = end
    return True


def _could_be_markup(source: str, slash: int, place: int) -> bool:
    """Whether the character at `place` could be markup if the backslashes from `slash` on were not there."""
    if source[place] in ANYWHERE:
        return True
    if source[place] not in AT_THE_START and source[place] not in ".)":
        return False
    words = source[max(0, slash - _INDENTED) : slash].rpartition("\n")
    if slash > _INDENTED and not words[1]:
        return False  # this far from its start
    before = words[2].strip()
    if source[place] in AT_THE_START:
        return not before
    return _NUMBER.fullmatch(before) is not None


def _read_newline(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.pending = state.pending.rstrip(" \t")
        state.push("softbreak", "br", 0)
    state.pos += 1
    while state.pos < state.posMax and state.src[state.pos] in " \t":
        state.pos += 1
    return True


def _read_code(state: "StateInline", silent: bool) -> bool:
    """Code between backticks, as many on either side, and all in one line. Others are text."""
    found = _TICKS.match(state.src, state.pos)
    if not found:
        return False
    if "ticks" not in state.env or state.env["ticks"][0] != state.src:
        state.env["ticks"] = state.src, blanks.Ticks(state.src)
    end = state.env["ticks"][1].end(found.end(), len(found[0]))
    is_closed = end is not None and end <= state.posMax
    if not silent:
        if is_closed:
            code = state.src[found.end() : end - len(found[0])]
            padded = code.startswith(" ") and code.endswith(" ") and code.strip(" ")
            state.push("code_inline", "code", 0).content = code[1:-1] if padded else code
        else:
            state.pending += found[0]
    state.pos = end if is_closed else found.end()
    return True


def _read_picture(state: "StateInline", silent: bool) -> bool:
    """A picture or a sound. The name of its file may have spaces and pairs of parentheses in it."""
    if state.src[state.pos] != "!":
        return False
    found = _PICTURE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    name = found[2].strip()
    file = state.env["find"](name)
    if not silent:
        if file is None:
            state.pending += found[0]
        else:
            kind = "sound" if name.lower().endswith(SOUNDS) else "picture"
            token = state.push(kind, "", 0)
            token.content = _ESCAPED.sub(r"\1", found[1]).strip()
            token.meta = {"file": file, "width": Width(int(found[3]), found[4] == "%") if found[3] else None}
    state.pos = found.end()
    return True


def _read_link(state: "StateInline", silent: bool) -> bool:
    """A link to an address on the web or of mail. One to anywhere else, or in another link, is text."""
    if state.src[state.pos] != "[" or state.linkLevel:
        return False
    start = state.pos + 1
    label_end = state.md.helpers.parseLinkLabel(state, state.pos)
    found = _ADDRESS.match(state.src, label_end + 1, state.posMax) if label_end > start else None
    if not found:
        return False
    if not silent:
        end = state.posMax
        state.pos, state.posMax = start, label_end
        state.push("link_open", "a", 1).meta = {"address": found[1]}
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
        state.posMax = end
    state.pos = found.end()
    return True


def _read_formula(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    found = formulas.at(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = found.source
        token.meta = {"display": found.display}
    state.pos = found.end
    return True


def _read_blank(state: "StateInline", silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    if "blanks" not in state.env or state.env["blanks"][0] != state.src:
        try:
            found = {blank.start: blank for blank in blanks.find(state.src)}
        except blanks.Unclosed:
            found = {}
        state.env["blanks"] = state.src, found
    blank = state.env["blanks"][1].get(state.pos)
    if blank is None:
        return False
    if not silent:
        hint = state.src[blank.hint + 2 : blank.end - 2].strip()
        state.push("blank_open", "", 1).meta = {"number": blank.number or 0, "hint": hint}
        end, state.pos, state.posMax = state.posMax, blank.inner, blank.hint
        state.md.inline.tokenize(state)
        state.posMax = end
        state.push("blank_close", "", -1)
    state.pos = blank.end
    return True


def _read_stars(state: "StateInline", silent: bool) -> bool:
    """Delimiters of emphasis: they open before a word and close behind one, never inside it."""
    from markdown_it.rules_inline.state_inline import Delimiter

    if silent or state.src[state.pos] != "*":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == "*":
        end += 1
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    for _ in range(end - state.pos):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=end - state.pos,
                token=len(state.tokens) - 1,
                end=-1,
                open=not after.isspace() and not _in_a_word(before),
                close=not before.isspace() and not _in_a_word(after),
            )
        )
    state.pos = end
    return True


def _in_a_word(character: str) -> bool:
    return character.isalnum() and (character.isascii() or not re.match(_UNSPACED, character))


def _read_paragraph(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """A paragraph up to an empty line, a list, or, in an item, a line that stands left of it.

    The library's own would take such a line into the item, and strips spaces that do not break.
    """
    rules = state.md.block.ruler.getRules("paragraph")
    line = start + 1
    while line < end and not state.isEmpty(line):
        left = state.sCount[line] < state.blkIndent
        if left or (state.sCount[line] >= 0 and any(rule(state, line, end, True) for rule in rules)):
            break
        line += 1
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, line, state.blkIndent, False).strip(" \t\n")
    inline.map = [start, line]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _read_list(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    from markdown_it.rules_block import list_block

    if not _is_list(state, start, end):
        return False
    return list_block(state, start, end, silent)


def _is_list(state: "StateBlock", start: int, end: int) -> bool:
    """Whether a list of two items begins here, or one of one item with an empty line before it.

    A marker left of the item that is being read is the next item of a list around it.
    """
    marker = _marker(state, start)
    indent = state.sCount[start]
    if not marker or _is_too_deep(state):
        return False
    if indent < state.blkIndent or (start > 0 and state.isEmpty(start - 1)) or _is_below_an_item(state, start):
        return True
    for line in range(start + 1, end):
        if state.isEmpty(line) or state.sCount[line] > indent + 1:
            continue
        return _marker(state, line) == marker and state.sCount[line] >= indent
    return False


def _is_below_an_item(state: "StateBlock", line: int) -> bool:
    """Whether a line stands in an item of a list, below the first one, which has the marker."""
    start = state.bMarks[line]
    is_first = bool(state.src[start : start + state.tShift[line]].strip())
    return state.parentType == "list" and not is_first and 0 < state.blkIndent <= state.sCount[line]


def _marker(state: "StateBlock", line: int) -> str:
    """What marks the line as an item: "-", "+", "*", "." or ")"; "" where it is none."""
    found = _MARKER.match(_text_of(state, line))
    return (found[1] or found[2]) if found else ""


def _text_of(state: "StateBlock", line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _is_too_deep(state: "StateBlock") -> bool:
    """Whether the library would drop what stands in what begins here."""
    return state.level + 2 >= int(state.md.options["maxNesting"])


def _read_quote(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    from markdown_it.rules_block import blockquote

    if not _is_quoted(state, start) or _is_too_deep(state):
        return False
    inside = state.parentType == "blockquote" or _is_below_an_item(state, start)
    is_parted = start > 0 and state.isEmpty(start - 1)
    if not (inside or is_parted or (start + 1 < end and _is_quoted(state, start + 1))):
        return False
    return blockquote(state, start, end, silent)


def _is_quoted(state: "StateBlock", line: int) -> bool:
    return _QUOTED.match(_text_of(state, line)) is not None


def _read_fence(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Code between two fences, of which the first may name its language. A fence alone is text."""
    from markdown_it.rules_block import fence

    opening = _FENCE.match(_text_of(state, start))
    if not opening or not _is_closed(state, opening[1], state.eMarks[start]):
        return False
    return fence(state, start, end, silent)


def _is_closed(state: "StateBlock", opening: str, place: int) -> bool:
    """Whether a fence behind a place may close this one. The last ones of each kind are enough to know that."""
    if "fences" not in state.env or state.env["fences"][0] != state.src:
        found = {closing[1]: closing.start() for closing in _CLOSING_FENCE.finditer(state.src)}
        state.env["fences"] = state.src, found
    return any(closing.startswith(opening) and last >= place for closing, last in state.env["fences"][1].items())


def _read_heading(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """A line that begins with a `#`, with something below it that is no heading of the same level or a higher one."""
    found = _HEADING.match(_text_of(state, start))
    if not found:
        return False
    below = next((line for line in range(start + 1, end) if not state.isEmpty(line)), None)
    if below is None or state.sCount[below] < state.blkIndent:
        return False
    other = _HEADING.match(_text_of(state, below))
    if other and len(other[1]) <= len(found[1]):
        return False
    if not silent:
        state.line = start + 1
        state.push("heading_open", "p", 1)
        inline = state.push("inline", "", 0)
        inline.content = found[2].strip(" \t")
        inline.map = [start, state.line]
        inline.children = []
        state.push("heading_close", "p", -1)
    return True


def _read_table(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    from markdown_it.rules_block import table

    if _is_too_deep(state):
        return False
    state.env["columns"] = _cells(state, start)
    return table(state, start, end, silent)


def _end_table(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Whether a table ends before a line: one that parts no cells, or has more of them than the library would keep.

    It asks its rules for quotes.
    """
    return silent and state.parentType == "table" and not 0 < _cells(state, start) <= state.env["columns"]


def _cells(state: "StateBlock", line: int) -> int:
    """How many cells of a table a line has; 0 where no `|` parts any."""
    from markdown_it.rules_block.table import escapedSplit

    text = _text_of(state, line).strip()
    if "|" not in text:
        return 0
    cells = escapedSplit(text)
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


def _read_display(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """A formula on lines of its own, none of which is a list or a quote."""
    place = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("$$", place):
        return False
    found = formulas.at(state.src, place, state.eMarks[end - 1])
    if not found:
        return False
    last = bisect_left(state.eMarks, found.end, start, end)
    if last >= end or state.src[found.end : state.eMarks[last]].strip():
        return False
    if not silent:
        state.line = last + 1
        state.push("paragraph_open", "p", 1).map = [start, state.line]
        inline = state.push("inline", "", 0)
        inline.content = state.getLines(start, state.line, state.blkIndent, False).strip()
        inline.map = [start, state.line]
        inline.children = []
        state.push("paragraph_close", "p", -1)
    return True
