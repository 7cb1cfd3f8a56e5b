"""Addresses in answers: which there are, and which of them nobody can open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.entries import FaqEntry

TWICE = 2
"""After so many looks without success a link is dead: a site may be down for a night."""
_LINK = re.compile(r"https?://[^\s，。；、（）()“”<>]+")
_WHY = {
    "404": "网页没有了（404）",
    "410": "网页撤掉了（410）",
    "timeout": "等了很久没有打开",
    "host": "没有这个网站",
    "certificate": "网站的安全证书不对，手机会提示不安全",
    "redirects": "转来转去打不开",
    "address": "不是公网的网址",
    "unreached": "连不上",
}


class Outcome(StrEnum):
    """What came of a look."""

    OPENS = "opens"
    GONE = "gone"  # the site says so
    FAILED = "failed"  # it may be there tomorrow
    UNKNOWN = "unknown"  # we may not look there


@dataclass(frozen=True)
class Look:
    """One look. `why` is a word of ours, or the status that the site answered with."""

    outcome: Outcome
    why: str = ""

    @property
    def reached(self) -> bool:
        """Whether anybody answered at all."""
        return self.outcome is not Outcome.UNKNOWN and (
            self.outcome is Outcome.OPENS or self.why.isdigit()
        )


@dataclass(frozen=True)
class WebLink:
    """An address as it was found at the last look; `since` it does not open."""

    url: str
    looked_at: datetime
    failures: int = 0
    gone: bool = False
    why: str = ""
    since: datetime | None = None

    @property
    def dead(self) -> bool:
        """Whether its editors are told."""
        return self.gone or self.failures >= TWICE

    @property
    def told(self) -> str:
        """Why, as people read it."""
        return _WHY.get(self.why) or f"网站出错（{self.why}）"

    def after(self, look: Look, at: datetime) -> "WebLink":
        """The same one after another look."""
        if look.outcome is Outcome.UNKNOWN:
            return replace(self, looked_at=at)
        if look.outcome is Outcome.OPENS:
            return WebLink(self.url, at)
        return WebLink(
            self.url,
            at,
            failures=self.failures + 1,
            gone=look.outcome is Outcome.GONE,
            why=look.why,
            since=self.since or at,
        )


def links_of(entry: FaqEntry) -> tuple[str, ...]:
    """Every address that a citizen can tap in this answer, each once."""
    found = (one.rstrip(".,;:!?'\"") for one in _LINK.findall(entry.answer))
    return tuple(dict.fromkeys((*([entry.url] if entry.url else ()), *found)))


def dead_in(entry: FaqEntry, dead: Mapping[str, WebLink]) -> tuple[WebLink, ...]:
    """Those of this answer that do not open."""
    return tuple(dead[url] for url in links_of(entry) if url in dead)


def used_by(url: str, entries: Sequence[FaqEntry]) -> list[FaqEntry]:
    """The answers that a dead address stands in."""
    return [one for one in entries if url in links_of(one)]
