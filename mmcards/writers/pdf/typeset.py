"""Spans and blocks -> words, shaped.

Widths are in ems, so that a text is measured once, whatever its size.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

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
    Span,
    Spans,
    Strong,
    Struck,
    Table,
    plain_spans,
    plain_text,
)
from mmcards.writers.pdf import directions, pictures
from mmcards.writers.pdf.lines import SetParagraph, Word, Words
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.set_blocks import (
    SetBlock,
    SetCell,
    SetCode,
    SetItem,
    SetList,
    SetPicture,
    SetQuote,
    SetRow,
    SetTable,
)
from mmcards.writers.pdf.shaping import Glyphs, Run, Shaper
from mmcards.writers.pdf.typefaces import Style, Typefaces
from mmcards.writers.pdf.vocabulary import Vocabulary
from mmcards.writers.pdf.wear import Anchor, SetFormula, Wear

if TYPE_CHECKING:
    from mmcards.writers import highlight

_BLANK: Final = r" \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"
"""White space at which a line may end: that of Unicode's line breaking (Standard Annex 14, classes SP and BA)."""

_TOKEN: Final = re.compile(rf"[^{_BLANK}]+")
_GAP_OR_TOKEN: Final = re.compile(rf"([{_BLANK}]+)|([^{_BLANK}]+)")
_CODE_WORD: Final = re.compile(" +|[^ ]+ *")
"""What stands together in code."""

_TAB: Final = 4
"""The columns between the places to which tabs lead."""

_CODE_STYLES: Final[dict["highlight.Role", Style]] = {
    "keyword": Style.CODE_BOLD,
    "added": Style.CODE_BOLD,
    "comment": Style.CODE_ITALIC,
}
"""What tells pieces of code apart in black and white."""


