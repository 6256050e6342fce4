"""Sources -> decks: a deck's own keys, its sections, and the kinds that read its items."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from mmcards import identity
from mmcards.errors import CardsError, Place, Problem
from mmcards.model import Deck, Note
from mmcards.paper import LAYOUTS, PAGES
from mmcards.reader import nodes, sources
from mmcards.reader.fields import Fields
from mmcards.reader.items import Kind, Setting, inherit
from mmcards.reader.report import Report

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read(paths: Iterable[Path], kinds: Mapping[str, Kind]) -> tuple[tuple[Deck, ...], tuple[Problem, ...]]:
    """All decks in files and folders, and what their authors should know of them.

    Raises Mistakes with all that is wrong in all of them, and CardsError where there is no deck.
    """
    paths = tuple(paths)
    report = Report()
    files = sources.Files(report)
    found = sources.find(paths, files)
    decks = tuple(_DeckReader(source, kinds, files).deck() for source in found)
    _check_distinct(decks, report)
    report.finish()
    if not decks:
        where = ", ".join(map(str, paths))
        raise CardsError(f"There is no deck in {where}. `mmcards new {paths[0]}/my-deck` starts one.")
    return decks, tuple(sorted(report.warnings))


class _DeckReader:
    """Reads one deck."""

    def __init__(self, source: sources.Source, kinds: Mapping[str, Kind], files: sources.Files) -> None:
        self.source = source
        self.kinds = kinds
        self.files = files
        self.report = files.report
        self.drafts = 0

    def deck(self) -> Deck:
        place = Place(str(self.source.path))
        broken = bool(self.report.mistakes)
        top = self.source.documents[0] if self.source.documents else nodes.Mapping((), place)
        if not isinstance(top, nodes.Mapping):
            hint = "begin it with `deck: its name`"
            self.report.mistake(top.place, f"a deck wants keys with values, and this is {nodes.described(top)}", hint)
            top, broken = nodes.Mapping((), place), True
        fields = Fields(top, self.report)
        name = fields.word("deck", required=not broken)
        deck_id = self._id(fields)
        uid = self._uid(fields, deck_id)
        setting = Setting(uid, source=fields.text("source"))
        page, layout = self._print(fields)
        paths = self._files(fields)
        deck = Deck(
            name=name,
            id=deck_id,
            uid=uid,
            place=top.place,
            description=fields.text("description"),
            source=setting.source,
            language=self._language(fields),
            tags=tuple(tag.text.strip() for tag in fields.texts("tags")),
            page=page,
            layout=layout,
            notes=tuple(self._notes(fields, setting, paths)),
            modified=max(_modified(path) for path in (self.source.path, *paths)),
        )
        if not deck.notes and not self.report.mistakes:
            self.report.mistake(deck.place, "the deck has no cards" + (" but drafts" if self.drafts else ""))
        self._check_ids(deck)
        return deck

    # --- the deck's own keys ---

    def _id(self, fields: Fields) -> str:
        given = fields.identifier("id")
        if given or fields.has("id"):
            return given
        place = self.source.folder.resolve().name if self.source.folder else self.source.path.stem
        made = identity.slug(place)
        if not made:
            self.report.mistake(fields.place, f"no id can be made from the name `{place}`", "write `id: …`")
        return made

    def _uid(self, fields: Fields, deck_id: str) -> str:
        given = fields.identifier("uid")
        if given or fields.has("uid"):
            return given
        uid = identity.uid_from(deck_id)
        message = "the deck has no uid, so that its notes are told from other decks' by its id alone"
        self.report.warn(fields.place, message, f"write `uid: {uid}` and never change it")
        return uid

    def _language(self, fields: Fields) -> str:
        language = fields.word("language")
        if language and not _LANGUAGE.fullmatch(language):
            message = f"`{language}` is no language"
            self.report.mistake(fields.place_of("language"), message, "write its code, as in en, pt-BR or zh-Hant")
        return language

    def _print(self, fields: Fields) -> tuple[str, str]:
        settings = fields.fields("print")
        if settings is None:
            return "", ""
        page = settings.name("page", PAGES)
        layout = settings.name("layout", LAYOUTS)
        settings.finish()
        return page, layout

    def _files(self, fields: Fields) -> tuple[Path, ...]:
        """The files that hold the deck's cards beside its own."""
        listed = fields.texts("files")
        if self.source.folder is None:
            if listed:
                hint = "name it deck.yaml, and give it a folder of its own"
                self.report.mistake(fields.place_of("files"), "a deck of one file has no other files", hint)
            return ()
        if not fields.has("files"):
            folder = sources.yaml_files(self.source.folder)
            return tuple(path for path in folder if not sources.is_deck(self.files.documents(path)))
        return tuple(chain.from_iterable(self._file(self.source.folder, name) for name in listed))

    def _file(self, folder: Path, name: nodes.Scalar) -> Iterator[Path]:
        path = folder / name.text
        if not path.resolve().is_relative_to(folder.resolve()):
            self.report.mistake(name.place, f"`{name.text}` is outside the deck's folder")
        elif path.is_dir():
            self.report.mistake(name.place, f"`{name.text}` is a folder, and a file is wanted here")
        elif not path.exists():
            there = [each.name for each in sources.yaml_files(folder)]
            Fields(nodes.Mapping((), name.place), self.report).known(name.text, there, name.place, "a file of the deck")
        else:
            yield path

    # --- its cards ---

    def _notes(self, fields: Fields, setting: Setting, paths: tuple[Path, ...]) -> Iterator[Note]:
        yield from self._section(fields, setting, required=False, own_tags=False)
        for document in self.source.documents[1:]:
            yield from self._document(document, setting)
        for path in paths:
            for document in self.files.documents(path):
                yield from self._document(document, setting)

    def _document(self, document: nodes.Node, setting: Setting) -> Iterator[Note]:
        if isinstance(document, nodes.Mapping):
            yield from self._section(Fields(document, self.report), setting)
        else:
            what = nodes.described(document)
            hint = "write `section: its name` and `cards:` above the items"
            self.report.mistake(document.place, f"a section wants keys with values, and this is {what}", hint)

    def _section(
        self, fields: Fields, setting: Setting, *, required: bool = True, own_tags: bool = True
    ) -> Iterator[Note]:
        section = Setting(setting.uid, fields.word("section"), (), setting.source)
        if own_tags:
            section = inherit(fields, section)
        kind = fields.name("kind", self.kinds) or "flashcard"
        for item in fields.items("cards", required=required):
            kept = tuple(self.kinds[item.name("kind", self.kinds) or kind](item, section))
            self.drafts += not kept
            yield from kept
        fields.finish()

    def _check_ids(self, deck: Deck) -> None:
        seen: dict[str, Note] = {}
        guids: dict[str, Note] = {}
        for note in deck.notes:
            first = seen.setdefault(note.id, note)
            twin = guids.setdefault(note.guid, note)
            if first is not note:
                self._report_twin(note, first)
            elif twin is not note:
                message = f"this note was `{note.guid}`, and so was or is the one at {_where(twin, note)}"
                self.report.mistake(note.place, message, "a note keeps the history of one note alone")

    def _report_twin(self, note: Note, first: Note) -> None:
        where = _where(first, note)
        if note.named:
            self.report.mistake(note.place, f"the id `{note.id}` is taken by the note at {where}")
        else:
            hint = "write an id for each, as in `id: in-chemistry`"
            self.report.mistake(note.place, f"the same question as at {where}, and no id tells them apart", hint)


def _where(other: Note, note: Note) -> str:
    """The place of another note as seen from this one."""
    return f"line {other.place.line}" if other.place.path == note.place.path else str(other.place)


def _check_distinct(decks: tuple[Deck, ...], report: Report) -> None:
    ids: dict[str, Deck] = {}
    uids: dict[str, Deck] = {}
    for deck in decks:
        if (first := ids.setdefault(deck.id, deck)) is not deck:
            message = f"the id `{deck.id}` is taken by the deck in {first.place.path}: their files would be one"
            report.mistake(deck.place, message, "write another `id:`")
        elif (first := uids.setdefault(deck.uid, deck)) is not deck:
            message = f"the uid `{deck.uid}` is taken by the deck in {first.place.path}"
            report.mistake(deck.place, message, "a copied deck wants a uid of its own: change some of its letters")


def _modified(path: Path) -> int:
    try:
        return int(path.stat().st_mtime)
    except OSError:
        return 0
