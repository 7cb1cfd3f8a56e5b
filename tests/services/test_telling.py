"""News of a ticket finds its readers."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.errors import GiveUp, StoreAway, TryLater
from bot.domain.parcels import Addressee, Alarm, Parcel, ParcelState
from bot.domain.telling import Contact, Group, News, Plan, Rule, When
from bot.domain.tickets import Event, Step
from bot.domain.upkeep import Chores
from bot.services.delivery import HANDED_BACK
from bot.services.knowledge.upkeep import digest_of
from bot.services.notices import CAUGHT_UP, alarm_event, ping_event, ping_to, ticket_event
from bot.services.patience import PATIENCE_WITH_PERSON
from bot.services.telling import (
    ALL_OF_A_GROUP,
    LEFT_FOR_LATER,
    LINK,
    MENTION,
    NOT_WANTED,
)
from tests.builders import a_departments_parcel, a_ticket
from tests.couriers import deliver_all
from tests.services.telling_room import (
    DUTY,
    HERS,
    MORNING,
    OWN,
    QUIET,
    SYSTEM,
    UNIT,
    Room,
    handled_by,
)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")


@pytest.fixture
def room() -> Room:
    return Room()


# --- who ---


async def test_where_nobody_set_anything_the_unit_hears_everything_at_once(room: Room):
    """As before there were rules; nobody is called by name."""
    await room.happens()

    assert room.sent == [(UNIT, None)]
    assert MENTION not in room.post.posted[0].body


async def test_every_group_and_person_hears_it_once(room: Room):
    """Each by their own way; repeated after a fault, each is told once."""
    room.contacts.kept["li"] = Contact(OWN)
    room.plan(groups=(Group("g1", "值班群", DUTY),), people={"li": Rule(frozenset(News))})
    away = True

    async def away_at_first(parcel: Parcel) -> None:
        if away and parcel.target == UNIT and "way" not in parcel.body:
            raise TryLater("503")

    room.post.on_post = away_at_first
    await room.happens()
    away = False
    room.clock.forward(minutes=1)
    await deliver_all(room.courier)

    assert sorted(room.sent, key=str) == sorted([(UNIT, None), (UNIT, DUTY), ("li", OWN)], key=str)


async def test_who_has_the_case_hears_what_happens_to_it(room: Room):
    """Without anybody having set it: they gave us a robot, and that is enough."""
    room.contacts.kept["li"] = Contact(OWN)

    await room.happens("ticket.urged", handled_by("li"))

    assert room.sent == [(UNIT, None), ("li", OWN)]


async def test_a_system_hears_everything_at_once_whatever_is_set(room: Room):
    """It keeps books of its own, and in the order of the log."""
    room.told.file[UNIT] = SYSTEM
    room.plan(own=Rule(frozenset(), When.DAILY))

    await room.happens("ticket.urged")

    assert room.sent == [(UNIT, None)]


async def test_what_somebody_must_hear_is_never_heard_by_nobody(room: Room):
    """The person who was to hear it has left: the unit's own way carries it all the same."""
    room.join("li", disabled=True)
    room.contacts.kept["li"] = Contact(OWN)
    room.plan(own=QUIET, people={"li": Rule(frozenset(News))})

    await room.happens()
    await room.happens("ticket.supplemented")

    assert room.sent == [(UNIT, None)]
    assert room.channels == ["department", NOT_WANTED]


async def test_a_person_who_cannot_be_reached_hands_it_to_the_unit(room: Room):
    """Soon, and nobody is alarmed: whoever was to hear it does."""
    room.contacts.kept["li"] = Contact(OWN)
    room.plan(own=QUIET, people={"li": Rule(frozenset(News))})

    async def gone(parcel: Parcel) -> None:
        if parcel.addressee is Addressee.PERSON:
            raise TryLater("HTTP 500")

    room.post.on_post = gone
    await room.happens()
    room.clock.forward(seconds=PATIENCE_WITH_PERSON.total_seconds())
    await deliver_all(room.courier)

    assert room.sent == [(UNIT, None)]
    assert room.channels == [NOT_WANTED, HANDED_BACK, "department"]
    assert room.store.kept.alarms == {}


