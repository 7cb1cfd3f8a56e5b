"""How people of the console are reached: who may say it, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.dispatch import Delivery
from bot.domain.errors import FieldRejected, NotFound, StepNotAllowed
from bot.domain.parcels import Addressee
from bot.domain.telling import NOWHERE, Contact, News, Rule
from bot.services.own_contact import OwnContact
from bot.services.ports.people import Known
from tests.builders import NOW
from tests.fakes.contacts import FakeContacts
from tests.fakes.dispatches import FakeDispatches
from tests.fakes.people import FakePeople
from tests.services.test_reaching import ADMIN, CATALOGUE, HOOK, STAFF, SUPERVISOR, Room

MATE = replace(STAFF, id="p-mate", login="mate")
STRANGER = replace(STAFF, id="p-water", login="water", department="water")
ROBOT = {"kind": "wecom", "url": "https://own.example/", "secret": ""}
OWN = Delivery("wecom", "https://own.example/")


class Desk(Room):
    def __init__(self) -> None:
        super().__init__()
        people = FakePeople(self.audit)
        known = (ADMIN, STAFF, MATE, STRANGER, SUPERVISOR)
        people.kept = {one.id: Known(one, NOW, False) for one in known}
        self.contacts = FakeContacts()
        self.own = OwnContact(
            contacts=self.contacts,
            people=people,
            told=self.told,
            dispatches=FakeDispatches(self.store),
            tickets=self.store.tickets,
            catalogue=CATALOGUE,
            waker=self.waker,
            clock=self.clock,
            check_address=self.check,
        )

    async def refuses(self, field: str, **fields: str) -> None:
        before = dict(self.contacts.kept)
        with pytest.raises(FieldRejected) as refused:
            await self.own.change(STAFF, STAFF.id, fields)
        assert refused.value.field == field
        assert self.contacts.kept == before


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_somebody_says_how_they_are_reached(desk: Desk):
    """Robot, names, deputy and wishes; the audit knows that, and not what."""
    rule = Rule(frozenset({News.OVERDUE}))
    fields = {**ROBOT, "id_wecom": "li.wei", "deputy": "p-mate", "away_until": "2026-12-01"}

    await desk.own.change(STAFF, STAFF.id, fields, rule)

    kept = await desk.own.of(STAFF, STAFF.id)
    assert kept == Contact(OWN, {"wecom": "li.wei"}, "p-mate", date(2026, 12, 1), rule)
    [entry] = desk.contacts.entries
    assert (entry.who, entry.what, entry.details) == (STAFF.id, "contact_changed", {})


async def test_a_robot_stays_until_it_is_dropped(desk: Desk):
    """Its address is not shown, so an empty field keeps it."""
    await desk.own.change(STAFF, STAFF.id, ROBOT)
    await desk.own.change(STAFF, STAFF.id, {"id_wecom": "li"})
    assert (await desk.contacts.find(STAFF.id)).robot == OWN

    await desk.own.change(STAFF, STAFF.id, {"drop": "yes"})
    assert await desk.contacts.find(STAFF.id) == NOWHERE


async def test_an_admin_sets_names_and_deputies_and_never_a_robot(desk: Desk):
    """With a robot of theirs an admin would read others' links."""
    await desk.own.change(STAFF, STAFF.id, ROBOT)

    await desk.own.change(
        ADMIN, STAFF.id, {"id_feishu": "ou_1", "url": "https://admins.example/", "drop": "yes"}
    )

    assert await desk.own.of(ADMIN, STAFF.id) == Contact(OWN, {"feishu": "ou_1"})


async def test_others_neither_see_nor_set_it(desk: Desk):
    for who in (MATE, SUPERVISOR):
        with pytest.raises(NotFound):
            await desk.own.of(who, STAFF.id)
        with pytest.raises(NotFound):
            await desk.own.change(who, STAFF.id, {})


async def test_what_cannot_be_is_refused_at_its_field(desk: Desk):
    desk.told.file = {"heating": HOOK}
    desk.refused.add("https://10.0.0.1/")
    await desk.own.change(MATE, MATE.id, {**ROBOT, "url": "https://mates.example/"})

    await desk.refuses("url", kind="wecom", url="https://10.0.0.1/")
    await desk.refuses("url", kind="wecom", url=HOOK.url)
    await desk.refuses("url", kind="wecom", url="https://mates.example/")
    await desk.refuses("url", kind="wecom", url="https://Mates.example:443")
    await desk.refuses("kind", kind="webhook", url="https://own.example/")
    await desk.refuses("id_feishu", id_feishu='"></at><at user_id="all')
    await desk.refuses("id_feishu", id_feishu="all")
    await desk.refuses("deputy", deputy="p-water")
    await desk.refuses("deputy", deputy=STAFF.id)
    await desk.refuses("deputy", away_until="2026-12-01")
    await desk.refuses("away_until", away_until="明天", deputy="p-mate")


async def test_a_test_goes_to_ones_own_robot(desk: Desk):
    with pytest.raises(StepNotAllowed):
        await desk.own.test(STAFF, "c1")
    await desk.own.change(STAFF, STAFF.id, ROBOT)

    await desk.own.test(STAFF, "c1")

    [parcel] = desk.store.parcels
    assert (parcel.addressee, parcel.target) == (Addressee.PERSON, STAFF.id)
    assert [one.parcel for one in await desk.own.last(STAFF)] == [parcel.id]
    assert desk.waker.woken == 1
