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

from bot.domain.beginnings import any_of
from nlu.components.faq import FAQ
from nlu.components.making import Ruled

PARTS = "parts"
"""The message's attribute: its parts as they were parsed, with intent, faq, entities and joint."""
JOINT = "joint"
"""How a part was led up to: LISTED, ANNOUNCED as something else, with a mere AND, or as ALSO so."""
LISTED, ANNOUNCED, AND, ALSO = "listed", "announced", "and", "also"

_WHOLE = "whole"
_THING = r"(?:事情?|问题|情况)"
_ONE_MORE = (
    rf"(?:另外?|还|再|又)有?一(?:个|件|点){_THING}?(?:想?要?(?:反映|投诉|说|问))?(?:一下)?(?:的)?(?:就?是)?"
    rf"|另有一事|(?:有)?(?:一|另一|两)件事(?:情)?(?:就?是)?"
)
_VERB = r"(?:(?:请问|问|咨询|说|催)(?:一下|下|个|一个|一件)?|(?=反映|投诉|举报|建议))"
_JOINT = any_of(
    r"[，,。；;！!？?\s]+(?:"
    r"(?P<announced>我?(?:另外|此外|还有|同时|再|顺便|对了|还)[，,]?(?:"
    rf"(?:我?(?:还|也)?(?:想|要)*{_VERB})|{_ONE_MORE})|{_ONE_MORE}|对了|顺便)|"
    r"(?:另外|此外|除此之外|与此同时|还有(?!没有)|再有|再者|再就是|其次(?:是)?|同时(?=我|[^，。]{0,2}(?:小区|村|学校|门口|附近)))(?:就是)?)[，,：:\s]*"
)
_ALSO = any_of(
    r"[，,。；;！!\s]+(?:(?:另外|而且|并且|还有)[，,]?|(?=[^，,。；;！!？?\s也]{2,5}也))"
)
"""What adds a second thing in a short message, and goes on with the first in a long one."""
_BESIDES = re.compile(
    r"^除了(?P<first>[^，。]{3,40}?)(?:之外|以外|外)?[，,](?:还有?|也|另外)?(?P<second>.{3,})$"
)
_SOLVED = r"(?:好|解决|处理|清走|通|亮|热|来[水电气]|退|搞定)了"
_SOLVED_BUT = re.compile(
    rf"^(?P<first>.{{0,10}}{_SOLVED}[^，,。可但]{{0,6}})[，,。；;\s]*(?:可是?|但是?|不过|就是)"
    r"(?P<second>[^，。]{4,30})$"
)
"""Thanks for one thing, and something else that is wrong."""
_SOLVED_AND = re.compile(
    rf"^(?P<first>.{{0,10}}{_SOLVED}[^，,。]{{0,6}}[，,。！!\s]*"
    r"(?:真的?|太|多|非常|十分)?(?:谢谢|感谢|多谢|辛苦|麻烦)[^，,。！!\s]{0,6})[，,。！!\s]+"
    r"(?:可是?|但是?|不过|就是)?(?P<second>[^，。]{4,30}(?:[，,][^，。]{2,20})?)$"
)
"""The same with thanks between the two, and no word that parts them."""
_EACH = any_of(
    rf"(?:^|(?<=[\s，,。；;：:！!？?]))(?:另外?|再|还有)?一(?:个|件){_THING}?(?:就?是)[，,]?"
)
_COUNT = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, **{str(n): n for n in range(2, 6)}}
_COUNTED = re.compile(
    rf"^.{{0,12}}?(?P<n>[{''.join(_COUNT)}])(?:件事情?|个(?:事情?|问题|情况|诉求)|[点样](?=[：:]))"
    r"[^，,。：:]{0,6}[：:，,](?P<rest>.+)$"
)
_SUMMED_UP = re.compile(
    r"^(?P<all>.+?)[，,。；;]?(?:这几[样件个]|这些|以上)(?:事情?|问题|情况)?[^，,]{0,14}$"
)
_COMMA = re.compile(r"[，,；;。]+")
_DIGITS = "一二三四五"
_LISTS = tuple(
    any_of(pattern)
    for pattern in (
        rf"第(?P<n>[{_DIGITS}])(?:件事情?|个问题|个|件|点)?(?:是|就是)?"
        r"(?![次天年月名中小人医实线街大届期回届轮批季周])[，,：:、\s]*",
        rf"(?:^|(?<=[\s，,。；;：:！!？?]))(?P<n>[{_DIGITS}])是",
        rf"其(?P<n>[{_DIGITS}])[，,：:是]",
        rf"(?:^|(?<=[\s，,。；;：:！!？?]))[（(]?(?P<n>[{_DIGITS}])[、.．)）]",
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
_ANNOUNCES = re.compile(
    r"(?:[一两二三四五几2-5]\s*(?:件|个|点|样|条|方面|项)|如下|以下|问题|事情|诉求|情况|您好|你好|领导|投诉|反映|举报|"
    r"想?说|希望|麻烦)[^，,。]{0,6}[：:，,。\s]*$"
)
"""What leads to several things; "异地就医，一是…，二是…" is one thing in all its points."""
_DEMANDS = re.compile(
    r"(?<![两三四五几2-5]个)(?<!以下)(?:要求|诉求|请求|希望)(?:如下)?[：:，,\s]*$"
)
"""What leads to the points of one demand."""
_SHORT_ANNOUNCEMENT = 4
_A_FEW_WORDS = 40


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
    parts = _listed(text) or _counted(text) or _joined(text) or _said_besides(text)
    long_enough = all(len(part.text) >= _SHORTEST for part in parts)
    return parts if 1 < len(parts) <= _MOST and long_enough else []


def _listed(text: str) -> list[Part]:
    """What stands behind one, two, three, if that is how the text is ordered."""
    for pattern in _LISTS:
        marks = _counting_up(pattern.finditer(text))
        if len(marks) > 1 and _announces(text[: marks[0].start()]):
            return _behind(marks, text)
    marks = list(_EACH.finditer(text))
    return _behind(marks, text) if len(marks) > 1 and _announces(text[: marks[0].start()]) else []


def _announces(before: str) -> bool:
    """Whether what stands before a list only leads to it."""
    if len(before) > _LONGEST_ANNOUNCEMENT or _DEMANDS.search(before):
        return False
    return len(before.strip()) <= _SHORT_ANNOUNCEMENT or bool(_ANNOUNCES.search(before))


def _behind(marks: list[re.Match[str]], text: str) -> list[Part]:
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        Part(text[mark.end() : end].strip(_AROUND), LISTED)
        for mark, end in zip(marks, ends, strict=True)
    ]


def _counted(text: str) -> list[Part]:
    """ "三件事：路灯坏了，公交太少，暖气不热", or the like summed up at its end."""
    if counted := _COUNTED.match(text):
        pieces = _pieces(counted["rest"])
        if len(pieces) == _COUNT[counted["n"]]:
            return [Part(piece, LISTED) for piece in pieces]
    if summed_up := _SUMMED_UP.match(text):
        return [Part(piece, LISTED) for piece in _pieces(summed_up["all"])]
    return []


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in _COMMA.split(text) if piece.strip()]


