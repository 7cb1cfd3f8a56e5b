"""The promises of bot/adapters/rasa/decisions.py."""

import random
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.adapters.rasa import decisions
from bot.adapters.rasa.decisions import Decide, Decisions
from bot.adapters.rasa.engine import RasaEngine
from tests.adapters.rasa.conversations import conversations, play


class Doubting(Decisions):
    """Asks the policies every time, and notes where they do not say what is remembered."""

    def __init__(self, of: Decisions) -> None:
        self.__dict__.update(of.__dict__)
        self.asked = 0
        self.wrong: list[Any] = []

    def of(self, tracker: DialogueStateTracker, decide: Decide) -> PolicyPrediction:
        remembered = super().of(tracker, decide)
        anew = decide(tracker)
        self.asked += 1
        if _told(remembered) != _told(anew):
            self.wrong.append((list(tracker.events), _told(remembered), _told(anew)))
        return anew


def _told(prediction: PolicyPrediction) -> dict[str, Any]:
    """Everything in it, its events by what they say."""
    return {**vars(prediction), "events": [(type(e), str(e)) for e in prediction.events]}


@pytest_asyncio.fixture
async def engine(trained_model: Path) -> AsyncIterator[RasaEngine]:
    """An engine of one's own, that has decided nothing yet."""
    yield await RasaEngine.load(trained_model)


async def test_remembered_decisions_are_those_that_the_policies_take(engine: RasaEngine) -> None:
    """Over every test story, alone and one after the other, and over all of it once more."""
    doubting = engine._processor._decisions = Doubting(engine._processor._decisions)

    for _ in range(2):
        for said in conversations():
            await play(engine, said)

    assert doubting.wrong == []
    assert doubting.asked > 3 * len(doubting._known)


def test_no_detail_that_decides_is_overlooked(engine: RasaEngine) -> None:
    """Thousands of conversations much alike, as nobody leads them: refused, interrupted, left."""
    processor = engine._processor
    doubting = Doubting(processor._decisions)
    dice = random.Random(20261123)

    for _ in range(3000):
        events = [event for _ in range(dice.randint(1, 5)) for event in _something(dice)]
        tracker = DialogueStateTracker.from_events("c1", events, processor.domain.slots)
        tracker.clear_followup_action()
        doubting.of(tracker, processor._policies_decide)

    assert doubting.wrong == []
    assert doubting.asked > 3 * len(doubting._known)


def _something(dice: random.Random) -> list[Event]:
    form, matter = dice.choice(["complaint_form", "help_form"]), dice.choice(["new", "same"])
    intent = dice.choice(["complaint", "cancel", "inform"])
    return dice.choice(
        [
            [ActionExecuted("action_listen"), UserUttered("话", {"name": intent})],
            [ActionExecuted("action_begin_matter"), SlotSet("matter", matter)],
            [ActionExecuted("action_drop_matter")],
            [ActionExecuted(form), ActiveLoop(form)],
            [ActiveLoop(dice.choice([form, None]))],
            [ActionExecutionRejected(form)],
            [DefinePrevUserUtteredFeaturization(False)],
        ]
    )


async def test_policies_are_not_asked_twice_in_one_situation(engine: RasaEngine) -> None:
    asked = 0
    runner = engine._processor.graph_runner
    run = runner.run

    def counted(inputs: Any, targets: list[str]) -> Any:
        nonlocal asked
        asked += targets == [engine._processor.model_metadata.core_target]
        return run(inputs, targets)

    runner.run = counted
    said = [heard for conversation in list(conversations())[:3] for heard in conversation]
    await play(engine, said)
    before = asked
    await play(engine, said)

    assert before > 0
    assert asked == before


async def test_each_conversation_writes_its_own_times(engine: RasaEngine) -> None:
    """Nothing that one citizen's conversation keeps is the same object in another's."""
    decided = engine._processor._decisions
    said = next(conversations())
    await play(engine, said)
    before = [e.timestamp for known in decided._known.values() for e in known.events]

    await play(engine, said)

    assert [e.timestamp for known in decided._known.values() for e in known.events] == before


def test_only_so_many_situations_are_remembered(
    dialogue: RasaEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "MOST_SITUATIONS", 3)
    policies = _policies(dialogue)
    some = Decisions(dialogue._processor.domain, policies)
    for number in range(10):
        tracker = SimpleNamespace(**{**vars(DialogueStateTracker("c1", [])), "number": number})
        some._situation = lambda tracker: tracker.number  # type: ignore[method-assign]

        some.of(tracker, lambda _: PolicyPrediction([1.0], None))

    assert list(some._known) == [7, 8, 9]


@pytest.mark.parametrize(
    "odd",
    [
        SimpleNamespace(config={}),
        SimpleNamespace(config={"use_nlu_confidence_as_score": True}),
    ],
)
def test_with_a_policy_of_another_kind_everything_is_decided_anew(
    dialogue: RasaEngine, odd: Any
) -> None:
    anew = Decisions(dialogue._processor.domain, [*_policies(dialogue), odd])
    asked: list[DialogueStateTracker] = []
    tracker = DialogueStateTracker("c1", [])

    for _ in range(2):
        anew.of(tracker, lambda one: asked.append(one) or PolicyPrediction([1.0], None))

    assert asked == [tracker, tracker]


def test_rules_about_words_are_decided_anew(dialogue: RasaEngine) -> None:
    rules, stories = _policies(dialogue)
    words = '[{"prev_action": {"action_name": "action_listen"}, "user": {"text": "你好"}}]'
    talkative = RulePolicy.__new__(RulePolicy)
    talkative.config, talkative.lookup = rules.config, {"rules": {words: "utter_greet"}}

    assert Decisions(dialogue._processor.domain, [rules, stories])._repeatable
    assert not Decisions(dialogue._processor.domain, [talkative, stories])._repeatable


async def test_stories_are_asked_however_far_back_they_look(engine: RasaEngine) -> None:
    """Two conversations that rules cannot tell apart may be two different stories."""
    processor = engine._processor
    rules, stories = _policies(engine)
    telling = MemoizationPolicy.__new__(MemoizationPolicy)
    telling.__dict__.update(stories.__dict__, lookup={"a story": "utter_greet"})
    told = iter(["one story", "another story"])
    telling.recall = lambda *_: next(told)  # type: ignore[method-assign]
    both = Decisions(processor.domain, [rules, telling])
    tracker = DialogueStateTracker("c1", processor.domain.slots)

    for _ in range(2):
        both.of(tracker, lambda _: PolicyPrediction([1.0], None))

    assert len(both._known) == 2


def _policies(engine: RasaEngine) -> list[Policy]:
    found = engine._processor.graph_runner.components
    return [one for one in found if isinstance(one, Policy)]
