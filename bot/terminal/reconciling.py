"""What lost its way, found in the books and mended."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from rich.table import Table

from bot import models
from bot.domain.zone import SHANGHAI
from bot.services.reconciling import KIND_NAMES, Finding
from bot.settings import Settings
from bot.wiring.books import a_reconciler
from bot.wiring.citizens import take_open_turns
from bot.wiring.ground import ground


async def reconcile(settings: Settings, days: int, mend: bool) -> Sequence[Finding]:
    """What lost its way within so many days, mended if asked for and possible."""
    async with ground(settings) as base:

        async def take_turns() -> None:
            await take_open_turns(base, await models.some_model(settings))

        reconciler = a_reconciler(base, base.clock, take_turns)
        # beyond that, what was delivered is no longer on the books
        back = timedelta(days=min(days, settings.keep_messages_days))
        found = await reconciler.findings(base.clock() - back, mend)
        if any(finding.mended for finding in found):
            await base.waker.wake()
        return found


def as_record(finding: Finding) -> dict[str, Any]:
    """A finding as plain JSON values."""
    return {
        "kind": finding.kind.value,
        "name": KIND_NAMES[finding.kind],
        "subject": finding.subject,
        "since": finding.since.astimezone(SHANGHAI).isoformat(),
        "mended": finding.mended,
    }


def as_table(found: Sequence[Finding], mend: bool) -> Table:
    """Findings for a terminal."""
    table = Table("问题", "对象", "自何时", "处理")
    for finding in found:
        since = f"{finding.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        left = "需要人工处理" if mend else "未处理"
        done = "已修复" if finding.mended else left
        table.add_row(KIND_NAMES[finding.kind], finding.subject, since, done)
    return table
