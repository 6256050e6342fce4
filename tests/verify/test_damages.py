"""Damage of many kinds, planted with other programs than wrote the files, and each is named."""

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import PIL.Image
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from mmcards.verify import verify

if TYPE_CHECKING:
    from pypdf import PageObject

    from tests.verify.conftest import Damage, Files

DATABASE: Final = "collection.anki2"


Row: TypeAlias = "tuple[str, Damage, str]"


class Planted(NamedTuple):
    """What is done to a file, and what must be told of it; `layout` is that of a PDF."""

    name: str
    damage: "Damage"
    told: str
    ending: str
    layout: str = "fold"


# --- the package -----------------------------------------------------------------------------------------------------


def rezipped(change: Callable[[dict[str, bytes]], None]) -> "Damage":
    """Changes the entries of a package."""

    def damage(path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            entries = {name: package.read(name) for name in package.namelist()}
        change(entries)
        with zipfile.ZipFile(path, "w") as package:
            for name, content in entries.items():
                package.writestr(name, content)

    return damage


def sql(*statements: str) -> "Damage":
    """Changes the database of a package."""

    def change(entries: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(entries[DATABASE])
            for statement in statements:
                changed = database.execute(statement)
                assert changed.rowcount, statement
            database.commit()
            entries[DATABASE] = database.serialize()

    return rezipped(change)


def noted(id_: str, change: str) -> "Damage":
    """Changes what the database has of a note."""
    return sql(f"update notes set {change} where guid = '7q2m4kzr/{id_}'")


def carded(id_: str, change: str) -> "Damage":
    """Changes the cards of a note."""
    return sql(f"{change} nid = (select id from notes where guid = '7q2m4kzr/{id_}')")


def replaced(id_: str, old: str, new: str) -> "Damage":
    """Changes what a note says."""
    where = f"guid = '7q2m4kzr/{id_}' and instr(flds, '{old}')"
    return sql(f"update notes set flds = replace(flds, '{old}', '{new}') where {where}")


def rightly_wrong(path: Path) -> None:
    """Has another option for the right one."""
    with closing(sqlite3.connect(":memory:")) as database, zipfile.ZipFile(path) as package:
        database.deserialize(package.read(DATABASE))
        (said,) = database.execute("select flds from notes where guid = '7q2m4kzr/capital'").fetchone()
    fields = said.split("\x1f")
    fields[5] = str((int(fields[5]) + 1) % 3)
    changed = "' || char(31) || '".join(fields)
    noted("capital", f"flds = '{changed}'")(path)


def note_type(key: str, change: Callable[[Any], Any]) -> "Damage":
    def damage(entries: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(entries[DATABASE])
            (text,) = database.execute("select models from col").fetchone()
            models = json.loads(text)
            models["1936389378"][key] = change(models["1936389378"][key])
            database.execute("update col set models = ?", (json.dumps(models),))
            database.commit()
            entries[DATABASE] = database.serialize()

    return rezipped(damage)


def drop_media(entries: dict[str, bytes]) -> None:
    del entries["0"]


def alter_media(entries: dict[str, bytes]) -> None:
    entries["0"] = entries["0"][:-3] + b"xyz"


def add_media(entries: dict[str, bytes]) -> None:
    listed = json.loads(entries["media"])
    entries["media"] = json.dumps({**listed, "9": "_spy.js"}).encode()
    entries["9"] = b"fetch()"


def add_collection(entries: dict[str, bytes]) -> None:
    entries["collection.anki21"] = entries[DATABASE]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def one_cut_off(entries: dict[str, bytes]) -> None:
    entries[DATABASE] = entries[DATABASE][: len(entries[DATABASE]) // 2]


ADD_NOTE: Final = (
    "insert into notes select 1, 'other/note', mid, mod, usn, tags, replace(flds, 'What', 'Who'), sfld, csum, flags, "
    "data from notes where guid = '7q2m4kzr/rlhf'"
)
PACKAGE: Final[tuple[Row, ...]] = (
    (
        "a note is missing",
        sql(
            "delete from cards where nid = (select min(id) from notes)",
            "delete from notes where id = (select min(id) from notes)",
        ),
        "lacks the note `rlhf`",
    ),
    (
        "a note is there twice",
        sql(
            "insert into notes select 7, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data from notes "
            "where guid = '7q2m4kzr/rlhf'"
        ),
        "has the note `rlhf` 2 times",
    ),
    (
        "there is another note",
        sql(ADD_NOTE),
        "has a note besides, which the source has not: GUID `other/note`, “Who is RLHF?”",
    ),
    ("a GUID is another", noted("rlhf", "guid = 'x'"), "lacks the note `rlhf`"),
    (
        "fields are swapped",
        replaced("capital", "What is the capital?", "Canberra"),
        "the question in build/small.apkg has “Canberra” where “What is the capital?” should be",
    ),
    (
        "a letter is lost",
        replaced("platform", "andén", "andn"),
        "the answer in build/small.apkg has “andn” where “andén” should be",
    ),
    (
        "an entity is doubled",
        replaced("rlhf", "AT&amp;T", "AT&amp;amp;T"),
        "the explanation in build/small.apkg has “AT&amp;T” where “AT&T” should be",
    ),
    (
        "markup is lost",
        replaced("rlhf", "<strong>humans</strong>", "humans"),
        "the answer in build/small.apkg has “humans” where “<strong>humans</strong>” should be",
    ),
    ("markup is text", replaced("rlhf", "<strong>", "&lt;strong&gt;"), "the answer in build/small.apkg has"),
    ("a script is in a field", replaced("rlhf", "What", "<script>x</script>What"), "<unexpected script>"),
    ("an element acts", replaced("rlhf", "<strong>", '<strong onclick="x">'), "<unexpected onclick>"),
    (
        "a link leads elsewhere",
        replaced("rlhf", "example.org/a", "example.com/b"),
        "the answer in build/small.apkg has",
    ),
    (
        "a tag is missing",
        noted("rlhf", "tags = replace(tags, ' course ', ' ')"),
        "lacks the tag `course`",
    ),
    (
        "a tag is too much",
        noted("rlhf", "tags = tags || 'leech '"),
        "has the tag `leech` besides",
    ),
    (
        "a time is wrong",
        noted("rlhf", "mod = mod + 1"),
        "changed at 1790000001, and by the lock at 1790000000",
    ),
    (
        "a card is in another deck",
        carded("rlhf", "update cards set did = 1 where"),
        "the note `rlhf` in build/small.apkg is not in the deck `Small & < simple>`",
    ),
    (
        "the deck has another name",
        sql("update col set decks = replace(decks, 'Small & < simple>', 'Other')"),
        "lacks the deck `Small & < simple>`",
    ),
    (
        "the deck is described otherwise",
        sql("update col set decks = replace(decks, 'One of each', 'Two of each')"),
        "the deck's description in build/small.apkg has “Two” where “One” should be",
    ),
    (
        "a reverse card is missing",
        carded("platform", "delete from cards where ord = 1 and"),
        "has the cards 1, and should have 1, 2",
    ),
    (
        "cards are in another order",
        carded("steps", "update cards set due = 99 where"),
        "the note `steps` in build/small.apkg is not at its place",
    ),
    (
        "a note has another type",
        noted("rlhf", "mid = 1335378101"),
        "the note `rlhf` in build/small.apkg has the note type 1335378101",
    ),
    (
        "a template is another",
        note_type("tmpls", lambda found: [{**found[0], "afmt": "{{Answer}}"}, *found[1:]]),
        "the note type `mmcards` in build/small.apkg has other fields, templates or style",
    ),
    (
        "a field has another name",
        note_type("flds", lambda found: [{**found[0], "name": "Key"}, *found[1:]]),
        "the note type `mmcards` in build/small.apkg has other fields, templates or style",
    ),
    (
        "the style is another",
        note_type("css", lambda found: found + ".card { display: none }"),
        "has other fields, templates or style",
    ),
    ("a media file is missing", rezipped(drop_media), "lacks the file `"),
    ("a media file is altered", rezipped(alter_media), "has another content in the file `"),
    ("a media file is too much", rezipped(add_media), "has a file besides, `_spy.js`"),
    ("another collection is in it", rezipped(add_collection), "has an entry besides, `collection.anki21`"),
    (
        "a picture is not named",
        replaced("boxes", "mmcards-", "mmcard-"),
        "has “mmcard-",
    ),
    ("a picture says nothing", replaced("boxes", 'alt="A gradient"', 'alt=""'), "the question in build/small.apkg has"),
    ("a sound is text", replaced("tone", "[sound:", "[sound "), "the question in build/small.apkg has"),
    (
        "a blank has another number",
        replaced("rivers", "{{c1::", "{{c3::"),
        "the text in build/small.apkg has “<c3>Rhine</c>” where “<c1>Rhine</c>” should be",
    ),
    (
        "a blank is no blank",
        replaced("rivers", "{{c1::Rhine}}", "Rhine"),
        "the text in build/small.apkg has “Rhine” where “<c1>Rhine</c>” should be",
    ),
    ("a hint of a blank is lost", replaced("rivers", "::in the east", ""), "the text in build/small.apkg has"),
    (
        "another option is right",
        rightly_wrong,
        "what is right in build/small.apkg has",
    ),
    (
        "options are in another order",
        replaced("capital", "<li>Canberra</li>", "<li>Perth</li>"),
        "what is offered to choose from in build/small.apkg has",
    ),
    (
        "steps are in another order",
        replaced("steps", "<li>Bake</li>", "<li>Mix</li>"),
        "the answer in build/small.apkg has",
    ),
    ("a formula is another", replaced("tone", "a^2", "a^3"), "the answer in build/small.apkg has"),
    ("a typed answer is lost", replaced("typed", "<li>gray</li>", ""), "what is right in build/small.apkg lacks"),
    (
        "somebody's reviews are in it",
        sql("insert into revlog values (1, 1, 1, 3, 1, 1, 2500, 1000, 0)"),
        "has reviews in it",
    ),
    ("a card is suspended", sql("update cards set queue = -1 where id = (select min(id) from cards)"), "are suspended"),
    ("the database is cut off", rezipped(one_cut_off), "is no Anki package that can be read"),
    ("the package is cut off", cut, "is no Anki package that can be read"),
)

# --- the page --------------------------------------------------------------------------------------------------------


def rewritten(pattern: str, new: str) -> "Damage":
    """Changes the first place in a page that a pattern fits."""

    def damage(path: Path) -> None:
        text, count = re.subn(pattern, new, path.read_text("utf-8"), count=1, flags=re.DOTALL)
        assert count, pattern
        path.write_text(text, "utf-8")

    return damage


ITEM: Final = '<article class="item[^>]*id="{}".*?</article>'
PAGE: Final[tuple[Row, ...]] = (
    ("a card is missing", rewritten(ITEM.format("rlhf"), ""), "lacks the card `rlhf`"),
    ("a card is there twice", rewritten(f"({ITEM.format('rlhf')})", r"\1\1"), "has the card `rlhf` twice"),
    (
        "there is another card",
        rewritten(f"({ITEM.format('rlhf')})", r'\1<article class="item" id="x"></article>'),
        "has a card besides, `x`",
    ),
    (
        "cards are swapped",
        rewritten(f"({ITEM.format('rlhf')})\n({ITEM.format('platform')})", r"\2\1"),
        "has the card `platform` where `rlhf` should be",
    ),
    (
        "a text is lost",
        rewritten("Learning from ", "Learning "),
        "the answer of the card `rlhf` in build/small.html lacks “from”",
    ),
    (
        "an answer is another's",
        rewritten("el andén", "grey"),
        "the answer of the card `platform` in build/small.html has “grey” where “el andén” should be",
    ),
    (
        "an entity is doubled",
        rewritten("AT&amp;T", "AT&amp;amp;T"),
        "the explanation of the card `rlhf` in build/small.html has “AT&amp;T” where “AT&T” should be",
    ),
    (
        "the script is altered",
        rewritten("<script>", "<script>fetch('x');"),
        "has another script than this version of mmcards gives it",
    ),
    (
        "there is another script",
        rewritten("</body>", "<script src='x.js'></script></body>"),
        "has another script than this version of mmcards gives it",
    ),
    (
        "the policy is weaker",
        rewritten("default-src 'none'", "default-src *"),
        "has a policy that does not fit its script",
    ),
    (
        "the style is altered",
        rewritten("</style>", "* { display: none } </style>"),
        "has a policy that does not fit its script and its style",
    ),
    (
        "an element acts",
        rewritten('<body class="card">', '<body class="card" onload="x">'),
        "has an attribute `onload` in it",
    ),
    (
        "a frame is in it",
        rewritten("<main", '<iframe src="https://example.org"></iframe><main'),
        "has an element `iframe` in it",
    ),
    (
        "a picture is altered",
        rewritten(r"base64,iVBOR.{40}", "base64,AAAA"),
        "has “a file that cannot be read” where",
    ),
    (
        "a picture is fetched",
        rewritten(r'src="data:image/png[^"]*"', 'src="https://example.org/x.png"'),
        "has “https://example.org/x.png” where",
    ),
    (
        "another option is right",
        rewritten(r'(id="capital".*?data-correct=")\d', r"\g<1>9"),
        "what is offered to choose from of the card `capital` in build/small.html has",
    ),
    (
        "what counts is another",
        rewritten("&quot;gray&quot;", "&quot;blue&quot;"),
        "where to type of the card `typed` in build/small.html has",
    ),
    (
        "a card is of another note",
        rewritten('data-note="7q2m4kzr/rlhf"', 'data-note="7q2m4kzr/steps"'),
        "the card `rlhf` in build/small.html is that of another note",
    ),
    (
        "a section is another",
        rewritten(">Exercises</h2>", ">Tests</h2>"),
        "the section of the card `capital` in build/small.html has “Tests” where “Exercises” should be",
    ),
    (
        "the small print is another's",
        rewritten("<span>7q2m4kzr/rlhf</span>", "<span>7q2m4kzr/x</span>"),
        "the small print of the card `rlhf` in build/small.html has",
    ),
    ("the title is another", rewritten("<title>.*?</title>", "<title>Other</title>"), "has another name in the title"),
    (
        "the page is of another deck",
        rewritten('data-deck="7q2m4kzr"', 'data-deck="other"'),
        "is of the deck with the uid `other`",
    ),
    (
        "a formula is another",
        rewritten('aria-label="a\\^2', 'aria-label="a^3'),
        "the answer of the card `tone` in build/small.html has",
    ),
    ("a text is hidden", rewritten('<div class="question"', '<div hidden class="question"'), "<unexpected hidden>"),
    ("a drawing acts", rewritten('<path d="', '<path onclick="x" d="'), "<unexpected path>"),
    ("an end is lost", rewritten("</strong>", "</em>"), "<unexpected /em>"),
    ("the page is cut off", cut, "is cut off: it has no end"),
)

# --- the PDF ---------------------------------------------------------------------------------------------------------


def edited(change: Callable[[PdfWriter], None]) -> "Damage":
    """Changes a PDF."""

    def damage(path: Path) -> None:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(path.read_bytes())))
        change(writer)
        writer.write(path)

    return damage


def drawn(page: int, pattern: bytes, new: bytes) -> "Damage":
    """Changes the first of the operators of a page that a pattern fits."""

    def change(writer: PdfWriter) -> None:
        _redraw(writer, writer.pages[page], pattern, new)

    return edited(change)


def _redraw(writer: PdfWriter, page: "PageObject", pattern: bytes, new: bytes) -> None:
    contents = page.get_contents()
    assert contents is not None
    operators, count = re.subn(pattern, new, contents.get_data(), count=1, flags=re.DOTALL)
    assert count, pattern
    stream = StreamObject()
    stream.set_data(operators)
    page[NameObject("/Contents")] = writer._add_object(stream)


def swap(one: int, other: int) -> "Damage":
    """Swaps two pages."""

    def change(writer: PdfWriter) -> None:
        kids = writer.root_object["/Pages"]["/Kids"]  # type: ignore[index]  # pypdf does not know what it holds
        kids[one], kids[other] = kids[other], kids[one]

    return edited(change)


def swap_contents(one: int, other: int) -> "Damage":
    """Swaps what is drawn on two pages, of which labels, bookmarks and tags stay."""

    def change(writer: PdfWriter) -> None:
        first, second = writer.pages[one], writer.pages[other]
        for key in ("/Contents", "/Resources"):
            first[NameObject(key)], second[NameObject(key)] = second.raw_get(key), first.raw_get(key)

    return edited(change)


def drop_page(writer: PdfWriter) -> None:
    writer.remove_page(1)


def turn(writer: PdfWriter) -> None:
    writer.pages[0].rotate(180)


def resize(writer: PdfWriter) -> None:
    page = writer.pages[0]
    page[NameObject("/MediaBox")] = ArrayObject([FloatObject(0), FloatObject(0), FloatObject(612), FloatObject(792)])


def _fonts(writer: PdfWriter) -> "list[DictionaryObject]":
    resources: Any = writer.pages[0]["/Resources"]
    return [font.get_object() for font in resources["/Font"].values()]


def misname_letters(writer: PdfWriter) -> None:
    for font in _fonts(writer):
        stream: Any = font["/ToUnicode"]
        table = stream.get_object()
        table.set_data(table.get_data().replace(b"><006E>", b"><006D>"))


def take_fonts_out(writer: PdfWriter) -> None:
    for font in _fonts(writer):
        inner: Any = font["/DescendantFonts"]
        del inner[0].get_object()["/FontDescriptor"].get_object()["/FontFile2"]


def blacken_picture(writer: PdfWriter) -> None:
    for image in writer.pages[3].images:
        image.replace(PIL.Image.new("RGB", (120, 120), "black"))


def misname_bookmark(writer: PdfWriter) -> None:
    first: Any = writer.root_object["/Outlines"]["/First"]["/First"]  # type: ignore[index]  # as above
    first[NameObject("/Title")] = TextStringObject("Another question")


def mislead_bookmark(writer: PdfWriter) -> None:
    first: Any = writer.root_object["/Outlines"]["/First"]["/First"]  # type: ignore[index]  # as above
    first["/Dest"][0] = writer.pages[4].indirect_reference


def drop_bookmarks(writer: PdfWriter) -> None:
    del writer.root_object["/Outlines"]


def mislabel(writer: PdfWriter) -> None:
    labels: Any = writer.root_object["/PageLabels"]
    labels["/Nums"][1].get_object()[NameObject("/St")] = NumberObject(7)


def mislead_link(writer: PdfWriter) -> None:
    notes: Any = writer.pages[0]["/Annots"]
    notes[0].get_object()["/A"][NameObject("/URI")] = TextStringObject("https://example.com/b")


def drop_links(writer: PdfWriter) -> None:
    del writer.pages[0]["/Annots"]


def drop_tags(writer: PdfWriter) -> None:
    del writer.root_object["/MarkInfo"]


def ask_for_both_sides(writer: PdfWriter) -> None:
    preferences: Any = writer.root_object["/ViewerPreferences"]
    preferences[NameObject("/Duplex")] = NameObject("/DuplexFlipLongEdge")


def make_none(path: Path) -> None:
    path.write_bytes(b"none")


def misplace(path: Path) -> None:
    """Has objects looked for where they are not; readers guess then."""
    path.write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n1", path.read_bytes()))


def encrypt(writer: PdfWriter) -> None:
    writer.encrypt("", "owner", algorithm="RC4-128")


def add_file(writer: PdfWriter) -> None:
    writer.add_attachment("x.exe", b"x")


def add_script(writer: PdfWriter) -> None:
    """Scripts of the whole document are found by their names (ISO 32000-2, 7.7.4)."""
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.x()")}
    )
    scripts = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("x"), writer._add_object(action)])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): scripts})


