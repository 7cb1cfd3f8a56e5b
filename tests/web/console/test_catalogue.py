"""The dispatch catalogue is read and written as a form."""

import pytest

from bot.domain.people import Role
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.studios import Studios

EDITOR = a_person(Role.EDITOR, login="zhao")
ADMIN = a_person(Role.ADMIN, login="admin")
PAGE = "/console/stories/catalogue"
FILE = """\
version: "1"
coordinating_centre: centre
departments:
- code: centre
  name: 协调中心
- code: lamps
  name: 路灯所
  parent: centre
  clauses:
  - id: lamps-1
    title: 路灯不亮
    words: [路灯, 灯杆]
"""
LAMPS = {
    "name": "路灯所", "parent": "centre", "rows": "4", "id-0": "lamps-1", "title-0": "路灯不亮",
    "words-0": "路灯、灯杆",
}  # fmt: skip
WATER = {
    "code": "water", "name": "供水公司", "parent": "centre", "also_called": "水厂，自来水公司",
    "rows": "3", "title-0": "停水", "basis-0": "《供水条例》", "words-0": "停水\n水压 没水",
}  # fmt: skip


@pytest.fixture
async def studios(console: ConsoleHouse) -> Studios:
    await console.studios.install()
    await console.studios.drafts.put("departments.yml", FILE.encode(), "li", None)
    return console.studios


@pytest.fixture
def headers(browser: Client, console: ConsoleHouse, studios: Studios):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def look(browser: Client, path: str, status: int = 200) -> str:
    response = await browser.get(path)
    assert response.status == status
    return await response.text()


async def send(browser: Client, path: str, headers, fields) -> tuple[int, str]:
    response = await browser.post(path, data=fields, headers=headers, allow_redirects=False)
    return response.status, await response.text() or response.headers.get("Location", "")


def mark_in(text: str) -> str:
    return text.partition('name="mark" value="')[2].partition('"')[0]


async def test_units_are_listed_with_what_they_handle(browser: Client, headers):
    text = await look(browser, PAGE)

    assert "路灯所" in text
    assert "路灯不亮" in text
    assert 'href="/console/stories/catalogue/new"' in text


async def test_a_unit_is_added_without_touching_a_file(browser: Client, headers, studios: Studios):
    assert await send(browser, f"{PAGE}/new", headers, WATER) == (303, PAGE)

    made = await studios.text("departments.yml")
    for words in ("code: water", "also_called: [水厂, 自来水公司]", "id: water-1", "《供水条例》"):
        assert words in made
    assert "words: [停水, 水压, 没水]" in made
    assert "供水公司" in await look(browser, PAGE)


async def test_a_matter_is_added_changed_and_taken_out(browser: Client, headers, studios: Studios):
    mark = mark_in(await look(browser, f"{PAGE}/unit/lamps"))
    more = {"title-1": "灯杆歪了", "words-1": "灯杆歪"}
    assert await send(browser, f"{PAGE}/unit/lamps", headers, {**LAMPS, **more, "mark": mark}) == (
        303,
        PAGE,
    )
    text = await look(browser, f"{PAGE}/unit/lamps")
    assert "lamps-2" in text

    gone = {**LAMPS, "title-0": "", "words-0": "", "id-1": "lamps-2", **more, "mark": mark_in(text)}
    await send(browser, f"{PAGE}/unit/lamps", headers, gone)

    made = await studios.text("departments.yml")
    assert "路灯不亮" not in made
    assert "id: lamps-2" in made


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "Water!"}, "code"),
        ({"code": "("}, "code"),
        ({"name": "路灯所"}, "name"),
        ({"words-0": "水"}, "words-0"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    browser: Client, headers, studios: Studios, wrong, field
):
    status, text = await send(browser, f"{PAGE}/new", headers, {**WATER, **wrong})

    assert status == 422
    marked = text.partition(f'name="{field}"')[2].partition(">")[0]
    assert 'aria-invalid="true"' in marked
    assert "自来水公司" in text
    assert "《供水条例》" in text
    assert await studios.text("departments.yml") == FILE


async def test_two_who_change_a_unit_the_second_sees_both(
    browser: Client, headers, studios: Studios
):
    mark = mark_in(await look(browser, f"{PAGE}/unit/lamps"))
    await studios.drafts.put("departments.yml", FILE.replace("灯杆", "路灯杆").encode(), "li", None)

    status, text = await send(
        browser, f"{PAGE}/unit/lamps", headers, {**LAMPS, "name": "照明所", "mark": mark}
    )

    assert status == 409
    assert "路灯杆" in text
    assert "照明所" in text
    again = {**LAMPS, "name": "照明所", "mark": mark_in(text)}
    assert await send(browser, f"{PAGE}/unit/lamps", headers, again) == (303, PAGE)


async def test_who_only_looks_has_no_button(browser: Client, console: ConsoleHouse, headers):
    other = signed_in(browser, console.signing_in.seat(ADMIN))

    assert "存进草稿" not in await look(browser, f"{PAGE}/unit/lamps")
    status, _ = await send(browser, f"{PAGE}/new", other, WATER)
    assert status == 403


async def test_a_catalogue_that_cannot_be_read_says_where(
    browser: Client, headers, studios: Studios
):
    broken = FILE.replace("parent: centre", "parent: nobody")
    await studios.drafts.put("departments.yml", broken.encode(), "li", None)

    assert "第 8 行" in await look(browser, PAGE)
    await look(browser, f"{PAGE}/unit/lamps", 404)


async def test_hostile_words_are_words(browser: Client, headers):
    """Refused or kept, they are never part of the page."""
    for number, text in enumerate(HOSTILE):
        fields = {
            **WATER,
            "code": f"w{number}",
            "name": text,
            "title-0": text,
            "words-0": text,
            "basis-0": text,
        }
        status, page = await send(browser, f"{PAGE}/new", headers, fields)
        page = page if status != 303 else await look(browser, PAGE)

        assert status in (303, 422)
        assert text not in page or not set(text) & set("<>\"'&")
