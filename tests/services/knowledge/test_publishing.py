"""From a draft to what is live, and back."""

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.errors import (
    FieldRejected,
    NotFound,
    NotReleasable,
    SavedMeanwhile,
    StoreAway,
    TurnConflict,
)
from bot.domain.knowledge_check import Finding, Place
from bot.domain.parcels import Alarm
from bot.domain.releases import Figure, Release, Report, StoryFailure, Trial, TrialState
from bot.services.knowledge.following import Follower
from bot.services.knowledge.publishing import Publishing
from bot.services.knowledge.trials import Trials
from tests.fakes.fleet import FakeFleet
from tests.services.knowledge.builders import CARDS, FILES, WATER, Shelf, a_file, a_shelf

GRAVE = Report(findings=(Finding(Place("nlu/a.yml", 3), "已过期。", "请改。", grave=True),))
STORY = Report(stories=9, failures=(StoryFailure("t.yml", "路灯", "灯坏了", "开工单", "没有"),))
WORSE = Report(figures=(Figure("问句答对", 100, 0.80, 0.85),))
AS_GOOD = Report(figures=(Figure("问句答对", 100, 0.845, 0.85),))
BROKEN = Report(broken="nlu/a.yml:3 写错了。")


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


class FakeStage:
    def __init__(self) -> None:
        self.shown: list[tuple[Release, dict[str, bytes]]] = []
        self.breaks = False
        self.why: Exception = NotFound("no model")

    async def show(self, release, files) -> None:
        if self.breaks:
            raise self.why
        self.shown.append((release, files))


