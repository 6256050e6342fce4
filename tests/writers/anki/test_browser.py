"""How cards are answered, in a real browser, as the programs of Anki show them.

Needs Chromium or Chrome: of the system, or the one that MMCARDS_CHROMIUM names.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

from mmcards.markup import parse
from mmcards.model import Cloze, File, Note, Option, Options, Order, Text
from tests.writers.anki.programs import SHOW, Card, OnePage, OnePageWithoutStorage, Pages, PagesWithoutStorage, Program

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.writers.anki.conftest import Learner, MakeDeck, MakeNote, MakeOptions

LONG: Final = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesverordnungsdurchführung"

Started: TypeAlias = Callable[[type[Program]], Program]

# --- the cards ------------------------------------------------------------------------------------------------------

TYPED: Final = {
    "colour": ("colours", "colors", " café crème ", "cafe\u0301 cre\u0300me", "Colors", "colo", "", "a<b & [sound:c]"),
    "word": ("platform", "el anden", "el andén"),
    "gap": ("winter", "summer"),
}


@pytest.fixture(scope="module")
def cards(
    lasting_learner: "Learner",
    note: "MakeNote",
    deck: "MakeDeck",
    options: "MakeOptions",
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Card]:
    """The cards by the ids of their notes; a second card of a note has a 2 behind it."""
    folder = tmp_path_factory.mktemp("media")
    made = deck(*_notes(folder, note, options), language="en")
    lasting_learner.receive(made)
    collection = lasting_learner.collection
    rendered = {}
    for each in made.notes:
        received = lasting_learner.note(each.id)
        for place, card in enumerate(received.cards()):
            expected = received["Typed Back" if place else "Typed"] if "Typed Back" in received else "winter"
            comparisons = {text: collection.compare_answer(expected, text) for text in TYPED.get(each.id, ())}
            name = f"{each.id}{place + 1 if place else ''}"
            rendered[name] = Card(card.question(), card.answer(), comparisons)
    return rendered


def _notes(folder: Path, note: "MakeNote", options: "MakeOptions") -> Iterator[Note]:
    picture, sound, low = (_file(folder, name) for name in ("wide.svg", "tone.mp3", "low.mp3"))

    def media(name: str) -> File:
        return {"wide.svg": picture, "tone.mp3": sound, "low.mp3": low}[name]

    capital = options("Canberra", "Sydney", "Melbourne", "Perth")
    yield note("capital", "What is the capital?", capital, hint="No *large* city.", explanation="It was built for it.")
    yield note("flashcard", "What is RLHF?", "Learning:\n\n- from humans\n- at work", hint="Whose?")
    two = options("It settles it", "It informs it", correct=(1,), fixed=True, ask="What else?", needs=("strategy",))
    yield note("ship", "Whether to ship", two, context="Settle or inform?", explanation="Because.", pattern="All do.")
    yield note("premise", "Latency", options("How long", "How much", "How well", correct=(1,), labels="123"))
    yield note("primes", "Which are prime?", options("two", "four", "five", "nine", correct=(0, 2)))
    yield note("planets", "Order them.", Order(tuple(map(parse, ("Mercury", "Venus", "Earth", "Mars")))))
    accepted = ("colours", "colors", "café crème", "a<b & [sound:c]")
    yield note("colour", "What is in light?", Text(parse("Colours."), typed=accepted), hint="A rainbow.")
    yield note("word", "platform", Text(parse("el andén"), typed=("el andén",), reverse=True), hint="andar")
    yield note("gap", "After {{c1::winter}} comes {{c2::spring::a season}}.", Cloze((1, 2), typed=True), hint="Cold.")
    yield note("points", "Name two.", Text(parse("Any of:\n\n- one\n- two"), rehearse=True))
    heard = (
        Option(parse("![](low.mp3)", media)),
        Option(parse("first ![](tone.mp3)", media)),
        Option(parse("![a wide picture](wide.svg)", media)),
        Option(parse("One:\n\n- of *these*\n- or `those`\n\nand more", media)),
    )
    asked = note("heard", response=Options(heard, (0,)))
    yield _asking(asked, "![what you hear](tone.mp3)", media)
    yield _asking(
        note("long", response=options(LONG, "Ja", f"{LONG} {LONG}", fixed=True)), f"![wide](wide.svg) {LONG}?", media
    )
    yield note("hebrew", "מהי בירת צרפת?", options("פריז", "London", "ברלין", correct=(0, 2), fixed=True))
    yield note("eight", "Which?", options(*"abcdefgh"))


def _asking(made: Note, prompt: str, find: Any) -> Note:
    return replace(made, prompt=parse(prompt, find))


def _file(folder: Path, name: str) -> File:
    path = folder / name
    path.write_bytes(name.encode())
    return File(str(path), f"{name.encode().hex():0<64}")


# --- the browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def started(browser: "Browser") -> Iterator[Started]:
    """Gives a program of a kind, of which one is started for all of these tests."""
    context = browser.new_context(has_touch=True)
    context.set_default_timeout(5000)
    running: dict[type[Program], Program] = {}

    def start(kind: Any) -> Program:
        if kind not in running:
            running[kind] = kind(context)
        running[kind].begin()
        return running[kind]

    yield start
    context.close()


@pytest.fixture(params=[OnePage, Pages])
def program(request: pytest.FixtureRequest, started: Started) -> Iterator[Program]:
    """Each way of showing cards."""
    yield from _watched(started(request.param))


@pytest.fixture(params=[OnePage, OnePageWithoutStorage, Pages])
def keeping(request: pytest.FixtureRequest, started: Started) -> Iterator[Program]:
    """Each way of keeping something from the front to the back."""
    yield from _watched(started(request.param))


@pytest.fixture
def desktop(started: Started) -> Iterator[Program]:
    yield from _watched(started(OnePage))


def _watched(program: Program) -> Iterator[Program]:
    """No script fails."""
    yield program
    assert program.errors == []


@pytest.fixture(scope="module")
def unscripted(browser: "Browser") -> Iterator[Program]:
    """A program that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield Pages(context)
    context.close()


