"""From a draft to what is live, and back."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.errors import FieldRejected, NotFound, NotReleasable, SavedMeanwhile, TurnConflict
from bot.domain.knowledge_check import Finding, Place
from bot.domain.releases import Figure, Report, StoryFailure, Trial, TrialState
from tests.services.knowledge.builders import CARDS, WATER, a_file
from tests.services.knowledge.publishers import Office

GRAVE = Report(findings=(Finding(Place("nlu/a.yml", 3), "已过期。", "请改。", grave=True),))
STORY = Report(stories=9, failures=(StoryFailure("t.yml", "路灯", "灯坏了", "开工单", "没有"),))
WORSE = Report(figures=(Figure("问句答对", 100, 0.80, 0.85),))
AS_GOOD = Report(figures=(Figure("问句答对", 100, 0.845, 0.85),))
BROKEN = Report(broken="nlu/a.yml:3 写错了。")


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
