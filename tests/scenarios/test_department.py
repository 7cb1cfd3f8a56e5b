"""A department receives, acts, hands on, is away for a while, and is not the only one."""

import json
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bot.simulator import webhooks
from bot.simulator.models import DepartmentEvent
from tests.houses import House, Person, eventually

Citizens = Callable[[], Awaitable[Person]]


async def test_a_returned_ticket_is_at_once_with_the_next_holder(house: House, a_citizen: Citizens):
    """With the reason; it is never with nobody, and the first one no longer has it."""
    person, unit = await a_citizen(), house.sim.department("construction")
    number = await person.complains()
    await unit.wait_for_event("ticket.dispatched", number=number)

    assert (await unit.return_(number, "不在我局范围")).ok

    holder, event = await _next_dispatch(house, number, after="construction")
    assert "不在我局范围" in event.body["data"]["ticket"]["reason"]
    assert (await unit.answer(number, "不归我们", "explained")).status == 403
    assert (await house.sim.department(holder).acknowledge(number)).ok
    assert event.body["data"]["department_name"] in await person.says("查询")


async def test_a_transferred_ticket_brings_its_history(house: House, a_citizen: Citizens):
    """The unit that is named gets it, and the citizen is told who holds it now."""
    person, unit = await a_citizen(), house.sim.department("construction")
    number = await person.complains()
    await unit.wait_for_event("ticket.dispatched", number=number)

    assert (await unit.transfer(number, "utilities", "线路归供电")).ok

    other = house.sim.department("utilities")
    event = await other.wait_for_event("ticket.transferred", number=number)
    assert "线路归供电" in event.body["data"]["change"]["text"]
    begun = await person.where()
    assert (await other.answer(number, "线路已换新。")).ok
    answer = await person.hears("线路已换新。", after=begun)
    assert event.body["data"]["department_name"] in answer.text


async def test_a_call_with_a_wrong_signature_changes_nothing(house: House, a_citizen: Citizens):
    """401, and the ticket stands as before."""
    number = await _a_ticket_of_construction(house, a_citizen)

    status, said = await _call(house, number, "acknowledge", {}, secret=_secret(house, "heating"))

    assert (status, said["error"]["code"]) == (401, "signature_rejected")
    assert (await _call(house, number, "acknowledge", {}))[1]["state"] == "acknowledged"


async def test_a_call_from_long_ago_is_refused(house: House, a_citizen: Citizens):
    """A recorded call is worth nothing ten minutes later."""
    number = await _a_ticket_of_construction(house, a_citizen)

    status, _ = await _call(house, number, "acknowledge", {}, age_s=600)

    assert status == 401


async def test_a_repeated_call_is_one_step_with_the_same_answer(house: House, a_citizen: Citizens):
    """Under the same id; the id of another call is refused."""
    number = await _a_ticket_of_construction(house, a_citizen)
    key = f"call_{secrets.token_hex(8)}"

    first = await _call(house, number, "note", {"text": "已派人"}, key=key)
    second = await _call(house, number, "note", {"text": "已派人"}, key=key)
    other = await _call(house, number, "note", {"text": "别的话"}, key=key)

    assert first[0] == second[0] == 200
    assert not first[1]["duplicate"]
    assert second[1] == {**first[1], "duplicate": True}
    assert other[0] == 409


async def test_another_units_ticket_is_nobodys_business(house: House, a_citizen: Citizens):
    """403 for a unit that signs rightly but does not hold the ticket; 404 for no ticket."""
    number = await _a_ticket_of_construction(house, a_citizen)

    foreign, _ = await _call(house, number, "acknowledge", {}, unit="heating")
    unknown, _ = await _call(house, "20200101-0000-00", "acknowledge", {})

    assert (foreign, unknown) == (403, 404)


