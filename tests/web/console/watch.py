"""What the pages of figures open on, over fakes."""

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from aiohttp import web

from bot.adapters.knowledge.keywords import KeywordsFile
from bot.adapters.knowledge.menus import MenuFile
from bot.adapters.knowledge.welcome import WelcomeText
from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.errors import FieldRejected
from bot.services.drift import Release
from bot.services.knowledge.at_once import AtOnce, Words
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.library import Library
from bot.services.overview import Overview
from bot.services.own_contact import OwnContact
from bot.services.planning import Planning
from bot.services.ports.tally import Tally
from bot.services.reaching import Reaching
from bot.web.checks import Check
from bot.web.console.account_desk import ACCOUNT, AccountDesk
from bot.web.console.contact import OWN_CONTACT
from bot.web.console.departments import REACHING
from bot.web.console.overview import OVERVIEW
from bot.web.console.plan import PLANNING
from bot.web.keys import HEALTH
from tests.fakes.contacts import FakeContacts
from tests.fakes.diary import FakeDiary
from tests.fakes.dispatches import FakeDispatches
from tests.fakes.fleet import FakeFleet
from tests.fakes.house import FakeWaker
from tests.fakes.knowledge import FakeReleases, FakeRevisions
from tests.fakes.menus import FakePushes
from tests.fakes.ways import FakeTold, FakeWayBook
from tests.fakes.web_links import FakeWebLinks
from tests.web.console.office import Office


class FakeCounts:
    """The casebook of the office, which knows besides how today's messages were taken."""

    def __init__(self, casebook: Any) -> None:
        self._casebook = casebook
        self.heard: dict[str, int] = {}

    async def tally(self, sight, now) -> Tally:
        found = await self._casebook.tally(sight, now)
        return replace(found, heard=self.heard, messages=sum(self.heard.values()))


@dataclass
class Watch:
    """Everything behind the overview. `checks` are looked at besides those of the house."""

    catalogue: Any
    office: Office
    people: Any
    diary: FakeDiary = field(default_factory=FakeDiary)
    revisions: FakeRevisions = field(default_factory=FakeRevisions)
    releases: FakeReleases = field(default_factory=FakeReleases)
    checks: dict[str, Check] = field(default_factory=dict)
    reference: Release | None = None
    fleet: FakeFleet = field(default_factory=FakeFleet)
    links: FakeWebLinks = field(default_factory=FakeWebLinks)
    pushes: FakePushes = field(default_factory=FakePushes)
    book: FakeWayBook = field(default_factory=FakeWayBook)
    contacts: FakeContacts = field(default_factory=FakeContacts)
    told: FakeTold = field(default_factory=lambda: FakeTold("service_center"))

    def __post_init__(self) -> None:
        self.counts = FakeCounts(self.office.store.casebook)
        self.dispatches = FakeDispatches(self.office.store)
        self.library = Library(self.revisions, self.releases, self.office.clock)
        self.drafts = Drafts(self.library, YamlWriting(), lambda files: [])
        self.announcer = FakeWaker()
        self.account = AccountDesk(
            menu=self.at_once(MenuFile()),
            welcome=self.at_once(WelcomeText()),
            keywords=self.at_once(KeywordsFile()),
            pushes=self.pushes,
        )
        self.reaching = a_reaching(self.office, self.catalogue, self.book, self.told)

    def at_once(self, part: Any) -> AtOnce[Any]:
        """What makes this part live."""
        audit, clock = self.office.audit, self.office.clock
        words = Words(f"{part.path} changed", "改一处")
        return AtOnce(part, words, self.drafts, self.announcer, audit, clock)

    def opens(self, app: web.Application) -> None:
        """Give the page of this application what it opens on."""
        self.checks |= app[HEALTH].checks
        app[HEALTH].checks = self.checks
        app[OVERVIEW] = Overview(
            casebook=self.counts,
            dispatches=self.dispatches,
            library=self.library,
            diary=self.diary,
            reference=lambda: self.reference,
            catalogue=self.catalogue,
            clock=self.office.clock,
            links=self.links,
            fleet=self.fleet,
        )
        app[REACHING] = self.reaching
        app[PLANNING] = Planning(self.reaching, self.people, self.contacts)
        app[OWN_CONTACT] = OwnContact(
            contacts=self.contacts,
            people=self.people,
            told=self.told,
            dispatches=self.dispatches,
            tickets=self.office.store.tickets,
            catalogue=self.catalogue,
            waker=FakeWaker(),
            clock=self.office.clock,
            check_address=_only_https,
        )
        app[ACCOUNT] = self.account


def a_reaching(office: Office, catalogue: Any, book: FakeWayBook, told: FakeTold) -> Reaching:
    """Ways to units over fakes: secrets are counted, and addresses must be https."""
    made = count(1)
    return Reaching(
        book=book,
        told=told,
        catalogue=catalogue,
        outbox=office.store.outbox,
        tickets=office.store.tickets,
        dispatches=FakeDispatches(office.store),
        audit=office.audit,
        waker=FakeWaker(),
        clock=office.clock,
        check_address=_only_https,
        new_secret=lambda: f"whsec_{next(made)}",
    )


def _only_https(address: str) -> None:
    if not address.startswith("https://"):
        raise FieldRejected("url", "这个地址不能用。")
