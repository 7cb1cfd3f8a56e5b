"""Releases: what the draft changes, its trial, publishing, taking back."""

import re
from typing import Any

import pytest

from bot.domain.knowledge_check import Finding, Place
from bot.domain.people import Role
from bot.domain.releases import Changed, Figure, Release, Report, Shadow, StoryFailure
from bot.services.ports.people import Known
from tests.builders import NOW
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_browser, a_person, signed_in
from tests.web.console.questions import LAMP
from tests.web.console.studios import RULES, Studios

EDITOR = a_person(Role.EDITOR, login="zhao")
PUBLISHER = a_person(Role.PUBLISHER, login="qian")
BOTH = a_person(Role.EDITOR, Role.PUBLISHER, login="sun")
PAGE = "/console/releases"
BAD = Report(
    stories=9,
    failures=(
        StoryFailure("tests/dialogue/t.yml", "灯坏了", "路灯坏了", "action a", "什么也没有"),
    ),
    figures=(Figure("测试句的类型", 400, 0.80, 0.90, ("路灯灭了没人管",)),),
    shadow=Shadow(
        70, {"类型：投诉 → 求助": 12}, (Changed("〔手机〕灯坏了", "类型", "投诉", "求助"),)
    ),
)


@pytest.fixture
async def studios(console: ConsoleHouse) -> Studios:
    await console.studios.install()
    console.people.known = [Known(one, NOW, True) for one in (EDITOR, PUBLISHER, BOTH)]
    return console.studios


@pytest.fixture
def tokens(browser: Client, console: ConsoleHouse):
    """Signs somebody in; returns the headers their changes need."""

    def sign_in(person: Any):
        browser.session.cookie_jar.clear()
        return signed_in(browser, console.signing_in.seat(person))

    return sign_in


async def look(browser: Client, path: str = PAGE, status: int = 200) -> str:
    response = await browser.get(path)
    assert response.status == status
    return await response.text()


async def send(browser: Client, path: str, headers, **fields: str) -> tuple[int, str]:
    response = await browser.post(path, data=fields, headers=headers, allow_redirects=False)
    return response.status, await response.text() or response.headers.get("Location", "")


async def a_trial(studios: Studios, by: str = "zhao", report: Report | None = None) -> None:
    """Somebody changes an answer and asks for a trial, and it ends."""
    changed = LAMP.changed(answer="打12345，或者在这里说。", ways=(*LAMP.ways, "灯不亮了"))
    await studios.drafts.put_entry(changed, by, None)
    await studios.trials.propose(by, "冬天", "按通知改的")
    await studios.works(report)


async def test_nothing_to_publish_is_said(browser: Client, studios, tokens):
    """While the draft is what is live."""
    tokens(EDITOR)

    text = await look(browser)

    assert "没有要发布的改动" in text
    assert "随系统安装" in text
    assert "训练并测试" not in text


async def test_the_draft_is_told_in_words_a_clerk_reads(browser: Client, studios, tokens):
    """An entry field by field, everything else line by line."""
    changed = LAMP.changed(answer="新的答案。", ways=(*LAMP.ways, "灯不亮了"), owner="lighting")
    await studios.drafts.put_entry(changed, "zhao", None)
    rules = (await studios.text(RULES)).replace("utter_greet", "utter_thanks")
    await studios.drafts.put(RULES, rules.encode(), "zhao", None)
    tokens(PUBLISHER)

    text = await look(browser, f"{PAGE}/draft")

    assert "改了答案，改了负责单位，加了 1 种问法" in text
    assert "<del>打12345，或者在这里说在哪条路。</del>" in text
    assert "<ins>路灯管理所</ins>" in text
    assert '<span class="plus">+      - action: utter_thanks</span>' in text
    assert "没有发现问题" in text


async def test_a_finding_leads_to_the_line_where_it_is_mended(browser: Client, studios, tokens):
    """File, line, what is wrong, what to do."""
    studios.clerks.shelf.wrong.append(
        Finding(Place(RULES, 8), "没有名为 utter_grett 的动作。", "是不是 utter_greet？", True)
    )
    tokens(EDITOR)

    text = await look(browser, f"{PAGE}/draft")

    assert "1 处要先改好才能发布" in text
    assert f'href="/console/stories/file/{RULES}?line=8#L8"' in text
    assert "是不是 utter_greet？" in text
    line = await look(browser, f"/console/stories/file/{RULES}?line=8")
    assert '<li id="L8" class="here">' in line


async def test_a_trial_goes_on_while_nobody_looks(
    browser: Client, console: ConsoleHouse, studios, tokens
):
    """Its page tells how far it is, and what came of it."""
    headers = tokens(EDITOR)
    await studios.drafts.put_entry(LAMP.changed(ways=("灯",)), "zhao", None)

    status, page = await send(browser, f"{PAGE}/trials", headers, name="冬天", note="")
    assert (status, page) == (303, f"{PAGE}/trials/1")
    waits = await look(browser, page)
    assert 'hx-trigger="every 2s"' in waits
    assert "在排队" in waits
    await studios.works()

    text = await look(browser, page)
    assert "检查和测试都通过了" in text
    assert "every 2s" not in text
    assert [line.what for line in console.audit.lines] == ["trial_asked"]


