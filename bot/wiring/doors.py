"""What the other doors open to: departments, pages, health, figures."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
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
    async def database() -> Finding:
        await base.database.check()
        return Finding(True)

    async def redis() -> Finding:
        return Finding(bool(await redis_answers(base.redis)))

    async def dialogue() -> Finding:
        return Finding(watched.works, {"model": watched.model})

    async def on_the_disk() -> Finding:
        return Finding(spool.has_room, {"waiting": spool.waiting})

    async def wechat_account() -> Finding:
        shut = await Capabilities(base.database).shut_now(base.clock())
        return Finding(not shut, {name: one.code for name, one in shut.items()})

    async def alarms() -> Finding:
        return Finding(True, await alarm_counts(base)())

    return Health(
        {
            # without it messages are still taken, onto the disk: nobody may take this door away
            "database": Check(database),
            "spool": Check(on_the_disk, vital=True),
            "redis": Check(redis),
            "dialogue": Check(dialogue),
            "wechat": Check(wechat_account),
            "outbox": Check(outbox_check(base.outbox, base.clock)),
            "alarms": Check(alarms),
        }
    )


def alarm_counts(base: Ground) -> Callable[[], Awaitable[dict[str, float]]]:
    return lambda: SqlAlarms(base.database).counts(base.clock() - timedelta(days=1))
