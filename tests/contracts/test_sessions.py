"""What every store of sessions promises."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.people import Person, Role
from bot.services.ports.audit import Entry
from bot.services.ports.sessions import KeptSession
from tests.builders import NOW
from tests.contracts.people import House

LI = Person("p1", "li.wei", "李伟", frozenset({Role.STAFF}), "construction")
WANG = Person("p2", "wang", "王芳", frozenset({Role.ADMIN}), None)


def a_session(key: str, person: Person = LI, done: bool = True) -> KeptSession:
    return KeptSession(key, person, NOW, NOW, done)


async def with_people(house: House) -> House:
    for person in (LI, WANG):
        await house.people.add(person, Entry("", "invited", person.id, NOW))
    return house


async def test_a_session_is_found_as_it_was_kept(house: House):
    """By its key alone."""
    sessions = (await with_people(house)).sessions
    await sessions.keep(a_session("one"))
    await sessions.keep(a_session("two", WANG, done=False))

    assert await sessions.find("one") == a_session("one")
    assert await sessions.find("two") == a_session("two", WANG, done=False)
    assert await sessions.find("three") is None


async def test_a_session_has_its_person_as_they_are_now(house: House):
    """Not as they were when it began."""
    sessions = (await with_people(house)).sessions
    await sessions.keep(a_session("one"))
    moved = replace(LI, department="heating", disabled=True)
    await house.people.change(moved, Entry("", "disabled", "p1", NOW))

    found = await sessions.find("one")

    assert found
    assert found.person == moved


async def test_a_use_is_written_down(house: House):
    """As long as the session lasts: one that ended does not come back."""
    sessions = (await with_people(house)).sessions
    await sessions.keep(a_session("one"))
    later = NOW + timedelta(minutes=5)

    assert await sessions.touch(a_session("one"), later)
    assert await sessions.find("one") == replace(a_session("one"), seen_at=later)

    await sessions.end("one")
    assert not await sessions.touch(a_session("one"), later)
    assert await sessions.find("one") is None


async def test_all_sessions_of_a_person_end_together(house: House):
    """Nobody else's."""
    sessions = (await with_people(house)).sessions
    for key, person in (("one", LI), ("two", LI), ("three", WANG)):
        await sessions.keep(a_session(key, person))

    assert sorted(await sessions.end_all("p1")) == ["one", "two"]

    assert await sessions.find("one") is None
    assert await sessions.find("two") is None
    assert await sessions.find("three")
    assert await sessions.end_all("p1") == []
