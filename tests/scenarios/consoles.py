"""People of the console in the scenarios' house, each in a window of the one browser."""

import pytest
from playwright.async_api import Page, expect

from bot.adapters.catalogue import load_catalogue
from bot.adapters.passwords import ArgonPasswords
from bot.adapters.store import SqlPeople, SqlSessions, SqlTries
from bot.demo.credentials import secret_variable
from bot.domain.people import Role
from bot.services.accounts import Accounts
from bot.services.devices import Devices
from bot.services.lockout import Lockout
from bot.wiring.ground import now
from tests.houses import House
from tests.web.console.chromium import CHROMIUM, LONG_MS, Window

IN_A_BROWSER = pytest.mark.skipif(
    CHROMIUM is None, reason="needs a browser: apt-get install chromium"
)
PASSWORD = "第三盏路灯下面有两只小花猫"
UNIT = "construction"
expect.set_options(timeout=LONG_MS)


async def somebody(house: House, console: Window, login: str, role: Role) -> Page:
    """Somebody new: from the link they were given to their first page."""
    page = await console.open(f"/console/invite/{await an_account(house, login, role)}")
    await sign_in_first(page, login)
    return page


async def sign_in_first(page: Page, login: str) -> None:
    """Choose a password, and sign in by it."""
    await page.fill("[name=password]", PASSWORD)
    await page.fill("[name=again]", PASSWORD)
    await page.click("text=设好密码")
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button:has-text('登录')")


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
