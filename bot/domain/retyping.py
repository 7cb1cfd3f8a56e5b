"""Does a message say nothing but which kind of matter it is, or is not?

"改成建议", "我这不是投诉", "这是建议不是投诉": whole messages that name a kind, and hold no other
word of a matter. "我要投诉" alone is none: it begins something.
"""

import re
from dataclasses import dataclass

from bot.domain.tickets import TYPE_NAMES, Type

LONGEST = 24
"""Characters: whoever writes more tells something besides."""

_TYPES = {name: kind for kind, name in TYPE_NAMES.items()}
_NAMES = "|".join(_TYPES)
_NOT = "(?:并|也|可|又)?(?:不是|不算|不属于|不能算|没有|没|不要|不想|别|不)"
_WORD = (
    "(?:不对|不是这个意思|错了|搞错|弄错|理解错|选错|登记错|分错类?|答非所问|你们?|我们?|刚才|这[个件条事]?|那[个件条]?|它|"
    "事情?|工单|单子|类型|问|咨询的|其实|应该|只|就|是|才|来|而|要|想|给|帮|把|请|麻烦|当|算是?|属于|作为?|"
    "[改换变]一?下?(?:[成为到])?|按照?|处理|办理?|登记|记|一下|个|一个|条|一条|的|了|吧|啊|呀|呢|嘛|哦|行不行|好吗|可以吗|不行|谢谢|"
    "[\\s，,。.！!、；;：:?？])"
)
_WHOLE = re.compile(f"(?:{_NAMES}|{_WORD}|{_NOT})+")
_NAMED = re.compile(
    f"(?P<no>{_NOT})?(?P<between>(?:要|想|来|个|一个|是|为了|什么|的)*)(?P<name>{_NAMES})"
)
_TURNS = re.compile(
    "不是|不算|不属于|不能算|[改换变](?:一下)?[成为到]|应该|算|按|当[成作]?|属于|是(?!不)|错了?|作为|答非所问"
)
"""Without one of these it is no correction."""


@dataclass(frozen=True)
class Retyping:
    """The kind that it shall be, if one is named, and those that it is not."""

    wanted: Type | None
    refused: frozenset[Type] = frozenset()


def retyping(text: str) -> Retyping | None:
    """Which kind a message says it is and which not; None if it says anything else."""
    words = text.strip()
    if len(words) > LONGEST or not _TURNS.search(words) or not _WHOLE.fullmatch(words):
        return None
    named = [(bool(found["no"]), _TYPES[found["name"]]) for found in _NAMED.finditer(words)]
    if not named:
        return None
    refused = frozenset(kind for no, kind in named if no)
    wanted = [kind for no, kind in named if not no and kind not in refused]
    return Retyping(wanted[-1] if wanted else None, refused)
