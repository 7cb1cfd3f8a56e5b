"""The page, in a real browser, as somebody new would use it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.web.console.chromium import CHROMIUM, LONG_MS, a_chromium

from .conftest import World, worlds
from .test_departments import NUMBER, an_event, deliver

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]
expect.set_options(timeout=LONG_MS)
OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """One for all tests; what a page keeps, it takes along."""
    async with a_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> AsyncIterator[World]:
    """In the loop of the browser."""
    async with worlds() as open_one:
        yield await open_one()


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(world: World, chromium: Browser) -> AsyncIterator[OpenPage]:
    """Open the simulator's page; what it complains about fails the test."""
    complaints: list[str] = []

    async def open_one(width: int = 1400, height: int = 900, zone: str | None = None) -> Page:
        size: ViewportSize = {"width": width, "height": height}
        page = await chromium.new_page(viewport=size, timezone_id=zone)
        page.set_default_timeout(LONG_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: m.type == "error" and complaints.append(m.text))
        page.on(
            "request",
            lambda r: (
                r.url.startswith((world.root, "data:", "blob:"))
                or complaints.append(f"loaded from elsewhere: {r.url}")
            ),
        )
        await page.goto(world.root)
        await expect(page.locator(".person").first).to_be_visible()
        return page

    yield open_one
    for context in chromium.contexts:
        await context.close()
    assert complaints == []


async def test_somebody_follows_writes_and_is_answered(world: World, open_page: OpenPage) -> None:
    await world.sim.create("王大爷")
    world.account.says(
        world.account.reply("欢迎关注！"),
        world.account.reply("请回复数字：\n1. 补办\n2. 挂失\n<b>不是标签</b>"),
        world.account.reply("好的，补办。"),
    )
    page = await open_page()
    chat = page.locator("#chat")

    await page.click("text=关注公众号")
    await expect(chat).to_contain_text("欢迎关注！")
    await page.fill("#text", "社保卡丢了")
    await page.press("#text", "Enter")
    await expect(chat).to_contain_text("<b>不是标签</b>")
    await page.click("#chat button:has-text('1. 补办')")

    await expect(chat).to_contain_text("好的，补办。")
    assert "<Content><![CDATA[1]]></Content>" in world.account.heard[-1].xml


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("解决了吗？\n1. 已解决\n2. 没解决", ["1. 已解决", "2. 没解决"]),
        ("马上离开：\n1. 弯腰走楼梯\n2. 打 119\n说清地址。", []),
        ("先挂失，再补卡。\n2. 没有开头的编号", []),
        ("您想问哪一项？\n1. 补办\n2. 挂失\n也可以直接说。", ["1. 补办", "2. 挂失"]),
    ],
)
async def test_what_is_offered_can_be_tapped_and_what_is_explained_cannot(
    world: World, open_page: OpenPage, text: str, choices: list[str]
) -> None:
    openid = await world.sim.follow("王大爷")
    await world.say_by_service(openid, text)
    page = await open_page()

    await expect(page.locator("#chat .bubble")).to_contain_text(text.split("\n")[0])

    assert await page.locator("#chat button.tap").all_inner_texts() == choices


async def test_an_example_sentence_is_one_tap_even_for_who_does_not_follow(
    world: World, open_page: OpenPage
) -> None:
    await world.sim.create("小张")
    page = await open_page()

    await page.click("[data-example='查询']")

    await expect(page.locator(".row.mine")).to_have_text("查询")
    await world.sim.wait_for_push("text")
    assert [("subscribe" in h.xml, "查询" in h.xml) for h in world.account.heard] == [
        (True, False),
        (False, True),
    ]


async def test_a_late_answer_for_another_citizen_is_counted(
    world: World, open_page: OpenPage
) -> None:
    await world.sim.follow("王大爷")
    other = await world.sim.follow("李女士")
    page = await open_page()

    await world.say_by_service(other, "路灯修好了")
    await expect(page.locator(".person:has-text('李女士') .badge")).to_have_text("1")
    await page.click(".person:has-text('李女士')")

    await expect(page.locator("#chat")).to_contain_text("路灯修好了")
    await expect(page.locator(".badge")).to_have_count(0)


async def test_a_broken_answer_shows_the_banner(world: World, open_page: OpenPage) -> None:
    await world.sim.follow("王大爷")
    world.account.says(b"{}")
    page = await open_page()

    await world.sim.say("王大爷", "在吗")

    await expect(page.locator(".fault")).to_contain_text("该公众号提供的服务出现故障，请稍后再试")


