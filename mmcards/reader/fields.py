"""A mapping of the source, read key by key.

A kind asks for the keys it knows. What is wrong goes into the report and something empty comes back, so that a kind
reads on and all mistakes are named at once. Keys that nobody asked for are mistakes in the end.
"""

import re
from collections.abc import Iterable, Iterator, Sized
from functools import partial
from typing import Final, TypeGuard

from mmcards import markup
from mmcards.errors import Place, shortened
from mmcards.identity import ID, slug
from mmcards.model import Blocks, File
from mmcards.paper import Misread, Reading, Shift
from mmcards.reader.almost import almost_markup
from mmcards.reader.events import MOST_VALUES
from mmcards.reader.media import Media
from mmcards.reader.nodes import Content, Mapping, Node, Piece, Scalar, Sequence, content, described
from mmcards.reader.report import Report, near_names
from mmcards.reader.within import place_within

SWITCH: Final = {"true": True, "false": False}

LONGEST_WORD: Final = 300
"""Characters of a name or a setting: names stand on each card."""

LONGEST_ID: Final = 200
"""Characters of an id, which names files too: no system has names of more than 255."""

LONGEST_TAG: Final = 200
MOST_TAGS: Final = 50
"""Of one deck, section or card."""

MOST_IN_A_LIST: Final = 1_000
"""Names or texts in one list, such as what there is to choose from: each is compared with the others."""

_PARTING: Final = "*`$[|~\n"
"""What parts a text into pieces, or may do so."""

_LISTED: Final = 20
"""Names that a hint lists."""