class Typesetter:
    """Measures the texts of one document. `language` is that of its deck, a BCP 47 tag or ""."""

    def __init__(self, typefaces: Typefaces, language: str = "") -> None:
        self.typefaces = typefaces
        self.undrawn: dict[str, str] = {}  # why formulas, by their sources, are not drawn
        self._shaper = Shaper(typefaces, language)
        self._words = Vocabulary(typefaces, self._shaper)
        self._texts = Remembered[tuple[str, Style], SetParagraph](lambda key: self.line(*key))

    @property
    def has_spelled(self) -> bool:
        """Whether a sign was told by its name."""
        return self._words.has_spelled

    def measured(self, blocks: Blocks, style: Style) -> tuple[SetBlock, ...]:
        """Blocks with the widths of their words and pictures. Raises Unprintable and pictures.Unreadable."""
        found: list[SetBlock] = []
        for block in blocks:
            match block:
                case Paragraph((Plain(text),)):
                    found.append(self._plain_paragraph(text, style))
                case _:
                    found += self._measured(block, style)
        return tuple(found)

    def measured_text(self, text: str, style: Style) -> SetParagraph:
        """A text without markup, as one line. Raises Unprintable."""
        return self._texts[text, style]

    def line(self, text: str, style: Style) -> SetParagraph:
        """A text without markup, as one line, which is not remembered. Raises Unprintable."""
        return self._plain_paragraph(" ".join(text.split()), style)

    def once(self, name: str, style: Style) -> tuple[Word, ...]:
        """The words of an id or a number, in ASCII and without spaces, which does not come again."""
        return self._words.token((style, 0), name)

    def _measured(self, block: Block, style: Style) -> Iterator[SetBlock]:
        match block:
            case Paragraph(spans):
                yield from self._around_boxes(spans, style)
            case List(items, start):
                right = _is_right_to_left(map(plain_text, items), len(items))
                mark = directions.RIGHT if right else ""
                numbers = (None if start is None else f"{mark}{start + place}." for place in range(len(items)))
                yield SetList(
                    tuple(
                        SetItem(self.measured_text(number, style) if number else None, self.measured(item, style))
                        for number, item in zip(numbers, items, strict=True)
                    ),
                    right,
                )
            case CodeBlock(text, language):
                yield SetCode(tuple(self._code_lines(text, language)))
            case Table(head, rows, alignments):
                cells = [
                    SetRow(
                        tuple(
                            SetCell(self._cell(cell, style.bold() if first else style), alignment, first)
                            for cell, alignment in zip(row, alignments, strict=True)
                        )
                    )
                    for first, row in ((place == 0, row) for place, row in enumerate((head, *rows)))
                ]
                right = _is_right_to_left(map(plain_spans, block.cells), len(head) * len(cells))
                yield SetTable(tuple(cells), right)
            case Quote(inner):
                yield SetQuote(self.measured(inner, style), _is_right_to_left([plain_text(inner)], 1))
            case _:
                assert_never(block)

    def _around_boxes(self, spans: Spans, style: Style) -> Iterator[SetBlock]:
        """A paragraph, parted by the pictures and formulas on display in it. Line breaks beside them are theirs."""
        parts = tuple(_parted(spans))
        for part in parts:
            match part:
                case Picture():
                    yield _set_picture(part)
                    continue
                case Formula():
                    if formula := self._set_formula(part, style):
                        yield formula
                        continue
                    part = (part,)
            found = self._mixed_paragraph(part, style)
            if len(parts) > 1:
                found = replace(found, parts=_without_outer_breaks(found.parts))
            if found.parts:
                yield found

    def _cell(self, spans: Spans, style: Style) -> tuple[SetBlock, ...]:
        return tuple(self._around_boxes(spans, style)) if spans else ()

    def _code_lines(self, text: str, language: str) -> Iterator[SetParagraph]:
        """The lines of code, which are parted behind spaces where they do not fit."""
        from mmcards.writers import highlight

        styled: list[list[tuple[str, highlight.Role]]] = [[]]
        for piece in highlight.pieces(text, language):
            first, *others = piece.text.split("\n")
            styled[-1].append((first, piece.role))
            styled += ([(other, piece.role)] for other in others)
        for line in styled:
            yield self._code_line([(self._words.readied(part), role) for part, role in _without_tabs(line) if part])

    def _code_line(self, line: "Sequence[tuple[str, highlight.Role]]") -> SetParagraph:
        whole = "".join(part for part, _ in line)
        turned = directions.has_right_to_left(whole)
        levels = directions.levels(whole, 0) if turned else None
        runs: list[Run] = []
        start = 0
        for part, role in line:
            end = start + len(part)
            style = _CODE_STYLES.get(role, Style.CODE)
            runs += self._shaper.runs(part, style, levels[start:end] if levels else None)
            start = end
        return SetParagraph((Words(list(self._code_words(runs)), turned=turned),))

    def _code_words(self, runs: Sequence[Run]) -> Iterator[Word]:
        """Code in words with the spaces behind them, the first with those before it too: no other space is left out."""
        word: list[Run] = []
        for run in runs:
            if run.level % 2:
                word.append(run)
                continue
            start = 0
            for found in _CODE_WORD.finditer(run.text):
                word.append(run.part(start, found.end()))
                start = found.end()
                if found[0].endswith(" ") and any(part.text.strip() for part in word):
                    yield Word(tuple(word))
                    word = []
        if word:
            yield Word(tuple(word), self._words.space(Style.CODE, 0))

    def _plain_paragraph(self, text: str, style: Style) -> SetParagraph:
        """A paragraph in one style."""
        if not text.isascii():
            text = self._words.readied(text)
            if directions.has_right_to_left(text):
                return self._mixed_paragraph((Plain(text),), style)
        tokens = text.split() if text.isascii() and text.isprintable() else _TOKEN.findall(text)
        words = map(self._words.tokens[style, 0].__getitem__, tokens)
        return SetParagraph((Words(list(chain.from_iterable(words))),))

    def _mixed_paragraph(self, spans: Spans, style: Style) -> SetParagraph:
        """A paragraph in several styles or directions."""
        lines: list[list[_Piece]] = [[]]
        for piece in self._pieces(spans, style):
            if piece.text == "\n":
                lines.append([])
            else:
                lines[-1].append(piece)
        whole = ["".join(piece.text for piece in line) for line in lines]
        worn = [any(piece.wear for piece in line) for line in lines]
        if not any(map(directions.has_right_to_left, whole)):
            found = [
                Words(list(self._mixed_words(line, None)), worn=wear) for line, wear in zip(lines, worn, strict=True)
            ]
            return SetParagraph(tuple(found))
        base = directions.base(" ".join(whole))
        return SetParagraph(
            tuple(
                Words(list(self._mixed_words(line, directions.levels(text, base))), turned=True, worn=wear)
                for line, text, wear in zip(lines, whole, worn, strict=True)
            ),
            right_to_left=base == 1,
        )

    def _pieces(self, spans: Spans, style: Style, wear: Wear | None = None) -> Iterator["_Piece"]:
        for span in spans:
            match span:
                case Plain(text) if style.is_slanted:
                    for place, part in enumerate(_UPRIGHT.split(self._words.readied(text))):
                        dotted = (wear or Wear())._replace(dotted=True)
                        yield _Piece(part, style, dotted if place % 2 else wear)
                case Plain(text):
                    yield _Piece(self._words.readied(text), style, wear)
                case Code(text):
                    yield _Piece(self._words.readied(text), style.code(), wear)
                case Strong(inner):
                    yield from self._pieces(inner, style.bold(), wear)
                case Emphasis(inner):
                    yield from self._pieces(inner, style.italic(), wear)
                case Struck(inner):
                    yield from self._pieces(inner, style, (wear or Wear())._replace(struck=True))
                case Link(address, inner):
                    yield from self._pieces(inner, style, (wear or Wear())._replace(anchor=Anchor(address)))
                case Break():
                    yield _Piece("\n", style)
                case Blank(_, inner):
                    yield from self._pieces(inner, style, wear)
                case Formula():
                    if found := self._set_formula(span, style):
                        yield _Piece(_FORMULA, style, (wear or Wear())._replace(formula=found))
                    else:
                        yield _Piece(self._words.readied(_in_one_line(span.source)), style.code(), wear)
                case Picture():
                    pass  # stands by itself, between paragraphs
                case Sound(_, title):
                    yield _Piece(self._words.readied(f"♪\u00a0{title}" if title else "♪"), style, wear)
                case _:
                    assert_never(span)

    def _set_formula(self, formula: Formula, style: Style) -> SetFormula | None:
        """A formula as it is drawn; None where it cannot be, and its source is to stand in its place."""
        from mmcards.writers.formulas import outlines

        try:
            drawn = outlines.drawn(formula.source, display=formula.display, bold=style.is_bold)
        except outlines.Undrawable as error:
            self.undrawn[formula.source] = error.why
            return None
        found = SetFormula(formula.source, drawn)
        height = drawn.ascent + drawn.descent
        return found if formula.display or height <= _HIGHEST else found.scaled(_HIGHEST / height)

    def _formula(self, wear: Wear, style: Style, level: int) -> Run:
        """A run without glyphs, as wide as the formula that it wears."""
        assert wear.formula
        width = wear.formula.drawn.width
        return Run(self.typefaces.first(style), "", width, Glyphs((), (), ()), level, wear=wear)

    def _mixed_words(self, line: list["_Piece"], levels: list[int] | None) -> Iterator[Word]:
        """The words of a line in several styles, of which a word may have more than one."""
        runs: list[Run] = []  # of the word that is not ended yet
        is_code = False  # whether the last of them are code, whose wide spaces are its own
        start = 0
        for text, style, wear in line:
            if wear and wear.formula:
                runs.append(self._formula(wear, style, levels[start] if levels else 0))
                start += len(text)
                continue
            for found in _GAP_OR_TOKEN.finditer(text):
                gap, token = found.groups()
                place = start + found.start()
                if gap:
                    wide = gap.expandtabs(_TAB) if style.is_code else " "
                    beside = () if is_code or style.is_code else runs
                    space = _worn(self._words.space(style, levels[place] if levels else 0, wide, beside), wear)
                    if style.is_code and not runs:
                        runs += space
                    elif runs:
                        yield Word(tuple(runs), space)
                        runs = []
                    continue
                after = start + found.end()
                words = self._words.parted(token, style, levels[place:after] if levels else None)
                ended = found.end() < len(text) and not style.is_code and not wear
                if ended and not runs and (not levels or len(set(levels[place : after + 1])) == 1):
                    yield from words  # with the space that follows
                    continue
                *whole, last = words
                for word in whole:
                    yield Word((*runs, *_worn(word.runs, wear)), hyphen=word.hyphen)
                    runs = []
                runs += _worn(last.runs, wear)
                is_code = style.is_code
            start += len(text)
        if runs:
            yield Word(tuple(runs))


