"""Words -> the operands that show them: codes of glyphs, how far these are moved, and what they say.

Operators: ISO 32000-2, annex A.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, groupby, pairwise
from operator import attrgetter, itemgetter
from typing import Final, TypeAlias

from mmcards.writers.pdf import directions, languages, showing
from mmcards.writers.pdf.fonts import Typeface
from mmcards.writers.pdf.lines import Word
from mmcards.writers.pdf.objects import decimal
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.shaping import Run
from mmcards.writers.pdf.showing import END, SAID, SPACE, TEXT, Kind, Operand
from mmcards.writers.pdf.typefaces import UNSEEN

_KIND: Final = attrgetter("kind")
_CODES: Final = attrgetter("codes")


class _SaysOther(Exception):
    """A glyph says another character than where it was first drawn."""


class _Glyphs:
    """A typeface's glyphs: what each says, its code, and how far it moves the pen."""

    def __init__(self, typeface: Typeface, *, is_settled: bool) -> None:
        self.typeface = typeface
        self.simple = Kind(typeface.key, "", rises=False, parted=False, spoken=False)
        self.said: dict[int, str] = {}
        self.is_settled = is_settled
        self.codes = Remembered(showing.code)
        self.advances = Remembered(typeface.advance)
        self.moves = Remembered[int, str](lambda back: showing.moved(back, typeface.units))
        # glyphs, each with the text that it says and its advance
        self._known = Remembered[tuple[int, str, int], str](self._code)
        self._plain: set[str] = set()  # letters that their glyphs say

    def says(self, number: int, text: str, *, turned: bool = False) -> bool:
        """Whether a glyph says this: what it said when it was first drawn, or, when that is settled, on its own.

        The text is `turned` that goes from right to left.
        """
        said = self.said.get(number)
        if said is None:
            settled = self.is_settled and text != " "  # of which scripts have their own
            said = self.said[number] = self.typeface.said(number, turned=turned) if settled else text
        return said == text

    def of_plain(self, run: Run) -> str:
        """Codes of a run from left to right whose glyphs say all of its text, as each said before; "" for any other."""
        if run.codes and self._plain.issuperset(run.text):
            return run.codes
        numbers, places, advances, offsets = run.glyphs
        if offsets or run.level:
            return ""
        texts: Sequence[str] = run.text
        if len(numbers) != len(texts):
            if [*places] != sorted({*places}) or UNSEEN.search(run.text):
                return ""
            texts = [run.text[start:end] for start, end in pairwise((*places, len(run.text)))]
        try:
            codes = [*map(self._known.__getitem__, zip(numbers, texts, advances, strict=True))]
        except _SaysOther:
            return ""
        if run.codes:
            self._plain.update(run.text)
        return "".join(codes)

    def _code(self, glyph: tuple[int, str, int]) -> str:
        number, character, advance = glyph
        if not self.says(number, character):
            raise _SaysOther
        back = self.advances[number] - advance
        return self.codes[number] + self.moves[back]


Fonts: TypeAlias = Mapping[str, tuple[Typeface, dict[int, str]]]
"""The fonts that were drawn with, by their names, and what their glyphs say, by their numbers."""


