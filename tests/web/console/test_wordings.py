"""Templates of a unit, on their page."""

from bot.domain.people import Role
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

CLERK = a_person(Role.STAFF, department="construction")
HEATING = a_person(Role.STAFF, department="heating", login="heating")
CENTRE = a_person(Role.SUPERVISOR, department="service_center", login="centre")
PAGE = "/console/templates"
FIELDS = {"name": "修好了", "text": "{称呼}，{地点}的路灯已经修好。"}


async def sends(browser: Client, console: ConsoleHouse, path: str, who=CLERK, **fields: str):
    """The answer to who sends these fields."""
    headers = signed_in(browser, console.signing_in.seat(who))
    response = await browser.post(path, data=fields, headers=headers, allow_redirects=False)
    return response.status, await response.text()


async def reads(browser: Client, console: ConsoleHouse, who=CLERK) -> str:
    signed_in(browser, console.signing_in.seat(who))
    return await (await browser.get(PAGE)).text()


async def test_a_unit_writes_changes_and_drops_its_own(browser, console):
    await sends(browser, console, PAGE, **FIELDS)
    [template] = console.office.shelf.kept.values()
    await sends(browser, console, f"{PAGE}/{template.id}", name="都修好了", text="{称呼}，修好了。")
    changed = await reads(browser, console)

    status, _ = await sends(browser, console, f"{PAGE}/{template.id}/drop")

    assert "都修好了" in changed
    assert status == 303
    assert console.office.shelf.kept == {}
    assert [one.what for one in console.audit.lines][-1] == "template_dropped"


async def test_a_mistake_is_named_and_the_words_are_kept(browser, console):
    status, text = await sends(browser, console, PAGE, name="n", text="您好{姓名}，修好了")

    assert status == 422
    assert "第 1 行第 3 个字的 {姓名} 不是变量" in text
    assert "您好{姓名}，修好了</textarea>" in text


async def test_what_is_another_units_is_neither_seen_nor_changed(browser, console):
    await sends(browser, console, PAGE, **FIELDS)
    [template] = console.office.shelf.kept.values()

    status, _ = await sends(browser, console, f"{PAGE}/{template.id}", HEATING, name="x", text="x")

    assert "修好了" not in (await reads(browser, console, HEATING)).partition("样例")[0]
    assert status == 404
    assert console.office.shelf.kept == {template.id: template}


async def test_only_the_centre_writes_for_everybody(browser, console):
    await sends(browser, console, PAGE, CENTRE, **FIELDS, common="1")
    await sends(browser, console, PAGE, name="我们的", text="好", common="1")

    whose = {one.name: one.department for one in console.office.shelf.kept.values()}

    assert whose == {"修好了": None, "我们的": "construction"}
    assert "修好了" in await reads(browser, console, HEATING)
