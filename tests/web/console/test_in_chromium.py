"""Signing in and the people's pages in a real browser, as somebody new would use them."""

from collections.abc import AsyncIterator

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.adapters.otp import TimedAuthenticators
from bot.domain.people import Role
from tests.services.identity import PASSWORD, Office
from tests.web.console.chromium import (
    DESKTOP,
    IN_CHROMIUM,
    LONG_MS,
    PHONE,
    Window,
    a_window,
    fits,
)
from tests.web.console.house import ConsoleHouse

pytestmark = IN_CHROMIUM
expect.set_options(timeout=LONG_MS)
HOSTILE = "<img src=x onerror=alert(1)>“'张"


@pytest.fixture
def office() -> Office:
    return Office(authenticators=TimedAuthenticators("a key of this installation"))


@pytest_asyncio.fixture(loop_scope="module")
async def window(chromium: Browser, office: Office) -> AsyncIterator[Window]:
    house = ConsoleHouse(office.signing_in, office.accounts, office.people, office.audit)
    async with a_window(chromium, house) as window:
        yield window


async def test_the_first_admin_comes_in_and_invites_a_colleague(window: Window, office: Office):
    """By the link of the first start: password, authenticator, recovery codes, people."""
    page = await window.open(f"/console/invite/{await office.accounts.first_link()}")

    await page.fill("[name=password]", PASSWORD)
    await page.fill("[name=again]", PASSWORD)
    await page.click("text=设好密码")
    await sign_in(page, "admin")
    await show_code(page, office)
    codes = await page.locator(".codes li").all_inner_texts()
    await page.click("text=我已抄好")
    await page.click("nav >> text=人员")
    await page.click("text=邀请新人员")
    await page.fill("[name=login]", "zhang.san")
    await page.fill("[name=name]", HOSTILE)
    await page.select_option("[name=department]", "construction")
    await page.check("[value=staff]")
    await page.click("text=生成一次性链接")
    link = await page.locator(".secret").inner_text()
    await page.click("text=好了")

    assert len(set(codes)) == 10
    await expect(page.locator("table.list")).to_contain_text(HOSTILE)
    await expect(page.locator("tr", has_text="zhang.san")).to_contain_text("还没设密码")
    theirs = await window.open(link.removeprefix(window.root))
    await expect(theirs.locator("h1")).to_contain_text(HOSTILE)


async def test_everything_goes_by_keyboard(window: Window, office: Office):
    """Enter sends; Tab begins at the way past the navigation; the focus is seen."""
    await office.employs(Role.STAFF)
    page = await window.open("/console/me")

    await page.keyboard.type("li.wei")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("我的账号")
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("跳到正文")
    outline = await page.locator(":focus").evaluate("one => getComputedStyle(one).outlineStyle")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")

    assert outline == "solid"
    await expect(page.locator(":focus")).to_have_attribute("name", "old")


async def test_a_wrong_password_and_a_lock_are_told_and_the_focus_helps(
    window: Window, office: Office
):
    """The login stays, the password is typed anew where the cursor already is."""
    await office.employs(Role.STAFF)
    page = await window.open("/console/sign-in")

    for _ in range(5):
        await sign_in(page, "li.wei", "不是这个密码")
        await expect(page.locator("[role=alert]")).to_contain_text("登录名或密码不对")
        await expect(page.locator(":focus")).to_have_attribute("name", "password")
    await sign_in(page, "li.wei")

    await expect(page.locator("[role=alert]")).to_contain_text("30 秒后再试")


async def test_a_session_that_ended_leads_back_to_where_one_was(window: Window, office: Office):
    """After thirty quiet minutes for an admin."""
    page = await an_admin(window, office)
    await page.click("nav >> text=人员")
    office.clock.forward(minutes=31)

    await page.click("text=邀请新人员")
    await expect(page.locator("h1")).to_have_text("登录")
    await sign_in(page, "li.wei")
    code = next_code(office)
    await page.fill("[name=code]", code)
    await page.click("button:has-text('继续')")

    await expect(page.locator("h1")).to_have_text("邀请新人员")
    assert page.url.endswith("/console/people/new")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_every_page_fits_a_telephone(window: Window, office: Office, dark: bool):
    """Also with long words; what is small enough for a thumb is no button."""
    await office.employs(Role.AUDITOR, login="qian", department=None)
    page = await an_admin(window, office, Role.AUDITOR)
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark" if dark else "light")
    somebody = (await office.people.all())[0].person.id

    for path in ("me", "people", "people/new", f"people/{somebody}", "audit", "nowhere"):
        await page.goto(f"{window.root}/console/{path}")
        assert await fits(page), path
        low = await page.evaluate(
            "[...document.querySelectorAll('main button, main .button')]"
            ".filter(one => one.getBoundingClientRect().height < 40).length"
        )
        assert low == 0, path


