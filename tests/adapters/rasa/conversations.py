"""What citizens say in the dialogue's test stories, conversation by conversation."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.replies import Choice
from bot.services.ports.dialogue import Heard
from tests.fakes.house import House

STORIES = Path(__file__).resolve().parents[2] / "dialogue"
PAYLOAD = re.compile(r"^/(?P<intent>\w+)(?P<entities>\{.*\})?$")


def conversations() -> Iterator[list[Heard]]:
    """Every story by itself, and then all of them told by one citizen, in both orders."""
    told = [_heard(story) for path in sorted(STORIES.glob("test_*.yml")) for story in _read(path)]
    yield from told
    yield [heard for story in told for heard in story]
    yield [heard for story in reversed(told) for heard in story]


async def play(engine: RasaEngine, said: Sequence[Heard]) -> list[Sequence[Mapping[str, Any]]]:
    """What the engine remembers after each message; every memory goes through JSON."""
    house = House()
    house.shelf = replace(house.shelf, knowledge=engine.knowledge)
    memories: list[Sequence[Mapping[str, Any]]] = []
    memory: Sequence[Mapping[str, Any]] = ()
    for heard in said:
        house.clock.forward(minutes=1)
        desk = house.a_desk(heard.text)
        turned = await engine.respond(heard, memory, desk)
        house.store.write(desk.changes, house.clock())
        memory = json.loads(json.dumps(turned.memory))
        memories.append(memory)
    return memories


def _read(path: Path) -> list[list[str]]:
    stories = yaml.safe_load(path.read_text())["stories"]
    return [[step["user"].strip() for step in s["steps"] if "user" in step] for s in stories]


def _heard(said: list[str]) -> list[Heard]:
    return [_tap(text) if PAYLOAD.match(text) else Heard("c1", text) for text in said]


def _tap(text: str) -> Heard:
    """Rasa writes a tap as /intent{"entity": "value"}."""
    payload = PAYLOAD.match(text)
    assert payload
    entities = json.loads(payload["entities"] or "{}")
    return Heard("c1", "", Choice("", payload["intent"], entities))
