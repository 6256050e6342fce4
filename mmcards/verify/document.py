"""The PDF, read with PDFium: one place for each card, front and back, what is read there, and that it can be seen.

Compared are the size of pages; which card stands where, in which order, with its answer behind it or across the fold;
the letters of both sides, the small print, formulas and pictures; links, bookmarks, labels, and how the file asks to be
printed. A text must be dark, on the paper, not covered, and its font in the file.

Not compared are sizes of text, and what is drawn besides (boxes, lines, marks); which outlines a font has for letters;
how a formula or a drawing in SVG is drawn, but that it is; and what `letters` says of white space and of scripts. Of a
card that goes on on further pages of a list, its letters are counted.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import quote

from mmcards.errors import Problem
from mmcards.model import Deck
from mmcards.paper import Printing, Size
from mmcards.verify import Built, Verified, expected, pdfium, printed
from mmcards.verify.faces import Entry, Face, Leaf, headed, heading_of, is_behind, share_out
from mmcards.verify.letters import letters
from mmcards.verify.pdfium import Page, Run
from mmcards.verify.printed import Numbered, Side
from mmcards.verify.sides import Sides
from mmcards.verify.small_print import foot_unlike, numbered, small_unlike

_COUNT: Final = re.compile(r"\d{1,3}(,\d{3})*")
_IN_ADDRESSES: Final = "".join(map(chr, range(33, 127)))


def verify(built: Built) -> Verified:
    (deck,), (printing,) = built.decks, built.printing
    with pdfium.opened(built.path, built.name) as document:
        comparison = _Comparison(deck, printing, document, built.name)
        found = tuple(dict.fromkeys(comparison.differences()))
        return Verified({"cards": len(comparison.wanted), "pages": document.count}, found)


class _Comparison:
    def __init__(self, deck: Deck, printing: Printing, document: pdfium.Document, name: str) -> None:
        self.deck = deck
        self.printing = printing
        self.document = document
        self.sides = Sides(document)
        self.name = name
        self.wanted = printed.chosen(deck, printing)
        self.total = sum(len(expected.cards(note)) for note in deck.notes)
        self.grid = printed.grid(printing)
        self.begins: dict[int, int] = {}  # the page on which each card begins, by its number
        self.shown: defaultdict[int, set[int]] = defaultdict(set)  # the cards of each page, by their numbers
        self.order: list[int] = []  # the numbers of the cards as they are met
        self.flaws: dict[int, list[str]] = {}  # of pages
        self.links: dict[int, list[str]] = {}  # of pages

    def differences(self) -> Iterator[Problem]:
        yield from map(self._whole, self.document.flaws())
        yield from map(self._whole, self._asks())
        of_cards = list(self._listed() if self.printing.layout == "list" else self._placed())
        if not self.begins:
            yield self._whole("has no card of this deck where it should be: is it printed in another layout?")
            return
        yield from of_cards
        for each in self.wanted:
            if each.number not in self.begins:
                yield Problem(each.card.note.place, f"{self.name} lacks the card {_called(each)}")
        yield from self._order()
        yield from self._flaws()
        yield from self._where_links_lead()
        yield from self._bookmarks()

    def _page(self, index: int) -> Page:
        """A page, of which is kept what is wrong with it, and where it leads."""
        page = self.document.page(index)
        if not _is_size(page.size, self.grid.sheet):
            told = " x ".join(f"{side:.0f}" for side in page.size)
            page.flaws.append(f"has another size, {told} points")
        if page.flaws:
            self.flaws[index] = page.flaws
        if page.links:
            self.links[index] = page.links
        return page

    def _flaws(self) -> Iterator[Problem]:
        notes = {each.number: each.card.note for each in self.wanted}
        for index, flaws in sorted(self.flaws.items()):
            first = min((number for number in self.shown[index] if number in notes), default=0)
            place = notes[first].place if first else self.deck.place
            for flaw in dict.fromkeys(flaws):
                yield Problem(place, f"page {index + 1} of {self.name} {flaw}")

    def _whole(self, message: str) -> Problem:
        return Problem(self.deck.place, f"{self.name} {message}")

    def _asks(self) -> Iterator[str]:
        title = " ".join(self.deck.name.split())
        if letters(self.document.title) != letters(title):
            yield f"has the title “{self.document.title}”, not “{title}”"
        if self.document.is_scaled:
            yield "does not ask to be printed at its own size"
        if self.document.sides != (wanted := printed.sides(self.printing, self.grid)):
            yield f"asks to be printed on other sides: {self.document.sides or 'any'}, not {wanted}"

    # --- cards in fixed places ---

    def _placed(self) -> Iterator[Problem]:
        wanted = {each.number: each for each in self.wanted}
        on_pages: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # cards, and which part of each
        for number, group in groupby(self._leaves(), key=lambda leaf: leaf.number):
            leaves = tuple(group)
            first = leaves[0].front.page
            for leaf in leaves:
                for page in {leaf.front.page, leaf.back.page}:
                    on_pages[page].append((number, leaf.part))
                    self.shown[page].add(number)
            if number not in wanted:
                yield self._whole(self._unknown(number, first))
                continue
            self.order.append(number)
            if number not in self.begins:
                self.begins[number] = first
                yield from self._card(wanted[number], leaves)
        yield from self._labels(on_pages)

    def _unknown(self, number: int, page: int) -> str:
        if not number:
            return f"has something on page {page + 1} that no head says the card of"
        return f"has a card besides on page {page + 1}, {number:,}, which is not to be printed"

    def _leaves(self) -> Iterator[Leaf]:
        order = printed.drawn(self.printing, self.document.count, self.grid)
        if not self.grid.double:
            for index in order:
                yield headed(Leaf(*self._halves(self._page(index))))
            return
        for place in range(0, len(order), 2):
            front = self._page(order[place])
            back = self._page(order[place + 1]) if place + 1 < len(order) else Page(front.index, front.size)
            fronts, backs = self._parted(front, is_back=False), self._parted(back, is_back=True)
            for spot in sorted({*fronts, *backs}):
                empty = Face(front.index), Face(back.index)
                yield headed(Leaf(fronts.get(spot, empty[0]), backs.get(spot, empty[1])))

    def _halves(self, page: Page) -> tuple[Face, Face]:
        """The two sides of the fold: what is above it, or on the left of it on a wide page, and the rest."""
        width, height = page.size
        wide = self.grid.sheet.is_wide
        faces = Face(page.index), Face(page.index)
        for run in page.runs:
            if run.mark < 0 and letters(run.text) == letters(expected.FOLD):
                continue
            faces[is_behind(run.box.middle, wide, width, height)].runs.append(run)
        for shape in page.shapes:
            faces[is_behind(shape.box.middle, wide, width, height)].shapes.append(shape)
        return faces

    def _parted(self, page: Page, *, is_back: bool) -> dict[int, Face]:
        found: dict[int, Face] = {}
        for run in page.runs:
            if run.text.strip(" \0"):
                spot = self.grid.place(run.box.middle, is_back=is_back)
                found.setdefault(spot, Face(page.index)).runs.append(run)
        for shape in page.shapes:
            spot = self.grid.place(shape.box.middle, is_back=is_back)
            found.setdefault(spot, Face(page.index)).shapes.append(shape)
        return found

    def _card(self, each: Numbered, leaves: Sequence[Leaf]) -> Iterator[Problem]:
        note = each.card.note
        page = leaves[0].front.page + 1
        where = f"of the card {_called(each)} on page {page} of {self.name}"
        parts = [(leaf.part, leaf.parts) for leaf in leaves]
        if parts != [(part, len(leaves)) for part in range(1, len(leaves) + 1)]:
            told = ", ".join(f"{part} of {count}" for part, count in parts)
            yield Problem(note.place, f"the pages {where} are not whole: there are {told}")
        for leaf in leaves:
            if told := small_unlike(leaf.head, (note.section, *(("·", note.label) if note.label else ()))):
                yield Problem(note.place, f"the head {where} {told}")
            foot = (self.deck.name, note.id, *((note.source,) if note.source else ()))
            number = numbered(each.number, self.total, leaf) if self.grid.double else ""
            if told := foot_unlike(leaf.back.small, foot, number):
                yield Problem(note.place, f"the small print {where} {told}")
        front, back = [leaf.front for leaf in leaves], [leaf.back for leaf in leaves]
        for side, wanted, faces in (
            ("front", printed.front(each.card), front),
            ("back", printed.back(each.card), back),
        ):
            for told in self.sides.differences(wanted, faces):
                yield Problem(note.place, f"the {side} {where} {told}")

    # --- cards below each other ---

    def _listed(self) -> Iterator[Problem]:
        wanted = {each.number: each for each in self.wanted}
        for number, group in groupby(self._entries(), key=lambda entry: entry.number):
            entries = tuple(group)
            page = entries[0].face.page
            for entry in entries:
                self.shown[entry.face.page].add(number)
            if number not in wanted:
                yield self._whole(self._unknown(number, page))
                continue
            self.order.append(number)
            if number not in self.begins:
                self.begins[number] = page
                yield from self._listed_card(wanted[number], [entry.face for entry in entries], entries[0].heading)
        for index in range(self.document.count):
            if (said := self.document.label(index)) != str(index + 1):
                yield self._whole(f"calls page {index + 1} “{said}”, not “{index + 1}”")

    def _entries(self) -> Iterator[Entry]:
        """What stands behind each number on each page, and the heading above it."""
        begins = {each.number for each in self.wanted if each.begins}
        for index in range(self.document.count):
            page = self._page(index)
            found: list[Entry] = []
            under_way = Face(index)  # a heading, before the first number
            for run in self._without_head(page):
                if run.mark < 0 and _COUNT.fullmatch(said := letters(run.text)):
                    number = int(said.replace(",", ""))
                    heading = heading_of(under_way) if number in begins else ""
                    begins.discard(number)
                    under_way = Face(index)
                    found.append(Entry(number, under_way, heading))
                elif run.mark >= 0:
                    under_way.runs.append(run)
            share_out(page, [entry.face for entry in found])
            yield from found

    def _without_head(self, page: Page) -> list[Run]:
        """What is below the deck's name and the number of the page."""
        last = sorted(("page", f"{page.index + 1:,}"))
        for place, run in enumerate(page.runs):
            if run.mark < 0 and sorted(run.text.split()) == last:  # in a line from right to left they change places
                return page.runs[place + 1 :]
        self.flaws.setdefault(page.index, []).append("has no number at its top, or another one")
        return page.runs

    def _listed_card(self, each: Numbered, faces: Sequence[Face], heading: str) -> Iterator[Problem]:
        card, note = each.card, each.card.note
        where = f"of the card {_called(each)} on page {faces[0].page + 1} of {self.name}"
        if each.begins and (told := small_unlike(heading, (note.section,))):
            yield Problem(note.place, f"the heading above the section {where} {told}")
        foot = " · ".join(filter(None, (note.label, note.id, note.source)))
        front, back = printed.front(card, listed=True), printed.back(card)
        wanted = Side(f"{front.text}\n{back.text}\n{foot}", front.pictures + back.pictures)
        for told in self.sides.differences(wanted, faces, counted=len(faces) > 1):
            yield Problem(note.place, f"the text {where} {told}")

    # --- beside the cards ---

    def _order(self) -> Iterator[Problem]:
        wanted = {each.number: each for each in self.wanted}
        rising = [each.number for each in self.wanted if each.number in self.begins]
        once = list(dict.fromkeys(self.order))
        if len(once) < len(self.order):
            again = next(number for number, count in Counter(self.order).items() if count > 1)
            place = wanted[again].card.note.place
            yield Problem(place, f"{self.name} has the card {_called(wanted[again])} in two places")
        for one, other in zip(rising, once, strict=True):
            if one != other:
                message = f"{self.name} has the card {_called(wanted[other])} where {_called(wanted[one])} should be"
                yield Problem(wanted[one].card.note.place, message)
                return

    def _labels(self, on_pages: Mapping[int, Sequence[tuple[int, int]]]) -> Iterator[Problem]:
        for place, page in enumerate(printed.drawn(self.printing, self.document.count, self.grid)):
            side = ("front", "back")[place % 2] if self.grid.double else ""
            there = on_pages.get(page, ())
            continued = bool(there) and all(part > 1 for _, part in there)
            wanted = printed.label((number for number, _ in there), side, continued=continued)
            if (said := self.document.label(page)) != wanted:
                yield self._whole(f"calls page {page + 1} “{said}”, not “{wanted}”")

    def _where_links_lead(self) -> Iterator[Problem]:
        met: defaultdict[int, set[str]] = defaultdict(set)
        cards = {each.number: each.card for each in self.wanted} if self.links else {}
        for page, links in self.links.items():
            there = [number for number in self.shown[page] if number in cards]
            known = {_address(address) for number in there for address in printed.addresses(cards[number])}
            for address in links:
                if _address(address) not in known:
                    message = f"page {page + 1} of {self.name} leads to `{address}`, where no text of it leads"
                    place = cards[there[0]].note.place if there else self.deck.place
                    yield Problem(place, message)
            for number in there:
                met[number].update(map(_address, links))
        for each in self.wanted:
            if each.number not in self.begins or not printed.addresses(each.card):
                continue
            for address in sorted(printed.front(each.card).links | printed.back(each.card).links):
                if _address(address) not in met[each.number]:
                    message = f"the card {_called(each)} in {self.name} lacks the link to `{address}`"
                    yield Problem(each.card.note.place, message)

    def _bookmarks(self) -> Iterator[Problem]:
        found = list(self.document.bookmarks())
        place = 0
        for each in self.wanted:
            if each.number not in self.begins:
                continue
            note, page = each.card.note, self.begins[each.number]
            lines = [(note.section, 0)] if each.begins else []
            lines.append(("", int(bool(note.section) and self.printing.shuffle is None)))
            for title, level in lines:
                if place >= len(found):
                    yield Problem(note.place, f"{self.name} lacks the bookmark of {_called(each)}")
                    return
                there = found[place]
                place += 1
                fits = letters(there.title) == letters(title) if title else printed.is_bookmark(there.title, each.card)
                if not fits or (there.level, there.page) != (level, page):
                    wanted = f"“{title or printed.bookmark(each.card)}” on page {page + 1}"
                    message = f"the bookmark “{there.title}” in {self.name} leads to page {there.page + 1}"
                    yield Problem(note.place, f"{message}, where it should be {wanted}")
                    return
        if place < len(found):
            yield self._whole(f"has a bookmark besides, “{found[place].title}”")


def _called(each: Numbered) -> str:
    note = each.card.note
    return f"`{note.id}`" if each.card.number == 1 else f"`{note.id}` ({each.card.number})"


def _is_size(found: tuple[float, float], wanted: Size) -> bool:
    return abs(found[0] - wanted.width) < 0.5 and abs(found[1] - wanted.height) < 0.5


def _address(address: str) -> str:
    return quote(address, safe=_IN_ADDRESSES)
