"""Somebody else's deck, through the whole program: what it opens, and what comes out. See docs/security.md."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

import mmcards
from mmcards.writers.pdf import font_folders

WATCHED: Final = """
import json, sys
where = sys.argv.pop()
seen = []
ACTS = ("socket.", "subprocess.", "os.exec", "os.spawn", "os.posix_spawn", "os.system", "urllib.", "http.", "ftplib.",
        "smtplib.", "webbrowser.")
def watch(name, arguments):
    if name == "open" and isinstance(arguments[0], (str, bytes)):
        seen.append(["open", arguments[0] if isinstance(arguments[0], str) else arguments[0].decode()])
    elif name.startswith(ACTS):
        seen.append([name, repr(arguments)])
sys.addaudithook(watch)
from mmcards import cli
try:
    cli.main()
finally:
    with open(where, "w") as file:
        json.dump(seen, file)
"""
"""Runs the program, and keeps which files it opened and what else it did (PEP 578). Its last argument is where."""

SECRET: Final = "the-secret-of-this-machine"
ACTING: Final = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> {{Answer}} {{#Id}} [sound:x.mp3] [anki:tts]x "
    "[latex]x[/latex] [$]x[/$] [[type:Id]] <!-- \\\\(x\\\\) &lt;b&gt; ]]> </style> endstream endobj ) >> "
    "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) [d](file:///etc/passwd) [e](vbscript:x) "
    '[f](//evil.example) [g](https://a.example/(x)\\"onclick=x) $\\\\href{javascript:x}{y}$ \\u2028 \\u202e'
)
"""In double quotes of YAML."""


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the user's, of which nothing is to be read."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "secret.yaml").write_text(f"deck: {SECRET}\nuid: other\ncards:\n- {{question: {SECRET}, answer: A}}\n")
    (folder / "secret.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>')
    (folder / "secret.lock").write_text(f"{SECRET} 1 -\n")
    (folder / "secret.ttf").write_text(SECRET)
    return folder


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "deck"
    folder.mkdir()
    return folder


def run(deck: Path, *arguments: str) -> tuple[str, list[list[str]]]:
    """What the program says of a deck, and what it did besides: files that it opened, by their real paths."""
    told = deck.parent / "told.json"
    command = [sys.executable, "-c", WATCHED, *arguments, str(deck), str(told)]
    environment = os.environ | {"PYTHONPATH": str(Path(mmcards.__file__).parents[1]), "HOME": str(deck.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=60)
    assert "Traceback" not in done.stderr
    seen = json.loads(told.read_text())
    return done.stdout + done.stderr, [
        [what, os.path.realpath(name) if what == "open" else name] for what, name in seen
    ]


def foreign(seen: list[list[str]], *own: Path) -> list[list[str]]:
    """What is no file of the deck, of Python, of its packages, of the cache and no font, but is there."""
    cache = Path(os.environ["MMCARDS_CACHE"])
    roots = (*own, cache, Path(mmcards.__file__).parent, *font_folders.folders())
    python = {sys.prefix, sys.base_prefix, *filter(os.path.isabs, sys.path)}
    known = [os.path.realpath(each) for each in (*map(str, roots), *python)]
    return [
        [what, name]
        for what, name in seen
        if what != "open" or (Path(name).exists() and not any(Path(name).is_relative_to(each) for each in known))
    ]


@pytest.mark.parametrize("ending", ["apkg", "pdf", "html"])
def test_a_build_opens_nothing_outside_and_reaches_no_network(deck: Path, ending: str) -> None:
    (deck / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><a href="https://a.example"><rect width="9" '
        'height="9"/></a></svg>'
    )
    (deck / "deck.yaml").write_text(
        f'deck: D\nid: d\nuid: abcdef12\ncards:\n- {{id: a, question: "{ACTING}", answer: "![x](a.svg)", '
        f'hint: "{ACTING}"}}\n'
    )
    out = deck.parent / "out"
    said, seen = run(deck, "build", "-f", ending, "-j", "1", "-o", str(out))
    assert (out / f"d.{ending}").exists(), said
    told = deck.parent / "told.json"
    assert foreign(seen, deck, out, told) == []


@pytest.mark.parametrize("command", [("check",), ("build", "-j", "1"), ("status",), ("ids",)])
def test_nothing_leads_out_of_the_decks_folder(deck: Path, outside: Path, command: tuple[str, ...]) -> None:
    (deck / "cards.yaml").symlink_to(outside / "secret.yaml")
    (deck / "a.svg").symlink_to(outside / "secret.svg")
    (deck / "b").symlink_to(outside)
    (deck / "deck.lock").symlink_to(outside / "secret.lock")
    (deck / "other.lock").symlink_to(outside / "secret.lock")
    names = ("a.svg", "b/secret.svg", "../home/secret.svg", str(outside / "secret.svg"), f"file://{outside}/secret.svg")
    pictures = " ".join(f"![x]({name})" for name in names)
    (deck / "deck.yaml").write_text(
        "deck: D\nid: d\nuid: abcdef12\nfonts: [../home/secret.ttf, b/secret.ttf]\n"
        "files: [../home/secret.yaml, b/secret.yaml, cards.yaml]\n"
        f"cards:\n- {{id: a, question: '{pictures}', answer: A}}\n"
    )
    said, seen = run(deck, *command)
    assert SECRET not in said
    assert [name for _, name in seen if Path(name).is_relative_to(outside)] == []


def test_a_lock_that_leads_out_is_not_read(deck: Path, outside: Path) -> None:
    (deck / "deck.lock").symlink_to(outside / "secret.lock")
    (deck / "deck.yaml").write_text("deck: D\nid: d\nuid: abcdef12\ncards:\n- {id: a, question: Q, answer: A}\n")
    said, seen = run(deck, "check")
    assert "deck.lock is a link that leads out of its folder." in said
    assert [name for _, name in seen if Path(name).is_relative_to(outside)] == []


ESCAPE: Final = "\x1b[2J\x07\x9b\u202e\u2066\r"


def test_nothing_of_a_deck_gets_to_the_terminal_but_text(deck: Path) -> None:
    """Names of files and folders, keys, values, ids, and the line that is shown."""
    inner = deck / f"in{ESCAPE}ner"
    inner.mkdir()
    (inner / f"un{ESCAPE}used.png").write_bytes(b"")
    odd = "a\u202eb\u2028c\u2066d"
    (inner / f"dec{ESCAPE}k.yaml").write_text(
        f'deck: "{odd}"\nuid: "x{odd}"\nk{odd}: 1\nlanguage: "{odd}"\ncards:\n- {{id: "{odd}", kind: "{odd}", '
        f'{odd}: "{odd}", question: "![{odd}]({odd}.png)", tags: "{odd} {odd}"}}\n',
        newline="",
    )
    (deck / "good.yaml").write_text(f'deck: "G"\nuid: good\ncards:\n- {{question: "{odd}", answer: "![]({odd})"}}\n')
    out = str(deck / f"o{ESCAPE}ut")
    for path, *command in (
        (deck, "check"),
        (inner, "check"),
        (deck / "good.yaml", "build", "-j1", "-fhtml", "-o", out),
    ):
        said, _ = run(path, *command)
        assert said
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", said)


class Tags(HTMLParser):
    """The elements of HTML with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.met: set[str] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met |= {tag, *(f"{tag} {name}" for name, _ in attrs)}
        self.links |= {value or "" for name, value in attrs if name == "href"}

    def handle_comment(self, data: str) -> None:
        self.met.add("comment")


