"""The two sides of a card as Anki shows them: its templates filled, in a document that is shut off from all else.

What a program of Anki does for a page is done here as the desktop does it: a box to type in, players of sounds, the
comparison of what was typed. MathJax is not to be had, since no script comes from elsewhere: formulas are drawn.
"""

import base64
import hashlib
import re
from functools import cache
from html import escape, unescape
from importlib.resources import files
from typing import Final, Literal, TypeAlias

from mmcards.model import Cloze, Deck
from mmcards.preview.templates import TYPED, expected, render
from mmcards.writers import html, look
from mmcards.writers.anki.fields import fields
from mmcards.writers.anki.note_types import CLOZE_FIELDS, FIELDS, cloze_type, note_type
from mmcards.writers.cards import Card
from mmcards.writers.formulas import svg
from mmcards.writers.formulas.outlines import Undrawable

Side: TypeAlias = Literal["front", "back"]

_FORMULA: Final = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
_SOUND: Final = re.compile(r"\[sound:([^\]]+)\]")
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_OF_WINDOW: Final = re.compile(r"\b(\d+)vh\b")
_RULE: Final = "<hr id=answer>"
_PLAYER: Final = (
    '<a class="replay-button soundLink" href="#" data-sound="{}"><svg viewBox="0 0 64 64"><circle cx="32" cy="32" '
    'r="29"/><path d="M56.5 32.3 19 52.4 19.3 11.6Z"/></svg></a>'
)


def side(deck: Deck, card: Card, which: Side) -> str:
    """The HTML of a side as Anki's templates make it, before a program shows it."""
    cloze = isinstance(card.note.response, Cloze)
    names, note_kind = (CLOZE_FIELDS, cloze_type()) if cloze else (FIELDS, note_type())
    template = note_kind.templates[0 if cloze else card.number - 1]
    values = dict(zip(names, fields(deck, card.note), strict=True)) | {"Deck": html.text(deck.name)}
    number = card.number if cloze else 0
    front = render(template["qfmt"], values, cloze=number)
    if which == "front":
        return front
    return render(template["afmt"], values | {"FrontSide": front}, cloze=number, answer=True)


def document(deck: Deck, card: Card, which: Side, *, night: bool, media: str) -> str:
    """A side as a document of its own. `media` is the address below which it finds pictures and sounds."""
    cloze = isinstance(card.note.response, Cloze)
    values = dict(zip(CLOZE_FIELDS if cloze else FIELDS, fields(deck, card.note), strict=True))
    content = side(deck, card, which)
    if found := TYPED.search(content):
        wanted = expected(found[1], values, card.number)
        content = TYPED.sub(lambda _: _input() if which == "front" else _comparison(content, wanted), content)
        if which == "back":
            content = content.replace(_RULE, "", 1) if content.count(_RULE) > 1 else content
    content = _FORMULA.sub(_formula, content)
    content = _SOUND.sub(lambda found: _PLAYER.format(found[1]), content)
    classes = "card card1 nightMode night_mode" if night else "card card1"
    return (
        f'<!DOCTYPE html><html{" class=night-mode" if night else ""}><head><meta charset="utf-8">'
        f'<base href="{escape(media)}" target="_blank"><style>{_style()}</style></head>'
        f'<body class="{classes}"><div id="qa" dir="auto"></div><template id="side">{content}</template>'
        f"<script>{_script()}</script></body></html>"
    )


def policy(media: str) -> str:
    """What the document of a side may do (Content Security Policy 3): run the two scripts of ours, show its media.

    A frame in a sandbox has no origin, so it reads nothing of the page around it, nor anything else from the server.
    """
    scripts = " ".join(map(_digest, (_script(), *_SCRIPT.findall(note_type().templates[0]["qfmt"]))))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src {media}; media-src {media}; "
        f"base-uri {media}; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox"
    )


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _input() -> str:
    return '<center><input type="text" id="typeans" autocomplete="off" spellcheck="false"></center>'


def _comparison(content: str, wanted: str) -> str:
    """What is compared with. The rule stands above it, which Anki moves there if the back has one."""
    rule = _RULE if _RULE in content else ""
    return f'{rule}<div><code id="typeans">{html.text(wanted)}</code></div>'


def _formula(found: re.Match[str]) -> str:
    display = found[1] is None
    source = unescape(found[2] if display else found[1]).strip()
    try:
        drawn = svg.svg(source, display=display)
    except Undrawable as error:
        drawn = f'<code title="Anki draws it with MathJax; it cannot be drawn here: {escape(error.why)}">'
        drawn += f"{html.text(source)}</code>"
    return f"<mjx-container{' display=true' if display else ''}>{drawn}</mjx-container>"


@cache
def _style() -> str:
    """That of the cards. A frame is as high as what it shows: what goes by the window's height goes by 600 pixels."""
    return _read("frame.css") + _OF_WINDOW.sub(lambda found: f"{int(found[1]) * 6}px", look.style())


@cache
def _script() -> str:
    return _read("frame.js")


def _read(name: str) -> str:
    return files("mmcards.preview").joinpath(name).read_text("utf-8")
