"""Who did what, as auditors read it."""

import ast
from pathlib import Path

import pytest

from bot.domain.people import Role
from bot.services.ports.audit import NOBODY, TERMINAL
from bot.services.ports.people import Known
from bot.web.console.deeds import WHAT
from tests.builders import NOW
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

AUDITOR = a_person(Role.AUDITOR, login="qian")
WHERE = "/console/audit"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def console(browserless: ConsoleHouse) -> ConsoleHouse:
    browserless.people.known = [Known(AUDITOR, NOW, False)]
    return browserless


@pytest.fixture
def browserless() -> ConsoleHouse:
    return ConsoleHouse()


@pytest.fixture
def reader(browser: Client, console: ConsoleHouse) -> Client:
    signed_in(browser, console.signing_in.seat(AUDITOR))
    return browser


async def test_a_line_says_who_did_what_to_whom_and_when(reader: Client, console: ConsoleHouse):
    """In names and Chinese words; what has none stays as it was written."""
    console.audit.holds(AUDITOR.id, "sign_in", AUDITOR.id, address="<203.0.113.9>")
    console.audit.holds(TERMINAL, "something_new", "20261123-4821-07")
    console.audit.holds(NOBODY, "sign_in_refused")

    text = await (await reader.get(WHERE)).text()

    assert "王qian（qian）</td>" in text
    assert "登录被拒</td>" in text
    assert "命令行" in text
    assert "something_new" in text
    assert "&lt;203.0.113.9&gt;" in text
    assert "2026年11月23日 16:00" in text


async def test_a_number_says_what_it_counts_and_a_login_whose_it_is(
    reader: Client, console: ConsoleHouse
):
    """Nobody has to know that the 3 of a release is a release."""
    console.audit.holds("x", "rolled_back", "3", back_to="1")
    console.audit.holds("x", "published", "2", reason="等不及", asked_by="qian")
    console.audit.holds("x", "way_tested", "lighting")

    text = await (await reader.get(WHERE)).text()

    assert "第 3 次发布</td>" in text
    assert "退回到第几次发布：</small>1" in text
    assert "请求的人：</small>王qian" in text
    assert "路灯管理所</td>" in text


async def test_units_are_named_as_people_name_them(reader: Client, console: ConsoleHouse):
    """A unit that is gone keeps its code."""
    moved = {"department": "lighting", "department_before": "gone_unit"}
    console.audit.holds(AUDITOR.id, "department_changed", AUDITOR.id, **moved)

    text = await (await reader.get(WHERE)).text()

    assert "</small>路灯管理所" in text
    assert "</small>gone_unit" in text


async def test_the_newest_come_first_fifty_a_page(reader: Client, console: ConsoleHouse):
    """And the older ones behind them, without a gap."""
    for number in range(120):
        console.audit.holds(AUDITOR.id, "case_read", f"case-{number}-")

    first = await (await reader.get(WHERE)).text()
    second = await (await reader.get(f"{WHERE}?who=&what=&before=71")).text()
    third = await (await reader.get(f"{WHERE}?who=&what=&before=21")).text()

    assert "case-119-" in first
    assert "case-70-" in first
    assert "before=71" in first
    assert "case-69-" in second
    assert "case-70-" not in second
    assert "更早的" not in third
    assert "回到最新" in third


async def test_lines_are_found_by_person_and_deed(reader: Client, console: ConsoleHouse):
    """The choice stays chosen, also on the next page."""
    for _ in range(60):
        console.audit.holds(AUDITOR.id, "sign_in", "in")
    console.audit.holds("p-other", "sign_out", "out")

    text = await (await reader.get(f"{WHERE}?who={AUDITOR.id}&what=sign_in")).text()

    assert "out</td>" not in text
    assert f'value="{AUDITOR.id}" selected' in text
    assert 'value="sign_in" selected' in text
    assert f"who={AUDITOR.id}&amp;what=sign_in&amp;before=11" in text


@pytest.mark.parametrize("before", ["x", "-1", "1e9", "９", "9" * 40])
async def test_a_page_that_is_none_is_the_first(reader: Client, console: ConsoleHouse, before: str):
    """An address can be written by hand."""
    console.audit.holds(AUDITOR.id, "sign_in", "the newest")

    response = await reader.get(WHERE, params={"before": before})

    assert response.status == 200
    assert "the newest" in await response.text()


async def test_an_empty_book_says_so(reader: Client):
    """Not an empty table."""
    assert "没有这样的记录" in await (await reader.get(WHERE)).text()


async def test_what_changed_is_told_and_what_did_not_is_left_out(
    reader: Client, console: ConsoleHouse
):
    """With the roles' own names."""
    console.audit.holds(
        AUDITOR.id,
        "role_changed",
        roles="editor staff",
        roles_before="staff",
        department="heating",
        department_before="heating",
    )

    text = await (await reader.get(WHERE)).text()

    assert "角色：</small>编辑、承办人员" in text
    assert "原角色：</small>承办人员" in text
    assert "heating" not in text


def written_words() -> set[str]:
    """Every word that is written into the audit somewhere as a constant."""
    words = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and len(call.args) >= 3:
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                word = call.args[1]
                if name in ("Entry", "_entry", "write") and isinstance(word, ast.Constant):
                    words.add(word.value)
    return words


def test_every_word_of_the_audit_has_a_chinese_one():
    """A new deed is a new line of `deeds.WHAT`."""
    words = written_words()

    assert {"sign_in_refused", "invited", "case_read"} <= words
    assert words <= set(WHAT)
