"""Which of their tickets does a citizen mean?"""

import re
from collections.abc import Container, Sequence
from itertools import pairwise

from rasa_sdk import Tracker

from actions.hearing import Heard
from actions.matter import ticket_in_hand
from bot.domain.tickets import OPEN, State, Ticket
from bot.services.desk import Desk

_ABOUT_ANY = re.compile(
    r"地址|地点|位置|门牌号?|应该|刚[才刚]|更正|纠正|改[成为到]?|不[对是在用要]|已经|解决|处理|修好|弄好|撤[回销]?|"
    r"[说写打搞弄填报发记错是在的了我那个件事好]"
)
"""Words that stand beside any matter that is put right or over."""
_ORDINALS = (
    re.compile(r"第[一1](?:个|件)|[头前](?:一)?(?:个|件)|最早|开头那"),
    re.compile(r"第[二两2](?:个|件)"),
    re.compile(r"第[三3](?:个|件)"),
    re.compile(r"第[四4](?:个|件)"),
    re.compile(r"第[五5](?:个|件)"),
)
_LAST = re.compile(r"最后|后(?:面)?(?:一|那)(?:个|件)|刚[才刚]")
_NO_LONGER = re.compile(r"算了[，,\s]*(?:不用|不要|不需要|不必|不办|不弄|不修)(?:了|啦|吧)*")


async def meant(
    heard: Heard, desk: Desk, tracker: Tracker, states: Container[State]
) -> Ticket | None:
    """The ticket of this state that is named, in hand, or the newest of the citizen's."""
    if heard.number:
        mine = await desk.my_tickets(limit=50)
        named = [ticket for ticket in mine if ticket.number == heard.number]
        return named[0] if named and named[0].state in states else None
    in_hand = await ticket_in_hand(desk, tracker)
    if in_hand and in_hand.state in states:
        return in_hand
    return next((t for t in await desk.my_tickets() if t.state in states), None)


async def spoken_of(heard: Heard, desk: Desk) -> Ticket | None:
    """The one of the citizen's open tickets whose matter or place in their order comes up.

    "撤回暖气那个", "撤回第一个".
    """
    said = set() if heard.number else pairs(heard.text)
    mine = [ticket for ticket in await desk.my_tickets() if ticket.state in OPEN]
    if not heard.number and (counted := _counted(heard.text, mine)):
        return counted
    shared = [(len(said & pairs(ticket.appeal.content)), ticket) for ticket in mine]
    most = max((many for many, _ in shared), default=0)
    nearest = [ticket for many, ticket in shared if many == most]
    return nearest[0] if most and len(nearest) == 1 else None


async def named_beside(heard: Heard, desk: Desk) -> Ticket | None:
    """The one whose matter is named beside its place or its end ("路灯的地址错了，是人民路32号").

    Places say nothing: the right one may be in the street of another matter.
    """
    if heard.number:
        return None
    places = (*heard.told.get("place", ()), heard.place_corrected or "")
    said = pairs(_ABOUT_ANY.sub("，", without(places, heard.text)))
    mine = [ticket for ticket in await desk.my_tickets() if ticket.state in OPEN]
    shared = [
        (len(said & pairs(without((t.appeal.place or "",), t.appeal.content))), t) for t in mine
    ]
    most = max((many for many, _ in shared), default=0)
    nearest = [ticket for many, ticket in shared if many == most]
    return nearest[0] if most and len(nearest) == 1 else None


async def no_longer_wanted(heard: Heard, tracker: Tracker, desk: Desk) -> Ticket | None:
    """The open ticket that need not be worked on any more, as "路灯那个不用了" says of it."""
    if heard.number or not heard.is_short:
        return None
    found = await named_beside(heard, desk)
    if found is None and _NO_LONGER.fullmatch(heard.text.strip(" 。！!")):
        found = await ticket_in_hand(desk, tracker)
    if found is None or found.state not in OPEN or found.is_urgent:
        return None  # that nobody need come to a danger is for people to make sure
    return found


def _counted(text: str, mine: Sequence[Ticket]) -> Ticket | None:
    """Of several, the one that is counted out, in the order they were put forward."""
    if len(mine) < 2:
        return None
    in_order = sorted(mine, key=lambda ticket: ticket.opened_at)
    if _LAST.search(text):
        return in_order[-1]
    places = (place for place, sign in enumerate(_ORDINALS) if sign.search(text))
    place = next(places, len(in_order))
    return in_order[place] if place < len(in_order) else None


def without(places: Sequence[str], text: str) -> str:
    """`text` without these places."""
    for place in filter(None, places):
        text = text.replace(place, "，")
    return text


def pairs(words: str) -> set[str]:
    """Every two characters that follow each other."""
    found = (first + second for first, second in pairwise(words))
    return {pair for pair in found if pair.isalnum()}