async def test_a_department_signs_for_a_ticket_and_answers_it(
    world: World, open_page: OpenPage
) -> None:
    said: list[tuple[str, object]] = []

    async def take(request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        said.append((verb, await request.json()))
        if verb == "return":
            error = {"code": "step_not_allowed", "message": "已答复的工单不能退回"}
            return web.json_response({"error": error}, status=409)
        name = {"acknowledge": ("acknowledged", "签收"), "answer": ("answered", "答复")}[verb]
        return web.json_response({"number": NUMBER, "state": name[0], "state_name": name[1]})

    app = web.Application()
    app.router.add_post("/t/{verb}", take)
    async with TestServer(app) as gateway:
        page = await open_page()
        await deliver(world, an_event(str(gateway.make_url("/t")), content="家里暖气两天不热了"))
        card = page.locator(".ticket")

        await expect(card).to_contain_text("家里暖气两天不热了")
        await card.locator("button:has-text('签收')").click()
        await expect(card.locator(".state")).to_have_text("签收")
        await card.locator("button:has-text('答复')").click()
        await card.locator("textarea").fill("已修好")
        await card.locator("select").select_option("resolved")
        await card.locator("button:has-text('提交答复')").click()
        await expect(card.locator(".state")).to_have_text("答复")
        await card.locator("button:has-text('退回')").click()
        await card.locator("button:has-text('提交退回')").click()
        await expect(card.locator(".result")).to_contain_text("409 已答复的工单不能退回")

    assert said[:2] == [
        ("acknowledge", {}),
        ("answer", {"text": "已修好", "outcome": "resolved"}),
    ]


async def test_on_a_phone_the_panes_are_tabs(world: World, open_page: OpenPage) -> None:
    await world.sim.follow("王大爷")
    page = await open_page(390, 844)

    await expect(page.locator("#composer")).to_be_visible()
    await expect(page.locator("#desk")).to_be_hidden()
    await page.click(".tab-bar [data-tab='desk']")
    await expect(page.locator("#tickets")).to_contain_text("还没有收到工单")
    await page.click(".tab-bar [data-tab='platform']")
    await expect(page.locator(".entry").first).to_contain_text("关注 subscribe")
    await page.click(".entry >> nth=0")

    await expect(page.locator(".raw").first).to_contain_text("<FromUserName>")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_the_switches_turn_what_they_say(world: World, open_page: OpenPage) -> None:
    openid = await world.sim.follow("王大爷")
    page = await open_page()

    await page.click("#tab-switches")
    await page.uncheck("#certified")
    await expect(page.locator("#fault-dot")).to_be_visible()
    uncertified = await world.say_by_service(openid)
    await page.check("#certified")
    await page.click("text=添加故障")
    await expect(page.locator(".fault-list")).to_contain_text("message/custom/send → 45015")

    await page.check("#thrice")
    await page.fill("#text", "路灯坏了")
    await page.click("#send")
    await expect(page.locator(".row.mine")).to_have_text("路灯坏了")

    await world.sim.wait_for_push("text")
    assert uncertified == 48001
    assert [fault.code for fault in await world.sim.faults()] == [45015]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"])
async def test_hours_are_those_of_the_city_wherever_the_browser_is(
    world: World, open_page: OpenPage, zone: str
) -> None:
    """A deadline a day too early would send a clerk after nothing."""
    page = await open_page(zone=zone)

    await deliver(world, an_event(content="家里暖气不热", due_at="2036-03-05T00:30:00+08:00"))

    await expect(page.locator(".ticket .facts")).to_contain_text("3月5日 00:30 前答复")
    clock = datetime.now(ZoneInfo("Asia/Shanghai"))
    await expect(page.locator("#clock")).to_contain_text(f"{clock.month}月{clock.day}日")


async def test_what_a_fact_tells_is_not_told_twice(world: World, open_page: OpenPage) -> None:
    page = await open_page()
    since = {"kind": "since", "name": "从何时起", "words": "三天", "first": "2026-11-20"}

    await deliver(world, an_event(content="路灯坏了三天", when="三天", facts=[since]))

    facts = page.locator(".ticket .facts")
    await expect(facts).to_have_text("从何时起：三天（2026年11月20日起）")


async def test_a_telephone_shows_how_many_tickets_wait(world: World, open_page: OpenPage) -> None:
    """The choice of units gives way, not the count."""
    page = await open_page(width=390, height=844)
    await deliver(world, an_event())
    await page.click("[data-tab='desk']")
    await page.locator("#unit").evaluate("unit => unit.add(new Option('某'.repeat(20)))")

    count = page.locator("#ticket-count")

    await expect(count).to_have_text("1 件 · 待办 1")
    box = await count.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
