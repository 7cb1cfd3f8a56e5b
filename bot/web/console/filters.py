"""What somebody looks for among the tickets: it stands in the address, to be kept and sent on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from bot.domain.tickets import OPEN, WITH_UNIT, State, Type
from bot.domain.zone import SHANGHAI
from bot.services.ports.lists import COUNTED, Order, Query
from bot.services.ports.tally import AGES
from bot.web.console.counted import is_number

INBOX = "/console/"
LONGEST_WORDS = 100
LAST_PAGE = 1000
"""Nobody turns so many pages: an address with a number beyond is a slip."""


@dataclass(frozen=True)
class Tab:
    """A heap of tickets that a clerk thinks of as one."""

    key: str
    words: str
    states: frozenset[State]
    order: Order = Order.DUE

    def count(self, counts: Mapping[State, int]) -> str:
        """How many are in it, as it is shown: "12", or "1000+"."""
        found = sum(counts.get(state, 0) for state in self.states)
        return f"{COUNTED}+" if found > COUNTED else str(found)


TABS = (
    Tab("todo", "待办", OPEN - {State.REPLIED}),
    Tab("new", "待签收", OPEN - WITH_UNIT - {State.REPLIED} | {State.DISPATCHED}),
    Tab("doing", "办理中", WITH_UNIT - {State.DISPATCHED}),
    Tab("sending", "待送达", frozenset({State.REPLIED}), Order.MOVED),
    Tab("answered", "已答复", frozenset({State.ANSWERED}), Order.MOVED),
    Tab("done", "已办结", frozenset({State.CLOSED, State.WITHDRAWN}), Order.MOVED),
    Tab("all", "全部", frozenset(State), Order.MOVED),
)
OPEN_TAB = Tab("open", "未办结", OPEN)
"""What figures count: all for whose answer somebody still waits. Shown where it was asked for."""
ORDERS = {Order.DUE: "期限近的在前", Order.NEWEST: "新来的在前", Order.MOVED: "刚有变化的在前"}


@dataclass(frozen=True)
class Age:
    """Tickets that were opened more than `more_than` and up to `at_most` days ago; None: ever."""

    key: str
    words: str
    more_than: int = 0
    at_most: int | None = None

    def span(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """From when, and before when. Days are counted from this very moment, as figures do."""
        first = now - timedelta(days=self.at_most) if self.at_most else None
        return first, now - timedelta(days=self.more_than) if self.more_than else None


def _ages() -> tuple[Age, ...]:
    between = zip((0, *AGES), AGES, strict=False)
    ages = [
        Age(str(days), f"{before}–{days} 天" if before else f"{days} 天以内", before, days)
        for before, days in between
    ]
    return (*ages, Age("more", f"{AGES[-1]} 天以上", AGES[-1]))


TODAY = Age("today", "今天受理")
"""By the calendar of the place where we are."""
SPANS = _ages()


@dataclass(frozen=True)
class Filter:
    """What is shown of the tickets. Without an `order` it is that of the tab."""

    tab: Tab = TABS[0]
    words: str = ""
    kind: Type | None = None
    unit: str | None = None
    overdue: bool = False
    unread: bool = False
    mentioned: bool = False
    order: Order | None = None
    page: int = 1
    age: Age | None = None

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Filter":
        """What an address says. What it says wrongly it does not say."""
        return cls(
            tab=_of_key((*TABS, OPEN_TAB), said.get("tab")) or TABS[0],
            words=said.get("q", "").strip()[:LONGEST_WORDS],
            kind=_one_of(Type, said.get("type")),
            unit=said.get("unit") or None,
            overdue=said.get("overdue") == "1",
            unread=said.get("unread") == "1",
            mentioned=said.get("mentioned") == "1",
            age=_of_key((*SPANS, TODAY), said.get("age")),
            order=_one_of(Order, said.get("order")),
            page=_page(said.get("page", "1")),
        )

    @property
    def by(self) -> Order:
        """What stands first."""
        return self.order or self.tab.order

    @property
    def narrowed(self) -> bool:
        """Whether more is asked for than a tab."""
        return any((self.words, self.kind, self.unit, self.age, *self._ticked))

    @property
    def _ticked(self) -> tuple[bool, bool, bool]:
        return self.overdue, self.unread, self.mentioned

    @property
    def tabs(self) -> Sequence[Tab]:
        """Those that are offered beside this one."""
        return TABS if self.tab in TABS else (self.tab, *TABS)

    def query(self, now: datetime) -> Query:
        """The same for the casebook."""
        opened_from, opened_before = self._opened(now)
        return Query(
            words=self.words,
            states=self.tab.states,
            types=frozenset({self.kind} if self.kind else ()),
            department=self.unit,
            overdue=self.overdue,
            unread=self.unread,
            mentioned=self.mentioned,
            opened_from=opened_from,
            opened_before=opened_before,
            order=self.by,
            page=self.page,
        )

    def address(self, **changes: Any) -> str:
        """The address of this filter with `changes`: on its first page, unless one is named."""
        other = replace(self, **{"page": 1, **changes})
        said = {
            "tab": other.tab.key if other.tab is not TABS[0] else "",
            "q": other.words,
            "type": other.kind or "",
            "unit": other.unit or "",
            "overdue": "1" if other.overdue else "",
            "unread": "1" if other.unread else "",
            "mentioned": "1" if other.mentioned else "",
            "age": other.age.key if other.age else "",
            "order": other.order or "",
            "page": str(other.page) if other.page > 1 else "",
        }
        kept = {name: str(value) for name, value in said.items() if value}
        return f"{INBOX}?{urlencode(kept)}" if kept else INBOX

    def _opened(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        if self.age is None:
            return None, None
        if self.age is TODAY:
            midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
            return midnight, None
        return self.age.span(now)


def _of_key(offered: Sequence[Any], key: str | None) -> Any:
    return next((one for one in offered if one.key == key), None)


def _one_of(kind: Any, word: str | None) -> Any:
    return kind(word) if word in set(kind) else None


def _page(word: str) -> int:
    right = is_number(word)
    return min(int(word), LAST_PAGE) or 1 if right else 1
