"""What another body handles is told from what a city does, before anything is made of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.domain.elsewhere import OTHER_CITY, elsewhere
from nlu.components.making import Ruled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ElsewhereGuard(Ruled):
    """Sets the intent `elsewhere` by rule (bot/domain/elsewhere.py): train tickets, weather, banks.

    Only what merely asks (`instead_of`) is taken for it; a complaint stays one, unless it concerns
    another city. `city` is the name of the one that is served.
    """

    def __init__(self, instead_of: Collection[str], city: str) -> None:
        self._instead_of = frozenset(instead_of)
        self._city = city

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"instead_of": ["inquiry", "out_of_scope"], "city": ""}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = elsewhere(message.get(TEXT) or "", self._city)
            asks = (message.get(INTENT) or {}).get("name") in self._instead_of
            if found and (asks or found.kind == OTHER_CITY):
                told = {"name": "elsewhere", "confidence": 1.0}
                message.set(INTENT, told, add_to_output=True)
        return messages
