"""What the other doors open to: departments, pages, health, figures."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.adapters.departments.gate import SignedGate
from bot.adapters.redis import redis_answers
from bot.adapters.spool import FolderSpool
from bot.adapters.store import SqlAlarms, SqlPages
from bot.adapters.wechat.capabilities import Capabilities
from bot.services.answers import Answers
from bot.services.breaker import WatchedDialogue
from bot.services.department_calls import DepartmentCalls
from bot.services.department_files import DepartmentFiles
from bot.web.app import Parts
from bot.web.checks import Check, Finding, Health, outbox_check
from bot.web.metrics import Metrics
from bot.web.near import Near
from bot.wiring.citizens import a_calendar
from bot.wiring.ground import Ground


def the_doors(
    base: Ground, dialogue: WatchedDialogue, spool: FolderSpool, leaving: Callable[[], bool]
) -> Parts:
    settings = base.settings
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    return Parts(
        calls=DepartmentCalls(
            base.tickets,
            base.catalogue,
            Answers(base.cutter),
            base.waker,
            base.clock,
            a_calendar(base.settings),
        ),
        files=DepartmentFiles(base.tickets, base.attachments, base.vault),
        gate=SignedGate(base.ways, base.clock),
        pages=SqlPages(base.database),
        health=replace(health_of(base, dialogue, spool), leaving=leaving),
        metrics=Metrics(
            lambda: base.outbox.count(base.clock()),
            alarm_counts(base),
            spooled=lambda: spool.waiting,
            dialogue_works=lambda: dialogue.works,
        ),
        near=Near(token),
    )


def health_of(base: Ground, watched: WatchedDialogue, spool: FolderSpool) -> Health:
    look = _Look(base, watched, spool)
    return Health(
        {
            # without it messages are still taken, onto the disk: nobody may take this door away
            "database": Check(look.database),
            "spool": Check(look.on_the_disk, vital=True),
            "redis": Check(look.redis),
            "dialogue": Check(look.dialogue),
            "wechat": Check(look.wechat_account),
            "outbox": Check(outbox_check(base.outbox, base.clock)),
            "alarms": Check(look.alarms),
        }
    )


@dataclass(frozen=True)
class _Look:
    """How each thing that the gateway stands on is asked whether it works."""

    base: Ground
    watched: WatchedDialogue
    spool: FolderSpool

    async def database(self) -> Finding:
        await self.base.database.check()
        return Finding(True)

    async def on_the_disk(self) -> Finding:
        return Finding(self.spool.has_room, {"waiting": self.spool.waiting})

    async def redis(self) -> Finding:
        return Finding(bool(await redis_answers(self.base.redis)))

    async def dialogue(self) -> Finding:
        return Finding(self.watched.works, {"model": self.watched.model})

    async def wechat_account(self) -> Finding:
        shut = await Capabilities(self.base.database).shut_now(self.base.clock())
        return Finding(not shut, {name: one.code for name, one in shut.items()})

    async def alarms(self) -> Finding:
        return Finding(True, await alarm_counts(self.base)())


def alarm_counts(base: Ground) -> Callable[[], Awaitable[dict[str, float]]]:
    return lambda: SqlAlarms(base.database).counts(base.clock() - timedelta(days=1))
