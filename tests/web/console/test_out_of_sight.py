"""Every page × role × a ticket of one's own unit, of the unit below and of another one: no leak."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.people import Person, Right, Role, sight_of
from bot.domain.tickets import Event, Step, Ticket
from bot.web.console.page import Page
from bot.web.console.routes import ROUTES
from tests.builders import NOW, a_ticket
from tests.web.console.house import CATALOGUE, Client, ConsoleHouse, a_person, signed_in
from tests.web.console.test_matrix import SAMPLES, address_of

UNITS: Mapping[str, str] = {
    "construction": "20261123-0001-01",
    "lighting": "20261123-0002-02",
    "heating": "20261123-0003-03",
}
"""A ticket a unit: of one's own, of the one below it, of another."""
PEOPLE = (
    *(a_person(role) for role in Role),
    a_person(Role.SUPERVISOR, department="service_center", login="centre"),
    a_person(Role.STAFF, department=None, login="nowhere"),
)
OF_A_TICKET = [page for page in ROUTES if "{number" in page.path]
ENDLESS = "/console/live"
"""Never ends; tests/web/console/test_live.py listens to it."""
OTHERS = [
    page
    for page in ROUTES
    if not page.changes and "{number" not in page.path and page.path != ENDLESS
]


def secret_of(unit: str) -> str:
    return f"只有{unit}能看的话"


def held_by(unit: str) -> Ticket:
    words = secret_of(unit)
    ticket = replace(a_ticket(number=UNITS[unit], title=words, content=words), log=())
    opened = a_ticket(number=UNITS[unit], title=words, content=words).log[0]
    sent = Event(Step.DISPATCHED, NOW, "system", {"department": unit, "reason": words})
    return replace(ticket, log=(opened, sent), department=unit)


@pytest.fixture
async def console() -> ConsoleHouse:
    console = ConsoleHouse()
    await console.studios.install()
    await console.studios.trials.propose("zhao")
    for unit in UNITS:
        console.office.put(held_by(unit))
    return console


@pytest.mark.parametrize("page", OF_A_TICKET, ids=lambda page: f"{page.method} {page.path}")
async def test_a_ticket_out_of_sight_is_neither_shown_nor_changed(
    browser: Client, console: ConsoleHouse, page: Page
):
    before = {unit: (await console.office.ticket(number)).log for unit, number in UNITS.items()}
    for person in PEOPLE:
        headers = seated(browser, console, person)
        for unit, number in UNITS.items():
            if sight_of(person, CATALOGUE).covers(unit) and person.may(Right.SEE_TICKETS):
                continue
            address = address_of(page).replace(SAMPLES["number"], number)
            response = await browser.request(
                page.method,
                address,
                headers=headers,
                data={"text": "不该写上", "to": "heating", "reason": "不该写上", "with": number}
                if page.changes
                else None,
                allow_redirects=False,
            )

            assert response.status in (403, 404), (person.login, unit)
            assert secret_of(unit) not in await response.text()
    after = {unit: (await console.office.ticket(number)).log for unit, number in UNITS.items()}
    assert after == before


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: page.path)
async def test_no_list_and_no_figure_tells_of_what_is_out_of_sight(
    browser: Client, console: ConsoleHouse, page: Page
):
    for person in PEOPLE:
        headers = seated(browser, console, person)
        response = await browser.get(
            f"{address_of(page)}?words=只有&tab=all", headers=headers, allow_redirects=False
        )
        shown = await response.text(errors="replace")

        for unit, number in UNITS.items():
            if not sight_of(person, CATALOGUE).covers(unit):
                assert secret_of(unit) not in shown, (person.login, unit)
                assert number not in shown, (person.login, unit)


async def test_what_is_in_sight_is_shown(browser: Client, console: ConsoleHouse):
    """So that the tests above do not pass because nothing is shown to anybody."""
    for person in PEOPLE:
        seated(browser, console, person)
        for unit, number in UNITS.items():
            if person.may(Right.SEE_TICKETS) and sight_of(person, CATALOGUE).covers(unit):
                response = await browser.get(f"/console/tickets/{number}")

                assert secret_of(unit) in await response.text(), (person.login, unit)


def seated(browser: Client, console: ConsoleHouse, person: Person) -> Mapping[str, str]:
    browser.session.cookie_jar.clear()
    return signed_in(browser, console.signing_in.seat(person))