class _Piece(NamedTuple):
    """Text in one style. That of a formula is a character that stands for it."""

    text: str
    style: Style
    wear: Wear | None = None


_UPRIGHT: Final = re.compile(
    r"([\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    r"\U00020000-\U0003ffff]+)"
)
"""Letters of Chinese, Japanese and Korean, which have no italics: dots emphasise them (CSS Text Decoration 4, 3.2)."""

_HIGHEST: Final = 9.0
"""How high a formula in a line may be, in ems: it must have room on the smallest card."""

_FORMULA: Final = "\ufffc"
"""Stands for what is no text (Unicode's object replacement character)."""


def _worn(runs: tuple[Run, ...], wear: Wear | None) -> tuple[Run, ...]:
    return tuple([replace(run, wear=wear, operand=None) for run in runs]) if wear else runs


def _without_tabs(line: "Sequence[tuple[str, highlight.Role]]") -> "Iterator[tuple[str, highlight.Role]]":
    """The parts of a line of code with spaces up to the next fourth column in the place of each tab."""
    column = 0
    for part, role in line:
        wide = (" " * column + part).expandtabs(_TAB)[column:]
        column += len(wide)
        yield wide, role


def _set_picture(picture: Picture) -> SetPicture:
    width, height = pictures.size(picture.file)
    wanted = picture.width
    if wanted is None:
        return SetPicture(picture.file, picture.alternative, width, height)
    if wanted.percent:
        return SetPicture(picture.file, picture.alternative, width, height, wanted.amount / 100)
    scale = wanted.amount * pictures.NATURAL / width
    return SetPicture(picture.file, picture.alternative, scale * width, scale * height)


def _is_right_to_left(texts: Iterable[str], count: int) -> bool:
    """Whether most of the texts begin on the right."""
    return sum(map(directions.base, texts)) * 2 > count


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _parted(spans: Spans) -> Iterator[Spans | Picture | Formula]:
    """The pictures and the formulas on display, and the spans before, between and behind them."""
    line: list[Span] = []
    for span in spans:
        match span:
            case Picture():
                yield tuple(line)
                yield span
                line = []
            case Formula(display=True):
                yield tuple(line)
                yield span
                line = []
            case Strong(inner) | Emphasis(inner) | Struck(inner) | Link(_, inner) | Blank(_, inner):
                for part in _parted(inner):
                    if isinstance(part, Picture | Formula):
                        yield tuple(line)
                        yield part
                        line = []
                    else:
                        line.append(replace(span, spans=part))
            case _:
                line.append(span)
    yield tuple(line)


def _without_outer_breaks(parts: tuple[Words, ...]) -> tuple[Words, ...]:
    places = [place for place, part in enumerate(parts) if part.words]
    return parts[places[0] : places[-1] + 1] if places else ()
