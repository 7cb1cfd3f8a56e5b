"""What became of what was sent, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.parcels import Addressee, ParcelState
from bot.services.delivery import HANDED_BACK
from bot.services.ports.casebook import Delivery
from bot.services.telling import LEFT_FOR_LATER, NOT_WANTED, TO_A_PERSON
from bot.web.console.failures import failure
from bot.web.console.timeline import ARRIVED_BY, UnitName

PURPOSES = {
    "answer": "答复",
    "question": "向市民提问",
    "late": "稍后的回复",
    "rest": "回复的后半段",
    "ticket.dispatched": "新工单通知",
    "ticket.transferred": "转办通知",
    "ticket.redirected": "改派通知",
    "ticket.supplemented": "市民补充的通知",
    "ticket.urged": "催办通知",
    "ticket.reopened": "重办通知",
    "ticket.closed": "办结通知",
    "ticket.withdrawn": "撤回通知",
    "ticket.joined": "并单通知",
    "ticket.due_soon": "快到期的提醒",
    "ticket.overdue": "超期的提醒",
    "ticket.mentioned": "提到同事的通知",
}
BY_WISH: Mapping[str, str] = {
    LEFT_FOR_LATER: "按单位的设置，到时间再发",
    NOT_WANTED: "按单位的设置，这一类不发给单位的群",
    TO_A_PERSON: "已经发给本人",
    HANDED_BACK: "没有送到本人，单位已经知道",
}
"""What else can have become of a notice that is done with, instead of its channel."""
STUCK = frozenset({ParcelState.GIVEN_UP, ParcelState.UNCERTAIN})
"""A person has to look, and may send it again."""


@dataclass(frozen=True)
class Way:
    """One parcel as staff read of it. `mark` is the class of its badge."""

    parcel: str
    what: str
    words: str
    mark: str
    at: datetime
    again: bool


def ways(deliveries: list[Delivery], unit: UnitName) -> list[Way]:
    """What went to the citizen, and to units what did not arrive: the newest first."""
    told = [one for one in deliveries if _is_of_interest(one)]
    return [_way(one, unit) for one in reversed(told)]


def _is_of_interest(one: Delivery) -> bool:
    """A unit's notice that arrived is of no interest to who reads the ticket."""
    return one.addressee is Addressee.CITIZEN or one.state is not ParcelState.DELIVERED


def _way(one: Delivery, unit: UnitName) -> Way:
    to = "市民" if one.addressee is Addressee.CITIZEN else unit(one.unit)
    words, mark = state_of(one)
    return Way(
        parcel=one.parcel,
        what=f"{PURPOSES.get(one.purpose, '消息')}（给{to}）",
        words=words,
        mark=mark,
        at=one.delivered_at or one.made_at,
        again=one.state in STUCK,
    )


def state_of(one: Delivery) -> tuple[str, str]:
    """Where it is, in words, and the class of its badge."""
    why = f"原因：{failure(one.error)}。" if one.error else ""
    match one.state:
        case ParcelState.DELIVERED if words := BY_WISH.get(one.channel or ""):
            return words, "info"
        case ParcelState.DELIVERED:
            return ARRIVED_BY.get(one.channel or "", "已送达"), "good"
        case ParcelState.HELD:
            return "微信现在不允许主动发消息。市民下次说话时，会先给他看这一条。", "warn"
        case ParcelState.UNCERTAIN:
            return f"已经发出，但不知道对方收到没有。{why}", "bad"
        case ParcelState.GIVEN_UP:
            return f"没有送到，不会再自动发送。{why}", "bad"
        case _ if one.later:
            return "按设置等到时间再发", "info"
        case _ if one.tries:
            return f"试了 {one.tries} 次还没有送到，会自动再试。{why}", "warn"
        case _:
            return "正在发送", "info"
