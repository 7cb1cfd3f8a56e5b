"""An admin onboards a department in the console, and its first ticket arrives there."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pyotp
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect
from standardwebhooks import Webhook

from bot.domain.people import Role
from tests.houses import House, Person, eventually, number_in
from tests.scenarios.consoles import (
    IN_A_BROWSER,
    sign_in_first,
    somebody,
)
from tests.web.console.chromium import PHONE, Window, fits

pytestmark = IN_A_BROWSER
UNIT = "/console/departments/traffic_police"


class NewSystem:
    """What the department has just put up: believes only what is signed with its secret."""

    def __init__(self) -> None:
        self.url, self.secret = "", ""
        self.heard: list[dict[str, object]] = []

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            Webhook(self.secret).verify(body, dict(request.headers))
        except Exception:  # whatever is wrong with it: its library says no
            return web.Response(status=401)
        self.heard.append(json.loads(body))
        return web.Response(status=204)

    async def hears(self, kind: str) -> dict[str, object]:
        async def heard() -> dict[str, object] | None:
            return next((one for one in self.heard if one["type"] == kind), None)

        found = await eventually(heard)
        assert found
        return found


@pytest_asyncio.fixture(loop_scope="session")
async def system() -> AsyncIterator[NewSystem]:
    system = NewSystem()
    app = web.Application()
    app.router.add_post("/hook", system.take)
    async with TestServer(app, host="127.0.0.1") as server:
        system.url = str(server.make_url("/hook"))
        yield system


async def test_a_department_is_onboarded_and_its_first_ticket_arrives(
    house: House,
    a_citizen: Callable[[], Awaitable[Person]],
    chromium: Browser,
    system: NewSystem,
) -> None:
    """A clerk by a one-time link, address and secret, a test that says whether it works, and then
    the ticket: at the unit's webhook, in the clerk's list, and on the clerk's own telephone, where
    it is answered."""
    console = Window(chromium, house.places.gateway_url)
    page = await an_admin(house, console)
    clerk = await a_clerk_of_it(page, console)
    await has_a_robot(clerk, house)
    await page.goto(f"{console.root}{UNIT}/notices")
    await page.select_option("[name=person]", label="李警官")
    await page.click("button:has-text('保存')")
    await expect(page.locator("#told")).to_contain_text("已保存")
    await page.goto(f"{console.root}{UNIT}")
    await page.fill("[name=url]", system.url)
    await page.click("button:has-text('保存')")
    await expect(page.locator("#told")).to_contain_text("已保存")
    await page.click("button:has-text('换一个新密钥')")
    system.secret = await page.locator(".secret").inner_text()
    await page.click("text=抄好了")

    await page.click("button:has-text('发一条测试')")
    await expect(page.locator("#log .notice")).to_contain_text("已送达")
    await system.hears("ping")

    person = await a_citizen()
    await person.says("人民路和解放路路口的红绿灯坏了三天，车都乱走，请交警来修")
    number = number_in((await person.hears("已受理")).text)
    event = await system.hears("ticket.dispatched")
    assert number in json.dumps(event)
    await clerk.goto(f"{console.root}/console/")
    await expect(clerk.locator(f"tr[data-number='{number}']")).to_contain_text("红绿灯")
    await page.reload()
    await expect(page.locator("#log")).to_contain_text(number)
    await answers_on_the_telephone(await the_link(house, number), console)
    await person.hears("红绿灯今天修好了")

    await page.click("summary:has-text('撤销这里的设置')")
    await page.click("button:has-text('撤销')")
    await expect(page.locator("#told")).to_contain_text("已撤销")
    assert console.complaints == []


async def a_clerk_of_it(admin: Page, console: Window) -> Page:
    """Invited by the admin; the password is the clerk's own."""
    await admin.click("nav >> text=人员")
    await admin.click("text=邀请新人员")
    await admin.fill("[name=login]", "li.jiaojing")
    await admin.fill("[name=name]", "李警官")
    await admin.select_option("[name=department]", UNIT.rpartition("/")[2])
    await admin.check("[value=staff]")
    await admin.click("text=生成一次性链接")
    link = await admin.locator(".secret").inner_text()
    page = await console.open(link.removeprefix(console.root))
    await sign_in_first(page, "li.jiaojing")
    await expect(page.locator("#list")).to_be_attached()
    return page


async def has_a_robot(clerk: Page, house: House) -> None:
    """In a group of its own: the simulator's for this unit, which tells the unit by webhook."""
    code = UNIT.rpartition("/")[2]
    await clerk.goto(f"{house.places.gateway_url}/console/me/notices")
    await clerk.fill("[name=url]", f"{house.places.simulator_url}/robot/wecom/{code}?key=k")
    await clerk.click("button:has-text('保存')")
    await expect(clerk.locator("#told")).to_contain_text("已保存")


async def the_link(house: House, number: str) -> str:
    """From the notice that came for the clerk alone."""
    group = house.sim.department(UNIT.rpartition("/")[2])
    notice = await group.wait_for_robot_message("wecom", containing=number)
    found = re.search(r"http\S+(/console/one/\S+)", notice.text)
    assert found
    return found[1]


async def answers_on_the_telephone(link: str, console: Window) -> None:
    """Without signing in; whoever else gets the link is refused."""
    phone = await console.open(link, PHONE)
    await phone.click("text=打开工单")
    await phone.fill("#answer textarea", "红绿灯今天修好了，路口已恢复正常，请放心通行。")
    await phone.check("#answer [value=resolved]")
    await phone.click("text=发出答复")
    await expect(phone.locator("#told")).to_be_attached()
    assert await fits(phone)

    other = await console.open(link, PHONE)
    await expect(other.locator("main")).to_contain_text("在这里打不开")


async def an_admin(house: House, console: Window) -> Page:
    """From the link to an authenticator that works."""
    page = await somebody(house, console, "wang.keeper", Role.ADMIN)
    await page.click("text=不能扫描")
    secret = (await page.locator(".secret").inner_text()).replace(" ", "")
    await page.fill("[name=code]", pyotp.TOTP(secret).at(datetime.now(UTC)))
    await page.click("text=完成设置")
    await page.click("text=我已抄好")
    return page
