"""What somebody looks for among the tickets: it stands in the address, to be kept and sent on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from bot.domain.tickets import OPEN, WITH_UNIT, State, Type
from bot.services.ports.casebook import COUNTED, Order, Query

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
ORDERS = {Order.DUE: "期限近的在前", Order.NEWEST: "新来的在前", Order.MOVED: "刚有变化的在前"}


@dataclass(frozen=True)
class Filter:
    """What is shown of the tickets. Without an `order` it is that of the tab."""

    tab: Tab = TABS[0]
    words: str = ""
    kind: Type | None = None
    unit: str | None = None
    overdue: bool = False
    unread: bool = False
    order: Order | None = None
    page: int = 1

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Filter":
        """What an address says. What it says wrongly it does not say."""
        return cls(
            tab=next((one for one in TABS if one.key == said.get("tab")), TABS[0]),
            words=said.get("q", "").strip()[:LONGEST_WORDS],
            kind=_one_of(Type, said.get("type")),
            unit=said.get("unit") or None,
            overdue=said.get("overdue") == "1",
            unread=said.get("unread") == "1",
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
        return bool(self.words or self.kind or self.unit or self.overdue or self.unread)

    def query(self) -> Query:
        """The same for the casebook."""
        return Query(
            words=self.words,
            states=self.tab.states,
            types=frozenset({self.kind} if self.kind else ()),
            department=self.unit,
            overdue=self.overdue,
            unread=self.unread,
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
            "order": other.order or "",
            "page": str(other.page) if other.page > 1 else "",
        }
        kept = {name: str(value) for name, value in said.items() if value}
        return f"{INBOX}?{urlencode(kept)}" if kept else INBOX


def _one_of(kind: Any, word: str | None) -> Any:
    return kind(word) if word in set(kind) else None


def _page(word: str) -> int:
    return min(int(word), LAST_PAGE) if word.isascii() and word.isdecimal() and int(word) else 1