def shown(page: "Page") -> list[str]:
    """The options in the order on the screen."""
    found: list[str] = page.locator(".options > li .content").evaluate_all(
        "all => all.map(each => [...each.childNodes].filter(node => node.className !== 'yours')"
        ".map(node => node.textContent).join('').trim())"
    )
    return found


def option(page: "Page", text: str) -> Any:
    return page.locator(".option").filter(has_text=text)


def marks(page: "Page") -> dict[str, str]:
    """What the back says of each option, by its text."""
    found: dict[str, str] = page.locator(".options > li").evaluate_all(
        """all => Object.fromEntries(all.map(row => [
          row.querySelector(".content").firstChild.textContent.trim(),
          [...row.querySelectorAll(".sign, .place, .yours")].map(each => each.textContent).join(" ").trim(),
        ]))"""
    )
    return found


def said(page: "Page") -> list[str]:
    """What the back says of the choice."""
    return page.locator(".outcome").all_inner_texts()


# --- one to choose --------------------------------------------------------------------------------------------------


def test_a_tap_chooses_and_turns_the_card(keeping: Program, cards: dict[str, Card]) -> None:
    keeping.front(cards["capital"])
    order = shown(keeping.page)
    option(keeping.page, "Canberra").click()
    assert keeping.turns() == 1
    keeping.back(cards["capital"])
    assert shown(keeping.page) == order
    assert marks(keeping.page) == {"Canberra": "✓ you chose", "Sydney": "", "Melbourne": "", "Perth": ""}
    assert said(keeping.page) == ["✓ You chose it."]
    assert keeping.page.locator("button").count() == 0


def test_a_wrong_choice_is_named_below_the_right_answer(program: Program, cards: dict[str, Card]) -> None:
    program.front(cards["capital"])
    option(program.page, "Sydney").tap()
    program.back(cards["capital"])
    assert marks(program.page) == {"Canberra": "✓", "Sydney": "✗ you chose", "Melbourne": "", "Perth": ""}
    assert program.page.locator(".answer").inner_text().split("\n") == ["✓ Canberra", "✗ You chose: Sydney"]


def test_alt_and_a_digit_choose_and_turn_the_card(program: Program, cards: dict[str, Card]) -> None:
    program.front(cards["capital"])
    third = shown(program.page)[2]
    program.page.keyboard.press("Alt+Digit3")
    assert program.turns() == 1
    program.page.keyboard.press("Alt+Digit9")
    program.page.keyboard.press("Digit1")
    program.page.keyboard.press("Control+Alt+Digit1")
    assert program.turns() == 1
    program.back(cards["capital"])
    assert marks(program.page)[third].endswith("you chose")


