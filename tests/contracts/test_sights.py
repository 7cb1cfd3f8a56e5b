"""Whose tickets staff see: theirs, wherever they are asked for, and nothing of others'."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.domain import tickets
from bot.domain.errors import NotFound
from bot.domain.parcels import Attachment
from bot.domain.people import NOTHING, Sight
from bot.domain.tickets import Step, Type
from bot.services.ports.casebook import Casebook
from bot.services.ports.lists import Order, Query
from tests.builders import (
    NOW,
    a_departments_parcel,
    a_message,
    an_appeal,
)
from tests.contracts.cases import (
    ALL,
    ANY,
    DAY,
    ROADS,
    ROADS_AND_BELOW,
    WATER,
    after,
    found,
    keep,
    numbers,
    of_unit,
)

UNITS = ("roads", "lamps", "water", "nobody")
SIGHTS = {
    "own unit": (ROADS, {"t-roads"}),
    "another unit": (WATER, {"t-water"}),
    "own unit and those below": (ROADS_AND_BELOW, {"t-roads", "t-lamps"}),
    "a unit below alone": (Sight(frozenset({"lamps"})), {"t-lamps"}),
    "all": (ALL, {"t-roads", "t-lamps", "t-water", "t-nobody"}),
    "nothing": (NOTHING, set()),
}


@pytest.fixture
async def city(store):
    """The same matter with every unit, and with nobody yet; all around it bears its number."""
    for unit in UNITS:
        ticket = of_unit(f"t-{unit}", unit, citizen=f"c-{unit}", contact="13812345678")
        if unit == "nobody":
            appeal = an_appeal(contact="13812345678")
            ticket = tickets.opened("t-nobody", "c-nobody", appeal, NOW, NOW + DAY)
        message = a_message(f"话 {unit}", key=unit, citizen=f"c-{unit}")
        await store.inbox.receive(message, NOW - timedelta(minutes=1))
        await keep(
            store,
            ticket,
            parcels=[a_departments_parcel(id=unit, department=unit, number=ticket.number)],
            attachments=[Attachment(unit, f"c-{unit}", "image", "m", NOW, ticket.number)],
        )
    return store


ASKED: list[dict[str, Any]] = [
    {},
    {"states": ANY},
    {"order": Order.MOVED},
    {"order": Order.NEWEST},
    {"unread": True},
    {"words": "路灯"},
    {"words": "灯"},
    {"words": "13812345678"},
    {"types": frozenset({Type.COMPLAINT})},
]


async def test_a_list_has_what_is_in_sight_and_nothing_else(city):
    """However it is asked for: all states, words, an order."""
    for (who, (sight, theirs)), query in product(SIGHTS.items(), ASKED):
        sheet = await city.casebook.look(sight, "p1", Query(**query), NOW)

        assert {line.number for line in sheet.lines} == theirs, (who, query)
        assert sheet.total == sum(sheet.counts.values()) == len(theirs), (who, query)


async def test_asking_for_another_unit_or_a_number_shows_no_more(city):
    """What somebody may not see is not there to be asked for."""
    for (who, (sight, theirs)), unit in product(SIGHTS.items(), UNITS):
        own = theirs & {f"t-{unit}"}

        assert set(await numbers(city, sight, words=f"t-{unit}")) == own, who
        if unit != "nobody":
            assert set(await numbers(city, sight, department=unit)) == own, who
            assert set(await numbers(city, sight, department=unit, words="路灯")) == own, who


def every_verb(book: Casebook, sight: Sight, number: str) -> list[Coroutine[Any, Any, object]]:
    """All that can be asked of one ticket."""
    return [
        book.find(sight, number),
        book.mark_read(sight, "p1", number, 1),
        book.deliveries(sight, number),
        book.attachments(sight, number),
        book.talk_before(sight, number),
        book.similar(sight, number),
    ]


async def test_a_ticket_out_of_sight_is_not_found_and_nothing_of_it_is_told(city):
    """Neither itself nor anything around it."""
    for (sight, theirs), unit in product(SIGHTS.values(), UNITS):
        for asked in every_verb(city.casebook, sight, f"t-{unit}"):
            if f"t-{unit}" in theirs:
                await asked
            else:
                with pytest.raises(NotFound):
                    await asked


async def test_every_verb_of_the_casebook_is_in_the_matrix(city):
    """One that is added is tried, too, or says here why its Sight is somebody else's."""
    verbs = {name for name in vars(Casebook) if not name.startswith("_")}
    every = every_verb(city.casebook, ALL, "t-roads")
    tried = {asked.__name__ for asked in every}
    await asyncio.gather(*every)

    elsewhere = {"look", "tally"}  # the lists and figures of the other tests here
    without = {"moved_since"}  # for who asks each watcher's Sight themselves
    assert tried | elsewhere | without == verbs


