"""The practice page, read with html.parser: its script and policy, its cards in their order, and what each shows.

Not compared are the style sheet but for its hash in the policy, and the words of the tools above the cards.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, assert_never

from mmcards.errors import CardsError, Problem
from mmcards.model import Blank, Cloze, Deck, File, Formula, Note, Options, Order, Text, spans_of, texts
from mmcards.verify import Built, Verified, expected
from mmcards.verify.anki_fields import accepted, answered, explanation, mode, offered, right
from mmcards.verify.differences import difference
from mmcards.verify.expected import Card
from mmcards.verify.hypertext import Reader, Said, block, even, formula, inline, readable, words

SCRIPT: Final = "b8ad5e4656976b56"
"""A digest of the page's script. What changes it changes it here too."""

_PARTS: Final[Mapping[str, str]] = {
    "context": "the question of the whole set",
    "question": "the question",
    "text": "the text",
    "choose": "what is offered to choose from",
    "typed": "where to type",
    "hint": "the hint",
    "answer": "the answer",
    "also": "what counts too",
    "explanation": "the explanation",
    "about": "the small print",
    "rest": "what stands beside it",
    "kind": "the kind",
    "section": "the section",
}
"""The parts of a card by their classes, and what they are called."""

_OUTER: Final = frozenset(
    ("html", "head", "meta", "title", "style", "script", "body", "header", "main", "section", "article", "h1", "h2")
) | frozenset(("div", "p", "br", "span", "label", "select", "option", "button", "progress"))
"""What stands around the cards."""

_ANSWERS: Final = frozenset({"data-correct", "data-counting"})
"""Attributes by which the script knows what is right, which are compared."""

_FRAMES: Final = frozenset({"details", "summary", "footer"})
_LARGEST: Final = 8_000_000
_MOST: Final = 64_000_000
"""Bytes of the largest file that a page takes in, and of all of them."""


def verify(built: Built) -> Verified:
    try:
        text = built.path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CardsError(f"{built.name} is no page that can be read ({error}). Build it again.") from error
    (deck,) = built.decks
    reader = _Page()
    reader.feed(text)
    reader.close()
    reader.flush()
    found = tuple(_differences(deck, built.name, reader))
    cards = sum(len(expected.cards(note)) for note in deck.notes)
    return Verified({"cards": cards, "files": len(expected.files(deck))}, found)


@dataclass
class _Item:
    """A card in the page: its attributes, and the text and the attributes of each of its parts."""

    attributes: dict[str, str]
    section: str
    parts: dict[str, str] = field(default_factory=dict)
    given: dict[str, dict[str, str]] = field(default_factory=dict)


class _Page(Reader):
    """Reads a page: its cards, and what stands around them."""

    def __init__(self) -> None:
        super().__init__(self._file)
        self.items: list[_Item] = []
        self.outside: list[str] = []  # what is not to be there
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.policies: list[str] = []
        self.texts: dict[str, str] = {}  # of the title, the heading, the description
        self.deck = ""
        self.total = ""
        self.ended = False
        self.embedded: dict[str, int] = {}  # bytes of addresses by the digests of what they hold
        self._names: dict[str, str] = {}
        self._item: _Item | None = None
        self._part = ""
        self._depth = 0
        self._section = ""
        self._rest: list[str] = []

    def _file(self, address: str) -> str:
        """What a data: address holds, by its digest; any other address as it is."""
        if address not in self._names:
            kind, parted, content = address.partition(";base64,")
            name = address
            if parted and kind.startswith("data:"):
                try:
                    name = hashlib.sha256(b64decode(content, validate=True)).hexdigest()[:20]
                except ValueError:
                    name = "a file that cannot be read"
                self.embedded[name] = len(address)
            self._names[address] = name
        return self._names[address]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._item:
            self._inside(tag, attrs, given)
            return
        self.flush()
        self.out = []
        if tag not in _OUTER:
            self.outside.append(f"an element `{tag}`")
        self.outside += (f"an attribute `{name}`" for name in given if name.startswith("on"))
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(given.get("content", ""))
        elif "http-equiv" in given:
            self.outside.append(f"`{given['http-equiv']}`")
        if tag == "main":
            self.deck = given.get("data-deck", "")
        elif tag == "progress":
            self.total = given.get("max", "")
        elif tag == "section":
            self._section = ""
        elif tag == "article":
            self._item = _Item(given, self._section)
            self.items.append(self._item)
            self.closes = []
            self._part = ""
            self.out = self._rest = []
        elif tag == "div" and given.get("class") == "description":
            self._item = _Item({}, "")
            self.closes = []
            self._open(tag, "description", {})

    def _inside(self, tag: str, attrs: list[tuple[str, str | None]], given: dict[str, str]) -> None:
        assert self._item
        name = (given.get("class") or " ").split()[0] if given.get("class") else ""
        if not self._part and name in _PARTS and tag in ("div", "details", "footer"):
            self.flush()
            if name in self._item.parts:
                self.put(inline(f"a second {name}"))
            self.look_at(given, _ANSWERS)
            self._open(tag, name, given)
            return
        if not self._part and tag == "div":  # the front, in which all parts of it are
            self.flush()
            self.look_at(given, ())
            self.closes.append((tag, ""))
            return
        super().handle_starttag(tag, attrs)

    def _open(self, tag: str, name: str, given: dict[str, str]) -> None:
        assert self._item
        self._part = name
        self._depth = len(self.closes)
        self._item.given[name] = given
        self.closes.append((tag, ""))
        self.out = []

    def opened(self, tag: str, given: dict[str, str]) -> str:
        return "" if tag in _FRAMES else super().opened(tag, given)

    def span(self, given: dict[str, str]) -> str:
        if given.get("class") != "cloze":
            return ""
        self.put(inline("gap"))
        return inline("/gap")

    def width(self, given: dict[str, str]) -> str:
        amount = given.get("class", "").removeprefix("width-")
        return "" if not amount else f"{amount[:-1]}%" if amount.endswith("p") else f"{amount}px"

    def handle_endtag(self, tag: str) -> None:
        if self._item is None:
            self._outer_end(tag)
            return
        if tag == "article" and self._item.attributes:
            self.flush()
            self._item.parts["rest"] = even("".join(self._rest))
            self._item = None
            return
        super().handle_endtag(tag)

    def closed(self, closing: str) -> None:
        assert self._item
        if self._part and len(self.closes) == self._depth:
            text = even("".join(self.out))
            self._item.parts[self._part] = text
            if self._part == "description":
                self.texts["description"] = text
                self._item = None
            self._part, self.out = "", self._rest
        else:
            self.put(closing)

    def _outer_end(self, tag: str) -> None:
        self.flush()
        text = "".join(self.out)
        match tag:
            case "script":
                self.scripts.append(text)
            case "style":
                self.styles.append(text)
            case "title" | "h1":
                self.texts[tag] = even(text)
            case "h2":
                self._section = even(text)
            case "html":
                self.ended = True
        self.out = []


