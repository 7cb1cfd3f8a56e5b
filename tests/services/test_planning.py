"""Who hears what, as an admin sets it."""

from dataclasses import replace

import pytest

from bot.domain.dispatch import Delivery
from bot.domain.errors import FieldRejected, NotFound, StepNotAllowed
from bot.domain.people import Role
from bot.domain.telling import EVERYTHING, UNTOUCHED, Contact, News, Plan, Rule
from bot.services.copies import WAY
from bot.services.notices import PING
from bot.services.planning import MOST_GROUPS, Planning
from bot.services.ports.people import Known
from bot.services.reaching import MEANWHILE
from tests.builders import NOW
from tests.fakes.contacts import FakeContacts
from tests.fakes.people import FakePeople
from tests.services.test_reaching import ADMIN, HOOK, ROBOT, STAFF, Room, somebody

QUIET = Rule(frozenset())
NONE: dict[str, str] = {}
DUTY = {"kind": "dingtalk", "name": "值班群", "url": "https://duty.example/", "secret": "SEC1"}


class Office(Room):
    """Admin, a clerk of heating, one of water."""

    def __init__(self) -> None:
        super().__init__()
        self.told.file = {"heating": ROBOT}
        people = FakePeople(self.audit)
        water = replace(somebody(Role.STAFF, unit="water"), id="p-water")
        people.kept = {one.id: Known(one, NOW, False) for one in (ADMIN, STAFF, water)}
        self.contacts = FakeContacts()
        self.planning = Planning(self.reaching, people, self.contacts)

    async def change(self, plan: Plan, added=NONE, version: int = 0, who=ADMIN) -> None:
        await self.planning.change(who, "heating", plan, added, version)

    async def stands(self) -> Plan:
        return (await self.planning.shown(ADMIN, "heating")).plan


@pytest.fixture
def office() -> Office:
    return Office()


async def test_where_nothing_was_set_everything_goes_to_the_unit(office: Office):
    """And whoever handles its tickets can be named."""
    shown = await office.planning.shown(STAFF, "heating")

    assert (shown.plan, shown.version, shown.hears_all) == (UNTOUCHED, 0, False)
    assert [(one.person.id, one.reachable) for one in shown.candidates] == [("p-staff", False)]


async def test_a_plan_is_kept_with_a_line_in_the_audit(office: Office):
    """The unit's way is what it was; somebody of another unit is left out."""
    named = {"p-staff": EVERYTHING, "p-water": EVERYTHING}

    await office.change(Plan(people=named), DUTY)

    plan = await office.stands()
    assert list(plan.people) == ["p-staff"]
    assert [(one.name, one.delivery.secret) for one in plan.groups] == [("值班群", "SEC1")]
    assert office.book.kept["heating"].delivery is None
    assert [line.what for line in office.audit.lines] == ["plan_changed"]


async def test_a_plan_by_which_nobody_would_hear_is_refused(office: Office):
    """In words; somebody without a robot does not count, and who has one does."""
    silent = Plan(own=QUIET, people={"p-staff": EVERYTHING})

    with pytest.raises(FieldRejected) as refused:
        await office.change(silent)
    assert "没有人会知道：新工单、退回、转来的、" in refused.value.problem
    assert "已超期" in refused.value.problem
    assert await office.stands() == UNTOUCHED

    office.contacts.kept["p-staff"] = Contact(Delivery("wecom", "https://own.example/"))
    await office.change(silent)
    assert await office.stands() == silent


@pytest.mark.parametrize("missing", [News.NEW, News.OVERDUE])
async def test_new_and_overdue_tickets_are_always_heard_of(office: Office, missing: News):
    plan = Plan(own=Rule(frozenset(News) - {missing}))

    with pytest.raises(FieldRejected):
        await office.change(plan)


async def test_a_system_hears_everything_so_nothing_is_refused(office: Office):
    office.told.file = {"heating": HOOK}

    await office.change(Plan(own=QUIET))

    assert (await office.planning.shown(ADMIN, "heating")).hears_all


async def test_a_group_is_none_that_somebody_reads_alone(office: Office):
    """Nor one that we may not post to, of no kind, or without a name."""
    office.contacts.kept["p-staff"] = Contact(Delivery("wecom", DUTY["url"]))
    office.refused.add("https://10.0.0.1/")
    wrong = [
        (DUTY, "url"),
        ({**DUTY, "url": "https://DUTY.example:443"}, "url"),
        ({**DUTY, "url": "https://10.0.0.1/"}, "url"),
        ({**DUTY, "kind": "webhook"}, "kind"),
        ({**DUTY, "name": ""}, "name"),
    ]
    for added, field in wrong:
        with pytest.raises(FieldRejected) as refused:
            await office.change(UNTOUCHED, added)
        assert refused.value.field == field
    office.contacts.kept.clear()
    for version in range(MOST_GROUPS):
        await office.change(await office.stands(), DUTY, version)
    with pytest.raises(FieldRejected):
        await office.change(await office.stands(), DUTY, MOST_GROUPS)


async def test_only_who_keeps_the_units_sets_it_and_over_what_they_saw(office: Office):
    with pytest.raises(NotFound):
        await office.change(UNTOUCHED, who=STAFF)
    await office.change(UNTOUCHED, DUTY)
    with pytest.raises(StepNotAllowed, match=MEANWHILE):
        await office.change(UNTOUCHED)

    assert len((await office.stands()).groups) == 1


async def test_one_more_group_is_tried_by_itself(office: Office):
    """Who may try the unit's own way may; a group that is not in its plan is nobody's."""
    await office.change(Plan(), DUTY)
    (group,) = (await office.stands()).groups

    await office.planning.test(STAFF, "heating", group.id, "call-1")

    [parcel] = office.store.parcels
    assert dict(parcel.body) == {"type": PING, WAY: group.id}
    assert office.audit.lines[-1].what == "way_tested"
    for who, named in ((STAFF, "another"), (somebody(Role.STAFF, unit="water"), group.id)):
        with pytest.raises(NotFound):
            await office.planning.test(who, "heating", named, "call-2")
