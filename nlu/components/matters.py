"""Two matters in one message: each is understood by itself, beside the message as a whole.

`MatterSplitter` stands first in the pipeline and adds a message for each part, so that everything
between the two understands the parts as well; `MatterCollector` stands last and puts them away.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.faq import FAQ

PARTS = "parts"
"""The message's attribute: its two parts as they were parsed, with intent, faq and entities."""

_WHOLE = "whole"
_JOINT = re.compile(
    r"[，,。；;！!？?\s]+(?:另外|还有(?!没有)|再(?:请问|问|咨询|反映|说)(?:一下|下|个|一个)?|"
    r"顺便(?:请问|问|再问|咨询|反映|说)?(?:一下|下|个)?|对了|我?还想(?:请问|问|咨询|反映)(?:一下|下)?)"
    r"[，,：:\s]*"
)
_SHORTEST = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MatterSplitter(GraphComponent):
    """Adds a message for each part of a short message like "路灯坏了，另外社保怎么转"."""

    def __init__(self, longest: int) -> None:
        self._longest = longest

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"longest": 120}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MatterSplitter:
        return cls(config["longest"])

    def process(self, messages: list[Message]) -> list[Message]:
        parts = [
            Message({TEXT: text, _WHOLE: message})
            for message in messages
            for text in two_matters(message.get(TEXT) or "", self._longest)
        ]
        return [*messages, *parts]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MatterCollector(GraphComponent):
    """Sets `parts`. Beside a known question it is the other part that decides the intent."""

    def __init__(self, appeals: frozenset[str]) -> None:
        self._appeals = appeals

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"appeals": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MatterCollector:
        return cls(frozenset(config["appeals"]))

    def process(self, messages: list[Message]) -> list[Message]:
        whole = [message for message in messages if message.get(_WHOLE) is None]
        for message in whole:
            parts = [part for part in messages if part.get(_WHOLE) is message]
            if parts:
                message.set(PARTS, [_as_record(part) for part in parts], add_to_output=True)
                self._decide(message, parts)
        return whole

    def _decide(self, message: Message, parts: list[Message]) -> None:
        intents = [part.get(INTENT, {}).get("name") for part in parts]
        if FAQ not in intents:
            return
        for part, intent in zip(parts, intents, strict=True):
            if intent in self._appeals:
                for attribute in (INTENT, INTENT_RANKING_KEY):
                    message.set(attribute, part.get(attribute), add_to_output=True)


def two_matters(text: str, longest: int) -> list[str]:
    """The two parts of `text` around the one word that joins them, or nothing."""
    if len(text) > longest:
        return []
    parts = [part.strip() for part in _JOINT.split(text)]
    return parts if len(parts) == 2 and min(map(len, parts)) >= _SHORTEST else []


def _as_record(part: Message) -> dict[str, Any]:
    return {name: part.get(name) for name in (TEXT, INTENT, INTENT_RANKING_KEY, FAQ, ENTITIES)}
