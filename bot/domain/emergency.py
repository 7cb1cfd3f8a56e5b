"""Is somebody in danger right now? Answered by rule, before and without any model.

A sentence alarms when it holds the words of a danger, unless the words around them say that it is
past, supposed, feared, denied, over, or told of elsewhere. Idioms ("笑死我了") are cut out first.
What no rule foresees may still sound like somebody in danger (sounding.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.domain import calm, dangers
from bot.domain.simplified import simplified
from bot.domain.sorrow import Sorrow, sorrow_of
from bot.domain.sounding import LONGEST, sounding

ON_DUTY = "值班人员"
"""Whoever is told of an emergency, in the words of the advice."""
ENOUGH = 2000
"""Characters that are looked at: nobody calls for help further down."""
AROUND = 40
"""Characters on either side that may take the danger out of a word."""
LONG = 100
"""Whoever writes more characters than this is hardly in danger, unless the text says “now”."""


@dataclass(frozen=True)
class Emergency:
    """A danger. `advice` begins with the number to call; `words` are what gave it away."""

    kind: str
    advice: str
    words: tuple[str, ...]

    @property
    def first_aid(self) -> str:
        """The advice without the sentence that somebody on duty knows: nobody may know yet."""
        return "\n".join(line for line in self.advice.splitlines() if ON_DUTY not in line)


@lru_cache(maxsize=256)
def recognise(text: str) -> Emergency | None:
    """The most urgent danger that `text` tells of, or None.

    The door, the pace and the turn of one message all ask: the last answers are remembered.
    """
    found = by_rule(text) or list(_sounds_of_danger(text[:ENOUGH]))
    found = [signal for signal in found if not _is_no_danger(signal.kind, text)]
    if not found:
        return None
    kind = min((signal.kind for signal in found), key=_ORDER.index)
    words = dict.fromkeys(signal.words for signal in found if signal.kind == kind)
    return Emergency(kind, ADVICE[kind], tuple(words))


class Signal(NamedTuple):
    """Words that tell of a danger."""

    kind: str
    words: str


def by_rule(text: str) -> list[Signal]:
    """The dangers that the rules find in `text`."""
    return list(_signals(_readable(text[:ENOUGH])))


def plain(text: str) -> str:
    """A short message as it is listened to: simplified, without blanks and punctuation."""
    return _SENTENCE.sub("", _readable(text))


def passages(text: str) -> list[str]:
    """A short message whole; of a longer one every clause and every two that follow each other."""
    if len(whole := plain(text)) <= LONGEST:
        return [whole]
    clauses = [clause for part in _CLAUSE.split(text) if (clause := plain(part))]
    return [*clauses, *(one + two for one, two in pairwise(clauses))]


# --- how ---


def _readable(text: str) -> str:
    """Simplified, without blanks and commas, common slips of words of danger put right."""
    short = simplified(text).translate(_NO_PAUSES)
    for right, slip in calm.MISSPELT.items():
        short = slip.sub(right, short)
    return short


def _signals(text: str) -> Iterator[Signal]:
    short = len(text) <= LONG
    for sentence in _SENTENCE.split(calm.IDIOMS.sub("〇", text)):
        now = bool(calm.NOW.search(sentence))
        for kind, pattern in dangers.PATTERNS.items():
            if not (short or now or kind in _ALWAYS_HEARD):
                continue
            for match in pattern.finditer(sentence):
                happens = now or bool(calm.NOW_BEFORE.search(sentence[: match.start()]))
                if not happens and _another_matter(kind, _since_the_turn(sentence, match)):
                    continue
                if _happening(kind, sentence, match, happens):
                    yield Signal(kind, match[0])


def _since_the_turn(sentence: str, match: re.Match[str]) -> str:
    """The sentence from where its writer broke off to tell of this."""
    turns = [turn.end() for turn in calm.TURN.finditer(sentence, 0, match.start())]
    return sentence[turns[-1] :] if turns else sentence


_NUMERALS = re.compile(r"[\d零〇一二三四五六七八九幺两]{7}")
"""A number that is told sounds like nothing at all."""


def _sounds_of_danger(text: str) -> Iterator[Signal]:
    whole = _readable(text)
    if len(whole) > LONG or calm.IDIOMS.search(whole) or _NUMERALS.search(whole):
        return
    if calm.ONLY_SUPPOSED.search(whole) or calm.LONG_AGO.search(whole):
        return
    if sorrow_of(text) in _NOT_URGENT:
        return
    sounds = sounding(passages(text))
    if sounds and sounds.kind in _ALWAYS_HEARD and calm.UNWILLING.search(whole):
        return
    if sounds and not _another_matter(sounds.kind, whole):
        yield Signal(sounds.kind, f"像“{sounds.example}”")


def _another_matter(kind: str, sentence: str) -> bool:
    """Is this thanks, a tale, a nuisance, a matter of papers, or over?"""
    if calm.TALE.search(sentence):
        return True
    if kind in _ALWAYS_HEARD:
        return False
    other = calm.NOT_THIS.get(kind)
    return bool(
        calm.NUISANCE.search(sentence)
        or calm.OVER.search(sentence)
        or (other and other.search(sentence))
    )


def _is_no_danger(kind: str, text: str) -> bool:
    """Has it passed, as a short message says itself, or does somebody stand before a door?"""
    short = _readable(text[:ENOUGH])
    if kind in _ALWAYS_HEARD or len(short) > LONG:
        return False
    if kind in _BEHIND_DOORS and calm.LOCKED_OUT.search(short):
        return not calm.SOMEBODY_INSIDE.search(short)
    ended = calm.ENDED.get(kind)
    passed = calm.ALL_WELL.search(short) or (ended and ended.search(short))
    return bool(passed) and not calm.STILL.search(short)


def _happening(kind: str, sentence: str, match: re.Match[str], now: bool) -> bool:
    """Is what these words say happening, rather than past, supposed, feared or denied?"""
    before = sentence[max(0, match.start() - AROUND) : match.start()]
    after = sentence[match.end() : match.end() + AROUND]
    meant = kind in _ALWAYS_HEARD and calm.MEANT.search(f"{before}{match[0][:2]}")
    if (calm.SUPPOSED.search(before) and not meant) or calm.DENIED.search(before):
        return False
    if calm.ASKED.match(after) and not (now and kind in _STILL_URGENT_LATER):
        return False
    past = calm.LONG_AGO if kind in _STILL_URGENT_LATER else calm.PAST
    if now:
        return True
    if past.search(before):
        return False
    return kind in _ALWAYS_HEARD or not calm.HABIT.search(before)


_NO_PAUSES = dict.fromkeys(map(ord, " \t　，,、~～"))
_CLAUSE = re.compile(r"[，,、。！!？?；;~～\s]+")
_SENTENCE = re.compile(r"[。！!？?；;\n]")
_ALWAYS_HEARD = frozenset({"self_harm"})
"""Who speaks of ending their life is heard in the middle of any letter."""
_NOT_URGENT = frozenset({Sorrow.GRIEF, Sorrow.CHILD, Sorrow.ILLNESS})
"""Sorrows that resemble dangers; who says that their heart aches may be in one."""
_BEHIND_DOORS = frozenset({"crime", "trapped", "missing"})
_STILL_URGENT_LATER = frozenset({"self_harm", "missing", "fraud"})
"""A day later these are as urgent as in the first hour."""
_ORDER = tuple(dangers.PATTERNS)

ADVICE = {
    "self_harm": (
        "12356（心理援助热线，24小时有人）\n您愿意说出来，就很了不起。请先别一个人待着。\n"
        "1. 现在拨打 12356，会有人听您慢慢说。\n"
        "2. 离开高处、水边，把药和刀具放远，叫一位家人或朋友来陪您。\n"
        "3. 有人已经受伤或正站在危险处，马上打 120 和 110。\n"
        "您的话已经报给值班人员，我们会尽快联系您。"
    ),
    "crime": (
        "110\n请先保证自己安全。\n1. 能躲就躲，锁好门，不要硬拼。\n"
        "2. 打 110；不方便说话就发短信到 12110，写清地点和情况。\n"
        "3. 有人受伤再打 120。\n已经报给值班人员。"
    ),
    "fire": (
        "119\n1. 马上离开，弯腰走楼梯，不坐电梯，不回去拿东西。\n"
        "2. 烟大就退回房间，关门堵缝，到窗口呼救。\n"
        "3. 到安全的地方打 119，说清地址、几楼、有没有人被困。\n已经报给值班人员。"
    ),
    "gas": (
        "119\n1. 不开灯、不关灯、不打火，也不要在屋里打电话。\n"
        "2. 关阀门，开门窗，所有人到屋外去。\n"
        "3. 在屋外打 119 和燃气公司抢修电话；有人头晕、叫不醒就打 120。\n已经报给值班人员。"
    ),
    "trapped": (
        "119\n1. 马上打 119，说清地点和被困的人数。\n"
        "2. 有人落水：扔绳子、竹竿、救生圈，不要自己跳下去。\n"
        "3. 困在电梯里：按呼叫按钮，不要扒门；有人受伤再打 120。\n已经报给值班人员。"
    ),
    "traffic": (
        "122（有人受伤先打 120）\n1. 车开双闪，人撤到护栏外或路边。\n"
        "2. 车后放三角牌，城里 50 米，高速 150 米。\n"
        "3. 不要随便搬动伤者，打 120 和 122。\n已经报给值班人员。"
    ),
    "collapse": (
        "119\n1. 马上离开，到空旷的地方去，不回去拿东西，也别让人靠近。\n"
        "2. 电线掉在地上：离开八米以上，千万别碰，再打 95598（供电）。\n"
        "3. 打 119，说清地点、是什么要塌要掉、下面有没有人；有人受伤打 120。\n已经报给值班人员。"
    ),
    "medical": (
        "120\n1. 马上打 120，说清地址和病人的样子，别挂电话，听医生指挥。\n"
        "2. 没有呼吸就做胸外按压；吃错了药，把药瓶带上。\n"
        "3. 不要让病人一个人待着，派人到路口接救护车。\n已经报给值班人员。"
    ),
    "missing": (
        "110\n1. 马上打 110，不用等 24 小时。\n"
        "2. 说清姓名、年龄、衣着、最后在哪里，准备一张近照。\n"
        "3. 留一个人在原地等，其他人分头找。\n已经报给值班人员。"
    ),
    "fraud": (
        "96110（反诈专线）\n1. 不要再转钱，不要挂着对方的电话，关掉屏幕共享。\n"
        "2. 马上打 110 报案，越快越可能拦下这笔钱。\n"
        "3. 打银行客服冻结账户，留好转账记录和聊天截图。\n已经报给值班人员。"
    ),
    "danger": (
        "110（着火、被困打 119，有人受伤打 120）\n1. 先到安全的地方，打电话，说清地点。\n"
        "2. 不方便说话就发短信到 12110。\n"
        "3. 也请告诉我们：在哪里，出了什么事。\n已经报给值班人员。"
    ),
}
"""The number first, then what to do now, then that a human knows. Sample texts: check locally."""
