"""By which way a unit is reached, and whose secret speaks for it."""

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass

from bot.adapters.departments.signing import check_secret, secrets_of
from bot.domain.dispatch import Catalogue, Delivery
from bot.domain.errors import BadSetting

WEBHOOK = "webhook"


@dataclass(frozen=True)
class Ways:
    """The deliveries of units that have one; the others are reached through those above them.

    Raises BadSetting for a webhook's secret that cannot be one.
    """

    catalogue: Catalogue
    deliveries: MutableMapping[str, Delivery]

    def __post_init__(self) -> None:
        for code, delivery in self.deliveries.items():
            if delivery.kind == WEBHOOK:
                _check_secrets(code, delivery)

    def to(self, department: str) -> Delivery | None:
        """The unit's own delivery, or that of the nearest unit above it, at last of the centre."""
        return next((self.deliveries[code] for code in self._upward(department)), None)

    def add(self, code: str, delivery: Delivery) -> None:
        """A way to a unit that has none of its own yet."""
        self.deliveries.setdefault(code, delivery)

    def secrets(self, department: str) -> tuple[str, ...]:
        """Secrets that sign calls for this unit: a group robot cannot call, the unit above can."""
        webhooks = (self.deliveries[code] for code in self._upward(department))
        return next((secrets_of(w.secret) for w in webhooks if w.kind == WEBHOOK), ())

    def _upward(self, department: str) -> Iterator[str]:
        """Units with a delivery, from this one up to the centre, each once."""
        seen: dict[str, None] = {}
        code: str | None = department
        while code and code not in seen:
            seen[code] = None
            unit = self.catalogue.units.get(code)
            code = unit.parent if unit else None
        seen.setdefault(self.catalogue.coordinating_centre)
        return (code for code in seen if code in self.deliveries)


def _check_secrets(code: str, delivery: Delivery) -> None:
    for secret in secrets_of(delivery.secret):
        try:
            check_secret(secret)
        except BadSetting as error:
            raise BadSetting(f"单位 {code}：{error}") from None
