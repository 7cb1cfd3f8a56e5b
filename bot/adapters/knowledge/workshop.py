"""Where a knowledge base is trained and tested, in a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.knowledge import testing
from bot.adapters.knowledge.answering import answers_of
from bot.adapters.knowledge.dispatching import catalogue_of
from bot.adapters.knowledge.folder import as_folder
from bot.adapters.knowledge.inspecting import KnowledgeInspector, unfit
from bot.adapters.knowledge.recataloguing import beside_the_live
from bot.adapters.knowledge.shelving import Shelving
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.sources import Sources, Trained
from bot.adapters.rasa.training import train
from bot.domain.errors import BadFile, BadInput
from bot.domain.knowledge_check import Finding
from bot.domain.releases import Figure, Report, Shadow
from bot.domain.revisions import Files
from bot.services.evaluation.comparing import Side, figures, shadow
from bot.services.evaluation.stories import play
from bot.services.evaluation.strangers import a_shelf
from bot.services.ports.clock import Calendar, Clock
from bot.services.ports.knowledge import Live, Tell

HELD_BACK = "常见问题的问法，轮流留出一些来考"


@dataclass(frozen=True)
class RasaWorkshop:
    """The port `Workshop`.

    `letters` gives the file of what else a model learns from, `messages` the words of the last
    week's messages; `measure` writes down what a new model makes of an ordinary week.
    """

    shelving: Shelving
    inspect: KnowledgeInspector
    calendar: Calendar
    clock: Clock
    letters: Callable[[], Awaitable[Path | None]]
    messages: Callable[[], Awaitable[Sequence[str]]]
    measure: Callable[[Path], Awaitable[None]]

    async def try_out(
        self, files: Files, live: Live | None, tell: Tell
    ) -> tuple[str | None, Report]:
        await tell("检查")
        findings = tuple(self.inspect(files))
        if reason := unfit(files):
            return None, Report(findings, broken=str(reason))
        try:
            catalogue_of(files)
            findings += tuple(beside_the_live(files, live.files)) if live else ()
            trained = await self._train(files, tell)
        except BadInput as error:
            return None, Report(findings, broken=str(error))
        report = await self._tested(files, trained, live, findings, tell)
        await self.measure(trained.path)
        await self.shelving.keep(trained.version)
        return trained.version, report

    async def _train(self, files: Files, tell: Tell) -> Trained:
        loop = asyncio.get_running_loop()

        def progress(sentence: str) -> None:
            asyncio.run_coroutine_threadsafe(tell(sentence), loop)

        letters = await self.letters()
        with as_folder(files) as root:
            sources = Sources.in_folder(root, letters)
            try:
                return await asyncio.to_thread(train, sources, self.shelving.folder, progress)
            except BadFile as error:
                raise _without(root, error) from None

    async def _tested(
        self,
        files: Files,
        trained: Trained,
        live: Live | None,
        findings: tuple[Finding, ...],
        tell: Tell,
    ) -> Report:
        new = await self._side(files, trained.path)
        former = (
            await self._side(live.files, await self.shelving.path(live.model)) if live else None
        )
        await tell("测试对话")
        stories = testing.stories_of(files)
        shelf = a_shelf(new.knowledge, new.catalogue, self.calendar, new.habits)
        failures = await play(new.dialogue, shelf, stories, self.clock)
        await tell("测试例句和测试句")
        of, share = testing.held_back(files)
        before = testing.held_back(live.files)[1] if live else None
        scored = await figures(testing.gold(files), new, former)
        await tell("对照最近一周的消息")
        changed = await shadow(await self.messages(), new, former) if former else Shadow()
        return Report(
            findings,
            stories=len(stories),
            failures=tuple(failures),
            figures=(Figure(HELD_BACK, of, share, before), *scored),
            shadow=changed,
        )

    async def _side(self, files: Files, model: Path) -> Side:
        engine = await RasaEngine.load(model)
        return Side(engine, catalogue_of(files), answers_of(files), engine.habits)


def _without(root: Path, error: BadFile) -> BadFile:
    """The file as its editor knows it."""
    path = error.path.relative_to(root) if error.path.is_relative_to(root) else error.path
    return BadFile(path, error.line, error.problem, error.remedy)
