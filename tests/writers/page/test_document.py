"""The file of the practice page: small, the same each time, and whole by itself."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from mmcards.writers.page.document import write
from tests.sample.read import sample
from tests.writers.page.conftest import COUNT, HEAD, MakeDeck, Save


class Elements(HTMLParser):
    """The start tags of a page with their attributes, and its text without style and script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._raw = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._raw = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._raw = self._raw and tag not in ("style", "script")

    def handle_data(self, data: str) -> None:
        self.text += "" if self._raw else data


def test_the_page_of_the_lesson_is_small(lesson: Path) -> None:
    assert lesson.stat().st_size < 150_000


def test_the_same_deck_gives_the_same_bytes(saved: Save) -> None:
    assert saved(sample())[0].read_bytes() == saved(sample())[0].read_bytes()


def test_the_count_is_that_of_cards(deck: MakeDeck, saved: Save) -> None:
    path, made = saved(deck())
    assert (made.count, made.unit, made.warnings) == (COUNT, "cards", ())
    assert path.read_text("utf-8").count("<article") == COUNT


def test_progress_is_told_of_all_notes(deck: MakeDeck, tmp_path: Path) -> None:
    told: list[int] = []
    rows = "".join(f"  - {{id: card-{number}, question: What?, answer: That.}}\n" for number in range(150))
    made = deck(f"cards:\n{rows}")
    from mmcards.writers import Settings

    write((made,), tmp_path / "page.html", Settings(), told.append)
    assert told == [64, 128, 150]


def test_the_policy_knows_the_one_style_and_the_one_script_and_nothing_is_fetched(small: Path) -> None:
    html = small.read_text("utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert allowed.pop(f"{tag}-src") == f"'sha256-{digest}'"
    assert allowed == {
        "default-src": "'none'",
        "img-src": "data:",
        "media-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for tag, attributes in Elements(html).tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcset")], tag
        assert attributes.get("src", "data:").startswith("data:")


def test_every_id_is_one_of_a_kind_and_what_names_an_element_names_one_that_is_there(small: Path) -> None:
    found = [attributes for _, attributes in Elements(small.read_text("utf-8")).tags]
    ids = [each["id"] for each in found if "id" in each]
    assert len(ids) == len(set(ids))
    for each in found:
        assert set(each.get("aria-labelledby", "").split()) | set(each.get("for", "").split()) <= set(ids)


def test_ids_of_notes_never_are_those_of_the_page(deck: MakeDeck, saved: Save) -> None:
    rows = "".join(
        f"  - {{id: {name}, question: What?, answer: That., reverse: true}}\n"
        for name in ("main", "section0", "2", "question")
    )
    test_every_id_is_one_of_a_kind_and_what_names_an_element_names_one_that_is_there(saved(deck(f"cards:\n{rows}"))[0])


def test_the_page_has_the_name_the_description_and_the_source_of_its_deck(small: Path) -> None:
    found = Elements(small.read_text("utf-8"))
    said = " ".join(found.text.split())
    assert said.startswith("Small & < simple> Small & < simple> One of each. Source: A book")
    assert ("html", {"lang": "en"}) in found.tags
    assert {attributes["lang"] for tag, attributes in found.tags if tag == "article"} == {"en"}


def test_each_card_says_small_what_it_is(small: Path) -> None:
    footers = re.findall(r'<footer class="about".*?</footer>', small.read_text("utf-8"), re.DOTALL)
    assert len(footers) == COUNT
    said = [re.findall(r"<span[^>]*>(.*?)</span>", footer) for footer in footers]
    assert said[0] == ["Small &amp; &lt; simple&gt;", "Flashcards", "7q2m4kzr/rlhf", "A book"]


def test_a_deck_of_one_section_is_not_asked_for_sections(deck: MakeDeck, saved: Save) -> None:
    path, _ = saved(deck("cards:\n  - {id: one, question: What?, answer: That.}\n", HEAD.replace("language: en\n", "")))
    tags = Elements(path.read_text("utf-8")).tags
    assert ("div", {"class": "choice", "hidden": ""}) in tags
    assert {attributes["lang"] for tag, attributes in tags if tag == "article"} == {""}  # not known
    assert "<h2" not in path.read_text("utf-8")


def test_a_section_that_comes_again_is_one_to_choose(deck: MakeDeck, saved: Save) -> None:
    part = "section: {}\ncards:\n  - {{id: {}, question: What?, answer: That.}}\n"
    path, _ = saved(deck("---\n".join(part.format(*each) for each in (("One", "a"), ("Two", "b"), ("One", "c")))))
    tags = Elements(path.read_text("utf-8")).tags
    assert [attributes["data-section"] for tag, attributes in tags if tag == "section"] == ["0", "1", "0"]
    assert [attributes["value"] for tag, attributes in tags if tag == "option"][:3] == ["", "0", "1"]
