"""The format as a JSON Schema, by which editors complete, explain and check what is written.

It is of draft 7, which all editors know; the YAML language server knows newer ones only since its version 1.20. Each
document is looked at alone; one that has `deck` is a deck's, any other one a section.

`markdownDescription` and `patternErrorMessage` are those editors' own.

What the reader takes is not refused. The other way round a schema knows less: it sees values and not their texts, so
that nothing at all and the word null are one to it; and it knows no name that stands elsewhere in the file, such as the
choice that an answer names.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias, assert_never

from mmcards.format import Format, Key, read
from mmcards.paper import PAGES, OneOf, Reading, Seed, Shift, Sides
from mmcards.reader import asked, nodes
from mmcards.reader.decks import OF_CARDS, USUAL_KIND

Json: TypeAlias = "str | float | bool | list[Json] | dict[str, Json] | None"
Schema: TypeAlias = dict[str, Json]

_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
"""What YAML makes a number, but for its other bases (YAML 1.2, 10.3.2)."""


def schema(form: Format | None = None) -> Schema:
    """The schema of a document; of the format as it is, unless another one is given."""
    form = form or read()
    kinds = tuple(form.kinds)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Cards for mmcards",
        "type": "object",
        "properties": {key.name: _key(key) for key in form.deck.keys if key.name == "deck"},  # offered in an empty file
        "if": {"required": ["deck"]},
        "then": _reference("deck"),
        "else": _reference("section"),
        "definitions": {
            "deck": {**_document(form.deck.keys, kinds), "dependencies": {key: ["cards"] for key in OF_CARDS}},
            "section": _document(form.section.keys, kinds),
            "item": {"properties": {"kind": _one_of(kinds)}, "allOf": [*_by_kind(kinds)]},
            **{_item(kind): _mapping(part.keys) for kind, part in form.kinds.items()},
        },
    }


def _document(keys: Iterable[Key], kinds: Iterable[str]) -> Schema:
    """A mapping with cards, whose keys are those of their own kind, else of the section's, else of the usual one."""
    cards: list[Json] = [
        {"if": _of_kind(kind), "then": {"properties": {"cards": {"items": _item_or(kind)}}}} for kind in kinds
    ]
    usual: Schema = {"if": {"required": ["kind"]}, "else": {"properties": {"cards": {"items": _item_or(USUAL_KIND)}}}}
    return {**_mapping(keys, left_open="cards"), "allOf": [*cards, usual]}


def _by_kind(kinds: Iterable[str]) -> Iterator[Schema]:
    for kind in kinds:
        yield {"if": _of_kind(kind), "then": _reference(_item(kind))}


def _item_or(kind: str) -> Schema:
    """An item, of this kind if it says nothing else."""
    return {"if": {"required": ["kind"]}, "then": _reference("item"), "else": _reference(_item(kind))}


def _of_kind(kind: str) -> Schema:
    return {"properties": {"kind": {"const": kind}}, "required": ["kind"]}


def _item(kind: str) -> str:
    return f"item-{kind}"


def _reference(definition: str) -> Schema:
    return {"$ref": f"#/definitions/{definition}"}


def _mapping(keys: Iterable[Key], *, left_open: str = "") -> Schema:
    """A mapping that has these keys and no others. The items of one that is left open may have any."""
    keys = tuple(keys)
    return {
        "type": "object",
        "properties": {key.name: _key(key, left_open=key.name == left_open) for key in keys},
        "required": [key.name for key in keys if key.required],
        "additionalProperties": False,
    }


def _key(key: Key, *, left_open: bool = False) -> Schema:
    inside: Schema = {"type": "object"} if left_open else _mapping(key.inside)
    value = _value(key, inside)
    if key.about:
        about = f"{key.about[:1].upper()}{key.about[1:]}."
        value |= {"description": about.replace("`", ""), "markdownDescription": about}
    if examples := _examples(key):
        value["examples"] = examples
    return value