class Fields:
    """The keys of one mapping."""

    def __init__(self, mapping: Mapping, report: Report, media: Media) -> None:
        self.place = mapping.place
        self.report = report
        self._media = media
        self._named: list[str] = []  # the digests of the files that texts name
        self._mapping = mapping
        self._values = {key.text: value for key, value in mapping.entries}
        self._asked: set[str] = set()
        self._missing: list[str] = []

    # --- values ---

    def blocks(self, key: str, *, required: bool = False) -> Blocks:
        """A text with its markup parsed."""
        if not required and self._is_missing(key):
            return ()
        return self.parsed(self.text(key, required=required), self.place_of(key))

    def parsed(self, text: str, place: Place, *, cloze: bool = False) -> Blocks:
        """The blocks of a text that stands at a place, from which the files that it names are looked for."""
        if "![" in text or cloze:
            blocks = markup.parse(text, partial(self._file, place), cloze=cloze)
        else:
            blocks = markup.parse(text)
        self._count(text, place)
        for part, message, hint in almost_markup(text, blocks):
            self.report.warn(place_within(place, part), message, hint)
        return blocks

    def _file(self, place: Place, name: str) -> File | None:
        """The file that a text names which stands at a place."""
        file = self._media.file(name, place)
        self._named += [file.digest] if file else []
        return file

    def marked(self, text: Scalar) -> Blocks:
        """The blocks of one of several texts."""
        return self.parsed(text.text, text.place)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text as it was written; a list or a mapping in its place is a mistake."""
        node = self._take(key, required)
        if node is None or not self._is_text(node, f"`{key}`", required=required):
            return ""
        self._warn_of_comment(node)
        return node.text

    def word(self, key: str, *, required: bool = False) -> str:
        """A name or a setting: a text that a comment may follow."""
        node = self._take(key, required)
        if node is None or not self._is_text(node, f"`{key}`", required=required):
            return ""
        text = node.text.strip()
        if len(text) > LONGEST_WORD:
            self.report.mistake(node.place, f"`{key}` has more than {LONGEST_WORD} characters", "write less")
            return ""
        return text

    def matching(self, key: str, pattern: re.Pattern[str], what: str, hint: str) -> str:
        """A word all of which is like a pattern, else "" and a mistake which says that it is no such thing."""
        text = self.word(key)
        return text if not text or self._matches(text, self.place_of(key), pattern, what, hint) else ""

    def words(self, key: str, *, required: bool = False) -> tuple[Scalar, ...]:
        """A name or a list of names, which comments may follow; () where the key is missing."""
        node = self._take(key, required)
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        if required and not items:
            self.report.mistake(node.place, f"`{key}` is empty")
        if self._has_too_many(key, items):
            return ()
        return tuple(item for item in items if self._is_text(item, f"`{key}`", required=True) and item.text.strip())

    def all_matching(self, key: str, pattern: re.Pattern[str], what: str, hint: str) -> tuple[Scalar, ...]:
        """A word or a list of words like a pattern; those that are not are mistakes, and left out."""
        words = self.words(key)
        return tuple(word for word in words if self._matches(word.text, word.place, pattern, what, hint))

    def tags(self, key: str = "tags") -> tuple[str, ...]:
        """A tag, or a list of tags."""
        tags = self.words(key)
        if not tags:
            return ()
        if isinstance(self._values.get(key), Scalar) and tags and len(parts := tags[0].text.split()) > 1:
            one = shortened("_".join(parts))
            several = shortened(", ".join(part.strip(",;") for part in parts))
            message = f"this is one tag, `{one}` in Anki"
            self.report.warn(tags[0].place, message, f"write [{several}] for several, or `_` for the space")
        if len(tags) > MOST_TAGS:
            self.report.mistake(
                self.place_of(key), f"there are more than {MOST_TAGS} tags", "keep those that you search for"
            )
            return ()
        for tag in tags:
            if len(tag.text) > LONGEST_TAG:
                self.report.mistake(tag.place, f"a tag has more than {LONGEST_TAG} characters", "write less")
        return tuple(tag.text.strip() for tag in tags)

    def texts(self, key: str) -> tuple[Scalar, ...]:
        """A text, or a list of texts; () where the key is missing."""
        texts = self.words(key)
        for text in texts:
            self._warn_of_comment(text)
        return texts

    def listed(self, key: str) -> tuple[Scalar, ...]:
        """A list of texts: required, and of two at least."""
        node = self._take(key, required=True)
        if node is not None and not isinstance(node, Sequence):
            hint = "write each after a `- ` on a line of its own, or all as in [one, two]"
            self.report.mistake(node.place, f"`{key}` wants a list, and this is {described(node)}", hint)
            return ()
        texts = self.texts(key)
        if node is not None and len(node.items) < 2:
            self.report.mistake(node.place, f"`{key}` wants two at least")
        return texts

    def distinct(self, key: str, what: str) -> tuple[Scalar, ...]:
        """A list of texts of which no two are the same: required, and of two at least."""
        texts = self.listed(key)
        seen: set[str] = set()
        for text in texts:
            if text.text.strip() in seen:
                self.report.mistake(text.place, f"{what} `{shortened(text.text)}` stands twice")
            seen.add(text.text.strip())
        return texts

    def switch(self, key: str, otherwise: bool = False) -> bool:
        """True or false; what it is otherwise where the key is missing."""
        if self._is_missing(key):
            return otherwise
        text = self.word(key)
        if text not in SWITCH and isinstance(self._values.get(key), Scalar):
            self.report.mistake(self.place_of(key), f"`{key}` is a switch", "write true or false")
        return SWITCH.get(text, otherwise)

    def switch_or_texts(self, key: str) -> bool | tuple[Scalar, ...]:
        """True, false, or a list of texts; false where the key is missing."""
        if self._is_missing(key):
            return False
        node = self._values.get(key)
        if isinstance(node, Sequence):
            return self.texts(key)
        text = self.word(key)
        if text not in SWITCH and isinstance(node, Scalar):
            hint = "write true, false, or a list, as in [colour, color]"
            self.report.mistake(self.place_of(key), f"`{key}` is a switch or a list", hint)
        return SWITCH.get(text, False)

    def name(self, key: str, known: Iterable[str], *, required: bool = False, what: str = "") -> str:
        """One of the known names, else "" and a mistake that suggests the nearest."""
        text = self.word(key, required=required or self.has(key))
        return self.known(text, known, self.place_of(key), what or f"`{key}`") if text else ""

    def known(self, text: str, names: Iterable[str], place: Place, what: str) -> str:
        """The text if it is one of the names, else "" and a mistake, but where there are no names at all."""
        names = tuple(names)
        if text in names:
            return text
        if not names:
            return ""
        near = near_names(text, names)
        listed = ", ".join(f"`{shortened(name)}`" for name in names[:_LISTED])
        more = " and others" if len(names) > _LISTED else ""
        hint = f"did you mean `{near[0]}`?" if near else f"known: {listed}{more}"
        self.report.mistake(place, f"{what} cannot be `{shortened(text)}`", hint)
        return ""

    def identifier(self, key: str) -> str:
        """An id: small letters, digits and single hyphens."""
        text = self.word(key, required=self.has(key))
        if len(text) > LONGEST_ID:
            self.report.mistake(self.place_of(key), f"`{key}` has more than {LONGEST_ID} characters", "write less")
            return ""
        if text and not ID.fullmatch(text):
            made = slug(text)
            hint = "write small letters, digits and single hyphens" + (f", as in `{made}`" if made else "")
            self.report.mistake(self.place_of(key), f"`{shortened(text)}` is no {key}", hint)
            return ""
        return text

    def setting(self, key: str, reading: Reading) -> object:
        """What is read from a text, or from a list of what is moved; None where there is none, or a wrong one."""
        if isinstance(reading, Shift):
            text = ",".join(number.text.strip() for number in self.words(key))
        else:
            text = self.word(key)
        if not text:
            return None
        try:
            return reading(text)
        except Misread as misread:
            self.report.mistake(self.place_of(key), f"`{key}` cannot be `{shortened(text)}`", misread.hint)
            return None

    def pairs(self, key: str, *, required: bool = False) -> tuple[tuple[Scalar, Scalar], ...]:
        """A mapping of names to texts, in its order; of two at least if it is required."""
        node = self._take(key, required)
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            hint = "write `name: text`, one a line"
            self.report.mistake(node.place, f"`{key}` wants names with texts, and this is {described(node)}", hint)
            return ()
        if required and len(node.entries) < 2:
            self.report.mistake(node.place, f"`{key}` wants two at least")
        return () if self._has_too_many(key, node.entries) else tuple(self._pairs(node))

    def items(self, key: str, *, required: bool = True) -> Iterator["Fields"]:
        """The mappings of a list."""
        node = self._take(key, required)
        if node is None:
            return
        if isinstance(node, Scalar) and not node.text:
            if required:
                place = next(each.place for each, _ in self._mapping.entries if each.text == key)
                self.report.mistake(place, f"`{key}` is empty", "write a list of items, each after a `- `")
            return
        if not isinstance(node, Sequence):
            hint = "write each item after a `- `"
            self.report.mistake(node.place, f"`{key}` wants a list, and this is {described(node)}", hint)
            return
        if required and not node.items:
            self.report.mistake(node.place, f"`{key}` is empty", "write a list of items, each after a `- `")
        for item in node.items:
            if isinstance(item, Mapping):
                yield Fields(item, self.report, self._media)
            else:
                hint = "write `- key: text`, as in `- question: …`"
                self.report.mistake(item.place, f"an item wants keys with values, and this is {described(item)}", hint)

    def more(self, key: str) -> tuple[Piece, ...]:
        """What of a list is not read yet."""
        node = self._values.get(key)
        return node.more if isinstance(node, Sequence) else ()

    def fields(self, key: str) -> "Fields | None":
        """A mapping of its own."""
        node = self._take(key)
        if node is None:
            return None
        if isinstance(node, Mapping):
            return Fields(node, self.report, self._media)
        hint = "write `name: value` below it, indented"
        self.report.mistake(node.place, f"`{key}` wants keys with values, and this is {described(node)}", hint)
        return None

    # --- keys ---

    def has(self, key: str) -> bool:
        return key in self._values

    def is_list(self, key: str) -> bool:
        return not self._is_missing(key) and isinstance(self._values[key], Sequence)

    def unasked(self, key: str) -> str:
        """A text that may stand here, though nothing asks for it; "" where none does."""
        node = self._values.get(key)
        return node.text if isinstance(node, Scalar) else ""

    def place_of(self, key: str) -> Place:
        """Where the value of a key stands; the mapping's place if it has none."""
        return self._values[key].place if key in self._values else self.place

    def written(self, leave_out: tuple[str, ...]) -> dict[str, Content]:
        """What stands in the source here, by its keys, but for some of them; and the files that its texts named."""
        found = {key: content(self._values[key]) for key in sorted(self._values) if key not in leave_out}
        if self._named:
            found["![]()"] = list[Content](self._named)
        return found

    def finish(self) -> None:
        """Report what is missing, and what stands here that nobody asked for."""
        unknown = () if self._asked.issuperset(self._values) else self._mapping.entries
        for key, place in ((key.text, key.place) for key, _ in unknown if key.text not in self._asked):
            free = [known for known in sorted(self._asked) if known not in self._values]
            near = near_names(key, free)
            hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(sorted(self._asked))}"
            self.report.mistake(place, f"unknown key `{shortened(key)}`", hint)
            if near and near[0] in self._missing:
                self._missing.remove(near[0])
        for key in self._missing:
            self.report.mistake(self.place, f"`{key}` is missing")

    def _matches(self, text: str, place: Place, pattern: re.Pattern[str], what: str, hint: str) -> bool:
        if pattern.fullmatch(text):
            return True
        self.report.mistake(place, f"`{shortened(text)}` is no {what}", hint)
        return False

    def _count(self, text: str, place: Place) -> None:
        """The parts of a text are values too, which take as much room. Raises Mistakes where there are too many."""
        self.report.values += sum(map(text.count, _PARTING))
        if self.report.values > MOST_VALUES:
            self.report.mistake(place, f"there are more than {MOST_VALUES:,} values and parts of texts together")
            self.report.finish()

    def _has_too_many(self, key: str, values: Sized) -> bool:
        if len(values) <= MOST_IN_A_LIST:
            return False
        self.report.mistake(self.place_of(key), f"`{key}` has more than {MOST_IN_A_LIST:,} values", "part them")
        return True

    def _is_missing(self, key: str) -> bool:
        self._asked.add(key)
        return key not in self._values

    def _take(self, key: str, required: bool = False) -> Node | None:
        self._asked.add(key)
        node = self._values.get(key)
        if node is None and required:
            self._missing.append(key)
        return node

    def _pairs(self, mapping: Mapping) -> Iterator[tuple[Scalar, Scalar]]:
        for name, value in mapping.entries:
            if self._is_text(value, f"`{shortened(name.text)}`", required=True):
                self._warn_of_comment(value)
                yield name, value

    def _is_text(self, node: Node, name: str, *, required: bool) -> TypeGuard[Scalar]:
        if not isinstance(node, Scalar):
            self.report.mistake(node.place, f"{name} wants a text, and this is {described(node)}", _as_text(node))
            return False
        if required and not node.text.strip():
            if node.comment:
                hint = "put the text in quotes"
                self.report.mistake(node.comment, f"{name} is empty, since `#` begins a comment", hint)
            else:
                self.report.mistake(node.place, f"{name} is empty")
        return True

    def _warn_of_comment(self, text: Scalar) -> None:
        if text.comment:
            hint = "quote the text to keep it"
            self.report.warn(text.comment, "the rest of the line is a comment, and not part of the text", hint)


def _as_text(node: Sequence | Mapping) -> str:
    """How to write as a text what became something else."""
    if node.flow:
        return "a text that begins with `[` or `{` wants quotes"
    if isinstance(node, Sequence):
        return "to show a list, write a `|` behind the key and the list below it"
    return "a text with `: ` in it wants quotes"
