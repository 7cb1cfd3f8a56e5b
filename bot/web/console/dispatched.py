"""What went out to a unit, line by line, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.parcels import ParcelState
from bot.services.notices import ALARM, PING, WEEKLY
from bot.services.ports.casebook import Delivery
from bot.services.ports.dispatches import UnitLog
from bot.web.console.parcels import BY_WISH, PURPOSES, STUCK, state_of

LABELS = {"good": "送到了", "warn": "还没送到", "bad": "没送到", "info": "正在送"}
WHAT = PURPOSES | {PING: "测试", ALARM: "警报", WEEKLY: "本周要做"}


@dataclass(frozen=True)
class Sent:
    """One thing that was sent. `label` says in a word where it is, `next_at` when it will be tried
    again; `again`: a person may."""

    parcel: str
    what: str
    number: str | None
    words: str
    mark: str
    label: str
    at: datetime
    tries: int
    next_at: datetime | None
    again: bool


@dataclass(frozen=True)
class Log:
    """A unit's log. `test` is the newest test event; `testing`: its result will come."""

    stuck: Sequence[Sent]
    waiting: Sequence[Sent]
    delivered: Sequence[Sent]
    test: Sent | None
    testing: bool

    @classmethod
    def of(cls, log: UnitLog) -> "Log":
        tests = [one for one in _all(log) if one.purpose == PING]
        test = max(tests, key=lambda one: one.made_at, default=None)
        return cls(
            stuck=[_sent(one) for one in log.stuck if one.purpose != PING],
            waiting=[_sent(one) for one in log.waiting],
            delivered=[_sent(one) for one in log.delivered],
            test=_sent(test) if test else None,
            testing=bool(test and test.state is ParcelState.WAITING),
        )


def _all(log: UnitLog) -> Iterable[Delivery]:
    return (*log.stuck, *log.waiting, *log.delivered)


def _label(one: Delivery, mark: str) -> str:
    if one.channel in BY_WISH or one.later:
        return "按设置"
    return LABELS[mark]


def _sent(one: Delivery) -> Sent:
    words, mark = state_of(one)
    waits = one.state is ParcelState.WAITING and (one.tries or one.later)
    return Sent(
        parcel=one.parcel,
        what=WHAT.get(one.purpose, one.purpose),
        number=one.number,
        words=words,
        mark=mark,
        label=_label(one, mark),
        at=one.delivered_at or one.made_at,
        tries=one.tries,
        next_at=one.due_at if waits else None,
        again=one.state in STUCK,
    )