async def test_a_second_click_trains_nothing_twice(browser: Client, studios, tokens):
    """It leads to the trial that is under way; another edit asks for another one."""
    headers = tokens(EDITOR)
    await studios.drafts.put_entry(LAMP.changed(ways=("灯",)), "zhao", None)
    fields = {"name": "", "note": ""}
    pages = [(await send(browser, f"{PAGE}/trials", headers, **fields))[1] for _ in range(2)]
    await studios.drafts.put_entry(LAMP.changed(ways=("灯不亮",)), "zhao", None)
    pages.append((await send(browser, f"{PAGE}/trials", headers, **fields))[1])

    assert pages == [f"{PAGE}/trials/1", f"{PAGE}/trials/1", f"{PAGE}/trials/2"]


async def test_htmx_hears_how_far_a_trial_is_and_when_it_has_ended(
    browser: Client, studios, tokens
):
    """A part of the page while it runs, then the page anew."""
    tokens(EDITOR)
    await studios.drafts.put_entry(LAMP.changed(ways=("灯",)), "zhao", None)
    await studios.trials.propose("zhao")

    part = await browser.get(f"{PAGE}/trials/1", headers={"HX-Request": "true"})
    assert "<html" not in await part.text()
    await studios.works()

    ended = await browser.get(f"{PAGE}/trials/1", headers={"HX-Request": "true"})
    assert ended.headers["HX-Redirect"] == f"{PAGE}/trials/1"


async def test_an_editor_does_not_publish_and_a_publisher_does(
    browser: Client, studios, tokens, console: ConsoleHouse
):
    """What is live is another one afterwards, and everybody sees whose it is."""
    await a_trial(studios)
    status, _ = await send(browser, f"{PAGE}/trials/1/publish", tokens(EDITOR), note="")
    assert status == 403

    headers = tokens(PUBLISHER)
    status, page = await send(browser, f"{PAGE}/trials/1/publish", headers, note="按通知")

    assert (status, page) == (303, PAGE)
    assert (await studios.clerks.live("lamp_broken")).answer == "打12345，或者在这里说。"
    text = await look(browser)
    for words in ("冬天", "王qian", "王zhao", "按通知", "第 2 次发布"):
        assert words in text
    assert studios.clerks.announcer.woken == 1
    assert console.audit.lines[-1].what == "published"


async def test_what_failed_is_named_and_blocks(browser: Client, studios, tokens):
    """Test story, message, score, and the messages of last week that become others."""
    await a_trial(studios, report=BAD)
    headers = tokens(PUBLISHER)

    text = await look(browser, f"{PAGE}/trials/1")
    status, told = await send(browser, f"{PAGE}/trials/1/publish", headers, note="")

    for words in (
        "灯坏了",
        "路灯坏了",
        "路灯灭了没人管",
        "变差了",
        "90.0%",
        "80.0%",
        "类型：投诉 → 求助",
        ">12<",
        "〔手机〕",
    ):
        assert words in text, words
    assert f'action="{PAGE}/trials/1/publish"' not in text
    assert status == 409
    assert "有测试没有通过，不能发布" in told
    assert (await studios.clerks.live("lamp_broken")).answer == LAMP.answer


async def test_overriding_takes_a_reason_and_a_second_person(browser: Client, studios, tokens):
    """Neither who gave the reason nor who wrote it: the page says who may."""
    await a_trial(studios, by="sun", report=BAD)
    page = f"{PAGE}/trials/1"
    status, told = await send(browser, f"{page}/override", tokens(EDITOR), reason="急")
    assert (status, "至少 5 个字" in told) == (422, True)
    status, _ = await send(
        browser, f"{page}/override", tokens(EDITOR), reason="明天就停暖了，来不及"
    )
    assert status == 303

    headers = tokens(BOTH)  # who wrote it
    text = await look(browser, page)
    status, told = await send(browser, f"{page}/publish", headers, note="")
    assert "明天就停暖了" in text
    assert "可以发布的人：<bdi>王qian</bdi>" in text
    assert (status, "不能发布自己改的内容" in told) == (409, True)

    status, _ = await send(browser, f"{page}/publish", tokens(PUBLISHER), note="")
    assert status == 303
    live, _ = await studios.drafts.library.live()
    assert (live.by, live.asked_by, live.reason) == ("qian", "zhao", "明天就停暖了，来不及")


async def test_who_gave_the_reason_does_not_publish(browser: Client, studios, tokens):
    """Even with both rights."""
    await a_trial(studios, report=BAD)
    await studios.publishing.ask_to_override(1, "sun", "明天就停暖了")

    status, told = await send(browser, f"{PAGE}/trials/1/publish", tokens(BOTH), note="")

    assert status == 409
    assert "要请另一位同志来发布" in told


