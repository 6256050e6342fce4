"""Sources -> decks: a deck's own keys, its sections, and the kinds that read its items."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from mmcards import identity
from mmcards.errors import CardsError, Place, Problem, shortened
from mmcards.files import content
from mmcards.model import Deck, Note, Options, Text
from mmcards.paper import Printing
from mmcards.reader import cuts, events, nodes, pieces, printing, sources
from mmcards.reader.fields import Fields
from mmcards.reader.items import MOST_SHARED, Kind, Setting, inherit, source_of, weighed
from mmcards.reader.media import Media
from mmcards.reader.report import Report, near_names

Found: TypeAlias = tuple[tuple[Deck, ...], tuple[Problem, ...]]
"""Decks, and what their authors should know of them."""

USUAL_KIND: Final = "flashcard"
"""Of the cards of a section that says nothing else."""

OF_CARDS: Final = ("section", "kind", "reverse", "shuffle")
"""What a deck's own document says of the cards in it, and cannot say without."""

_ACTING: Final = re.compile(
    r"<[a-z/!?]|\[(?=sound:|anki:|type:|/?latex\]|/?\${1,2}\])[^:\]]*[:\]]|\\[(\[]|\{\{", re.IGNORECASE
)
"""What begins HTML, a sound, a formula or a field. Anki puts a deck's name on its cards as it is; escaped, it would be
wrong in the list of decks.
"""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read(
    paths: Iterable[Path],
    kinds: Mapping[str, Kind],
    content_of: Callable[[Path], bytes] = content,
    processes: int = 1,
) -> Found:
    """All decks in files and folders, and what their authors should know of them.

    `content_of` says what a YAML file holds; another one tells how an edit reads before it is written. So many
    processes read a long file. Raises Mistakes with all that is wrong in all of them, and CardsError where there is no
    deck.
    """
    paths = tuple(paths)
    files = sources.Files(Report(), content_of, in_pieces=True)
    try:
        return _read(paths, kinds, files, processes)
    except cuts.Uneven:
        pass
    except CardsError:
        if not files.cut:
            raise
    return _read(paths, kinds, sources.Files(Report(), content_of), processes)


def _read(paths: tuple[Path, ...], kinds: Mapping[str, Kind], files: sources.Files, processes: int) -> Found:
    report = files.report
    found = sources.find(paths, files)
    readers = tuple(DeckReader(source, kinds, files, processes) for source in found)
    decks = tuple(reader.deck() for reader in readers)
    files.warn_of_those_left(path for reader in readers for path in reader.taken)
    whole = tuple(deck for deck in decks if deck.id and deck.uid)
    _check_distinct(whole, report)
    _check_moved(whole, report)
    report.finish()
    if files.cut != {path for reader in readers for path in reader.read_on} or (files.cut and report.is_full):
        raise cuts.Uneven
    if not decks:
        where = ", ".join(map(str, paths))
        raise CardsError(f"There is no deck in {where}. `mmcards new {paths[0]}/my-deck` starts one.")
    return decks, tuple(sorted(report.warnings))


