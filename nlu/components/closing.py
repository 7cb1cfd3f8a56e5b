"""What a very long message comes to: who tells a life's story says at its end what is wanted.

`ClosingSplitter` adds the last sentence of a long message as a message of its own, and
`ClosingCollector` lets it decide where it says surely what the whole says only vaguely.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.faq import FAQ
from nlu.components.making import Ruled

_OF = "closing_of"
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
_COURTESY = re.compile(
    r"[\s，,]*(?:谢谢|感谢|多谢|拜托|盼|望|期待|恳请回复|请.{0,4}回复|此致|敬礼)[^，,]{0,12}$"
)
_SHORTEST, _LONGEST = 8, 60


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ClosingSplitter(Ruled):
    """Adds a message for the last sentence that says something, after `longer_than` characters."""

    def __init__(self, longer_than: int) -> None:
        self._longer_than = longer_than

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"longer_than": 500}

    def process(self, messages: list[Message]) -> list[Message]:
        closings = [
            Message({TEXT: closing, _OF: message})
            for message in messages
            if len(message.get(TEXT) or "") > self._longer_than
            and (closing := closing_of(message.get(TEXT)))
        ]
        return [*messages, *closings]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ClosingCollector(Ruled):
    """A closing that is one of `appeals` from `sure_from` on decides for a whole that is not."""

    def __init__(self, appeals: Collection[str], sure_from: float) -> None:
        self._appeals = frozenset(appeals)
        self._sure_from = sure_from

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"appeals": [], "sure_from": 0.6}

    def process(self, messages: list[Message]) -> list[Message]:
        for closing in messages:
            if (message := closing.get(_OF)) and self._decides(closing, message):
                for attribute in (INTENT, INTENT_RANKING_KEY, FAQ):
                    message.set(attribute, closing.get(attribute), add_to_output=True)
        return [message for message in messages if message.get(_OF) is None]

    def _decides(self, closing: Message, whole: Message) -> bool:
        said, vaguely = closing.get(INTENT) or {}, whole.get(INTENT) or {}
        sure = said.get("confidence", 0.0) >= self._sure_from > vaguely.get("confidence", 0.0)
        return sure and said.get("name") in self._appeals


def closing_of(text: str) -> str:
    """The end of the last sentence that is no mere courtesy; empty where there is none."""
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(text)]
    telling = (
        sentence
        for sentence in reversed(sentences)
        if len(sentence) >= _SHORTEST and not _COURTESY.match(sentence)
    )
    return next(telling, "")[-_LONGEST:]
