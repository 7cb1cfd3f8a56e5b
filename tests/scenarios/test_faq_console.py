"""An editor mends an answer in a browser, and the next citizen who asks reads it."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, expect

from bot.domain.people import Role
from tests.houses import House, Person, eventually
from tests.scenarios.consoles import IN_A_BROWSER, somebody
from tests.web.console.chromium import Window

pytestmark = IN_A_BROWSER
ASKED = "请问一下老年公交卡怎么年审"
KEY = "bus_senior_card"
NEW = "请带身份证到公交公司服务点年审，当场办好，不收费。"
SAVE = "#entry .actions .primary"


async def test_a_mended_answer_is_read_by_the_next_citizen(
    house: House, a_citizen: Callable[[], Awaitable[Person]], chromium: Browser
) -> None:
    """Without a training: tried first, live at once, and put back as it was."""
    citizen, console = await a_citizen(), Window(chromium, house.places.gateway_url)
    page = await somebody(house, console, "zhao.bianji", Role.EDITOR)
    await expect(page.locator("nav >> text=常见问题")).to_be_visible()

    await page.goto(f"{console.root}/console/faq/{KEY}")
    before = await page.input_value("[name=answer]")
    await page.fill("[name=answer]", NEW)
    await page.fill("[name=say]", ASKED)
    await page.press("[name=say]", "Enter")
    await expect(page.locator("#said .bubble")).to_have_count(2)
    await expect(page.locator("#said .bubble").first).to_contain_text(before[:20])
    await expect(page.locator("#said .bubble").last).to_contain_text(NEW)
    assert NEW not in await citizen.says(ASKED)
    await page.click(SAVE)
    await expect(page.locator("#told")).to_contain_text("已生效")

    assert NEW in await told(citizen, NEW)

    await page.fill("[name=answer]", before)
    await page.click(SAVE)
    await expect(page.locator("#told")).to_contain_text("已生效")
    await told(citizen, before[:20])
    assert console.complaints == []


async def told(citizen: Person, words: str) -> str:
    """Ask until the answer holds these words."""

    async def ask() -> str | None:
        said = await citizen.says(ASKED)
        return said if words in said else None

    return await eventually(ask)
