"""An editor and a publisher, each in a browser, and a citizen who hears what became of it."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from playwright.async_api import Browser, Page, expect

from bot.domain.people import Role
from tests.houses import House, Person, eventually
from tests.scenarios.consoles import IN_A_BROWSER, somebody
from tests.web.console.chromium import Window

pytestmark = IN_A_BROWSER
TRAINING_MS = 300_000
QUESTION, ANSWER = "划龙舟的场地在哪里预约", "打文体广场的电话预约，两天内回话，不收费。"
WAYS = (
    "龙舟场地怎么约",
    "想划龙舟找谁订场地",
    "龙舟码头能预约吗",
    "划龙舟要提前几天约",
    "龙舟场地收费吗",
)


async def test_a_question_is_added_tried_released_and_taken_back(
    house: House, a_citizen: Callable[[], Awaitable[Person]], chromium: Browser
) -> None:
    """Nobody touches a file: from the form to the citizen's telephone, and back."""
    citizen, console = await a_citizen(), Window(chromium, house.places.gateway_url)
    assert ANSWER not in await citizen.says(QUESTION)
    editor = await of_the_studio(house, console, "li.bianji", Role.EDITOR)
    publisher = await of_the_studio(house, console, "wang.fabu", Role.PUBLISHER)

    await add_the_question(editor)
    await editor.click("nav >> text=发布")
    await editor.click("text=看改了什么，检查有没有问题")
    await expect(editor.locator("ul.changes")).to_contain_text(QUESTION)
    await editor.click("text=← 回到发布")
    await editor.fill("[name=name]", "龙舟场地")
    await editor.click("text=训练并测试")
    await expect(editor.locator("ol.stages")).to_contain_text("测试对话")
    trial = editor.url
    await expect(editor.locator("#decide")).to_contain_text("可以发布", timeout=TRAINING_MS)
    await expect(editor.locator("#decide")).to_contain_text("可以发布的人")
    await talk_to_it(editor)
    assert ANSWER not in await citizen.says(QUESTION)

    await publisher.goto(trial)
    await publisher.fill("[name=note]", "市民常问")
    await publisher.click("button:has-text('发布')")
    await expect(publisher.locator("#told")).to_contain_text("已发布")
    assert await is_told(citizen, lambda said: ANSWER in said)

    await publisher.click("table.list tr:nth-child(2) >> text=退回…")
    await publisher.click("button:has-text('退回到这一版')")
    await expect(publisher.locator("#told")).to_contain_text("已退回")
    assert await is_told(citizen, lambda said: ANSWER not in said)
    assert console.complaints == []


async def add_the_question(page: Page) -> None:
    """With five ways to ask it."""
    await page.click("nav >> text=常见问题")
    await page.click("text=新增问答")
    await page.fill("[name=question]", QUESTION)
    await page.fill("[name=answer]", ANSWER)
    await page.fill("[name=source]", "文化广电和旅游局")
    await page.select_option("[name=owner]", "culture_tourism")
    await page.fill("[name=valid_until]", (date.today() + timedelta(days=90)).isoformat())  # noqa: DTZ011
    await page.fill("[name=ways]", "\n".join(WAYS))
    await page.click("button.primary:has-text('保存')")
    await expect(page.locator("#told")).to_contain_text("已新增")


async def talk_to_it(page: Page) -> None:
    """With what has been trained, and no citizen hears of it."""
    await page.click("text=和这一版聊聊")
    await page.fill("#chat-words", QUESTION)
    await page.press("#chat-words", "Enter")
    await expect(page.locator(".chat .bot")).to_contain_text(ANSWER)


async def is_told(citizen: Person, holds: Callable[[str], bool]) -> str:
    """Ask until the answer is so: a release is live within a second."""

    async def ask() -> str | None:
        said = await citizen.says(QUESTION)
        return said if holds(said) else None

    return await eventually(ask)


async def of_the_studio(house: House, console: Window, login: str, role: Role) -> Page:
    """Somebody new who may see releases."""
    page = await somebody(house, console, login, role)
    await expect(page.locator("nav >> text=发布")).to_be_visible()
    return page
