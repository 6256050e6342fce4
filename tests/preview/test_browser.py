"""The page in a real browser: it follows what is saved, keeps its place, and shuts cards off."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest

from tests.preview.conftest import Show, Shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Locator, Page

Open: TypeAlias = "Callable[[Shown], Page]"

PLAYING: Final = """\
cards:
- {id: typed, question: The colour, answer: blue, typed: [blue, azure]}
- {id: pick, kind: choice, question: Which?, choices: [this, that], answer: that}
- {id: sure, question: A link, answer: '[there](https://cards.test/there)'}
"""
SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="9"><rect width="9" height="9"/></svg>'


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[Open]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    errors: list[str] = []

    def open_page(shown: Shown) -> "Page":
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(shown.server.address)
        page.locator(".card").first.wait_for()
        return page

    yield open_page
    context.close()
    # Edits that follow each other faster than a page can ask leave it asking for what is no more.
    assert [each for each in errors if "404 (Not Found)" not in each] == []


def face(page: "Page", id_: str, side: str, time: str = "light") -> "FrameLocator":
    return page.frame_locator(f'iframe[title="{id_}, {side}, {time}"]:not(.coming)')


def top(page: "Page", id_: str) -> float:
    """Where a card is in the window, in pixels."""
    return float(row(page, id_).evaluate("e => e.getBoundingClientRect().top"))


def row(page: "Page", id_: str) -> "Locator":
    return page.locator(".card", has=page.locator(f"b:text-is('{id_}')"))


def settle(page: "Page") -> None:
    """Until the rows that are near have their sides and their pages."""
    page.wait_for_function(
        """() => [...document.querySelectorAll(".card")].filter((each) => each.row.near).every(
          (each) => each.querySelector(".paper img") && each.querySelectorAll("iframe:not(.coming)").length === 4
        ) && document.querySelector("iframe")"""
    )


def tap(page: "Page", id_: str, words: str) -> None:
    """Tap an option of a front, where it is seen: the frame is drawn smaller than it is.

    Chromium drops what is tapped in a frame before it has drawn it, as a reader would not do: then once more.
    """
    frame = page.locator(f'iframe[title="{id_}, front, light"]:not(.coming)')
    option = frame.content_frame.locator(".option", has_text=words)
    for _ in range(5):
        box = frame.bounding_box()
        assert box
        x, y = option.evaluate(
            """e => {
              const box = e.getBoundingClientRect();
              return [(box.left + box.right) / 2 / innerWidth, (box.top + box.bottom) / 2];
            }"""
        )
        scale = box["width"] / frame.content_frame.locator("html").evaluate("() => innerWidth")
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * scale)
        for _ in range(60):
            if option.get_attribute("aria-checked") == "true":
                return
            page.wait_for_timeout(50)
    raise AssertionError(f"{words} cannot be chosen")


def edited(shown: Shown, id_: str, words: str) -> None:
    """Put these words before the question of a card of the lesson."""
    for path in sorted(shown.folder.glob("*.yaml")):
        text = path.read_text("utf-8")
        start, found, rest = text.partition(f"id: {id_}\n")
        if found:
            shown.write(path.name, f"{start}{found}{rest.replace('question: ', f'question: {words} ', 1)}")
            return
    raise LookupError(id_)


def test_each_card_stands_beside_its_page(show: Show, open_page: Open, lesson: Path) -> None:
    shown = show(lesson)
    page = open_page(shown)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator(".card").first.wait_for()
    assert page.locator(".card").count() == 27
    assert page.locator("#told").inner_text() == "1 deck, 27 cards, no mistakes"
    page.locator(".paper img").first.wait_for()
    for time in ("light", "dark"):
        assert face(page, "constraints", "front", time).locator(".question").inner_text().startswith("Name three")
        assert "latency" in face(page, "constraints", "back", time).locator(".answer").inner_text()
    for width in (1280, 900, 600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    dark = face(page, "constraints", "front", "dark").locator("body")
    assert dark.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(31, 33, 36)"
    page.get_by_label("light", exact=True).check()
    assert [page.locator(f".card .{time} >> visible=true").count() for time in ("day", "night")] == [54, 0]
    assert len(asked) > 10
    assert [each for each in asked if not each.startswith((shown.server.address, "data:"))] == []


def test_an_edit_shows_is_marked_and_leaves_the_page_in_its_place(show: Show, open_page: Open, lesson: Path) -> None:
    shown = show(lesson)
    page = open_page(shown)
    id_ = page.locator(".card b").nth(4).inner_text()
    row(page, id_).evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 100)")
    settle(page)
    before = top(page, id_)
    edited(shown, id_, "Edited, and")
    face(page, id_, "front").get_by_text("Edited, and").wait_for()
    assert page.locator(".edited b").all_inner_texts() == [id_]
    assert top(page, id_) == pytest.approx(before, abs=2)
    text = (shown.folder / "flashcards.yaml").read_text("utf-8").replace("Edited, and", "Edited again, and")
    more = "- {id: another, question: New, answer: New}\n  - id: constraints\n"
    shown.write("flashcards.yaml", text.replace("- id: constraints\n", more))  # a card comes above
    row(page, "another").wait_for()
    face(page, id_, "front").get_by_text("Edited again, and").wait_for()
    assert top(page, id_) == pytest.approx(before, abs=2)
    first = text.index("- id: constraints")
    second = text.index("- id: benchmark-gap")
    shown.write("flashcards.yaml", text[:first] + text[second:])
    row(page, "constraints").wait_for(state="detached")  # and goes
    assert top(page, id_) == pytest.approx(before, abs=2)
    shown.write("flashcards.yaml", "# a remark\n" + text[:first] + text[second:])
    page.locator(".place").first.filter(has_text="flashcards.yaml:11").wait_for()
    assert top(page, id_) == pytest.approx(before, abs=2)


def test_the_page_goes_to_the_card_that_was_edited(show: Show, open_page: Open, lesson: Path) -> None:
    shown = show(lesson)
    page = open_page(shown)
    settle(page)
    edited(shown, "check-benchmark-gap", "Edited, and")
    face(page, "check-benchmark-gap", "back").get_by_text("Edited, and").wait_for()
    assert 0 < top(page, "check-benchmark-gap") < 100
    assert page.locator(".edited b").all_inner_texts() == ["check-benchmark-gap"]
    settle(page)
    assert 0 < top(page, "check-benchmark-gap") < 100
    text = (shown.folder / "flashcards.yaml").read_text("utf-8")
    shown.write("flashcards.yaml", text + "\n  - {id: another, question: New?, answer: Yes}\n")
    face(page, "another", "front").get_by_text("New?").wait_for()
    assert 0 < top(page, "another") < 100


def test_a_mistake_shows_its_line_and_the_last_good_cards_stay(show: Show, open_page: Open, lesson: Path) -> None:
    shown = show(lesson)
    page = open_page(shown)
    row(page, "rl-co-design").evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 200)")
    settle(page)
    before = top(page, "rl-co-design")
    text = (shown.folder / "flashcards.yaml").read_text("utf-8")
    shown.write("flashcards.yaml", text.replace("answer:", "anwser:", 1))
    page.locator("#mistakes").wait_for()
    said = page.locator("#mistakes").inner_text()
    assert f"{shown.folder / 'flashcards.yaml'}:12:5: unknown key `anwser`" in said
    assert "12 |     anwser: |" in said
    assert "   |     ^" in said
    assert page.locator(".card").count() == 27
    assert page.locator("#told").inner_text() == "The last good cards stay."
    assert top(page, "rl-co-design") == pytest.approx(before, abs=2)
    shown.write("flashcards.yaml", text)
    page.locator("#mistakes").wait_for(state="hidden")
    assert top(page, "rl-co-design") == pytest.approx(before, abs=2)
    assert page.locator(".edited").count() == 0


def test_a_deck_that_begins_with_a_mistake_shows_when_it_is_mended(show: Show, browser: "Browser") -> None:
    shown = show(PLAYING.replace("question: The", "questoin: The"))
    page = browser.new_page()
    page.goto(shown.server.address)
    page.locator("#mistakes").get_by_text("unknown key `questoin`").wait_for()
    assert (page.locator(".card").count(), page.locator("#told").inner_text()) == (0, "")
    shown.write("cards.yaml", PLAYING)
    page.locator("#mistakes").wait_for(state="hidden")
    assert (page.locator(".card").count(), page.locator(".edited").count()) == (3, 0)
    page.close()


def test_what_is_answered_on_the_front_shows_on_the_backs(show: Show, open_page: Open) -> None:
    page = open_page(show(PLAYING))
    row(page, "pick").evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 100)")
    settle(page)
    tap(page, "pick", "this")
    for time in ("light", "dark"):
        back = face(page, "pick", "back", time)
        back.locator(".outcome").wait_for()
        assert "You chose: this" in back.locator(".outcome").inner_text().replace("\n", " ")
        assert back.locator("li.right").inner_text().startswith("✓")
    typing = face(page, "typed", "front").locator("input")
    typing.fill("blau")
    typing.press("Enter")
    back = face(page, "typed", "back")
    back.locator(".typeBad").first.wait_for()
    assert back.locator("#typeans").inner_text().split() == ["blau", "↓", "blue"]
    typing.fill("azure")
    typing.press("Enter")
    back.get_by_text("This counts too.").wait_for()


def test_a_changed_picture_is_shown_anew(show: Show, open_page: Open) -> None:
    shown = show(PLAYING)
    (shown.folder / "square.svg").write_text(SVG.format(12), "utf-8")
    replaced = PLAYING.replace("'[there](https://cards.test/there)'", "'![a square](square.svg)'")
    shown.write("cards.yaml", replaced)
    page = open_page(shown)
    row(page, "sure").evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 100)")
    drawn = "e => new Promise((done) => { e.onload = () => done(e.naturalWidth); if (e.complete) e.onload(); })"
    picture = face(page, "sure", "back").locator("img")
    assert picture.evaluate(drawn) == 12
    (shown.folder / "square.svg").write_text(SVG.format(34), "utf-8")
    shown.desk.update()
    page.locator(".edited", has=page.locator("b:text-is('sure')")).wait_for()
    page.wait_for_function("() => !document.querySelector('.coming')")
    assert picture.evaluate(drawn) == 34


def test_a_card_is_shut_off_from_the_page_and_from_the_server(show: Show, browser: "Browser") -> None:
    shown = show(PLAYING)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(shown.server.address)
    row(page, "sure").evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 100)")
    body = face(page, "sure", "back").locator("body")
    body.wait_for()
    tried = """async (_, address) => {
      const said = [];
      const attempt = async (name, act) => said.push([name, await act().catch(() => null)]);
      await attempt("origin", async () => self.origin);
      await attempt("parent", async () => parent.document.title);
      await attempt("storage", async () => localStorage.length);
      for (const path of ["state", "media/x", "page.js"]) {
        await attempt(path, async () => (await fetch(address + path)).status);
      }
      await attempt("script", async () => {
        const script = document.createElement("script");
        script.textContent = "window.ran = 1";
        document.body.append(script);
        return window.ran || null;
      });
      await attempt("handler", async () => {
        document.body.insertAdjacentHTML("beforeend", "<i onclick='window.ran = 1'>x</i>");
        document.body.lastChild.click();
        return window.ran || null;
      });
      await attempt("top", async () => {
        top.location = "about:blank";
        return null;
      });
      return said;
    }"""
    found = dict(body.evaluate(tried, shown.server.address))
    assert found.pop("origin") == "null"
    assert found == dict.fromkeys(("parent", "storage", "state", "media/x", "page.js", "script", "handler", "top"))
    assert page.url == shown.server.address
    page.close()


def test_the_end_of_the_preview_is_said(show: Show, browser: "Browser") -> None:
    shown = show(PLAYING)
    page = browser.new_page()
    page.goto(shown.server.address)
    page.locator(".paper img").first.wait_for()
    shown.server.stop()
    page.get_by_text("The preview has ended").wait_for()
    assert page.locator(".card").count() == 3
    page.close()