def test_arrows_choose_and_leave_it_to_the_learner_to_turn_the_card(program: Program, cards: dict[str, Card]) -> None:
    program.front(cards["capital"])
    order = shown(program.page)
    program.page.keyboard.press("Tab")
    for key in ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft"):
        program.page.keyboard.press(key)
    assert program.page.locator("[aria-checked=true]").all_inner_texts() == [order[2]]
    assert program.page.locator(".option:focus").inner_text() == order[2]
    assert program.turns() == 0
    program.back(cards["capital"])
    assert marks(program.page)[order[2]].endswith("you chose")


def test_arrows_that_are_not_for_the_options_do_what_they_always_do(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["capital"])
    desktop.page.evaluate(
        "document.addEventListener('keydown', event => { window.prevented = event.defaultPrevented; })"
    )
    desktop.page.keyboard.press("ArrowDown")
    assert desktop.page.evaluate("window.prevented") is False
    assert desktop.page.locator("[aria-checked=true]").count() == 0


def test_one_tab_leads_to_the_options_and_the_next_one_past_them(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["capital"])
    desktop.page.keyboard.press("Tab")
    assert desktop.page.locator(".option:focus").inner_text() == shown(desktop.page)[0]
    desktop.page.keyboard.press("Tab")
    assert desktop.page.locator("summary:focus").count() == 1


def test_options_whose_order_means_something_keep_it(program: Program, cards: dict[str, Card]) -> None:
    program.front(cards["ship"])
    assert shown(program.page) == ["It settles it", "It informs it"]
    option(program.page, "It informs it").click()
    program.back(cards["ship"])
    below = "✓ It informs it|✓ You chose it.|What else?|strategy|Because.|The pattern|All do.|Small|7q2m4kzr/ship"
    assert read(program.page).endswith(below)


def test_labels_are_on_the_back_alone(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["premise"])
    assert sorted(desktop.page.locator(".option").all_inner_texts()) == ["How long", "How much", "How well"]
    option(desktop.page, "How well").click()
    desktop.back(cards["premise"])
    texts = desktop.page.locator(".options .content").all_inner_texts()
    assert sorted(texts) == ["1 How long", "2 How much", "3 How well you chose"]
    assert desktop.page.locator(".answer").inner_text().split("\n") == ["✓ 2 How much", "✗ You chose: 3 How well"]


def test_where_nothing_was_chosen_the_back_just_shows_the_answer(program: Program, cards: dict[str, Card]) -> None:
    program.front(cards["capital"])
    program.back(cards["capital"])
    assert marks(program.page) == {"Canberra": "✓", "Sydney": "", "Melbourne": "", "Perth": ""}
    assert said(program.page) == []


def test_where_nothing_can_be_kept_the_back_just_shows_the_answer(started: Started, cards: dict[str, Card]) -> None:
    program = started(PagesWithoutStorage)
    for id_ in ("capital", "primes", "planets"):
        program.front(cards[id_])
        order = shown(program.page)
        program.page.locator(".option").first.click()
        program.back(cards[id_])
        assert shown(program.page) == order
        assert said(program.page) == []


def test_a_card_that_comes_again_begins_anew(keeping: Program, cards: dict[str, Card]) -> None:
    keeping.front(cards["capital"])
    option(keeping.page, "Sydney").click()
    keeping.back(cards["capital"])
    keeping.front(cards["capital"])
    assert keeping.page.locator("[aria-checked=true]").count() == 0
    keeping.back(cards["capital"])
    assert said(keeping.page) == []


def test_where_a_page_cannot_turn_the_card_it_asks_the_learner_to(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["capital"])
    desktop.page.evaluate("delete window.pycmd; delete window.showAnswer")
    option(desktop.page, "Sydney").click()
    desktop.page.get_by_role("status").get_by_text("Turn the card to compare.").wait_for()
    desktop.back(cards["capital"])
    assert said(desktop.page) == ["✗ You chose: Sydney"]


