"""An insult makes no idle talk of the matter that is told beside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain import abuse
from nlu.components.making import Ruled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class InsultGuard(Ruled):
    """Takes "畜生啊，食堂给孩子吃发霉的馒头" for the likeliest of `appeals`, not for idle talk."""

    def __init__(self, idle: str, appeals: Collection[str]) -> None:
        self._idle = idle
        self._appeals = frozenset(appeals)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"idle": "out_of_scope", "appeals": ["complaint", "report", "suggestion", "help"]}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if (message.get(INTENT) or {}).get("name") == self._idle:
                self._hear(message)
        return messages

    def _hear(self, message: Message) -> None:
        insults = abuse.recognise(message.get(TEXT) or "")
        ranking = message.get(INTENT_RANKING_KEY) or []
        appeal = next((one for one in ranking if one["name"] in self._appeals), None)
        if insults and not insults.alone and appeal:
            message.set(INTENT, dict(appeal), add_to_output=True)
