"""Who hears which news of a unit's tickets, by which way, and when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.dispatch import Delivery
from bot.domain.office_hours import OFFICE_HOURS, OfficeHours
from bot.domain.zone import SHANGHAI


class News(StrEnum):
    """What somebody may want to hear of."""

    NEW = "new"
    MOVED = "moved"
    FOLLOW_UP = "follow_up"
    REOPENED = "reopened"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    URGENT = "urgent"
    WEEKLY = "weekly"
    MENTIONED = "mentioned"


class When(StrEnum):
    """How soon they want to hear of it. What is urgent is told at once, whatever stands here."""

    NOW = "now"
    OFFICE = "office"
    DAILY = "daily"


NEWS_NAMES: Mapping[News, str] = {
    News.NEW: "新工单",
    News.MOVED: "退回、转来的",
    News.FOLLOW_UP: "市民补充、催办、撤回、办结",
    News.REOPENED: "市民不满意、要求重办",
    News.DUE_SOON: "快到期",
    News.OVERDUE: "已超期",
    News.URGENT: "紧急情况",
    News.WEEKLY: "本单位一周要做的（每周一）",
    News.MENTIONED: "同事在办理记录里提到我",
}
OF_UNITS = frozenset(News) - {News.MENTIONED}
"""What a unit may hear of; a mention is for one person."""
NEEDED = frozenset({News.NEW, News.MOVED, News.REOPENED, News.OVERDUE, News.URGENT})
"""With these a unit has something to do: somebody must hear of each."""
EVERYBODY = "@all"
"""In place of an id, it calls all of a group."""
WorkedDay = Callable[[date], date]
"""The first day that is worked, from this one on."""


def when_names(hours: OfficeHours) -> Mapping[When, str]:
    """How soon, in words."""
    return {
        When.NOW: "马上",
        When.OFFICE: f"上班时间 {hours.opens:%H:%M}—{hours.closes:%H:%M}（其他时间的等到上班）",
        When.DAILY: f"每个工作日 {hours.sums_up:%H:%M} 汇总",
    }


@dataclass(frozen=True)
class Rule:
    """Which news somebody hears, and how soon."""

    news: frozenset[News]
    when: When = When.NOW

    def takes(self, news: News, urgent: bool = False) -> bool:
        """Whether they hear of it. What is urgent is also for who wants what is urgent."""
        return news in self.news or (urgent and News.URGENT in self.news)

    def moment(
        self, now: datetime, urgent: bool, worked: WorkedDay, hours: OfficeHours = OFFICE_HOURS
    ) -> datetime:
        """When they hear what happens now."""
        if urgent or self.when is When.NOW:
            return now
        here = now.astimezone(SHANGHAI)
        if self.when is When.DAILY:
            return _next(here, hours.sums_up, worked)
        if worked(here.date()) == here.date() and hours.covers(here):
            return now
        return _next(here, hours.opens, worked)

    def as_record(self) -> dict[str, Any]:
        return {"news": sorted(self.news), "when": self.when.value}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Rule":
        return cls(frozenset(News(one) for one in record["news"]), When(record["when"]))


def _next(here: datetime, at: time, worked: WorkedDay) -> datetime:
    """The next time that it is so late on a day that is worked."""
    first = here.date() if here.timetz() < at else here.date() + timedelta(days=1)
    return datetime.combine(worked(first), at)


EVERYTHING = Rule(OF_UNITS)
OF_ONES_OWN = Rule(frozenset(News) - {News.NEW, News.MOVED, News.WEEKLY})
"""What whoever has a case hears of it, unless they say otherwise."""


@dataclass(frozen=True)
class Group:
    """One more group robot of a unit; `id` stays when its name or address changes."""

    id: str
    name: str
    delivery: Delivery
    rule: Rule = EVERYTHING


@dataclass(frozen=True)
class Plan:
    """Who hears of a unit's tickets: its own way, further groups, and people by their id.

    A unit's own system (webhook) hears everything at once, whatever stands in `own`, and what is
    urgent always goes to the own way.
    """

    own: Rule = EVERYTHING
    groups: tuple[Group, ...] = ()
    people: Mapping[str, Rule] = field(default_factory=dict)

    def group(self, group_id: str) -> Group | None:
        return next((one for one in self.groups if one.id == group_id), None)

    def unheard(self, reachable: Callable[[str], bool]) -> frozenset[News]:
        """Of what somebody must hear, what nobody would. `reachable`: this person can be told."""
        rules = [self.own, *(group.rule for group in self.groups)]
        rules += [rule for person, rule in self.people.items() if reachable(person)]
        heard = {News.URGENT}.union(*(rule.news for rule in rules))
        return NEEDED - heard


UNTOUCHED = Plan()
"""Of a unit for which nobody has set anything: its own way hears everything at once."""


@dataclass(frozen=True)
class Contact:
    """How one person is reached: a robot of their own, and their id on each platform.

    Until the end of `away_until` the `deputy` (a person's id) stands in for them. `rule` is what
    they hear of the cases that they have themselves. `version` counts how often it was changed.
    """

    robot: Delivery | None = None
    ids: Mapping[str, str] = field(default_factory=dict, repr=False)
    deputy: str | None = None
    away_until: date | None = None
    rule: Rule = OF_ONES_OWN
    version: int = field(default=0, compare=False)

    def is_away(self, now: datetime) -> bool:
        return bool(self.away_until and now.astimezone(SHANGHAI).date() <= self.away_until)


NOWHERE = Contact()
"""Of who has told us nothing."""