# --- comparing -------------------------------------------------------------------------------------------------------


def _differences(deck: Deck, name: str, page: _Page) -> Iterator[Problem]:
    def problem(message: str) -> Problem:
        return Problem(deck.place, f"{name} {message}")

    if not page.ended:
        yield problem("is cut off: it has no end")
    yield from map(problem, _of_the_whole(deck, page))
    wanted = [card for note in deck.notes for card in expected.cards(note)]
    found: dict[str, _Item] = {}
    for item in page.items:
        id_ = item.attributes.get("id", "")
        if id_ in found:
            yield problem(f"has the card `{id_}` twice")
        found.setdefault(id_, item)
    left_out = _left_out(deck, page)
    there = []
    for card in wanted:
        if one := found.pop(_name(card), None):
            there.append(_name(card))
            yield from _of_a_card(deck, card, one, name, left_out)
        else:
            yield Problem(card.note.place, f"{name} lacks the card `{_name(card)}`")
    for id_ in found:
        yield problem(f"has a card besides, `{id_}`")
    order = [item.attributes.get("id", "") for item in page.items]
    kept = [id_ for id_ in dict.fromkeys(order) if id_ in set(there)]
    for first, second in zip(there, kept, strict=True):
        if first != second:
            yield problem(f"has the card `{second}` where `{first}` should be")
            break


def _of_the_whole(deck: Deck, page: _Page) -> Iterator[str]:
    for thing in dict.fromkeys(page.outside):
        yield f"has {thing} in it, which no page of mmcards has"
    for tag, called in (("title", "the title"), ("h1", "the heading")):
        if told := difference(even(words(deck.name)), page.texts.get(tag, "")):
            yield f"has another name in {called}: it {told}"
    if told := difference(readable(_description(deck)), readable(page.texts.get("description", ""))):
        yield f"has another description: it {told}"
    if page.deck != deck.uid:
        yield f"is of the deck with the uid `{page.deck}`, not `{deck.uid}`"
    if page.total != str(len(page.items)):
        yield f"says that it has {page.total} cards"
    yield from _of_the_policy(page)


