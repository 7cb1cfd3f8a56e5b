"""What only a court, an arbitration, a review … can decide is told from what an office can."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain.routes import asks, lawful_route
from nlu.components.making import Ruled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RouteGuard(Ruled):
    """Sets the intent `route` by rule (bot/domain/routes.py) for what would become a ticket.

    Who asks how such a route is taken gets the known answer as ever; `known` is its intent.
    """

    def __init__(self, instead_of: Collection[str], known: str) -> None:
        self._instead_of = frozenset(instead_of)
        self._known = known

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"instead_of": ["complaint", "report", "help", "inquiry"], "known": "faq"}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text, intent = message.get(TEXT) or "", (message.get(INTENT) or {}).get("name")
            wanted = intent in self._instead_of or (intent == self._known and not asks(text))
            if wanted and lawful_route(text):
                told = {"name": "route", "confidence": 1.0}
                message.set(INTENT, told, add_to_output=True)
        return messages
