"""The ways in which Anki's programs show a card, in a real browser: what they do for a page and what they keep of it.

The HTML is what Anki's backend renders; what a program does to it before it is shown is done here as the desktop does.
"""

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

ORIGIN: Final = "http://cards.test"

_TYPED: Final = re.compile(r"\[\[type:.+?\]\]")
_PLAYER: Final = '<a class="replay-button soundLink" href=# onclick="pycmd(\'{}\'); return false;"><svg></svg></a>'

_PICTURE: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"><rect width="9" height="9"/></svg>'

_WATCH: Final = """
window.turns = 0;
window.played = [];
window.listeners = 0;
for (const [name, step] of [["addEventListener", 1], ["removeEventListener", -1]]) {
  const original = document[name].bind(document);
  document[name] = (kind, ...others) => {
    if (kind === "keydown") window.listeners += step;
    original(kind, ...others);
  };
}
"""
_NO_STORAGE: Final = """
Object.defineProperty(window, "sessionStorage", {get() { throw new DOMException("no storage", "SecurityError"); }});
"""
_DESKTOP: Final = """
window.pycmd = (command) => { if (command === "ans") window.turns += 1; else window.played.push(command); };
"""
_ANDROID: Final = """
window.showAnswer = () => { window.turns += 1; };
window.pycmd = (command) => { window.played.push(command); };
"""
SHOW: Final = """([html, classes]) => {
  document.body.className = classes;
  const qa = document.getElementById("qa");
  qa.innerHTML = html;
  for (const old of qa.querySelectorAll("script")) {
    const script = document.createElement("script");
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
}"""


@dataclass(frozen=True)
class Card:
    """A card as Anki's backend renders it; `comparisons` are what it makes of what may be typed."""

    front: str
    back: str
    comparisons: Mapping[str, str] = field(default_factory=dict)

    def asked(self) -> str:
        return _TYPED.sub(
            "<center><input type=text id=typeans style='font-family: Arial'></center>", _playing(self.front)
        )

    def answered(self, typed: str) -> str:
        """With the comparison where the front had the input, and the rule above it."""
        back = _playing(self.back)
        if not _TYPED.search(back):
            return back
        rule = "<hr id=answer>" if "<hr id=answer>" in back else ""
        compared = f"{rule}<div style=\"font-family: 'Arial'\">{self.comparisons[typed]}</div>"
        return _TYPED.sub(lambda _: compared, back.replace(rule, "") if rule else back)


def _playing(html: str) -> str:
    return re.sub(r"\[anki:(play:.+?)\]", lambda found: _PLAYER.format(found[1]), html)


class Program(Protocol):
    """`classes` are those of the body, `errors` what scripts failed with since the program began anew."""

    page: "Page"
    classes: str
    errors: list[str]

    @abstractmethod
    def show(self, html: str) -> None: ...

    def begin(self) -> None:
        """As if it had just been started; a page behind another one would draw a frame a second."""
        self.page.bring_to_front()
        self.page.goto(f"{ORIGIN}/")
        self.page.evaluate("try { sessionStorage.clear() } catch {}")
        self.page.set_viewport_size({"width": 900, "height": 800})
        self.classes = "card card1"
        self.errors.clear()

    def front(self, card: Card) -> None:
        self.show(card.asked())

    def back(self, card: Card, typed: str = "") -> None:
        self.show(card.answered(typed))

    def turns(self) -> int:
        """How often the page turned the card."""
        return int(self.page.evaluate("window.turns"))


class OnePage(Program):
    """As the desktop: one page for all cards, whose content is replaced and whose scripts are run anew."""

    script = _DESKTOP

    def __init__(self, context: "BrowserContext") -> None:
        self.page, self.errors = _page(context, self.script, {"/": _document("", '<div id="qa" dir="auto"></div>')})
        self.classes = "card card1"
        self.page.goto(f"{ORIGIN}/")

    def show(self, html: str) -> None:
        self.page.evaluate(SHOW, [html, self.classes])


class OnePageWithoutStorage(OnePage):
    script = _DESKTOP + _NO_STORAGE


class Pages(Program):
    """As AnkiDroid: each side is a page of one origin, whose scripts run while it is read."""

    script = _ANDROID

    def __init__(self, context: "BrowserContext") -> None:
        self.served = {"/": _document("", "")}
        self.page, self.errors = _page(context, self.script, self.served)
        self.classes = "card card1"

    def show(self, html: str) -> None:
        path = f"/{len(self.served)}"
        self.served[path] = _document(self.classes, f'<div id="content">{html}</div>')
        self.page.goto(f"{ORIGIN}{path}")


class PagesWithoutStorage(Pages):
    script = _ANDROID + _NO_STORAGE


def _document(classes: str, body: str) -> str:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return f'<!DOCTYPE html><html><head>{head}</head><body class="{escape(classes)}">{body}</body></html>'


def _page(context: "BrowserContext", script: str, served: Mapping[str, str]) -> tuple["Page", list[str]]:
    """A page of what is served, and the errors of its scripts. Nothing goes to the network; every picture is wide."""

    def answer(route: "Route") -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path in served:
            route.fulfill(body=served[path], content_type="text/html")
        elif path.endswith(".svg"):
            route.fulfill(body=_PICTURE, content_type="image/svg+xml")
        else:
            route.fulfill(status=404)

    page = context.new_page()
    page.add_init_script(_WATCH + script)
    page.route("**/*", answer)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page, errors
