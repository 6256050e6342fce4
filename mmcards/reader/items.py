"""What every item has, of whatever kind: an id, tags, an explanation, a source.

Keys:
    kind: of which kind the item is; the section's kind if left out
    id: names the note for good, through every edit: small letters, digits and single hyphens
    was: the id that the note had before, or `uid/id` in another deck; a list of several, the first one first
    label: what stands over the question, such as `Exercise 3`
    hint: a help that stays folded until the learner asks for it
    explanation: why the answer is what it is; stands below it
    source: where the item comes from, in place of what its section or its deck says
    tags: tags of the note, besides those of its section and its deck
    draft: `true` leaves the item out of what is built

Example:
    - id: el-anden
      was: platform
      label: Word of the day
      question: What is a platform in Spanish?
      answer: el andén
      hint: It begins with an *a*.
      explanation: The trains stop at it.
      source: Unit 3
      tags: [travel, noun]
      draft: false
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from mmcards import identity
from mmcards.model import Blocks, Note, Response, plain_text
from mmcards.reader.fields import Fields
from mmcards.reader.nodes import Content


class Setting(NamedTuple):
    """What an item inherits from its deck, its section and its set."""

    uid: str
    section: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    draft: bool = False
    pattern: Blocks = ()
    kind: str = ""
    reverse: bool = False
    shuffle: bool = True
    written: tuple[object, ...] = ()
    """What the author wrote so far that shows on a note, for its digest."""

    shared: int = 0
    """Characters of all this, which stand on each of the notes."""


LONGEST_SOURCE: Final = 1_000
"""Characters of what says where cards come from: it stands on each of them."""

SHARED: Final = 2_000
"""Characters that may stand once in the source and on any number of notes: what an exercise asks of each of its items,
names of sections, tags.
"""

MOST_SHARED: Final = 5_000_000
"""More than these, by the notes on which they stand. A small file could else become large ones, or take hours."""

FORMAT: Final = 1
"""Raised when notes are written so differently that every one of them must be taken for changed."""

_IDENTITY: Final = ("id", "was", "draft", "tags", "source", "kind")
"""Keys that change no note, or are in its digest in another way."""

Meant: TypeAlias = "Mapping[str, Content | None]"
"""What keys of an item mean however they are written, None if the same as nothing: for its digest they do."""

_AS_WRITTEN: Final[Meant] = MappingProxyType({})

Kind: TypeAlias = Callable[[Fields, Setting], Iterable[Note]]
"""Reads an item into its notes. A kind has a file of its own in mmcards.kinds."""


def note(
    fields: Fields,
    setting: Setting,
    *,
    prompt: Blocks,
    response: Response,
    context: Blocks = (),
    meant: Meant = _AS_WRITTEN,
) -> Iterator[Note]:
    """The note of an item, with what every item may have. Nothing for a draft, whose mistakes are reported still."""
    own = inherit(fields, setting)
    _count_shared(fields, setting)
    named = fields.identifier("id")
    was = _names_before(fields, setting, named)
    note_id = named or identity.id_from(plain_text(prompt))
    made = Note(
        id=note_id,
        guid=was[0] if was else identity.guid(setting.uid, note_id),
        place=fields.place_of("id") if named else fields.place,
        named=bool(named),
        was=was,
        prompt=prompt,
        response=response,
        context=context,
        label=fields.word("label"),
        hint=fields.blocks("hint"),
        explanation=fields.blocks("explanation"),
        pattern=setting.pattern,
        section=setting.section,
        tags=own.tags,
        source=own.source,
        digest=_digest(own, _as_meant(fields.written(_IDENTITY), meant)),
    )
    fields.finish()
    if not own.draft:
        yield made


def inherit(fields: Fields, setting: Setting) -> Setting:
    """The setting of what stands inside these fields: tags add up, a nearer source wins."""
    tags = fields.tags()
    source = source_of(fields)
    draft = fields.switch("draft")
    if not (tags or source or draft):
        return setting  # as most items
    return setting._replace(
        tags=tuple(dict.fromkeys((*setting.tags, *tags))),
        source=source or setting.source,
        draft=draft or setting.draft,
    )


def whole(fields: Fields, setting: Setting, meant: Meant = _AS_WRITTEN) -> Setting:
    """The setting of the items of a set, whose explanation is the pattern behind them all."""
    fields.identifier("id")
    pattern = fields.blocks("explanation")
    own = _as_meant(fields.written((*_IDENTITY, "items", "premises")), meant)
    return weighed(inherit(fields, setting)._replace(pattern=pattern, written=(*setting.written, own)))


def source_of(fields: Fields) -> str:
    """Where cards come from, by a deck, a section or an item."""
    source = fields.text("source").strip()
    if len(source) > LONGEST_SOURCE:
        fields.report.mistake(fields.place_of("source"), f"`source` has more than {LONGEST_SOURCE:,} characters")
        return ""
    return source


def weighed(setting: Setting) -> Setting:
    """The setting that knows how much its notes share."""
    return setting._replace(shared=_length((setting.section, setting.source, setting.tags, setting.written)))


def _length(content: object) -> int:
    match content:
        case str():
            return len(content)
        case tuple() | list():
            return sum(map(_length, content))
        case dict():
            return sum(map(_length, content.values()))
        case _:
            return 0


def _count_shared(fields: Fields, setting: Setting) -> None:
    """Raises Mistakes where too much is on too many notes: each of them would take its time."""
    report = fields.report
    report.shared += max(0, setting.shared - SHARED)
    if report.shared > MOST_SHARED:
        message = (
            f"what cards share, beyond {SHARED:,} characters each, comes to more than {MOST_SHARED:,} on all of them"
        )
        report.mistake(fields.place, message, "say less of what stands on each card, or part the exercise")
        report.finish()


def _as_meant(written: dict[str, Content], meant: Meant) -> dict[str, Content]:
    if all(written.get(key) == value for key, value in meant.items()):
        return written
    together = {**written, **meant}
    return {key: value for key, value in sorted(together.items()) if value is not None}


def shuffled(fields: Fields, setting: Setting) -> tuple[bool, Meant]:
    """Whether the options of an item are shuffled, and what that means for its digest."""
    shuffle = fields.switch("shuffle", setting.shuffle)
    return shuffle, {"shuffle": None if shuffle else "false"}


def _digest(setting: Setting, item: object) -> str:
    """Tells whether a note's content is what it was: 64 bits of all that its author wrote for it, and where it stands.

    Nothing that is made of it counts, so that another version of a library, or of mmcards, changes no note.
    """
    content = (FORMAT, setting.kind, setting.section, setting.tags, setting.source, setting.written, item)
    text = json.dumps(content)
    if "\\u" in text:  # letters beyond ASCII, of which Anki joins accents to their letters
        text = json.dumps(_joined(content))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _joined(content: object) -> object:
    """The same with its texts in the form NFC."""
    match content:
        case str():
            return unicodedata.normalize("NFC", content)
        case tuple() | list():
            return [*map(_joined, content)]
        case dict():
            return {_joined(key): _joined(value) for key, value in content.items()}
        case _:
            return content


def _names_before(fields: Fields, setting: Setting, now: str) -> tuple[str, ...]:
    """The GUIDs by the names that a note once had, in this deck or in another one (`uid/id`), the first one first."""
    hint = "write `old-id`, or `uid/old-id` if it was in another deck"
    names = fields.all_matching("was", identity.NAME_BEFORE, "id", hint)
    for name in names:
        if now and name.text in (now, identity.guid(setting.uid, now)):
            message = f"`{name.text}` is the id that the note has"
            fields.report.warn(name.place, message, "write the id that it had before, or delete this")
    return tuple(name.text if "/" in name.text else identity.guid(setting.uid, name.text) for name in names)