def _counting_up(marks: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count from one on, without a gap."""
    found: list[re.Match[str]] = []
    for mark in marks:
        if _ORDER[mark["n"]] == len(found):
            found.append(mark)
    return found


def _joined(text: str) -> list[Part]:
    """What stands around the words that add something."""
    if besides := _BESIDES.match(text):
        return [Part(besides["first"], AND), Part(besides["second"], AND)]
    parts, start, joint = [], 0, AND
    for mark in _JOINT.finditer(text):
        parts.append(Part(text[start : mark.start()].strip(), joint))
        start, joint = mark.end(), ANNOUNCED if mark["announced"] else AND
    return [*parts, Part(text[start:].strip(), joint)] if parts else []


def _said_besides(text: str) -> list[Part]:
    """The two halves of a few words around "而且" or "好了，可是", or before "…也"."""
    if solved := _SOLVED_BUT.match(text) or _SOLVED_AND.match(text):
        return [Part(solved["first"], AND), Part(solved["second"], ALSO)]
    mark = _ALSO.search(text) if len(text) <= _A_FEW_WORDS else None
    if mark is None:
        return []
    return [Part(text[: mark.start()].strip(), ALSO), Part(text[mark.end() :].strip(), ALSO)]


_AROUND = " \t\r\n，,；;"


def _as_record(part: Message) -> dict[str, Any]:
    names = (TEXT, JOINT, INTENT, INTENT_RANKING_KEY, FAQ, ENTITIES)
    return {name: part.get(name) for name in names}
