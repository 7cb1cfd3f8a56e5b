"""Everything a turn needs, in memory, put together as the wiring does it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.dispatch import Catalogue, Clause, Delivery, Department
from bot.domain.errors import DeliveryFailed
from bot.domain.knowledge import Entry
from bot.domain.messages import Media
from bot.domain.parcels import Parcel
from bot.services.conversation import Talk
from bot.services.cutting import Cutter
from bot.services.delivery import Courier
from bot.services.desk import Desk
from bot.services.locks import Locks
from bot.services.reception import Reception
from bot.services.shelf import Shelf
from bot.services.turns import Turns
from tests.builders import NOW
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.store import FakeStore
from tests.fakes.teller import PlainTeller

CATALOGUE = Catalogue(
    "test",
    "service_center",
    (
        Department("service_center", "政务服务协调中心", None, ()),
        Department(
            "construction",
            "城乡建设局",
            "service_center",
            (Clause("construction-1", "路灯", None, ("路灯", "井盖")),),
        ),
        Department(
            "heating",
            "供热管理办公室",
            "service_center",
            (Clause("heating-1", "供暖", None, ("暖气", "供暖", "不热")),),
        ),
    ),
)

PATIENT_S = 60.0
"""Longer than any machine stands still."""


class FakeClock:
    """A clock that only moves when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class FakeCalendar:
    """Every day is worked."""

    def due(self, start: datetime, working_days: int) -> datetime:
        return start + timedelta(days=working_days)


class FakeKnowledge:
    def __init__(self, *entries: Entry) -> None:
        self._entries = {entry.key: entry for entry in entries}

    def entry(self, key: str) -> Entry | None:
        return self._entries.get(key)


class FakeWaker:
    """Counts how often the workers were woken."""

    def __init__(self) -> None:
        self.woken = 0

    async def wake(self) -> None:
        self.woken += 1

    async def wait(self, at_most: timedelta) -> None:
        await asyncio.sleep(0)  # lets what is under way go on


@dataclass
class FakeChannel:
    """Takes everything, unless told how to fail; parts are 100 characters long."""

    sent: list[Parcel] = field(default_factory=list)
    failure: DeliveryFailed | None = None

    def fit(self, words: str, link: str) -> list[str]:
        if len(words) <= 100:
            return [words]
        second = words[100:200]
        return [words[:100], second if len(words) <= 200 else f"{second[: 100 - len(link)]}{link}"]

    async def send(self, parcel: Parcel, now: datetime) -> str:
        if self.failure:
            raise self.failure
        self.sent.append(parcel)
        return "customer-service"

    async def fetch(self, media: Media) -> tuple[bytes, str]:
        if self.failure:
            raise self.failure
        return b"picture", "image/png"


@dataclass
class FakeDepartments:
    """Takes everything, unless told what to do with a parcel."""

    posted: list[Parcel] = field(default_factory=list)
    ways: list[Delivery | None] = field(default_factory=list)
    on_post: Callable[[Parcel], Awaitable[None]] | None = None

    async def post(self, parcel: Parcel, now: datetime, way: Delivery | None = None) -> None:
        if self.on_post:
            await self.on_post(parcel)
        self.posted.append(parcel)
        self.ways.append(way)


class House:
    """The whole middle of the bot over fakes; nobody loses patience unless a test says so."""

    def __init__(self, dialogue: FakeDialogue | None = None, patience_s: float = PATIENT_S) -> None:
        self.store = FakeStore()
        self.clock = FakeClock()
        self.waker = FakeWaker()
        self.channel = FakeChannel()
        self.departments = FakeDepartments()
        self.dialogue = dialogue or FakeDialogue()
        self.shelf = Shelf(
            tickets=self.store.tickets,
            attachments=self.store.attachments,
            knowledge=FakeKnowledge(),
            catalogue=CATALOGUE,
            calendar=FakeCalendar(),
        )
        self.talk = Talk(
            inbox=self.store.inbox,
            outbox=self.store.outbox,
            dialogue=self.dialogue,
            shelf=self.shelf,
            cutter=Cutter(self.channel.fit, lambda token: f"http://huiying.test/read/{token}"),
            clock=self.clock,
            session=timedelta(minutes=30),
        )
        self.reception = self.a_reception(patience_s)
        self.delivery = self.a_courier()

    def a_reception(self, patience_s: float = PATIENT_S, **more: Any) -> Reception:
        """A gateway process of its own over the same store."""
        return Reception(
            inbox=self.store.inbox,
            turns=Turns(self.store.inbox, self.talk, self.waker, Locks()),
            clock=self.clock,
            patience=timedelta(seconds=patience_s),
            **more,
        )

    def a_courier(self) -> Courier:
        """A worker process of its own over the same store."""
        return Courier(
            outbox=self.store.outbox,
            tickets=self.store.tickets,
            channel=self.channel,
            teller=PlainTeller(self.departments),
            waker=self.waker,
            clock=self.clock,
            centre=CATALOGUE.coordinating_centre,
        )

    def a_desk(self, words: str = "", citizen: str = "c1", **more: Any) -> Desk:
        """A desk as a turn would have it now."""
        return Desk(citizen, words, self.clock(), self.shelf, more.pop("secrets", {}), **more)