def _of_the_policy(page: _Page) -> Iterator[str]:
    if len(page.scripts) != 1 or hashlib.sha256(page.scripts[0].encode()).hexdigest()[:16] != SCRIPT:
        yield "has another script than this version of mmcards gives it"
    wanted = [
        "; ".join(
            (
                "default-src 'none'",
                f"script-src '{_hash(''.join(page.scripts))}'",
                f"style-src '{_hash(''.join(page.styles))}'",
                "img-src data:",
                "media-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            )
        )
    ]
    if page.policies != wanted:
        yield "has a policy that does not fit its script and its style, so that a browser would refuse them"


def _hash(content: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode('ascii')}"


def _description(deck: Deck) -> str:
    lines = map(words, deck.description.strip().splitlines())
    source = f"\x1eSource: {words(deck.source)}\x1e" if deck.source else ""
    return even(f"\x1e{inline('br').join(lines)}\x1e{source}")


def _left_out(deck: Deck, page: _Page) -> frozenset[File]:
    """The files that the page does not hold, and that are too large for it."""
    held = sum(page.embedded.values())
    missing = [file for file in expected.files(deck) if file.digest[:20] not in page.embedded]
    sizes = {file: Path(file.path).stat().st_size for file in missing if Path(file.path).exists()}
    return frozenset(file for file, size in sizes.items() if size > _LARGEST or held + 2 * size > _MOST)


def _of_a_card(deck: Deck, card: Card, item: _Item, name: str, left_out: frozenset[File]) -> Iterator[Problem]:
    said = "".join(item.parts.values())
    sources = {span.source for each in texts(card.note) for span in spans_of(each) if isinstance(span, Formula)}
    undrawn = frozenset(source for source in sources if formula(source) not in said)
    wanted = {part: text for part, text in _parts(deck, card, undrawn, left_out).items() if text}
    found = {part: text for part, text in item.parts.items() if text}
    found |= {"kind": item.attributes.get("class", ""), "section": item.section}
    given = item.given
    if "choose" in given:
        found["choose"] = f"{given['choose']['class']} {given['choose'].get('data-correct')} {found.get('choose', '')}"
    if "typed" in given:
        found["typed"] = f"typed {given['typed'].get('data-counting', '')} {found.get('typed', '')}".strip()
    if "answer" in given:
        found["answer"] = f"{given['answer']['class']} {found.get('answer', '')}"
    for part in _PARTS:
        if told := difference(readable(wanted.get(part, "")), readable(found.get(part, ""))):
            yield Problem(card.note.place, f"{_PARTS[part]} of the card `{_name(card)}` in {name} {told}")
    if item.attributes.get("data-note") != f"{deck.uid}/{card.note.id}":
        yield Problem(card.note.place, f"the card `{_name(card)}` in {name} is that of another note")


def _parts(deck: Deck, card: Card, undrawn: frozenset[str], left_out: frozenset[File]) -> dict[str, str]:
    """What each part says."""
    note = card.note
    said = Said(lambda file: file.digest[:20], undrawn=undrawn, left_out=left_out)
    hint = f"{expected.HINT}{block('div')}{said.raw(card.hint)}{block('/div')}"
    small = (deck.name, note.section, note.label, f"{deck.uid}/{note.id}", note.source)
    told = {
        "context": said.blocks(note.context),
        "question": said.blocks(card.prompt),
        "hint": even(hint) if card.hint else "",
        "explanation": explanation(said, note),
        "about": even("\n".join(map(words, small))),
        "section": even(words(note.section)),
    }
    if isinstance(note.response, Cloze):
        told["question"] = ""
        return told | _cloze(card, note, said, typed=note.response.typed)
    return told | _response(card, note, said)


def _response(card: Card, note: Note, said: Said) -> dict[str, str]:
    match card.response:
        case Text(answer, rehearse=True):
            return {
                "kind": "item rehearse",
                "answer": f"answer rehearse {said.blocks(answer)}",
                "rest": even(f"\x1e{expected.REHEARSE}\x1e{expected.SHOW}"),
            }
        case Text(answer, typed=typed):
            counting = f"typed {json.dumps(typed, ensure_ascii=False)}"
            return {
                "kind": "item typed" if typed else "item flip",
                "answer": f"answer {said.blocks(answer)}",
                "typed": words(counting) if typed else "",
                "also": even(f"{expected.ALSO_RIGHT} {accepted(typed[1:])}") if typed[1:] else "",
                "rest": expected.SHOW,
            }
        case Options() | Order() as response:
            return {
                "kind": "item order" if isinstance(response, Order) else "item choose",
                "choose": f"choose {mode(response)} {right(note, response)} {offered(said, note, response)}",
                "answer": f"answer {answered(said, response)}",
                "rest": expected.SHOW,
            }
        case _:
            assert_never(card.response)


def _cloze(card: Card, note: Note, said: Said, *, typed: bool) -> dict[str, str]:
    def asked(blank: Blank, inner: str) -> str:
        return f"{inline('gap')}[{words(blank.hint or '…')}]{inline('/gap')}" if blank.number == card.number else inner

    def filled(blank: Blank, inner: str) -> str:
        return f"{inline('gap')}{inner}{inline('/gap')}" if blank.number == card.number else inner

    whole = Said(said.named, filled, said.undrawn, said.left_out).raw(note.prompt)
    return {
        "kind": "item typed gapped" if typed else "item flip gapped",
        "text": Said(said.named, asked, said.undrawn, said.left_out).blocks(note.prompt),
        "typed": "typed" if typed else "",
        "answer": "answer filled " + even(block("div text") + whole + block("/div")),
        "rest": expected.SHOW,
    }


def _name(card: Card) -> str:
    """What a card is called in the page."""
    return card.note.id if card.number == 1 else f"{card.note.id}.{card.number}"