# --- several to choose ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "verdict"),
    [
        (("five", "two"), "✓ You chose all of them."),
        (("two",), "✗ You chose 1 of the 2 right ones."),
        (("two", "four"), "✗ You chose 1 of the 2 right ones, and 1 wrong one."),
        (("two", "four", "five", "nine"), "✗ You chose 2 of the 2 right ones, and 2 wrong ones."),
        (("nine",), "✗ You chose none of the 2 right ones, and 1 wrong one."),
    ],
)
def test_of_several_the_back_says_how_many_were_right(
    desktop: Program, cards: dict[str, Card], chosen: tuple[str, ...], verdict: str
) -> None:
    desktop.front(cards["primes"])
    for text in chosen:
        option(desktop.page, text).click()
    desktop.back(cards["primes"])
    assert said(desktop.page) == [verdict]
    yours = {text: " you chose" if text in chosen else "" for text in ("two", "four", "five", "nine")}
    assert marks(desktop.page) == {
        "two": f"✓{yours['two']}",
        "five": f"✓{yours['five']}",
        "four": f"✗{yours['four']}" if yours["four"] else "",
        "nine": f"✗{yours['nine']}" if yours["nine"] else "",
    }


def test_several_are_tapped_and_taken_back_and_checked(keeping: Program, cards: dict[str, Card]) -> None:
    keeping.front(cards["primes"])
    check = keeping.page.get_by_role("button", name="Check")
    assert check.is_disabled()
    for text in ("two", "four", "four", "five"):
        option(keeping.page, text).tap()
    assert sorted(keeping.page.locator("[aria-checked=true]").all_inner_texts()) == ["five", "two"]
    assert keeping.turns() == 0
    check.tap()
    assert keeping.turns() == 1
    keeping.back(cards["primes"])
    assert said(keeping.page) == ["✓ You chose all of them."]


