"""docs/format.md: what is written there by hand, with parts between that are made of the readers and their docstrings.

A part stands between `<!-- made: NAME -->` and `<!-- made -->`. `make golden` makes all parts anew.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Final, assert_never

from mmcards import blanks, formulas, markup
from mmcards import format as formats
from mmcards.format import Key, Part
from mmcards.identity import ID
from mmcards.markup import parse
from mmcards.model import File
from mmcards.paper import PAGES, OneOf, Reading, Seed, Shift, Sides
from mmcards.reader import asked, nodes
from mmcards.reader.events import documents
from mmcards.reader.report import Report
from tests.docs import github

PAGE: Final = Path(__file__).parents[2] / "docs" / "format.md"

MARKED: Final = (
    ("**strong** and *emphasised* words", ""),
    ("***both at once***", ""),
    ("a ~~wrong~~ right word", "struck out"),
    ("the function `len(list)`", "code: nothing in it is markup"),
    ("the area $\\pi r^2$", "a formula, in the mathematics of TeX"),
    ("see [the course page](https://example.org/course)", "a link to `http:`, `https:` or `mailto:`"),
    ("**a [page](https://example.org) in bold**", "markup in other markup"),
    ("\\*as it stands\\*", "a backslash takes the meaning away"),
)
"""What is marked up in a line, with what to say of it."""

STAYS: Final = (
    ("2*3*4 and 2 * 3", "a star is markup at the edge of a word alone"),
    ("__init__ and snake_case", "`_` is no markup"),
    ("<b> and &copy;", "HTML is text"),
    ("$5 to $10", "money, unless it is a [formula](#formulas)"),
    ("C:\\Users\\ann and \\\\server", "a backslash before what could be no markup"),
    ("1986. A year.", "a list has two items, or an empty line before it"),
    ("- 5", "the same"),
    ("> 50 %", "a quote has two lines, or an empty line before it"),
    ("# of protons", "a heading has something below it"),
    ("[1] and [a](b)", "a link has an address on the web or of mail"),
    ("about ~5", "words are struck out by two of them"),
    ("https://example.org", "an address alone is no link"),
    ("{{braces}}", "outside of a cloze"),
)
"""What looks like markup, and is shown as it stands."""


def made(text: str) -> str:
    """The page with all of its parts made anew. Raises KeyError where it names a part that there is not."""
    parts = dict(_parts(formats.read()))

    def part(found: re.Match[str]) -> str:
        name = found[1]
        content = shown(text[: found.start()]) if name == "shown" else parts[name]
        return f"<!-- made: {name} -->\n\n{content}\n\n<!-- made -->"

    return re.sub(r"<!-- made: ([a-z-]+) -->\n.*?<!-- made -->", part, text, flags=re.DOTALL)


def _parts(form: formats.Format) -> Iterator[tuple[str, str]]:
    yield "deck", _described([key for key in form.deck.keys if not key.shared], form.deck)
    yield "section", _described(form.section.keys, form.section)
    yield "item", _described(form.item.keys, form.item)
    yield "print", _described(form.printing.keys, form.printing)
    yield "kinds", "\n\n".join((_overview(form.kinds), *(_kind(name, part) for name, part in form.kinds.items())))
    yield "marked", _forms(MARKED)
    yield "stays", _forms(STAYS)
    yield "rules", _list_in(markup)
    yield "formulas", _paragraph_of(formulas)
    yield "blanks", _paragraph_of(blanks)
    anywhere, at_the_start = (" ".join(map(github.code, signs)) for signs in (markup.ANYWHERE, markup.AT_THE_START))
    first = f"{at_the_start} at its start, and `.` `)` behind a number there"
    yield "escapes", f"These are {anywhere} anywhere in a line, {first}."
    yield "files", f"Pictures end in {_listed(markup.PICTURES)}, and sounds in {_listed(markup.SOUNDS)}."


# --- keys ------------------------------------------------------------------------------------------------------------


def _overview(kinds: Mapping[str, Part]) -> str:
    rows = ((f"[{name}](#{name})", _first_sentence(part.about)) for name, part in kinds.items())
    return _table(("kind", "what it is"), rows)


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0]


def _kind(name: str, part: Part) -> str:
    own = [key for key in part.keys if not key.shared]
    return f"### {name}\n\n{part.about}\n\n{_described(own, part)}"


def _described(keys: Iterable[Key], part: Part) -> str:
    return f"{_table(('key', 'what stands there', 'what it says'), _rows(keys))}\n\n```yaml\n{part.example}\n```"


def _rows(keys: Iterable[Key], depth: int = 0) -> Iterator[tuple[str, str, str]]:
    for key in keys:
        yield f"{'&emsp;' * depth}`{key.name}`", f"{_sort(key)}{', required' * key.required}", key.about
        if key.name not in ("cards", "print"):  # they have chapters of their own
            yield from _rows((inner for inner in key.inside if not inner.shared), depth + 1)


def _sort(key: Key) -> str:
    """What may stand behind a key, in a few words."""
    match key.value:
        case asked.Text(ID.pattern):
            return "an id"
        case asked.Text():
            return "a text"
        case asked.Texts():
            return "a text, or a list"
        case asked.Name(known):
            return _listed(known) if known else "a name"
        case asked.Switch():
            return "`true` or `false`"
        case asked.SwitchOrTexts():
            return "`true`, `false`, or a list"
        case asked.Several():
            return "a list of two or more"
        case asked.Setting(reading):
            return _sort_of_setting(reading)
        case asked.Pairs():
            return f"names with texts{', two or more' * key.required}"
        case asked.Items():
            return "a list"
        case asked.Group():
            return "keys with values"
        case _:
            assert_never(key.value)


def _sort_of_setting(reading: Reading) -> str:
    match reading:
        case OneOf(names):
            return _listed(names)
        case Sides(least, most):
            return f"{_listed(PAGES)}, or width and height, of {least:g} to {most:g} mm each"
        case Shift(most):
            return f"two numbers, of {most:g} at most"
        case Seed():
            return "a word or a number"
        case _:
            assert_never(reading)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


# --- markup ----------------------------------------------------------------------------------------------------------


def _forms(forms: Iterable[tuple[str, str]]) -> str:
    rows = ((github.code(written).replace("|", "\\|"), github.blocks(parse(written)), why) for written, why in forms)
    return _table(("you write", "the card shows", ""), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row).rstrip()} |" for row in (heads, ["---"] * len(heads), *rows))


def shown(before: str) -> str:
    """What a card shows of the last example before a place: its answer, or the text of a cloze with blanks."""
    (example,) = documents(examples(before)[-1], "", Report()) or ()
    assert isinstance(example, nodes.Sequence)
    texts = [
        (value.text, key.text == "text")
        for item in example.items
        if isinstance(item, nodes.Mapping)
        for key, value in item.entries
        if key.text in ("answer", "text") and isinstance(value, nodes.Scalar)
    ]
    content = "\n\n".join(
        github.blocks(parse(text, lambda name: File(name, "0" * 64), cloze=cloze)) for text, cloze in texts
    )
    return github.quoted(content)


def examples(text: str) -> list[str]:
    """The YAML in a page."""
    return [found[2] for found in re.finditer(r"^(`{3,})yaml\n(.*?)^\1$", text, re.DOTALL | re.MULTILINE)]


def _list_in(module: ModuleType) -> str:
    """The list in a module's docstring."""
    found = re.search(r"^- .*?(?=\n\n)", inspect.getdoc(module) or "", re.DOTALL | re.MULTILINE)
    assert found
    return found[0]


def _paragraph_of(module: ModuleType) -> str:
    """What a module's docstring says behind its first sentence."""
    return (inspect.getdoc(module) or "").split("\n\n")[1]
