"""Words -> the operands that show them: codes of glyphs, how far these are moved, and what they say.

Operators: ISO 32000-2, annex A.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from mmcards.writers.pdf import directions, languages
from mmcards.writers.pdf.fonts import Typeface
from mmcards.writers.pdf.lines import Word
from mmcards.writers.pdf.objects import decimal
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.shaping import Run
from mmcards.writers.pdf.showing import END, SAID, SPACE, TEXT, Kind, Operand
from mmcards.writers.pdf.typefaces import UNSEEN


class _SaysOther(Exception):
    """A glyph says another character than where it was first drawn."""


class _Glyphs:
    """A typeface's glyphs: what each said when it was first drawn, its code, and how far it moves the pen."""

    def __init__(self, typeface: Typeface, name: str) -> None:
        self.name = name
        self.simple = Kind(name, "", rises=False, parted=False, spoken=False)
        self.said: dict[int, str] = {}
        self.codes = Remembered("{:04X}".format)
        self.advances = Remembered(typeface.advance)
        # what draws the next glyph so far back, in the typeface's units
        self.moves = Remembered[int, str](lambda back: f">{decimal(back * 1000 / typeface.units)}<")
        # glyphs, each with the character that it says and its advance
        self._known = Remembered[tuple[int, str, int], str](self._code)

    def of_plain(self, run: Run) -> str:
        """Codes of a run in which each glyph is a character, and says what it said before; "" for any other."""
        if run.offsets or run.level or not run.is_plain:
            return ""
        try:
            return "".join(map(self._known.__getitem__, zip(run.numbers, run.text, run.advances, strict=True)))
        except _SaysOther:
            return ""

    def _code(self, glyph: tuple[int, str, int]) -> str:
        number, character, advance = glyph
        if self.said.setdefault(number, character) != character:
            raise _SaysOther
        back = self.advances[number] - advance
        return self.codes[number] + self.moves[back] if back else self.codes[number]


