"""Does a message put forward several matters, and which?"""

import re
from dataclasses import replace

from actions.desk import current_desk
from actions.hearing import Heard
from actions.matter import APPEALS
from bot.domain.dispatch import Suggestion
from bot.domain.tickets import Type

FAQ = "faq"
IDLE = frozenset({"greet", "thanks", "goodbye", "affirm", "deny"})
AND, ALSO = "and", "also"
"""How a piece is led up to that is merely added; see nlu/components/matters.py."""
MIGHT_AS_WELL = 0.4
"""A unit might handle what speaks so much as clearly for it as for the likeliest one."""
SURELY_ITS_UNIT = 0.75
"""From this score on, a unit is surely the one; a single short word of the catalogue gives .7."""
FAIRLY_ITS_UNIT = 0.5
AT_THE_BEGINNING = 2
"""Characters of a piece before its subject."""
_GOES_ON = re.compile(
    r"也|又|都|更|就|而且|并且|要求|希望|请(?!问)|态度|价格|收费|赔偿|退(?!休|役|伍|税)|因为|所以"
)
"""How a piece begins that goes on telling the same story, however it is led up to."""
_ALSO_SO = re.compile(r"[^，。]{1,5}也")
"""How a piece begins that mostly goes on with the same, and sometimes with something else."""
_SAME_SCENE = re.compile(
    r"(?:上|下|周|早|晚|夜|白天|半夜|昨|今|每)|"
    r"(?:那|这|他|她|它|对方|其)|(?:一起|好多|很多|还有)人?|有人|里面|老板|司机|商家|店家|店里|房东|物业|保安|护工|"
    r"工作人员|窗口|客服|老师|医生|开发商|公司|村里|邻居|孩子|老人|我(?:的|家里)?(?:孩子|老人|父母|妈|爸)"
)
"""How a piece begins that is merely added and stays with the same people."""
_SCENE = re.compile(
    r"(?:我们?|咱们?|俺们?)?(?:这里|这边|这儿|那边|家|单位|公司|村|屯|镇|厂|宿舍|学校|医院|小区|社区|楼下|楼上|楼道|门口|门前|附近|旁边|"
    r"路口|路边|路上|马路|街上|村口|市场|菜市场|超市|公园|广场|车站|火车站|地铁|公交|河边|工地|停车场|幼儿园|银行|城区|县城|老家)|"
    r"我(?:的|妈|爸|母亲|父亲|奶奶|爷爷|老伴|爱人|丈夫|妻子|儿子|女儿)"
)
"""How a piece begins that turns to another scene."""

_OWNERS = "物业"
_ESTATE = re.compile(r"(?:我们?)?(?:小区|楼道|院里|院子|电梯|绿化|垃圾|门禁|停车|车位)")
"""What is told of those who look after an estate is one matter with all that they neglect."""


def matters_in(heard: Heard) -> list[Heard]:
    """The matters of a message, in its order; the whole message alone unless it has several.

    Pieces are matters of their own if different units would handle them, and nothing says that the
    second goes on with the first. A piece that is none belongs to the one before it.
    """
    found: list[Heard] = []
    for part in map(_as_matter, heard.parts):
        if not found or _stands_alone(part, found):
            found.append(part)
        else:
            found[-1] = _with(found[-1], part)
    if len(found) < 2 or not _is_matter(found[0]):
        return [heard]
    return [replace(one, model=heard.model) for one in found]


def _stands_alone(part: Heard, before: list[Heard]) -> bool:
    if not _is_matter(part) or _GOES_ON.match(part.text):
        return False
    if part.joint == ALSO or _ALSO_SO.match(part.text):
        return _names_its_unit_first(part, before)
    if part.intent == FAQ and _asked_besides(part, before):
        return True
    unit = _unit(part)
    if unit is None or any(_share_a_unit(part, one) for one in before):
        return False
    return part.joint != AND or _turns_elsewhere(part, unit, before[-1])


def _names_its_unit_first(part: Heard, before: list[Heard]) -> bool:
    """ "公交车也晚点" begins with another unit's word; "噪音也大" goes on about the same."""
    unit = _unit(part)
    if unit is None or unit.score < FAIRLY_ITS_UNIT or _unit(before[-1]) is None:
        return False
    if _SAME_SCENE.match(part.text) or any(_share_a_unit(part, one) for one in before):
        return False
    return any(0 <= part.text.find(word) <= AT_THE_BEGINNING for word in unit.words)


def _asked_besides(part: Heard, before: list[Heard]) -> bool:
    """A known question needs no unit; one that is announced beside a complaint, none of its own."""
    if _unit(part) is None:
        return True
    return part.joint != AND and all(_tells(one) for one in before)


def _tells(one: Heard) -> bool:
    return one.intent not in (FAQ, Type.INQUIRY.value)


def _as_matter(part: Heard) -> Heard:
    """A piece by itself is short, and easily taken for a command or for a question that is known.

    What some unit's words stand in, and is no question, is put forward.
    """
    if part.intent in APPEALS or (part.intent == FAQ and part.asks) or part.intent in IDLE:
        return part
    if part.joint == AND and part.intent != FAQ and not part.asks:
        return part  # nothing says that it is a matter at all
    if _unit(part) is None:
        return part
    likely = next((name for name, _ in part.ranking if name in APPEALS), Type.COMPLAINT.value)
    return replace(part, intent=Type.INQUIRY.value if part.asks else likely)


def _is_matter(part: Heard) -> bool:
    return part.says_something and (part.intent in APPEALS or part.intent == FAQ)


def _unit(part: Heard) -> Suggestion | None:
    """The unit that some word of it speaks for."""
    desk = current_desk()
    best = desk.suggest(part.text, part.place)[0]
    known = best.words and best.department != desk.shelf.catalogue.coordinating_centre
    return best if known else None


def _share_a_unit(one: Heard, other: Heard) -> bool:
    """Whether some unit might handle both pieces."""
    return not _likely_units(one).isdisjoint(_likely_units(other))


def _likely_units(one: Heard) -> frozenset[str]:
    found = current_desk().suggest(one.text, one.place)
    least = found[0].score * MIGHT_AS_WELL
    return frozenset(unit.department for unit in found if unit.words and unit.score >= least)


def _turns_elsewhere(part: Heard, unit: Suggestion, before: Heard) -> bool:
    """Whether a piece that is merely added leaves the scene of the one before."""
    first = _unit(before)
    if first is None or _SAME_SCENE.match(part.text):
        return False
    if _OWNERS in before.text and _ESTATE.match(part.text):
        return False
    if part.asks or _begins_with_a_place(part):
        return True
    if _SCENE.match(part.text) and _known(part) >= FAIRLY_ITS_UNIT:
        return True
    surely = unit.score >= SURELY_ITS_UNIT and first.score >= FAIRLY_ITS_UNIT
    return surely and any(0 <= part.text.find(word) <= AT_THE_BEGINNING for word in unit.words)


def _known(part: Heard) -> float:
    """How surely some unit handles it, whichever:油烟 speaks for two of them."""
    return sum(one.score for one in current_desk().suggest(part.text, part.place) if one.words)


def _begins_with_a_place(part: Heard) -> bool:
    return bool(part.place) and part.text.find(part.place or "") in range(AT_THE_BEGINNING + 1)


def _with(one: Heard, more: Heard) -> Heard:
    """A piece and what goes on with it."""
    return replace(one, text=f"{one.text}，{more.text}", entities={**more.entities, **one.entities})
