"""Pictures and sounds beside the YAML."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from unicodedata import normalize

import pytest
from PIL import Image

from mmcards.errors import Mistakes
from mmcards.kinds import KINDS
from mmcards.model import Option, Options, Paragraph, Picture, Plain, Sound, Text
from mmcards.reader import decks
from mmcards.reader.media import unused

if TYPE_CHECKING:
    from mmcards.model import Deck, Note
    from tests.reader.conftest import Desk

HEAD = "deck: D\nuid: u\n"


def picture(kind: str) -> bytes:
    """The bytes of a picture of a pixel."""
    content = BytesIO()
    Image.new("RGB", (1, 1)).save(content, kind)
    return content.getvalue()


PNG = picture("PNG")
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'
CONTENT = {
    ".png": PNG,
    ".jpg": picture("JPEG"),
    ".jpeg": picture("JPEG"),
    ".gif": picture("GIF"),
    ".webp": picture("WEBP"),
    ".svg": SVG,
}


def card(answer: str, name: str = "a") -> str:
    return f"- id: {name}\n  question: Q\n  answer: '{answer}'\n"


def read(desk: "Desk", text: str, path: str = "d/deck.yaml") -> "Deck":
    desk.write(path, f"{HEAD}cards:\n{text}")
    (deck,) = desk.read("d")
    return deck


def spans(note: "Note") -> tuple[object, ...]:
    assert isinstance(note.response, Text)
    (paragraph,) = note.response.answer
    assert isinstance(paragraph, Paragraph)
    return paragraph.spans


@pytest.mark.parametrize(
    "name",
    ["cell.png", "cell (1).PNG", "my cell.jpeg", "sub/dir/cell.webp", "Zélle 細胞.gif", "50%25.svg", "a&b's.jpg"],
)
def test_a_picture_of_any_name_is_found_beside_the_yaml(desk: "Desk", name: str) -> None:
    desk.write(f"d/{name}", CONTENT[Path(name).suffix.lower()])
    escaped = name.replace("'", "''")
    (note,) = read(desk, card(f"A cell: ![a *cell*]({escaped})!")).notes
    before, picture, after = spans(note)
    assert (before, after) == (Plain("A cell: "), Plain("!"))
    assert isinstance(picture, Picture)
    assert (Path(picture.file.path), picture.alternative) == (Path("d") / name, "a *cell*")
    assert picture.file.name.isascii()
    assert picture.file.name.endswith(Path(name).suffix.lower())


def test_a_percent_encoded_name_is_found_too(desk: "Desk") -> None:
    desk.write("d/my cell.png", PNG)
    (note,) = read(desk, card("![](my%20cell.png)")).notes
    (picture,) = spans(note)
    assert isinstance(picture, Picture)
    assert Path(picture.file.path) == Path("d/my cell.png")


@pytest.mark.parametrize(("written", "kept"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_is_found_however_its_accents_are_kept(
    desk: "Desk", written: Literal["NFC", "NFD"], kept: Literal["NFC", "NFD"]
) -> None:
    desk.write(f"d/{normalize(kept, 'é.png')}", PNG)
    (note,) = read(desk, card(f"![x]({normalize(written, 'é.png')})")).notes
    assert isinstance(spans(note)[0], Picture)


def test_a_link_has_the_ending_of_its_own_name(desk: "Desk") -> None:
    path = desk.write("d/x.png", PNG)
    path.with_name("y.jpg").symlink_to("x.png")
    for order in (("x.png", "y.jpg"), ("y.jpg", "x.png")):
        notes = read(desk, "".join(card(f"![]({name})", name[0]) for name in order)).notes
        names = {note.id: span.file.name for note in notes for span in spans(note) if isinstance(span, Picture)}
        assert {name: Path(path).suffix for name, path in names.items()} == {"x": ".png", "y": ".jpg"}


def test_a_sound_is_told_by_its_ending(desk: "Desk") -> None:
    desk.write("d/la.mp3", b"bytes")
    (note,) = read(desk, card("![hello](la.mp3)")).notes
    (sound,) = spans(note)
    assert isinstance(sound, Sound)
    assert sound.title == "hello"


def test_a_name_is_looked_for_from_the_folder_of_its_own_file(desk: "Desk") -> None:
    desk.write("d/units/one.yaml", "cards:\n" + card("![](../shared.png) ![](own.png)"))
    desk.write("d/shared.png", PNG + b"1")
    desk.write("d/units/own.png", PNG + b"2")
    desk.write("d/deck.yaml", HEAD + "files: [units/one.yaml]\n")
    (deck,) = desk.read("d")
    assert [Path(file.path).name for file in deck.media] == ["shared.png", "own.png"]


def test_the_name_in_the_package_is_that_of_the_content(desk: "Desk") -> None:
    for name in ("a.png", "b/a.png", "c.png"):
        desk.write(f"d/{name}", PNG + name[:1].encode())
    desk.write("d/same.png", PNG + b"a")
    deck = read(desk, card("![](a.png) ![](b/a.png) ![](c.png) ![](same.png)"))
    names = [file.name for file in deck.media]
    assert len(names) == 4
    assert len(set(names)) == 3


def test_every_text_may_have_pictures(desk: "Desk") -> None:
    desk.write("d/x.png", PNG)
    items = "- {kind: choice, question: '![](x.png)?', choices: ['![x](x.png)', no], answer: '![x](x.png)'}\n"
    (note,) = read(desk, items).notes
    assert isinstance(note.response, Options)
    (first, _) = note.response.options
    assert isinstance(first, Option)
    assert note.response.correct == (0,)


def test_other_bytes_are_another_content_of_the_note_and_of_no_other(desk: "Desk") -> None:
    desk.write("d/x.png", PNG + b"1")
    text = (
        card("![](x.png)") + card("x.png", "b")
        + "- {kind: match, prompt: P, responses: {1: '![](x.png)', 2: y}, premises: [{id: c, text: C, response: 2}]}\n"
    )  # fmt: skip
    before = {note.id: note.digest for note in read(desk, text).notes}
    desk.write("d/x.png", PNG + b"2")
    after = {note.id: note.digest for note in read(desk, text).notes}
    assert [name for name in before if before[name] != after[name]] == ["a", "c"]


def test_a_file_that_is_moved_and_named_anew_is_told_by_its_text_alone(desk: "Desk") -> None:
    desk.write("d/x.png", PNG)
    desk.write("d/y/x.png", PNG)
    (one,) = read(desk, card("![](x.png)")).notes
    (other,) = read(desk, card("![](y/x.png)")).notes
    assert spans(one)[0].file.name == spans(other)[0].file.name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../secret.png", "`../secret.png` is outside the deck's folder"),
        ("link.png", "`link.png` is outside the deck's folder"),
        ("missing.png", "`missing.png` is not there"),
        ("folder.png", "`folder.png` is no file"),
        ("https://example.org/x.png", "`https://example.org/x.png` is an address, and nothing is fetched"),
        ("file:///etc/x.png", "`file:///etc/x.png` is an address, and nothing is fetched"),
        ("notes.txt", "`notes.txt` is no picture or sound by its ending"),
        ("x" * 300 + ".png", f"`{'x' * 39}…` cannot be the name of a file"),
    ],
)
def test_a_file_that_cannot_be_carried_is_a_mistake_where_it_is_named(desk: "Desk", name: str, told: str) -> None:
    desk.write("secret.png", b"s")
    desk.write("d/folder.png/in", b"")
    Path("d/link.png").symlink_to(Path("secret.png").resolve())
    desk.write("d/deck.yaml", f"{HEAD}cards:\n- question: Q\n  answer: |\n    One,\n    two ![x]({name})\n")
    assert desk.complaints("d") == [f"d/deck.yaml:7:14: {told}"]


@pytest.mark.parametrize(
    ("name", "content", "told", "hint"),
    [
        ("a.png", b"text", "is no PNG, JPEG, GIF or WebP inside", "save it as PNG or JPEG"),
        ("a.jpg", b"", "is no PNG, JPEG, GIF or WebP inside", "save it as PNG or JPEG"),
        ("a.jpg", b"\0\0\0\x18ftypheic", "is no PNG, JPEG, GIF or WebP inside", "save it as PNG or JPEG"),
        ("a.webp", b"RIFF\n\0\0\0WAVEfmt ", "is no PNG, JPEG, GIF or WebP inside", "save it as PNG or JPEG"),
        ("a.png", b"<svg/>", "is an SVG inside", "let its name end in .svg"),
        ("a.svg", PNG, "is no SVG inside", "save the picture as SVG"),
        ("a.svg", b"<html>", "is no SVG inside", "save the picture as SVG"),
    ],
)
def test_a_file_that_is_no_picture_is_a_mistake_where_it_is_named(
    desk: "Desk", name: str, content: bytes, told: str, hint: str
) -> None:
    desk.write(f"d/{name}", content)
    desk.write("d/deck.yaml", f"{HEAD}cards:\n- question: Q\n  answer: |\n    One,\n    two ![x]({name})\n")
    with pytest.raises(Mistakes) as caught:
        decks.read([Path("d")], KINDS)
    (problem,) = caught.value.problems
    assert str(problem) == f"d/deck.yaml:7:14: `{name}` {told}, whatever its name says"
    assert problem.hint.endswith(hint)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", picture("JPEG")),
        ("a.svg", '\ufeff<svg xmlns="http://www.w3.org/2000/svg"/>'.encode("utf-16-le")),
        ("a.svg", b"<!--" + b" " * 5_000 + b"--><svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.mp3", b"any bytes: sounds have too many beginnings"),
    ],
)
def test_what_a_file_holds_counts_more_than_its_ending(desk: "Desk", name: str, content: bytes) -> None:
    desk.write(f"d/{name}", content)
    assert [Path(file.path).name for file in read(desk, card(f"![]({name})")).media] == [name]


def test_text_that_only_looks_like_a_picture_is_text(desk: "Desk") -> None:
    (note,) = read(desk, card("![x] (y.png), \\![x](y.png), ![x]()")).notes
    assert spans(note) == (Plain("![x] (y.png), ![x](y.png), ![x]()"),)


def test_files_that_no_card_names_are_told_but_for_those_of_drafts_and_other_decks(desk: "Desk") -> None:
    for name in ("used.png", "draft.png", "unused.png", "sub/unused.mp3", "notes.txt", ".hidden/x.png"):
        desk.write(f"d/{name}", PNG + name.encode())
    desk.write("d/other/deck.yaml", f"deck: Other\nuid: v\ncards:\n{card('![](own.png)')}")
    desk.write("d/other/own.png", PNG)
    text = card("![](used.png)") + card("![](draft.png)", "b") + "  draft: true\n"
    desk.write("d/deck.yaml", f"{HEAD}cards:\n{text}")
    found = desk.read("d")
    assert [str(problem) for problem in unused(found)] == [
        f"{path}:1:1: no card names this file" for path in ("d/unused.png", "d/sub/unused.mp3")
    ]
