"""News of a ticket finds its readers: a unit by its ways, people by theirs, each when they wish."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.dispatch import ROBOTS, WEBHOOK
from bot.domain.errors import GiveUp, NotFound
from bot.domain.handling import assignee_of
from bot.domain.office_hours import OFFICE_HOURS, OfficeHours
from bot.domain.parcels import Addressee, Parcel
from bot.domain.telling import EVERYBODY, NEEDED, Contact, News, Plan, Rule, When
from bot.domain.zone import SHANGHAI
from bot.services.copies import ALONE, OWN, UNIT, WAY, copy_by, copy_for
from bot.services.news import in_danger, is_urgent, news_of
from bot.services.notices import CALLED, PING
from bot.services.ports.changes import Changes
from bot.services.ports.clock import Calendar
from bot.services.ports.departments import Departments
from bot.services.ports.outbox import Waker
from bot.services.ports.telling import Sent
from bot.services.ports.tickets import Tickets
from bot.services.ports.ways import Told
from bot.services.readers import Readers
from bot.services.ticket_links import TicketLinks

LINK, MENTION = "link", "mention"
"""What a parcel's body holds only while it is sent: a link for this reader; who is called by name,
as their id by platform, or ALL_OF_A_GROUP."""
ALL_OF_A_GROUP: Mapping[str, str] = dict.fromkeys(ROBOTS, EVERYBODY)
LEFT_FOR_LATER, NOT_WANTED, TO_A_PERSON = "later", "not_wanted", "person"
"""What became of a unit's parcel if not sent: a copy will be, by somebody's wish none is, or it was
for one person, who has a copy of their own."""


@dataclass(frozen=True)
class PlanTeller:
    """As each unit has planned: what others hear of a parcel becomes parcels of their own.

    `own_url` is our address as a phone reaches it, without a slash at its end.
    """

    departments: Departments
    told: Told
    readers: Readers
    links: TicketLinks
    tickets: Tickets
    waker: Waker
    calendar: Calendar
    own_url: str
    hours: OfficeHours = OFFICE_HOURS

    async def tell(self, parcel: Parcel, now: datetime) -> Sent:
        if parcel.addressee is Addressee.PERSON:
            return await self._tell_person(parcel, now)
        if parcel.body["type"] == PING or WAY in parcel.body:
            return await self._send(parcel, now)
        if called := parcel.body.get(CALLED):
            return await self._call(str(called), parcel, now)
        own_at, copies = await self._planned(parcel, now)
        if own_at is None or own_at > now:
            # once it is settled nobody plans it anew, when office hours have begun
            return Sent(NOT_WANTED if own_at is None else LEFT_FOR_LATER, tuple(copies))
        if copies:  # they do not wait until the unit's own way works
            await self.tickets.apply(Changes(parcels=copies))
            await self.waker.wake()
        return await self._send(parcel, now)

    # --- who hears it -----------------------------------------------------------------------------

    async def _planned(self, parcel: Parcel, now: datetime) -> tuple[datetime | None, list[Parcel]]:
        """When the unit's own way carries it, if at all, and the copies for everybody else."""
        plan, news = self.told.plan_of(parcel.target), news_of(parcel)
        urgent = is_urgent(parcel)

        def moment(rule: Rule) -> datetime | None:
            if news is News.WEEKLY and rule.when is When.DAILY:
                rule = replace(rule, when=When.OFFICE)  # it is made just when the daily one leaves
            wanted = rule.takes(news, urgent)
            return rule.moment(now, urgent, self._worked, self.hours) if wanted else None

        own_at = now if urgent or self._hears_all(parcel.target) else moment(plan.own)
        copies = [
            copy_by(group.id, parcel, at, now)
            for group in plan.groups
            if (at := moment(group.rule)) is not None
        ]
        for person, rule in (await self._people(parcel, plan, now)).items():
            if (at := moment(rule)) is not None:
                copies.append(copy_for(person, parcel, at, now))
        if own_at is None and not copies and news in NEEDED:
            own_at = now
        if own_at is None:
            copies = [replace(one, body={**one.body, ALONE: True}) for one in copies]
        elif own_at > now:
            copies.append(copy_by(OWN, parcel, own_at, now))
        return own_at, copies

    async def _call(self, called: str, parcel: Parcel, now: datetime) -> Sent:
        """One colleague, or their deputy: by a robot of their own, otherwise by name in a group."""
        for person, contact in await self.readers.in_turn(called, parcel.target, now):
            way = OWN if contact.robot else self._group_that_knows(contact, parcel.target)
            if way is None:
                continue
            if not contact.rule.takes(News.MENTIONED):
                break
            at = contact.rule.moment(now, is_urgent(parcel), self._worked, self.hours)
            if contact.robot:
                return Sent(TO_A_PERSON, (copy_for(person, parcel, at, now),))
            return Sent(LEFT_FOR_LATER, (copy_by(way, parcel, at, now),))
        return Sent(NOT_WANTED)

    def _group_that_knows(self, contact: Contact, unit: str) -> str | None:
        """The way of this unit's by which a robot can call somebody by their id."""
        own, plan = self.told.to(unit), self.told.plan_of(unit)
        ways = [(OWN, own)] if own else []
        ways += [(group.id, group.delivery) for group in plan.groups]
        return next((way for way, to in ways if to.kind in ROBOTS and to.kind in contact.ids), None)

    async def _people(self, parcel: Parcel, plan: Plan, now: datetime) -> dict[str, Rule]:
        """Everybody who has a robot of their own: those the unit named, and who has the case."""
        found: dict[str, Rule] = {}
        for named, rule in plan.people.items():
            if reader := await self.readers.reader(named, parcel.target, now):
                found[reader[0]] = rule
        if assignee := await self._assignee(parcel):
            own = (await self.readers.contacts.find(assignee)).rule
            if reader := await self.readers.reader(assignee, parcel.target, now):
                found[reader[0]] = _both(found.get(reader[0]), own)
        return found

    async def _assignee(self, parcel: Parcel) -> str | None:
        """Who has the case now. It is not written into the parcel: no name leaves the house.

        What has only just come to a unit is nobody's yet: then nothing is looked up.
        """
        if parcel.number is None or news_of(parcel) in (News.NEW, News.MOVED):
            return None
        try:
            ticket = await self.tickets.find(parcel.number)
        except NotFound:
            return None
        unit = parcel.body.get(UNIT, parcel.target)
        return assignee_of(ticket) if ticket.department == unit else None

    def _hears_all(self, unit: str) -> bool:
        """A system keeps books of its own: it misses nothing, in the order of the ticket's log."""
        way = self.told.to(unit)
        return way is None or way.kind == WEBHOOK

    def _worked(self, day: date) -> date:
        before = datetime.combine(day - timedelta(days=1), time(12), SHANGHAI)
        return self.calendar.due(before, 1).astimezone(SHANGHAI).date()

    # --- how it goes ------------------------------------------------------------------------------

    async def _send(self, parcel: Parcel, now: datetime) -> Sent:
        """By its own way or one more group of the unit; a group that is gone by now is its own."""
        group = self.told.plan_of(parcel.target).group(parcel.body.get(WAY, OWN))
        way = group.delivery if group else None
        own = way or self.told.to(parcel.target)
        is_a_robot = own is not None and own.kind != WEBHOOK
        if CALLED in parcel.body and not is_a_robot:
            return Sent(NOT_WANTED)  # no system hears of it, which the unit may have got meanwhile
        mention = await self._mentioned(parcel, now) if is_a_robot else {}
        shown = replace(parcel, body={**parcel.body, MENTION: mention}) if mention else parcel
        await self.departments.post(shown, now, way)
        return Sent(parcel.addressee.value)

    async def _mentioned(self, parcel: Parcel, now: datetime) -> Mapping[str, str]:
        """Who is called or has the case, or their deputy; of nobody's case all, if it is urgent."""
        called = parcel.body.get(CALLED)
        if assignee := called or await self._assignee(parcel):
            unit = parcel.body.get(UNIT, parcel.target)
            found: dict[str, str] = {}
            for _, contact in await self.readers.in_turn(assignee, unit, now):
                found = {**contact.ids, **found}
            if found:
                return found
        return ALL_OF_A_GROUP if in_danger(parcel) and not called else {}

    async def _tell_person(self, parcel: Parcel, now: datetime) -> Sent:
        """By a robot of their own, with a link to this ticket for them alone."""
        contact = await self.readers.contacts.find(parcel.target)
        if contact.robot is None:
            raise GiveUp("this person has no robot any more")
        if self.told.is_a_group(contact.robot.url):
            raise GiveUp("this robot speaks to a unit's group")
        body = dict(parcel.body)
        if parcel.number:
            body[LINK] = await self._link(parcel.target, parcel.number)
        await self.departments.post(replace(parcel, body=body), now, contact.robot)
        return Sent(parcel.addressee.value)

    async def _link(self, person_id: str, number: str) -> str:
        try:
            person = await self.readers.people.find(person_id)
            word = await self.links.make(person, number)
        except NotFound:
            raise GiveUp("the ticket is not this person's any more") from None
        return f"{self.own_url}/console/one/{word}"


def _both(one: Rule | None, other: Rule) -> Rule:
    """What either takes, as soon as the sooner of them."""
    if one is None:
        return other
    order = list(When)
    return Rule(one.news | other.news, min(one.when, other.when, key=order.index))
