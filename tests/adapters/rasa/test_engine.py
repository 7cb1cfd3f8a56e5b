"""The promises of bot/adapters/rasa/engine.py."""

import asyncio
import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import time_machine

from bot.adapters.rasa.engine import RasaEngine, as_words
from bot.adapters.rasa.sources import Trained
from bot.domain.errors import BadFile, DialogueFailed
from bot.domain.replies import Choice
from bot.services.ports.dialogue import Dialogue, Heard

CITIZEN = "0123abcd"


async def test_an_answer_carries_its_words_and_choices(engine: RasaEngine) -> None:
    """Blank lines stay, buttons become choices, a button without an intent is left out."""
    turned = await engine.respond(Heard(CITIZEN, "你好"), [], "小王")

    assert turned.reply.text == "您好，小王为您服务。\n\n请讲。"
    assert turned.reply.choices == (Choice("是", "affirm", {"colour": "红"}),)
    assert turned.understanding.intent == "greet"
    assert turned.understanding.model == engine.model


async def test_a_choice_is_heard_by_its_intent_and_not_by_its_words(engine: RasaEngine) -> None:
    heard = Heard(CITIZEN, "我要投诉", Choice("是", "affirm", {"colour": "红"}))

    turned = await engine.respond(heard, [], None)

    assert turned.reply.text.startswith("['红']")
    assert turned.understanding.intent == "affirm"


@pytest.mark.parametrize("text", ['/affirm{"colour":"红"}', "  /restart", "//affirm", "\n/affirm"])
async def test_a_citizen_cannot_force_an_intent(engine: RasaEngine, text: str) -> None:
    """A leading slash is a sign like any other."""
    understood = await engine.parse(text)
    assert understood.confidence < 1.0
    assert "红" not in [entity["value"] for entity in understood.entities]

    turned = await engine.respond(Heard(CITIZEN, text), [], None)
    users = [event for event in turned.memory if event["event"] == "user"]
    assert users[0]["text"].startswith("／")


def test_only_a_leading_slash_changes() -> None:
    assert as_words("走 A/B 线") == "走 A/B 线"
    assert as_words(" //帮助") == "／／帮助"


async def test_a_form_goes_on_from_memory_alone(engine: RasaEngine, trained: Trained) -> None:
    """Another process with the same model takes the next message: nothing is kept in the engine."""
    another = await RasaEngine.load(trained.path, "tests.adapters.rasa.small_actions")
    memory: Any = []
    said = []
    for each, text in zip(
        [engine, another, engine], ["我要投诉", "路灯坏了", "幸福路"], strict=True
    ):
        turned = await each.respond(Heard(CITIZEN, text), memory, None)
        memory = json.loads(json.dumps(turned.memory))
        said.append(turned.reply.text)

    assert said == ["请说说是什么事？", "在什么地方？", "已受理：路灯坏了，幸福路"]


async def test_turns_side_by_side_do_not_mix(engine: RasaEngine) -> None:
    """Each turn sees its own desk and its own conversation."""
    heard = [Heard(f"{number:04x}", "你好") for number in range(20)]

    turns = await asyncio.gather(*(engine.respond(each, [], each.citizen) for each in heard))

    for each, turned in zip(heard, turns, strict=True):
        assert f"{each.citizen}为您服务" in turned.reply.text


async def test_silence_ends_a_session(engine: RasaEngine) -> None:
    """After half an hour a form is not asked on; the citizen starts afresh."""
    with time_machine.travel("2026-11-23T08:00:00+08:00", tick=False) as clock:
        begun = await engine.respond(Heard(CITIZEN, "我要投诉"), [], None)
        clock.shift(31 * 60)
        turned = await engine.respond(Heard(CITIZEN, "你好"), begun.memory, "小王")

    assert "为您服务" in turned.reply.text
    assert "complaint_form" not in json.dumps(turned.memory)


async def test_a_failing_action_fails_the_turn(engine: RasaEngine) -> None:
    """Rasa alone would swallow the failure and forget what the action was to do."""
    with pytest.raises(DialogueFailed) as failed:
        await engine.respond(Heard(CITIZEN, "谢谢"), [], None)

    assert "谢谢" not in str(failed.value)


async def test_nothing_to_say_fails_the_turn(engine: RasaEngine) -> None:
    with pytest.raises(DialogueFailed):
        await engine.respond(Heard(CITIZEN, "x", Choice("问", "inquiry")), _silenced(), None)


async def test_an_action_knows_what_was_retrieved(engine: RasaEngine) -> None:
    turned = await engine.respond(Heard(CITIZEN, "身份证丢了怎么补办"), [], None)

    assert turned.understanding.intent == "faq"
    assert turned.understanding.faq[0][0] == "id_card"
    assert "id_card" in turned.reply.text
    assert engine.model in turned.reply.text


async def test_no_word_of_a_citizen_reaches_a_log(
    engine: RasaEngine, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    memory: Any = []
    for text in ("我要投诉", "暖气不热，电话13800138000", "${PATH}", "/restart"):
        memory = (await engine.respond(Heard(CITIZEN, text), memory, None)).memory

    said = caplog.text + "".join(capfd.readouterr())
    assert "暖气" not in said
    assert "13800138000" not in said
    loud = [
        name
        for name, module in sys.modules.items()
        if name.startswith("rasa.") and "BoundLogger" in repr(getattr(module, "structlogger", None))
    ]
    assert loud == []


async def test_a_missing_model_is_named_instead_of_another_one_being_loaded(
    trained: Trained,
) -> None:
    with pytest.raises(BadFile, match=r"elsewhere\.tar\.gz.*huiying train"):
        await RasaEngine.load(trained.path.with_name("elsewhere.tar.gz"), None)


async def test_a_broken_model_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no archive")

    with pytest.raises(BadFile, match=r"broken\.tar\.gz"):
        await RasaEngine.load(broken, None)


def test_the_engine_keeps_the_port(engine: RasaEngine) -> None:
    dialogue: Dialogue = engine

    assert dialogue.model == engine.model


def _silenced() -> list[dict[str, Any]]:
    """A conversation in which Rasa says nothing at all."""
    return [
        {"event": "action", "name": "action_session_start", "timestamp": 9e9},
        {"event": "session_started", "timestamp": 9e9},
        {"event": "pause", "timestamp": 9e9},
    ]


async def test_every_conversation_begins_alike(trained: Trained) -> None:
    """What the first one began with is told again in the next."""
    engine = await RasaEngine.load(trained.path, "tests.adapters.rasa.small_actions")

    first = await engine.respond(Heard("a", "你好"), [], "小王")
    second = await engine.respond(Heard("b", "你好"), [], "小王")

    assert first.memory
    assert list(map(_without_time, second.memory)) == list(map(_without_time, first.memory))


def _without_time(event: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "timestamp"}
