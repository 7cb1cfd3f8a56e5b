"""What the console's pages of tickets open on."""

from collections.abc import Callable

from bot.adapters.redis.presence import RedisPresence
from bot.adapters.sounds import DecodedSounds
from bot.adapters.store import SqlCasebook, SqlTemplates
from bot.services.casework import Casework
from bot.services.department_calls import DepartmentCalls
from bot.services.mentioning import Mentioning
from bot.services.ports.dialogue import Knowledge
from bot.services.templates import Templates
from bot.web.console.cases import Cases
from bot.web.console.moves import Moves
from bot.wiring.ground import Ground
from bot.wiring.identity import Identity


def the_cases(
    base: Ground,
    calls: DepartmentCalls,
    identity: Identity,
    knowledge: Knowledge,
    leaving: Callable[[], bool],
) -> Cases:
    """For the gateway; its pages stop listening once it is `leaving`."""
    audit = identity.audit
    casebook, shelf = SqlCasebook(base.database), SqlTemplates(base.database)
    return Cases(
        casebook=casebook,
        casework=Casework(
            calls, base.catalogue, base.outbox, audit, Mentioning(identity.people, base.catalogue)
        ),
        templates=Templates(shelf, base.tickets, base.catalogue, audit, base.clock),
        knowledge=knowledge,
        vault=base.vault,
        sounds=DecodedSounds(),
        presence=RedisPresence(base.redis),
        moves=Moves(casebook, base.clock, leaving),
        clock=base.clock,
    )
