"""What the pages of releases and stories open on."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.domain.knowledge_check import Finding
from bot.domain.people import Person, Right
from bot.domain.revisions import Files
from bot.services.knowledge.comparing import Comparing
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.library import SEEDED_BY
from bot.services.knowledge.publishing import Publishing
from bot.services.knowledge.shipped import BROUGHT_BY, Shipped
from bot.services.knowledge.trial_chats import TrialChats
from bot.services.knowledge.trials import Trials
from bot.services.knowledge.units import Units
from bot.services.ports.clock import Clock
from bot.services.ports.stories import Stories
from bot.web.console.keys import AUDIT, PEOPLE
from bot.web.console.visit import Visit

RELEASES = "/console/releases"
STORIES = "/console/stories"
INSTALLED, BROUGHT = "随系统安装", "随系统升级"


@dataclass(frozen=True)
class Studio:
    """The knowledge base to look at, change, try and release."""

    drafts: Drafts
    trials: Trials
    publishing: Publishing
    stories: Stories
    chats: TrialChats
    clock: Clock
    units: Units
    shipped: Shipped

    @property
    def comparing(self) -> Comparing:
        return Comparing(self.drafts.library, self.drafts.writing)

    async def findings(self, files: Files) -> Sequence[Finding]:
        """All that is wrong with these files, the grave first; turns run meanwhile."""
        return await asyncio.to_thread(self.drafts.inspect, files)


STUDIO = web.AppKey("STUDIO", Studio)


def add_studio(app: web.Application, studio: Studio) -> None:
    """Give the pages of releases and stories what they open on."""
    app[STUDIO] = studio


def studio_of(visit: Visit) -> Studio:
    """That of the house that is visited."""
    return visit.request.app[STUDIO]


@dataclass(frozen=True)
class Names:
    """Who stands behind a login."""

    by_login: Mapping[str, Person]

    def __call__(self, login: str) -> str:
        """A name that colleagues know; the login of who has no account any more."""
        if login == SEEDED_BY:
            return INSTALLED
        if login == BROUGHT_BY:
            return BROUGHT
        known = self.by_login.get(login)
        return known.name if known else login

    def several(self, logins: Sequence[str]) -> str:
        return "、".join(self(one) for one in logins)

    def publishers(self, barred: set[str]) -> list[Person]:
        """Who may publish, without these."""
        return [
            one
            for one in self.by_login.values()
            if one.may(Right.PUBLISH_KNOWLEDGE) and one.login not in barred
        ]


async def names_of(visit: Visit) -> Names:
    """Everybody with an account, and who is here."""
    known = await visit.request.app[PEOPLE].all()
    people = {one.person.login: one.person for one in known}
    return Names({**people, visit.person.login: visit.person})


async def note(visit: Visit, what: str, subject: str, **details: str) -> None:
    """Write down who did it."""
    now = studio_of(visit).clock()
    await visit.request.app[AUDIT].write(visit.person.id, what, subject, details, now)