async def test_what_is_in_sight_is_told_with_all_around_it(city):
    """The other half of the matrix: seen is seen."""
    book = city.casebook
    for sight, theirs in SIGHTS.values():
        for number in theirs:
            unit = number.removeprefix("t-")
            assert (await book.find(sight, number)).citizen == f"c-{unit}"
            assert [one.parcel for one in await book.deliveries(sight, number)] == [unit]
            assert [one.id for one in await book.attachments(sight, number)] == [unit]
            assert [one.words for one in await book.talk_before(sight, number)] == [f"话 {unit}"]


async def test_figures_and_likenesses_are_of_what_is_in_sight(city):
    """A count tells, too; and a neighbour's like case is the neighbour's."""
    await keep(city, of_unit("t-roads-2", "roads"), of_unit("t-water-2", "water"))
    await found(city, "路灯")  # whatever waits for the index has been indexed
    for sight, seen in SIGHTS.values():
        theirs = seen | {f"{one}-2" for one in seen & {"t-roads", "t-water"}}

        tally = await city.casebook.tally(sight, NOW)

        many = len(theirs)
        assert sum(tally.states.values()) == sum(tally.ages.values()) == many
        assert sum(tally.opened_today.values()) == many
        assert sum(one.open for one in tally.waiting) == many
        units = {one.removesuffix("-2").removeprefix("t-") for one in theirs}
        assert {one.department or "nobody" for one in tally.waiting} == units
        for number in theirs:
            like = await city.casebook.similar(sight, number)
            assert {one.number for one in like} <= theirs - {number}


async def test_unknown_and_out_of_sight_look_the_same(city):
    """Nobody finds out by asking which numbers exist."""
    with pytest.raises(NotFound) as unknown:
        await city.casebook.find(ROADS, "t-unknown")
    with pytest.raises(NotFound) as hidden:
        await city.casebook.find(ROADS, "t-water")

    assert str(unknown.value).replace("unknown", "") == str(hidden.value).replace("water", "")


async def test_a_ticket_that_went_elsewhere_is_out_of_sight_at_once(store):
    """In lists, in search, by its number."""
    ticket = of_unit("t1", "roads")
    await keep(store, ticket)
    assert await found(store, "路灯", ROADS) == {"t1"}

    await keep(store, after(ticket, Step.TRANSFERRED, department="water"), before=ticket)

    assert await numbers(store, ROADS) == []
    assert await found(store, "路灯", ROADS) == set()
    assert await numbers(store, WATER) == ["t1"]
    assert await found(store, "路灯", WATER) == {"t1"}
    with pytest.raises(NotFound):
        await store.casebook.find(ROADS, "t1")


async def test_a_ticket_that_went_elsewhere_is_out_of_sight_before_it_is_indexed(store):
    """What waits for the index is more than a search catches up with: nobody sees too much."""
    ticket = of_unit("t1", "roads")
    await keep(store, ticket)
    assert await found(store, "路灯", ROADS) == {"t1"}
    await keep(store, after(ticket, Step.TRANSFERRED, department="water"), before=ticket)
    await keep(store, *(of_unit(f"n{n}", "lamps", content="噪音", place=None) for n in range(60)))

    assert await found(store, "人民路", ROADS) == set()
