"""The raw exchange: everything that crossed the border, in both directions."""

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.simulator.clock import Clock
from bot.simulator.feed import Feed
from bot.simulator.models import LogEntry

KEPT = 5_000
SHOWN_CHARACTERS = 20_000  # of one body: a picture is not text


@dataclass(slots=True)
class Crossing:
    """One request and its answer, as far as known."""

    kind: Literal["push", "api", "hook", "robot", "act"]
    name: str
    method: str
    url: str
    sent: str = ""
    sent_plain: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    received: str = ""
    received_plain: str = ""
    problem: str = ""
    elapsed_s: float = 0.0


class Journal:
    def __init__(self, clock: Clock, feed: Feed) -> None:
        self._clock = clock
        self._feed = feed
        self._entries: deque[LogEntry] = deque(maxlen=KEPT)
        self._next_id = 1

    def write(self, crossing: Crossing) -> LogEntry:
        entry = LogEntry(
            id=self._next_id,
            at=self._clock.now(),
            kind=crossing.kind,
            name=crossing.name,
            ok=not crossing.problem,
            problem=crossing.problem,
            elapsed_ms=round(crossing.elapsed_s * 1000),
            request={
                "method": crossing.method,
                "url": crossing.url,
                "headers": crossing.headers,
                "body": crossing.sent[:SHOWN_CHARACTERS],
                "plain": crossing.sent_plain[:SHOWN_CHARACTERS],
            },
            response={
                "status": crossing.status,
                "body": crossing.received[:SHOWN_CHARACTERS],
                "plain": crossing.received_plain[:SHOWN_CHARACTERS],
            },
        )
        self._next_id += 1
        self._entries.append(entry)
        self._feed.publish("log", entry)
        return entry

    def entries(self, after: int = 0, kind: str | None = None, last: int = KEPT) -> list[LogEntry]:
        found = [e for e in self._entries if e.id > after and kind in (None, e.kind)]
        return found[-last:]


def readable(body: bytes, content_type: str = "") -> str:
    """A body as text for the log; a picture or a sound only by its size."""
    if content_type.startswith(("image/", "audio/", "video/", "multipart/")):
        return f"<{content_type.split(';')[0]}, {len(body)} bytes>"
    return body.decode("utf-8", "replace")


def pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
