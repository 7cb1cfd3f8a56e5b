"""Who of the people is told of a unit's tickets."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.dispatch import Delivery
from bot.domain.people import Person, Role
from bot.domain.telling import NOWHERE, Contact
from bot.services.ports.people import Known
from bot.services.readers import Readers
from tests.builders import NOW
from tests.fakes.contacts import FakeContacts
from tests.fakes.house import CATALOGUE
from tests.fakes.people import FakeAudit, FakePeople

UNIT = "construction"
ROBOT = Delivery("feishu", "https://own.example/")
AWAY = date(2026, 11, 24)
HERS = Contact(deputy="wang")


@pytest.fixture
def readers() -> Readers:
    """Li and Wang work for the unit; Li's deputy is Wang."""
    readers = Readers(FakePeople(FakeAudit()), FakeContacts(), CATALOGUE)
    for name in ("li", "wang"):
        join(readers, name)
    readers.contacts.kept["li"] = HERS
    return readers


def join(readers: Readers, name: str, **more: Any) -> None:
    values = {"department": UNIT, "roles": frozenset({Role.STAFF}), **more}
    readers.people.kept[name] = Known(Person(name, name, name, **values), NOW, False)


async def found(readers: Readers) -> list[str]:
    return [person for person, _ in await readers.in_turn("li", UNIT, NOW)]


async def test_a_deputy_comes_second_and_alone_while_somebody_is_away(readers: Readers):
    assert await found(readers) == ["li", "wang"]

    readers.contacts.kept["li"] = replace(HERS, away_until=AWAY)
    assert await found(readers) == ["wang"]

    readers.contacts.kept["wang"] = Contact(away_until=AWAY)
    assert await found(readers) == []


async def test_who_handles_the_units_tickets_no_more_is_no_reader(readers: Readers):
    """Somebody who left, works elsewhere, or is unknown."""
    join(readers, "li", disabled=True)
    join(readers, "wang", department="heating")

    assert await found(readers) == []
    assert await readers.in_turn("nobody", UNIT, NOW) == []


async def test_the_reader_is_the_first_with_a_robot(readers: Readers):
    assert await readers.reader("li", UNIT, NOW) is None

    readers.contacts.kept["wang"] = replace(NOWHERE, robot=ROBOT)
    assert await readers.reader("li", UNIT, NOW) == ("wang", Contact(ROBOT))

    readers.contacts.kept["li"] = replace(HERS, robot=ROBOT)
    assert (await readers.reader("li", UNIT, NOW))[0] == "li"
