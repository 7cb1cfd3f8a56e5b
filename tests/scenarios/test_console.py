"""A citizen and a clerk, each in a browser of their own, over a house of real processes."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, Page, expect

from bot.domain.people import Role
from bot.domain.tickets import State
from tests.houses import House, Person, number_in
from tests.scenarios.consoles import IN_A_BROWSER, somebody
from tests.web.console.chromium import LONG_MS, PHONE, Window

pytestmark = IN_A_BROWSER


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
    """Somebody new at the unit, before their list of tickets."""
    page = await somebody(house, console, login, Role.STAFF)
    await expect(page.locator("#list")).to_be_attached()
    return page
