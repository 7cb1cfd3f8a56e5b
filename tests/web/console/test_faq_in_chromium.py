"""The editors' pages in a real browser: answers tried and changed, clashes, harmful words."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.domain.entries import Numbers
from bot.domain.people import Person, Role
from tests.web.console.chromium import (
    DESKTOP,
    IN_CHROMIUM,
    LONG_MS,
    PHONE,
    Window,
    a_window,
    fits,
)
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import PASSWORD, ConsoleHouse, a_person
from tests.web.console.questions import LAMP, Clerks

pytestmark = IN_CHROMIUM
expect.set_options(timeout=LONG_MS)
EDITOR = a_person(Role.EDITOR, department="construction", login="zhao", name="赵敏")
PAGE = "/console/faq/lamp_broken"
SAVE = "#entry .actions .primary"
LONG = LAMP.changed(
    key="long_one", question="长" * 200, answer="w" * 900, source="源" * 400, ways=("词" * 300,)
)
HARMFUL = [one for one in HOSTILE if one.isprintable() and "$" not in one and "[" not in one]


@pytest_asyncio.fixture(loop_scope="module")
async def clerks(console: ConsoleHouse) -> Clerks:
    console.signing_in.knows(EDITOR)
    many = [
        LAMP.changed(
            key=f"q_{at:03}", question=f"问题{at}", ways=(), path=f"nlu/faq/x{at % 30}.yml"
        )
        for at in range(300)
    ]
    await console.clerks.know(LAMP, LONG, *many)
    return console.clerks


@pytest_asyncio.fixture(loop_scope="module")
async def window(chromium: Browser, console: ConsoleHouse, clerks: Clerks) -> AsyncIterator[Window]:
    async with a_window(chromium, console) as window:
        yield window


async def at(window: Window, path: str, who: Person = EDITOR, **how) -> Page:
    """This page, for somebody who has just signed in."""
    page = await window.open(path, **how)
    await page.fill("[name=login]", who.login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button:has-text('登录')")
    await expect(page.locator(".who")).to_be_visible()
    return page


async def test_an_answer_is_found_tried_and_changed(window: Window, clerks: Clerks):
    """The hints come while one writes; Enter tries and never saves."""
    page = await at(window, "/console/faq")
    await page.fill("[name=q]", "路灯坏了")
    await page.keyboard.press("Enter")
    await page.click("td.matter a >> text=路灯坏了找谁")

    await page.fill("[name=answer]", "打12345。看 www.example.gov.cn")
    await expect(page.locator("#hints")).to_contain_text("请加上 https://")
    await page.fill("[name=say]", "路灯报修")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble")).to_have_count(2)
    await expect(page.locator(".bubble").last).to_contain_text("www.example.gov.cn")
    assert (await clerks.live("lamp_broken")).answer == LAMP.answer
    await page.click(SAVE)

    await expect(page.locator("#told")).to_contain_text("已生效")
    assert (await clerks.live("lamp_broken")).answer == "打12345。看 www.example.gov.cn"


async def test_the_second_of_two_sees_both_answers(window: Window, clerks: Clerks):
    """And what they wrote is still in the form."""
    page = await at(window, PAGE)
    await page.fill("[name=answer]", "我的答案")
    await clerks.faq.save(LAMP.changed(answer="他的答案", source="新规定"), "li", None)
    await page.click(SAVE)

    clash = page.locator("[role=alert].moved")
    await expect(clash).to_contain_text("他的答案")
    await expect(clash).to_contain_text("已经合到下面：来源")
    await expect(page.locator("[name=answer]")).to_have_value("我的答案")
    await page.click(SAVE)
    await expect(page.locator("#told")).to_contain_text("已生效")
    assert await clerks.live("lamp_broken") == LAMP.changed(answer="我的答案", source="新规定")


async def test_what_found_no_answer_becomes_an_entry(window: Window, clerks: Clerks):
    """Its words stand in the form."""
    await clerks.hear(*[f"无人机要登记吗{at}" for at in range(6)])
    page = await at(window, "/console/unanswered")

    await page.click("text=写成新问答")
    await page.fill("[name=question]", "无人机要登记吗？")
    await page.fill("[name=answer]", "要，在民航局网站登记。")
    await page.fill("[name=source]", "民航局")
    await page.click(SAVE)

    await expect(page.locator("#told")).to_contain_text("已新增")
    await page.goto(f"{window.root}/console/unanswered")
    await expect(page.locator("main")).to_contain_text("没有攒下的话")


async def test_it_works_without_scripts(window: Window, clerks: Clerks):
    """Enter in a field keeps nothing; what was written stays."""
    context = await window.browser.new_context(java_script_enabled=False)
    context.set_default_timeout(LONG_MS)
    page = await context.new_page()
    await page.goto(f"{window.root}{PAGE}")
    await page.fill("[name=login]", EDITOR.login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button:has-text('登录')")

    await page.fill("[name=answer]", "新答案")
    await page.fill("[name=say]", "路灯报修")
    await page.press("[name=say]", "Enter")
    await expect(page.locator(".bubble").last).to_have_text("新答案")
    assert (await clerks.live("lamp_broken")).answer == LAMP.answer
    await page.click("text=检查")
    await expect(page.locator("[name=answer]")).to_have_value("新答案")
    await page.click(SAVE)

    await expect(page.locator("#told")).to_contain_text("已生效")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "telephone"])
async def test_every_page_fits_with_many_and_with_long_words(window: Window, clerks: Clerks, size):
    clerks.log.counted = {"long_one": Numbers(99_999, 1, 12_345)}
    await clerks.hear("长" * 190, "w" * 190, *[f"无人机{at}" for at in range(30)])
    page = await at(window, "/console/faq", size=size)

    for path in (
        "/console/faq",
        "/console/faq/long_one",
        "/console/faq/new-entry",
        "/console/faq/import-export",
        "/console/unanswered",
        "/console/unanswered/corrections",
    ):
        await page.goto(window.root + path)
        assert await fits(page), path


async def test_hostile_words_are_words_on_every_page(window: Window, clerks: Clerks):
    """No dialog, no report of the policy, nothing loaded from elsewhere: `window` sees to it."""
    words = " ".join(HARMFUL)[:4000]
    bad = LAMP.changed(
        answer=words, question=words[:500], source=words[:500], ways=(words[:500].strip(),)
    )
    await clerks.faq.save(bad, "li", None)
    await clerks.hear(*HOSTILE)

    page = await at(window, PAGE)
    await page.fill("[name=say]", words[:300])
    await page.keyboard.press("Enter")
    await expect(page.locator("#said .would")).to_have_count(2)
    await page.fill("[name=ways]", "\n".join(HARMFUL))
    await expect(page.locator("#hints li").first).to_be_visible()
    await nothing_of_theirs_is_markup(page)
    for path in ("/console/faq", "/console/unanswered"):
        await page.goto(window.root + path)
        await nothing_of_theirs_is_markup(page)


async def nothing_of_theirs_is_markup(page: Page) -> None:
    """No element that only they could have put there."""
    theirs = "iframe, object, embed, svg, math, style, base, plaintext, xmp, [onerror], [onload]"
    assert await page.locator(f"main :is({theirs}, script, img, [hx-get])").count() == 0
    assert "evil.example" not in await page.evaluate("document.baseURI")
