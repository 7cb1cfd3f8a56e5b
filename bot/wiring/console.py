"""The console's doors, and what they open on."""

from aiohttp import web

from bot.web.app import Parts
from bot.web.console.account_desk import ACCOUNT
from bot.web.console.address import TrustedProxies
from bot.web.console.cases import add_cases
from bot.web.console.contact import OWN_CONTACT
from bot.web.console.departments import REACHING
from bot.web.console.faq_desk import add_faq
from bot.web.console.opening import Console, add_console
from bot.web.console.overview import OVERVIEW
from bot.web.console.plan import PLANNING
from bot.web.console.studio import add_studio
from bot.web.console.upkeep import UPKEEP
from bot.wiring.cases import the_cases
from bot.wiring.faq import the_faq
from bot.wiring.ground import Ground
from bot.wiring.identity import an_identity
from bot.wiring.menus import the_account
from bot.wiring.reaching import a_planning, a_reaching, an_own_contact
from bot.wiring.stage import RasaStage
from bot.wiring.studio import the_studio
from bot.wiring.upkeep import an_upkeep
from bot.wiring.watching import an_overview


def add_the_console(app: web.Application, base: Ground, doors: Parts, stage: RasaStage) -> None:
    """Give the console's pages what they open on; `door.doors()` are their routes."""
    identity = an_identity(base)
    console = Console(
        signing_in=identity.signing_in,
        accounts=identity.accounts,
        people=identity.people,
        audit=identity.audit,
        links=identity.links,
        catalogue=lambda: base.catalogue,
        own_url=base.settings.own_url,
        proxies=TrustedProxies.of(base.settings.trusted_proxies),
    )
    add_console(app, console)
    leaving = doors.health.leaving
    add_cases(app, the_cases(base, doors.calls, identity, stage.knowledge, leaving))
    add_faq(app, the_faq(base, stage))
    add_studio(app, the_studio(base, stage))
    app[UPKEEP] = an_upkeep(base)
    app[OVERVIEW] = an_overview(base)
    reaching = a_reaching(base, identity.audit)
    app[REACHING] = reaching
    app[PLANNING] = a_planning(base, reaching, identity.people)
    app[OWN_CONTACT] = an_own_contact(base, reaching, identity.people)
    app[ACCOUNT] = the_account(base, identity.audit)
