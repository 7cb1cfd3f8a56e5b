"""Who is called upon in a note hears of it, and nobody else does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import GiveUp
from bot.domain.parcels import Parcel
from bot.domain.people import Role
from bot.domain.telling import Contact, Group, Rule, When
from bot.services.notices import ALARM, mention_event
from bot.services.telling import LINK, MENTION, NOT_WANTED, TO_A_PERSON
from tests.builders import a_ticket
from tests.couriers import deliver_all
from tests.services.telling_room import DUTY, HERS, OWN, SYSTEM, UNIT, Room, handled_by


@pytest.fixture
def room() -> Room:
    return Room()


async def call(room: Room, person: str = "li") -> None:
    ticket = a_ticket()
    room.put(mention_event(ticket, person, room.clock()), ticket)
    await deliver_all(room.courier)


async def test_who_has_a_robot_of_their_own_hears_it_there_with_a_link(room: Room):
    room.contacts.kept["li"] = Contact(OWN, {"wecom": "li.wecom"})

    await call(room)

    assert room.sent == [("li", OWN)]
    assert LINK in room.post.posted[0].body
    assert room.channels == [TO_A_PERSON, "person"]


async def test_otherwise_they_are_called_by_name_in_a_group_that_knows_them(room: Room):
    """Nobody else is: not who has the case, and never everybody."""
    room.contacts.kept = {"li": Contact(ids={"dingtalk": "139"}), "wang": Contact(HERS)}
    room.plan(groups=(Group("g1", "值班群", DUTY),), people={"wang": Rule(frozenset())})
    ticket = handled_by("wang", urgent=True)
    room.put(mention_event(ticket, "li", room.clock()), ticket)

    await deliver_all(room.courier)

    assert room.sent == [(UNIT, DUTY)]
    assert room.post.posted[0].body[MENTION] == {"dingtalk": "139"}


@pytest.mark.parametrize(
    "contact",
    [Contact(), Contact(ids={"feishu": "ou_1"}), Contact(OWN, rule=Rule(frozenset()))],
    ids=["nothing known", "an id where the unit has no robot", "does not want it"],
)
async def test_who_cannot_be_called_or_does_not_wish_it_sees_it_in_the_list(
    room: Room, contact: Contact
):
    room.contacts.kept["li"] = contact

    await call(room)

    assert room.sent == []
    assert room.channels == [NOT_WANTED]
    assert room.store.kept.alarms == {}


async def test_a_units_own_system_never_hears_of_it(room: Room):
    """Also not where the group's way became the system's while it waited for office hours."""
    office = Rule(Contact().rule.news, When.DAILY)
    room.contacts.kept["li"] = Contact(ids={"wecom": "li.wecom"}, rule=office)
    await call(room)
    room.told.become({UNIT: SYSTEM})

    room.clock.forward(seconds=timedelta(days=2).total_seconds())
    await deliver_all(room.courier)

    assert room.sent == []
    assert room.channels[-1] == NOT_WANTED


async def test_a_deputy_is_called_for_who_is_away(room: Room):
    away = room.clock().date() + timedelta(days=3)
    room.contacts.kept = {
        "li": Contact(OWN, deputy="wang", away_until=away),
        "wang": Contact(HERS),
    }

    await call(room)

    assert room.sent == [("wang", HERS)]


async def test_who_may_no_longer_handle_the_ticket_hears_nothing(room: Room):
    room.join("li", roles=frozenset({Role.AUDITOR}))
    room.contacts.kept["li"] = Contact(OWN, {"wecom": "li.wecom"})

    await call(room)

    assert room.sent == []


async def test_who_cannot_be_reached_rings_no_unit(room: Room):
    """Their unit was not called, and the note stands in their list."""
    room.contacts.kept["li"] = Contact(OWN)

    async def gone(parcel: Parcel) -> None:
        raise GiveUp("HTTP 404")

    room.post.on_post = gone
    await call(room)

    assert room.sent == []
    assert not [one for one in room.store.parcels if one.body["type"] == ALARM]


async def test_it_waits_behind_nothing_and_nothing_behind_it(room: Room):
    ticket = a_ticket()
    one, two = (mention_event(ticket, name, room.clock()) for name in ("li", "wang"))

    assert len({one.lane, two.lane, ticket.number}) == 3
    assert replace(one, id=two.id, lane=two.lane, body=two.body) == two