FRONT: Final = rb"(/H2<<.*?BDC.*?EMC)"
BACK: Final = rb"/P<</MCID \d+>>BDC.*?EMC"
PDF: Final[tuple[Row, ...]] = (
    ("a page is missing", edited(drop_page), "lacks the card `platform`"),
    ("pages are swapped", swap(0, 1), "has the card `platform` where `rlhf` should be"),
    ("two cards are swapped", swap_contents(0, 1), "has the card `platform` where `rlhf` should be"),
    (
        "an answer is lost",
        drawn(1, BACK, b""),
        "the back of the card `platform` on page 2 of build/small.pdf lacks “el andén”",
    ),
    (
        "a question is lost",
        drawn(1, FRONT, b""),
        "the front of the card `platform` on page 2 of build/small.pdf lacks “the platform”",
    ),
    (
        "the small print is lost",
        drawn(1, rb"/Artifact BMC\n0.38 g [^\n]*?\n[^\n]*?\nEMC\nET", b"ET"),
        "the small print of the card `platform` on page 2 of build/small.pdf lacks “Small & < simple> ·",
    ),
    (
        "the number is lost",
        drawn(1, rb"(/Artifact BMC\n0.38 g[^\n]*)\n1 0 0 1 5[^\n]*", rb"\1"),
        "has something on page 2 that no head says the card of",
    ),
    (
        "a letter is lost",
        drawn(1, rb"(/P<<.*?\[<)[0-9A-F]{4}", rb"\1"),
        "the back of the card `platform` on page 2 of build/small.pdf has “l” where “el” should be",
    ),
    ("letters are misnamed", edited(misname_letters), "the front of the card `tone` on page 5 of build/small.pdf"),
    (
        "a text is there twice",
        drawn(1, rb"(/P<<.*?Tj?J?)\n", rb"\1 \1\n"),
        "the back of the card `platform` on page 2 of build/small.pdf has",
    ),
    (
        "a picture is gone",
        drawn(3, rb"/I\w+ Do", b""),
        "the front of the card `boxes` on page 4 of build/small.pdf lacks the picture `",
    ),
    ("a picture is another", edited(blacken_picture), "has other pixels where the picture `"),
    (
        "a picture is another one of the card",
        drawn(3, rb"/I(\w+) Do(.*?)/I(\w+) Do", rb"/I\3 Do\2/I\1 Do"),
        "something else",
    ),
    (
        "a formula is gone",
        drawn(4, rb"/Formula<<.*?EMC", b""),
        "the back of the card `tone` on page 5 of build/small.pdf lacks “a^2 + b^2”",
    ),
    ("a page stands on its head", edited(turn), "page 1 of build/small.pdf is turned"),
    ("a page has another size", edited(resize), "page 1 of build/small.pdf has another size, 612 x 792 points"),
    (
        "a text is outside of the page",
        drawn(1, rb"(/P<<.*? )(\d+\.\d+ Tm)", rb"\g<1>9\2"),
        "page 2 of build/small.pdf has “el andén” outside of the paper",
    ),
    (
        "an answer is on the front",
        drawn(1, rb"(/P<<.*?1 0 0 1 \S+) \S+ Tm", rb"\g<1> 500 Tm"),
        "the front of the card `platform` on page 2 of build/small.pdf has “el andén”, which the source has not",
    ),
    (
        "a text is not drawn",
        drawn(1, rb"(/P<</MCID \d+>>BDC)", rb"\1 3 Tr"),
        "page 2 of build/small.pdf has “el andén” without drawing it",
    ),
    (
        "a text is white",
        drawn(1, rb"(/P<</MCID \d+>>BDC\n)(?:0 g )?", rb"\g<1>1 g "),
        "page 2 of build/small.pdf has “el andén” in a colour that is hardly seen",
    ),
    (
        "a text is covered",
        drawn(1, rb"ET\s*$", b"ET 1 g 40 40 500 350 re f"),
        "page 2 of build/small.pdf has “el andén” covered by something",
    ),
    (
        "a text is cut off",
        drawn(1, rb"^", b"0 0 10 10 re W n "),
        "page 2 of build/small.pdf has “Basics” cut off by something",
    ),
    ("fonts are not in the file", edited(take_fonts_out), "in a font that is not in the file"),
    ("a bookmark is another's", edited(misname_bookmark), "the bookmark “Another question” in build/small.pdf"),
    (
        "a bookmark leads elsewhere",
        edited(mislead_bookmark),
        "the bookmark “What is RLHF?” in build/small.pdf leads to page 5, where it should be “What is RLHF?” on page 1",
    ),
    ("bookmarks are missing", edited(drop_bookmarks), "lacks the bookmark of `rlhf`"),
    ("a label is wrong", edited(mislabel), "calls page 1 “7”, not “1”"),
    ("a link leads elsewhere", edited(mislead_link), "leads to `https://example.com/b`, where no text of it leads"),
    (
        "a link is missing",
        edited(drop_links),
        "the card `rlhf` in build/small.pdf lacks the link to `https://example.org/a`",
    ),
    ("the title is another", edited(lambda writer: writer.add_metadata({"/Title": "Other"})), "has the title “Other”"),
    ("it asks for both sides", edited(ask_for_both_sides), "asks to be printed on other sides: long, not one"),
    ("it is not tagged", edited(drop_tags), "is not tagged"),
    ("a script is in it", edited(add_script), "has scripts in it"),
    (
        "another file is in it",
        edited(add_file),
        "has other files in it",
    ),
    ("it is encrypted", edited(encrypt), "is encrypted"),
    ("it is cut off", cut, "is no PDF that can be read"),
    ("its objects are misplaced", misplace, "is damaged or cut off"),
    ("it is no PDF", make_none, "is no PDF that can be read"),
)
DUPLEX: Final[tuple[Row, ...]] = (
    (
        "an answer is behind another question",
        swap(1, 3),
        "the back of the card `rlhf` on page 1 of build/small.pdf has “el andén” where",
    ),
    ("a back is missing", edited(drop_page), "the back of the card `rlhf` on page 1 of build/small.pdf"),
)
SHEET: Final[tuple[Row, ...]] = (
    (
        "answers are behind other questions",
        drawn(1, rb"^(.*)$", rb"q -1 0 0 -1 595.28 841.89 cm \1 Q"),
        "the back of the card `rlhf` on page 1 of build/small.pdf has",
    ),
)
LIST: Final[tuple[Row, ...]] = (
    (
        "an entry is lost",
        drawn(0, rb"/Artifact BMC\n1?[^\n]*\nEMC\n/H2<</MCID 1>>.*?EMC", b""),
        "lacks the card `rlhf`",
    ),
    ("an answer is lost", drawn(0, BACK, b""), "the text of the card `rlhf` on page 1 of build/small.pdf has"),
)

