"""What an editor had better look at while they write one known question."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from bot.domain.alike import alike, plain
from bot.domain.entries import FaqEntry
from bot.domain.entry_age import day_of
from bot.domain.entry_rules import check_entry, is_web_address
from bot.domain.errors import FieldRejected
from bot.domain.knowledge_check import FEW, NAMES, REQUIRED, SOON
from bot.domain.misspelt import misspelt
from bot.domain.web_links import WebLink, dead_in

_LINK = re.compile(r"https?:[^\s，。；、（）()“”<>]*")
_BARE_LINK = re.compile(r"(?<![\w/.@])www\.[\w.-]+")
_LEAST_SHARED = 0.5
"""Texts that share fewer of their pairs of characters are not looked at closely."""
_MOST_OF_A_KIND = 5


@dataclass(frozen=True)
class Hint:
    """Something to look at in one field. `grave`: citizens would get no answer, or a wrong one.

    `other` is the key of the entry that it is about, too.
    """

    field: str
    words: str
    grave: bool = False
    other: str = ""


@dataclass(frozen=True)
class Asked:
    """All that is asked in a knowledge base: what one entry's words are compared with."""

    entries: Sequence[FaqEntry]

    def near(self, texts: Sequence[str], but: str) -> Iterator[tuple[str, str, FaqEntry]]:
        """Each of `texts` that is nearly one of another entry than `but`, that one, its entry."""
        found = self._perhaps(texts, but)
        others = [self._all[at] for at in found]
        words = [text for text, _ in others] + [*texts]
        for pair in alike(words, [""] * len(others) + ["own"] * len(texts)):
            text, entry = others[pair.first]
            yield words[pair.second], text, entry

    def _perhaps(self, texts: Sequence[str], but: str) -> list[int]:
        found: set[int] = set()
        for text in texts:
            pairs = _pairs(text)
            shared = Counter(at for pair in pairs for at in self._places.get(pair, ()))
            found |= {at for at, many in shared.items() if many >= _LEAST_SHARED * len(pairs)}
        return [at for at in sorted(found) if self._all[at][1].key != but]

    @cached_property
    def _all(self) -> list[tuple[str, FaqEntry]]:
        return [(text, one) for one in self.entries for text in dict.fromkeys(_texts(one))]

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for at, (text, _) in enumerate(self._all):
            for pair in _pairs(text):
                places[pair].append(at)
        return places


def hints(
    entry: FaqEntry,
    asked: Asked,
    today: date,
    units: Collection[str] = frozenset(),
    dead: Mapping[str, WebLink] = MappingProxyType({}),
    names: Collection[str] = frozenset(),
) -> list[Hint]:
    """All there is to say about `entry`, the grave first. `units`: as for `check`; `dead` links
    are by their address; `names` are what units are called."""
    found = [
        *_refused(entry),
        *_missing(entry),
        *_owner(entry, units),
        *_misspelt(entry, names),
        *_dates(entry, today),
        *_links(entry),
        *_dead(entry, dead),
        *_ways(entry),
        *_twice(entry),
        *_elsewhere(entry, asked),
    ]
    return sorted(dict.fromkeys(found), key=lambda one: not one.grave)


def missing(entry: FaqEntry) -> str | None:
    """The first field without which no citizen could get this answer."""
    return next((name for name in (*REQUIRED, "answer") if not getattr(entry, name).strip()), None)


def _refused(entry: FaqEntry) -> Iterator[Hint]:
    try:
        check_entry(entry)
    except FieldRejected as wrong:
        yield Hint(wrong.field, wrong.problem, grave=True)


def _missing(entry: FaqEntry) -> Iterator[Hint]:
    name = missing(entry)
    if name in NAMES and name != "question":
        yield Hint(name, f"还没有写{NAMES[name]}。", grave=True)


def _owner(entry: FaqEntry, units: Collection[str]) -> Iterator[Hint]:
    if entry.owner and units and entry.owner not in units:
        problem = f"负责单位“{entry.owner}”不在派单目录里，名称可能写错了。请重新选。"
        yield Hint("owner", problem)


