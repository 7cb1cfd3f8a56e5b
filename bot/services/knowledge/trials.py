"""A draft is tried: checked, trained aside, tested, compared with what is live."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.errors import StoreAway
from bot.domain.releases import Trial, TrialState
from bot.services.knowledge.drafts import Drafts
from bot.services.ports.knowledge import Live, Workshop

LEFT = timedelta(minutes=2)
"""After so long without a word its process has died: somebody else takes the trial up."""
BEAT_S = 10.0


@dataclass(frozen=True)
class Trials:
    """Asks for trials, and runs them in a process of its own."""

    drafts: Drafts

    async def propose(self, by: str, name: str = "", note: str = "") -> Trial:
        """Freeze the draft and ask for its trial; it begins when somebody takes it up."""
        return await self.drafts.library.releases.ask(await self._asked(by, name, note))

    async def begin(self, by: str, name: str = "", note: str = "") -> Trial:
        """As `propose`, for who runs it themselves: nobody else takes it up."""
        asked = replace(await self._asked(by, name, note), state=TrialState.RUNNING)
        asked = replace(asked, seen_at=asked.asked_at)
        return await self.drafts.library.releases.ask(asked)

    async def take(self) -> Trial | None:
        """The next trial that nobody runs; it is now the caller's to run."""
        now = self.drafts.library.clock()
        return await self.drafts.library.releases.take(now, now - LEFT)

    async def run(self, trial: Trial, workshop: Workshop) -> Trial:
        """Run it to its end, and keep what was found."""
        told = _Told(self, replace(trial, state=TrialState.RUNNING))
        beating = asyncio.create_task(told.beat())
        try:
            files = await self._files(trial.revision)
            model, report = await workshop.try_out(files, await self._live(), told)
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)
        found = replace(told.trial, model=model, report=report, state=report.state)
        return await self.tell(replace(found, progress=""))

    async def tell(self, trial: Trial) -> Trial:
        """Write down how it stands now."""
        trial = replace(trial, seen_at=self.drafts.library.clock())
        await self.drafts.library.releases.tell(trial)
        return trial

    async def _asked(self, by: str, name: str, note: str) -> Trial:
        revision = await self.drafts.freeze(by, name, note)
        library = self.drafts.library
        live = await library.releases.live()
        assert revision.id
        return Trial(revision.id, by, library.clock(), live.id if live else None)

    async def _files(self, number: int) -> dict[str, bytes]:
        library = self.drafts.library
        return await library.files(await library.revisions.revision(number))

    async def _live(self) -> Live | None:
        release = await self.drafts.library.releases.live()
        return Live(await self._files(release.revision), release.model) if release else None


@dataclass
class _Told:
    """A trial as it goes on."""

    trials: Trials
    trial: Trial

    async def __call__(self, progress: str) -> None:
        self.trial = await self.trials.tell(replace(self.trial, progress=progress))

    async def beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            with suppress(StoreAway):  # a trial is long: the store may be back before it ends
                await self.trials.tell(self.trial)
