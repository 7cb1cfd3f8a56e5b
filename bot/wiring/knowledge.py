"""The knowledge base's services over these stores."""

import asyncio
import logging
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from bot.adapters.knowledge.inspecting import KnowledgeInspector
from bot.adapters.knowledge.shelving import Shelving
from bot.adapters.knowledge.writing import YamlWriting
from bot.adapters.processes import end, tied
from bot.adapters.redis import RedisFleet, RedisWaker
from bot.adapters.store import Database, SqlModels, SqlReleases, SqlRevisions
from bot.adapters.store.shipments import SqlShipments
from bot.adapters.store.unanswered import SqlUnanswered
from bot.domain.releases import Report, Trial, TrialState
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.following import Follower
from bot.services.knowledge.library import Library
from bot.services.knowledge.publishing import Publishing
from bot.services.knowledge.shipped import Shipped
from bot.services.knowledge.trials import Trials
from bot.services.knowledge.unanswered import UnansweredBox
from bot.services.ports.clock import Clock
from bot.services.ports.knowledge import Announcer, Stage
from bot.services.ports.outbox import Waker
from bot.settings import Settings
from bot.wiring.ground import Ground
from bot.wiring.rounds import LOOK_AGAIN_S, every

log = logging.getLogger(__name__)

FOLLOW_S = 0.2
RELEASED = "huiying:released"
"""Where it is announced that there is a new release."""
_GAVE_UP = "训练的程序意外停止了（{code}）。请再试一次；还不行请看 worker 的日志。"


@dataclass(frozen=True)
class KnowledgeBase:
    """All that editors and publishers may do, over one database."""

    database: Database
    settings: Settings
    clock: Clock
    announcer: Announcer

    @cached_property
    def library(self) -> Library:
        return Library(SqlRevisions(self.database), SqlReleases(self.database), self.clock)

    @cached_property
    def shelving(self) -> Shelving:
        return Shelving(self.settings.data_dir / "models", SqlModels(self.database))

    @cached_property
    def inspect(self) -> KnowledgeInspector:
        return KnowledgeInspector(lambda: self.clock().date())

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self.library, YamlWriting(), self.inspect)

    @cached_property
    def shipped(self) -> Shipped:
        return Shipped(self.drafts, SqlShipments(self.database))

    @cached_property
    def trials(self) -> Trials:
        return Trials(self.drafts)

    @cached_property
    def unanswered(self) -> UnansweredBox:
        return UnansweredBox(SqlUnanswered(self.database), _alike, self.drafts, self.clock)

    @cached_property
    def publishing(self) -> Publishing:
        two = self.settings.two_persons_publish
        return Publishing(self.drafts, self.shelving.models, self.announcer, two)


def _alike(texts: Sequence[str], common: Sequence[str]) -> list[list[int]]:
    # scikit-learn takes half a second to import, and most processes never group anything
    from bot.adapters.knowledge.likeness import GramLikeness

    return GramLikeness()(texts, common)


class Nobody:
    """The port `Announcer` where nobody listens: gateways find out by looking."""

    async def wake(self) -> None:
        return


def a_knowledge_base(base: Ground) -> KnowledgeBase:
    """That of a running process: what is released is announced."""
    announcer = RedisWaker(base.redis, channel=RELEASED)
    return KnowledgeBase(base.database, base.settings, base.clock, announcer)


def a_shelving(base: Ground) -> Shelving:
    """Models on this machine's disk, in front of the store."""
    return a_knowledge_base(base).shelving


TELL_S = 15.0


def a_follower(base: Ground, stage: Stage, kind: str) -> Follower:
    """For this process, named by what it is and where: "gateway host:8080"."""
    name = f"{kind} {platform.node()}:{base.settings.port}"
    library, fleet = a_knowledge_base(base).library, RedisFleet(base.redis)
    return Follower(name, library, stage, base.bell, fleet)


async def keep_up(base: Ground, follower: Follower, calls: Waker, stopping: asyncio.Event) -> None:
    """Show what is live, a second after it was released at the latest.

    What cannot be shown is tried again a little later: it may be a disk or a database.
    """

    async def follow() -> None:
        while not stopping.is_set():
            if not base.database.is_behind:
                await follower.look()
            await calls.wait(timedelta(seconds=FOLLOW_S))

    await asyncio.gather(
        every(LOOK_AGAIN_S, follow, stopping), every(TELL_S, follower.tell, stopping)
    )


@dataclass(frozen=True)
class TrialKeeper:
    """Runs each trial that waits in a process of its own: a training takes a whole processor."""

    trials: Trials
    stopping: asyncio.Event

    async def look(self) -> None:
        """Take those that wait, one after the other, and see each to its end."""
        while trial := await self.trials.take():
            code = await self._run(trial)
            if self.stopping.is_set():
                return  # whoever starts next takes it up again
            if code:
                await self._give_up(trial, code)

    async def _run(self, trial: Trial) -> int:
        process = await asyncio.create_subprocess_exec(
            *tied(sys.executable, "-m", "bot", "knowledge", "run-trial", str(trial.id)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        ended = asyncio.create_task(process.wait())
        asked = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
            await end(process)
        return await ended

    async def _give_up(self, trial: Trial, code: int) -> None:
        assert trial.id
        now = await self.trials.drafts.library.releases.trial(trial.id)
        if now.state is TrialState.RUNNING:
            log.error("a trial's process died", extra={"trial": trial.id, "code": code})
            report = Report(broken=_GAVE_UP.format(code=code))
            await self.trials.tell(replace(now, state=report.state, report=report, progress=""))
