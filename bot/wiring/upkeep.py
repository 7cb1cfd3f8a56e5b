"""What keeps the answers in order, for the worker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.guard import Guard
from bot.adapters.store import SqlRounds, SqlWebLinks
from bot.adapters.store.unanswered import SqlUnanswered
from bot.adapters.web_pages import open_visitor
from bot.services.faq import Faq
from bot.services.knowledge.link_watch import LinkWatch
from bot.services.knowledge.upkeep import Upkeep, Weekly
from bot.wiring.ground import Ground
from bot.wiring.knowledge import a_knowledge_base

UPKEEP_S, NEW_LINKS_S = 600.0, 60.0


def an_upkeep(base: Ground) -> Upkeep:
    """For the gateway's page and the worker's Mondays."""
    knowledge = a_knowledge_base(base)
    return Upkeep(
        faq=Faq(knowledge.drafts, knowledge.publishing),
        links=SqlWebLinks(base.database),
        box=SqlUnanswered(base.database),
        catalogue=base.catalogue,
        clock=base.clock,
    )


def a_weekly(base: Ground) -> Weekly:
    """For the worker."""
    rounds, at = SqlRounds(base.database), base.settings.hours.sums_up
    return Weekly(an_upkeep(base), rounds, base.tickets, base.waker, at)


@asynccontextmanager
async def a_link_watch(base: Ground) -> AsyncIterator[LinkWatch]:
    """With connections of its own, and nowhere inside: hosts of HUIYING_ALLOW_HOSTS are for what we
    post to units, while an editor may write any address, and no citizen could open those."""
    knowledge = a_knowledge_base(base)
    async with open_visitor(Guard()) as visitor:
        yield LinkWatch(
            faq=Faq(knowledge.drafts, knowledge.publishing),
            links=SqlWebLinks(base.database),
            visitor=visitor,
            rounds=SqlRounds(base.database),
            clock=base.clock,
        )
