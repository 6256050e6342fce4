"""A deck with a card of each kind, its practice page as a file, and a browser that shows it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import pytest

from mmcards.kinds import KINDS
from mmcards.model import Deck
from mmcards.reader.decks import read
from mmcards.writers import Made, Settings
from mmcards.writers.page.document import write
from tests.sample.read import FOLDER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, ViewportSize

HEAD: Final = (
    "deck: Small & < simple>\nid: small\nuid: 7q2m4kzr\nlanguage: en\ndescription: One of each.\nsource: A book\n"
)

CARDS: Final = r"""section: Flashcards
cards:
  - {id: rlhf, question: What is RLHF?, answer: "Learning from **humans**, [here](https://example.org).", hint: Whose?}
  - {id: platform, question: the platform, answer: el andén, reverse: true}
  - {id: tone, question: "What is heard? ![A tone](a440.wav)", answer: "![Boxes](flow.svg){width=60%}"}
  - {id: spare, question: What is $x^2$?, answer: A square.}
---
section: Self-check
kind: self-check
cards:
  - {id: colours, question: Name two colours., answer: "Any two of:\n- green\n- white\n- red"}
---
section: Choices
kind: choice
cards:
  - id: capital
    question: What is the capital?
    choices: [Canberra, Sydney, Perth]
    answer: Canberra
    explanation: It was built for it.
  - {id: primes, question: Which are prime?, choices: [two, four, five, nine], answer: [two, five]}
---
section: Sorts
kind: classify
cards:
  - prompt: Fruit or vegetable?
    categories: {fruit: A fruit, vegetable: A vegetable}
    ask: {fruit: Where are its seeds?}
    items:
      - {id: tomato, text: The tomato, category: fruit, needs: [in the flesh], explanation: It grows from a flower.}
      - {id: carrot, text: The carrot, category: vegetable, explanation: It is a root.}
    explanation: Fruit grows from flowers.
---
section: Capitals
kind: match
cards:
  - prompt: Match the capital.
    responses: {1: Lisbon, 2: Madrid, 3: Porto}
    premises:
      - {id: portugal, text: Portugal, response: 1, explanation: On the Tagus.}
      - {id: spain, text: Spain, response: 2, explanation: In the middle.}
---
section: Words
cards:
  - {id: prism, question: What is in light?, answer: Colours., typed: [colours, colors, café crème]}
  - {id: gap, kind: cloze, text: "After {{c1::winter}} comes {{c2::spring::a season}}."}
  - {id: typed-gap, kind: cloze, typed: true, text: "{{c1::Two}} and {{c1::three::a number}} make five."}
---
section: Orders
kind: order
cards:
  - {id: planets, prompt: Which comes first?, steps: [Mercury, Venus, Earth, Mars], explanation: From the Sun.}
---
section: עברית
cards:
  - {id: hebrew, question: מהי הבירה?, answer: "הבירה היא **ירושלים**."}
"""
COUNT: Final = 18
"""Cards of it."""

BLOCKED: Final = """
Object.defineProperty(window, "localStorage", {get() { throw new DOMException("no storage", "SecurityError"); }});
"""

LESSON: Final = Path(__file__).parents[3] / "cards" / "multimodal-agents"

VIEWPORT: Final["ViewportSize"] = {"width": 900, "height": 800}

Save: TypeAlias = Callable[[Deck], tuple[Path, Made]]


class MakeDeck(Protocol):
    def __call__(self, cards: str = CARDS, head: str = HEAD) -> Deck: ...


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> MakeDeck:
    """Reads a deck of one file, beside which the media of the sample deck lie."""

    def make(cards: str = CARDS, head: str = HEAD) -> Deck:
        folder = tmp_path_factory.mktemp("deck")
        for name in ("a440.wav", "flow.svg"):
            shutil.copy(FOLDER / name, folder)
        (folder / "small.yaml").write_text(f"{head}---\n{cards}", "utf-8")
        (made,), problems = read((folder / "small.yaml",), KINDS)
        assert not problems
        return made

    return make


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Save:
    """Writes the page of a deck."""

    def save(made: Deck) -> tuple[Path, Made]:
        target = tmp_path_factory.mktemp("page") / f"{made.id}.html"
        return target, write((made,), target, Settings(), lambda _done: None)

    return save


@pytest.fixture(scope="module")
def small(deck: MakeDeck, saved: Save) -> Path:
    """The page of the deck with a card of each kind."""
    return saved(deck())[0]


@pytest.fixture(scope="module")
def lesson(saved: Save) -> Path:
    """The page of the lesson in the box."""
    (made,), _ = read((LESSON,), KINDS)
    return saved(made)[0]


@pytest.fixture(scope="module")
def context(browser: "Browser") -> Iterator["BrowserContext"]:
    context = browser.new_context(has_touch=True, viewport=VIEWPORT, reduced_motion="reduce")
    context.set_default_timeout(5000)
    yield context
    context.close()


@pytest.fixture
def page(context: "BrowserContext", small: Path) -> Iterator["Page"]:
    """The page from its file, as it is opened for the first time; no script of it fails, and it asks for nothing."""
    yield from watched(context, small)


def watched(context: "BrowserContext", path: Path) -> Iterator["Page"]:
    """Opens a page, of which no script fails and which asks nobody for anything."""
    page = context.pages[0] if context.pages else context.new_page()
    errors: list[str] = []
    asked: list[str] = []

    def tell(message: "ConsoleMessage") -> None:
        if message.type == "error":
            errors.append(message.text)

    def fail(error: "Error") -> None:
        errors.append(str(error))

    def ask(request: "Request") -> None:
        if not request.url.startswith("data:"):
            asked.append(request.url)

    page.on("pageerror", fail)
    page.on("console", tell)
    page.on("request", ask)
    page.goto(path.as_uri())
    yield page
    page.remove_listener("pageerror", fail)
    page.remove_listener("console", tell)
    page.remove_listener("request", ask)
    page.evaluate("try { localStorage.clear() } catch {}")
    page.emulate_media(color_scheme="light", media="null", reduced_motion="reduce")
    page.set_viewport_size(VIEWPORT)
    assert errors == []
    assert set(asked) == {path.as_uri()}