class DeckReader:
    """Reads one deck."""

    def __init__(
        self, source: sources.Source, kinds: Mapping[str, Kind], files: sources.Files, processes: int = 1
    ) -> None:
        self.source = source
        self.kinds = kinds
        self.files = files
        self.processes = processes
        self.report = files.report
        self.media = Media(source.path.parent, files.report)
        self.drafts = 0
        self.taken: tuple[Path, ...] = ()
        self.read_on: list[str] = []  # the paths of files that were read in pieces
        self.broken = files.is_broken(source.path)
        self.mistakes = 0

    def deck(self) -> Deck:
        self.mistakes = len(self.report.mistakes)
        place = Place(str(self.source.path))
        top = self.source.documents[0] if self.source.documents else nodes.Mapping((), place)
        if not isinstance(top, nodes.Mapping):
            hint = "begin it with `deck: its name`" + (" and `cards:`" if isinstance(top, nodes.Sequence) else "")
            self.report.mistake(top.place, f"a deck wants keys with values, and this is {nodes.described(top)}", hint)
            top, self.broken = nodes.Mapping((), place), True
        return self.read(Fields(top, self.report, self.media))

    def read(self, fields: Fields) -> Deck:
        """The deck that these fields say, and the source's other documents and files.

        Keys:
            deck: the deck's name in Anki; `Spanish::Unit 1` is a deck in another one
            id: names the files that are built, and the deck on its cards; the name of its folder or file if left out
            uid: the deck's identity, which tells its notes from other decks'; `new` and `ids` make one; never change it
            description: what the deck is about; Anki shows it with the deck
            source: where the cards come from; stands small on each card
            language: the code of the language of the cards, as in `en`, `pt-BR` or `zh-Hant`
            tags: tags of all cards
            files: the files with the deck's cards, in the order of study; all YAML files of its folder if left out
            fonts: font files in the deck's folder, which come before all others in the PDF
            print: how the PDF is printed; the command line wins

        Example:
            deck: Spanish for travellers      # its name in Anki
            id: spanish                       # names the files that are built
            uid: 7hk3pwz9                     # never change it
            description: What to say at a station, in a shop and at the table.
            source: after the phrase book of the course
            language: en
            tags: [spanish]
            files: [cards.yaml]               # the order of study
            print: {page: a4, layout: fold}
        """
        name = self._name(fields)
        deck_id = self._id(fields)
        uid = self._uid(fields, deck_id)
        tags = fields.tags()
        language = fields.matching("language", _LANGUAGE, "language", "write its code, as in en, pt-BR or zh-Hant")
        setting = Setting(uid, source=source_of(fields), written=(language, tags))
        asked = fields.fields("print")
        printed = printing.read(asked) if asked else Printing()
        fonts = tuple(filter(None, (self.media.font(name.text, name.place) for name in fields.words("fonts"))))
        paths = self.taken = self._files(fields)
        deck = Deck(
            name=name,
            id=deck_id,
            uid=uid,
            named=fields.has("uid"),
            place=fields.place,
            description=fields.text("description").strip(),
            source=setting.source,
            language=language,
            tags=tags,
            printing=printed,
            fonts=fonts,
            notes=tuple(self._notes(fields, setting, paths)),
            media=tuple(self.media.files()),
        )
        if not (deck.notes or self.broken or any(map(self.files.is_broken, paths))):
            self._report_no_cards(deck)
        self._check_ids(deck)
        if asked and deck.notes:
            printing.check_only(asked, deck.notes)
        return deck

    def _report_no_cards(self, deck: Deck) -> None:
        """Unless something else explains why there are none."""
        if len(self.report.mistakes) > self.mistakes:
            return
        if self.drafts:
            hint = "delete `draft: true` where a card is ready"
            self.report.mistake(deck.place, "the deck has no cards but drafts", hint)
        else:
            hint = "write `cards:` into it" + (", or into a file beside it" if self.source.folder else "")
            self.report.mistake(deck.place, "the deck has no cards", hint)

    # --- the deck's own keys ---

    def _name(self, fields: Fields) -> str:
        name = fields.word("deck", required=not self.broken)
        place = fields.place_of("deck")
        if any(unicodedata.category(each) == "Cc" for each in name):
            self.report.mistake(place, "the deck's name has a line break or a tab in it", "write it in one line")
        elif "::" in name and not all(level.strip() for level in name.split("::")):
            hint = "`::` stands between the name of a deck and that of one in it, as in `Spanish::Unit 1`"
            self.report.mistake(place, "a part of the deck's name is empty", hint)
        elif acting := _ACTING.search(name):
            message = f"the deck's name stands on the cards, and Anki takes `{acting[0]}` in it for what acts there"
            self.report.mistake(place, message, "leave it out, or put a space into it")
        elif name.casefold() == "default":
            message = f"every Anki has a deck `{name}`: the cards would stand among the learner's own"
            self.report.warn(place, message, "give the deck another name")
        return name

    def _id(self, fields: Fields) -> str:
        given = fields.identifier("id")
        if identity.RESERVED.fullmatch(given):
            message = f"the deck's id names its files, and Windows keeps `{given}` for itself"
            self.report.mistake(fields.place_of("id"), message, f"write another, as in `{given}-deck`")
        if given or fields.has("id") or self.broken:
            return given
        place = self.source.folder.resolve().name if self.source.folder else self.source.path.stem
        made = identity.slug(place)
        if identity.RESERVED.fullmatch(made):
            self.report.mistake(fields.place, f"no file can be named `{made}` on Windows", "write `id: …`")
        if not made:
            self.report.mistake(fields.place, f"no id can be made from the name `{place}`", "write `id: …`")
        return made

    def _uid(self, fields: Fields, deck_id: str) -> str:
        given = fields.identifier("uid")
        if re.fullmatch("[0-9]{1,4}", given):
            message = f"other decks may have the uid `{given}` too, and Anki would take their notes for these"
            hint = "before the first build, delete it: `mmcards ids` writes another; after that, never change it"
            self.report.warn(fields.place_of("uid"), message, hint)
        if given or fields.has("uid") or self.broken:
            return given
        uid = identity.uid_from(deck_id)
        message = "the deck has no uid, so that its notes are told from other decks' by its id alone"
        self.report.warn(fields.place, message, f"`mmcards ids` writes `uid: {uid}`; never change it")
        return uid

    def _files(self, fields: Fields) -> tuple[Path, ...]:
        """The files that hold the deck's cards beside its own."""
        listed = fields.words("files")
        if self.source.folder is None:
            if listed:
                hint = "name it deck.yaml, and give it a folder of its own"
                self.report.mistake(fields.place_of("files"), "a deck of one file has no other files", hint)
            return ()
        if not fields.has("files"):
            there = self.files.inside(sources.yaml_files(self.source.folder), self.source.folder)
            return tuple(path for path in there if not sources.is_deck(self.files.documents(path)))
        found: dict[Path, Path] = {}
        for name in listed:
            path = self.source.folder / name.text
            if wrong := self._wrong_with(path, name.text, found):
                self.report.mistake(name.place, f"`{shortened(name.text)}` {wrong[0]}", wrong[1])
            else:
                found[path.resolve()] = path
        return tuple(found.values())

    def _wrong_with(self, path: Path, name: str, found: Mapping[Path, Path]) -> tuple[str, str] | None:
        """What is wrong with a file that the deck names, and what to do."""
        folder = self.source.path.parent
        try:
            if not path.resolve().is_relative_to(folder.resolve()):
                return "is outside the deck's folder", "move it there"
            if path.is_dir():
                hint = f"list its files, as in `{name.rstrip('/')}/cards.yaml`"
                return "is a folder, and a file is wanted here", hint
            if not path.exists():
                return "is not there", self._nearest(folder, name)
        except (OSError, ValueError, RuntimeError):  # too long, a zero byte, links in a circle (Python 3.12)
            return "cannot be the name of a file", ""
        if path.resolve() == self.source.path.resolve():
            return "is this file itself", "list the other files of the deck"
        return ("stands twice here", "delete one of them") if path.resolve() in found else None

    def _nearest(self, folder: Path, name: str) -> str:
        there = [each.name for each in sources.yaml_files(folder)]
        near = near_names(name, there)
        if near or there:
            return f"did you mean `{near[0]}`?" if near else f"in the folder are {', '.join(there)}"
        return "the deck's folder has no other file that ends in .yaml"

    # --- its cards ---

    def _notes(self, fields: Fields, setting: Setting, paths: tuple[Path, ...]) -> Iterator[Note]:
        if fields.has("cards"):
            yield from self.section(fields, setting, required=False, own_tags=False)
        else:
            self._refuse_section_keys(fields)
            fields.finish()
        for document in self.source.documents[1:]:
            yield from self._document(document, setting)
        for path in paths:
            for document in self.files.documents(path):
                yield from self._document(document, setting)

    def _refuse_section_keys(self, fields: Fields) -> None:
        """What says how the cards of a section are says nothing in a document without cards."""
        fields.word("cards")
        for key in OF_CARDS:
            fields.word(key)
            if fields.has(key):
                message = f"`{key}` holds for the cards of its own section, and here are none"
                self.report.mistake(fields.place_of(key), message, "write it above the `cards:` that it is for")

    def _document(self, document: nodes.Node, setting: Setting) -> Iterator[Note]:
        if isinstance(document, nodes.Mapping):
            yield from self.section(Fields(document, self.report, self.media), setting)
        else:
            what = nodes.described(document)
            hint = "write `section: its name` and `cards:` above the items"
            self.report.mistake(document.place, f"a section wants keys with values, and this is {what}", hint)

    def section(self, fields: Fields, setting: Setting, *, required: bool = True, own_tags: bool = True) -> list[Note]:
        """The notes of a section. One that stands in the deck's own document has no tags and no source of its own.

        Keys:
            section: the section's name, which stands small on each card, and is a tag in Anki
            kind: of which kind the cards are, unless a card says otherwise; `flashcard` if left out
            reverse: whether flashcards are asked both ways, on two cards
            shuffle: `false` keeps choices and responses in the order in which they stand
            tags: tags of the section's cards, besides those of the deck
            source: where the section's cards come from, in place of what the deck says
            draft: `true` leaves the section's cards out of what is built
            cards: the section's cards

        Example:
            section: At the station           # stands small on each card, and is a tag in Anki
            tags: [travel]
            cards:
              - id: ticket                    # permanent: reword the card at will, its reviews stay
                question: What is a ticket in Spanish?
                answer: |
                  - *el billete* in Spain
                  - *el boleto* in Latin America
        """
        section = setting._replace(section=fields.word("section"))
        if own_tags:
            section = inherit(fields, section)
        section = section._replace(
            kind=_kind_of(self.kinds, fields, USUAL_KIND),
            reverse=fields.switch("reverse"),
            shuffle=fields.switch("shuffle", otherwise=True),
        )
        section = weighed(section)
        notes: list[Note] = []
        for item in fields.items("cards", required=required):
            kept = _notes_of(self.kinds, section, item)
            self.drafts += not kept
            notes += kept
        if more := fields.more("cards"):
            notes += self._in_pieces(more, fields.place.path, section)
        fields.finish()
        self._warn_of_switches_without_effect(fields, section, notes)
        return notes

    def _warn_of_switches_without_effect(self, fields: Fields, section: Setting, notes: Iterable[Note]) -> None:
        responses = [note.response for note in notes]
        if section.reverse and not any(isinstance(each, Text) and each.reverse for each in responses):
            message = "`reverse` changes nothing: the section has no flashcards to ask both ways"
            self.report.warn(fields.place_of("reverse"), message, "delete it")
        if not section.shuffle and not any(isinstance(each, Options) and each.fixed for each in responses):
            message = "`shuffle` changes nothing: the section has no options to keep in their order"
            self.report.warn(fields.place_of("shuffle"), message, "delete it")

    def _in_pieces(self, more: Sequence[nodes.Piece], path: str, section: Setting) -> Iterator[Note]:
        """The notes of those cards of a section that are read in pieces."""
        read_item = partial(_notes_of, self.kinds, section)
        for part in pieces.read(more, path, self.source.path.parent, read_item, self.processes):
            self.report.add(part.report)
            if any(self.media.found.get(key, file) != file for key, file in part.found.items()):
                raise cuts.Uneven  # a file has another name there, and is known by the first
            self.media.found |= part.found
            self.drafts += part.drafts
            yield from part.notes
        self.read_on.append(path)
        if self.report.values > events.MOST_VALUES or self.report.shared > MOST_SHARED:
            raise cuts.Uneven

    def _check_ids(self, deck: Deck) -> None:
        seen: dict[str, Note] = {}
        guids: dict[str, Note] = {}
        for note in deck.notes:
            if not note.prompt and not note.named:
                continue  # its missing question is reported
            first = seen.setdefault(note.id, note)
            twin = guids.setdefault(note.guid, note)
            if first is not note:
                self._report_twin(note, first)
            elif twin is not note:
                self._report_second_history(note, twin, deck.uid)

    def _report_second_history(self, note: Note, first: Note, uid: str) -> None:
        """Two notes that would be one to Anki."""
        where = _where(first, note)
        was = note.guid.removeprefix(f"{uid}/")
        if first.guid == identity.guid(uid, first.id):
            message = f"by its `was` this note is `{was}`, which is still there, at {where}"
            self.report.mistake(note.place, message, "delete one of the two, or this `was`")
        elif note.guid == identity.guid(uid, note.id):
            message = f"the note at {where} has taken this id over: it says `was: {was}`"
            self.report.mistake(note.place, message, "write another id here, or delete that `was`")
        else:
            message = f"`was: {was}` stands at the note at {where} too"
            self.report.mistake(note.place, message, "delete one of them: only one note can go on with its reviews")

    def _report_twin(self, note: Note, first: Note) -> None:
        where = _where(first, note)
        if note.named:
            made = "" if first.named else ", whose question makes it"
            message = f"the id `{note.id}` is taken by the note at {where}{made}"
            self.report.mistake(note.place, message, "write another id")
        elif note.prompt == first.prompt:
            hint = "write an id for each, as in `id: in-chemistry`"
            self.report.mistake(note.place, f"the same question as at {where}, and no id tells them apart", hint)
        else:
            message = f"the id that its question makes, `{note.id}`, is taken by the note at {where}"
            self.report.mistake(note.place, message, "write another, as in `id: in-chemistry`")


