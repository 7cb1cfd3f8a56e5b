"""Rasa's test stories, one file a topic, played through the real engine."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.replies import Choice
from bot.services.evaluation.stories import happened_in, slots_in
from bot.services.ports.dialogue import Heard
from tests.fakes.house import House

FILES = sorted(Path(__file__).parent.glob("test_*.yml"))
PAYLOAD = re.compile(r"^/(?P<intent>\w+)(?P<entities>\{.*\})?$")


@dataclass
class Turn:
    """What is said, what it should be understood as, what should happen and be known then."""

    said: str
    intent: str
    happens: list[dict[str, Any]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)


def stories() -> Iterator[Any]:
    for path in FILES:
        for story in yaml.safe_load(path.read_text())["stories"]:
            topic = path.stem.removeprefix("test_")
            yield pytest.param(story["steps"], id=f"{topic}: {story['story']}")


def turns(steps: Sequence[Mapping[str, Any]]) -> list[Turn]:
    found: list[Turn] = []
    for step in steps:
        if "user" in step:
            found.append(Turn(step["user"].strip(), step["intent"]))
        elif "slot_was_set" in step:
            for slot in step["slot_was_set"]:
                found[-1].slots |= slot
        else:
            found[-1].happens.append(dict(step))
    return found


@pytest.mark.parametrize("steps", list(stories()))
async def test_story(dialogue: RasaEngine, steps: Sequence[Mapping[str, Any]]):
    """Every message is understood and followed by just these actions."""
    house = House()
    house.shelf = replace(house.shelf, knowledge=dialogue.knowledge)
    memory: Sequence[Mapping[str, Any]] = []
    for turn in turns(steps):
        house.clock.forward(minutes=1)
        desk = house.a_desk(turn.said)

        turned = await dialogue.respond(_heard(turn.said), memory, desk)
        house.store.write(desk.changes, house.clock())
        memory = turned.memory

        assert (turn.said, turned.understanding.intent) == (turn.said, turn.intent)
        assert happened_in(memory) == turn.happens
        assert turn.slots.items() <= slots_in(memory).items()


def _heard(said: str) -> Heard:
    """Rasa writes a tap as /intent{"entity": "value"}."""
    payload = PAYLOAD.match(said)
    if not payload:
        return Heard("c1", said)
    return Heard("c1", "", Choice("", payload["intent"], json.loads(payload["entities"] or "{}")))
