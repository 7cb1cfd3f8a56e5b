"""What a new version and people have both changed, on the page of the draft."""

import re

import pytest

from bot.domain.people import Role
from bot.domain.revisions import Files
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP

EDITOR = a_person(Role.EDITOR, login="zhao")
PUBLISHER = a_person(Role.PUBLISHER, login="qian")
DRAFT = "/console/releases/draft"


async def upgraded(console: ConsoleHouse, ours: str = "我们的答案。") -> Files:
    """A new version is installed that changed an answer which the office changed, too."""
    studios = console.studios
    await studios.install()
    opened = await studios.drafts.open()
    await studios.drafts.put_entry(LAMP.changed(answer=ours), "zhao", None)
    new = studios.drafts.writing.edited(opened.files, [LAMP.changed(answer="新版本的答案。")])
    await console.clerks.shelf.shipped.bring({**opened.files, **new})
    return new


@pytest.fixture
def headers(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def choose(browser: Client, headers, how: str, page: str | None = None) -> str:
    """One tap on what the page shows; where it leads."""
    text = page or await (await browser.get(DRAFT)).text()
    fields = {name: _value(text, name) for name in ("item", "stamp")}
    answer = await browser.post(
        f"{DRAFT}/shipped", data={**fields, "how": how}, headers=headers, allow_redirects=False
    )
    assert answer.status == 303
    return str(answer.headers["Location"])


def _value(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found
    return found[1]


async def answer_of(console: ConsoleHouse) -> str:
    entries = {one.key: one for one in await console.studios.drafts.entries()}
    return entries[LAMP.key].answer


async def test_all_three_texts_stand_side_by_side(browser, console, headers):
    """And the page of releases leads there."""
    await upgraded(console)

    text = await (await browser.get(DRAFT)).text()

    assert "新版本也改了这 1 条" in text
    for words in ("原来的", "新版本的", "我们的", LAMP.answer, "新版本的答案。", "我们的答案。"):
        assert words in text
    assert re.search(f'class="minus">[^<]*{LAMP.answer}', text)
    for words in ("新版本的答案。", "我们的答案。"):
        assert re.search(f'class="plus">[^<]*{words}', text)
    assert f"/console/faq/{LAMP.key}" in text
    assert "有 1 条新版本改了" in await (await browser.get("/console/releases")).text()


@pytest.mark.parametrize(("how", "after"), [("ours", "我们的答案。"), ("new", "新版本的答案。")])
async def test_one_tap_keeps_ours_or_takes_the_new(browser, console, headers, how, after):
    """It is audited, and asked no more."""
    await upgraded(console)

    assert (await choose(browser, headers, how)).startswith(DRAFT)

    assert await answer_of(console) == after
    assert "新版本也改了" not in await (await browser.get(DRAFT)).text()
    [line] = await console.audit.read()
    assert (line.what, line.details) == ("shipped_decided", {"kind": how})


async def test_a_page_that_is_out_of_date_decides_nothing(browser, console, headers):
    """Somebody wrote another answer meanwhile."""
    await upgraded(console)
    page = await (await browser.get(DRAFT)).text()
    await console.studios.drafts.put_entry(LAMP.changed(answer="又改了。"), "li", None)

    await choose(browser, headers, "new", page)

    assert await answer_of(console) == "又改了。"
    assert "刚才这一条又有变化" in await (await browser.get(DRAFT)).text()


async def test_a_publisher_reads_and_does_not_choose(browser, console):
    await upgraded(console)
    signed_in(browser, console.signing_in.seat(PUBLISHER))

    text = await (await browser.get(DRAFT)).text()

    assert "由编辑来选" in text
    assert 'value="new"' not in text


async def test_hostile_words_stay_letters(browser, console, headers):
    hostile = next(one for one in HOSTILE if "<script" in one)
    await upgraded(console, ours=hostile)

    assert hostile not in await (await browser.get(DRAFT)).text()
