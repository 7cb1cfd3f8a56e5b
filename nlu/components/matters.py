"""Several matters in one message: each is understood by itself, beside the message as a whole.

`MatterSplitter` stands first in the pipeline and adds a message for each part, so that everything
between the two understands the parts as well; `MatterCollector` stands last and puts them away.
Which parts really are matters of their own is for the actions to say: they know the units.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.faq import FAQ
from nlu.components.making import Ruled

PARTS = "parts"
"""The message's attribute: its parts as they were parsed, with intent, faq, entities and joint."""
JOINT = "joint"
"""How a part was led up to: LISTED, ANNOUNCED as something else, or with a mere AND."""
LISTED, ANNOUNCED, AND = "listed", "announced", "and"

_WHOLE = "whole"
_JOINT = re.compile(
    r"[，,。；;！!？?\s]+(?:"
    r"(?P<announced>我?(?:另外|此外|还有|同时|再|顺便|对了|还)[，,]?(?:我?(?:还|也)?(?:想|要)?(?:请问|问|"
    r"咨询|反映|投诉|举报|建议|说)(?:一下|下|个|一个|一件)?|(?:有)?(?:一|另一|两)件事(?:情)?)|对了|顺便)|"
    r"另外|此外|还有(?!没有)|再有)[，,：:\s]*"
)
_DIGITS = "一二三四五"
_LISTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|(?<=[\s，,。；;：:！!？?]))第(?P<n>[{_DIGITS}])(?:件事情?|个问题|个|件|点)?(?:是|就是)?"
        r"(?![次天年月名中小人医实线街大届期回届轮批季周])[，,：:、\s]*",
        rf"(?:^|(?<=[\s，,。；;：:！!？?]))(?P<n>[{_DIGITS}])是",
        rf"其(?P<n>[{_DIGITS}])[，,：:是]",
        rf"(?:^|(?<=[\s。；;：:！!？?]))[（(]?(?P<n>[{_DIGITS}])[、.．)）]",
        r"(?:^|(?<=[^\d.]))[（(]?(?P<n>[1-5])(?:[、．)）]|[.:：](?!\d))",
        r"(?P<n>[①②③④⑤])",
        r"(?:^|(?<=[\s，,。；;：:！!？?]))(?P<n>首先|其次|再次|最后)(?:是)?[，,]?",
    )
)
_ORDER = {
    **{sign: place for signs in (_DIGITS, "12345", "①②③④⑤") for place, sign in enumerate(signs)},
    **{word: place for place, word in enumerate(("首先", "其次", "再次", "最后"))},
}
_SHORTEST = 3
_MOST = 5
_LONGEST_ANNOUNCEMENT = 25
"""More characters before a list tell a story that the list belongs to."""


class Part(NamedTuple):
    """A piece of a message, and how it was led up to."""

    text: str
    joint: str


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MatterSplitter(Ruled):
    """Adds a message for each part of a message like "路灯坏了，另外社保怎么转"."""

    def __init__(self, longest: int) -> None:
        self._longest = longest

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"longest": 300}

    def process(self, messages: list[Message]) -> list[Message]:
        parts = [
            Message({TEXT: part.text, JOINT: part.joint, _WHOLE: message})
            for message in messages
            for part in parts_of(message.get(TEXT) or "", self._longest)
        ]
        return [*messages, *parts]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MatterCollector(Ruled):
    """Sets `parts`. Beside a known question it is the other part that decides the intent."""

    def __init__(self, appeals: Collection[str]) -> None:
        self._appeals = frozenset(appeals)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"appeals": []}

    def process(self, messages: list[Message]) -> list[Message]:
        whole = [message for message in messages if message.get(_WHOLE) is None]
        for message in whole:
            parts = [part for part in messages if part.get(_WHOLE) is message]
            if parts:
                message.set(PARTS, [_as_record(part) for part in parts], add_to_output=True)
                self._decide(message, parts)
        return whole

    def _decide(self, message: Message, parts: list[Message]) -> None:
        intents = [part.get(INTENT, {}).get("name") for part in parts]
        if FAQ not in intents:
            return
        for part, intent in zip(parts, intents, strict=True):
            if intent in self._appeals:
                for attribute in (INTENT, INTENT_RANKING_KEY):
                    message.set(attribute, part.get(attribute), add_to_output=True)


def parts_of(text: str, longest: int) -> list[Part]:
    """The pieces of `text` around its numbers or the words that join them, or nothing."""
    if len(text) > longest:
        return []
    parts = _listed(text) or _joined(text)
    long_enough = all(len(part.text) >= _SHORTEST for part in parts)
    return parts if 1 < len(parts) <= _MOST and long_enough else []


def _listed(text: str) -> list[Part]:
    """What stands behind one, two, three, if that is how the text is ordered."""
    for pattern in _LISTS:
        marks = _counting_up(pattern.finditer(text))
        if len(marks) > 1 and marks[0].start() <= _LONGEST_ANNOUNCEMENT:
            ends = [mark.start() for mark in marks[1:]] + [len(text)]
            return [
                Part(text[mark.end() : end].strip(_AROUND), LISTED)
                for mark, end in zip(marks, ends, strict=True)
            ]
    return []


def _counting_up(marks: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count from one on, without a gap."""
    found: list[re.Match[str]] = []
    for mark in marks:
        if _ORDER[mark["n"]] == len(found):
            found.append(mark)
    return found


def _joined(text: str) -> list[Part]:
    """What stands around the words that add something."""
    parts, start, joint = [], 0, AND
    for mark in _JOINT.finditer(text):
        parts.append(Part(text[start : mark.start()].strip(), joint))
        start, joint = mark.end(), ANNOUNCED if mark["announced"] else AND
    return [*parts, Part(text[start:].strip(), joint)] if parts else []


_AROUND = " \t\r\n，,；;"


def _as_record(part: Message) -> dict[str, Any]:
    names = (TEXT, JOINT, INTENT, INTENT_RANKING_KEY, FAQ, ENTITIES)
    return {name: part.get(name) for name in names}
