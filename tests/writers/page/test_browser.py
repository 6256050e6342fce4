"""How the practice page is used, in a real browser, from its file: by mouse, by touch and by keys.

Needs Chromium or Chrome: of the system, or the one that MMCARDS_CHROMIUM names.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import pypdfium2
import pytest

from tests.sample.read import sample
from tests.writers.page.conftest import BLOCKED, CARDS, COUNT, MakeDeck, Save, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

Act: TypeAlias = "Callable[[Locator], None]"


def by_mouse(target: "Locator") -> None:
    target.click()


def by_touch(target: "Locator") -> None:
    target.tap()


def by_space(target: "Locator") -> None:
    target.focus()
    target.page.keyboard.press("Space")


def by_enter(target: "Locator") -> None:
    target.focus()
    target.page.keyboard.press("Enter")


WAYS: Final = [by_mouse, by_touch, by_space, by_enter]


def card(page: "Page", name: str) -> "Locator":
    return page.locator(f"[id='{name}']")


def summary(page: "Page", name: str) -> "Locator":
    return card(page, name).locator(".reveal > summary")


def option(page: "Page", name: str, text: str) -> "Locator":
    return card(page, name).locator(".option", has_text=text)


def shown(page: "Page", name: str) -> str:
    """What can be seen of a card but for its small print, a bar between lines."""
    parts = card(page, name).evaluate(
        "each => [...each.children].filter(e => e.nodeName !== 'FOOTER' && e.checkVisibility()).map(e => e.innerText)"
    )
    return "|".join(filter(None, (line.strip() for part in parts for line in part.splitlines())))


def done(page: "Page") -> str:
    return page.locator("#_count").inner_text()


def visible(page: "Page") -> list[str]:
    """The ids of the cards that are shown, in their order."""
    found = page.locator(".item").evaluate_all("all => all.filter(e => e.checkVisibility()).map(e => e.id)")
    return list(map(str, found))


# --- flashcards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", WAYS)
def test_a_flashcard_turns_and_turns_back(page: "Page", act: Act) -> None:
    front = "What is RLHF?|Hint|Show answer"
    back = "What is RLHF?|Hide|Learning from humans, here.|✓ Knew it|✗ Not yet"
    assert shown(page, "rlhf") == front
    act(summary(page, "rlhf"))
    assert shown(page, "rlhf") == back
    act(summary(page, "rlhf"))
    assert shown(page, "rlhf") == front


@pytest.mark.parametrize("act", [by_mouse, by_touch])
def test_a_flashcard_turns_wherever_it_is_tapped_but_on_what_acts_itself(page: "Page", act: Act) -> None:
    act(card(page, "rlhf").locator(".question"))
    assert "Learning from" in shown(page, "rlhf")
    act(card(page, "rlhf").locator(".answer strong"))
    assert "Learning from" not in shown(page, "rlhf")
    act(card(page, "rlhf").locator(".hint > summary"))
    assert shown(page, "rlhf") == "What is RLHF?|Hint|Whose?|Show answer"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "Learning from" in shown(page, "rlhf")


def test_arrows_lead_through_the_cards_and_turn_those_that_flip(page: "Page") -> None:
    summary(page, "rlhf").focus()
    page.keyboard.press("ArrowRight")
    assert "Learning from" in shown(page, "rlhf")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('.item').id") == "platform"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert "Learning from" not in shown(page, "rlhf")
    summary(page, "colours").focus()
    page.keyboard.press("ArrowRight")
    assert "green" not in shown(page, "colours")
    assert page.evaluate("document.activeElement.closest('.item').id") == "capital"


def test_a_reverse_card_is_a_card_of_its_own(page: "Page") -> None:
    summary(page, "platform.2").click()
    assert shown(page, "platform.2") == "el andén|Hide|the platform|✓ Knew it|✗ Not yet"
    assert shown(page, "platform") == "the platform|Show answer"


def test_the_learner_says_whether_it_was_known(page: "Page") -> None:
    summary(page, "rlhf").click()
    knew, unknown = card(page, "rlhf").locator(".grade button").all()
    unknown.click()
    assert done(page) == f"1 of {COUNT} answered, 0 right"
    assert card(page, "rlhf").locator(".badge").get_by_role("img", name="wrong").is_visible()
    knew.click()
    assert done(page) == f"1 of {COUNT} answered, 1 right"
    assert [each.get_attribute("aria-pressed") for each in (knew, unknown)] == ["true", "false"]
    assert page.locator("progress").evaluate("each => [each.value, each.max]") == [1, COUNT]


# --- points to tick off ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", WAYS)
def test_points_are_ticked_off(page: "Page", act: Act) -> None:
    assert shown(page, "colours") == "Name two colours.|Say or write your answer first.|Show answer"
    act(summary(page, "colours"))
    status = card(page, "colours").locator(".reveal > .status")
    assert status.inner_text() == "0 of 3 points"
    boxes = card(page, "colours").get_by_role("checkbox")
    if act is by_enter:
        card(page, "colours").locator(".point .content").first.click()  # the text ticks too
    else:
        act(boxes.first)
    assert status.inner_text() == "1 of 3 points"
    assert boxes.first.is_checked()
    card(page, "colours").get_by_role("button", name="Knew it").click()
    assert done(page) == f"1 of {COUNT} answered, 1 right"


# --- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", WAYS)
def test_a_choice_is_marked_at_once(page: "Page", act: Act) -> None:
    act(option(page, "capital", "Perth"))
    lines = shown(page, "capital").split("|")
    assert set(lines[1:-5]) == {"Canberra", "Sydney", "Perth you chose", "✓", "✗"}
    assert lines[-5:] == ["Try again", "✓ Canberra", "✗ You chose: Perth", "It was built for it.", "✗"]
    assert done(page) == f"1 of {COUNT} answered, 0 right"
    assert page.locator("#_said").inner_text() == "✗ You chose: Perth"
    act(summary(page, "capital"))
    act(option(page, "capital", "Canberra"))
    assert "✓ You chose it." in shown(page, "capital")
    assert done(page) == f"1 of {COUNT} answered, 1 right"


def test_a_choice_by_arrows_and_by_alt_and_a_digit(page: "Page") -> None:
    names = card(page, "capital").get_by_role("radio").all_inner_texts()
    card(page, "capital").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    assert card(page, "capital").get_by_role("radio", checked=True).inner_text() == names[1]
    page.keyboard.press("Enter")
    assert "Try again" in shown(page, "capital")
    option(page, "tomato", "A fruit").focus()
    page.keyboard.press("Alt+Digit1")
    assert "✓ You chose it." in shown(page, "tomato")


@pytest.mark.parametrize(
    ("act", "texts", "said", "right"),
    [
        *((act, ["two", "five"], "✓ You chose all of them.", 1) for act in WAYS),
        (by_mouse, ["two", "nine"], "✗ You chose 1 of the 2 right ones, and 1 wrong one.", 0),
    ],
)
def test_several_are_chosen_and_checked(page: "Page", act: Act, texts: list[str], said: str, right: int) -> None:
    check = card(page, "primes").get_by_role("button", name="Check")
    assert check.is_disabled()
    for text in texts:
        act(option(page, "primes", text))
    act(check)
    assert said in shown(page, "primes")
    assert done(page) == f"1 of {COUNT} answered, {right} right"


def test_an_answer_that_is_only_looked_at_is_no_answer(page: "Page") -> None:
    summary(page, "capital").click()
    assert shown(page, "capital").endswith("Try again|✓ Canberra|It was built for it.")
    assert done(page) == f"0 of {COUNT} answered, 0 right"


def test_an_exercise_shows_nothing_of_what_answers_its_other_cards(page: "Page") -> None:
    for id_ in ("tomato", "portugal"):
        summary(page, id_).click()
    assert shown(page, "tomato").endswith(
        "Try again|✓ A fruit|Where are its seeds?|in the flesh|It grows from a flower.|The pattern"
        "|Fruit grows from flowers."
    )
    assert shown(page, "portugal").endswith("Try again|✓ 1 Lisbon|On the Tagus.")
    assert "root" not in shown(page, "tomato")
    assert "✓ 2" not in shown(page, "portugal")
    assert "1" not in shown(page, "spain")  # labels would tell


def test_options_are_in_the_order_that_they_have_in_anki_that_day(page: "Page") -> None:
    """The order is Anki's own function of the note's name and the date."""
    orders = set()
    for day in range(1, 6):
        page.clock.set_fixed_time(f"2026-11-0{day}T12:00:00")
        page.reload()
        orders.add(tuple(card(page, "capital").get_by_role("radio").all_inner_texts()))
        assert card(page, "tomato").get_by_role("radio").all_inner_texts() == ["A fruit", "A vegetable"]
    assert 1 < len(orders) <= 6


# --- steps to sort ---------------------------------------------------------------------------------------------------

STEPS: Final = ["Mercury", "Venus", "Earth", "Mars"]


def steps(page: "Page") -> list[str]:
    return card(page, "planets").locator(".sortable .content").all_inner_texts()


def by_drag(page: "Page", text: str, before: str) -> None:
    handle, goal = (
        card(page, "planets").locator(".options > li", has_text=each).locator(".handle") for each in (text, before)
    )
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), goal.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 20, steps=5)
    page.mouse.move(start["x"] + 5, end["y"], steps=2)
    page.mouse.up()


def by_finger(page: "Page", text: str, before: str) -> None:
    handle, goal = (
        card(page, "planets").locator(".options > li", has_text=each).locator(".handle") for each in (text, before)
    )
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), goal.bounding_box()
    assert start
    assert end
    session = page.context.new_cdp_session(page)
    path = [start["y"] + 5, (start["y"] + end["y"]) / 2, end["y"] + 20, end["y"]]
    for kind, y in [("touchStart", path[0]), *(("touchMove", y) for y in path[1:]), ("touchEnd", None)]:
        points = [] if y is None else [{"x": start["x"] + 5, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.mark.parametrize("drag", [by_drag, by_finger])
def test_steps_are_dragged_into_their_order(page: "Page", drag: Callable[["Page", str, str], None]) -> None:
    for place, step in enumerate(STEPS):
        if steps(page)[place] != step:
            drag(page, step, steps(page)[place])
        assert steps(page)[: place + 1] == STEPS[: place + 1]
    card(page, "planets").get_by_role("button", name="Check").click()
    assert shown(page, "planets").endswith("Try again|Mercury|Venus|Earth|Mars|✓ All in order.|From the Sun.|✓")
    assert done(page) == f"1 of {COUNT} answered, 1 right"


@pytest.mark.parametrize("act", WAYS)
def test_steps_are_moved_by_buttons_and_marked(page: "Page", act: Act) -> None:
    before = steps(page)
    third = card(page, "planets").locator(".options > li").nth(2)
    act(third.get_by_role("button", name="Move up"))
    assert steps(page) == [before[0], before[2], before[1], before[3]]
    assert card(page, "planets").locator(".status").inner_text() == "Now 2 of 4."
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move up"
    act(card(page, "planets").locator(".options > li").nth(1).get_by_role("button", name="Move down"))
    assert steps(page) == before
    first = card(page, "planets").locator(".options > li").first.get_by_role("button", name="Move up")
    assert first.get_attribute("aria-disabled") == "true"
    act(card(page, "planets").get_by_role("button", name="Check"))
    right = sum(one == other for one, other in zip(before, STEPS, strict=True))
    assert f"{right} of 4 in the right place." in shown(page, "planets")
    marked = card(page, "planets").locator(".marked li .content").evaluate_all("all => all.map(e => e.firstChild.data)")
    assert marked == before


# --- what is typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colours", "✓ Right."),
        ("  colors ", "✓ Right."),
        ("cafe\u0301  crème", "✓ Right."),
        ("<b>x</b>", "✗ You typed: <b>x</b>"),
    ],
)
def test_what_is_typed_is_compared_with_all_that_counts(page: "Page", text: str, said: str) -> None:
    page.get_by_label("Your answer").fill(text)
    page.keyboard.press("Enter")
    assert card(page, "prism").locator(".outcome").inner_text() == said
    assert done(page) == f"1 of {COUNT} answered, {int(said[0] == '✓')} right"
    assert "Colours.|Also right: colors café crème" in shown(page, "prism")


def test_the_learner_has_the_last_word_on_what_was_typed(page: "Page") -> None:
    page.get_by_label("Your answer").fill("coluors")
    card(page, "prism").get_by_role("button", name="Check").tap()
    card(page, "prism").get_by_role("button", name="Knew it").tap()
    assert done(page) == f"1 of {COUNT} answered, 1 right"
    summary(page, "prism").click()
    assert page.get_by_label("Your answer").input_value() == ""
    assert card(page, "prism").locator(".outcome").count() == 0


@pytest.mark.parametrize("act", [by_mouse, by_space])
def test_a_gap_is_filled_when_the_card_is_turned(page: "Page", act: Act) -> None:
    assert shown(page, "gap") == "After […] comes spring.|Show answer"
    assert shown(page, "gap.2") == "After winter comes [a season].|Show answer"
    act(summary(page, "gap"))
    assert shown(page, "gap") == "Hide|After winter comes spring.|✓ Knew it|✗ Not yet"
    assert card(page, "gap").locator(".reveal .cloze").all_inner_texts() == ["winter"]


def test_gaps_are_typed_into(page: "Page") -> None:
    page.get_by_label("Blank 1").fill("Two")
    page.keyboard.press("Enter")
    page.keyboard.type("four")
    page.keyboard.press("Enter")
    assert card(page, "typed-gap").locator(".outcome").inner_text() == "✗ You typed: Two, four"
    assert card(page, "typed-gap").locator(".typeBad").all_inner_texts() == ["four"]
    by_enter(summary(page, "typed-gap"))
    page.get_by_label("Blank 1").fill("Two")
    page.get_by_label("Blank 2: a number").fill("three")
    card(page, "typed-gap").get_by_role("button", name="Check").click()
    assert card(page, "typed-gap").locator(".outcome").inner_text() == "✓ Right."


# --- which cards are shown -------------------------------------------------------------------------------------------


def test_sections_and_what_was_wrong_are_found(page: "Page") -> None:
    assert len(visible(page)) == COUNT
    page.get_by_label("Section", exact=True).select_option("Choices")
    assert visible(page) == ["capital", "primes"]
    option(page, "capital", "Perth").click()
    page.get_by_label("Cards", exact=True).select_option("Wrong last time")
    assert visible(page) == ["capital"]
    option(page, "capital", "Canberra").click()  # it can be answered anew, and stays until something else is asked for
    assert visible(page) == ["capital"]
    page.get_by_label("Cards", exact=True).select_option("Not answered yet")
    assert visible(page) == ["primes"]
    page.get_by_label("Cards", exact=True).select_option("Wrong last time")
    assert visible(page) == []
    assert page.get_by_text("There are no such cards.").is_visible()


def test_cards_are_shuffled_within_their_sections_and_put_back(page: "Page") -> None:
    before = visible(page)
    sizes = [4 + 1, 1, 2, 2, 2, 4, 1, 1]
    button = page.get_by_role("button", name="Shuffle")
    seen = set()
    for _ in range(4):
        button.click()
        now = visible(page)
        seen.add(tuple(now))
        start = 0
        for size in sizes:
            assert set(now[start : start + size]) == set(before[start : start + size])
            start += size
        assert button.get_attribute("aria-pressed") == "true"
        button.click()
        assert visible(page) == before
    assert len(seen) > 1


def test_all_is_forgotten_only_if_the_learner_means_it(page: "Page") -> None:
    option(page, "capital", "Perth").click()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Start over").click()
    assert done(page) == f"1 of {COUNT} answered, 0 right"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start over").click()
    assert done(page) == f"0 of {COUNT} answered, 0 right"
    assert option(page, "capital", "Perth").is_visible()
    page.reload()
    assert done(page) == f"0 of {COUNT} answered, 0 right"


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_progress_outlives_the_page_and_a_new_build_of_it(
    page: "Page", deck: MakeDeck, saved: Save, small: Path
) -> None:
    option(page, "capital", "Perth").click()
    summary(page, "platform.2").click()
    card(page, "platform.2").get_by_role("button", name="Knew it").click()
    page.reload()
    assert done(page) == f"2 of {COUNT} answered, 1 right"
    first = small.read_bytes()
    try:
        rebuilt = saved(
            deck(CARDS.replace("What is the capital?", "Which town?").replace("section: Orders", "section: Steps"))
        )
        small.write_bytes(rebuilt[0].read_bytes())
        page.reload()
        assert "Which town?" in shown(page, "capital")
        assert done(page) == f"2 of {COUNT} answered, 1 right"
        assert card(page, "capital").locator(".badge.wrong").is_visible()
    finally:
        small.write_bytes(first)
    assert page.evaluate("Object.keys(localStorage)") == ["mmcards/7q2m4kzr"]


def test_two_pages_at_once_keep_what_both_were_told(page: "Page", context: "BrowserContext", small: Path) -> None:
    other = context.new_page()
    other.goto(small.as_uri())
    option(other, "capital", "Perth").click()
    other.close()
    option(page, "tomato", "A fruit").click()
    page.reload()
    assert done(page) == f"2 of {COUNT} answered, 1 right"


def test_what_is_kept_may_be_anything(page: "Page") -> None:
    for kept in ("{", "[]", "null", "7", '{"capital": "x", "tomato": true, "gone": false}'):
        page.evaluate("kept => localStorage.setItem('mmcards/7q2m4kzr', kept)", kept)
        page.reload()
        number = int("tomato" in kept)
        assert done(page) == f"{number} of {COUNT} answered, {number} right"


@pytest.fixture
def refused(browser: "Browser", small: Path) -> Iterator["Page"]:
    """The page where the browser keeps nothing."""
    context = browser.new_context()
    context.set_default_timeout(5000)
    context.add_init_script(BLOCKED)
    yield from watched(context, small)
    context.close()


def test_where_storage_is_refused_the_page_works_and_says_so(refused: "Page") -> None:
    assert refused.get_by_text("This browser keeps nothing here").is_visible()
    option(refused, "capital", "Perth").click()
    assert done(refused) == f"1 of {COUNT} answered, 0 right"
    refused.get_by_label("Cards", exact=True).select_option("Wrong last time")
    assert visible(refused) == ["capital"]
    refused.once("dialog", lambda dialog: dialog.accept())
    refused.get_by_role("button", name="Start over").click()
    assert done(refused) == f"0 of {COUNT} answered, 0 right"


# --- paper -----------------------------------------------------------------------------------------------------------


def pages(page: "Page", **how: object) -> list[str]:
    document = pypdfium2.PdfDocument(page.pdf(**how))  # type: ignore[arg-type]  # names that the caller gives
    return [" ".join(each.get_textpage().get_text_range().split()) for each in document]


@pytest.mark.parametrize("how", [{"format": "A4"}, {"format": "Letter", "landscape": True}])
def test_each_card_is_printed_on_a_page_whatever_was_answered(page: "Page", how: dict[str, object]) -> None:
    before = pages(page, **how)
    assert len(before) == COUNT
    assert before[0].startswith("What is RLHF?")
    assert "Learning from humans" in before[0]
    assert "Small & < simple> Flashcards 7q2m4kzr/rlhf A book" in before[0]
    option(page, "capital", "Perth").click()
    summary(page, "rlhf").click()
    after = pages(page, **how)
    assert after[0] == before[0]
    assert sorted(after[6].split()) == sorted(before[6].split())
    assert shown(page, "rlhf").startswith("What is RLHF?|Hide")  # as it was
    assert shown(page, "platform") == "the platform|Show answer"


def test_only_what_is_shown_is_printed(page: "Page") -> None:
    page.get_by_label("Section", exact=True).select_option("Choices")
    assert len(pages(page)) == 2


def test_the_button_prints(page: "Page") -> None:
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")


def test_the_lesson_is_printed_a_card_a_page(context: "BrowserContext", lesson: Path) -> None:
    for page in watched(context, lesson):
        for how in ({"format": "A4"}, {"format": "Letter"}, {"format": "A4", "landscape": True}):
            assert len(pages(page, **how)) == 27


# --- without scripts -------------------------------------------------------------------------------------------------


@pytest.fixture
def unscripted(browser: "Browser", small: Path) -> Iterator["Page"]:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(5000)
    page = context.new_page()
    page.goto(small.as_uri())
    yield page
    context.close()


def test_without_scripts_everything_is_there_to_read(unscripted: "Page") -> None:
    assert not unscripted.locator("#_tools").is_visible()
    assert shown(unscripted, "planets") == "Which comes first?|Mercury|Earth|Venus|Mars|Show answer"
    assert "Canberra" in shown(unscripted, "capital")
    for each in unscripted.locator(".reveal > summary").all():
        each.click()
    assert shown(unscripted, "rlhf") == "What is RLHF?|Hint|Show answer|Learning from humans, here."
    assert shown(unscripted, "colours").endswith("Show answer|Any two of:|green|white|red")
    assert shown(unscripted, "capital").endswith("Show answer|✓ Canberra|It was built for it.")
    assert shown(unscripted, "planets").endswith("Show answer|Mercury|Venus|Earth|Mars|From the Sun.")
    assert shown(unscripted, "gap.2").endswith("Show answer|After winter comes spring.")
    assert len(pages(unscripted)) == COUNT


# --- how it looks and sounds -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rich(saved: Save) -> Path:
    """The page of the sample of rich text."""
    return saved(sample())[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_the_answers(
    context: "BrowserContext", scheme: str, small: Path, rich: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core comes with it").Axe()
    for page in watched(context, small if scheme == "light" else rich):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": 360, "height": 640})
        for turned in (False, True):
            if turned:
                page.locator(".option").first.click()
                page.evaluate("document.querySelectorAll('.reveal:not([open]) > summary').forEach(e => e.click())")
                page.locator(".grade button").first.click()
                page.locator(".grade button").last.click()
            found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def test_what_scrolls_sideways_is_scrolled_by_keys(context: "BrowserContext", rich: Path) -> None:
    for page in watched(context, rich):
        page.set_viewport_size({"width": 360, "height": 640})
        summary(page, "long-code").click()
        code = card(page, "long-code").locator("pre")
        code.and_(page.locator("[tabindex='0']")).focus()
        code.evaluate(
            "each => { window.moved = new Promise(done => { each.onscroll = () => done(each.scrollLeft); }); }"
        )
        page.keyboard.press("ArrowRight")
        assert page.evaluate("window.moved") > 0
        assert code.evaluate("each => each === document.activeElement")
        page.set_viewport_size({"width": 1280, "height": 640})
        summary(page, "code").click()
        assert card(page, "code").locator("pre:not([tabindex])").count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_out_of_the_page_and_everything_is_large_enough_to_tap(
    context: "BrowserContext", rich: Path, small: Path, width: int
) -> None:
    for path in (small, rich):
        for page in watched(context, path):
            page.set_viewport_size({"width": width, "height": 700})
            for turned in (False, True):
                if turned:
                    page.evaluate("document.querySelectorAll('summary').forEach(e => e.click())")
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                small_ones = page.locator("button, summary, select, input[type=text]").evaluate_all(
                    "all => all.filter(e => e.checkVisibility() && (e.offsetHeight < 44 || e.offsetWidth < 44))"
                    ".map(e => e.outerHTML)"
                )
                assert small_ones == []


def test_by_night_the_page_is_dark_and_paper_is_white(page: "Page") -> None:
    def colours() -> list[str]:
        found = page.locator("html, body, .item").evaluate_all(
            "all => [...new Set(all.map(each => getComputedStyle(each).backgroundColor))]"
        )
        return list(map(str, found))

    assert colours() == ["rgb(255, 255, 255)"]
    page.emulate_media(color_scheme="dark")
    assert colours() == ["rgb(31, 33, 36)"]
    page.emulate_media(color_scheme="dark", media="print")
    assert "rgb(31, 33, 36)" not in colours()


def test_text_from_the_right_begins_at_the_right(page: "Page") -> None:
    summary(page, "hebrew").click()
    found = page.locator("#hebrew :is(.question, .answer), h2:last-of-type").evaluate_all(
        "all => all.map(each => getComputedStyle(each).direction)"
    )
    assert found[-2:] == ["rtl", "rtl"]


def test_a_screen_reader_hears_the_card_the_group_and_the_state(page: "Page") -> None:
    lines = [line.strip() for line in card(page, "tomato").aria_snapshot().splitlines()]
    assert lines[0] == '- article "Fruit or vegetable? The tomato":'
    assert '- radiogroup "Fruit or vegetable? The tomato":' in lines
    assert '- radio "A fruit"' in lines
    assert card(page, "tone").get_by_label("A tone").count() == 1
    assert page.locator("#spare svg").aria_snapshot() == '- img "x^2"'
    assert page.get_by_role("region", name="Capitals").count() == 1


def test_a_formula_stands_on_the_line_in_the_colour_of_its_text(page: "Page") -> None:
    page.emulate_media(color_scheme="dark")
    drawn = page.locator("#spare svg")
    box, line = drawn.bounding_box(), page.locator("#spare .question p, #spare .question").first.bounding_box()
    assert box
    assert line
    assert line["y"] <= box["y"] < box["y"] + box["height"] <= line["y"] + line["height"]
    fill = drawn.locator("path").first.evaluate("each => getComputedStyle(each).fill")
    assert fill == page.locator("#spare .question").evaluate("each => getComputedStyle(each).color")


def test_pictures_and_sounds_are_in_the_page_and_play(page: "Page") -> None:
    summary(page, "tone").click()
    assert page.locator("#tone img").evaluate("each => each.decode().then(() => each.naturalWidth > 0)")
    width = page.locator("#tone img").evaluate("each => each.offsetWidth / each.closest('.answer').offsetWidth")
    assert width == pytest.approx(0.6, abs=0.02)
    seconds = page.locator("#tone audio").evaluate(
        "each => new Promise((done, failed) => { each.onloadedmetadata = () => done(each.duration);"
        " each.onerror = failed; each.load(); })"
    )
    assert seconds > 0


def test_the_policy_refuses_what_does_not_come_with_the_page(context: "BrowserContext", small: Path) -> None:
    page = context.new_page()
    page.goto(small.as_uri())
    refused = page.evaluate(
        """() => new Promise((done) => {
          const found = [];
          document.addEventListener("securitypolicyviolation", (event) => {
            found.push(event.effectiveDirective);
            if (found.length === 4) done(found.sort());
          });
          const made = document.createElement("div");
          made.innerHTML = '<img src="https://example.org/x.png"><p onclick="1" style="color: red">x</p>';
          document.body.append(made);
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          setTimeout(() => done(found.sort()), 2000);
        })"""
    )
    assert refused == ["img-src", "script-src-attr", "script-src-elem", "style-src-attr"]
    assert page.evaluate("window.ran") is None
    page.close()


def test_the_words_of_the_program_are_marked_as_english(page: "Page") -> None:
    """All that no author wrote, wherever it stands between what one did."""
    marked = page.locator(".item [lang=en]").evaluate_all("all => all.map(each => each.textContent.trim())")
    assert {re.sub(r"\d", "9", text) for text in marked if text} == {
        "Show answer", "Hint", "Say or write your answer first.", "9 of 9 points", "✓ Knew it", "✗ Not yet", "Check",
        "Choose all that apply.", "Your answer", "Put them in order: drag, or use the arrows.", "↑", "↓", "Also right:",
        "The pattern",
    }  # fmt: skip