class Operands:
    """What shows the words of one document. `language` is that of the deck, a BCP 47 tag or ""."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._kinds: dict[tuple[str, str, bool, bool, bool], Kind] = {}
        self._glyphs: dict[str, _Glyphs] = {}
        self._is_settled = False

    def drawn(self) -> Fonts:
        """What was drawn with so far."""
        return {name: (glyphs.typeface, glyphs.said) for name, glyphs in self._glyphs.items()}

    def settle(self) -> None:
        """From now on, what a glyph says that was not drawn so far is the same wherever it is drawn first.

        One that is of no character then says nothing, and the text stands beside it. In Arabic words, where readers
        look for it among the letters, two points that are drawn as one are read in the wrong place.
        """
        self._is_settled = True
        for glyphs in self._glyphs.values():
            glyphs.is_settled = True

    def learn(self, drawn: Fonts) -> None:
        """Take what others drew for drawn here."""
        for typeface, said in drawn.values():
            self._of(typeface).said.update(said)

    def _of(self, typeface: Typeface) -> _Glyphs:
        found = self._glyphs.get(typeface.key)
        if found is None:
            found = self._glyphs[typeface.key] = _Glyphs(typeface, is_settled=self._is_settled)
        return found

    def make(self, word: Word) -> None:
        """Give a word its operands, those of one kind together."""
        if len(word.runs) == len(word.behind) == 1:  # as nearly all are
            run, after = word.runs[0], word.behind[0]
            kind, codes = run.operand or self._operand(run)
            same, space = after.operand or self._operand(after)
            if kind is same and not kind.spoken:
                word.kind, word.codes = kind, codes + space
                return
        drawn = word.drawn
        found = tuple([run.operand or self._operand(run) for run in drawn])
        kinds = {kind for kind, _ in found}
        if any(kind.spoken for kind in kinds):
            found = tuple(_with_spaces(drawn, found))
            kinds = {kind for kind, _ in found}
        if len(kinds) == 1:
            word.kind, word.codes = found[0][0], "".join([codes for _, codes in found])
        else:
            word.operands = found

    def shown(self, words: Sequence[Word]) -> Sequence[Operand]:
        """What shows words side by side, each of another kind than the one before."""
        kinds = set(map(_KIND, words))
        if None in kinds:  # some are new, or of several kinds
            for word in words:
                if word.kind is None and not word.operands:
                    self.make(word)
            kinds = set(map(_KIND, words))
        if len(kinds) == 1 and (kind := words[0].kind):
            return ((kind, "".join(map(_CODES, words))),)
        each = chain.from_iterable([((word.kind, word.codes),) if word.kind else word.operands for word in words])
        return [(kind, "".join([codes for _, codes in found])) for kind, found in groupby(each, key=itemgetter(0))]

    def _operand(self, run: Run) -> Operand:
        glyphs = self._of(run.typeface)
        codes = glyphs.of_plain(run)
        if codes and not run.script:
            found = run.operand = glyphs.simple, codes
            return found
        parted = rises = spoken = False
        if not codes:
            codes = self._clustered(run)
            parted, rises, spoken = "]" in codes, "\0" in codes, SAID in codes and run.level % 2 == 0
        key = glyphs.typeface.key, languages.differing(run.script, self._language), rises, parted, spoken
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
        agree = not run.glyphs.offsets  # readers take marks that stand aside for gaps between words
        for numbers, text in run.clusters():
            says = list(text) if len(text) == len(numbers) else [text, *[""] * (len(numbers) - 1)]
            agree = self._agrees(run, numbers, says) and agree
        drawn = "".join([self._glyph(run, glyph) for glyph in range(len(run.glyphs.numbers))])
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
            drawn = "".join([self._glyph(run, each) for each in range(glyph, end) if not run.glyphs.is_aside(each)])
            says = _shared_out("".join(map(directions.as_drawn, text)), len(numbers))
            agree = self._agrees(run, numbers, says) or self._said(run, numbers) == sorted(says)  # points in any order
            codes.append(drawn if agree else _actual(text, drawn))
            glyph = end
        return "".join((*codes, *self._points(run)))

    def _points(self, run: Run) -> Iterator[str]:
        """Codes of the points that stand aside in a run, behind whose end they are, and the way back there."""
        glyphs = self._of(run.typeface)
        numbers, _, advances, offsets = run.glyphs
        pens = tuple(accumulate(advances, initial=0))
        pen = pens[-1]
        for glyph, number in enumerate(numbers):
            if run.glyphs.is_aside(glyph):
                x, y = offsets[glyph]
                to = pens[glyph] + x
                yield _raised(f"{glyphs.moves[pen - to]}{glyphs.codes[number]}", y / run.typeface.units)
                pen = to + glyphs.advances[number]
        if pen != pens[-1]:
            yield glyphs.moves[pen - pens[-1]]

    def _agrees(self, run: Run, numbers: Sequence[int], says: Sequence[str]) -> bool:
        """Whether these glyphs say this here, as they said wherever they were drawn before."""
        glyphs, turned = self._of(run.typeface), run.level % 2 == 1
        agree = [glyphs.says(number, each, turned=turned) for number, each in zip(numbers, says, strict=True)]
        return all(agree) and "" not in says

    def _said(self, run: Run, numbers: Sequence[int]) -> list[str]:
        """What each of these glyphs says, sorted."""
        said = self._of(run.typeface).said
        return sorted(said[number] for number in numbers)

    def _glyph(self, run: Run, glyph: int) -> str:
        glyphs = self._of(run.typeface)
        numbers, _, advances, offsets = run.glyphs
        number = numbers[glyph]
        x, y = offsets[glyph] if offsets else (0, 0)
        back = glyphs.advances[number] + x - advances[glyph]
        return _raised(f"{glyphs.moves[-x]}{glyphs.codes[number]}{glyphs.moves[back]}", y / run.typeface.units)


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
