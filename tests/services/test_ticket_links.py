"""A link opens one ticket for one person, in the first browser, for a day; forwarded it opens
nothing."""

from dataclasses import replace

import pytest

from bot.domain.errors import NotFound
from bot.domain.people import Person
from bot.services.department_calls import Verb
from bot.services.ports.people import Known
from bot.services.ticket_links import TicketLinks
from tests.fakes.house import CATALOGUE
from tests.fakes.links import FakeLinks
from tests.fakes.people import FakePeople
from tests.services.caseroom import CLERK, NUMBERS, Caseroom, a_person


class Notices(Caseroom):
    def __init__(self) -> None:
        super().__init__()
        self.kept = FakeLinks()
        self.people = FakePeople(self.audit)
        self.knows(CLERK)
        tickets, clock = self.store.tickets, self.house.clock
        self.links = TicketLinks(self.kept, self.people, tickets, CATALOGUE, self.audit, clock)

    def knows(self, person: Person) -> None:
        self.people.kept[person.id] = Known(person, self.house.clock(), False)

    @property
    def audited(self) -> list[str]:
        return [line.what for line in self.audit.lines]


async def test_it_opens_that_ticket_for_that_person():
    """Again and again in the browser that opened it first."""
    room = Notices()
    word = await room.links.make(CLERK, NUMBERS[0])

    opened = await room.links.open(word, None)
    again = await room.links.open(word, opened.browser)

    assert (opened.person, opened.number) == (CLERK, NUMBERS[0])
    assert again == opened
    assert room.audited == ["ticket_link_made", "link_opened"]


async def test_forwarded_it_opens_nothing():
    """Also for who brings a word of their own; and the audit tells of it."""
    room = Notices()
    word = await room.links.make(CLERK, NUMBERS[0])
    await room.links.open(word, None)

    for browser in (None, "", "another"):
        with pytest.raises(NotFound):
            await room.links.open(word, browser)

    assert room.audited == ["ticket_link_made", "link_opened", *["link_refused"] * 3]


async def test_to_look_at_it_opens_nothing():
    """Chats fetch what is sent through them, and so does whoever it was forwarded to."""
    room = Notices()
    word = await room.links.make(CLERK, NUMBERS[0])

    assert await room.links.look(word, "planted") is None
    opened = await room.links.open(word, None)

    assert await room.links.look(word, opened.browser) == opened
    for browser in (None, "", "planted"):
        with pytest.raises(NotFound):
            await room.links.look(word, browser)
    assert room.audited[-3:] == ["link_refused"] * 3


async def test_a_word_planted_before_the_first_opening_is_worth_nothing():
    """Whoever planted it does not get in afterwards."""
    room = Notices()
    word = await room.links.make(CLERK, NUMBERS[0])

    opened = await room.links.open(word, "planted")

    assert opened.browser != "planted"
    with pytest.raises(NotFound):
        await room.links.open(word, "planted")


@pytest.mark.parametrize("hours", [24, 25, 1000])
async def test_after_a_day_it_opens_nothing(hours: int):
    """Not even where it was opened before."""
    room = Notices()
    word = await room.links.make(CLERK, NUMBERS[0])
    opened = await room.links.open(word, None)
    room.passes(hours=hours)

    with pytest.raises(NotFound):
        await room.links.open(word, opened.browser)


@pytest.mark.parametrize(
    "change", [{"disabled": True}, {"department": "heating"}, {"roles": frozenset()}]
)
async def test_who_may_not_see_it_any_more_does_not_see_it_by_a_link(change):
    room = Notices()
    word = await room.links.make(CLERK, NUMBERS[0])
    room.knows(replace(CLERK, **change))

    with pytest.raises(NotFound):
        await room.links.open(word, None)


async def test_a_ticket_that_went_elsewhere_is_not_opened():
    room = Notices()
    word = await room.links.make(CLERK, NUMBERS[0])
    await room.acts(Verb.TRANSFER)

    with pytest.raises(NotFound):
        await room.links.open(word, None)


async def test_no_link_is_made_to_what_somebody_may_not_see():
    with pytest.raises(NotFound):
        await Notices().links.make(a_person(department="heating"), NUMBERS[0])


async def test_what_is_kept_opens_nothing():
    """Neither the link's word nor the browser's is in the store, nor in the audit."""
    room = Notices()
    word = await room.links.make(CLERK, NUMBERS[0])
    opened = await room.links.open(word, None)

    kept = f"{room.kept.kept}{room.audit.lines}"
    assert word not in kept
    assert opened.browser not in kept
    with pytest.raises(NotFound):
        await room.links.open(next(iter(room.kept.kept)), opened.browser)


async def test_every_link_has_a_word_of_its_own():
    room = Notices()

    words = {await room.links.make(CLERK, NUMBERS[0]) for _ in range(50)}

    assert len(words) == 50
    assert min(map(len, words)) >= 43
