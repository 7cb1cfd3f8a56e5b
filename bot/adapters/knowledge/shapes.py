"""What a file of the knowledge base looks like, as far as its readers rely on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.adapters.knowledge.reading import read, read_mapping
from bot.domain.errors import BadFile

ANYTHING = None
"""Shapes: this, WORDS, {key: shape} for what has names, [shape] for a list, Each for any names."""


@dataclass(frozen=True)
class Words:
    """One value, no list and nothing with names: of one of these kinds."""

    kinds: tuple[type, ...]


@dataclass(frozen=True)
class Each:
    """Something with names, whatever they are, each of which leads to this shape."""

    shape: Any


WORDS = Words((str, int, float, date))
TEXT = Words((str,))
_STEP = {"intent": WORDS, "action": WORDS, "checkpoint": WORDS}
_STEPS = [{**_STEP, "or": [_STEP]}]
_STORIES = [{"steps": _STEPS, "condition": _STEPS}]
_SAID = [{"text": TEXT, "metadata": Each(WORDS), "buttons": [Each(ANYTHING)]}]
_TOLD = {
    "nlu": [{"intent": WORDS, "examples": WORDS}],
    "responses": Each(_SAID),
    "intents": [ANYTHING],
    "actions": [ANYTHING],
    "forms": Each(ANYTHING),
    "slots": Each({"values": [ANYTHING]}),
}
_TESTED = [{**_STEP, "user": WORDS, "slot_was_set": [Each(ANYTHING)]}]
_SHAPES: Mapping[str, Any] = {
    "nlu/": _TOLD,
    "domain.yml": _TOLD,
    "stories/": {"rules": _STORIES, "stories": _STORIES},
    "tests/dialogue/": {"stories": [{"story": WORDS, "steps": _TESTED}]},
}
_LIST, _NAMES, _VALUE = (
    "一张表（每项一行，以“- ”开头）",
    "“名称: 内容”",
    "一个词或一句话（数字、日期请加引号）",
)


def check_readable(path: str, content: bytes) -> None:
    """Raise BadFile, with the line, for what is no YAML or not what such a file looks like."""
    if path.startswith("tests/gold/"):  # may be a list
        read(path, content)
        return
    found = read_mapping(path, content)
    shape = next((one for begin, one in _SHAPES.items() if path.startswith(begin)), ANYTHING)
    fault = next(_faults(found, shape, ()), None)
    if fault:
        way, wanted = fault
        name = next((f"“{step}”" for step in reversed(way) if isinstance(step, str)), "这里")
        line = _line(content, way)
        raise BadFile(Path(path), line, f"{name}下面的写法不对。", f"这里应当是{wanted}。")


Way = tuple[str | int, ...]
"""Names and places that lead to a value."""


def _faults(value: Any, shape: Any, way: Way) -> Iterator[tuple[Way, str]]:
    if value is None or shape is ANYTHING:
        return
    if isinstance(shape, Words):
        if not isinstance(value, shape.kinds):
            yield way, _VALUE
    elif isinstance(shape, list):
        yield from _of_list(value, shape[0], way)
    else:
        yield from _of_names(value, shape, way)


def _of_list(value: Any, shape: Any, way: Way) -> Iterator[tuple[Way, str]]:
    if not isinstance(value, list):
        yield way, _LIST
        return
    for at, one in enumerate(value):
        if one is None and shape is not ANYTHING:
            yield (*way, at), _NAMES
        yield from _faults(one, shape, (*way, at))


def _of_names(value: Any, shape: Any, way: Way) -> Iterator[tuple[Way, str]]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        yield way, _NAMES
        return
    for name, one in value.items():
        told = shape.shape if isinstance(shape, Each) else shape.get(name)
        yield from _faults(one, told, (*way, name))


def _line(content: bytes, way: Way) -> int:
    """Where the value stands that this way leads to."""
    node: Node = YAML().compose(content.decode("utf-8"))
    line: int = node.start_mark.line
    for step in way:
        if isinstance(node, SequenceNode) and isinstance(step, int):
            node = node.value[step]
        elif isinstance(node, MappingNode):
            node = next(one for name, one in node.value if name.value == step)
        line = node.start_mark.line
    return line + 1
