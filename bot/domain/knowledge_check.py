"""What is wrong with the known questions, each with its file, its line and what to do about it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.alike import alike, plain

SOON = timedelta(days=30)
"""So long before the last day of an answer its editors are reminded."""
FEW = 5
"""Fewer ways of asking than this teach little."""
REQUIRED = ("question", "source", "owner", "updated", "valid_until")
NAMES = {
    "question": "标准问法",
    "source": "来源",
    "owner": "负责单位",
    "updated": "核对日期",
    "valid_until": "有效期",
}


@dataclass(frozen=True)
class Place:
    """Where something stands; `line` counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Way:
    """One way of asking."""

    text: str
    place: Place


@dataclass(frozen=True)
class Written:
    """A known question as its editor wrote it: ways of asking, and the answer's facts.

    `answer` is None where there is no answer, `ways` empty where nobody asks for it.
    """

    key: str
    ways: tuple[Way, ...] = ()
    answer: str | None = None
    facts: Mapping[str, Any] | None = None
    asked_at: Place | None = None
    answered_at: Place | None = None


@dataclass(frozen=True)
class Finding:
    """Something to be mended; `grave` means that citizens get no answer, or a wrong one."""

    place: Place
    problem: str
    hint: str
    grave: bool = False

    def __str__(self) -> str:
        return f"{self.place} {self.problem}{self.hint}"


def check(
    entries: Sequence[Written], today: date, units: Collection[str] = frozenset()
) -> list[Finding]:
    """All that is wrong, the grave first, then by file and line.

    `units` are the codes that an owner may have; none: not checked.
    """
    found = [*_answers(entries, today, units), *_ways(entries), *_alike(entries)]
    return sorted(found, key=lambda one: (not one.grave, one.place.file, one.place.line))


def _answers(entries: Sequence[Written], today: date, units: Collection[str]) -> Iterator[Finding]:
    for entry in entries:
        if entry.answered_at is None:
            place = entry.asked_at or Place("", 1)
            hint = f"请在 responses: 下面写 utter_faq/{entry.key}。"
            yield Finding(place, f"“{entry.key}”没有答案。", hint, grave=True)
        else:
            facts = entry.facts or {}
            yield from _facts(entry.answered_at, entry, facts, units)
            yield from _dates(entry.answered_at, facts, today)


def _facts(
    place: Place, entry: Written, facts: Mapping[str, Any], units: Collection[str]
) -> Iterator[Finding]:
    if not entry.answer:
        yield Finding(place, "答案是空的。", "请写上 text。", grave=True)
    for name in REQUIRED:
        if not facts.get(name):
            hint = f"请在 metadata 里写 {name}。"
            yield Finding(place, f"答案没有写{NAMES[name]}。", hint, grave=True)
    owner = facts.get("owner")
    if owner and units and owner not in units:
        hint = "请核对 departments.yml 里的 code。"
        yield Finding(place, f"负责单位“{owner}”不在派单目录里。", hint)


def _dates(place: Place, facts: Mapping[str, Any], today: date) -> Iterator[Finding]:
    days = {name: _day(facts.get(name)) for name in ("updated", "valid_until")}
    for name, day in days.items():
        if day is None and facts.get(name):
            hint = '请写成 "2027-12-31"。'
            yield Finding(place, f"{NAMES[name]}“{facts[name]}”不是日期。", hint, grave=True)
    updated, until = days["updated"], days["valid_until"]
    if updated and updated > today:
        yield Finding(place, f"核对日期 {updated} 还没到。", "请写实际核对的那一天。")
    if until and until < today:
        problem = f"答案 {until} 已过期，不再给市民看。"
        yield Finding(place, problem, "请核对后改 updated 和 valid_until。", grave=True)
    elif until and until - today <= SOON:
        yield Finding(place, f"答案 {until} 到期，快了。", "请核对后改 updated 和 valid_until。")


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _ways(entries: Sequence[Written]) -> Iterator[Finding]:
    for entry in entries:
        if not entry.ways and entry.answered_at:
            hint = f"请在 nlu: 下面写 intent: faq/{entry.key} 和例句。"
            yield Finding(entry.answered_at, f"“{entry.key}”没有人会问到。", hint, grave=True)
        elif entry.asked_at and len(entry.ways) < FEW:
            problem = f"“{entry.key}”只有 {len(entry.ways)} 种问法。"
            yield Finding(entry.asked_at, problem, "请写 8 到 15 种，越不一样越好。")
        yield from _said_twice(entry)


def _said_twice(entry: Written) -> Iterator[Finding]:
    first: dict[str, Way] = {}
    for way in entry.ways:
        before = first.setdefault(plain(way.text), way)
        if before is not way:
            problem = f"“{way.text}”在同一条里写了两遍，前一遍在第 {before.place.line} 行。"
            yield Finding(way.place, problem, "请删掉一遍。")


def _alike(entries: Sequence[Written]) -> Iterator[Finding]:
    """The same question in two entries, or nearly: it is chance which of them a citizen gets."""
    ways = [(entry, way) for entry in entries for way in entry.ways]
    texts, owners = [way.text for _, way in ways], [entry.key for entry, _ in ways]
    for pair in alike(texts, owners):
        (other, before), (entry, way) = ways[pair.first], ways[pair.second]
        where = f"“{other.key}”（{before.place}）"
        if plain(before.text) == plain(way.text):
            hint = "请只留在一条里；两条本来是一个意思的，合成一条。"
            yield Finding(way.place, f"“{way.text}”在{where}里也有。", hint, grave=True)
        else:
            hint = f"请写出“{entry.key}”不同在哪里，或只留一条。"
            yield Finding(way.place, f"“{way.text}”和{where}的“{before.text}”太像。", hint)