async def test_what_reaches_none_of_several_people_is_handed_to_the_unit_once(room: Room):
    room.contacts.kept = {"li": Contact(OWN), "wang": Contact(HERS)}
    room.plan(own=QUIET, people=dict.fromkeys(("li", "wang"), Rule(frozenset(News))))

    async def gone(parcel: Parcel) -> None:
        if parcel.addressee is Addressee.PERSON:
            raise GiveUp("HTTP 404")

    room.post.on_post = gone
    await room.happens()
    await room.happens()

    assert room.sent == [(UNIT, None)] * 2
    assert room.channels.count(HANDED_BACK) == 4


async def test_where_the_unit_knows_already_it_is_not_told_twice(room: Room):
    room.contacts.kept["li"] = Contact(OWN)
    room.plan(people={"li": Rule(frozenset(News))})

    async def gone(parcel: Parcel) -> None:
        if parcel.addressee is Addressee.PERSON:
            raise GiveUp("HTTP 404")

    room.post.on_post = gone
    await room.happens()

    assert room.sent == [(UNIT, None)]


async def test_a_robot_that_turns_out_to_speak_to_a_group_gets_no_link(room: Room):
    """Whoever set it up first: a link is for one person."""
    room.contacts.kept["li"] = Contact(replace(OWN, url=DUTY.url))

    await room.happens("ticket.urged", handled_by("li"))

    assert [target for target, _ in room.sent] == [UNIT]


# --- when ---


async def test_what_is_wished_for_later_is_kept_until_then(room: Room):
    """And leaves in one go; meanwhile it stands in the outbox."""
    room.plan(own=Rule(frozenset(News), When.DAILY))
    for _ in range(3):
        await room.happens("ticket.supplemented")
    kept = [one for one in room.store.parcels if one.state is ParcelState.WAITING]

    assert room.sent == []
    assert [one.due_at for one in kept] == [MORNING] * 3
    assert len({one.lane for one in kept}) == 1

    room.clock.now = MORNING
    await deliver_all(room.courier)

    assert room.sent == [(UNIT, None)] * 3
    assert room.channels.count(LEFT_FOR_LATER) == 3


async def test_a_worker_that_dies_over_what_waits_tells_the_unit_once(room: Room):
    """Whatever it had written: the next one takes the event when office hours have begun."""
    room.plan(own=Rule(frozenset(News), When.OFFICE), groups=(Group("g1", "值班群", DUTY),))
    room.clock.forward(hours=4)  # it is eight in the evening
    event = ticket_event("ticket.supplemented", a_ticket(), room.clock())
    room.put(event)
    with pytest.raises(StoreAway):
        await replace(room.courier, outbox=room.outbox_that_dies()).deliver(event)

    room.clock.now = MORNING
    await deliver_all(room.courier)
    room.clock.forward(days=1)
    await deliver_all(room.courier)

    assert sorted(room.sent, key=str) == sorted([(UNIT, None), (UNIT, DUTY)], key=str)


async def test_a_mondays_digest_is_news_of_its_own(room: Room):
    """Who wants no follow-ups wants it all the same; nobody waits for it until Tuesday."""
    follow_ups = Group("g1", "值班群", DUTY, Rule(frozenset({News.FOLLOW_UP})))
    room.plan(own=Rule(frozenset(News) - {News.FOLLOW_UP}, When.DAILY), groups=(follow_ups,))
    room.clock.now = MORNING
    room.put(digest_of(Chores(UNIT), MORNING, MORNING))

    await deliver_all(room.courier)

    assert room.sent == [(UNIT, None)]


async def test_what_is_urgent_waits_for_no_morning(room: Room):
    """An alarm, and every step of an urgent ticket; everybody is called."""
    room.plan(own=Rule(frozenset(), When.DAILY))
    room.told.plans["service_center"] = Plan(own=Rule(frozenset(), When.DAILY))

    await room.happens("ticket.supplemented", handled_by("nobody", urgent=True))
    room.put(alarm_event(Alarm("emergency.fire", "s", "着火", room.clock()), "service_center"))
    await deliver_all(room.courier)

    assert room.sent == [(UNIT, None), ("service_center", None)]
    assert [one.body[MENTION] for one in room.post.posted] == [ALL_OF_A_GROUP, ALL_OF_A_GROUP]


