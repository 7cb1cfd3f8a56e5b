"""Who tells that something has been going wrong complains, and does not praise."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain.grievance import accuses, complains
from nlu.components.making import Ruled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class GrievanceGuard(Ruled):
    """Takes "办居住证半年了没消息" and "你们真行，没人管" for `meant`, by rule.

    The first only where a question was heard (`asking`), the second where thanks were
    (`praising`); of the second nobody can be sure, so that the receipt asks (`unsure`).
    """

    def __init__(
        self,
        asking: Collection[str],
        praising: Collection[str],
        meant: str,
        sure: float,
        unsure: float,
    ) -> None:
        self._asking = frozenset(asking)
        self._praising = frozenset(praising)
        self._meant = meant
        self._sure = sure
        self._unsure = unsure

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "asking": ["inquiry", "out_of_scope"],
            "praising": ["praise", "thanks"],
            "meant": "complaint",
            "sure": 0.6,
            "unsure": 0.5,
        }

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text, intent = message.get(TEXT) or "", (message.get(INTENT) or {}).get("name")
            if intent in self._asking and complains(text):
                self._set(message, self._sure)
            elif intent in self._praising and accuses(text):
                self._set(message, self._unsure)
        return messages

    def _set(self, message: Message, confidence: float) -> None:
        meant = {"name": self._meant, "confidence": confidence}
        message.set(INTENT, meant, add_to_output=True)
