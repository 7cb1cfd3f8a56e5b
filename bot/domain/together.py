"""Tickets that are handled together: many citizens, one matter, one of the tickets stands for all.

Each keeps a log of its own. A joiner's names the first ticket, the first one's names every joiner.
"""

import re
from enum import StrEnum

from bot.domain.plain import plain
from bot.domain.tickets import WITH_UNIT, Step, Ticket, Type

MOST_TOGETHER = 300
"""A ticket that so many have joined takes no more: an answer to all of them is one transaction."""
SHARED = frozenset({Type.COMPLAINT, Type.REPORT, Type.HELP, Type.SUGGESTION})
"""Kinds of appeal that many may put forward; an inquiry wants an answer of its own."""


LONGEST_WISH = 24
"""Characters; of longer texts these words are only a part, and trying them all takes for ever."""


class Way(StrEnum):
    """How a citizen wants a matter handled, named as the dialogue hears it."""

    TOGETHER = "join"
    ALONE = "leave"


_LED_BY = (
    r"(?:那就?|就|还是|我们?|我家|想要?|要|请|麻烦|帮我|给我|能不能|可以|改成|改为|让我|"
    r"这件事?|我的|工单|愿意|同意)*"
)
_ENDED_BY = r"(?:吧|了|啊|呀|哈|就行|也行|好了|行吗|好吗|可以吗|可以|谢谢)*"
_HANDLED = r"(?:给我)?(?:来|去)?(?:办理?|处理|反映|弄)"
_OTHERS = r"(?:[跟和同与](?:大家|大伙儿?|别人|他们|其他人|人家|邻居们?)(?:们)?)?"
_AS_ONE = r"(?:一起|一块儿?|合并|合在一起|并在一起|并案|并)"
_ALONE = re.compile(
    rf"{_LED_BY}(?:退出(?:来|去|了)?)?(?:单独|单个|分开|独自|自己单独|另外单独){_HANDLED}{_ENDED_BY}|"
    rf"{_LED_BY}(?:退出|脱离)(?:{_AS_ONE}(?:{_HANDLED})?|合办|大家的)(?:理|的)?{_ENDED_BY}|"
    rf"(?:那就?|还是|我们?|现在)*不(?:想|要|愿意|用)?(?:再)?{_OTHERS}{_AS_ONE}{_HANDLED}{_ENDED_BY}"
)
_TOGETHER = re.compile(
    rf"(?:那就?|就|还是|我们?|我家|想要?|要|请|麻烦|帮我|可以|愿意|同意|也|这件事?)*"
    rf"(?:加入)?{_OTHERS}{_AS_ONE}{_HANDLED}{_ENDED_BY}|"
    rf"我(?:也|想|要|愿意|同意)*加入{_ENDED_BY}"
)


def wished(text: str) -> Way | None:
    """The way that is asked for by these words and nothing besides ("还是单独办吧")."""
    if len(text) > LONGEST_WISH:
        return None
    words = _SIGNS.sub("", _NO_THANKS.sub("", plain(text).text))
    if _ALONE.fullmatch(words):
        return Way.ALONE
    return Way.TOGETHER if _TOGETHER.fullmatch(words) else None


_NO_THANKS = re.compile(r"^\s*(?:不用了?|不了|不要了?|算了)[\W_]+")
_SIGNS = re.compile(r"[\W_]+")


def lead_of(ticket: Ticket) -> str | None:
    """The number of the ticket that this one is handled with, if it joined one.

    Who is not content with the answer that all had goes on alone.
    """
    for event in reversed(ticket.log):
        if event.step is Step.JOINED:
            return str(event.data["to"])
        if event.step is Step.LEFT or (event.step is Step.REOPENED and event.actor == "citizen"):
            return None
    return None


def gathered_by(ticket: Ticket) -> tuple[str, ...]:
    """The numbers of the tickets that joined this one, the first of them first."""
    numbers: dict[str, None] = {}
    for event in ticket.log:
        if event.step is Step.GATHERED:
            numbers[event.data["number"]] = None
        elif event.step is Step.PARTED:
            numbers.pop(event.data["number"], None)
    return tuple(numbers)


def people_of(ticket: Ticket) -> int:
    """How many citizens put the matter forward: the writer and everybody who joined."""
    return 1 + len(gathered_by(ticket))


def can_be_joined(ticket: Ticket) -> bool:
    """Whether others may join: a unit works on it, it joined nothing itself, and has room."""
    return (
        ticket.state in WITH_UNIT
        and ticket.appeal.type in SHARED
        and not ticket.rule  # an emergency is its own
        and not ticket.appeal.missing
        and lead_of(ticket) is None
        and people_of(ticket) <= MOST_TOGETHER
    )