async def test_a_long_answer_comes_in_one_message_with_a_page(house: House, a_citizen: Citizens):
    """5,000 bytes: no part above 2,048, and the page shows every word."""
    person, unit = await a_citizen(), house.sim.department("construction")
    number = await person.complains()
    await unit.wait_for_event("ticket.dispatched", number=number)
    sentences = [f"第{n}项工作已经完成，请您放心使用。" for n in range(1, 110)]
    text = "".join(sentences)
    assert len(text.encode()) > 5000
    before = await person.where()

    await unit.answer(number, text)
    answer = await person.hears(number, after=before)

    bubbles = [b for b in await house.sim.chat(person.name, before) if b.side == "account"]
    assert len(bubbles) <= 2
    assert all(len(bubble.text.encode()) <= 2048 for bubble in bubbles)
    assert "第1项" in answer.text
    async with house.web.get(_link_in(bubbles[-1].text)) as page:
        shown = await page.text()
        assert page.status == 200
    assert all(sentence in shown for sentence in sentences)


async def test_a_department_that_was_away_gets_everything_once_and_in_order(
    house: House, a_citizen: Citizens
):
    """While it was away, the others heard of their tickets as ever."""
    person, neighbour = await a_citizen(), await a_citizen()
    away, other = house.sim.department("heating"), house.sim.department("construction")
    await away.fail()

    number = await person.complains("幸福小区5号楼暖气一直不热")
    await person.says("补充：屋里只有十二度")
    await person.says("催办")
    lamp = await neighbour.complains()
    await other.wait_for_event("ticket.dispatched", number=lamp)
    assert await away.events(number=number) == []
    await away.recover()

    await away.wait_for_event("ticket.urged", number=number, timeout_s=300)
    events = await away.events(number=number)
    assert [event.type for event in events] == [
        "ticket.dispatched",
        "ticket.supplemented",
        "ticket.urged",
    ]
    assert [event.body["data"]["sequence"] for event in events] == [1, 2, 3]
    assert {event.deliveries for event in events} == {1}


async def test_a_department_that_refuses_for_good_is_reported_to_the_centre(
    house: House, a_citizen: Citizens
):
    """410 Gone: nobody tries for three days, a human is told instead."""
    person, centre = await a_citizen(), house.sim.department("service_center")
    gone = house.sim.department("culture_tourism")
    await gone.fail(status=410)

    number = await person.complains("人民公园旁边的旅行社强迫游客购物，导游骂人")

    async def alarm() -> str | None:
        for event in await centre.events("alarm.raised"):
            said: dict[str, str] = event.body["data"]["alarm"]
            if number in said["text"]:
                return said["kind"]
        return None

    assert await eventually(alarm) == "parcel.given_up"
    await gone.recover()
    assert await gone.events(number=number) == []


# --- how ---


async def _next_dispatch(house: House, number: str, after: str) -> tuple[str, DepartmentEvent]:
    """Who got the ticket next, and the event."""

    async def look() -> tuple[str, DepartmentEvent] | None:
        for code in await house.sim.departments():
            events = await house.sim.department(code).events("ticket.dispatched", number)
            if code != after and events:
                return code, events[0]
        return None

    return await eventually(look)


async def _a_ticket_of_construction(house: House, a_citizen: Citizens) -> str:
    person = await a_citizen()
    return await person.complains()


def _secret(house: House, unit: str) -> str:
    return house.secrets.for_department(unit)


async def _call(
    house: House,
    number: str,
    verb: str,
    said: dict[str, Any],
    *,
    unit: str = "construction",
    secret: str = "",
    key: str = "",
    age_s: int = 0,
) -> tuple[int, dict[str, Any]]:
    """What a unit's own program would post."""
    body = json.dumps(said).encode()
    key = key or f"call_{secrets.token_hex(8)}"
    headers = webhooks.sign(secret or _secret(house, unit), key, int(time.time()) - age_s, body)
    url = f"{house.places.gateway_url}/departments/{unit}/tickets/{number}/{verb}"
    async with house.web.post(url, data=body, headers=headers) as response:
        return response.status, await _json(response)


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any]:
    said: dict[str, Any] = await response.json()
    return said


def _link_in(words: str) -> str:
    begin = words.index("http://")
    return words[begin:].split("）")[0].split()[0]