async def test_a_rule_of_two_persons_says_who_may(console: ConsoleHouse, studios):
    """Where the house asks for it, also for what passed."""
    studios.clerks.two_persons = True
    await a_trial(studios, by="sun")

    async with a_browser(console.app()) as browser:
        headers = signed_in(browser, console.signing_in.seat(BOTH))
        text = await look(browser, f"{PAGE}/trials/1")
        status, _ = await send(browser, f"{PAGE}/trials/1/publish", headers, note="")

    assert "要请另一位同志来发布" in text
    assert "王qian" in text
    assert status == 409


async def test_who_is_second_hears_it_and_loses_nothing(browser: Client, studios, tokens):
    """Somebody else published since the trial."""
    await a_trial(studios)
    other = await studios.clerks.live("lamp_broken")
    await studios.publishing.answer_now(other.changed(answer="急改。"), "qian", other)
    headers = tokens(PUBLISHER)

    text = await look(browser, f"{PAGE}/trials/1")
    status, told = await send(browser, f"{PAGE}/trials/1/publish", headers, note="")

    assert "测试以后又发布过别的版本" in text
    assert (status, "重新训练" in told) == (409, True)
    assert (await studios.clerks.live("lamp_broken")).answer == "急改。"
    assert (await studios.clerks.drafted("lamp_broken")).ways[-1] == "灯不亮了"


async def test_one_confirmation_takes_a_release_back(browser: Client, studios, tokens, console):
    """It says what comes back, and then it is back."""
    await a_trial(studios)
    await studios.publishing.publish(1, "qian", "说明")
    headers = tokens(PUBLISHER)

    text = await look(browser, f"{PAGE}/1")
    for words in ("常见问题", "流程", "菜单", "派单目录", "训练好的模型", "退回到这一版"):
        assert words in text
    assert re.search(r"会变</span> 常见问题", text)
    assert re.search(r"一样</span> 流程", text)
    status, page = await send(browser, f"{PAGE}/1", headers, live="2")

    assert (status, page) == (303, PAGE)
    assert await studios.clerks.live("lamp_broken") == LAMP
    assert "退回到第 1 次发布" in await look(browser)
    assert console.audit.lines[-1].what == "rolled_back"


async def test_nobody_takes_back_what_they_did_not_see(browser: Client, studios, tokens):
    """Another release came in between."""
    await a_trial(studios)
    await studios.publishing.publish(1, "qian")

    status, told = await send(browser, f"{PAGE}/1", tokens(PUBLISHER), live="1")

    assert status == 409
    assert "已经不是您看到的那一版" in told
    assert (await studios.drafts.library.live())[0].id == 2


async def test_a_release_without_its_model_is_trained_again(browser: Client, studios, tokens):
    """The page says so before somebody tries."""
    await a_trial(studios)
    await studios.publishing.publish(1, "qian")
    await studios.clerks.shelf.models.forget([])
    headers = tokens(BOTH)

    assert "模型已经不在了" in await look(browser, f"{PAGE}/1")
    status, _ = await send(browser, f"{PAGE}/1", headers, live="2")
    assert status == 409
    status, page = await send(browser, f"{PAGE}/1/draft", headers)
    assert (status, page) == (303, f"{PAGE}/draft")
    assert await studios.clerks.drafted("lamp_broken") == LAMP


async def test_every_version_shows_what_it_changed(browser: Client, studios, tokens):
    """Beside the one before it."""
    await a_trial(studios)
    await studios.publishing.publish(1, "qian")
    tokens(EDITOR)

    text = await look(browser, f"{PAGE}/2")

    assert "比上一次" in text
    assert "改了答案，加了 1 种问法" in text
    assert "最早的一次发布" in await look(browser, f"{PAGE}/1")
    await look(browser, f"{PAGE}/77", status=404)


@pytest.mark.parametrize("at", range(0, len(HOSTILE), 9))
async def test_hostile_names_and_notes_stay_words(browser: Client, studios, tokens, at: int):
    """On every page that shows them."""
    words = HOSTILE[at][:60]
    await studios.drafts.put_entry(LAMP.changed(ways=("灯",)), "zhao", None)
    asked = await send(browser, f"{PAGE}/trials", tokens(EDITOR), name=words, note=words)
    assert asked[0] == 303
    await studios.works(Report(findings=(Finding(Place(RULES, 1), words, words, True),)))
    await send(browser, f"{PAGE}/trials/1/override", tokens(EDITOR), reason=f"12345{words}")
    await send(browser, f"{PAGE}/trials/1/publish", tokens(PUBLISHER), note=words)

    pages = (PAGE, f"{PAGE}/trials/1", f"{PAGE}/2", f"{PAGE}/draft")
    text = "".join([await look(browser, page) for page in pages])

    assert not re.search(r"<(script(?! src=\"/console/static)|img|svg|iframe|style|base)\b", text)
    assert not re.search(r"<[^>]+\son\w+=", text)


async def test_a_release_of_five_hundred_is_a_page(browser: Client, studios, tokens):
    """The list stays short."""
    for _ in range(60):
        live = await studios.clerks.shelf.releases.live()
        await studios.clerks.shelf.releases.publish(
            Release(1, "m1", "qian", NOW, "又一次"), live.id
        )
    tokens(PUBLISHER)

    assert (await look(browser)).count("又一次") <= 32
