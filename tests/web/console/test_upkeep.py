"""The page of what is to be done about answers this week."""

import pytest

from bot.domain.people import Role
from bot.domain.unanswered import Task
from bot.domain.web_links import WebLink
from tests.builders import NOW
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP

EDITOR = a_person(Role.EDITOR, login="zhao")
BUILDER = a_person(Role.STAFF, department="construction", login="builder")
HEATER = a_person(Role.STAFF, department="heating", login="heater")
PAGE = "/console/upkeep"
URL = "https://a.example/gone"
OLD = LAMP.changed(key="old", question="旧的答案", valid_until="2026-11-20", ways=())
BROKEN = LAMP.changed(key="broken", question="带网址的", url=URL, owner="heating", ways=())


@pytest.fixture
async def console() -> ConsoleHouse:
    console = ConsoleHouse()
    clerks = console.clerks
    await clerks.know(LAMP, OLD, BROKEN)
    clerks.links.known = {URL: WebLink(URL, NOW, 1, True, "404", NOW)}
    task = Task("无人机怎么登记", "wang", NOW, owner="construction", due="2026-11-20")
    await clerks.store.unanswered.take(task, [])
    return console


async def page(browser: Client, console: ConsoleHouse, who=EDITOR, path: str = PAGE) -> str:
    signed_in(browser, console.signing_in.seat(who))
    response = await browser.get(path)
    assert response.status == 200
    return await response.text()


async def test_an_editor_sees_what_every_unit_has_to_do(browser, console):
    """Each thing leads to where it is mended."""
    text = await page(browser, console)

    assert text.index("城乡建设局 <small>2 件") < text.index("供热管理办公室 <small>1 件")
    assert '<a href="/console/faq/old"><bdi>旧的答案</bdi></a>' in text
    assert '<a href="/console/unanswered"><bdi>无人机怎么登记</bdi></a>' in text
    assert "网页没有了（404），2026年11月23日起" in text
    assert "路灯坏了找谁" not in text


async def test_one_unit_can_be_looked_at_alone(browser, console):
    text = await page(browser, console, path=f"{PAGE}?unit=heating")

    assert "带网址的" in text
    assert "旧的答案" not in text


async def test_a_clerk_sees_their_own_units_and_who_to_tell(browser, console):
    """Without a way into pages that are not theirs."""
    mine, other = await page(browser, console, BUILDER), await page(browser, console, HEATER)

    assert ("旧的答案" in mine, "带网址的" in mine) == (True, False)
    assert ("旧的答案" in other, "带网址的" in other) == (False, True)
    assert "/console/faq/" not in mine
    assert "告诉管理问答的编辑" in mine


async def test_overdue_answers_can_be_looked_at_alone(browser, console):
    """Neither links nor what was not answered: a number of the overview leads here."""
    text = await page(browser, console, path=f"{PAGE}?unit=construction&overdue=1")

    assert "城乡建设局 <small>1 件" in text
    assert "旧的答案" in text
    assert "无人机怎么登记" not in text


async def test_a_unit_without_any_overdue_answer_is_told_so(browser, console):
    text = await page(browser, console, path=f"{PAGE}?unit=heating&overdue=1")

    assert "没有过期的答案" in text
    assert "带网址的" not in text


async def test_where_all_is_well_it_says_so(browser, console):
    nobody = a_person(Role.STAFF, department="lighting", login="lamps")

    assert "这周没有要做的" in await page(browser, console, nobody)


async def test_hostile_words_stay_words(browser, console):
    bad = next(one for one in HOSTILE if "<" in one)
    await console.clerks.store.unanswered.take(Task(bad, "wang", NOW, due="2026-11-20"), [])

    assert bad not in await page(browser, console)
