"""Everything between these two hears plain words; what is told of a message is as it was written.

`PlainWords` stands first in the pipeline and writes a message plainly (bot/domain/plain.py), also
the examples that are learned from; `WrittenWords` stands last, gives each text back as it was, and
puts the entities where they stand in it.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain.plain import Plain, plain
from nlu.components.making import Ruled
from nlu.components.matters import PARTS

_PLAIN = "plain"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class PlainWords(Ruled):
    """Makes a message's text plain. Registered as a featurizer, so that Rasa shows it examples."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            words = plain(message.get(TEXT) or "")
            if words.text != words.written:
                message.set(TEXT, words.text, add_to_output=True)
                message.set(_PLAIN, words)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for message in training_data.training_examples:
            if text := message.get(TEXT):
                message.set(TEXT, plain(text).text)
        return training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class WrittenWords(Ruled):
    """Gives texts, parts and entities back as they were written."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            words: Plain | None = message.get(_PLAIN)
            if words:
                message.set(TEXT, words.written, add_to_output=True)
                entities = [_written(one, words) for one in message.get(ENTITIES) or ()]
                message.set(ENTITIES, entities, add_to_output=True)
                if parts := message.get(PARTS):
                    message.set(PARTS, _parts(parts, words), add_to_output=True)
        return messages


def _written(entity: dict[str, Any], words: Plain, offset: int = 0) -> dict[str, Any]:
    """The entity where it stands in what was written; `offset` is where its own text begins."""
    start, end = words.span(entity["start"] + offset, entity["end"] + offset)
    return {**entity, "start": start, "end": end, "value": words.written[start:end]}


def _parts(parts: list[dict[str, Any]], words: Plain) -> list[dict[str, Any]]:
    """The parts of a message as they were written, their entities by their place in the part."""
    written, after = [], 0
    for part in parts:
        begin = max(words.text.find(part[TEXT], after), 0)
        after = begin + len(part[TEXT])
        start, end = words.span(begin, after)
        entities = [_moved(_written(one, words, begin), -start) for one in part.get(ENTITIES) or ()]
        written.append({**part, TEXT: words.written[start:end], ENTITIES: entities})
    return written


def _moved(entity: dict[str, Any], by: int) -> dict[str, Any]:
    return {**entity, "start": entity["start"] + by, "end": entity["end"] + by}
