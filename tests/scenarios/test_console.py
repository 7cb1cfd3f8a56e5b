"""A citizen and a clerk, each in a browser of their own, over a house of real processes."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.adapters.catalogue import load_catalogue
from bot.adapters.passwords import ArgonPasswords
from bot.adapters.store import SqlPeople, SqlSessions, SqlTries
from bot.demo.credentials import secret_variable
from bot.domain.people import Role
from bot.domain.tickets import State
from bot.services.accounts import Accounts
from bot.services.devices import Devices
from bot.services.lockout import Lockout
from bot.wiring.ground import now
from tests.houses import House, Person, number_in
from tests.web.console.chromium import CHROMIUM, LONG_MS, PHONE, Window, a_chromium

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs a browser: apt-get install chromium"
)
expect.set_options(timeout=LONG_MS)
PASSWORD = "第三盏路灯下面有两只小花猫"
UNIT = "construction"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with a_chromium() as browser:
        yield browser


async def test_a_citizen_complains_a_clerk_answers_and_the_citizen_reads_it(
    house: House, a_citizen: Callable[[], Awaitable[Person]], chromium: Browser
) -> None:
    """The whole way through both browsers: what one types, the other reads."""
    person = await a_citizen()
    console = Window(chromium, house.places.gateway_url)
    phone = await a_phone(house, chromium, person)
    await type_in(phone, "解放路和育才街交叉口的路灯坏了四天，晚上看不见路")
    number = number_in((await person.hears("已受理")).text)

    clerk = await a_clerk(house, console, "zhang.san")
    await clerk.fill("[name=q]", "育才街")
    await clerk.press("[name=q]", "Enter")
    row = clerk.locator(f"tr[data-number='{number}']")
    await expect(row).to_have_class("unread")
    await row.locator("a").click()
    await expect(clerk.locator("#timeline")).to_contain_text("派单")
    await clerk.click("button:has-text('签收')")
    await expect(clerk.locator("#told")).to_have_text("已签收。")

    await type_in(phone, "补充一下，旁边的公交站牌也不亮")
    await expect(clerk.locator("#news")).to_contain_text("公交站牌也不亮")
    await clerk.click("text=看到了，继续办")
    await clerk.fill("#answer textarea", "您好！路灯和公交站牌的线路今天上午已修好。")
    await clerk.check("[value=resolved]")
    await clerk.click("text=先看市民看到的样子")
    await expect(clerk.locator(".preview .said")).to_contain_text("办理结果：已解决")
    await clerk.click("text=没问题，发出")
    await expect(clerk.locator("#told")).to_contain_text("答复已发出")

    await expect(phone.locator("#chat")).to_contain_text("路灯和公交站牌的线路今天上午已修好")
    await house.ticket_is(State.ANSWERED, number)
    told = await phone.locator("#chat").inner_text()
    assert "张三" not in told  # the unit answers, no person
    await clerk.reload()
    await expect(clerk.locator("#ways ~ ul")).to_contain_text("已送到市民的微信")
    assert console.complaints == []


async def a_phone(house: House, chromium: Browser, person: Person) -> Page:
    """The citizen's chat, as the simulator shows it."""
    context = await chromium.new_context(viewport=PHONE)
    page = await context.new_page()
    page.set_default_timeout(LONG_MS)
    await page.goto(house.places.simulator_url)
    await page.click(f".person:has-text('{person.name}')")
    return page


async def type_in(phone: Page, words: str) -> None:
    """Say it, as on a telephone."""
    await phone.fill("#text", words)
    await phone.press("#text", "Enter")


async def a_clerk(house: House, console: Window, login: str) -> Page:
    """Somebody new at the unit: from the link they were given to their list of tickets."""
    page = await console.open(f"/console/invite/{await invited(house, login)}")
    await page.fill("[name=password]", PASSWORD)
    await page.fill("[name=again]", PASSWORD)
    await page.click("text=设好密码")
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button:has-text('登录')")
    await expect(page.locator("#list")).to_be_attached()
    return page


async def invited(house: House, login: str) -> str:
    """The token of a one-time link for a clerk of the unit."""
    return await an_account(house, login, Role.STAFF)


async def an_account(house: House, login: str, role: Role) -> str:
    """The token of a one-time link for somebody of this role."""
    folder, made = house.places.data_dir, house.secrets
    file = folder / "departments.yml"
    codes = [
        line.split(": ")[1] for line in file.read_text("utf-8").splitlines() if "- code:" in line
    ]
    secrets = {secret_variable(code): made.for_department(code) for code in codes}
    catalogue, _ = load_catalogue(file, secrets)
    async with house.books() as db:
        lockout = Lockout(SqlTries(db), now, Devices("", now))
        people, sessions = SqlPeople(db), SqlSessions(db)
        accounts = Accounts(people, sessions, ArgonPasswords(), lockout, lambda: catalogue, now)
        return await accounts.invite(None, login, "张三", frozenset({role}), UNIT)
