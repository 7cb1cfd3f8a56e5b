"""What a ticket's page says of what the citizen told."""

from dataclasses import replace

from bot.domain.people import Role
from tests.builders import a_ticket
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

CLERK = a_person(Role.STAFF, department="construction")


async def test_what_was_told_is_shown_once_and_its_days_as_people_write_them(
    browser: Client, console: ConsoleHouse
):
    """Not the same words in two lines, and no dates as computers write them."""
    ticket = a_ticket(when="晚上，五天")
    first = ticket.log[0]
    days = {"first": "2026-11-19", "last": "2026-11-24"}
    facts = [
        {"kind": "time", "name": "时间", "words": "晚上"},
        {"kind": "since", "name": "从何时起", "words": "五天", **days},
    ]
    opened = replace(first, data={**first.data, "understanding": {"facts": facts}})
    console.office.put(replace(ticket, log=(opened, *ticket.log[1:])))
    signed_in(browser, console.signing_in.seat(CLERK))

    text = await (await browser.get(f"/console/tickets/{ticket.number}")).text()

    assert "<bdi>晚上</bdi>" not in text
    assert "五天（2026年11月19日至2026年11月24日）" in text
