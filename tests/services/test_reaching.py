"""How units are told: who may see it, set it and try it, and what stands afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.dispatch import Catalogue, Delivery, Department
from bot.domain.errors import FieldRejected, NotFound, StepNotAllowed
from bot.domain.parcels import ParcelState
from bot.domain.people import Person, Role
from bot.domain.ways import BOTH, OwnWay
from bot.services.notices import CAUGHT_UP
from bot.services.ports.changes import Changes
from bot.services.reaching import MEANWHILE, Reaching
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel
from tests.fakes.dispatches import FakeDispatches
from tests.fakes.house import FakeClock, FakeWaker
from tests.fakes.people import FakeAudit
from tests.fakes.store import FakeStore
from tests.fakes.ways import FakeTold, FakeWayBook

CATALOGUE = Catalogue(
    "test",
    "centre",
    (
        Department("centre", "协调中心", None, ()),
        Department("heating", "供热办", "centre", ()),
        Department("north", "供热办北片", "heating", ()),
        Department("water", "水务局", "centre", ()),
    ),
)
HOOK = Delivery("webhook", "https://hooks.example/heating", "whsec_file")
ROBOT = Delivery("wecom", "https://robot.example/?key=secret", None)


def somebody(*roles: Role, unit: str | None = "heating") -> Person:
    return Person(f"p-{roles[0]}", roles[0], "某人", frozenset(roles), unit)


ADMIN = somebody(Role.ADMIN, unit=None)
STAFF = somebody(Role.STAFF)
SUPERVISOR = somebody(Role.SUPERVISOR)
AUDITOR = somebody(Role.AUDITOR, unit=None)
EDITOR = somebody(Role.EDITOR)


class Room:
    """The service over fakes. Secrets are counted: whsec_1, whsec_2."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.book, self.told = FakeWayBook(), FakeTold("centre")
        self.audit, self.clock, self.waker = FakeAudit(), FakeClock(), FakeWaker()
        self.refused: set[str] = set()
        self.made = 0
        self.reaching = Reaching(
            book=self.book,
            told=self.told,
            catalogue=CATALOGUE,
            outbox=self.store.outbox,
            tickets=self.store.tickets,
            dispatches=FakeDispatches(self.store),
            audit=self.audit,
            waker=self.waker,
            clock=self.clock,
            check_address=self.check,
            new_secret=self.secret,
        )

    def check(self, address: str) -> None:
        if address in self.refused:
            raise FieldRejected("url", "不行。")

    def secret(self) -> str:
        self.made += 1
        return f"whsec_{self.made}"

    def put(self, *parcels) -> None:
        self.store.write(Changes(parcels=list(parcels)))

    async def shown(self, who: Person, code: str = "heating"):
        return (await self.reaching.reached(who, [code]))[code]

    async def stands(self, code: str = "heating") -> Delivery | None:
        way = await self.book.find(code)
        return way.at(self.clock()) if way else None

    async def deeds(self) -> list[str]:
        return [line.what for line in reversed(await self.audit.read())]


@pytest.fixture
def room() -> Room:
    return Room()


# --- who sees what ---


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        (ADMIN, ["centre", "heating", "north", "water"]),
        (AUDITOR, ["centre", "heating", "north", "water"]),
        (SUPERVISOR, ["heating", "north"]),
        (STAFF, ["heating"]),
        (EDITOR, []),
    ],
)
async def test_whose_page_somebody_may_open(room: Room, who: Person, codes: list[str]):
    """All others are as if they did not exist."""
    assert [unit.code for unit in room.reaching.units(who)] == codes
    for code in {unit.code for unit in CATALOGUE.departments} - set(codes):
        with pytest.raises(NotFound):
            await room.reaching.log(who, code)
        with pytest.raises(NotFound):
            await room.reaching.reached(who, [code])


async def test_the_address_is_for_admins_its_host_for_the_unit_itself(room: Room):
    """Not for who is above it."""
    room.told.file = {"heating": HOOK, "north": HOOK}

    admin, staff = await room.shown(ADMIN), await room.shown(STAFF)
    above = await room.shown(SUPERVISOR, "north")

    assert (admin.host, admin.address) == ("hooks.example", HOOK.url)
    assert (staff.host, staff.address) == ("hooks.example", "")
    assert (above.kind, above.host, above.address) == ("webhook", "", "")


