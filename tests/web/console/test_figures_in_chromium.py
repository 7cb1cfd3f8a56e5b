"""Figures and units in a real browser: drawn under the policy, and followed by a click."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.domain.dispatch import Delivery
from bot.domain.parcels import ParcelState
from bot.domain.people import Role
from bot.domain.web_links import WebLink
from bot.services.ports.changes import Changes
from tests.builders import NOW, a_departments_parcel, a_ticket
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
from tests.web.console.questions import LAMP

pytestmark = IN_CHROMIUM
expect.set_options(timeout=LONG_MS)
CENTRE = a_person(Role.SUPERVISOR, Role.ADMIN, department="service_center", login="centre")
HOOK = Delivery("webhook", "https://hooks.example/in", "whsec_file")


@pytest.fixture
def house() -> ConsoleHouse:
    house = ConsoleHouse()
    house.signing_in.knows(CENTRE)
    house.watch.told.file = {"construction": HOOK}
    return house


@pytest_asyncio.fixture(loop_scope="module")
async def window(chromium: Browser, house: ConsoleHouse) -> AsyncIterator[Window]:
    async with a_window(chromium, house) as window:
        yield window


async def at(window: Window, path: str) -> Page:
    page = await window.open(path, DESKTOP)
    await page.fill("[name=login]", CENTRE.login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    return page


async def test_a_bar_leads_where_its_number_leads(window: Window, house: ConsoleHouse):
    """Drawn without one complaint of the policy; hostile names of classes are only letters."""
    for last in range(3):
        house.office.put(a_ticket(number=f"20261123-0000-0{last}", title=HOSTILE[last]))
    house.watch.counts.heard = {text: n for n, text in enumerate(HOSTILE, 1)}

    page = await at(window, "/console/overview")
    await expect(page.locator(".chart canvas")).to_have_count(5)
    steps = page.locator("section", has_text="办到哪一步").locator("canvas")
    await steps.click(position={"x": 150, "y": 20})

    await expect(page.locator("nav.tabs [aria-current]")).to_contain_text("待签收")
    await expect(page.locator("nav.pages")).to_contain_text("共 3 件")


async def test_figures_are_there_without_scripts_and_on_a_telephone(
    window: Window, chromium: Browser, house: ConsoleHouse
):
    """The table is always there; a chart is drawn beside it where it can be."""
    house.office.put(a_ticket())
    url = f"https://a.example/{'w' * 300}"
    long = LAMP.changed(question="长" * 200, url=url, updated="2020-01-01")
    await house.clerks.know(long)
    house.clerks.links.known = {long.url: WebLink(long.url, NOW, 1, True, "404", NOW)}
    page = await at(window, "/console/overview")
    await page.set_viewport_size(PHONE)
    assert await fits(page)
    for path in ("departments/construction", "menu", "menu/welcome", "menu/keywords", "upkeep"):
        await page.goto(f"{window.root}/console/{path}")
        assert await fits(page), path

    state = await page.context.storage_state()
    bare = await chromium.new_context(java_script_enabled=False, storage_state=state)
    silent = await bare.new_page()
    await silent.goto(f"{window.root}/console/overview")

    await expect(silent.locator("canvas")).to_have_count(0)
    await expect(silent.locator("table.figures").first).to_be_visible()


async def test_a_test_is_sent_and_its_result_appears(window: Window, house: ConsoleHouse):
    """Without touching the page again."""
    page = await at(window, "/console/departments/construction")
    await page.click("text=发一条测试")
    await expect(page.locator("#log .notice")).to_contain_text("正在发送")

    [parcel] = house.office.store.parcels
    there = replace(parcel, state=ParcelState.DELIVERED, channel="department", delivered_at=NOW)
    await house.office.store.outbox.settle(there)

    await expect(page.locator("#log .notice")).to_contain_text("已送达")
    await expect(page.locator("#log[hx-trigger]")).to_have_count(0)


async def test_a_secret_is_shown_once_and_a_dead_letter_goes_out_again(
    window: Window, house: ConsoleHouse
):
    stuck = a_departments_parcel(state=ParcelState.GIVEN_UP, attempts=9, error=HOSTILE[0])
    house.office.store.write(Changes(parcels=[stuck]))
    page = await at(window, "/console/departments/construction")

    await page.click("text=再发一次")
    await expect(page.locator("#told")).to_contain_text("正在再发一次")
    await page.click("text=换一个新密钥")
    await expect(page.locator(".secret")).to_have_text("whsec_1")
    await page.click("text=抄好了")

    await expect(page.locator("main")).to_contain_text("新旧两个密钥都能用")
    assert "whsec_1" not in await page.content()
