"""Answers grow old: who answers for one sees it in a list, and is told of it once a week."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.dispatch import Catalogue
from bot.domain.office_hours import OFFICE_HOURS
from bot.domain.parcels import Addressee, Parcel, same_id
from bot.domain.unanswered import TaskState
from bot.domain.upkeep import Chores, chores, overdue_of
from bot.domain.zone import SHANGHAI
from bot.services.faq import Faq
from bot.services.notices import WEEKLY
from bot.services.ports.changes import Changes
from bot.services.ports.clock import Clock
from bot.services.ports.outbox import Waker
from bot.services.ports.rounds import Rounds
from bot.services.ports.tickets import Tickets
from bot.services.ports.unanswered import Unanswereds
from bot.services.ports.web_links import WebLinks

log = logging.getLogger(__name__)

JOB = "weekly"


@dataclass(frozen=True)
class Upkeep:
    """Looks at what has to be done. What no unit of the catalogue answers for is the coordinating
    centre's."""

    faq: Faq
    links: WebLinks
    box: Unanswereds
    catalogue: Catalogue
    clock: Clock

    @property
    def today(self) -> date:
        """By the calendar of the place where we are."""
        return self.clock().astimezone(SHANGHAI).date()

    async def chores(self) -> list[Chores]:
        """Of each unit that has any, who has most first. Raises NotFound before there is a
        knowledge base."""
        return chores(
            (await self.faq.book()).entries,
            {one.url: one for one in await self.links.dead()},
            await self.box.tasks(TaskState.OPEN),
            self.today,
            self.catalogue.units,
            self.catalogue.coordinating_centre,
        )

    async def overdue(self) -> Mapping[str, int]:
        """How many answers each unit should have looked at by now. Raises NotFound as above."""
        entries = (await self.faq.book()).entries
        units, centre = self.catalogue.units, self.catalogue.coordinating_centre
        return overdue_of(entries, self.today, units, centre)


@dataclass(frozen=True)
class Weekly:
    """Tells each unit on a Monday, when people have sat down, what it has to do; one that has
    nothing hears nothing."""

    upkeep: Upkeep
    rounds: Rounds
    tickets: Tickets
    waker: Waker
    at: time = OFFICE_HOURS.sums_up

    async def look(self) -> int:
        """How many units were told. Whoever comes late in the week, comes; once. Raises
        StoreAway and NotFound.

        The week is over only when everybody's message is in the outbox: who dies before is
        followed by somebody who writes them again, under the same ids.
        """
        now = self.upkeep.clock()
        monday = _monday(now, self.at)
        if now < monday or await self.rounds.begun(JOB, monday):
            return 0
        found = await self.upkeep.chores()
        if found:
            told = [digest_of(one, monday, now) for one in found]
            await self.tickets.apply(Changes(parcels=told))
            await self.waker.wake()
        if not await self.rounds.take(JOB, monday, now):
            return 0
        log.info("units were told what to do about their answers", extra={"units": len(found)})
        return len(found)


def _monday(now: datetime, at: time) -> datetime:
    """Of this week."""
    here = now.astimezone(SHANGHAI)
    return datetime.combine(here.date() - timedelta(days=here.weekday()), at)


def digest_of(one: Chores, monday: datetime, now: datetime) -> Parcel:
    """It waits behind nothing and nothing waits behind it; one for each unit and week."""
    week = monday.date().isoformat()
    parcel_id = f"evt_{same_id(JOB, one.unit, week)}"
    return Parcel(
        id=parcel_id,
        addressee=Addressee.DEPARTMENT,
        target=one.unit,
        lane=parcel_id,
        body={"type": WEEKLY, "digest": {"week": week, **one.as_record()}},
        created_at=now,
        due_at=now,
    )
