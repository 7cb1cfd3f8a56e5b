"""What a citizen said in this message, as the actions read it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker

from bot.domain import amending, numbers
from bot.domain.retyping import retyping
from bot.domain.tickets import TYPE_NAMES, Type
from bot.domain.told import NAMES

COMMAND_LENGTH = 15
"""A command is short: a longer text that looks like one is a story that contains it."""
SUBSTANTIAL = 2
"""Fewer characters than this, openers aside, do not say what the matter is."""

AROUND_A_NUMBER = 6
"""So many characters beside a ticket's number only say "look up"."""

_NO_ANSWER = (
    *("utter_offer_questions", "utter_answer_expired"),
    *("utter_ask_whether_to_pass_on", "utter_ask_whether_to_register"),
)
_OPENERS = re.compile(
    r"^(?:您好|你好|领导|同志|请问|麻烦|那个|我要?|我?想要?|我?需要|帮我|可以|能不能|能否|向?你们|"
    r"投诉|举报|反映|反应|上访|表扬信?|感谢信|夸夸?|写|咨询|询问|了解|打听|问|说|提出?|求助|求救|帮帮我|帮忙|救命|建议|意见|"
    r"补充|更正|登记|有|一下|下|一个|一件|一些|一点|个|件|点|些|情况|问题|事情|事儿?|吗|吧|啊|呢|"
    r"另外|还有|对了|[\s，,。.！!？?：:、~～]+)+"
)
_GREETING = re.compile(
    r"^(?:您好|你好|尊敬的|各位|领导|同志|请问|[\s，,。.！!：:])+|^我要?想?(?:投诉|举报|反映|咨询)[\s，,：:]+"
)
_QUESTION = re.compile(
    r"[?？]|吗|呢[。！]?$|什么|怎么|怎样|如何|多少|几[号点天个月岁]|多久|哪|谁|咋|啥|"
    r"能不能|可不可以|可以.{0,8}(?:吗|不)|是不是|有没有|要不要|请问"
)
_WISH = re.compile(r"能不能|能否|可不可以|可否|可以.{0,12}吗|希望|建议|最好|应该")
_UNKNOWN = re.compile(
    r"^(?:我?也?(?:不知道|不清楚|不晓得|不太清楚|说不上来|说不清|不记得|记不清|忘了|没有|没|无|不方便说?|"
    r"不想说|不说|不留|不用|不需要|不填|跳过|算了))(?:了|吧|呢|啊|地址|电话|具体|呀|[。.，,！!])*$"
)
_CORRECTION = re.compile(
    r"^(?:不对|不是|错了|说错了|我说错了|写错了|搞错了|更正一下|更正|改一下|[\s，,。.！!：:])+"
)
_NOT_SOLVED = re.compile(
    r"^(?:问题|事情|可是|但是|但|其实|根本|并|还是|还|仍然|仍|[，,\s])*(?:没有?|未|不)(?:得到|有|给|能)?"
    r"(?:解决|修好|弄好|处理|办好|搞定|恢复)"
)
_SOMEBODY_ELSES = re.compile(
    r"(?:老板|司机|对方|房东|物业|商家|店家|公司|单位|中介|包工头|骗子|邻居|他|她|他们)的?"
    r"(?:电话|手机号?|号码|联系方式)"
)
"""A telephone number that is told of somebody, not given to be called."""
_OF_ONE_PART = frozenset({"place", "line"})
"""Facts that stand in one part of a message and hold for that part alone."""
_TYPE_NAME = re.compile(
    r"(?P<no>不是|不要|不算|别|没有?)?(?:要|想|我?来)?(?P<name>咨询|投诉|建议|求助|举报|表扬)"
)


@dataclass(frozen=True)
class Candidate:
    """A known question that may be meant."""

    key: str
    question: str
    confidence: float = 0.0