async def test_an_alarm_about_ourselves_calls_nobody_by_name(room: Room):
    """It is told at once all the same."""
    stuck = Alarm("parcel.given_up", "s", "未能送达", room.clock())
    room.put(alarm_event(stuck, "service_center"))

    await deliver_all(room.courier)

    assert MENTION not in room.post.posted[0].body


# --- by name ---


async def test_who_has_the_case_is_called_by_name_then_their_deputy(room: Room):
    """On each platform the first of them who is known there."""
    room.contacts.kept["li"] = Contact(ids={"wecom": "li.wei"}, deputy="wang")
    room.contacts.kept["wang"] = Contact(ids={"wecom": "wang", "feishu": "ou_w"})

    await room.happens("ticket.urged", handled_by("li"))
    room.contacts.kept["li"] = replace(room.contacts.kept["li"], away_until=date(2026, 11, 24))
    await room.happens("ticket.urged", handled_by("li"))
    room.join("wang", department="heating")
    await room.happens("ticket.urged", handled_by("li"))

    assert [one.body.get(MENTION) for one in room.post.posted] == [
        {"wecom": "li.wei", "feishu": "ou_w"},
        {"wecom": "wang", "feishu": "ou_w"},
        None,
    ]


async def test_while_somebody_is_away_their_deputy_hears_it(room: Room):
    room.contacts.kept["li"] = Contact(OWN, deputy="wang", away_until=date(2026, 11, 24))
    room.contacts.kept["wang"] = Contact(HERS)

    await room.happens("ticket.urged", handled_by("li"))

    assert room.sent == [(UNIT, None), ("wang", HERS)]


# --- the link ---


async def test_a_notice_for_one_person_holds_their_link_and_the_outbox_does_not(room: Room):
    """A copy of the database opens nothing; the group's notice holds none."""
    room.contacts.kept["li"] = Contact(OWN)

    await room.happens("ticket.urged", handled_by("li"))

    group, own = room.post.posted
    assert LINK not in group.body
    assert own.body[LINK].startswith("https://h.example/console/one/")
    word = own.body[LINK].rpartition("/")[2]
    assert not any(word in str(one.body) for one in room.store.parcels)


async def test_whose_ticket_it_is_no_more_gets_no_link(room: Room):
    """It went to another unit between notice and delivery."""
    room.contacts.kept["li"] = Contact(OWN)
    room.plan(people={"li": Rule(frozenset(News))})
    ticket = handled_by("li")
    moved = Event(Step.TRANSFERRED, ticket.last.at, UNIT, {"department": "heating"})
    room.put(ticket_event("ticket.urged", ticket, room.clock()), ticket.after(moved))

    await deliver_all(room.courier)

    assert [one.target for one in room.post.posted] == [UNIT]


async def test_a_test_for_a_person_is_no_ticket_and_ends_soon(room: Room):
    """What fails is seen by who pressed the button, and by nobody else."""
    room.contacts.kept["li"] = Contact(OWN)
    room.put(ping_to("li", "c1", room.clock()))

    async def gone(parcel: Parcel) -> None:
        raise GiveUp("HTTP 404")

    room.clock.forward(seconds=3)
    await deliver_all(room.courier)
    room.post.on_post = gone
    room.put(ping_to("li", "c2", room.clock()))
    room.clock.forward(seconds=3)
    await deliver_all(room.courier)

    assert [one.state for one in room.store.parcels] == [
        ParcelState.DELIVERED,
        ParcelState.GIVEN_UP,
    ]
    assert room.store.kept.alarms == {}


async def test_what_was_put_into_the_outbox_by_an_earlier_release_is_told(room: Room):
    """Its body has no marks."""
    room.put(a_departments_parcel())

    await deliver_all(room.courier)

    assert room.sent == [(UNIT, None)]


async def test_a_test_of_one_more_group_reaches_that_group_alone(room: Room):
    """Whatever it has asked to hear, and when."""
    room.plan(groups=(Group("g1", "值班群", DUTY, Rule(frozenset(), When.DAILY)),))

    room.put(ping_event(UNIT, "call-1", room.clock(), "g1"))
    room.clock.forward(seconds=CAUGHT_UP.total_seconds())
    await deliver_all(room.courier)

    assert room.sent == [(UNIT, DUTY)]
