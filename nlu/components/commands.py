"""A command is short: a longer message that looks like one tells of something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.making import Ruled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CommandGuard(Ruled):
    """Takes a long "…今年能通车吗？谢谢！" for the question it is, not for thanks.

    Stands after everything that sets the intent. `longest` names the intents that are commands,
    each with the characters it may have; a longer message, or one that is a command with less
    confidence than `sure_from`, gets the likeliest other intent.
    """

    def __init__(self, longest: Mapping[str, int], sure_from: float) -> None:
        self._longest = longest
        self._sure_from = sure_from

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"longest": {}, "sure_from": 0.0}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._possible(message)
            if not self._is_trusted(message):
                self._reconsider(message, ranking)
            elif own := _find(ranking, message.get(INTENT, {}).get("name")):
                message.set(INTENT, own, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _possible(self, message: Message) -> list[dict[str, Any]]:
        """The ranking without the commands that this message is too long for; the rest share."""
        ranking = message.get(INTENT_RANKING_KEY) or []
        length = len(message.get(TEXT) or "")
        kept = [one for one in ranking if length <= self._longest.get(one["name"], length)]
        whole = sum(one["confidence"] for one in kept)
        if len(kept) == len(ranking) or not whole:
            return list(ranking)
        return [{**one, "confidence": one["confidence"] / whole} for one in kept]

    def _is_trusted(self, message: Message) -> bool:
        intent = message.get(INTENT) or {}
        longest = self._longest.get(str(intent.get("name")))
        if longest is None:
            return True
        short = len(message.get(TEXT) or "") <= longest
        return short and intent.get("confidence", 0.0) >= self._sure_from

    def _reconsider(self, message: Message, ranking: list[dict[str, Any]]) -> None:
        others = (dict(ranked) for ranked in ranking if ranked["name"] not in self._longest)
        if other := next(others, None):
            message.set(INTENT, other, add_to_output=True)


def _find(ranking: list[dict[str, Any]], name: str | None) -> dict[str, Any] | None:
    return next((dict(one) for one in ranking if one["name"] == name), None)
