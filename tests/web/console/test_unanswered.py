"""What found no answer becomes somebody's task, an entry, an example, or nothing."""

import re

import pytest

from bot.domain.corrections import Verdict
from bot.domain.people import Role
from bot.domain.tickets import Type
from bot.domain.unanswered import TaskState
from tests.web.console.entry_form import fields_of
from tests.web.console.hostile import HOSTILE, theirs_among
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP, Clerks

EDITOR = a_person(Role.EDITOR, login="zhao", department="construction")
PUBLISHER = a_person(Role.PUBLISHER, login="qian")
BOX = "/console/unanswered"
DRONES = ("无人机要登记吗", "无人机飞行要报备吗", "无人机怎么实名")


@pytest.fixture
async def clerks(console: ConsoleHouse) -> Clerks:
    await console.clerks.know(LAMP)
    return console.clerks


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def look(browser: Client, address: str = BOX) -> str:
    response = await browser.get(address)
    assert response.status == 200
    return await response.text()


async def first(browser: Client) -> dict[str, str]:
    """The hidden fields of the first group."""
    text = await look(browser)
    found = re.search(
        r'name="ids" value="([\d,]*)"><input type="hidden" name="task" value="(\d*)"', text
    )
    assert found
    return {"ids": found[1], "task": found[2]}


async def act(browser: Client, token, step: str, **fields: str):
    return await browser.post(f"{BOX}/{step}", data=await first(browser) | fields, headers=token)


async def test_the_largest_group_stands_first_with_what_was_said(browser: Client, clerks, token):
    """Without telephones."""
    await clerks.hear("充电桩怎么装", *DRONES, "无人机登记电话13812345678")

    text = await look(browser)

    assert text.index("无人机") < text.index("充电桩")
    assert "4 次" in text
    assert "没有答案" in text
    assert "13812345678" not in text
    for words in DRONES:
        assert words in text


async def test_an_empty_box_says_so(browser: Client, clerks, token):
    """There is nothing to do."""
    assert "没有攒下的话" in await look(browser)


async def test_a_group_is_given_to_a_unit_until_a_day(browser: Client, clerks: Clerks, token):
    """What comes later is added to it; after that day it is marked."""
    await clerks.hear(*DRONES)

    response = await act(browser, token, "assign", owner="heating", due="2026-12-01")
    await clerks.hear("无人机要不要执照")

    assert "已交给供热管理办公室，2026-12-01 前办好" in await response.text()
    text = await look(browser)
    assert "供热管理办公室，2026-12-01 前" in text
    assert "4 次" in text
    (task,) = await clerks.store.unanswered.tasks(TaskState.OPEN)
    assert (task.owner, task.due, task.by) == ("heating", "2026-12-01", "zhao")
    clerks.clock.now = clerks.clock.now.replace(month=12, day=3)
    assert "1 组过了约定的日期" in await look(browser)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"owner": "", "due": "2026-12-01"}, "请选一个负责的单位"),
        ({"owner": "heating", "due": "2020-01-01"}, "已经过去"),
        ({"owner": "heating", "due": "明天"}, "日期请写成"),
    ],
)
async def test_a_unit_and_a_day_are_needed(
    browser: Client, clerks: Clerks, token, fields: dict[str, str], told: str
):
    """Or nobody has it."""
    await clerks.hear(*DRONES)

    response = await act(browser, token, "assign", **fields)

    assert response.status == 422
    assert told in await response.text()
    assert await clerks.store.unanswered.tasks() == []


@pytest.mark.parametrize("given", [False, True], ids=["at once", "after it was given to a unit"])
async def test_a_group_becomes_a_draft_of_an_entry(
    browser: Client, clerks: Clerks, token, given: bool
):
    """Its words are the ways to ask; once it is saved, the group is gone."""
    await clerks.hear(*DRONES)
    if given:
        await act(browser, token, "assign", owner="heating", due="2026-12-01")

    begun = await act(browser, token, "answer")
    fields = fields_of(await begun.text())
    written = {"answer": "要登记。", "source": "公安局", "owner": "heating", "key": "drones"}
    page = "/console/faq/new-entry"
    refused = await browser.post(page, data=fields | written | {"source": ""}, headers=token)
    fields = fields_of(await refused.text())
    saved = await browser.post(page, data=fields | written, headers=token)

    assert "已新增" in await saved.text()
    entry = await clerks.drafted("drones")
    assert sorted(entry.ways) == sorted(DRONES)
    assert entry.question in DRONES
    assert await clerks.box.groups() == []
    (task,) = await clerks.store.unanswered.tasks()
    assert (task.state, task.outcome) == (TaskState.ANSWERED, "drones")


