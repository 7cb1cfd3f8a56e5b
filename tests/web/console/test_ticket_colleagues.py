"""Several people at one ticket: who has it, who is there, who is called upon."""

from bot.domain.people import Role
from bot.domain.tickets import State
from tests.builders import a_ticket
from tests.web.console.desk import CHIEF, CLERK, NUMBER, OTHER, Desk
from tests.web.console.house import a_person


async def test_two_people_at_one_ticket_see_each_other(browser, console):
    console.office.put(a_ticket())
    await Desk(browser, console, CHIEF).opens()

    text = await Desk(browser, console).opens()

    assert f"<b>{CHIEF.name}</b> 也正打开着" in text


async def test_a_note_that_was_written_first_takes_no_button_away(desk: Desk):
    """A case that nobody has can be taken at any time."""
    await desk.opens()
    await desk.sends("note", text="先记一笔")
    assert "由我接手" in await desk.opens()

    await desk.sends("take")

    page = await desk.opens()
    assert "已由您接手，机器人不再插话。" in page
    assert "由我接手" not in page
    assert "这件事现在由您办理" in page


async def test_who_takes_over_is_warned_and_who_had_it_sees_it(browser, console, desk: Desk):
    """Two people never speak with one citizen unawares."""
    await desk.opens()
    await desk.sends("acknowledge")
    second = Desk(browser, console, a_person(Role.STAFF, department="construction", login="second"))

    page = await second.opens()
    assert f"这件事由 <b>{CLERK.name}</b> 办理" in page
    await second.sends("take")

    first = Desk(browser, console)
    page = await first.opens()
    assert "这件事原来在您手里" in page
    assert f"原来由 {CLERK.name} 办理" in page
    assert "换我来接手" in page


async def test_a_colleague_is_mentioned_without_any_script(browser, console, desk: Desk):
    """Chosen from the list below the note; the inbox of that person says so."""
    second = a_person(Role.STAFF, department="construction", login="second")
    console.people.knows(second)
    await desk.opens()

    await desk.sends("note", text="请看一下", mention=second.id)

    assert f"提到 {second.name}" in await desk.opens()
    assert "提到我</span>" not in await desk.opens("/console/")
    assert "提到我</span>" in await Desk(browser, console, second).opens("/console/?mentioned=1")


async def test_who_may_not_see_the_ticket_is_not_mentioned(console, desk: Desk):
    """The note comes back with its words, and says why."""
    console.people.knows(OTHER)
    await desk.opens()

    await desk.sends("note", 422, text="请看一下", mention=OTHER.id)

    assert f"{OTHER.name} 看不到这件工单" in desk.text
    assert "请看一下</textarea>" in desk.text
    assert (await console.office.ticket(NUMBER)).state is State.DISPATCHED
