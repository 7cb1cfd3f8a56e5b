"""Rasa's extractor of facts by rule: where, when, since when, how many, whom to call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain.numbers import LOOSE
from bot.domain.personal_data import IDENTITY, KINDS, LANDLINE, MOBILE, PLATE
from nlu.components.counts import find_people, find_repeated
from nlu.components.lines import find_lines
from nlu.components.making import Ruled
from nlu.components.places import find_places
from nlu.components.times import find_times

SINCE = "since"
"""The role of a time that tells since when, or for how long."""

_MASKED = re.compile(rf"〔({'|'.join(KINDS)})\d*〕")
_TOLD_BY = {MOBILE: "phone", LANDLINE: "phone", PLATE: "plate", IDENTITY: "id_number"}
"""What stands behind a mask: personal data reach us masked only (bot/domain/personal_data.py)."""
_FIRST, _LAST = 800, 200
"""Characters that are looked at: who tells more has told where and when long before."""
_BLANK = "，"
_OFFICE_PHONE = re.compile(r"[48](?<![\d-].)00-?\d{3}-?\d{4}(?!\d)")


class Fact(NamedTuple):
    """Words of a text, by where they stand, and what they tell."""

    kind: str
    start: int
    end: int
    role: str | None = None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(Ruled):
    """Adds the entities of domain.yml that are recognised by how they are written."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            known = message.get(ENTITIES) or []
            found = find_facts(message.get(TEXT) or "")
            message.set(ENTITIES, [*known, *found], add_to_output=True)
        return messages


def find_facts(text: str) -> list[dict[str, Any]]:
    """Entities with `entity`, `value`, `start` and `end`; those of one kind as the text has them.

    Of a long text only beginning and end are looked at. A `time` that tells since when has the
    `role` since. No character belongs to two facts: what one finder took, the next ones see as the
    end of a clause.
    """
    facts: list[Fact] = []
    left = _ends_of(text)
    for find in _FINDERS:
        found = list(find(left))
        facts += found
        left = _without(found, left)
    return [_entity(fact, text) for fact in facts]


def _ends_of(text: str) -> str:
    """Blank between beginning and end, so that positions stay."""
    between = len(text) - _FIRST - _LAST
    return f"{text[:_FIRST]}{_BLANK * between}{text[-_LAST:]}" if between > 0 else text


def _without(found: Iterable[Fact], text: str) -> str:
    for fact in found:
        text = f"{text[: fact.start]}{_BLANK * (fact.end - fact.start)}{text[fact.end :]}"
    return text


def _entity(fact: Fact, text: str) -> dict[str, Any]:
    entity = {
        "entity": fact.kind,
        "value": text[fact.start : fact.end],
        "start": fact.start,
        "end": fact.end,
        "extractor": FactExtractor.__name__,
    }
    return entity | ({"role": fact.role} if fact.role else {})


def _masked(text: str) -> Iterator[Fact]:
    for mask in _MASKED.finditer(text):
        if mask[1] in _TOLD_BY:
            yield Fact(_TOLD_BY[mask[1]], *mask.span())


def _times(text: str) -> Iterator[Fact]:
    for start, end, since in find_times(text):
        yield Fact("time", start, end, SINCE if since else None)


def _each(kind: str, find: Callable[[str], Iterable[tuple[int, int]]]) -> Finder:
    return lambda text: [Fact(kind, *span) for span in find(text)]


def _written_as(pattern: re.Pattern[str]) -> Callable[[str], Iterable[tuple[int, int]]]:
    return lambda text: [found.span() for found in pattern.finditer(text)]


Finder = Callable[[str], Iterable[Fact]]

_FINDERS: tuple[Finder, ...] = (
    _masked,
    _each("ticket_number", _written_as(LOOSE)),
    _each("phone", _written_as(_OFFICE_PHONE)),
    _each("repeated", find_repeated),
    _times,
    _each("line", find_lines),
    _each("people", find_people),
    _each("place", find_places),
)