PLANTED: Final = (
    *(Planted(*each, "apkg") for each in PACKAGE),
    *(Planted(*each, "html") for each in PAGE),
    *(Planted(*each, "pdf") for each in PDF),
    *(Planted(*each, "pdf", "duplex") for each in DUPLEX),
    *(Planted(*each, "pdf", "sheet") for each in SHEET),
    *(Planted(*each, "pdf", "list") for each in LIST),
)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: f"{each.ending}: {each.name} ({each.layout})")
def test_each_damage_is_named(files: "Files", tmp_path: Path, planted: Planted) -> None:
    settings = {"layout": planted.layout} if planted.ending == "pdf" else {}
    built = files.whole(planted.ending, **settings)
    told = files.told(planted.damage, built, tmp_path / built.path.name)
    assert any(planted.told in each for each in told), "\n".join(told)


@pytest.mark.parametrize("ending", ["apkg", "html", "pdf"])
@pytest.mark.parametrize("layout", ["fold", "duplex", "sheet", "list"])
def test_what_is_whole_has_no_difference(files: "Files", ending: str, layout: str) -> None:
    assert verify(files.whole(ending, layout=layout)).differences == ()


def test_written_anew_by_another_program_a_pdf_has_no_difference(files: "Files", tmp_path: Path) -> None:
    """What damages a PDF in these tests does nothing else to it."""
    built = files.whole("pdf", layout="fold")
    assert files.told(edited(lambda _: None), built, tmp_path / "anew.pdf") == []
    assert files.told(drawn(1, b"^", b" "), built, tmp_path / "anew.pdf") == []


def test_a_difference_is_told_at_the_place_of_its_note(files: "Files", tmp_path: Path) -> None:
    damage = replaced("platform", "andén", "andn")
    (told,) = files.told(damage, files.whole("apkg"), tmp_path / "small.apkg")
    place = next(note.place for note in files.deck.notes if note.id == "platform")
    assert told == f"{place}: the answer in build/small.apkg has “el andn” where “el andén” should be".replace(
        "el ", ""
    )
