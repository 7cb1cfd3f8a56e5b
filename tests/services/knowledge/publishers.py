"""Editors and publishers of one knowledge base, over memory."""

from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.releases import Release, Report, Trial
from bot.services.knowledge.publishing import Publishing
from bot.services.knowledge.trials import Trials
from tests.services.knowledge.builders import CARDS, Shelf, a_file


class FakeWorkshop:
    """Finds what it is told to find; its model's version is that of the files."""

    def __init__(self, shelf: Shelf, report: Report = Report()) -> None:  # noqa: B008
        self._shelf, self.report = shelf, report
        self.compared: list[str | None] = []

    async def try_out(self, files, live, tell):
        await tell("训练模型")
        self.compared.append(live.model if live else None)
        if self.report.broken:
            return None, self.report
        version = f"m{hash(tuple(sorted(files.items()))) & 0xFFFF:x}"
        await self._shelf.models.keep(version, b"model", {})
        return version, self.report


class FakeAnnouncer:
    def __init__(self) -> None:
        self.called = 0

    async def wake(self) -> None:
        self.called += 1


class Office:
    """Editors and publishers of one knowledge base."""

    def __init__(self, shelf: Shelf, two_persons: bool = False) -> None:
        self.shelf = shelf
        self.announcer = FakeAnnouncer()
        self.trials = Trials(shelf.drafts)
        self.workshop = FakeWorkshop(shelf)
        self.publishing = Publishing(shelf.drafts, shelf.models, self.announcer, two_persons)

    async def tries(self, by: str = "editor", report: Report | None = None) -> Trial:
        if report is not None:
            self.workshop.report = report
        asked = await self.trials.propose(by, "新版", "说明")
        taken = await self.trials.take()
        assert taken is not None
        assert taken.id == asked.id
        return await self.trials.run(taken, self.workshop)

    async def releases_a_change(self, answer: str = "新答案。") -> Release:
        await self.shelf.drafts.put(CARDS, a_file("card_lost", answer), "editor", None)
        trial = await self.tries()
        return await self.publishing.publish(trial.id, "publisher", "说明")

    async def live_answer(self, key: str = "card_lost") -> str:
        _, revision = await self.shelf.library.live()
        entries = YamlWriting().entries(await self.shelf.library.files(revision))
        return next(one.answer for one in entries if one.key == key)
