"""Who hears which news of a unit's tickets, and when, as an admin of the console sets it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.dispatch import ROBOTS, WEBHOOK, Delivery
from bot.domain.errors import FieldRejected, NotFound
from bot.domain.office_hours import OFFICE_HOURS, OfficeHours
from bot.domain.people import Person, handles
from bot.domain.robots import same_robot
from bot.domain.telling import NEWS_NAMES, NOWHERE, UNTOUCHED, Group, News, Plan
from bot.services.fields import text_in
from bot.services.ports.contacts import Contacts
from bot.services.ports.people import People
from bot.services.reaching import LONGEST_ADDRESS, LONGEST_SECRET, Reaching

LONGEST_NAME = 30
MOST_GROUPS = 10
NOBODY = "没有人会知道：{news}。请至少让一种通知方式、或一位设好了个人机器人的同志收到。"
A_PERSONS = "这个地址是一位同志自己的机器人，不能当作单位的群。"


@dataclass(frozen=True)
class Candidate:
    """Somebody who handles the unit's tickets; `reachable` by a robot of their own."""

    person: Person
    reachable: bool


@dataclass(frozen=True)
class Shown:
    """A unit's plan as it stands, and who may be named in it. `hears_all`: its own way is another
    system, which gets everything at once. `version` is that of the unit's way."""

    plan: Plan
    version: int
    hears_all: bool
    candidates: Sequence[Candidate]

    def candidate(self, person_id: str) -> Candidate | None:
        return next((one for one in self.candidates if one.person.id == person_id), None)


@dataclass(frozen=True)
class Planning:
    """Plans of units. What somebody may not see is NotFound, as for `reaching`."""

    reaching: Reaching
    people: People
    contacts: Contacts
    hours: OfficeHours = OFFICE_HOURS

    async def shown(self, who: Person, code: str) -> Shown:
        """Raises NotFound."""
        reaching = self.reaching
        unit = reaching.unit(who, code)
        own = await reaching.book.find(unit.code)
        kept = await self.contacts.all()
        candidates = [
            Candidate(one.person, bool(kept.get(one.person.id, NOWHERE).robot))
            for one in await self.people.all()
            if handles(one.person, unit.code, reaching.catalogue)
        ]
        delivery = (own.delivery if own else None) or reaching.told.to(unit.code)
        return Shown(
            plan=own.plan if own else UNTOUCHED,
            version=own.version if own else 0,
            hears_all=delivery is None or delivery.kind == WEBHOOK,
            candidates=candidates,
        )

    async def change(
        self, who: Person, code: str, plan: Plan, added: Mapping[str, str], version: int
    ) -> None:
        """Set it, with one more group of `added` (kind, name, url, secret) if it has a url.

        Raises NotFound, FieldRejected, and StepNotAllowed if somebody else was first.
        """
        shown = await self.shown(who, code)
        if added.get("url", "").strip():
            plan = replace(plan, groups=(*plan.groups, await self._group(added)))
        known = {
            one.person.id: rule
            for one in shown.candidates
            if (rule := plan.people.get(one.person.id))
        }
        plan = replace(plan, people=known)
        _check(shown, plan)
        await self.reaching.tell(who, code, plan, version)

    async def test(self, who: Person, code: str, group: str, call_id: str) -> Group:
        """Send an event with nothing in it to one of its groups, which is returned.

        Raises NotFound, and StepNotAllowed (in words).
        """
        found = (await self.shown(who, code)).plan.group(group)
        if found is None:
            raise NotFound(group)
        await self.reaching.test(who, code, call_id, found.id)
        return found

    async def _group(self, added: Mapping[str, str]) -> Group:
        """Raises FieldRejected."""
        name = text_in(added, "name", LONGEST_NAME)
        delivery = robot_of(added, self.reaching.check_address)
        used = (one.robot.url for one in (await self.contacts.all()).values() if one.robot)
        if any(same_robot(url, delivery.url) for url in used):
            raise FieldRejected("url", A_PERSONS)
        return Group(uuid.uuid4().hex[:8], name, delivery)


def robot_of(fields: Mapping[str, str], check_address: Callable[[str], None]) -> Delivery:
    """The robot of `kind`, `url` and `secret`. Raises FieldRejected."""
    kind, url = fields.get("kind", ""), text_in(fields, "url", LONGEST_ADDRESS)
    if kind not in ROBOTS:
        raise FieldRejected("kind", "请选择企业微信、钉钉或飞书。")
    check_address(url)
    return Delivery(kind, url, fields.get("secret", "").strip()[:LONGEST_SECRET] or None)


def _check(shown: Shown, plan: Plan) -> None:
    """Raises FieldRejected when nobody would hear of what somebody must."""
    if len(plan.groups) > MOST_GROUPS:
        raise FieldRejected("url", f"一个单位最多加 {MOST_GROUPS} 个群。")
    if shown.hears_all:
        return
    reachable = {one.person.id for one in shown.candidates if one.reachable}
    if missing := plan.unheard(reachable.__contains__):
        names = "、".join(NEWS_NAMES[one] for one in News if one in missing)
        raise FieldRejected("own", NOBODY.format(news=names))