def _notes_of(kinds: Mapping[str, Kind], section: Setting, item: Fields) -> tuple[Note, ...]:
    """What is made of an item of a section."""
    kind = _kind_of(kinds, item, section.kind)
    read = kinds.get(kind)
    own = section if kind == section.kind else section._replace(kind=kind)
    return tuple(read(item, own)) if read else ()


def _kind_of(kinds: Mapping[str, Kind], fields: Fields, otherwise: str) -> str:
    """The name of a kind; "" where it is unknown, so that nothing can be said of what such an item holds."""
    return fields.name("kind", kinds) or ("" if fields.has("kind") else otherwise)


def _where(other: Note, note: Note) -> str:
    """The place of another note as seen from this one."""
    return f"line {other.place.line}" if other.place.path == note.place.path else str(other.place)


def _check_distinct(decks: Iterable[Deck], report: Report) -> None:
    ids: dict[str, Deck] = {}
    uids: dict[str, Deck] = {}
    stems: dict[Path, Deck] = {}
    for deck in decks:
        if (first := ids.setdefault(deck.id, deck)) is not deck:
            message = f"the id `{deck.id}` is taken by the deck in {first.place.path}: their files would be one"
            report.mistake(deck.place, message, "write another id into one of them, as in `id: spanish-2`")
        elif (first := uids.setdefault(deck.uid, deck)) is not deck:
            message = f"the uid `{deck.uid}` is taken by the deck in {first.place.path}"
            report.mistake(deck.place, message, "a copied deck wants a uid of its own: change some of its letters")
        elif (first := stems.setdefault(Path(deck.place.path).with_suffix(""), deck)) is not deck:
            message = f"this deck and the one in {first.place.path} have one name: their locks would be one"
            report.mistake(deck.place, message, "rename one of the files")


def _check_moved(decks: Iterable[Deck], report: Report) -> None:
    """Anki has one note of a GUID: of two decks that both have it, the one would overwrite what the other says."""
    decks = tuple(decks)
    came = {note.guid: note for deck in decks for note in deck.notes if not note.guid.startswith(f"{deck.uid}/")}
    if not came:
        return
    for deck in decks:
        for note in deck.notes:
            moved = came.get(note.guid)
            if moved is None or moved is note or any(moved is each for each in deck.notes):
                continue  # twins in one deck are told already
            message = f"this note was `{note.guid}`, and so was or is the one at {_where(note, moved)}"
            hint = "delete the one there if it moved here; if this is a copy, delete its `was`"
            report.mistake(moved.place, message, hint)
