"""Rasa takes a citizen's turn: what it hears, what it says, what it will remember."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa.core.actions.action import (
    Action,
    ActionExecutionRejection,
    ActionListen,
    ActionSessionStart,
)
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.events import ActionExecutionRejected, BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker

from actions.desk import at_desk
from bot.adapters.rasa.decisions import Decisions
from bot.adapters.rasa.hands import Hands
from bot.adapters.rasa.knowledge import Answers
from bot.adapters.rasa.memory import form_open_in, recall, remember, set_aside
from bot.adapters.rasa.straight import StraightRunner
from bot.adapters.rasa.tamed import tame
from bot.domain.errors import BadFile, DialogueFailed, HuiyingError
from bot.domain.replies import Choice, Reply, joined
from bot.services.ports.dialogue import Heard, Turned, Understanding
from nlu.components.classifier import CharacterIntentClassifier
from nlu.components.departments import DepartmentHabits

tame()

log = logging.getLogger(__name__)

_FORCED = re.compile(r"^\s*/+")
_PAYLOAD = re.compile(r"^/(?P<intent>[^{\s]+)(?P<entities>\{.*\})?$", re.DOTALL)


class RasaEngine:
    """A trained model and its actions. Keeps nothing between two messages."""

    def __init__(self, processor: _Processor) -> None:
        self._processor = processor
        self.knowledge = Answers.of(processor.domain.responses)
        parts = processor.graph_runner.components
        self.habits = next((one for one in parts if isinstance(one, DepartmentHabits)), None)
        classifiers = (one for one in parts if isinstance(one, CharacterIntentClassifier))
        self.weights = next(classifiers, None)

    @classmethod
    async def load(cls, model: Path, actions: str | None = "actions") -> RasaEngine:
        """Load a model file and the actions of a package, beside running turns.

        Raises BadFile when there is no such model or it cannot be read.
        """
        return await asyncio.to_thread(cls._load, model, actions)

    @classmethod
    def _load(cls, model: Path, actions: str | None) -> RasaEngine:
        # Rasa would quietly take another model of the same folder.
        if not model.is_file():
            raise BadFile(model, None, "这里没有训练好的模型。", "请运行：huiying train")
        hands = Hands(actions)
        try:
            processor = _Processor(model, hands)
        except Exception as error:  # Rasa raises whatever an unreadable archive leads to
            problem = f"这个模型打不开（{type(error).__name__}）。"
            raise BadFile(model, None, problem, "请重新训练：huiying train") from error
        return cls(processor)

    @property
    def model(self) -> str:
        return self._processor.version

    async def parse(self, text: str) -> Understanding:
        return self._understood(await self._processor.parse_message(UserMessage(as_words(text))))

    def asks(self, memory: Sequence[Mapping[str, Any]]) -> bool:
        return form_open_in(memory)

    def interrupted(self, memory: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        return set_aside(memory, self._processor.domain)

    def say(self, name: str, variations: Sequence[Mapping[str, Any]]) -> None:
        """From the next turn on a sentence of the bot's is this, whatever the model was made with.

        `variations` are as in Rasa's domain.
        """
        nlg = self._processor.nlg
        nlg.responses = {**nlg.responses, name: [dict(one) for one in variations]}

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        tracker = recall(heard.citizen, memory, self._processor.domain)
        mouth = _Mouth()
        try:
            with at_desk(desk):
                parsed = await self._processor.take_turn(tracker, heard, mouth)
        except HuiyingError:
            raise
        except Exception as error:  # whatever breaks inside the dialogue breaks this turn, no more
            raise DialogueFailed(f"the dialogue broke off ({type(error).__name__})") from error
        reply = joined([_reply(message) for message in mouth.said])
        if not reply:
            raise DialogueFailed("the dialogue said nothing")
        return Turned(reply, remember(tracker, self._processor.domain), self._understood(parsed))

    def _understood(self, parsed: Mapping[str, Any]) -> Understanding:
        intent = parsed.get("intent") or {}
        return Understanding(
            intent=intent.get("name"),
            confidence=float(intent.get("confidence") or 0.0),
            ranking=tuple((r["name"], r["confidence"]) for r in parsed.get("intent_ranking", ())),
            faq=tuple((f["key"], f["confidence"]) for f in parsed.get("faq", ())),
            entities=tuple(parsed.get("entities", ())),
            model=self.model,
        )


def as_words(text: str) -> str:
    """A leading `/` would force any intent on Rasa: written in full width it is only a sign."""
    return _FORCED.sub(lambda found: "／" * found.group().count("/"), text)


class _Mouth(OutputChannel):
    """Collects what is said in one turn; Rasa's own channels split texts at blank lines."""

    def __init__(self) -> None:
        self.said: list[Mapping[str, Any]] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.said.append(message)


