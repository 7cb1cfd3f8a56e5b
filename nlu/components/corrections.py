"""A message that says nothing but which type it is, or is not, corrects: "这是建议不是投诉"."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain.retyping import retyping
from nlu.components.making import Ruled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RetypingGuard(Ruled):
    """Sets the intent `meant` by rule (bot/domain/retyping.py), whatever its words resemble."""

    def __init__(self, meant: str) -> None:
        self._meant = meant

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"meant": "correct"}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if retyping(message.get(TEXT) or ""):
                told = {"name": self._meant, "confidence": 1.0}
                message.set(INTENT, told, add_to_output=True)
        return messages