async def test_a_group_is_added_to_an_entry_that_there_is(browser: Client, clerks: Clerks, token):
    """Its editor sees the words first, and leaves out what does not fit."""
    await clerks.hear("灯黑了", "灯黑乎乎")

    begun = await act(browser, token, "answer", entry="路灯坏了找谁？ · lamp_broken")
    fields = fields_of(await begun.text())
    ways = fields["ways"].replace("\n灯黑乎乎", "")
    page = "/console/faq/lamp_broken"
    saved = await browser.post(page, data=fields | {"ways": ways}, headers=token)

    assert "已存进草稿" in await saved.text()
    assert (await clerks.drafted("lamp_broken")).ways == (*LAMP.ways, "灯黑了")
    assert await clerks.box.groups() == []


async def test_an_entry_that_there_is_not_cannot_be_chosen(browser: Client, clerks, token):
    """It was typed by hand."""
    await clerks.hear(*DRONES)

    response = await act(browser, token, "answer", entry="没有这条")

    assert response.status == 422
    assert "请从列表里选一条" in await response.text()


async def test_what_was_no_question_is_an_example_of_what_it_was(
    browser: Client, clerks: Clerks, token
):
    """For the next training, masked."""
    await clerks.hear("路灯黑着，电话13812345678")

    response = await act(browser, token, "mark", type="complaint")

    assert "已标记" in await response.text()
    (learned,) = await clerks.store.corrections.of(Verdict.ACCEPTED)
    assert learned.wanted is Type.COMPLAINT
    assert "138" not in learned.text
    assert await clerks.box.groups() == []


async def test_a_type_that_there_is_not_is_refused(browser: Client, clerks: Clerks, token):
    """A form can be written by hand."""
    await clerks.hear(*DRONES)

    response = await act(browser, token, "mark", type="nonsense")

    assert response.status == 422
    assert len(await clerks.box.groups()) == 1


async def test_what_needs_nothing_is_put_aside(browser: Client, clerks: Clerks, token):
    """For good."""
    await clerks.hear(*DRONES)

    await act(browser, token, "dismiss")

    assert await clerks.box.groups() == []


@pytest.mark.parametrize("fields", [{"ids": "99", "task": ""}, {"ids": "x,,-1", "task": "9" * 30}])
@pytest.mark.parametrize("step", ["dismiss", "answer"])
async def test_what_somebody_else_dealt_with_is_told(
    browser: Client, clerks: Clerks, token, step: str, fields: dict[str, str]
):
    """Also to a form that was written by hand."""
    response = await browser.post(f"{BOX}/{step}", data=fields, headers=token)

    assert response.status == 422
    assert "已经有人处理了" in await response.text()


async def test_who_may_not_edit_sees_no_buttons(browser: Client, console: ConsoleHouse, clerks):
    """And is refused."""
    await clerks.hear(*DRONES)
    token = signed_in(browser, console.signing_in.seat(PUBLISHER))

    assert "<button" not in (await look(browser)).partition("<main")[2]
    assert (await browser.post(f"{BOX}/dismiss", data={}, headers=token)).status == 403


async def test_hostile_words_are_shown_as_words(browser: Client, clerks: Clerks, token):
    """In the list, page by page, and in the form that is made of them."""
    await clerks.hear(*HOSTILE)

    pages = [await look(browser, f"{BOX}?page={page}") for page in range(1, 6)]
    begun = await (await act(browser, token, "answer")).text()

    assert theirs_among("".join(pages)) == []
    assert theirs_among(begun) == []
    assert "script" in fields_of(begun)["ways"]