async def test_a_robots_address_is_its_key_and_shown_to_nobody(room: Room):
    room.told.file = {"heating": ROBOT}

    shown = await room.shown(ADMIN)

    assert (shown.host, shown.address) == ("robot.example", "")
    assert "key=secret" not in repr(shown)


async def test_a_unit_without_a_way_says_who_is_told(room: Room):
    room.told.file = {"centre": HOOK}

    assert (await room.shown(ADMIN, "water")).through == "centre"
    room.told.file = {}
    assert (await room.shown(ADMIN, "water")).through is None


# --- changing it ---


async def test_a_units_own_system_gets_a_secret_when_it_is_set_up(room: Room):
    """Shown once; from then on it is kept while the address changes."""
    made = await room.reaching.change(ADMIN, "heating", {"kind": "webhook", "url": "https://a/"}, 0)
    again = await room.reaching.change(
        ADMIN, "heating", {"kind": "webhook", "url": "https://b/"}, 1
    )

    assert (made, again) == ("whsec_1", None)
    assert await room.stands() == Delivery("webhook", "https://b/", "whsec_1")
    assert await room.deeds() == ["way_changed", "way_changed"]


async def test_a_new_address_keeps_the_secret_of_the_file(room: Room):
    """The unit need not change anything."""
    room.told.file = {"heating": HOOK}

    made = await room.reaching.change(ADMIN, "heating", {"kind": "webhook", "url": "https://b/"}, 0)

    assert made is None
    assert await room.stands() == Delivery("webhook", "https://b/", "whsec_file")


