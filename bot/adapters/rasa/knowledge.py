"""The answers to known questions, read from the responses of Rasa's domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.errors import BadInput
from bot.domain.knowledge import Entry

PREFIX = "utter_faq/"
REQUIRED = ("question", "source", "owner", "updated", "valid_until")


class FaultyAnswer(BadInput):
    """The response `name` is no answer to a known question."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name}：{problem}{remedy}")
        self.name, self.problem, self.remedy = name, problem, remedy


class Answers:
    """Every FAQ entry of one model. Keeps the `Knowledge` port."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)

    @classmethod
    def of(cls, responses: Mapping[str, Sequence[Mapping[str, Any]]]) -> Answers:
        """Read all `utter_faq/<key>` responses. Raises FaultyAnswer for the first faulty one."""
        names = (name for name in responses if name.startswith(PREFIX))
        entries = (_entry(name, responses[name] or ()) for name in names)
        return cls({entry.key: entry for entry in entries})

    def entry(self, key: str) -> Entry | None:
        return self._entries.get(key)

    def entries(self) -> list[Entry]:
        """All of them, by key."""
        return sorted(self._entries.values(), key=lambda entry: entry.key)


def _entry(name: str, variations: Sequence[Mapping[str, Any]]) -> Entry:
    if len(variations) != 1:
        problem = f"一个问题只能有一条答复，这里有 {len(variations)} 条。"
        raise FaultyAnswer(name, problem, "请只留一条。")
    (variation,) = variations
    facts = variation.get("metadata") or {}
    missing = [field for field in REQUIRED if not facts.get(field)]
    if missing or not variation.get("text"):
        what = missing[0] if missing else "text"
        remedy = f"每条答复都要写明 text，metadata 里写明 {'、'.join(REQUIRED)}。"
        raise FaultyAnswer(name, f"没有写 {what}。", remedy)
    return Entry(
        key=name.removeprefix(PREFIX),
        question=facts["question"],
        answer=variation["text"],
        source=facts["source"],
        owner=facts["owner"],
        updated=_day(name, "updated", facts),
        valid_until=_day(name, "valid_until", facts),
        url=facts.get("url"),
        sample=bool(facts.get("sample")),
    )


def _day(name: str, field: str, facts: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(str(facts[field]))
    except ValueError as error:
        raise FaultyAnswer(name, f"{field} 不是日期。", '请写成 "2027-12-31"。') from error
