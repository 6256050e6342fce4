"""YAML as programs read it that know nothing of mmcards: texts become numbers, switches and null (YAML 1.2, 10.3.2)."""

import re
from typing import Any, Final

import yaml

_TYPES: Final = {
    "null": "~|null|Null|NULL|",
    "bool": "true|True|TRUE|false|False|FALSE",
    "int": "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
}


class _Loader(yaml.SafeLoader):
    """PyYAML reads YAML 1.1 of itself, to which `no` is a switch and 12:30 a number."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # as its base has it

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Keys are texts, as in JSON, and unique (YAML 1.2, 3.2.1.1)."""
        keys = [key.value for key, _ in node.value]
        if any(not isinstance(key, str) for key in keys) or len(set(keys)) < len(keys):
            raise yaml.constructor.ConstructorError(None, None, "a key is no text, or is there twice", node.start_mark)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


def _number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float:
    text = node.value
    if text.startswith(("0o", "0x")):
        return int(text, 0)
    return int(text) if re.fullmatch("[-+]?[0-9]+", text) else float(re.sub(r"^([-+]?)\.(?=[inIN])", r"\1", text))


for _name, _pattern in _TYPES.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), None)
for _name in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_name}", _number)


def documents(text: str) -> list[Any]:
    """The documents of a text that are not empty. Raises yaml.YAMLError where it is broken."""
    return [document for document in yaml.load_all(text, _Loader) if document is not None]
