"""On a ticket's page a clerk says that the bot took it for the wrong type."""

import pytest

from bot.domain.corrections import Verdict
from bot.domain.tickets import Type
from tests.builders import a_ticket
from tests.web.console.desk import AUDITOR, Desk
from tests.web.console.house import Client, ConsoleHouse


async def test_one_choice_and_the_editors_have_it(desk: Desk):
    """Without any script; the type that it has is not offered."""
    await desk.opens()
    assert '<option value="complaint"' not in desk.text

    await desk.sends("mistaken", type="suggestion")

    [noted] = await desk.console.office.store.corrections.of(Verdict.WAITING)
    assert (noted.was, noted.wanted) == (Type.COMPLAINT, Type.SUGGESTION)
    assert "已记下" in await desk.opens()


@pytest.mark.parametrize("said", ["", "weather", "complaint"])
async def test_what_is_no_other_type_is_asked_again(desk: Desk, said: str):
    await desk.opens()

    await desk.sends("mistaken", status=422, type=said)

    assert 'id="mistaken-wrong"' in desk.text
    assert await desk.console.office.store.corrections.of(Verdict.WAITING) == []


async def test_a_second_opinion_by_the_same_page_is_asked_for_once_more(desk: Desk):
    """The browser's way back shows the page that was sent."""
    await desk.opens()
    page = desk.text
    await desk.sends("mistaken", type="suggestion")
    desk.text = page

    await desk.sends("mistaken", status=409, type="help")
    await desk.sends("mistaken", type="help")

    kept = await desk.console.office.store.corrections.of(Verdict.WAITING)
    assert [one.wanted for one in kept] == [Type.SUGGESTION, Type.HELP]


async def test_a_confidential_case_has_no_such_form(browser: Client, console: ConsoleHouse):
    console.office.put(a_ticket(type=Type.REPORT))

    assert "/mistaken" not in await Desk(browser, console).opens()


async def test_who_only_watches_has_no_such_form(browser: Client, desk: Desk):
    assert "/mistaken" not in await Desk(browser, desk.console, AUDITOR).opens()
