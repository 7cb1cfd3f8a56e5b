"""Whoever says that no more need be done takes back: "这个不用办了撤掉吧"."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain.taking_back import takes_back
from nlu.components.making import Ruled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TakingBackGuard(Ruled):
    """Sets the intent `meant` by rule (bot/domain/taking_back.py), but for `kept` ones."""

    def __init__(self, meant: str, kept: Collection[str]) -> None:
        self._meant = meant
        self._kept = frozenset(kept)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"meant": "cancel", "kept": []}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            intent = (message.get(INTENT) or {}).get("name")
            if intent not in self._kept and takes_back(message.get(TEXT) or ""):
                told = {"name": self._meant, "confidence": 1.0}
                message.set(INTENT, told, add_to_output=True)
        return messages
