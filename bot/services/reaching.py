"""How units are told, as people of the console see, set and try it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.domain.dispatch import ROBOTS, WEBHOOK, Catalogue, Delivery, Department
from bot.domain.errors import FieldRejected, NotFound, StepNotAllowed, TurnConflict
from bot.domain.parcels import Addressee
from bot.domain.people import Person, Right, units_of
from bot.domain.telling import Plan
from bot.domain.ways import BOTH, OwnWay
from bot.services.casework import NOT_AGAIN, SENT_AGAIN
from bot.services.fields import text_in
from bot.services.notices import PING, ping_event
from bot.services.ports.audit import Audit
from bot.services.ports.changes import Changes
from bot.services.ports.clock import Clock
from bot.services.ports.dispatches import Dispatches, UnitLog
from bot.services.ports.outbox import Outbox, Waker
from bot.services.ports.tickets import Tickets
from bot.services.ports.ways import Told, WayBook

KINDS = (WEBHOOK, *ROBOTS)
LONGEST_ADDRESS, LONGEST_SECRET = 1000, 500
CHANGED, ROTATED, ENDED, DROPPED, TESTED, PLANNED = (
    "way_changed",
    "secret_rotated",
    "old_secret_ended",
    "way_dropped",
    "way_tested",
    "plan_changed",
)
"""The words for it in the audit."""
MEANWHILE = "刚才有别的同志改了这个单位的通知方式，您的改动没有保存。请看一下现在的设置，再改。"
NO_WAY = "这个单位还没有自己的通知方式。"
NO_SECRET = "只有系统对接（webhook）有由我们生成的密钥。"
STILL_TESTING = "上一条测试还没有结果，请稍等几秒。"


@dataclass(frozen=True)
class Reached:
    """How one unit is told. `through` is the unit whose way leads to it: itself, one above it, or
    None if nobody is told.

    `address` is for those who may know it, "" for all others and where there is none; `host` as
    well. `own` says that it was set in the console, `broken` that this cannot be read any more.
    """

    through: str | None
    kind: str | None = None
    host: str = ""
    address: str = field(default="", repr=False)
    signed: bool = False
    own: bool = False
    broken: bool = False
    changed_by: str = ""
    changed_at: datetime | None = None
    old_until: datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class Reaching:
    """Ways to units. What somebody may not see or do is NotFound: as if it did not exist.

    `check_address` raises FieldRejected for `url` where we may not post to. A change says which
    `version` it is over, and raises StepNotAllowed if somebody else was first.
    """

    book: WayBook
    told: Told
    catalogue: Catalogue
    outbox: Outbox
    tickets: Tickets
    dispatches: Dispatches
    audit: Audit
    waker: Waker
    clock: Clock
    check_address: Callable[[str], None]
    new_secret: Callable[[], str]

    def units(self, who: Person) -> Sequence[Department]:
        """Those whose page this person may open, as the catalogue orders them."""
        if not who.may(Right.SEE_DEPARTMENTS):
            return []
        sight = units_of(who, self.catalogue)
        return [one for one in self.catalogue.departments if sight.covers(one.code)]

    def unit(self, who: Person, code: str) -> Department:
        """Raises NotFound."""
        for one in self.units(who):
            if one.code == code:
                return one
        raise NotFound(code)

    async def reached(self, who: Person, codes: Sequence[str]) -> Mapping[str, Reached]:
        """How these units are told. Raises NotFound."""
        units = [self.unit(who, code) for code in codes]
        own = {way.department: way for way in await self.book.all()}
        return {unit.code: self._reached(who, unit, own.get(unit.code)) for unit in units}

    async def log(self, who: Person, code: str) -> UnitLog:
        """What went out to it. Raises NotFound."""
        unit = self.unit(who, code)
        return await self.dispatches.log(units_of(who, self.catalogue), unit.code)

    async def change(
        self, who: Person, code: str, fields: Mapping[str, str], version: int
    ) -> str | None:
        """Set `kind`, `url` and, for robots, `secret`. Returns a new secret, to be shown once.

        What has a secret keeps it while its kind stays. Raises FieldRejected as well.
        """
        before = await self._over(who, code, version)
        kind, url = fields.get("kind", ""), text_in(fields, "url", LONGEST_ADDRESS)
        if kind not in KINDS:
            raise FieldRejected("kind", "请选择一种通知方式。")
        self.check_address(url)
        now = self._delivery(before)
        secret = now.secret if now and now.kind == kind else None
        if kind == WEBHOOK:
            made = None if secret else self.new_secret()
            await self._keep(who, before, Delivery(kind, url, secret or made), CHANGED)
            return made
        typed = fields.get("secret", "").strip()[:LONGEST_SECRET]
        alone = replace(before, old=None, old_until=None)
        await self._keep(who, alone, Delivery(kind, url, typed or secret), CHANGED)
        return None

    async def rotate(self, who: Person, code: str, version: int) -> str:
        """A new secret, to be shown once; the one before stands beside it for a while."""
        before = await self._over(who, code, version)
        now = self._delivery(before)
        if now is None or now.kind != WEBHOOK:
            raise StepNotAllowed(NO_SECRET)
        made = self.new_secret()
        old = (now.secret or "").split(" ")[0]
        after = replace(before, old=old or None, old_until=self.clock() + BOTH)
        await self._keep(who, after, replace(now, secret=made), ROTATED)
        return made

    async def end_old(self, who: Person, code: str, version: int) -> None:
        """Only the new secret counts from now on."""
        before = await self._over(who, code, version)
        await self._keep(who, replace(before, old=None, old_until=None), before.delivery, ENDED)

    async def drop(self, who: Person, code: str, version: int) -> None:
        """What the operator's file says counts again."""
        before = await self._over(who, code, version)
        await self._keep(who, replace(before, old=None, old_until=None), None, DROPPED)

    async def tell(self, who: Person, code: str, plan: Plan, version: int) -> None:
        """From now on its news go by this plan."""
        before = await self._over(who, code, version)
        await self._keep(who, replace(before, plan=plan), before.delivery, PLANNED)

    async def test(self, who: Person, code: str, call_id: str, group: str = "") -> None:
        """Send an event with nothing in it, by its own way or that of one more `group`.

        Raises StepNotAllowed (in words) and NotFound.
        """
        unit = self._checked(who, code)
        if not group and self.told.through(unit.code) != unit.code:
            raise StepNotAllowed(NO_WAY)
        waiting = (await self.log(who, code)).waiting
        if any(one.purpose == PING for one in waiting):
            raise StepNotAllowed(STILL_TESTING)
        now = self.clock()
        await self.tickets.apply(Changes(parcels=[ping_event(unit.code, call_id, now, group)]))
        await self.audit.write(who.id, TESTED, unit.code, {}, now)
        await self.waker.wake()

    async def send_again(self, who: Person, code: str, parcel_id: str) -> None:
        """What did not reach this unit goes out once more, with the same id.

        Raises NotFound, and StepNotAllowed (in words) if it needs nobody's help.
        """
        unit = self._checked(who, code)
        parcel = await self.outbox.find(parcel_id)
        if (parcel.addressee, parcel.target) != (Addressee.DEPARTMENT, unit.code):
            raise NotFound(parcel_id)
        now = self.clock()
        try:
            await self.outbox.send_again(parcel_id, now)
        except NotFound:
            state = (await self.outbox.find(parcel_id)).state
            raise StepNotAllowed(NOT_AGAIN[state]) from None
        details = {"parcel": parcel_id, "to": parcel.addressee.value}
        await self.audit.write(who.id, SENT_AGAIN, parcel.number or unit.code, details, now)
        await self.waker.wake()

    # --- how ---

    def _reached(self, who: Person, unit: Department, own: OwnWay | None) -> Reached:
        now = self.clock()
        delivery = (own.at(now) if own else None) or self.told.from_file(unit.code)
        shown = Reached(
            through=unit.code if delivery else self.told.through(unit.code),
            own=bool(own and own.delivery),
            broken=bool(own and own.broken),
            changed_by=own.changed_by if own else "",
            changed_at=own.changed_at if own else None,
            old_until=own.old_until if own and own.has_old(now) else None,
            version=own.version if own else 0,
        )
        if delivery is None:
            return shown
        shown = replace(shown, kind=delivery.kind, signed=bool(delivery.secret))
        if not self._knows_address(who, unit.code):
            return shown
        # a robot's whole address is its key: nobody is shown more than where it leads
        whole = delivery.url if delivery.kind == WEBHOOK and self._keeps(who) else ""
        return replace(shown, host=urlsplit(delivery.url).netloc, address=whole)

    def _knows_address(self, who: Person, code: str) -> bool:
        return self._keeps(who) or code == who.department

    def _keeps(self, who: Person) -> bool:
        return who.may(Right.MANAGE_DEPARTMENTS)

    def _checked(self, who: Person, code: str) -> Department:
        if not who.may(Right.CHECK_DEPARTMENTS):
            raise NotFound(code)
        return self.unit(who, code)

    async def _over(self, who: Person, code: str, version: int) -> OwnWay:
        """What stands now, if it is what this person has seen."""
        if not self._keeps(who):
            raise NotFound(code)
        unit = self.unit(who, code)
        own = await self.book.find(unit.code) or OwnWay(unit.code, None, who.id, self.clock())
        if own.version != version:
            raise StepNotAllowed(MEANWHILE)
        return own

    def _delivery(self, own: OwnWay) -> Delivery | None:
        return own.delivery or self.told.from_file(own.department)

    async def _keep(self, who: Person, way: OwnWay, delivery: Delivery | None, what: str) -> None:
        now = self.clock()
        made = replace(way, delivery=delivery, changed_by=who.id, changed_at=now, broken=False)
        try:
            await self.book.keep(made)
        except TurnConflict:
            raise StepNotAllowed(MEANWHILE) from None
        details = {"kind": delivery.kind} if delivery else {}
        await self.audit.write(who.id, what, way.department, details, now)