def _value(key: Key, inside: Schema) -> Schema:
    message = f"{key.name}: {key.about}"
    match key.value:
        case asked.Text(pattern):
            return _text(pattern, message, filled=key.required)
        case asked.Texts(pattern):
            text = _text(pattern, message, filled=True)
            return {"anyOf": [text, {"type": "array", "items": text, "minItems": int(key.required)}]}
        case asked.Name(known):
            return _one_of(known) if known else _text(filled=True)
        case asked.Switch():
            return _switch()
        case asked.SwitchOrTexts():
            return {"anyOf": [_switch(), {"type": "array", "items": _text(filled=True)}]}
        case asked.Several(distinct):
            several: Schema = {"type": "array", "items": _text(filled=True), "minItems": 2}
            return {**several, **(_DISTINCT if distinct else {})}
        case asked.Setting(reading):
            return _setting(reading)
        case asked.Pairs():
            least = 2 if key.required else 0
            return {"type": "object", "additionalProperties": _text(filled=True), "minProperties": least}
        case asked.Items():
            if key.required:
                return {"type": "array", "items": inside, "minItems": 1}
            return {"type": ["array", "null"], "items": inside}
        case asked.Group():
            return inside
        case _:
            assert_never(key.value)


_DISTINCT: Final[Schema] = {"if": {"items": {"type": "string"}}, "then": {"uniqueItems": True}}
"""Numbers that are the same may have been written otherwise: 1 and 1.0 are two texts."""


def _text(pattern: str = "", message: str = "", *, filled: bool = False) -> Schema:
    """A text, which YAML may take for a number, a switch or nothing. The message is for one unlike the pattern."""
    text: Schema = {"type": ["string", "number", "boolean", "null"]}
    if pattern:
        return {**text, "pattern": rf"^\s*(?:{pattern})\s*$", "patternErrorMessage": message}
    return {**text, "pattern": r"\S", "patternErrorMessage": "It is empty."} if filled else text


def _switch() -> Schema:
    return {"type": ["boolean", "string"], "enum": [True, False, "true", "false"]}


def _one_of(names: Iterable[str]) -> Schema:
    return {"enum": [value for name in names for value in _as_yaml(name)]}


def _as_yaml(text: str) -> Iterator[Json]:
    """What a text is when it is written, with quotes or without."""
    yield text
    if text in ("true", "false"):
        yield text == "true"
    elif text in ("null", "~"):
        yield None
    elif _NUMBER.fullmatch(text):
        yield float(text)


def _setting(reading: Reading) -> Schema:
    match reading:
        case OneOf(names):
            return {"anyOf": [_one_of(names), {"type": "string", "pattern": _in_any_case(names)}]}
        case Sides():
            sides = r"[0-9. ]+[xX\u00d7][0-9. ]+(?:[mMcC] *[mM]|[iI] *[nN]) *"
            return {"anyOf": [_one_of(PAGES), {"type": "string", "pattern": f"{_in_any_case(PAGES)}|^{sides}$"}]}
        case Shift(most):
            number: Schema = {"type": ["number", "string"], "minimum": -most, "maximum": most}
            return {
                "anyOf": [
                    {"type": "string", "pattern": r"^[^,]*[0-9][^,]*,[^,]*[0-9][^,]*$"},
                    {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
                ]
            }
        case Seed():
            return _text(filled=True)
        case _:
            assert_never(reading)


def _in_any_case(names: Iterable[str]) -> str:
    """A pattern of the names in small and capital letters."""
    return f"^ *(?:{'|'.join(' *'.join(map(_either_case, name)) for name in names)}) *$"


def _either_case(letter: str) -> str:
    return f"[{letter}{letter.upper()}]" if letter.isalpha() else re.escape(letter)


def _examples(key: Key) -> list[Json]:
    """What the examples say, once each; nothing of items, which are shown as a whole."""
    if isinstance(key.value, asked.Items | asked.Group | asked.Switch):
        return []
    values = [_json(node) for node in key.examples]
    return [value for index, value in enumerate(values) if value not in values[:index]]


def _json(node: nodes.Node) -> Json:
    match node:
        case nodes.Scalar(text):
            return text.strip()
        case nodes.Sequence(items):
            return [_json(item) for item in items]
        case nodes.Mapping(entries):
            return {name.text: _json(value) for name, value in entries}
        case _:
            assert_never(node)