def _misspelt(entry: FaqEntry, names: Collection[str]) -> Iterator[Hint]:
    """Of ways to ask nothing is said: there slips are welcome, for citizens make them."""
    for field in ("question", "answer", "source"):
        for written, name in misspelt(getattr(entry, field), names):
            yield Hint(field, f"“{written}”是不是“{name}”？名称好像写错了。")


def _dates(entry: FaqEntry, today: date) -> Iterator[Hint]:
    checked, until = day_of(entry.updated), day_of(entry.valid_until)
    if checked and checked > today:
        yield Hint("updated", "核对日期还没到，请写实际核对的那一天。")
    if until and until < today:
        words = "有效期已过，这条答案不会给市民看。核对以后请改有效期。"
        yield Hint("valid_until", words, grave=True)
    elif until and until - today <= SOON:
        yield Hint("valid_until", f"还有 {(until - today).days} 天到期，请核对后改有效期。")


def _links(entry: FaqEntry) -> Iterator[Hint]:
    for link in _LINK.findall(entry.answer):
        if not is_web_address(link.rstrip(".,")):
            yield Hint("answer", f"答案里的网址“{link[:60]}”写得不对，点不开。")
    for link in _BARE_LINK.findall(entry.answer):
        yield Hint("answer", f"“{link[:60]}”前面请加上 https://，不然手机上点不开。")
    if entry.url.startswith("http://"):
        yield Hint("url", "网址是 http:// 开头的，手机上可能提示不安全。有 https:// 的请用那个。")


def _dead(entry: FaqEntry, dead: Mapping[str, WebLink]) -> Iterator[Hint]:
    for link in dead_in(entry, dead):
        field = "url" if link.url == entry.url else "answer"
        yield Hint(field, f"网址“{link.url[:60]}”打不开：{link.told}。请换一个，或者删掉。")


def _ways(entry: FaqEntry) -> Iterator[Hint]:
    if not entry.ways:
        yield Hint("ways", "还没有问法，没有人会问到它。请写 8 到 15 种，一行一种。", grave=True)
    elif len(entry.ways) < FEW:
        problem = (
            f"只有 {len(entry.ways)} 种问法，机器人容易听不懂。请写 8 到 15 种，越不一样越好。"
        )
        yield Hint("ways", problem)


def _twice(entry: FaqEntry) -> Iterator[Hint]:
    """The same again teaches nothing: what is different does."""
    owners = [str(at) for at in range(len(entry.ways))]
    for pair in alike(entry.ways, owners)[:_MOST_OF_A_KIND]:
        first, second = entry.ways[pair.first], entry.ways[pair.second]
        if plain(first) == plain(second):
            yield Hint("ways", f"“{second}”写了两遍（第 {pair.first + 1} 行也是），请删掉一遍。")
        else:
            yield Hint("ways", f"“{second}”和“{first}”太像，换一种说法更有用。")


def _elsewhere(entry: FaqEntry, asked: Asked) -> Iterator[Hint]:
    """It would be chance which of two entries a citizen gets."""
    told: set[tuple[str, str]] = set()
    own = [text for text in dict.fromkeys(_texts(entry)) if text.strip()]
    for mine, theirs, other in asked.near(own, entry.key):
        if (mine, other.key) in told or len(told) == _MOST_OF_A_KIND:
            continue
        told.add((mine, other.key))
        field = "ways" if mine in entry.ways else "question"
        if plain(mine) == plain(theirs):
            problem = f"“{mine}”在另一条“{other.question}”里也有。请只留在一条里。"
            yield Hint(field, problem, grave=True, other=other.key)
        else:
            problem = f"“{mine}”和另一条“{other.question}”的“{theirs}”太像。"
            yield Hint(field, f"{problem}请写出不同在哪里，或只留一条。", other=other.key)


def _texts(entry: FaqEntry) -> list[str]:
    return [entry.question, *entry.ways]


def _pairs(text: str) -> set[str]:
    bare = plain(text)
    return {bare[at : at + 2] for at in range(len(bare) - 1)} or {bare}
