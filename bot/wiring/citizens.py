"""Who takes a citizen's message in and answers it."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.calendar import WorkingDays, read_overrides
from bot.adapters.redis.rates import Limits, LocalRates, SharedRates
from bot.adapters.spool import FolderSpool, open_spool
from bot.adapters.store import SqlDiary, SqlInbox
from bot.services.breaker import WatchedDialogue
from bot.services.conversation import Talk
from bot.services.desk import Desk
from bot.services.drift import NotedDialogue, Tally
from bot.services.limiting import LimitedReceiver
from bot.services.locks import Locks
from bot.services.ports.dialogue import Heard
from bot.services.ports.receivers import Keeper
from bot.services.reception import Reception
from bot.services.shelf import Shelf
from bot.services.turns import Turns
from bot.settings import Settings
from bot.wiring.folders import SPOOL
from bot.wiring.ground import Ground

if TYPE_CHECKING:
    # Rasa takes seconds to import, and worker and simulator never ask it anything
    from bot.adapters.rasa.engine import RasaEngine


def a_spool(settings: Settings) -> AbstractAsyncContextManager[FolderSpool]:
    """Where messages wait while the database is away."""
    return open_spool(settings.data_dir / SPOOL, settings.spool_mb << 20)


async def take_open_turns(base: Ground, model: Path) -> None:
    """Take every turn that is open at this moment, for whoever repairs without a gateway."""
    from bot.adapters.rasa.engine import RasaEngine

    reception = a_reception(base, await RasaEngine.load(model))
    await reception.resume(base.clock())
    await reception.close()


def a_tally(base: Ground) -> Tally:
    """What this process understands, counted."""
    return Tally(SqlDiary(base.database), base.clock)


def a_watched_dialogue(
    base: Ground, engine: "RasaEngine", tally: Tally | None = None
) -> WatchedDialogue:
    """The engine, left alone while it breaks or hangs. A greeting tells whether it works again."""

    async def greet() -> None:
        nobody = Desk("probe", "你好", base.clock(), a_shelf(base, engine), secrets={})
        asked = watched.dialogue
        asked = asked.dialogue if isinstance(asked, NotedDialogue) else asked
        await asked.respond(Heard(nobody.citizen, nobody.words), (), nobody)

    people_after = timedelta(seconds=base.settings.people_after_s)
    dialogue = NotedDialogue(engine, tally) if tally else engine
    watched = WatchedDialogue(dialogue, greet, base.bell, base.clock, people_after)
    return watched


def a_reception(
    base: Ground, engine: "RasaEngine", watched: WatchedDialogue | None = None
) -> Reception:
    """The citizens' side over these stores and this model."""
    settings, inbox = base.settings, SqlInbox(base.database)
    dialogue = watched or a_watched_dialogue(base, engine)
    talk = Talk(
        inbox=inbox,
        outbox=base.outbox,
        dialogue=dialogue,
        shelf=a_shelf(base, engine),
        cutter=base.cutter,
        clock=base.clock,
        session=timedelta(minutes=settings.session_minutes),
    )
    patience = timedelta(seconds=settings.patience_s)
    turns = Turns(inbox, talk, base.waker, Locks())
    return Reception(
        inbox,
        turns,
        base.clock,
        patience,
        rests=lambda: dialogue.rests,
        hangs=lambda: dialogue.hangs,
    )


def a_shelf(base: Ground, engine: "RasaEngine") -> Shelf:
    """What the actions reach for."""
    return Shelf(
        tickets=base.tickets,
        attachments=base.attachments,
        knowledge=engine.knowledge,
        catalogue=base.catalogue,
        calendar=a_calendar(base.settings),
        habits=engine.habits,
        time_to_join=timedelta(seconds=base.settings.time_to_join_s),
        longest_in_person=timedelta(hours=base.settings.in_person_hours),
    )


def with_limits(base: Ground, keeper: Keeper) -> LimitedReceiver:
    """The keeper behind a guard that knows how often each citizen may write."""
    limits = Limits(base.settings.messages_per_minute, base.settings.messages_per_hour)
    rates = SharedRates(base.redis, limits, LocalRates(limits))
    return LimitedReceiver(keeper, rates, base.bell, base.clock)


def a_calendar(settings: Settings) -> WorkingDays:
    """The national calendar with the operator's own days. Raises BadFile."""
    file = settings.calendar_file
    return WorkingDays(read_overrides(file) if file else None)
