"""By which way a unit is reached, and whose secret speaks for it."""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field

from bot.adapters.departments.signing import check_secret, secrets_of
from bot.domain.dispatch import WEBHOOK, Catalogue, Delivery
from bot.domain.errors import BadSetting
from bot.domain.robots import same_robot
from bot.domain.telling import UNTOUCHED, Plan


@dataclass(frozen=True)
class Ways:
    """The deliveries of units that have one; the others are reached through those above them.

    `deliveries` are the operator's file's; `own`, set in the console, stands before them, and
    `plans` say who hears what. Keeps the port `Told`. Raises BadSetting for a webhook's secret that
    cannot be one.
    """

    catalogue: Catalogue
    deliveries: MutableMapping[str, Delivery]
    own: MutableMapping[str, Delivery] = field(default_factory=dict)
    plans: MutableMapping[str, Plan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code, delivery in self.deliveries.items():
            if delivery.kind == WEBHOOK:
                _check_secrets(code, delivery)

    def to(self, department: str) -> Delivery | None:
        """The unit's own delivery, or that of the nearest unit above it, at last of the centre."""
        code = self.through(department)
        return self._of(code) if code else None

    def through(self, code: str) -> str | None:
        return next(self._upward(code), None)

    def from_file(self, code: str) -> Delivery | None:
        return self.deliveries.get(code)

    def add(self, code: str, delivery: Delivery) -> None:
        """A way to a unit that has none of its own yet."""
        self.deliveries.setdefault(code, delivery)

    def is_a_group(self, address: str) -> bool:
        further = (group.delivery for plan in self.plans.values() for group in plan.groups)
        known = (*self.deliveries.values(), *self.own.values(), *further)
        return any(same_robot(delivery.url, address) for delivery in known)

    def plan_of(self, code: str) -> Plan:
        return self.plans.get(code, UNTOUCHED)

    def become(self, own: Mapping[str, Delivery], plans: Mapping[str, Plan] | None = None) -> None:
        # nothing is awaited between: nobody finds a unit without its way
        self.own.clear()
        self.own.update(own)
        self.plans.clear()
        self.plans.update(plans or {})

    def secrets(self, department: str) -> tuple[str, ...]:
        """Secrets that sign calls for this unit: a group robot cannot call, the unit above can."""
        ways = (self._of(code) for code in self._upward(department))
        return next((secrets_of(way.secret) for way in ways if way and way.kind == WEBHOOK), ())

    def _of(self, code: str) -> Delivery | None:
        return self.own.get(code) or self.deliveries.get(code)

    def _upward(self, department: str) -> Iterator[str]:
        """Units with a delivery, from this one up to the centre, each once."""
        seen: dict[str, None] = {}
        code: str | None = department
        while code and code not in seen:
            seen[code] = None
            unit = self.catalogue.units.get(code)
            code = unit.parent if unit else None
        seen.setdefault(self.catalogue.coordinating_centre)
        return (code for code in seen if self._of(code))


def _check_secrets(code: str, delivery: Delivery) -> None:
    for secret in secrets_of(delivery.secret):
        try:
            check_secret(secret)
        except BadSetting as error:
            raise BadSetting(f"单位 {code}：{error}") from None
