"""What a page is for those who do not see it, as pypdf finds it; which text that is, PDFium says."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream, IndirectObject

from mmcards.markup import parse
from mmcards.model import Deck, Order, Text
from mmcards.paper import LAYOUTS
from tests.writers.pdf.conftest import make_deck, make_note, make_options

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Print, Printed


@dataclass
class Element:
    """A structure element, what it says of itself, and its kids: others, and marked content by page and number.

    `objects` are the annotations that are of it: the pages that they are on, and their numbers.
    """

    kind: str
    said: dict[str, str]
    reference: int
    kids: list["Element | tuple[int, int]"] = field(default_factory=list)
    objects: list[tuple[int, int]] = field(default_factory=list)

    @property
    def elements(self) -> list["Element"]:
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def below(self) -> Iterator["Element"]:
        """This and all in it, in the order in which they are read."""
        yield self
        for kid in self.elements:
            yield from kid.below()

    @property
    def marked(self) -> Iterator[tuple[int, int]]:
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.marked
            else:
                yield kid

    @property
    def shape(self) -> str:
        """The kinds of what is in it, as in L(LI(Lbl LBody))."""
        inner = " ".join(kid.shape for kid in self.elements)
        return f"{self.kind}({inner})" if inner else self.kind


@dataclass
class Tagged:
    reader: PdfReader
    document: Element
    said: dict[tuple[int, int], str]

    def text(self, element: Element) -> str:
        return "".join("".join(self.said.get(each, "") for each in element.marked).split())


def tagged(result: "Printed") -> Tagged:
    reader = PdfReader(result.path)
    numbers = {
        page.indirect_reference.idnum: place for place, page in enumerate(reader.pages) if page.indirect_reference
    }
    root: Any = reader.root_object["/StructTreeRoot"]
    assert root["/Type"] == "/StructTreeRoot"
    return Tagged(reader, _element(root.raw_get("/K"), root.indirect_reference, numbers), _said(result.path))


def _element(given: IndirectObject, parent: IndirectObject, pages: dict[int, int]) -> Element:
    found: Any = given.get_object()
    assert found.raw_get("/P") == parent
    said = {key[1:]: str(found[key]) for key in ("/T", "/Alt", "/Lang") if key in found}
    element = Element(found["/S"][1:], said, given.idnum)
    kids = found["/K"]
    for kid in kids if isinstance(kids, list) else [found.raw_get("/K")]:
        if isinstance(kid, int):
            element.kids.append((pages[found.raw_get("/Pg").idnum], kid))
        elif isinstance(kid, IndirectObject):
            element.kids.append(_element(kid, given, pages))
        elif kid["/Type"] == "/OBJR":
            element.objects.append((pages[kid.raw_get("/Pg").idnum], kid.raw_get("/Obj").idnum))
        else:
            assert kid["/Type"] == "/MCR"
            element.kids.append((pages[kid.raw_get("/Pg").idnum], kid["/MCID"]))
    return element


def _said(path: Path) -> dict[tuple[int, int], str]:
    """What each marked content says, by page and number."""
    found: defaultdict[tuple[int, int], str] = defaultdict(str)
    for place, page in enumerate(pypdfium2.PdfDocument(path)):
        letters = page.get_textpage()
        for number in range(letters.count_chars()):
            drawn = pdfium.FPDFText_GetTextObject(letters, number)
            if drawn and (mark := pdfium.FPDFPageObj_GetMarkedContentID(drawn)) >= 0:
                letter = chr(pdfium.FPDFText_GetUnicode(letters, number))
                found[place, mark] += "-" if letter in "\x02\ufffe" else letter
    return found


def parents_in(tree: Any) -> dict[int, Any]:
    """What a number tree holds, by its keys, which rise; each leaf says of which it has some."""
    found: dict[int, Any] = {}
    for leaf in tree["/ParentTree"]["/Kids"]:
        listed = leaf["/Nums"]
        keys = [int(key) for key in listed[::2]]
        assert keys == sorted(keys)
        assert not found or keys[0] > max(found)
        assert leaf["/Limits"] == [keys[0], keys[-1]]
        found |= {key: listed[2 * place + 1] for place, key in enumerate(keys)}
    return found


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    picture = tmp_path_factory.mktemp("pictures") / "owl.png"
    Image.new("L", (40, 30)).save(picture)
    return make_deck(
        make_note("one", "One?", f"First.\n\n![an owl]({picture})\n\nThen.", section="Birds"),
        make_note("two", "Two?", "- a1\n- b2\n\n  c3\n- d4", section="Birds", explanation="Because."),
        make_note("three", "Three?", make_options("x1", "y2", fixed=True), section="(Trees) é", hint="No."),
        make_note("four", "Four?", Order((parse("s1"), parse("t2"))), section="(Trees) é"),
        make_note("five", "Five?", Text(parse("- u1\n- v2"), rehearse=True), context="Context", section="(Trees) é"),
        make_note("six", "What is ไทย, and 中文?", "שלום and हिन्दी", section="(Trees) é"),
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_marked_content_is_in_the_tree_once_and_all_else_is_an_artifact(
    deck: Deck, printed: "Print", layout: str
) -> None:
    found = tagged(printed(deck, layout=layout))
    marked = list(found.document.marked)
    assert len(marked) == len(set(marked))
    there = set()
    for place, page in enumerate(found.reader.pages):
        assert str(page["/Tabs"]) == "/S"
        open_marks: list[str] = []
        numbers = []
        for operands, operator in ContentStream(page.get_contents(), found.reader).operations:
            if operator == b"BDC":
                open_marks.append(operands[0])
                numbers += [operands[1]["/MCID"]] if "/MCID" in operands[1] else []
            elif operator == b"BMC":
                assert operands == ["/Artifact"]
                open_marks.append(operands[0])
            elif operator == b"EMC":
                open_marks.pop()
            elif operator in (b"TJ", b"Tj", b"S", b"s", b"f", b"Do"):
                assert open_marks
        assert open_marks == []
        assert numbers == list(dict.fromkeys(numbers))
        there |= {(place, number) for number in numbers}
    assert set(marked) == there


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_way_back_from_a_page_leads_to_the_same_elements(deck: Deck, printed: "Print", layout: str) -> None:
    found = tagged(printed(deck, layout=layout))
    tree: Any = found.reader.root_object["/StructTreeRoot"]
    parents = parents_in(tree)
    assert tree["/ParentTreeNextKey"] == len(found.reader.pages)
    back = {}
    for place, page in enumerate(found.reader.pages):
        for number, parent in enumerate(parents[int(str(page["/StructParents"]))].get_object()):
            back[place, number] = parent.idnum
    assert back == {
        kid: element.reference for element in found.document.below() for kid in element.kids if isinstance(kid, tuple)
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cards_are_read_one_after_the_other_front_before_back(deck: Deck, printed: "Print", layout: str) -> None:
    found = tagged(printed(deck, layout=layout))
    assert found.document.kind == "Document"
    sections = found.document.elements
    assert [(each.kind, each.said) for each in sections] == [("Sect", {"T": "Birds"}), ("Sect", {"T": "(Trees) é"})]
    heads = [section.elements[0] for section in sections]
    assert [(head.kind, found.text(head)) for head in heads] == [("H1", "Birds"), ("H1", "(Trees)é")]
    rehearse = "" if layout == "list" else "Sayorwriteyouranswerfirst."
    cards = [card for section in sections for card in section.elements[1:]]
    texts = [found.text(card) for card in cards]
    if layout == "list":  # which tells each card's id below it
        texts = [text.replace(note.id, "").replace("·", "") for text, note in zip(texts, deck.notes, strict=True)]
    assert texts[:5] == [
        "One?First.Then.",
        "Two?a1b2c3d4WhyBecause.",
        "Three?x1y2HintNo.x1",
        "Four?Numberthemintheirorder." + ("s1t2" if "s1t2" in texts[3][:34] else "t2s1") + "1.s12.t2",
        f"ContextFive?{rehearse}u1v2",
    ]


def test_cards_have_headings_paragraphs_lists_and_figures(deck: Deck, printed: "Print") -> None:
    found = tagged(printed(deck))
    cards = [card.shape for section in found.document.elements for card in section.elements[1:]]
    item = "LI(LBody)"
    assert cards == [
        "Sect(H2 P Figure P)",
        f"Sect(H2 L({item} LI(LBody(P P)) {item}) P)",
        f"Sect(H2 L({item} {item}) P P)",
        f"Sect(H2 P L({item} {item}) L(LI(Lbl LBody) LI(Lbl LBody)))",
        f"Sect(P H2 P L({item} {item}))",
        "Sect(H2 P)",
    ]
    (figure,) = (each for each in found.document.below() if each.kind == "Figure")
    assert figure.said == {"Alt": "an owl"}


def test_without_sections_questions_are_the_highest_headings(printed: "Print") -> None:
    found = tagged(printed(make_deck(make_note("a"), make_note("b"))))
    assert found.document.shape == "Document(Sect(H1 P) Sect(H1 P))"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_goes_on_on_a_further_page_stays_one_paragraph(printed: "Print", layout: str) -> None:
    words = [f"word{number}" for number in range(1500)]
    found = tagged(printed(make_deck(make_note("a", "Long?", " ".join(words))), layout=layout, page="a5"))
    (answer,) = (each for each in found.document.below() if found.text(each) == "".join(words) and each.kind == "P")
    assert len({page for page, _ in answer.marked}) > 1


def test_the_document_has_a_language_and_texts_of_other_scripts_have_theirs(deck: Deck, printed: "Print") -> None:
    found = tagged(printed(deck))
    root: Any = found.reader.root_object
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"] == {"/Marked": True}
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    named = {
        str(operands[1]["/Lang"])
        for page in found.reader.pages
        for operands, operator in ContentStream(page.get_contents(), found.reader).operations
        if operator == b"BDC" and "/Lang" in operands[1]
    }
    assert named == {"th", "zh", "he", "hi"}


# --- rich text ---


RICH: Final = r"""
Read [the *first* page](https://a.example/?b=(c)) and ~~this~~ $\frac{1}{x}$.

| Name | Value |
|------|-------|
| one  |       |
| two  | $y$   |

```python
def f():
    return 1
```

> Said
>
> - by one
> - by [two](mailto:two@example.org)

> alone
> here

$$z^2$$
"""


def answer_of(found: Tagged) -> list[Element]:
    """What a card has behind its question."""
    (section,) = found.document.elements
    return section.elements[1:]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rich_text_is_told_of_as_what_it_is(printed: "Print", layout: str) -> None:
    found = tagged(printed(make_deck(make_note("a", "What?", RICH)), layout=layout))
    answer = answer_of(found)
    assert [element.shape for element in answer][:6] == [
        "P(Link Formula)",
        "Table(TR(TH TH) TR(TD TD) TR(TD TD(Formula)))",
        "P(Code)",
        "BlockQuote(P L(LI(LBody) LI(LBody(Link))))",
        "BlockQuote(P)",
        "Formula",
    ]
    assert [found.text(element) for element in answer][:6] == [
        "Readthefirstpageandthis.",
        "NameValueonetwo",
        "deff():return1",
        "Saidbyonebytwo",
        "alonehere",
        "",
    ]
    formulas = [each.said for each in found.document.below() if each.kind == "Formula"]
    assert formulas == [{"Alt": r"\frac{1}{x}"}, {"Alt": "y"}, {"Alt": "z^2"}]


def test_heads_of_columns_say_that_they_are(printed: "Print") -> None:
    reader = tagged(printed(make_deck(make_note("a", "What?", RICH)))).reader
    objects = [reader.get_object(number) for number in range(1, len(reader.xref_objStm) + 1)]
    heads: list[Any] = [each for each in objects if isinstance(each, dict) and each.get("/S") == "/TH"]
    assert [head["/A"] for head in heads] == [{"/O": "/Table", "/Scope": "/Column"}] * 2


@pytest.mark.parametrize("layout", LAYOUTS)
def test_links_are_told_of_where_they_stand_and_lead_back_there(printed: "Print", layout: str) -> None:
    notes = [
        make_note("a", "Is [it](https://a.example)?", "[Yes](https://b.example)."),
        make_note("b", "And [this](https://c.example)?", "[No](https://d.example).\n\n- x\n- [z](https://e.example)"),
        make_note("c", f"[{'long ' * 60}](https://f.example)"),
    ]
    found = tagged(printed(make_deck(*notes), layout=layout))
    cards = [[each for each in card.below() if each.kind == "Link"] for card in found.document.elements]
    assert [[found.text(link) for link in links] for links in cards] == [
        ["it", "Yes"],
        ["this", "No", "z"],
        ["long" * 60],
    ]
    tree: Any = found.reader.root_object["/StructTreeRoot"]
    parents = parents_in(tree)
    assert tree["/ParentTreeNextKey"] > max(parents)
    links = [link for links in cards for link in links]
    addresses = []
    for link in links:
        assert link.objects
        assert {page for page, _ in link.objects} == {page for page, _ in link.marked}
        for page, number in link.objects:
            annotations: Any = found.reader.pages[page]["/Annots"]
            (annotation,) = (each.get_object() for each in annotations if each.idnum == number)
            assert parents[annotation["/StructParent"]].idnum == link.reference
            addresses.append(str(annotation["/A"]["/URI"]))
            assert annotation["/Contents"] == addresses[-1]
    assert list(dict.fromkeys(addresses)) == [f"https://{letter}.example" for letter in "abcdef"]
    assert sum(len(page.get("/Annots", ())) for page in found.reader.pages) == len(addresses)
    assert [len(link.objects) > 1 for link in links] == [False] * 5 + [True]


def test_a_table_on_two_pages_is_one_table(printed: "Print") -> None:
    rows = "".join(f"| row{number} | value{number} |\n" for number in range(150))
    found = tagged(printed(make_deck(make_note("a", "What?", f"| a | b |\n|---|---|\n{rows}"))))
    (table,) = (each for each in found.document.below() if each.kind == "Table")
    assert len({page for page, _ in table.marked}) > 1
    assert len(table.elements) == 151
    assert {row.shape for row in table.elements[1:]} == {"TR(TD TD)"}


@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="poppler's pdfinfo is not here")
def test_poppler_reads_the_same_structure(printed: "Print") -> None:
    path = printed(make_deck(make_note("a", "What?", RICH))).path
    run = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    said = [line.strip() for line in run.stdout.splitlines()]
    for kind, count in {
        "Table": 1,
        "TR": 3,
        "TH": 2,
        "TD": 4,
        "Code": 1,
        "BlockQuote": 2,
        "Link": 2,
        "Formula": 3,
    }.items():
        assert len([line for line in said if line.split(" ")[0].rstrip(":") == kind]) == count, kind
    assert len([line for line in said if line.startswith("Object ")]) == 2