class _Processor(MessageProcessor):
    """Rasa's processor without a store, a lock or a scheduler: what fails, fails the turn."""

    def __init__(self, model: Path, hands: Hands) -> None:
        nlg = TemplatedNaturalLanguageGenerator({})
        super().__init__(
            model_path=str(model),
            tracker_store=InMemoryTrackerStore(None),
            lock_store=InMemoryLockStore(),
            generator=nlg,
            action_endpoint=hands,
            on_circuit_break=_stop_going_round,
        )
        nlg.responses = self.domain.responses
        self.version = model.name.removesuffix(".tar.gz")
        hands.know(self.domain)
        policies = [one for one in self.graph_runner.components if isinstance(one, Policy)]
        self._decisions = Decisions(self.domain, policies)
        self._beginning: list[Event] = []

    @staticmethod
    def _load_model(model_path: str) -> tuple[str, ModelMetadata, GraphRunner]:
        path = Path(model_path)
        with tempfile.TemporaryDirectory(prefix="huiying-model-") as folder:
            metadata, runner = load_predict_graph_runner(
                Path(folder), path, LocalModelStorage, StraightRunner
            )
        return path.name, metadata, runner

    async def take_turn(
        self, tracker: DialogueStateTracker, heard: Heard, mouth: OutputChannel
    ) -> Mapping[str, Any]:
        """Let `tracker` hear, decide and act until it listens again; returns how it understood."""
        await self._begin(tracker, mouth)
        message = UserMessage(as_words(heard.text), mouth, heard.citizen)
        message.parse_data = (
            _taken(heard.choice, message.text)
            if heard.choice
            else await self.parse_message(message)
        )
        message.parse_data["model"] = self.version
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(mouth, tracker)
        await self._run_prediction_loop(mouth, tracker)
        parsed: Mapping[str, Any] = message.parse_data
        return parsed

    async def _begin(self, tracker: DialogueStateTracker, mouth: OutputChannel) -> None:
        """Every conversation begins alike: what the first one began with is told again."""
        if self._beginning and not tracker.events:
            for event in self._beginning:
                tracker.update(_happening_now(event))
            return
        is_new = not tracker.events
        await self._update_tracker_session(tracker, mouth)
        if is_new:
            self._beginning = [_happening_now(event) for event in tracker.events]

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        if tracker.followup_action:
            return self._policies_decide(tracker)
        return self._decisions.of(tracker, self._policies_decide)

    def _policies_decide(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        return super()._predict_next_with_tracker(tracker)

    def _check_for_unseen_features(self, parse_data: Mapping[str, Any]) -> None:
        """Rasa would warn of an intent that the domain lacks: training has refused it already."""

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: TemplatedNaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run one action and log its events. Rasa's own version swallows every failure."""
        before = tracker
        if prediction.events or type(action) not in _LEAVING_ALL_AS_IT_IS:
            before = tracker.copy()
            before.update_with_events(prediction.events, self.domain)
        try:
            events = await action.run(output_channel, nlg, before, self.domain)
        except ActionExecutionRejection:
            rejected = ActionExecutionRejected(
                action.name(), prediction.policy_name, prediction.max_confidence
            )
            tracker.update(rejected)
            return bool(self.should_predict_another_action(action.name()))
        self._log_action_on_tracker(tracker, action, events, prediction)
        for event in events or ():
            if isinstance(event, BotUttered):
                await output_channel.send_response(tracker.sender_id, event.message())
        return bool(self.should_predict_another_action(action.name()))


_LEAVING_ALL_AS_IT_IS = frozenset({ActionListen, ActionSessionStart})
"""Actions that need no conversation of their own to try things on."""


def _happening_now(event: Event) -> Event:
    """The same event, of a conversation of its own."""
    twin = copy.copy(event)
    twin.timestamp = time.time()
    return twin


def _stop_going_round(*_: Any) -> None:
    raise DialogueFailed("the stories go round in a circle: no end after ten actions")


def _taken(choice: Choice, text: str) -> dict[str, Any]:
    """A choice as Rasa would have parsed it, without looking at any words."""
    entities = [{"entity": name, "value": value} for name, value in choice.entities.items()]
    intent = {"name": choice.intent, "confidence": 1.0}
    return {"text": text, "intent": intent, "entities": entities, "intent_ranking": [intent]}


def _reply(message: Mapping[str, Any]) -> Reply:
    choices = [_choice(button) for button in message.get("buttons") or ()]
    return Reply(message.get("text") or "", tuple(choice for choice in choices if choice))


def _choice(button: Mapping[str, Any]) -> Choice | None:
    """A button in Rasa's notation (`/intent{"entity": "value"}`) as a choice."""
    found = _PAYLOAD.match(str(button.get("payload", "")))
    if not found:
        log.warning("a button's payload names no intent")
        return None
    entities = json.loads(found["entities"] or "{}")
    return Choice(str(button["title"]), found["intent"], {k: str(v) for k, v in entities.items()})
