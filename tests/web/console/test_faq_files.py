"""Known questions as files: out, edited elsewhere, in again."""

import csv
import io

import pytest
from aiohttp import FormData
from openpyxl import load_workbook

from bot.domain.people import Role
from bot.web.console.faq_files import BODY
from tests.web.console.hostile import HOSTILE, theirs_among
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.questions import LAMP, Clerks

EDITOR = a_person(Role.EDITOR, login="zhao", department="construction")
FILES = "/console/faq/import-export"
CARD = LAMP.changed(
    key="card_lost",
    question="社保卡丢了怎么办？",
    ways=("卡丢了", "=1+1"),
    path="nlu/faq/social_security.yml",
)


@pytest.fixture
async def clerks(console: ConsoleHouse) -> Clerks:
    await console.clerks.know(LAMP, CARD)
    return console.clerks


@pytest.fixture
def token(browser: Client, console: ConsoleHouse):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def taken(browser: Client, kind: str, which: str = "draft") -> bytes:
    response = await browser.get(f"{FILES}/faq.{kind}?which={which}")
    assert response.status == 200
    told = response.headers["Content-Disposition"]
    assert told == f'attachment; filename="faq-{which}-20261123.{kind}"'
    return await response.read()


async def bring(browser: Client, token, name: str, data: bytes):
    form = FormData()
    form.add_field("file", io.BytesIO(data), filename=name)
    return await browser.post(FILES, data=form, headers=token)


def a_table(*rows: list[str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "yml"])
async def test_what_was_taken_and_brought_back_changes_nothing(
    browser: Client, console: ConsoleHouse, clerks: Clerks, token, kind: str
):
    """However often."""
    data = await taken(browser, kind)

    response = await bring(browser, token, f"faq.{kind}", data)

    assert "没有改动" in await response.text()
    assert (await clerks.faq.book()).version == 0
    assert await taken(browser, kind, "live") == data or kind == "xlsx"
    assert console.audit.lines == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "yml"])
async def test_an_empty_house_becomes_the_same(
    browser: Client, console: ConsoleHouse, token, kind: str
):
    """And gives out the same file, byte for byte."""
    await console.clerks.know(LAMP, CARD)
    data = await taken(browser, kind)
    for key in ("lamp_broken", "card_lost"):
        await console.clerks.faq.retire(key, "zhao", None)

    response = await bring(browser, token, f"faq.{kind}", data)

    assert "已导入草稿：2 条有变化" in await response.text()
    again = await taken(browser, kind)
    assert again == data or _cells(again) == _cells(data)
    line = console.audit.lines[-1]
    assert (line.what, line.details) == ("faq_imported", {"entries": "2"})


async def test_no_spreadsheet_calculates_what_was_written(browser: Client, clerks, token):
    """In any cell."""
    rows = list(csv.reader(io.StringIO((await taken(browser, "csv")).decode("utf-8-sig"))))
    book = _cells(await taken(browser, "xlsx"))

    for cell in [cell for row in [*rows, *book] for cell in row]:
        assert not str(cell or "").startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", a_table(["问题", "答案"], ["x", "y"]), "第 1 列“问题”不认识"),
        ("a.csv", a_table(["标准问法"], ["x"]), "没有“答案”这一列"),
        (
            "a.csv",
            a_table(["标准问法", "答案", "有效期"], ["一", "二", "2027-01-01"], ["x", "y", "明天"]),
            "第 3 行，“有效期”这一列",
        ),
        ("a.csv", a_table(["名称", "标准问法", "答案"], ["A b", "x", "y"]), "“名称”这一列"),
        ("a.csv", b"\xff\xfe\x00", "UTF-8"),
        ("a.csv", b"", "没有一条问答"),
        ("a.xlsx", b"no workbook", "a.xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "另存为 .xlsx"),
        ("a.exe", b"MZ", "不认识的文件类型"),
        ("a.yml", b"nlu:\n- intent: [", "不是正确的 YAML"),
        ("a.yml", b"version: '3.1'\n", "没有一条问答"),
        ("a.yml", b"- a\n- b\n", "写法不对"),
        ("../../<img src=x onerror=alert(1)>.csv", a_table(["x"], ["y"]), "不认识"),
    ],
)
async def test_a_wrong_file_is_told_where_and_nothing_is_lost(
    browser: Client, clerks: Clerks, token, name: str, data: bytes, told: str
):
    """All of a file, or nothing of it."""
    response = await bring(browser, token, name, data)

    text = await response.text()
    assert response.status == 422
    assert told in text
    assert "草稿没有动" in text
    assert theirs_among(text) == []
    assert (await clerks.faq.book()).version == 0


async def test_no_file_at_all_is_asked_for(browser: Client, clerks, token):
    """Somebody pressed too early."""
    response = await browser.post(FILES, data={}, headers=token)

    assert response.status == 422
    assert "请先选一个文件" in await response.text()


async def test_fifty_megabytes_are_refused_politely(browser: Client, clerks: Clerks, token):
    """And the house stays open."""
    response = await bring(browser, token, "a.csv", b"x" * (BODY + 1))

    assert response.status == 413
    assert "太大" in await response.text()
    assert (await browser.get(FILES)).status == 200


async def test_hostile_words_in_a_file_are_kept_as_words(browser: Client, clerks: Clerks, token):
    """Or the file is refused with the row and the column."""
    kept = [one for one in HOSTILE if one.isprintable() and not {"$", "["} & {*one}]
    rows = [[words, words, words] for words in dict.fromkeys(kept) if len(words) < 400]
    data = a_table(["标准问法", "答案", "来源"], *rows)

    response = await bring(browser, token, "a.csv", data)

    text = await response.text()
    assert f"{len(rows)} 条有变化" in text
    assert theirs_among(text) == []
    answers = {one.answer for one in (await clerks.faq.book()).drafted.values()}
    assert {words.strip() for words, *_ in rows} <= {one.strip() for one in answers}


def _cells(data: bytes) -> list[tuple[object, ...]]:
    if not data.startswith(b"PK"):
        return []
    return list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