class Operands:
    """What shows the words of one document. `language` is that of the deck, a BCP 47 tag or ""."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._kinds: dict[tuple[str, str, bool, bool, bool], Kind] = {}
        self._glyphs = Remembered[Typeface, _Glyphs](lambda typeface: _Glyphs(typeface, f"F{len(self._glyphs)}"))

    def drawn(self) -> Iterator[tuple[str, Typeface, dict[int, str]]]:
        """The fonts that were drawn with: their names, and what their glyphs say, by their numbers."""
        for typeface, glyphs in self._glyphs.items():
            yield glyphs.name, typeface, glyphs.said

    def make(self, word: Word) -> None:
        """Give a word its operands, those of one kind together."""
        if len(word.runs) == len(word.behind) == 1:  # as nearly all are
            run, after = word.runs[0], word.behind[0]
            kind, codes = run.operand or self._operand(run)
            same, space = after.operand or self._operand(after)
            if kind is same and not kind.spoken:
                word.kind, word.codes = kind, codes + space
                word.operands = ((kind, word.codes),)
                return
        drawn = word.drawn
        found = tuple([run.operand or self._operand(run) for run in drawn])
        kinds = {kind for kind, _ in found}
        if any(kind.spoken for kind in kinds):
            found = tuple(_with_spaces(drawn, found))
            kinds = {kind for kind, _ in found}
        if len(kinds) == 1:
            word.kind, word.codes = found[0][0], "".join([codes for _, codes in found])
            found = ((word.kind, word.codes),)
        word.operands = found

    def _operand(self, run: Run) -> Operand:
        glyphs = self._glyphs[run.typeface]
        codes = glyphs.of_plain(run)
        if codes and not run.script:
            found = run.operand = glyphs.simple, codes
            return found
        parted = rises = spoken = False
        if not codes:
            codes = self._clustered(run)
            parted, rises, spoken = "]" in codes, "\0" in codes, SAID in codes and run.level % 2 == 0
        key = glyphs.name, languages.differing(run.script, self._language), rises, parted, spoken
        kind = glyphs.simple if not any(key[1:]) else self._kinds.get(key)
        if kind is None:
            kind = self._kinds[key] = Kind(*key)
        found = run.operand = kind, codes
        return found

    def _clustered(self, run: Run) -> str:
        """Codes of any run: letters may have several glyphs, and glyphs several letters."""
        return self._turned(run) if run.level % 2 else self._spoken(run)

    def _spoken(self, run: Run) -> str:
        """Codes from left to right; what the glyphs do not say stands beside them as the actual text."""
        agree = not run.offsets  # readers take marks that stand aside for gaps between words
        for numbers, text in run.clusters():
            says = list(text) if len(text) == len(numbers) else [text, *[""] * (len(numbers) - 1)]
            agree = self._agrees(run.typeface, numbers, says) and agree
        drawn = "".join([self._glyph(run, glyph) for glyph in range(len(run.numbers))])
        return drawn if agree else _actual(UNSEEN.sub("", run.text), drawn)

    def _turned(self, run: Run) -> str:
        """Codes from right to left. There each glyph says what it can, since readers turn letters and not words.

        So brackets are as they look, and what one letter has to say beside its glyphs is said of it alone. Points
        come last: readers take them for gaps, and would find no word that has some among its letters.
        """
        codes: list[str] = []
        glyph = 0
        for numbers, text in reversed(tuple(run.clusters())):
            end = glyph + len(numbers)
            drawn = "".join([self._glyph(run, each) for each in range(glyph, end) if not run.is_aside(each)])
            says = _shared_out("".join(map(directions.as_drawn, text)), len(numbers))
            agree = self._agrees(run.typeface, numbers, says)
            codes.append(drawn if agree else _actual(text, drawn))
            glyph = end
        return "".join((*codes, *self._points(run)))

    def _points(self, run: Run) -> Iterator[str]:
        """Codes of the points that stand aside in a run, behind whose end they are, and the way back there."""
        glyphs = self._glyphs[run.typeface]
        pens = tuple(accumulate(run.advances, initial=0))
        pen = pens[-1]
        for glyph, number in enumerate(run.numbers):
            if run.is_aside(glyph):
                x, y = run.offsets[glyph]
                to = pens[glyph] + x
                yield _raised(f"{glyphs.moves[pen - to]}{glyphs.codes[number]}", y / run.typeface.units)
                pen = to + glyphs.advances[number]
        if pen != pens[-1]:
            yield glyphs.moves[pen - pens[-1]]

    def _agrees(self, typeface: Typeface, numbers: Sequence[int], says: Sequence[str]) -> bool:
        """Whether these glyphs say this here, as they said wherever they were drawn before."""
        said = self._glyphs[typeface].said
        agree = [said.setdefault(number, each) == each != "" for number, each in zip(numbers, says, strict=True)]
        return all(agree)

    def _glyph(self, run: Run, glyph: int) -> str:
        glyphs, number = self._glyphs[run.typeface], run.numbers[glyph]
        x, y = run.offsets[glyph] if run.offsets else (0, 0)
        rest = glyphs.advances[number] + x - run.advances[glyph]
        before = glyphs.moves[-x] if x else ""
        after = glyphs.moves[rest] if rest else ""
        return _raised(f"{before}{glyphs.codes[number]}{after}", y / run.typeface.units)


def _raised(codes: str, rise: float) -> str:
    """Codes of glyphs that stand so far above the baseline, in ems."""
    return f">]TJ \0{rise:.4f}\0 Ts[<{codes}>]TJ 0 Ts[<" if rise else codes


# --- actual text -----------------------------------------------------------------------------------------------------


def _actual(text: str, drawn: str) -> str:
    """The codes of glyphs, and the text that they stand for, in the midst of other codes (ISO 32000-2, 14.9.4)."""
    return f">]TJ{SAID}{text.encode('utf-16-be').hex().upper()}{TEXT}{drawn}{END}"


def _with_spaces(runs: Sequence[Run], operands: Sequence[Operand]) -> Iterator[Operand]:
    """A space behind an actual text becomes its end: readers overlook one that is drawn by itself there."""
    taken = False
    for place, (kind, codes) in enumerate(operands):
        if taken:
            taken = False
            continue
        after = runs[place + 1] if place + 1 < len(runs) else None
        taken = kind.spoken and after is not None and after.text == " "
        if taken and after:
            text, _, drawn = codes.removesuffix(END).rpartition(TEXT)
            codes = f"{text}{SPACE}{TEXT}{drawn}>{decimal(-1000 * after.width)}<{END}"
        yield kind, codes


def _shared_out(text: str, count: int) -> list[str]:
    """What each of so many glyphs says of a letter from right to left with its marks, or of a ligature.

    Readers turn what one glyph says too; but not what Unicode has as one character.
    """
    if len(text) < count:
        return [*text, *[""] * (count - len(text))]
    last = text[count - 1 :]
    return [*text[: count - 1], directions.ligature(last) or last[::-1]]
