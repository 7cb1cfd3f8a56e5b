"""Whoever asks when somebody comes, after a matter was told, asks how it stands: "几天给修啊"."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain.asking_after import asks_after_own
from nlu.components.making import Ruled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class AskingAfterGuard(Ruled):
    """Sets the intent `meant` by rule (bot/domain/asking_after.py)."""

    def __init__(self, meant: str) -> None:
        self._meant = meant

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"meant": "ask_status"}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if asks_after_own(message.get(TEXT) or ""):
                told = {"name": self._meant, "confidence": 1.0}
                message.set(INTENT, told, add_to_output=True)
        return messages
