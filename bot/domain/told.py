"""What a citizen told besides the matter itself, as staff read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.when import when

NAMES = {
    "line": "线路",
    "time": "时间",
    "since": "从何时起",
    "people": "人数",
    "repeated": "反映情况",
    "plate": "车牌",
}
"""Kinds of facts that no field of a ticket holds to the letter, in the order they are told."""


def told(facts: Mapping[str, Sequence[str]], written: datetime) -> list[dict[str, Any]]:
    """Each fact: its `kind` and `name`, the citizen's `words`, and for a time the days it means.

    `first` and `last` are ISO dates, `clock` is like "20:30"; None where the words do not say.
    `written` is when the citizen wrote, in local time.
    """
    return [
        {"kind": kind, "name": name, "words": words} | _days(kind, words, written)
        for kind, name in NAMES.items()
        for words in facts.get(kind, ())
    ]


def _days(kind: str, words: str, written: datetime) -> dict[str, str | None]:
    meant = when(words, written, since=kind == "since") if kind in ("time", "since") else None
    return {
        "first": meant.first.isoformat() if meant else None,
        "last": meant.last.isoformat() if meant else None,
        "clock": meant.clock if meant else None,
    }
