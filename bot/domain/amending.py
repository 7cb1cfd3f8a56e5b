"""Somebody puts right where it is: which of the places that are named is the right one?"""

import re
from collections.abc import Sequence

_DENIED = re.compile(
    r"(?:不是|不在|并非|不叫|别写|(?:写|说|填|打|报|发|记|搞|弄|当)成了?)(?:在|的?是|我们?|那个|那边的?)?$"
)
"""What stands right before a place that is wrong."""
_CHANGED_FROM = re.compile(r"(?:把|将|从|由)(?:地址|地点|位置)?(?:从|由)?$")
_CHANGED = re.compile(r"^[^，。,；;]{0,3}?(?:改|换|写错|说错|填错|不对|错了|有误|搞错|作废)")
"""What follows a place that shall be another one."""

_NAMED = r"(?:地址|地点|位置|门牌号?|路名|街名|小区名?字?|楼号|楼栋|单元号?)"
_MADE = r"[说写打搞弄填报发记选]"
_WRONG = re.compile(
    rf"{_NAMED}[^，。,；;]{{0,6}}?(?:{_MADE}?错|不对|有误|不是|搞混|改)|(?:改|更正|更改|修改|纠正)[^，。,；;]{{0,3}}{_NAMED}|"
    rf"(?:^|[，。,；;！!\s]|刚才|刚刚|前面|上面|我)(?:{_MADE}错|错)了|^(?:不对|更正|纠正|口误)|改成|改为|更正为|应该是|应为"
)
_RIGHT = re.compile(
    r"(?<!不)(?<!要)(?:应该?是|应为|改成|改为|更正为|换成|改到|而是|是在|就是|是|在)"
    r"(?P<right>[^，。,；;！!？?]{2,30}?)(?=(?:，|,)?(?:而)?不(?:是|在)|[，。,；;！!？?]|$)"
)
_PLACE_NAMED = re.compile(_NAMED)
LONGEST = 60
"""Who writes more tells a story; corrections are short."""


def says_wrong(text: str, places: Sequence[str] = ()) -> bool:
    """Whether it says that something told before was wrong, or denies one of its `places`."""
    if len(text) > LONGEST:
        return False
    return bool(_WRONG.search(text)) or (len(places) > 1 and len(meant(text, places)) < len(places))


def meant(text: str, places: Sequence[str]) -> list[str]:
    """Those of the `places` in `text` that are not said to be wrong ("是甲，不是乙": 甲)."""
    return [place for place in places if not _is_denied(text, place)]


def right_place(text: str) -> str | None:
    """What is right, where no rule knows it as a place ("地址错了，是老供销社后面")."""
    if len(text) > LONGEST or not _PLACE_NAMED.search(text):
        return None
    found = [match["right"].strip() for match in _RIGHT.finditer(text)]
    return next((one for one in found if not _WRONG.search(one)), None)


_HEAD = r".*?(?:大?街|大?道|路|巷|胡同|小区|花园|家园|新村|公寓|苑|园|城|庄|村|里)"
_NUMBERED = re.compile(rf"(?P<head>{_HEAD})(?P<number>[0-9一二三四五六七八九十]+.*)")
_BARE = re.compile(_HEAD)
_A_HOUSE = re.compile(r"[0-9]+(?:号楼|号院|号|栋|幢|座)(?:[0-9]+(?:单元|室|号|楼|层)?)*$")
_ONLY_A_HOUSE = re.compile(r"[0-9]+(?:号楼|号院|号|栋|幢|座)(?:[0-9]+(?:单元|室|号|楼|层)?)*")


def carried_over(before: str, right: str) -> str:
    """The right place with what was right of the one `before`: its house, or its street.

    "和平路12号", "和平街": 和平街12号. "北安里4号楼", "14号楼": 北安里14号楼.
    """
    if _ONLY_A_HOUSE.fullmatch(right) and (house := _A_HOUSE.search(before)):
        return before[: house.start()] + right
    numbered = _NUMBERED.fullmatch(before)
    return right + numbered["number"] if numbered and _BARE.fullmatch(right) else right


_NOT_BUT = re.compile(
    r"(?:不是(?P<was>[^，。,；;！!？?]{2,12})[，,。\s]*而?(?:应该?)?是(?P<is>[^，。,；;！!？?]{2,20})|"
    r"(?:应该?)?是(?P<is2>[^，。,；;！!？?]{2,20}?)[，,\s]*(?:而)?不是(?P<was2>[^，。,；;！!？?]{2,12}))[吧啊呀了。！!]*"
)


def matter_put_right(text: str) -> tuple[str, str] | None:
    """What was told wrongly and what is right, if that is all it says ("不是路灯，是红绿灯")."""
    if len(text) > LONGEST or not (found := _NOT_BUT.search(text)):
        return None
    return (found["was"] or found["was2"]).strip(), (found["is"] or found["is2"]).strip()


def _is_denied(text: str, place: str) -> bool:
    before, _, after = text.partition(place)
    if _DENIED.search(before):
        return True
    return bool(_CHANGED_FROM.search(before)) or bool(_CHANGED.search(after))
