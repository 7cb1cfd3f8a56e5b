"""Whom of the house something on a ticket is meant for."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from bot.domain.people import Person
from bot.domain.tickets import Event, Step

_AT = re.compile(r"[@＠]")


class Mark(StrEnum):
    """Why a ticket stands out in somebody's list."""

    MENTIONED = "mentioned"  # a note calls upon them
    TAKEN_OVER = "taken_over"  # somebody took it out of their hands


def marks_of(event: Event) -> Iterator[tuple[str, Mark]]:
    """Whom it marks the ticket for (a person's id), and why."""
    if event.step is Step.NOTED:
        for one in event.data.get("mentions", ()):
            yield str(one["id"]), Mark.MENTIONED
    if event.step is Step.TAKEN and (was := event.data.get("was")):
        yield str(was["id"]), Mark.TAKEN_OVER


def named_after_at(text: str, people: Iterable[Person]) -> list[tuple[str, list[Person]]]:
    """Each name that stands behind an @, the longest that fits, with everybody who has it."""
    by_name: dict[str, list[Person]] = {}
    for person in people:
        by_name.setdefault(person.name, []).append(person)
    names = sorted(filter(None, by_name), key=len, reverse=True)
    said = (_first_of(names, text, at.end()) for at in _AT.finditer(text))
    return [(name, by_name[name]) for name in dict.fromkeys(filter(None, said))]


def _first_of(names: Iterable[str], text: str, start: int) -> str:
    return next((name for name in names if text.startswith(name, start)), "")
