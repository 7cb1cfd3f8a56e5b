"""The promises of bot/adapters/rasa/memory.py."""

import json
from typing import Any

from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.memory import MOST_EVENTS
from bot.services.ports import Heard

CITIZEN = "0123abcd"


async def talk(engine: RasaEngine, texts: list[str], memory: Any = ()) -> tuple[list[str], Any]:
    said = []
    for text in texts:
        turned = await engine.respond(Heard(CITIZEN, text), memory, "小王")
        memory = json.loads(json.dumps(turned.memory))
        said.append(turned.reply.text)
    return said, memory


async def test_a_long_conversation_stays_bounded(engine: RasaEngine) -> None:
    _, memory = await talk(engine, ["你好"] * 60)

    assert len(memory) <= MOST_EVENTS


async def test_a_form_survives_being_shortened(engine: RasaEngine) -> None:
    """Slots, the open form and its question outlive the turns that led to them."""
    _, memory = await talk(engine, ["我要投诉", "路灯坏了"])
    filler = [
        {"event": "user_featurization", "use_text_for_featurization": False, "timestamp": 9e9}
    ] * MOST_EVENTS
    listening = memory.pop()
    said, shortened = await talk(engine, ["幸福路"], [*memory, *filler, listening])

    assert said == ["已受理：路灯坏了，幸福路"]
    assert len(shortened) < MOST_EVENTS


async def test_what_was_before_the_session_is_forgotten(engine: RasaEngine) -> None:
    _, memory = await talk(engine, ["我要投诉"])
    restarted = [*memory, {"event": "restart", "timestamp": 9e9}]

    said, later = await talk(engine, ["你好"], restarted)

    assert "为您服务" in said[0]
    assert "我要投诉" not in json.dumps(later, ensure_ascii=False)


async def test_memory_is_plain_json_without_the_long_ranking(engine: RasaEngine) -> None:
    _, memory = await talk(engine, ["你好"])

    assert "intent_ranking" not in json.dumps(memory)