async def test_without_scripts_the_pages_work(window: Window, chromium: Browser, office: Office):
    """An old browser, or one whose scripts are forbidden."""
    await office.employs(Role.STAFF)
    context = await chromium.new_context(java_script_enabled=False, viewport=DESKTOP)
    page = await context.new_page()
    await page.goto(f"{window.root}/console/me")

    await sign_in(page, "li.wei")
    await page.click("text=退出 >> nth=0")

    await expect(page.locator("#told")).to_have_text("您已退出。")


ASK = "htmx.ajax('POST', '/console/me/password', {source: '#main', swap: 'outerHTML'})"
"""As a form of a page does that sends itself by htmx."""


async def test_what_is_open_outlives_its_session(window: Window, office: Office):
    """Signed in anew in another window, the old page is told, takes the new token and goes on."""
    await office.employs(Role.STAFF)
    page = await window.open("/console/me")
    await sign_in(page, "li.wei")
    await page.fill("[name=old]", "half typed")
    old = await page.locator("[name=csrf]").first.get_attribute("value")

    await page.context.clear_cookies()
    await page.evaluate(ASK)
    link = page.locator("#told a")
    await expect(page.locator("#told")).to_contain_text("还没有提交")
    async with page.context.expect_page() as opening:
        await link.click()
    other = await opening.value
    await sign_in(other, "li.wei")
    await expect(other.locator("h1")).to_have_text("我的账号")
    await page.evaluate(ASK)

    await expect(page.locator("#told")).to_contain_text("请再提交一次")
    new = await other.locator("[name=csrf]").first.get_attribute("value")
    fields = await page.locator("[name=csrf]").evaluate_all("all => all.map(one => one.value)")
    assert new != old
    assert set(fields) == {new}
    assert await page.input_value("[name=old]") == "half typed"
    await page.evaluate(ASK)
    await expect(page.locator("#main [aria-invalid=true]")).to_have_count(1)


async def test_a_line_that_is_cut_is_told(window: Window, office: Office):
    """Who pressed a button must not think that it was done."""
    await office.employs(Role.STAFF)
    page = await window.open("/console/me")
    await sign_in(page, "li.wei")
    await expect(page.locator("h1")).to_have_text("我的账号")

    await page.context.set_offline(True)
    await page.evaluate(f"{ASK}.catch(() => null)")

    await expect(page.locator("#told [role=alert]")).to_contain_text("网络不通")
    window.complaints.clear()  # the browser says so itself, too


async def an_admin(window: Window, office: Office, *more: Role) -> Page:
    """Somebody who has just signed in, with an authenticator that works."""
    await office.employs(Role.ADMIN, *more)
    page = await window.open("/console/me")
    await sign_in(page, "li.wei")
    await show_code(page, office)
    await page.click("text=我已抄好")
    await expect(page.locator("h1")).to_have_text("我的账号")
    return page


async def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", password)
    await page.click("button:has-text('登录')")


async def show_code(page: Page, office: Office) -> None:
    """Set an authenticator up by its typed secret, as where no camera is."""
    await expect(page.locator(".qr svg")).to_be_visible()
    await page.click("text=不能扫描")
    secret = (await page.locator(".secret").inner_text()).replace(" ", "")
    await page.fill("[name=code]", pyotp.TOTP(secret).at(office.clock()))
    await page.click("text=完成设置")


def next_code(office: Office) -> str:
    """What the authenticator of li.wei shows now."""
    sealed = office.people.shown["p-li.wei"].authenticator or ""
    secret = office.authenticators.plate(sealed, "li.wei").secret
    return pyotp.TOTP(secret).at(office.clock())
