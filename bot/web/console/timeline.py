"""A ticket's history as somebody reads it: who did what and when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.handling import named_in
from bot.domain.tickets import OUTCOME_NAMES, STEP_NAMES, Event, Outcome, Step
from bot.web.console.veil import Veil

UnitName = Callable[[str | None], str]
ARRIVED_BY = {
    "customer_service": "已送到市民的微信",
    "subscription": "已用订阅通知告诉市民",
    "template": "已用模板消息告诉市民",
    "passive": "市民来消息时已经看到",
    "read": "市民已经说起这份答复",
}
FIELDS = {"place": "地点", "when": "时间", "contact": "联系方式", "type": "类型", "title": "标题"}


class Side(StrEnum):
    """Whose doing it was; also its class on the page."""

    CITIZEN = "citizen"
    UNIT = "unit"
    HOUSE = "house"


@dataclass(frozen=True)
class Happening:
    """One line of the history. `inside`: no citizen ever reads it. `number`: the other ticket."""

    place: int
    at: datetime
    side: Side
    who: str
    what: str
    words: str = ""
    note: str = ""
    inside: bool = False
    number: str = ""


def happenings(log: Sequence[Event], veil: Veil, unit: UnitName, first: int = 0) -> list[Happening]:
    """The events from the place `first` on, oldest first."""
    return [
        _happening(place, event, veil, unit) for place, event in enumerate(log) if place >= first
    ]


def _happening(place: int, event: Event, veil: Veil, unit: UnitName) -> Happening:
    side, who = _who(event, unit)
    return Happening(
        place=place,
        at=event.at,
        side=side,
        who=who,
        what=_what(event, unit),
        words=veil.words(_words(event)),
        note=veil.words(_note(event, veil)),
        inside=event.step is Step.NOTED,
        number=str(event.data.get(_OTHER_TICKET.get(event.step, ""), "")),
    )


def _who(event: Event, unit: UnitName) -> tuple[Side, str]:
    if event.actor == "citizen":
        return Side.CITIZEN, "市民"
    if event.actor == "system":
        return Side.HOUSE, "系统"
    return Side.UNIT, " · ".join(filter(None, (unit(event.actor), named_in(event))))


def _what(event: Event, unit: UnitName) -> str:
    name = STEP_NAMES[event.step]
    if event.step in (Step.DISPATCHED, Step.TRANSFERRED):
        return f"{name} → {unit(event.data['department'])}"
    if event.step is Step.REPLIED:
        return f"{name}：{OUTCOME_NAMES[Outcome(event.data['outcome'])]}"
    if event.step is Step.CORRECTED and not _puts_right(event):
        return STEP_NAMES[Step.SUPPLEMENTED]
    return name


def _puts_right(event: Event) -> bool:
    """Whether something was known otherwise before: a telephone that was missing is no mistake."""
    return "corrected" in event.data or "type" in event.data.get("appeal", {})


def _words(event: Event) -> str:
    if event.step is Step.DELIVERED:
        return ARRIVED_BY.get(event.data.get("channel", ""), "已送达")
    return str(event.data.get("text") or event.data.get("reason") or "")


def _note(event: Event, veil: Veil) -> str:
    """What else the log says: what was put right, until when the clock rests."""
    corrected: Mapping[str, Any] = event.data.get("corrected", {})
    if corrected:
        return "；".join(
            f"{FIELDS.get(name, name)}：{_veiled(name, change['was'], veil)} 改为 "
            f"{_veiled(name, change['is'], veil)}"
            for name, change in corrected.items()
        )
    if named := event.data.get("mentions"):
        return f"提到 {'、'.join(str(one['name']) for one in named)}"
    if was := event.data.get("was"):
        return f"原来由 {was['name']} 办理"
    if event.step is Step.ASKED and event.data.get("days"):
        until = datetime.fromisoformat(event.data["until"])
        return f"等市民回复，计时暂停，最晚到 {until.month}月{until.day}日"
    if paused := event.data.get("paused_days"):
        return f"计时共暂停 {paused} 个工作日"
    return ""


def _veiled(name: str, value: str, veil: Veil) -> str:
    return veil.contact(value) if name == "contact" else veil.words(value)


_OTHER_TICKET = {
    Step.JOINED: "to",
    Step.LEFT: "to",
    Step.GATHERED: "number",
    Step.PARTED: "number",
}
"""Where an event names another ticket."""