class Rung:
    """Keeps the port `Bell`."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []

    async def __call__(self, alarm: Alarm) -> None:
        self.alarms.append(alarm)


def a_follower(shelf: Shelf, stage: FakeStage, rung: Rung | None = None, fleet=None) -> Follower:
    return Follower("gateway a:1", shelf.library, stage, rung or Rung(), fleet or FakeFleet())


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


@pytest.fixture
async def office() -> Office:
    """With a first release."""
    office = Office(await a_shelf())
    first = await office.tries("huiying")
    await office.publishing.publish(first.id, "huiying")
    return office


async def test_what_passed_its_trial_becomes_live_and_is_announced(office: Office):
    await office.shelf.drafts.put(CARDS, a_file("card_lost", "新答案。"), "editor", 0)
    trial = await office.tries()
    assert await office.live_answer() == "带上身份证。"

    release = await office.publishing.publish(trial.id, "publisher", "说明")

    assert trial.state is TrialState.PASSED
    assert await office.live_answer() == "新答案。"
    assert (release.model, release.by, release.note) == (trial.model, "publisher", "说明")
    assert office.announcer.called == 2
    assert office.workshop.compared == [None, (await office.shelf.releases.releases())[1].model]


async def test_an_edit_after_the_trial_is_not_published_with_it(office: Office):
    """What was tested is what goes live."""
    await office.shelf.drafts.put(CARDS, a_file("card_lost", "测过。"), "editor", None)
    trial = await office.tries()
    await office.shelf.drafts.put(CARDS, a_file("card_lost", "没测过。"), "editor", None)

    await office.publishing.publish(trial.id, "publisher")

    assert await office.live_answer() == "测过。"


@pytest.mark.parametrize("report", [GRAVE, STORY, WORSE], ids=["finding", "story", "score"])
async def test_what_speaks_against_it_blocks_and_is_told(office: Office, report: Report):
    trial = await office.tries(report=report)

    with pytest.raises(NotReleasable) as refused:
        await office.publishing.publish(trial.id, "publisher")

    assert trial.state is TrialState.BLOCKED
    assert refused.value.reasons == tuple(report.against())
    assert len(await office.shelf.releases.releases()) == 1


def test_a_failed_story_is_told_with_its_message():
    assert STORY.against() == [
        "测试对话没有通过：t.yml“路灯”：说“灯坏了”，应当是 开工单，实际是 没有。"
    ]


async def test_a_fall_within_chance_does_not_block(office: Office):
    trial = await office.tries(report=AS_GOOD)

    assert trial.state is TrialState.PASSED


async def test_overriding_needs_a_reason_and_a_second_person(office: Office):
    trial = await office.tries(report=WORSE)
    with pytest.raises(FieldRejected):
        await office.publishing.ask_to_override(trial.id, "editor", "急")
    await office.publishing.ask_to_override(trial.id, "editor", "上级要求今天更正答案")

    with pytest.raises(NotReleasable, match="另一位"):
        await office.publishing.publish(trial.id, "editor")
    release = await office.publishing.publish(trial.id, "publisher")

    assert (release.asked_by, release.reason) == ("editor", "上级要求今天更正答案")


async def test_without_a_model_nothing_can_be_overridden(office: Office):
    trial = await office.tries(report=BROKEN)
    assert trial.state is TrialState.BROKEN

    with pytest.raises(NotReleasable):
        await office.publishing.ask_to_override(trial.id, "editor", "无论如何都要发布")
    with pytest.raises(NotReleasable):
        await office.publishing.publish(trial.id, "publisher")


async def test_what_passed_needs_no_override(office: Office):
    trial = await office.tries()

    with pytest.raises(NotReleasable):
        await office.publishing.ask_to_override(trial.id, "editor", "无论如何都要发布")


async def test_a_trial_that_runs_cannot_be_published(office: Office):
    trial = await office.trials.propose("editor")

    with pytest.raises(NotReleasable):
        await office.publishing.publish(trial.id, "publisher")


async def test_a_trial_from_before_another_release_is_too_old(office: Office):
    """It would quietly take back what was published since."""
    await office.shelf.drafts.put(CARDS, a_file("card_lost", "旧。"), "editor", None)
    old = await office.tries()
    await office.releases_a_change("新。")

    with pytest.raises(NotReleasable, match="重新训练"):
        await office.publishing.publish(old.id, "publisher")

    assert await office.live_answer() == "新。"


async def test_of_two_who_publish_at_once_one_succeeds(office: Office):
    await office.shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "editor", None)
    trial = await office.tries()
    both = [office.publishing.publish(trial.id, by) for by in ("publisher", "other")]

    ended = await asyncio.gather(*both, return_exceptions=True)

    refused = [one for one in ended if isinstance(one, NotReleasable | TurnConflict)]
    assert len(refused) == 1
    assert len(await office.shelf.releases.releases()) == 2


async def test_when_the_rule_is_on_an_author_cannot_publish(office: Office):
    """Nor anybody else who wrote something since the live release."""
    office = Office(office.shelf, two_persons=True)
    await office.shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", None)
    await office.shelf.drafts.freeze("wang")
    await office.shelf.drafts.put(WATER, a_file("water_bill", "二。"), "li", None)
    trial = await office.tries("zhao")

    for author in ("wang", "li"):
        with pytest.raises(NotReleasable, match="自己改的"):
            await office.publishing.publish(trial.id, author)
    await office.publishing.publish(trial.id, "zhao")


async def test_without_the_rule_an_author_may_publish(office: Office):
    await office.shelf.drafts.put(CARDS, a_file("card_lost", "一。"), "wang", None)
    trial = await office.tries("wang")

    assert await office.publishing.publish(trial.id, "wang")


async def test_rolling_back_brings_everything_back_as_one(office: Office):
    """Files and model; what was rolled back stays in the history and in the draft."""
    first, _ = await office.shelf.library.live()
    second = await office.releases_a_change("错的答案。")

    back = await office.publishing.roll_back("publisher")

    assert await office.live_answer() == "带上身份证。"
    assert (back.revision, back.model) == (first.revision, first.model)
    assert back.note == "退回到第 1 次发布"
    assert [one.id for one in await office.shelf.releases.releases()] == [3, 2, 1]
    forward = await office.publishing.roll_back("publisher", to=second.id)
    assert forward.revision == second.revision
    assert await office.live_answer() == "错的答案。"


async def test_there_is_nothing_before_the_first_release(office: Office):
    with pytest.raises(NotFound):
        await office.publishing.roll_back("publisher")
    await office.releases_a_change()
    with pytest.raises(NotFound):
        await office.publishing.roll_back("publisher", to=77)


async def test_a_changed_answer_is_live_at_once_with_the_same_model(office: Office):
    """And stays in the draft, which nobody had changed."""
    before, _ = await office.shelf.library.live()
    seen = await office.shelf.entry("card_lost")

    release = await office.publishing.answer_now(seen.changed(answer="今天改。"), "editor", seen)

    assert await office.live_answer() == "今天改。"
    assert release.model == before.model
    assert office.announcer.called == 2
    opened = await office.shelf.drafts.open()
    assert opened.changed == ()
    assert opened.base.id == release.revision


async def test_a_changed_answer_does_not_publish_what_else_is_in_the_draft(office: Office):
    """And goes into the draft, so that the next release keeps it."""
    draft = office.shelf.drafts
    seen = await office.shelf.entry("card_lost")
    await draft.put_entry(seen.changed(ways=("卡没了",)), "li", None)
    await draft.put(WATER, a_file("water_bill", "还没定。"), "li", None)

    await office.publishing.answer_now(seen.changed(answer="今天改。"), "wang", seen)

    assert await office.live_answer() == "今天改。"
    assert await office.live_answer("water_bill") == "带上身份证。"
    mine = await office.shelf.entry("card_lost")
    assert (mine.answer, mine.ways) == ("今天改。", ("卡没了",))
    trial = await office.tries()
    await office.publishing.publish(trial.id, "publisher")
    assert await office.live_answer() == "今天改。"
    assert await office.live_answer("water_bill") == "还没定。"


@pytest.mark.parametrize(
    "change", [{"ways": ("别的问法",)}, {"question": "别的？"}, {"key": "new_one"}]
)
async def test_what_a_model_must_learn_is_not_live_at_once(office: Office, change):
    seen = await office.shelf.entry("card_lost")

    with pytest.raises(NotReleasable):
        await office.publishing.answer_now(seen.changed(**change), "editor")

    assert len(await office.shelf.releases.releases()) == 1


async def test_when_the_rule_is_on_no_answer_goes_live_alone(office: Office):
    office = Office(office.shelf, two_persons=True)
    seen = await office.shelf.entry("card_lost")

    with pytest.raises(NotReleasable, match="另一位"):
        await office.publishing.answer_now(seen.changed(answer="今天改。"), "editor")


async def test_of_two_who_change_an_answer_the_second_gets_the_difference(office: Office):
    seen = await office.shelf.entry("card_lost")
    await office.publishing.answer_now(seen.changed(answer="一。"), "wang", seen)

    with pytest.raises(SavedMeanwhile) as refused:
        await office.publishing.answer_now(seen.changed(answer="二。"), "li", seen)

    assert any("一。" in line for line in refused.value.differences[0].lines())
    assert await office.live_answer() == "一。"


async def test_models_of_long_ago_are_forgotten_and_cannot_come_back(office: Office):
    first, _ = await office.shelf.library.live()
    for number in range(12):
        await office.releases_a_change(f"第 {number} 个答案。")
    trials = office.shelf.releases._trials
    office.shelf.releases._trials = trials[-1:]
    await office.releases_a_change("最后。")

    assert not await office.shelf.models.has(first.model)
    with pytest.raises(NotFound, match="重新训练"):
        await office.publishing.roll_back("publisher", to=first.id)


async def test_a_gateway_shows_each_release_once(office: Office):
    stage = FakeStage()
    follower = a_follower(office.shelf, stage)

    assert await follower.look()
    assert not await follower.look()
    await office.releases_a_change()
    assert await follower.look()

    assert [release.id for release, _ in stage.shown] == [1, 2]
    assert stage.shown[0][1] == FILES


async def test_a_release_that_cannot_be_shown_is_tried_again(office: Office):
    """The former one stays meanwhile."""
    stage = FakeStage()
    follower = a_follower(office.shelf, stage)
    await follower.look()
    await office.releases_a_change()
    stage.breaks = True
    with pytest.raises(NotFound):
        await follower.look()

    stage.breaks = False
    assert await follower.look()

    assert [release.id for release, _ in stage.shown] == [1, 2]


async def test_a_release_that_cannot_be_shown_rings_once(office: Office):
    """However often it is tried; the next release that fails rings anew."""
    stage, rung, fleet = FakeStage(), Rung(), FakeFleet()
    follower = a_follower(office.shelf, stage, rung, fleet)
    await follower.look()
    stage.breaks = True
    for change in ("一。", "二。"):
        await office.releases_a_change(change)
        for _ in range(3):
            with pytest.raises(NotFound):
                await follower.look()

    assert [alarm.subject for alarm in rung.alarms] == ["gateway a:1:2", "gateway a:1:3"]
    serving = fleet.told["gateway a:1"]
    assert (serving.release, serving.failing) == (1, 3)

    stage.breaks = False
    await follower.look()
    serving = fleet.told["gateway a:1"]
    assert (serving.release, serving.failing) == (3, None)


async def test_a_database_that_is_away_is_no_release_that_fails(office: Office):
    """It is told by whoever watches the database."""
    rung, stage = Rung(), FakeStage()
    stage.why = StoreAway("no database")
    stage.breaks = True
    follower = a_follower(office.shelf, stage, rung)

    with pytest.raises(StoreAway):
        await follower.look()

    assert rung.alarms == []


async def test_before_the_first_release_there_is_nothing_to_show():
    shelf = await a_shelf()

    assert not await a_follower(shelf, FakeStage()).look()


async def test_a_trial_tells_how_far_it_has_come(office: Office):
    told: list[Trial] = []
    tell = office.shelf.releases.tell

    async def hear(trial: Trial) -> None:
        told.append(trial)
        await tell(trial)

    office.shelf.releases.tell = hear
    trial = await office.tries()

    assert [one.progress for one in told] == ["训练模型", ""]
    assert told[0].state is TrialState.RUNNING
    assert replace(told[-1]) == trial