def test_what_acts_elsewhere_is_text_in_every_file(deck: Path) -> None:
    in_a_cloze = ACTING.replace("{{", "\\\\{{")
    (deck / "deck.yaml").write_text(
        f'deck: D & d\nid: d\nuid: abcdef12\ndescription: "{ACTING}"\nsource: "{ACTING}"\nlanguage: en\n'
        f'section: "x {ACTING[:200]}"\ntags: ["{ACTING[:150]}"]\ncards:\n'
        f'- {{id: a, question: "{ACTING}", answer: "{ACTING}", hint: "{ACTING}", label: "x {ACTING[:200]}"}}\n'
        f'- {{id: b, kind: cloze, text: "{{{{c1::x}}}} {in_a_cloze}"}}\n'
    )
    out = deck.parent / "out"
    said, _ = run(deck, "build", "-f", "apkg", "-f", "pdf", "-f", "html", "-j", "1", "-q", "-o", str(out))
    assert not re.search(r"was not written|mistake", said), said
    page = (out / "d.html").read_text("utf-8")
    with zipfile.ZipFile(out / "d.apkg") as package:
        (deck.parent / "c").write_bytes(package.read("collection.anki2"))
    with closing(sqlite3.connect(deck.parent / "c")) as database:
        notes = [text for (text,) in database.execute("select flds from notes order by id")]
        tags = " ".join(text for (text,) in database.execute("select tags from notes"))
    for html in (page[page.index("<body") : page.rindex("<script>")], *notes):
        found = Tags(html)
        assert not {each for each in found.met if re.search(r"^(script|img|iframe|style|base|meta)|comment| on", each)}
        assert {link.partition(":")[0] for link in found.links} <= {"https"}
    assert not re.search(r"\[(?:sound:|anki:|latex\]|\$\]|\[type:)|\\[(\[]", "".join(notes))
    assert re.findall(r"\{\{.*?\}\}", notes[1].split("\x1f")[1]) == ["{{c1::x}}"]
    assert '"' not in tags
    pdf = (out / "d.pdf").read_bytes()
    acts = rb"/(?:JavaScript|JS|Launch|OpenAction|SubmitForm|GoToR|GoToE|EmbeddedFile)|/URI ?\((?!https)"
    for part in (pdf, *map(_inflated, re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL))):
        assert not re.search(acts, part)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
