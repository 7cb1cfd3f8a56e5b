"""How somebody of the console is reached: set by themselves, and in part by who keeps people."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dispatch import ROBOTS, Catalogue
from bot.domain.dispatch import Delivery as Robot
from bot.domain.errors import FieldRejected, NotFound, StepNotAllowed, TurnConflict
from bot.domain.office_hours import OFFICE_HOURS, OfficeHours
from bot.domain.people import Person, Right, handles
from bot.domain.robots import same_robot
from bot.domain.telling import Contact, Rule
from bot.domain.zone import SHANGHAI
from bot.services.copies import UNIT
from bot.services.notices import ping_to
from bot.services.planning import robot_of
from bot.services.ports.audit import Entry
from bot.services.ports.casebook import Delivery
from bot.services.ports.changes import Changes
from bot.services.ports.clock import Clock
from bot.services.ports.contacts import Contacts
from bot.services.ports.dispatches import Dispatches
from bot.services.ports.outbox import Waker
from bot.services.ports.people import People
from bot.services.ports.tickets import Tickets
from bot.services.ports.ways import Told

CHANGED = "contact_changed"
"""The word for it in the audit; what was changed is nobody else's business."""
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
MEANWHILE = (
    "刚才有人先改了这一页，您的改动没有保存。您写的都还在；和现在的不一样的地方列在下面，"
    "看好了再按保存，就按您写的改。"
)
NO_ROBOT = "请先保存您自己的机器人地址，再发测试。"


@dataclass(frozen=True)
class OwnContact:
    """Contacts of people. What somebody may not see or do is NotFound."""

    contacts: Contacts
    people: People
    told: Told
    dispatches: Dispatches
    tickets: Tickets
    catalogue: Catalogue
    waker: Waker
    clock: Clock
    check_address: Callable[[str], None]
    hours: OfficeHours = OFFICE_HOURS

    async def of(self, who: Person, person_id: str) -> Contact:
        """Raises NotFound."""
        await self._person(who, person_id)
        return await self.contacts.find(person_id)

    async def deputies(self, person: Person) -> Sequence[Person]:
        """Who may stand in for this person: whoever handles the same unit's tickets."""
        unit = person.department or ""
        known = (one.person for one in await self.people.all())
        return [one for one in known if one.id != person.id and handles(one, unit, self.catalogue)]

    async def last(self, who: Person) -> Sequence[Delivery]:
        """What went to this person themselves."""
        return await self.dispatches.to_person(who.id)

    async def change(
        self,
        who: Person,
        person_id: str,
        fields: Mapping[str, str],
        rule: Rule | None = None,
        seen: int | None = None,
    ) -> None:
        """Set `id_wecom`, `id_dingtalk`, `id_feishu`, `deputy`, `away_until`; for oneself `rule`,
        and `kind`, `url` and `secret` of a robot, too. An empty `url` keeps it, `drop` drops it.
        `seen` is the version that the change is over; None: whatever stands.

        Raises NotFound, FieldRejected, and StepNotAllowed if somebody else was first.
        """
        person = await self._person(who, person_id)
        before = await self.contacts.find(person_id)
        if seen not in (None, before.version):
            raise StepNotAllowed(MEANWHILE)
        after = replace(
            before,
            ids=_ids(fields),
            deputy=await self._deputy(person, fields.get("deputy", "")),
            away_until=self._away_until(fields),
        )
        if who.id == person_id:
            after = replace(after, robot=await self._robot(who, before, fields))
            after = replace(after, rule=rule) if rule else after
        entry = Entry(who.id, CHANGED, person_id, self.clock(), {})
        try:
            await self.contacts.keep(person_id, after, entry)
        except TurnConflict:
            raise StepNotAllowed(MEANWHILE) from None

    async def test(self, who: Person, call_id: str) -> None:
        """Send an empty notice by one's own robot. Raises StepNotAllowed (in words)."""
        if (await self.contacts.find(who.id)).robot is None:
            raise StepNotAllowed(NO_ROBOT)
        parcel = ping_to(who.id, call_id, self.clock())
        body = {**parcel.body, UNIT: who.department or ""}
        await self.tickets.apply(Changes(parcels=[replace(parcel, body=body)]))
        await self.waker.wake()

    async def _person(self, who: Person, person_id: str) -> Person:
        if who.id == person_id:
            return who
        if not who.may(Right.MANAGE_PEOPLE):
            raise NotFound(person_id)
        return await self.people.find(person_id)

    async def _deputy(self, person: Person, typed: str) -> str | None:
        if not typed:
            return None
        if typed not in {one.id for one in await self.deputies(person)}:
            raise FieldRejected("deputy", "代理人要从本单位能办件的同志里选。")
        return typed

    def _away_until(self, fields: Mapping[str, str]) -> date | None:
        typed = fields.get("away_until", "").strip()
        if not typed:
            return None
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            raise FieldRejected("away_until", "请写成 2026-12-31 这样的日期。") from None
        if day < self.clock().astimezone(SHANGHAI).date():
            return None
        if not fields.get("deputy"):
            raise FieldRejected("deputy", "您不在的时候由谁代办？请选一位代理人。")
        return day

    async def _robot(self, who: Person, before: Contact, fields: Mapping[str, str]) -> Robot | None:
        """Raises FieldRejected."""
        if fields.get("drop"):
            return None
        if not fields.get("url", "").strip():
            return before.robot
        robot = robot_of(fields, self.check_address)
        others = (c.robot for one, c in (await self.contacts.all()).items() if one != who.id)
        theirs = any(one and same_robot(one.url, robot.url) for one in others)
        if theirs or self.told.is_a_group(robot.url):
            raise FieldRejected("url", "这个机器人是单位的群或别的同志的。请用只有您一个人的群。")
        return robot


def _ids(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Raises FieldRejected."""
    ids = {kind: fields.get(f"id_{kind}", "").strip() for kind in ROBOTS}
    for kind, typed in ids.items():
        # "all" is everybody to Feishu
        if typed and (not ID.fullmatch(typed) or typed.lower() == "all"):
            raise FieldRejected(
                f"id_{kind}", "只能有字母、数字和 _ . @ -，最多 64 个字符，不能是 all。"
            )
    return {kind: typed for kind, typed in ids.items() if typed}
