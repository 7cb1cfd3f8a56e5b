"""The page of keywords."""

import re

import pytest

from bot.domain.keywords import Keyword
from bot.domain.people import Role
from bot.domain.releases import Release
from tests.builders import NOW
from tests.services.knowledge.test_at_once import DOMAIN
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP

PUBLISHER = a_person(Role.PUBLISHER, login="publisher")
PAGE = "/console/menu/keywords"
LAMP_CHOICE = f"{LAMP.question} · {LAMP.key}"
FORM = {
    "words-0": "路灯、 街灯",
    "kind-0": "question",
    "value-0": LAMP_CHOICE,
    "words-1": "",
    "kind-1": "question",
    "value-1": "",
    "words-2": "进度",
    "kind-2": "says",
    "value-2": "查询我的工单",
}


@pytest.fixture
async def console() -> ConsoleHouse:
    console = ConsoleHouse()
    await console.clerks.know(LAMP)
    revision = await console.watch.library.seed({"domain.yml": DOMAIN})
    assert revision.id
    await console.watch.releases.publish(Release(revision.id, "m1", "huiying", NOW), None)
    return console


async def send(browser: Client, console: ConsoleHouse, **fields: str):
    headers = signed_in(browser, console.signing_in.seat(PUBLISHER))
    told = {"release": "1", "step": "check", **FORM, **fields}
    return await browser.post(PAGE, data=told, headers=headers, allow_redirects=False)


async def publish(browser: Client, console: ConsoleHouse, **fields: str):
    page = await (await send(browser, console, **fields)).text()
    found = re.search(r'name="compared" value="(\w+)"', page)
    assert found
    return await send(browser, console, step="push", compared=found[1], **fields)


async def test_words_are_compared_and_published(browser, console):
    """A line that is left empty is none."""
    answer = await publish(browser, console)

    assert answer.status == 303
    kept = (await console.watch.account.keywords.now()).value
    assert kept
    assert kept.all == (
        Keyword(("路灯", "街灯"), LAMP.key),
        Keyword(("进度",), says="查询我的工单"),
    )
    shown = await (await browser.get(PAGE)).text()
    assert f'value="{LAMP_CHOICE}"' in shown
    assert 'value="路灯、街灯"' in shown


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"value-0": "没有这条 · nothing"}, "没有这条问答"),
        ({"value-0": ""}, "两样里的一样"),
        ({"words-2": "路灯"}, "一样，请只留一处"),
        ({"words-2": "转人工"}, "另有用处"),
    ],
)
async def test_what_would_not_work_is_told_at_its_line(browser, console, fields, told):
    """What was typed stays."""
    answer = await send(browser, console, **fields)

    text = await answer.text()
    assert answer.status == 422
    assert told in text
    assert 'aria-invalid="true"' in text
    assert 'value="查询我的工单"' in text


async def test_a_keyword_whose_answer_expired_or_went_is_marked(browser, console):
    await publish(browser, console)
    clerks = console.clerks
    await clerks.faq.save(LAMP.changed(valid_until="2026-11-20"), "zhao", None)

    text = await (await browser.get(PAGE)).text()
    assert "已过期，现在不起作用" in text

    revision = await clerks.shelf.library.add({"domain.yml": DOMAIN}, ("zhao",))
    live = await clerks.shelf.releases.live()
    gone = Release(revision.id or 0, "m1", "zhao", NOW)
    await clerks.shelf.releases.publish(gone, live.id)
    assert "已经没有了" in await (await browser.get(PAGE)).text()


@pytest.mark.parametrize("text", [one for one in HOSTILE[:12] if "<" in one])
async def test_hostile_words_stay_letters(browser, console, text):
    shown = await (await send(browser, console, **{"words-0": text, "value-2": text})).text()

    assert text not in shown
