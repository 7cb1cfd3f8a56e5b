"""What was set of units' ways, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.domain.dispatch import Delivery
from bot.domain.errors import TurnConflict
from bot.domain.robots import same_robot
from bot.domain.telling import UNTOUCHED, Plan
from bot.domain.ways import OwnWay


class FakeWayBook:
    def __init__(self) -> None:
        self.kept: dict[str, OwnWay] = {}

    async def all(self) -> list[OwnWay]:
        return [self.kept[code] for code in sorted(self.kept)]

    async def find(self, department: str) -> OwnWay | None:
        return self.kept.get(department)

    async def keep(self, way: OwnWay) -> OwnWay:
        known = self.kept.get(way.department)
        if (known.version if known else 0) != way.version:
            raise TurnConflict("somebody else was first")
        kept = replace(way, version=await self.latest() + 1)
        self.kept[way.department] = kept
        return kept

    async def latest(self) -> int:
        return max((way.version for way in self.kept.values()), default=0)


@dataclass
class FakeTold:
    """Every unit is reached by its own way, or by that of `centre`."""

    centre: str
    file: dict[str, Delivery] = field(default_factory=dict)
    own: Mapping[str, Delivery] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)

    def from_file(self, code: str) -> Delivery | None:
        return self.file.get(code)

    def through(self, code: str) -> str | None:
        known = {**self.file, **self.own}
        return next((one for one in (code, self.centre) if one in known), None)

    def to(self, department: str) -> Delivery | None:
        known = {**self.file, **self.own}
        code = self.through(department)
        return known[code] if code else None

    def is_a_group(self, address: str) -> bool:
        further = [group.delivery for plan in self.plans.values() for group in plan.groups]
        known = [*self.file.values(), *self.own.values(), *further]
        return any(same_robot(delivery.url, address) for delivery in known)

    def plan_of(self, code: str) -> Plan:
        return self.plans.get(code, UNTOUCHED)

    def become(self, own: Mapping[str, Delivery], plans: Mapping[str, Plan] | None = None) -> None:
        self.own, self.plans = own, plans or {}
