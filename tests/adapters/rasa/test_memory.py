"""The promises of bot/adapters/rasa/memory.py."""

import json
from typing import Any

import pytest
from rasa.shared.core.domain import Domain

from actions.hearing import asked_last
from bot.adapters.rasa import memory as shelf
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.hands import seen_by_actions
from bot.adapters.rasa.memory import MOST_EVENTS, recall, remember
from bot.adapters.rasa.moments import last_moments
from bot.services.ports.dialogue import Heard
from tests.adapters.rasa.conversations import conversations, play

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


async def test_shortening_changes_nothing_that_anybody_asks(
    dialogue: RasaEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All test stories told by one citizen: remembered whole, and as it really is."""
    domain = dialogue._processor.domain
    with monkeypatch.context() as never_shortened:
        never_shortened.setattr(shelf, "MANY_EVENTS", 1_000_000)
        told = list(conversations())[-2:]
        wholes = [memory for said in told for memory in await play(dialogue, said)]

    for whole in wholes:
        tracker = recall("c1", whole, domain)
        kept = remember(tracker, domain)
        with monkeypatch.context() as never_forced:
            never_forced.setattr(shelf, "MOST_EVENTS", 1_000_000)
            unforced = remember(tracker, domain)

        assert _known(kept, domain) == _known(whole, domain)
        assert _moments(unforced, domain) == _moments(whole, domain)
        assert len(kept) <= MOST_EVENTS + len(domain.slots)
    assert max(map(len, wholes)) > 5 * MOST_EVENTS


def _known(memory: Any, domain: Domain) -> list[Any]:
    """What forms and actions can ask."""
    tracker = recall("c1", json.loads(json.dumps(memory)), domain)
    return [
        tracker.current_slot_values(),
        tracker.active_loop_name,
        tracker.is_active_loop_rejected,
        tracker.is_paused(),
        tracker.latest_message and tracker.latest_message.text,
        asked_last(seen_by_actions(tracker)),
    ]


def _moments(memory: Any, domain: Domain) -> list[Any]:
    """What rules look at."""
    return last_moments(recall("c1", json.loads(json.dumps(memory)), domain), domain, 3)


async def test_what_came_in_is_not_written_out_again(engine: RasaEngine) -> None:
    _, memory = await talk(engine, ["我要投诉"])

    turned = await engine.respond(Heard(CITIZEN, "路灯坏了"), memory, None)

    assert all(new is old for new, old in zip(turned.memory, memory, strict=False))
    assert len(turned.memory) > len(memory)


async def test_nothing_empty_is_kept(dialogue: RasaEngine) -> None:
    """A turn of ten events takes little more than its words."""
    (memory,) = await play(dialogue, [Heard(CITIZEN, "社保卡丢了怎么补办")])

    plain = [event for event in memory if event["event"] not in ("slot", "active_loop")]
    assert not [event for event in plain if None in event.values()]
    said = sum(len(event.get("text", "")) for event in memory)
    assert len(json.dumps(memory, ensure_ascii=False)) < said + 2500


async def test_a_memory_of_the_first_release_is_understood(engine: RasaEngine) -> None:
    """Its events carry more, and are carried on as they are."""
    _, memory = await talk(engine, ["我要投诉"])
    more = {"timestamp": 1.0, "metadata": {"model_id": "m", "assistant_id": "a"}}
    older = [{**more, **event} for event in memory]

    said, _ = await talk(engine, ["路灯坏了", "幸福路"], older)

    assert said[-1] == "已受理：路灯坏了，幸福路"