@dataclass(frozen=True)
class Heard:
    """One message: masked words, how they were understood, and the facts in them.

    `entities` has the first fact of each kind (the longest place), `told` all of them.
    `parts` are its pieces, each understood by itself, if it may tell several matters; `joint` says
    how a piece was led up to (nlu/components/matters.py).
    """

    text: str
    intent: str
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    candidates: tuple[Candidate, ...] = ()
    entities: Mapping[str, str] = field(default_factory=dict)
    parts: tuple["Heard", ...] = ()
    model: str = ""
    joint: str = ""
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, tracker: Tracker) -> "Heard":
        """The message that this turn answers."""
        return cls.read(tracker.latest_message)

    @classmethod
    def read(cls, parsed: Mapping[str, Any]) -> "Heard":
        """A message, or one of its parts, as Rasa parsed it."""
        intent = parsed.get("intent") or {}
        return cls(
            text=(parsed.get("text") or "").strip(),
            intent=intent.get("name") or "out_of_scope",
            confidence=float(intent.get("confidence") or 0.0),
            ranking=tuple((r["name"], r["confidence"]) for r in parsed.get("intent_ranking") or ()),
            candidates=_candidates(parsed),
            entities=_first_of_each(parsed),
            parts=tuple(cls.read(part) for part in parsed.get("parts") or ()),
            model=parsed.get("model") or "",
            joint=parsed.get("joint") or "",
            told=_all_of_each(parsed),
        )

    @property
    def place(self) -> str | None:
        """Where it is; for who speaks of a bus, its line says that."""
        return self.entities.get("place") or self.entities.get("line")

    @property
    def when(self) -> str | None:
        """When it was and since when, in the citizen's words."""
        times = (*self.told.get("time", ()), *self.told.get("since", ()))
        return "，".join(times) or self.entities.get("time")

    @property
    def contact(self) -> str | None:
        """The writer's own number: who is complained of must not be called back."""
        phone = self.entities.get("phone")
        return None if phone and _SOMEBODY_ELSES.search(self.text) else phone

    @property
    def number(self) -> str | None:
        """A ticket's number, taken with a choice or written."""
        return self.entities.get("number") or numbers.find_number(self.text)

    @property
    def facts(self) -> dict[str, str]:
        """The facts a ticket has a field for: place, when, contact."""
        found = {"place": self.place, "when": self.when, "contact": self.contact}
        return {name: value for name, value in found.items() if value}

    @property
    def asks(self) -> bool:
        """Whether it reads like a question."""
        return bool(_QUESTION.search(self.text))

    @property
    def wishes(self) -> bool:
        """Whether it reads like a wish, also when that is put as a question."""
        return bool(_WISH.search(self.text))

    @property
    def is_short(self) -> bool:
        """Short enough to be a command."""
        return len(self.text) <= COMMAND_LENGTH

    @property
    def declines(self) -> bool:
        """Whether it says "I do not know" or "none"."""
        return (self.intent == "deny" and self.is_short) or bool(_UNKNOWN.match(self.text))

    @property
    def does_not_know(self) -> bool:
        """Whether it says "I do not know", which is no refusal."""
        return any(
            word in self.text for word in ("不知道", "不清楚", "不晓得", "说不", "记不", "忘")
        )

    @property
    def says_not_solved(self) -> bool:
        """Whether it begins with "not solved", whatever follows."""
        return bool(_NOT_SOLVED.match(self.text))

    @property
    def names_a_ticket(self) -> bool:
        """Whether it is a ticket's number and hardly anything else."""
        written = self.entities.get("ticket_number", "")
        return bool(written) and len(self.text) - len(written) <= AROUND_A_NUMBER

    @property
    def says_something(self) -> bool:
        """Whether more is left than "hello, I want to complain"."""
        return len(substance(self.text)) >= SUBSTANTIAL

    @property
    def corrected(self) -> str:
        """What is right, without the words that say that something was wrong."""
        return _CORRECTION.sub("", self.text).strip()

    @property
    def place_corrected(self) -> str | None:
        """Where it really is, if this says that it was told wrongly."""
        if not amending.says_wrong(self.text, self.told.get("place", ())):
            return None
        return self.place or amending.right_place(self.text)

    @property
    def type_wanted(self) -> Type | None:
        """The type that a correction like "不是投诉，是建议" asks for."""
        if taken := self.entities.get("type"):
            return Type(taken) if taken in set(Type) else None
        if said := retyping(self.text):
            return said.wanted
        wanted = [found["name"] for found in _TYPE_NAME.finditer(self.text) if not found["no"]]
        named = {name: kind for kind, name in TYPE_NAMES.items()}
        return named[wanted[-1]] if wanted and self.is_short else None

    @property
    def types_refused(self) -> frozenset[Type]:
        """The types that it says it is not: "我这不是投诉"."""
        said = retyping(self.text)
        return said.refused if said else frozenset()

    @property
    def announced(self) -> Type | None:
        """The type that somebody names who says nothing else yet: "我想投诉"."""
        return None if self.says_something else self.type_wanted

    def narrowed_to(self, part: "Heard", others: Sequence["Heard"] = ()) -> "Heard":
        """The same message as if only this part had been said; facts hold for both.

        Where one of the `others` is says nothing about this part.
        """
        apart = {name for one in others for name in one.entities if name in _OF_ONE_PART}
        shared = {name: value for name, value in self.entities.items() if name not in apart}
        all_of = {name: value for name, value in self.told.items() if name not in apart}
        entities, told = {**shared, **part.entities}, {**all_of, **part.told}
        return replace(part, entities=entities, told=told, model=self.model)

    def as_understood(self) -> dict[str, Any]:
        """Why the ticket became what it is, for its log."""
        return {
            "intent": self.intent,
            "confidence": round(self.confidence, 3),
            "ranking": [[name, round(confidence, 3)] for name, confidence in self.ranking[:3]],
            "faq": [[c.key, round(c.confidence, 3)] for c in self.candidates[:3]],
            "model": self.model,
            "facts": {kind: list(self.told[kind]) for kind in NAMES if kind in self.told},
        }