def test_several_are_chosen_by_keys(program: Program, cards: dict[str, Card]) -> None:
    program.front(cards["primes"])
    order = shown(program.page)
    for key in ("Alt+Digit2", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowDown", "Space", "ArrowDown", "Alt+Digit2"):
        program.page.keyboard.press(key)
    assert program.page.locator("[aria-checked=true]").all_inner_texts() == [order[2], order[3]]
    for key in ("ArrowDown", "ArrowLeft"):
        program.page.keyboard.press(key)
    assert program.page.locator("[aria-checked=true]").all_inner_texts() == [order[3]]
    assert program.turns() == 0
    program.back(cards["primes"])
    assert [text for text, mark in marks(program.page).items() if "you chose" in mark] == [order[3]]


# --- steps to order -------------------------------------------------------------------------------------------------


def test_steps_are_numbered_in_the_order_of_tapping(keeping: Program, cards: dict[str, Card]) -> None:
    keeping.front(cards["planets"])
    check = keeping.page.get_by_role("button", name="Check")
    for text in ("Mercury", "Earth", "Venus", "Earth"):
        option(keeping.page, text).tap()
    assert numbers(keeping.page) == {"Mercury": "1", "Venus": "2", "Earth": "", "Mars": ""}
    option(keeping.page, "Earth").tap()
    assert check.is_disabled()
    option(keeping.page, "Mars").tap()
    assert numbers(keeping.page) == {"Mercury": "1", "Venus": "2", "Earth": "3", "Mars": "4"}
    check.tap()
    assert keeping.turns() == 1
    keeping.back(cards["planets"])
    assert said(keeping.page) == ["✓ All in order."]
    assert marks(keeping.page) == {"Mercury": "✓ 1", "Venus": "✓ 2", "Earth": "✓ 3", "Mars": "✓ 4"}


def test_a_wrong_order_shows_the_right_places_and_those_of_the_learner(
    program: Program, cards: dict[str, Card]
) -> None:
    program.front(cards["planets"])
    order = shown(program.page)
    for text in ("Mercury", "Earth", "Venus"):
        program.page.keyboard.press(f"Alt+Digit{order.index(text) + 1}")
    program.back(cards["planets"])
    assert shown(program.page) == order
    assert marks(program.page) == {
        "Mercury": "✓ 1",
        "Venus": "✗ 2 you chose 3",
        "Earth": "✗ 3 you chose 2",
        "Mars": "✗ 4",
    }
    assert program.page.locator(".answer").inner_text().split("\n") == [
        "Mercury", "Venus", "Earth", "Mars", "✗ 1 of 4 in the right place."
    ]  # fmt: skip


def test_steps_that_nobody_ordered_show_their_places(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["planets"])
    desktop.back(cards["planets"])
    assert marks(desktop.page) == {"Mercury": "1", "Venus": "2", "Earth": "3", "Mars": "4"}
    assert said(desktop.page) == []


def numbers(page: "Page") -> dict[str, str]:
    return {
        row.locator(".content").inner_text(): row.locator(".box").inner_text() for row in page.locator(".option").all()
    }


# --- the order in which options are shown ---------------------------------------------------------------------------


def test_the_order_changes_with_the_local_day_and_not_in_it(browser: "Browser", cards: dict[str, Card]) -> None:
    def orders(zone: str, *times: str) -> list[list[str]]:
        context = browser.new_context(timezone_id=zone)
        program = OnePage(context)
        found = []
        for time in times:
            program.page.clock.set_fixed_time(time)
            program.front(cards["eight"])
            found.append(shown(program.page))
            program.back(cards["eight"])
            assert shown(program.page) == found[-1]
        context.close()
        return found

    early, late, next_day = orders("UTC", "2026-11-21T00:10:00Z", "2026-11-21T23:50:00Z", "2026-11-22T12:00:00Z")
    (in_tokyo,) = orders("Asia/Tokyo", "2026-11-21T23:50:00Z")
    assert early == late != next_day == in_tokyo


def test_over_many_days_each_option_stands_in_each_place(desktop: Program, cards: dict[str, Card]) -> None:
    """Four options, 240 days: 60 times in each place, give or take four standard deviations."""
    counts: dict[tuple[str, int], int] = {}
    html = cards["capital"].asked()
    orders = desktop.page.evaluate(
        """([html, show]) => {
          show = eval(`(${show})`);
          const real = Date, orders = [];
          for (let day = 0; day < 240; day += 1) {
            window.Date = class extends real { constructor() { super(2026, 0, 1 + day); } };
            show([html, "card"]);
            orders.push([...document.querySelectorAll(".option")].map((each) => each.textContent));
          }
          window.Date = real;
          return orders;
        }""",
        [html, SHOW],
    )
    for order in orders:
        for place, text in enumerate(order):
            counts[text, place] = counts.get((text, place), 0) + 1
    assert len(counts) == 16
    assert all(abs(count - 60) <= 27 for count in counts.values()), counts


# --- one page for many cards ----------------------------------------------------------------------------------------


def test_no_key_and_no_choice_reaches_another_card(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["capital"])
    assert desktop.page.evaluate("window.listeners") == 1
    desktop.back(cards["capital"])
    desktop.page.keyboard.press("Alt+Digit1")
    assert (desktop.turns(), desktop.page.evaluate("window.listeners")) == (0, 0)
    for id_ in ("primes", "planets", "capital", "flashcard"):
        desktop.front(cards[id_])
        assert desktop.page.evaluate("window.listeners") == 1
    desktop.page.keyboard.press("Alt+Digit1")
    assert desktop.turns() == 0
    desktop.front(cards["primes"])
    desktop.page.keyboard.press("Alt+Digit1")
    desktop.show("<p>A card of another type</p><button class=option>x</button>")
    desktop.page.keyboard.press("Alt+Digit1")
    assert (desktop.turns(), desktop.page.evaluate("window.listeners")) == (0, 0)
    desktop.front(cards["planets"])
    desktop.back(cards["planets"])
    assert said(desktop.page) == []


def test_one_name_and_one_key_of_the_storage_are_all_that_a_card_leaves(
    desktop: Program, cards: dict[str, Card]
) -> None:
    before = set(desktop.page.evaluate("Object.getOwnPropertyNames(window)"))
    for id_ in ("capital", "primes", "planets", "colour", "gap"):
        desktop.front(cards[id_])
    desktop.front(cards["capital"])
    desktop.page.keyboard.press("Alt+Digit1")
    assert set(desktop.page.evaluate("Object.getOwnPropertyNames(window)")) - before == {"mmcards"}
    assert desktop.page.evaluate("[Object.keys(sessionStorage), Object.keys(localStorage)]") == [
        ["mmcards 7q2m4kzr/capital"], []
    ]  # fmt: skip


# --- hints and typed answers ----------------------------------------------------------------------------------------


def test_a_hint_opens_by_a_tap_and_by_keys_and_is_not_on_the_back(program: Program, cards: dict[str, Card]) -> None:
    for id_ in ("capital", "colour", "gap"):
        program.front(cards[id_])
        hint = program.page.locator(".hint > div")
        assert not hint.is_visible()
        program.page.locator("summary.tappable").tap()
        assert hint.is_visible()
        program.page.keyboard.press("Alt+KeyH")
        assert not hint.is_visible()
        program.page.keyboard.press("Alt+Digit0")
        assert hint.is_visible()
        program.back(cards[id_], TYPED.get(id_, ("",))[0])
        assert program.page.locator("summary:visible").count() == 0


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ("colours", False),  # the first answer: Anki's comparison says so
        ("colors", True),
        (" café crème ", True),
        ("cafe\u0301 cre\u0300me", True),
        ("a<b & [sound:c]", True),
        ("Colors", False),  # Anki minds the case
        ("colo", False),
        ("", False),
    ],
)
def test_another_answer_that_counts_is_said_to(
    desktop: Program, cards: dict[str, Card], typed: str, counts: bool
) -> None:
    desktop.front(cards["colour"])
    desktop.back(cards["colour"], typed)
    assert said(desktop.page) == (["✓ This counts too."] if counts else [])
    assert (desktop.page.locator("#typeans .typeMissed, #typeans .typeBad").count() == 0) == (
        counts or typed in ("colours", "")
    )
    assert desktop.page.locator(".also").inner_text().startswith("Also right: colors")


