"""docs/format.md is current, whole, and right: what it shows is made, and all of its examples are built."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final, get_args

import anki.lang
import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from mmcards.build import build, plan
from mmcards.events import Written
from mmcards.kinds import KINDS
from mmcards.lock.decks import locked
from mmcards.markup import parse
from mmcards.model import Block, Deck, Paragraph, Plain, Span
from mmcards.reader import nodes
from mmcards.reader.decks import read
from mmcards.reader.events import documents
from mmcards.reader.report import Report
from mmcards.writers import FORMATS, Settings
from tests.docs.reference import MARKED, PAGE, STAYS, examples, made
from tests.test_schema import refused

ROOT: Final = PAGE.parents[1]
SAMPLE: Final = ROOT / "tests" / "sample"
PAGES: Final = (PAGE, ROOT / "docs" / "printing.md", ROOT / "README.md")
EXAMPLES: Final = {
    f"{path.stem}-{number}": example
    for path in PAGES
    for number, example in enumerate(examples(path.read_text("utf-8")), start=1)
}
NAMED: Final = re.compile(r"\]\(([^():]+\.(?:png|wav))\)")
MODIFIED: Final = 1_790_000_000
"""When all notes changed, in seconds since 1970."""


def test_the_reference_is_what_the_readers_and_their_docstrings_say() -> None:
    text = PAGE.read_text("utf-8")
    new = made(text)
    if os.environ.get("MMCARDS_GOLDEN") == "rewrite":
        PAGE.write_text(new, "utf-8")
        text = new
    assert text == new


def test_links_within_the_reference_lead_to_its_headings() -> None:
    text = PAGE.read_text("utf-8")
    headings = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.*)", text, re.MULTILINE)}
    links = set(re.findall(r"\]\(#([^)]*)\)", text))
    assert links - headings == set()
    assert set(KINDS) <= links


# --- its examples ----------------------------------------------------------------------------------------------------


def write(example: str, name: str, folder: Path) -> Path:
    """A deck that has an example in it, with what that needs besides."""
    top = (documents(example, "", Report()) or ())[0]
    assert not isinstance(top, nodes.Scalar)
    head = f"deck: The example {name}\nuid: {name.lower()}-of-the-page\n"
    if isinstance(top, nodes.Sequence):
        text = f"{head}cards:\n{example}"
    elif top.get("deck"):
        text = example
    elif top.get("print"):
        text = f"{head}{example}section: Basics\ncards: [{{id: rlhf, question: What is it, answer: A method.}}]\n"
    else:
        text = f"{head}---\n{example}"
    path = folder / "deck.yaml"
    path.write_text(text, "utf-8")
    files = top.get("files") if isinstance(top, nodes.Mapping) else None
    for file in files.items if isinstance(files, nodes.Sequence) else ():
        assert isinstance(file, nodes.Scalar)
        (folder / file.text).write_text("cards: [{id: one, question: What, answer: That.}]\n", "utf-8")
    for file_name in NAMED.findall(text):
        (folder / file_name).parent.mkdir(exist_ok=True)
        shutil.copy(SAMPLE / {".png": "gradient.png", ".wav": "a440.wav"}[Path(file_name).suffix], folder / file_name)
    return path


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    anki.lang.set_lang("en_US")
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def read_alone(path: Path) -> Deck:
    (deck,), warnings = read([path], KINDS)
    assert warnings == ()
    return deck


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_built_in_every_format_and_imported(name: str, tmp_path: Path, collection: Collection) -> None:
    deck = read_alone(write(EXAMPLES[name], name, tmp_path))
    files = plan([deck], tuple(FORMATS), tmp_path / "build")
    events = list(build(files, Settings(), 1, lambda: [locked(deck, MODIFIED)]))
    assert [event.made.warnings for event in events if isinstance(event, Written)] == [()] * len(FORMATS)
    (package,) = (tmp_path / "build").glob("*.apkg")
    options = ImportAnkiPackageOptions()
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
    assert len(log.new) == len(deck.notes)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_schema_takes_an_example(name: str, tmp_path: Path) -> None:
    assert refused(write(EXAMPLES[name], name, tmp_path).read_text("utf-8")) == []


# --- what it says of texts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [written for written, _ in STAYS])
def test_what_is_said_to_stay_text_does(written: str) -> None:
    assert parse(written) == (Paragraph((Plain(written),)),)


@pytest.mark.parametrize("written", [written for written, _ in MARKED])
def test_what_is_said_to_be_markup_is(written: str) -> None:
    assert parse(written) != (Paragraph((Plain(written),)),)


def classes(of: Any) -> Iterator[type]:
    """Those of a part of a deck and of all that it holds."""
    if isinstance(of, tuple):
        for each in of:
            yield from classes(each)
    elif is_dataclass(of):
        yield type(of)
        for field in fields(of):
            yield from classes(getattr(of, field.name))


def test_the_reference_has_an_example_of_all_that_a_text_can_hold(tmp_path: Path) -> None:
    shown = {*classes(tuple(parse(written) for written, _ in MARKED))}
    for name, example in EXAMPLES.items():
        if name.startswith(PAGE.stem):
            folder = tmp_path / name
            folder.mkdir()
            shown |= {*classes(read_alone(write(example, name, folder)).notes)}
    assert {*get_args(Span), *get_args(Block)} - shown == set()
