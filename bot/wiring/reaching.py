"""Ways to units: what the console's pages open on, and what brings them into force."""

from bot.adapters.departments.guard import AddressRefused, Guard
from bot.adapters.departments.signing import new_secret
from bot.adapters.seal import Seal
from bot.adapters.store import SqlDispatches, SqlWays
from bot.domain.errors import FieldRejected
from bot.services.ports.audit import Audit
from bot.services.reaching import Reaching
from bot.services.ways import WayKeeper
from bot.wiring.ground import Ground

WAYS_S = 1.0
REFUSED = "这个地址不能用：要 https 开头的公网地址。内网地址请先让运维写进 HUIYING_ALLOW_HOSTS。"


def a_way_keeper(base: Ground) -> WayKeeper:
    """For every process that posts to units or hears from them."""
    return WayKeeper(_book(base), base.ways, base.clock)


def a_reaching(base: Ground, audit: Audit) -> Reaching:
    """For the gateway."""
    guard = Guard.of(base.settings.allow_hosts, demo=base.settings.demo)

    def check(address: str) -> None:
        try:
            guard.check(address)
        except AddressRefused:
            raise FieldRejected("url", REFUSED) from None

    return Reaching(
        book=_book(base),
        told=base.ways,
        catalogue=base.catalogue,
        outbox=base.outbox,
        tickets=base.tickets,
        dispatches=SqlDispatches(base.database),
        audit=audit,
        waker=base.waker,
        clock=base.clock,
        check_address=check,
        new_secret=new_secret,
    )


def _book(base: Ground) -> SqlWays:
    key = base.settings.citizen_key
    return SqlWays(base.database, Seal(key.get_secret_value() if key else "", "ways"))
