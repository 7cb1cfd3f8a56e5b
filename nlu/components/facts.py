"""Rasa's extractor of facts by rule: where, when, whom to call, which ticket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.places import find_places
from nlu.components.times import find_times

Spans = list[tuple[int, int]]

_TICKET_NUMBER = re.compile(r"(?<!\d)\d{8}[-—–－ ]?\d{4}[-—–－ ]?\d{2}(?!\d)")
_ID_NUMBER = re.compile(
    r"(?<![\dA-Za-z])\d{6}(?:18|19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|"
    r"[48]00-?\d{3}-?\d{4})(?!\d)"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. ]?"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJ-NP-Z0-9]{6})(?![A-Za-z0-9])"
)
_PEOPLE = re.compile(
    r"(?:\d{1,5}|[一二两三四五六七八九十百千几数]{1,4})(?:多|余|来)?个?(?:人|户|家住户|户居民|名业主|户业主|口人|名工人|名学生)(?!民|大|口普)"
)
_MASKED = re.compile(r"〔(?P<kind>[^〔〕\d]{2,6})\d*〕")
_MASKS = (("phone", "机电"), ("plate", "车"), ("id_number", "证"))
"""Which sign in a mask's name tells what it stands for: we only read masked personal data."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent):
    """Adds the entities of domain.yml that are recognised by how they are written."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            known = message.get(ENTITIES) or []
            found = find_facts(message.get(TEXT) or "")
            message.set(ENTITIES, [*known, *found], add_to_output=True)
        return messages


def find_facts(text: str) -> list[dict[str, Any]]:
    """Entities with `entity`, `value`, `start` and `end`; those of one kind as the text has them.

    No character belongs to two of them: a ticket's number is no phone number, a date no house.
    """
    taken: Spans = []
    facts = []
    for kind, find in _FINDERS:
        for start, end in find(text):
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                facts.append(_entity(kind, text, start, end))
    return facts


def _entity(kind: str, text: str, start: int, end: int) -> dict[str, Any]:
    return {
        "entity": kind,
        "value": text[start:end],
        "start": start,
        "end": end,
        "extractor": FactExtractor.__name__,
    }


def _written_as(pattern: re.Pattern[str]) -> Callable[[str], Spans]:
    return lambda text: [found.span() for found in pattern.finditer(text)]


def _masked_as(signs: str) -> Callable[[str], Spans]:
    def find(text: str) -> Iterator[tuple[int, int]]:
        for mask in _MASKED.finditer(text):
            if any(sign in mask["kind"] for sign in signs):
                yield mask.span()

    return lambda text: list(find(text))


_FINDERS: tuple[tuple[str, Callable[[str], Spans]], ...] = (
    *((kind, _masked_as(signs)) for kind, signs in _MASKS),
    ("ticket_number", _written_as(_TICKET_NUMBER)),
    ("id_number", _written_as(_ID_NUMBER)),
    ("phone", _written_as(_PHONE)),
    ("plate", _written_as(_PLATE)),
    ("time", find_times),
    ("people", _written_as(_PEOPLE)),
    ("place", find_places),
)
