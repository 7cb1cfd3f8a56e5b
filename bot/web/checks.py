"""Does everything work that we need?"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.errors import without_words
from bot.services.ports.clock import Clock
from bot.services.ports.outbox import Outbox

log = logging.getLogger(__name__)

PATIENCE_S = 2.0
"""A check that takes longer has failed: whoever asks will not wait."""
OK, DEGRADED, DOWN, DRAINING = "ok", "degraded", "down", "draining"
FRESH_S = 1.0
"""What was found so recently is told to all who ask: a stranger's calls cost no look each."""
STUCK_S = 600
"""A parcel that waits longer than this says that nobody delivers."""


@dataclass(frozen=True)
class Finding:
    """What a check found. `details` are plain JSON values without secrets or personal data."""

    ok: bool
    details: Mapping[str, Any] = field(default_factory=dict)


Look = Callable[[], Awaitable[Finding]]


@dataclass(frozen=True)
class Check:
    """One dependency. Without a vital one no citizen can be served."""

    look: Look
    vital: bool = False


def _stays() -> bool:
    return False


@dataclass
class Health:
    """Looks at every dependency at once, for all who ask within `fresh_s`. `leaving` says whether
    this process was asked to end."""

    checks: Mapping[str, Check]
    patience_s: float = PATIENCE_S
    leaving: Callable[[], bool] = _stays
    fresh_s: float = FRESH_S
    _latest: asyncio.Task[dict[str, Finding]] | None = field(default=None, init=False)
    _looked_at: float = field(default=0.0, init=False)

    async def findings(self) -> Mapping[str, Finding]:
        """What each check found; one that breaks or is too slow found trouble."""
        now = asyncio.get_running_loop().time()
        old = now - self._looked_at >= self.fresh_s
        if self._latest is None or (old and self._latest.done()):
            self._latest, self._looked_at = asyncio.create_task(self._look_everywhere()), now
        # whoever goes away takes nobody else's look along
        return await asyncio.shield(self._latest)

    async def _look_everywhere(self) -> dict[str, Finding]:
        looks = (self._look(name, check.look) for name, check in self.checks.items())
        return dict(zip(self.checks, await asyncio.gather(*looks), strict=True))

    def verdict(self, findings: Mapping[str, Finding]) -> str:
        """ok, degraded (slower or less, but citizens are served), down, or draining: who still
        comes is served, but nobody is to be sent here any more."""
        if self.leaving():
            return DRAINING
        broken = [name for name, finding in findings.items() if not finding.ok]
        if any(self.checks[name].vital for name in broken):
            return DOWN
        return DEGRADED if broken else OK

    async def _look(self, name: str, look: Look) -> Finding:
        try:
            async with asyncio.timeout(self.patience_s):
                return await look()
        except Exception as error:  # a check's boundary: a broken dependency is a finding
            log.warning("a health check failed", extra={"check": name, **without_words(error)})
            return Finding(False, {"error": type(error).__name__})


def outbox_check(outbox: Outbox, clock: Clock) -> Look:
    """Does what waits in the outbox also leave it?"""

    async def look() -> Finding:
        counts = await outbox.count(clock())
        return Finding(counts.get("oldest_waiting_s", 0) < STUCK_S, dict(counts))

    return look