def substance(text: str) -> str:
    """`text` without greetings and announcements at its beginning."""
    return _OPENERS.sub("", text).strip()


def opening(text: str) -> str:
    """The first line of `text` without a greeting."""
    return (_GREETING.sub("", text).strip() or text).split("\n")[0]


OFFERED = "utter_offer_questions"
"""Known questions to choose from."""


def asked_last(tracker: Tracker) -> str | None:
    """The response that our last words came from."""
    said = (event for event in reversed(tracker.events) if event["event"] == "bot")
    return next((event.get("metadata", {}).get("utter_action") for event in said), None)


def left_unanswered(tracker: Tracker) -> bool:
    """Whether our last words were a question about the question, instead of its answer."""
    return asked_last(tracker) in _NO_ANSWER


def _candidates(message: Mapping[str, Any]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            found["key"], found.get("question") or found["key"], found.get("confidence") or 0.0
        )
        for found in message.get("faq") or ()
    )


def _first_of_each(message: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entity in message.get("entities") or ():
        found.setdefault(entity["entity"], str(entity["value"]))
    if places := _all_of_each(message).get("place"):
        meant = amending.meant(message.get("text") or "", places)
        del found["place"]
        if meant:
            found["place"] = max(meant, key=len)  # the longest says best where it is
    return found


def _all_of_each(message: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Every fact by its kind, a time that tells since when as `since`."""
    found: dict[str, list[str]] = {}
    for entity in message.get("entities") or ():
        values = found.setdefault(entity.get("role") or entity["entity"], [])
        if str(entity["value"]) not in values:
            values.append(str(entity["value"]))
    return {kind: tuple(values) for kind, values in found.items()}