async def test_a_robot_may_have_a_secret_and_keeps_it(room: Room):
    robot = {"kind": "dingtalk", "url": "https://r/", "secret": "SEC1"}
    await room.reaching.change(ADMIN, "heating", robot, 0)
    await room.reaching.change(ADMIN, "heating", {**robot, "url": "https://s/", "secret": ""}, 1)

    assert await room.stands() == Delivery("dingtalk", "https://s/", "SEC1")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "pigeon", "url": "https://a/"}, "kind"),
        ({"kind": "webhook", "url": " "}, "url"),
        ({"kind": "webhook", "url": "http://169.254.169.254/"}, "url"),
        ({"kind": "webhook", "url": "https://a/" + "a" * 1000}, "url"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(room: Room, fields, wrong):
    """And nothing is kept."""
    room.refused = {"http://169.254.169.254/"}

    with pytest.raises(FieldRejected) as refused:
        await room.reaching.change(ADMIN, "heating", fields, 0)

    assert refused.value.field == wrong
    assert await room.book.all() == []


async def test_a_new_secret_stands_beside_the_one_before_for_a_week(room: Room):
    """Then it stands alone, whether anybody ends it or not."""
    room.told.file = {"heating": HOOK}

    made = await room.reaching.rotate(ADMIN, "heating", 0)

    assert (await room.stands()).secret == f"{made} whsec_file"
    assert (await room.shown(ADMIN)).old_until == NOW + BOTH
    room.clock.forward(days=8)
    assert (await room.stands()).secret == made
    assert (await room.shown(ADMIN)).old_until is None


async def test_of_three_secrets_two_count(room: Room):
    """Who changes twice in a week has lost the first."""
    room.told.file = {"heating": HOOK}
    first = await room.reaching.rotate(ADMIN, "heating", 0)

    second = await room.reaching.rotate(ADMIN, "heating", 1)

    assert (await room.stands()).secret == f"{second} {first}"


async def test_the_old_secret_can_be_ended_before(room: Room):
    room.told.file = {"heating": HOOK}
    made = await room.reaching.rotate(ADMIN, "heating", 0)

    await room.reaching.end_old(ADMIN, "heating", 1)

    assert (await room.stands()).secret == made
    assert await room.deeds() == ["secret_rotated", "old_secret_ended"]


async def test_a_robot_has_no_secret_of_ours_to_change(room: Room):
    room.told.file = {"heating": ROBOT}

    with pytest.raises(StepNotAllowed):
        await room.reaching.rotate(ADMIN, "heating", 0)


async def test_what_was_set_can_be_taken_back(room: Room):
    """The file counts again."""
    room.told.file = {"heating": HOOK}
    await room.reaching.change(ADMIN, "heating", {"kind": "wecom", "url": "https://r/"}, 0)

    await room.reaching.drop(ADMIN, "heating", 1)

    assert await room.stands() is None
    shown = await room.shown(ADMIN)
    assert (shown.kind, shown.own, shown.version) == ("webhook", False, 2)


async def test_of_two_who_change_it_at_once_the_second_is_told(room: Room):
    await room.reaching.change(ADMIN, "heating", {"kind": "wecom", "url": "https://a/"}, 0)

    with pytest.raises(StepNotAllowed, match=MEANWHILE):
        await room.reaching.change(ADMIN, "heating", {"kind": "wecom", "url": "https://b/"}, 0)

    assert (await room.stands()).url == "https://a/"


async def test_what_cannot_be_read_any_more_can_be_set_anew(room: Room):
    room.book.kept["heating"] = OwnWay("heating", None, "p1", NOW, broken=True, version=4)

    assert (await room.shown(ADMIN)).broken
    await room.reaching.change(ADMIN, "heating", {"kind": "wecom", "url": "https://a/"}, 4)

    assert not (await room.shown(ADMIN)).broken


@pytest.mark.parametrize("who", [STAFF, SUPERVISOR, AUDITOR, EDITOR], ids=lambda who: who.login)
async def test_only_who_keeps_the_units_changes_their_ways(room: Room, who: Person):
    room.told.file = {"heating": HOOK}

    for change in (
        room.reaching.change(who, "heating", {"kind": "wecom", "url": "https://a/"}, 0),
        room.reaching.rotate(who, "heating", 0),
        room.reaching.end_old(who, "heating", 0),
        room.reaching.drop(who, "heating", 0),
    ):
        with pytest.raises(NotFound):
            await change

    assert await room.book.all() == []


# --- trying it ---


async def test_a_test_goes_out_like_every_event(room: Room):
    """To this unit, behind nothing; the same form sent twice counts once."""
    room.told.file = {"heating": HOOK}

    await room.reaching.test(STAFF, "heating", "call-1")

    [parcel] = room.store.parcels
    assert parcel.due_at == NOW + CAUGHT_UP
    assert (parcel.target, parcel.lane, dict(parcel.body)) == (
        "heating",
        parcel.id,
        {"type": "ping"},
    )
    assert room.waker.woken == 1
    with pytest.raises(StepNotAllowed, match="还没有结果"):
        await room.reaching.test(STAFF, "heating", "call-1")


async def test_where_nobody_is_told_directly_there_is_nothing_to_try(room: Room):
    """A test would go to the unit above."""
    room.told.file = {"centre": HOOK}

    with pytest.raises(StepNotAllowed):
        await room.reaching.test(STAFF, "heating", "call-1")

    assert room.store.parcels == []


async def test_what_did_not_arrive_goes_out_again_with_the_same_id(room: Room):
    stuck = a_departments_parcel(department="heating", state=ParcelState.GIVEN_UP, attempts=9)
    room.put(stuck)

    await room.reaching.send_again(STAFF, "heating", stuck.id)

    assert (await room.store.outbox.find(stuck.id)).state is ParcelState.WAITING
    assert await room.deeds() == ["sent_again"]
    with pytest.raises(StepNotAllowed):
        await room.reaching.send_again(STAFF, "heating", stuck.id)


async def test_nothing_of_another_unit_or_a_citizen_goes_out_again_here(room: Room):
    """Whoever guesses the id."""
    room.told.file = {"heating": HOOK}
    others = a_departments_parcel(department="water", state=ParcelState.GIVEN_UP)
    citizens = replace(a_citizens_parcel(), state=ParcelState.GIVEN_UP)
    room.put(others, citizens)

    for parcel in (others, citizens):
        with pytest.raises(NotFound):
            await room.reaching.send_again(STAFF, "heating", parcel.id)
    with pytest.raises(NotFound):
        await room.reaching.send_again(STAFF, "water", others.id)

    assert {one.state for one in room.store.parcels} == {ParcelState.GIVEN_UP}


async def test_who_only_looks_tries_nothing(room: Room):
    room.told.file = {"heating": HOOK}

    with pytest.raises(NotFound):
        await room.reaching.test(AUDITOR, "heating", "call-1")
    with pytest.raises(NotFound):
        await room.reaching.send_again(AUDITOR, "heating", "d1")


def test_a_way_is_over_exactly_when_it_said():
    way = OwnWay("heating", HOOK, "p1", NOW, old="whsec_old", old_until=NOW + timedelta(days=1))

    assert way.has_old(NOW)
    assert not way.has_old(NOW + timedelta(days=1))
