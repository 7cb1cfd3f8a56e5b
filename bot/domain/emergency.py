"""Is somebody in danger right now? Answered by rule, before and without any model.

A sentence alarms when it holds the words of a danger, unless the words around them say that it is
past, supposed, feared, denied, over, or told of elsewhere. Idioms ("笑死我了") are cut out first.
What no rule foresees may still sound like somebody in danger (sounding.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.domain import calm, dangers, fraud
from bot.domain.advice import ADVICE, FOR_ANOTHER, ON_DUTY
from bot.domain.animals import only_an_animal
from bot.domain.simplified import simplified
from bot.domain.sorrow import Sorrow, sorrow_of
from bot.domain.sounding import LONGEST, Sounding, sounding

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
    another = kind == "self_harm" and _is_somebody_else(text[:ENOUGH], words)
    return Emergency(kind, FOR_ANOTHER if another else ADVICE[kind], tuple(words))


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


_STREET = (
    r"[^\W\d_在到是我你他她人有跟着倒躺站往把被]{1,4}"
    r"(?:大?街|大?道|路|巷|胡同|小区|花园|家园|新村|苑)"
)
_HOUSE = r"[0-9一二三四五六七八九十百]+(?:号楼|号院|号|栋|幢|弄|单元|楼|层|室)"
_ADDRESS = re.compile(
    rf"(?:{_STREET}){{1,2}}(?:{_HOUSE})+(?:大?门口|门前|楼下|楼道|附近|旁边|边上|对面|[左右]边)?"
)
"""Where a house stands sounds like nothing: what happens there does."""
_SOMEBODY = re.compile(
    r"[他她人男女谁伙帮群贼徒匪爸妈爹娘哥弟姐妹夫妻]|老公|老婆|对象|前任|邻居|老板|同学|老师|"
    r"司机|债主|催收|混混|流氓|醉汉|疯子|保安|孩子|儿子|小偷|房客|年轻|出租|隔壁|[^目]的把|"
    r"我(?!家|们?(?:家|小区|单位|村|楼|这)|在|到)|俺(?!家|们)|救|打|杀|抢|刀|枪|砸|撬|绑|砍|捅|"
    r"跟踪|惨叫|炸|掐|翻窗|泼|拽|踹"
)
"""Who may do something to somebody, or what they do it with."""
_AT_EASE = re.compile(
    r"有人(?:又|老|总|一直|天天|在[^，,。]{0,8})?(?:露天)?(?:烧烤|烤串|烤肉|摆摊|卖|放鞭炮|放炮|放烟花|遛狗|"
    r"跳舞|唱歌|发传单|推销|抽烟|打牌|打麻将|下棋|钓鱼|烧纸|停车|倒垃圾|晒)"
)
"""What people do in front of other people's doors, and no crime."""
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
    # most messages sound like nothing: only what does is looked at without its address
    sounds = sounding(passages(text)) and _without_an_address(text)
    if sounds and sounds.kind in _ALWAYS_HEARD and calm.UNWILLING.search(whole):
        return
    if sounds and sounds.kind == "crime" and _is_no_crime(whole):
        return
    if sounds and not _another_matter(sounds.kind, whole):
        yield Signal(sounds.kind, f"像“{sounds.example}”")


_THING = (
    r"(?:井盖|盖板|箅子|路灯|楼道灯|灯|栏杆|护栏|扶手|牌子|站牌|指示牌|垃圾[桶箱]|健身器材|长?椅子?|凳子|门|锁|水管|水龙头|"
    r"消防栓|盖子|监控|摄像头|车位|单车|自行车|电动车|快递|包裹|花|草坪|雨棚|地砖|台阶|围墙|电梯|信号灯|红绿灯|喇叭|投影|玻璃门)"
)
_BROKEN_THING = re.compile(
    rf"(?:(?:还|这|那|有|又|一|几|好几|个|处|里|边|家|我们?|小区|门口|路边|楼道|的|都)*){_THING}"
    r"[^我他她人孩，,。]{0,3}(?:没|坏|丢|不见|少|歪|松|锈|旧|破|烂|不亮|不转|裂|缺)了?(?:了|啊|呀)?"
)
"""Something that lamps and lids do, and nobody else."""


def _without_an_address(text: str) -> Sounding | None:
    short = _ADDRESS.sub("", text)
    return None if _BROKEN_THING.fullmatch(plain(short)) else sounding(passages(short))


def _is_no_crime(text: str) -> bool:
    """Whether nobody is there to do anything ("我家门口围墙裂了"), or does what many do."""
    return not _SOMEBODY.search(text) or bool(_AT_EASE.search(text))


def _another_matter(kind: str, sentence: str) -> bool:
    """Is this thanks, a tale, a nuisance, a matter of papers, or over?"""
    if calm.TALE.search(sentence):
        return True
    if kind in _ALWAYS_HEARD or (kind == "fraud" and calm.PRETENDED.search(sentence)):
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
    if kind == "fraud" and fraud.nothing_was_given(short):
        return True
    if kind in _OF_ANIMALS_TOO and only_an_animal(short):
        return True
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


def _is_somebody_else(text: str, words: Iterable[str]) -> bool:
    """Whether it is somebody beside the writer, as the clause tells whose words gave it away.

    In doubt it is the writer: who only looks on loses nothing by a word of comfort.
    """
    for clause in _CLAUSE.split(simplified(text)):
        found = next((one for one in words if one in clause), None)
        if found is not None:
            told = clause[: clause.index(found)] + found
            return bool(_SOMEBODY_ELSE.search(told)) and not _MYSELF.search(told)
    return False


_NO_PAUSES = dict.fromkeys(map(ord, " \t　，,、~～"))
_CLAUSE = re.compile(r"[，,、。！!？?；;~～\s]+")
_SENTENCE = re.compile(r"[。！!？?；;\n]")
_ALWAYS_HEARD = frozenset({"self_harm"})
"""Who speaks of ending their life is heard in the middle of any letter."""
_NOT_URGENT = frozenset({Sorrow.GRIEF, Sorrow.CHILD, Sorrow.ILLNESS, Sorrow.LONELY})
"""Sorrows that resemble dangers; who says that their heart aches may be in one."""
_SOMEBODY_ELSE = re.compile(
    r"有(?:个|一个)?(?:人|女|男|姑娘|小伙|老人|大爷|大妈|学生|孩子)|他|她|女的|男的|邻居|隔壁|楼上|对面|路人|"
    r"(?:我|我家|女|男)的?(?:朋友|同学|同事|室友|闺蜜|女儿|儿子|孩子|对象|老公|老婆|爱人|丈夫|妻子|妈妈?|爸爸?|"
    r"母亲|父亲|爷爷|奶奶|哥哥?|姐姐?|弟弟?|妹妹?)"
)
_MYSELF = re.compile(r"我(?=$|[也就要想不真都]|们?.{0,2}(?:跳|死|活))|[逼让叫害]")
"""Who is driven to it by another speaks of themselves."""
_OF_ANIMALS_TOO = frozenset({"trapped", "medical", "traffic", "missing", "collapse"})
_BEHIND_DOORS = frozenset({"crime", "trapped", "missing"})
_STILL_URGENT_LATER = frozenset({"self_harm", "missing", "fraud"})
"""A day later these are as urgent as in the first hour."""
_ORDER = tuple(dangers.PATTERNS)