@pytest.mark.parametrize(
    ("id_", "typed", "compared"),
    [
        ("word", "el andén", "el andén"),
        ("word2", "platform", "platform"),
        ("gap", "winter", "winter"),
    ],
)
def test_what_is_typed_is_compared_without_markup(
    desktop: Program, cards: dict[str, Card], id_: str, typed: str, compared: str
) -> None:
    desktop.front(cards[id_])
    assert desktop.page.locator("input#typeans").is_visible()
    desktop.back(cards[id_], typed)
    assert desktop.page.locator("#typeans").all_inner_texts() == [compared]
    assert desktop.page.locator("#typeans > span").evaluate_all("all => all.map(each => each.className)") == [
        "typeGood"
    ]


def test_the_comparison_stands_between_the_rule_and_the_answer(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.back(cards["word"], "el anden")
    tops = desktop.page.locator(".question, hr, #typeans, .answer").evaluate_all(
        "all => all.map(each => [each.getBoundingClientRect().top, each.tagName]).sort((a, b) => a[0] - b[0])"
    )
    assert [name for _, name in tops] == ["DIV", "HR", "CODE", "DIV"]


# --- media ----------------------------------------------------------------------------------------------------------


def test_a_sound_beside_an_option_plays_and_chooses_nothing(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["heard"])
    assert desktop.page.locator("button .replay-button").count() == 0
    desktop.page.locator("li .replay-button").first.click()
    assert len(desktop.page.evaluate("window.played")) == 1
    assert (desktop.turns(), desktop.page.locator("[aria-checked=true]").count()) == (0, 0)


def test_an_option_that_is_a_sound_alone_has_a_name_on_both_sides(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["heard"])
    place = shown(desktop.page).index(next(text for text in shown(desktop.page) if text.startswith("Option ")))
    name = f"Option {place + 1}"
    desktop.page.get_by_role("radio", name=name).click()
    desktop.back(cards["heard"])
    assert shown(desktop.page)[place] == name
    assert said(desktop.page) == ["✓ You chose it."]


def test_pictures_and_lists_in_options_stay_what_they_are(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["heard"])
    assert desktop.page.locator(".option img[alt='a wide picture']").count() == 1
    assert desktop.page.locator(".option ul > li > em").inner_text() == "these"
    desktop.page.locator(".option:has(img)").click()
    desktop.back(cards["heard"])
    assert desktop.page.locator(".outcome img[alt='a wide picture']").count() == 1
    assert desktop.page.locator(".options ul > li > code").inner_text() == "those"


def test_each_side_plays_its_own_sounds(lasting_learner: "Learner", cards: dict[str, Card]) -> None:
    """Those of the question and the options on the front, the answer's on the back; there the others have buttons."""
    card = lasting_learner.card("heard")
    assert [len(card.question_av_tags()), len(card.answer_av_tags())] == [3, 1]
    assert cards["heard"].back.count("[anki:play:q:") == 3


# --- how it looks and sounds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("classes", ["card card1", "card card1 nightMode night_mode"])
def test_nothing_stands_out_of_a_narrow_page_and_everything_is_large_enough_to_tap(
    desktop: Program, cards: dict[str, Card], classes: str
) -> None:
    desktop.page.set_viewport_size({"width": 360, "height": 640})
    desktop.classes = classes
    for id_, card in cards.items():
        for turned in (False, True):
            if turned:
                desktop.back(card, next(iter(card.comparisons), ""))
            else:
                desktop.front(card)
                desktop.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert desktop.page.evaluate("document.documentElement.scrollWidth") <= 360, id_
            small = desktop.page.locator("button, summary, input").evaluate_all(
                "all => all.filter(e => e.offsetHeight < 44 || e.offsetWidth < 44).map(e => e.outerHTML)"
            )
            assert small == [] or turned


def test_by_night_the_buttons_are_dark_too(desktop: Program, cards: dict[str, Card]) -> None:
    colours = {}
    for classes in ("card", "card nightMode", "card night_mode"):
        desktop.classes = classes
        desktop.front(cards["primes"])
        found = desktop.page.locator("body, .option, .check").evaluate_all(
            "all => [...new Set(all.map(each => getComputedStyle(each).backgroundColor))]"
        )
        colours[classes] = found
    assert colours == {
        "card": ["rgb(255, 255, 255)"], "card nightMode": ["rgb(31, 33, 36)"], "card night_mode": ["rgb(31, 33, 36)"]
    }  # fmt: skip


def test_what_has_the_focus_has_a_ring(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["capital"])
    for selector in (".option:focus", "summary:focus"):
        desktop.page.keyboard.press("Tab")
        style = desktop.page.locator(selector).evaluate("each => getComputedStyle(each).outline")
        assert "solid 3px" in style


def test_text_from_the_right_begins_at_the_right(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["hebrew"])
    directions = desktop.page.locator(".question, .choose, .option").evaluate_all(
        "all => all.map(each => getComputedStyle(each).direction)"
    )
    assert directions == ["rtl", "rtl", "rtl", "ltr", "rtl"]
    box, text = (desktop.page.locator(f".option {part}").first.bounding_box() for part in (".box", ".content"))
    assert box
    assert text
    assert box["x"] > text["x"]
    option(desktop.page, "London").click()
    desktop.back(cards["hebrew"])
    directions = desktop.page.locator(".answer, .options .content").evaluate_all(
        "all => all.map(each => getComputedStyle(each).direction)"
    )
    assert directions == ["rtl", "ltr", "rtl", "rtl"]


def test_a_screen_reader_hears_the_question_the_group_and_the_state_of_each_option(
    desktop: Program, cards: dict[str, Card]
) -> None:
    desktop.front(cards["ship"])
    desktop.page.locator(".option").last.click()
    assert heard(desktop.page, ".front") == [
        "- text: Settle or inform? Whether to ship",
        '- radiogroup "Settle or inform? Whether to ship":',
        '- radio "It settles it"',
        '- radio "It informs it" [checked]',
        "- status",
        "- text: What else?",
        "- contentinfo: Small 7q2m4kzr/ship",
    ]
    desktop.back(cards["ship"])
    assert heard(desktop.page, ".choose") == [
        "- list:",
        "- listitem: It settles it",
        "- listitem:",
        '- img "right": ✓',
        "- text: It informs it you chose",
    ]


def test_a_screen_reader_hears_what_is_checked_and_what_is_numbered(desktop: Program, cards: dict[str, Card]) -> None:
    desktop.front(cards["primes"])
    option(desktop.page, "five").click()
    lines = heard(desktop.page, ".front")
    assert '- group "Which are prime?":' in lines
    assert {'- checkbox "five" [checked]', '- checkbox "two"'} <= set(lines)
    desktop.front(cards["planets"])
    option(desktop.page, "Earth").click()
    lines = heard(desktop.page, ".front")
    assert '- group "Order them.":' in lines
    assert {'- button "1 Earth" [pressed]', '- button "Mars"', '- button "Check" [disabled]'} <= set(lines)


def test_a_screen_reader_hears_what_to_type_into_and_what_plays(desktop: Program, cards: dict[str, Card]) -> None:
    for id_ in ("colour", "word2", "gap"):
        desktop.front(cards[id_])
        assert '- textbox "Your answer"' in heard(desktop.page, ".front")
    desktop.front(cards["heard"])
    assert heard(desktop.page, ".front").count('- link "Play":') == 3


def heard(page: "Page", selector: str) -> list[str]:
    return [line.strip().replace(" [active]", "") for line in page.locator(selector).first.aria_snapshot().splitlines()]


def test_the_words_of_the_program_are_marked_as_english(desktop: Program, cards: dict[str, Card]) -> None:
    """What is marked so is listed whole, and what the authors wrote is not."""
    found: set[str] = set()
    for id_ in ("capital", "ship", "primes", "planets", "colour", "points", "heard"):
        card = cards[id_]
        desktop.front(card)
        found |= english(desktop.page)
        desktop.page.evaluate("document.querySelectorAll('.option').forEach(each => each.click())")
        if id_ == "capital":
            option(desktop.page, "Perth").click()
        desktop.back(card, next(iter(card.comparisons), ""))
        found |= english(desktop.page)
    assert {re.sub(r"\d", "9", text) for text in found} == {
        "Check", "Hint", "Choose all that apply.", "Choose the steps in their order, the first one first.", "✓", "✗",
        "you chose", "you chose 9", "You chose:", "You chose 9 of the 9 right ones, and 9 wrong ones.", "Option 9",
        "9 of 9 in the right place.", "Also right:", "Say or write your answer first.", "The pattern", "You chose it.",
    }  # fmt: skip


def english(page: "Page") -> set[str]:
    marked = "[lang=en]:not(.front, .back)"
    found = page.locator(marked).evaluate_all("all => all.map(each => each.textContent.trim()).filter(Boolean)")
    return set(found)


# --- without scripts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "front", "back"),
    [
        (
            "ship",
            "Settle or inform?|Whether to ship|It settles it|It informs it|What else?|Small|7q2m4kzr/ship",
            "Settle or inform?|Whether to ship|✓ It informs it|What else?|strategy|Because.|The pattern|All do."
            "|Small|7q2m4kzr/ship",
        ),
        (
            "premise",
            "Latency|How much|How well|How long|Small|7q2m4kzr/premise",
            "Latency|✓ 2 How much|Small|7q2m4kzr/premise",
        ),
        (
            "primes",
            "Which are prime?|Choose all that apply.|two|nine|four|five|Small|7q2m4kzr/primes",
            "Which are prime?|✓ two|✓ five|Small|7q2m4kzr/primes",
        ),
        (
            "planets",
            "Order them.|Mercury|Earth|Venus|Mars|Small|7q2m4kzr/planets",
            "Order them.|Mercury|Venus|Earth|Mars|Small|7q2m4kzr/planets",
        ),
        (
            "flashcard",
            "What is RLHF?|Hint|Small|7q2m4kzr/flashcard",
            "What is RLHF?|Learning:|from humans|at work|Small|7q2m4kzr/flashcard",
        ),
        (
            "points",
            "Name two.|Say or write your answer first.|Small|7q2m4kzr/points",
            "Name two.|Any of:|one|two|Small|7q2m4kzr/points",
        ),
        (
            "colour",
            "What is in light?|Hint|Small|7q2m4kzr/colour",
            "What is in light?|colo-rs|↓|colours|Colours.|Also right: colors café crème a<b & [sound:c]"
            "|Small|7q2m4kzr/colour",
        ),
        (
            "gap",
            "After [...] comes spring.|Hint|Small|7q2m4kzr/gap",
            "After winter comes spring.|winter|Small|7q2m4kzr/gap",
        ),
        ("gap2", "After winter comes [a season].|Hint|Small|7q2m4kzr/gap", None),
        ("word2", "el andén|Small|7q2m4kzr/word", "el andén|platform|platform|Small|7q2m4kzr/word"),
    ],
)
def test_without_scripts_everything_is_there_to_read(
    unscripted: Program, cards: dict[str, Card], id_: str, front: str, back: str | None
) -> None:
    typed = {"colour": "colors", "gap": "winter", "word2": "platform"}.get(id_, "")
    unscripted.front(cards[id_])
    assert read(unscripted.page) == front
    if back is not None:
        unscripted.back(cards[id_], typed)
        assert read(unscripted.page) == back


def read(page: "Page") -> str:
    """What can be seen, a bar between lines."""
    return "|".join(filter(None, (line.strip() for line in page.locator("body").inner_text().splitlines())))
