"""What an editor looks for among the known questions: it stands in the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from bot.domain.entries import FaqEntry, Numbers
from bot.domain.entry_age import Age, age_of
from bot.domain.web_links import WebLink, dead_in
from bot.services.faq import Book, Change
from bot.web.console.counted import is_number
from bot.web.console.faq_desk import LIST
from bot.web.console.faq_words import topic_of

PAGE_SIZE = 50
LONGEST_WORDS = 100
LAST_PAGE = 1000
STATES = {
    "": "全部",
    "expired": "已过期",
    "due": "该核对",
    "broken": "网址打不开",
    "unreleased": "未发布的改动",
    "sample": "还是示例",
}
"""What an entry's state may be; "" is any."""
ORDERS = {"harm": "解决得少的在前", "name": "按主题和名称", "until": "先到期的在前"}


@dataclass(frozen=True)
class Row:
    """An entry as it is listed."""

    entry: FaqEntry
    change: Change
    age: Age
    numbers: Numbers
    topic: str
    dead: tuple[WebLink, ...] = ()

    @property
    def readable(self) -> str:
        """All that its words are looked for in."""
        one = self.entry
        return "\n".join((one.key, one.question, one.answer, one.source, *one.ways)).casefold()


@dataclass(frozen=True)
class FaqFilter:
    """What is shown of the known questions."""

    words: str = ""
    topic: str = ""
    owner: str = ""
    state: str = ""
    order: str = "harm"
    page: int = 1

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "FaqFilter":
        """What an address says. What it says wrongly it does not say."""
        return cls(
            words=said.get("q", "").strip()[:LONGEST_WORDS],
            topic=said.get("topic", ""),
            owner=said.get("owner", ""),
            state=said["state"] if said.get("state") in STATES else "",
            order=said["order"] if said.get("order") in ORDERS else "harm",
            page=_page(said.get("page", "1")),
        )

    @property
    def narrowed(self) -> bool:
        """Whether less than everything is asked for."""
        return bool(self.words or self.topic or self.owner or self.state)

    def rows(
        self,
        book: Book,
        numbers: Mapping[str, Numbers],
        today: date,
        dead: Mapping[str, WebLink],
    ) -> list[Row]:
        """All that are asked for, in their order."""
        every = (_row(one, book, numbers, today, dead) for one in book.entries)
        return sorted((row for row in every if self._wants(row)), key=_ORDERS[self.order])

    def address(self, **changes: Any) -> str:
        """The address of this filter with `changes`: on its first page, unless one is named."""
        other = replace(self, **{"page": 1, **changes})
        said = {
            "q": other.words,
            "topic": other.topic,
            "owner": other.owner,
            "state": other.state,
            "order": other.order if other.order != "harm" else "",
            "page": str(other.page) if other.page > 1 else "",
        }
        kept = {name: value for name, value in said.items() if value}
        return f"{LIST}?{urlencode(kept)}" if kept else LIST

    def _wants(self, row: Row) -> bool:
        return (
            (not self.topic or row.topic == self.topic)
            and (not self.owner or row.entry.owner == self.owner)
            and _IN_STATE[self.state](row)
            and all(word in row.readable for word in self.words.casefold().split())
        )


def _row(
    entry: FaqEntry,
    book: Book,
    numbers: Mapping[str, Numbers],
    today: date,
    dead: Mapping[str, WebLink],
) -> Row:
    return Row(
        entry=entry,
        change=book.change(entry.key),
        age=age_of(entry, today),
        numbers=numbers.get(entry.key, Numbers()),
        topic=topic_of(entry),
        dead=dead_in(entry, dead),
    )


_IN_STATE: Mapping[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "expired": lambda row: row.age is Age.EXPIRED,
    "due": lambda row: row.age is not Age.FRESH,
    "broken": lambda row: bool(row.dead),
    "unreleased": lambda row: row.change is not Change.NONE,
    "sample": lambda row: row.entry.sample,
}
_ORDERS: Mapping[str, Callable[[Row], Any]] = {
    "harm": lambda row: (-row.numbers.harm, -row.numbers.served, row.topic, row.entry.key),
    "name": lambda row: (row.topic, row.entry.question),
    "until": lambda row: (row.entry.valid_until or "9", row.topic, row.entry.key),
}


def _page(word: str) -> int:
    right = is_number(word)
    return min(max(int(word), 1), LAST_PAGE) if right else 1
