"""Where a message holds no words, no likeness to an example means anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain.signs import Sign, sign_of
from nlu.components.faq import FAQ
from nlu.components.making import Ruled

_NEVER_A_WORD = frozenset({Sign.MARKS, Sign.LINK})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SignGuard(Ruled):
    """Marks, links and foreign sentences of `foreign_from` characters are `intent`.

    So is a single character that would be one of `appeals`; "好", "hello" and numbers are left to
    the examples.
    """

    def __init__(self, intent: str, foreign_from: int, appeals: Collection[str]) -> None:
        self._intent = intent
        self._foreign_from = foreign_from
        self._appeals = frozenset(appeals)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent": "out_of_scope", "foreign_from": 12, "appeals": []}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._is_no_word(message.get(TEXT) or "", message.get(INTENT) or {}):
                sure = {"name": self._intent, "confidence": 1.0}
                message.set(INTENT, sure, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [sure], add_to_output=True)
                message.set(FAQ, [], add_to_output=True)
        return messages

    def _is_no_word(self, text: str, intent: Mapping[str, Any]) -> bool:
        sign = sign_of(text)
        foreign = sign is Sign.LETTERS and len(text) >= self._foreign_from
        too_little = sign is Sign.CHARACTER and intent.get("name") in self._appeals
        return foreign or too_little or sign in _NEVER_A_WORD
