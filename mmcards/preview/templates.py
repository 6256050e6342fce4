"""Anki's templates, as far as ours use them: fields, what stands there if a field is filled, and clozes.

https://docs.ankiweb.net/templates/fields.html and its neighbours say what they mean.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final, TypeAlias

TYPED: Final = re.compile(r"\[\[type:([^\]]+)\]\]")
"""What a side holds where something is to be typed: the name of a field behind `cloze:` if its blanks are."""

_SECTION: Final = re.compile(r"\{\{([#^])([^{}]+)\}\}(.*?)\{\{/\2\}\}", re.DOTALL)
_FIELD: Final = re.compile(r"\{\{([^{}#^/]+)\}\}")
_TOKEN: Final = re.compile(r"(\{\{c\d+::|\}\})")
_TAG: Final = re.compile(r"<[^>]*>")


def render(template: str, fields: Mapping[str, str], *, cloze: int = 0, answer: bool = False) -> str:
    """A side of a card. `fields` has what Anki adds too: Deck, and for a back FrontSide.

    `cloze` is the number of the blanks that the card asks for, which `answer` fills. Raises KeyError for a field or a
    filter that is not known here.
    """

    def section(found: re.Match[str]) -> str:
        is_filled = bool(fields[found[2]].strip())
        return _SECTION.sub(section, found[3]) if is_filled == (found[1] == "#") else ""

    def value(found: re.Match[str]) -> str:
        match found[1].split(":"):
            case [name]:
                return fields[name]
            case ["cloze", name]:
                return _shown(_parsed(fields[name]), cloze, answer)
            case ["type", *name] if name[-1] in fields:
                return f"[[type:{':'.join(name)}]]"
            case _:
                raise KeyError(found[1])

    return _FIELD.sub(value, _SECTION.sub(section, template))


def expected(typed: str, fields: Mapping[str, str], cloze: int) -> str:
    """What is to be typed, as plain text, where a side holds `[[type:…]]` with this inside."""
    kind, _, name = typed.rpartition(":")
    held = ", ".join(_held(_parsed(fields[name]), cloze)) if kind == "cloze" else fields[name]
    return " ".join(_plain(held).split())


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", html))


# --- clozes ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cloze:
    number: int
    parts: "list[_Part]" = field(default_factory=list)
    hint: str = ""


_Part: TypeAlias = str | _Cloze


def _parsed(html: str) -> list[_Part]:
    """A field's HTML, with its blanks. What is inside of one may have blanks again; its hint stands behind `::`."""
    open_ones = [_Cloze(0)]
    for token in _TOKEN.split(html):
        inner = open_ones[-1]
        if token.startswith("{{c") and _TOKEN.fullmatch(token):
            inner.parts.append(made := _Cloze(int(token[3:-2])))
            open_ones.append(made)
        elif token == "}}" and len(open_ones) > 1:
            open_ones.pop()
        elif len(open_ones) > 1 and "::" in token:
            text, _, inner.hint = token.partition("::")
            inner.parts.append(text)
        else:
            inner.parts.append(token)
    return open_ones[0].parts


def _shown(parts: list[_Part], number: int, answer: bool) -> str:
    return "".join(part if isinstance(part, str) else _blank(part, number, answer) for part in parts)


def _blank(blank: _Cloze, number: int, answer: bool) -> str:
    asked = blank.number == number
    inner = _shown(blank.parts, number, answer) if answer or not asked else f"[{blank.hint or '...'}]"
    return f'<span class="cloze{"" if asked else "-inactive"}" data-ordinal="{blank.number}">{inner}</span>'


def _held(parts: list[_Part], number: int) -> list[str]:
    """What each blank of a number holds, those inside others by themselves."""
    found = []
    for part in parts:
        if isinstance(part, _Cloze):
            if part.number == number:
                found.append(_text(part.parts))
            found += _held(part.parts, number)
    return found


def _text(parts: list[_Part]) -> str:
    return "".join(part if isinstance(part, str) else _text(part.parts) for part in parts)
