"""Markdown of the smallest kind -> the model's blocks. The only user of markdown-it.

There are paragraphs, line breaks, `**strong**`, `*emphasis*`, `` `code` ``, lists, `![alternative text](picture.png)`,
`![title](sound.mp3)`, and, in a cloze, `{{c1::blanks::hints}}`. What is not clearly meant as markup stays text, since
a card's words must come out as they were written:

- A newline is a line break.
- Code begins and ends in one line.
- Emphasis begins and ends at the edge of a word: `2*3*4` and `__init__` are text.
- A list has two items or an empty line before it: `- 5` alone and `1986. A year` alone are text.
- A backslash takes the meaning from a character that could be markup where it stands, and is itself anywhere else:
  `\\*`, but `\\\\server`. A row of backslashes before such a character halves (as in a Windows command line).
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from mmcards import blanks
from mmcards.model import (
    Blank,
    Block,
    Blocks,
    Break,
    Code,
    Emphasis,
    File,
    List,
    Paragraph,
    Picture,
    Plain,
    Sound,
    Span,
    Strong,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

ANYWHERE: Final = "*`~$[]{}|_!<\\"
"""What a backslash escapes anywhere in a line. More than is markup today: escaped text outlives new markup."""

_AT_THE_START: Final = "-+#>"
PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
SOUNDS: Final = (".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac")

Find: TypeAlias = Callable[[str], File | None]
"""Finds the file that a text names; None where there is none, and the text stays as it was written."""

_MARKUP: Final = re.compile(r"[*`\\\n]|!\[|\{\{")
_LINE_END: Final = re.compile("[\x85\u2028\u2029]")
_MARKER: Final = re.compile(r"([-+*])(?:\s|$)|\d{1,9}([.)])(?:\s|$)")
_TICKS: Final = re.compile("`+")
_NUMBER: Final = re.compile(r"\d{1,9}")
_PICTURE: Final = re.compile(r"!\[((?:[^\[\]\\\n]|\\.)*)\]\(((?:[^()\n]|\([^()\n]*\))+)\)")
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
    return "\n".join(_escaped_start(re.sub(r"(\\*)([*`~$\[\]{}|_!<])", r"\1\1\\\2", line)) for line in text.split("\n"))


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
                yield Paragraph(tuple(_spans(iter(token.children or ()))))
            case "bullet_list_open":
                yield List(tuple(_items(tokens)))
            case "ordered_list_open":
                start = token.attrGet("start")
                yield List(tuple(_items(tokens)), start=1 if start is None else int(start))
            case "list_item_close":
                return


def _items(tokens: Iterator["Token"]) -> Iterator[Blocks]:
    for token in tokens:
        if token.type != "list_item_open":
            return
        yield tuple(_blocks(tokens))


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
            case "softbreak":
                yield Break()
            case "picture" | "sound":
                yield (Picture if token.type == "picture" else Sound)(token.meta["file"], token.content)
            case "blank_open":
                yield Blank(token.meta["number"], tuple(_spans(tokens, styles)), token.meta["hint"])
            case "strong_close" | "em_close" | "blank_close":
                return
    if text:
        yield Plain(text)


# --- the parser ------------------------------------------------------------------------------------------------------


@cache
def _markdown(cloze: bool) -> "MarkdownIt":
    """markdown-it with nothing on but what stands above, and with the rules below in the places of its own."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("zero").enable(["backticks", "emphasis", "escape", "image", "list", "newline"])
    markdown.inline.ruler.at("escape", _read_backslashes)
    markdown.inline.ruler.at("newline", _read_newline)
    markdown.inline.ruler.at("backticks", _read_code)
    markdown.inline.ruler.at("emphasis", _read_stars)
    markdown.inline.ruler.at("image", _read_picture)
    if cloze:
        markdown.inline.ruler.before("escape", "blank", _read_blank)
    markdown.block.ruler.at("paragraph", _read_paragraph)
    markdown.block.ruler.at("list", _read_list, {"alt": ["paragraph"]})
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
    before = source[source.rfind("\n", 0, slash) + 1 : slash].strip()
    if source[place] in _AT_THE_START:
        return not before
    return source[place] in ".)" and _NUMBER.fullmatch(before) is not None


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
    line_end = state.src.find("\n", found.end()) if "\n" in state.src else -1
    closing = re.compile(f"(?<!`){found[0]}(?!`)").search(
        state.src, found.end(), state.posMax if line_end < 0 else line_end
    )
    if not silent:
        if closing:
            code = state.src[found.end() : closing.start()]
            padded = code.startswith(" ") and code.endswith(" ") and code.strip(" ")
            state.push("code_inline", "code", 0).content = code[1:-1] if padded else code
        else:
            state.pending += found[0]
    state.pos = closing.end() if closing else found.end()
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
            token.meta = {"file": file}
    state.pos = found.end()
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
    if not marker or state.level + 2 >= state.md.options["maxNesting"]:
        return False  # the library would drop what stands deeper
    if indent < state.blkIndent or (start > 0 and state.isEmpty(start - 1)):
        return True
    for line in range(start + 1, end):
        if state.isEmpty(line) or state.sCount[line] > indent + 1:
            continue
        return _marker(state, line) == marker and state.sCount[line] >= indent
    return False


def _marker(state: "StateBlock", line: int) -> str:
    """What marks the line as an item: "-", "+", "*", "." or ")"; "" where it is none."""
    found = _MARKER.match(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    return (found[1] or found[2]) if found else ""
