"""What every store of people promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import FieldRejected, LastAdmin, NotFound
from bot.domain.people import Person, Role
from bot.services.ports.audit import Entry
from bot.services.ports.people import Credentials
from tests.builders import NOW
from tests.contracts.people import House

LI = Person("p1", "li.wei", "李伟", frozenset({Role.STAFF}), "construction")
WANG = Person("p2", "wang", "王芳", frozenset({Role.ADMIN, Role.EDITOR}), None)
ZHAO = Person("p3", "zhao", "赵敏", frozenset({Role.ADMIN}), None)
TOMORROW = NOW + timedelta(days=1)


def entry(what: str, **more: Any) -> Entry:
    return Entry("p9", what, "p1", more.pop("at", NOW), more)


async def has_joined(house: House, person: Person) -> Person:
    await house.people.add(person, entry("invited"))
    await house.people.set_password(person.id, "hash", None)
    return person


async def whats(house: House) -> list[str]:
    return [line.what for line in reversed(await house.audit.read())]


async def test_somebody_is_found_as_they_were_added(house: House):
    """By id, by login, and in the list, by login."""
    await house.people.add(WANG, entry("invited"))
    await house.people.add(LI, entry("invited"))

    assert await house.people.find("p1") == LI
    assert await house.people.by_login("wang") == WANG
    assert await house.people.by_login("nobody") is None
    known = await house.people.all()
    assert [(one.person, one.joined_at, one.has_authenticator) for one in known] == [
        (LI, None, False),
        (WANG, None, False),
    ]
    assert await house.people.credentials("p1") == Credentials()
    assert await whats(house) == ["invited", "invited"]


async def test_nobody_is_found_who_was_not_added(house: House):
    for asked in (house.people.find("p1"), house.people.credentials("p1")):
        with pytest.raises(NotFound):
            await asked
    for told in (
        house.people.change(LI, entry("role_changed")),
        house.people.set_password("p1", "hash", entry("password_changed")),
        house.people.forget_credentials("p1", True, entry("reset")),
    ):
        with pytest.raises(NotFound):
            await told
    assert await whats(house) == []


async def test_a_login_has_one_person(house: House):
    """The second is told so, and nothing of them is written."""
    await house.people.add(LI, entry("invited"))

    with pytest.raises(FieldRejected) as refused:
        await house.people.add(replace(WANG, login="li.wei"), entry("invited"))

    assert refused.value.field == "login"
    assert await whats(house) == ["invited"]
    assert len(await house.people.all()) == 1


async def test_a_change_is_kept_with_its_line(house: House):
    """Name, roles, unit, disabled."""
    await house.people.add(LI, entry("invited"))
    changed = replace(
        LI, name="李伟伟", roles=frozenset({Role.AUDITOR}), department=None, disabled=True
    )

    await house.people.change(changed, entry("disabled", roles="auditor"))

    assert await house.people.find("p1") == changed
    line, *_ = await house.audit.read()
    assert (line.who, line.what, line.subject, line.at) == ("p9", "disabled", "p1", NOW)
    assert line.details == {"roles": "auditor"}


@pytest.mark.parametrize(
    "change", [{"disabled": True}, {"roles": frozenset({Role.STAFF}), "department": "construction"}]
)
async def test_the_last_admin_stays(house: House, change: dict[str, Any]):
    """Who has not joined yet, or is disabled, does not run the house either."""
    await has_joined(house, WANG)
    await house.people.add(ZHAO, entry("invited"))
    disabled = replace(LI, roles=WANG.roles, disabled=True)
    await has_joined(house, disabled)

    with pytest.raises(LastAdmin):
        await house.people.change(replace(WANG, **change), entry("role_changed"))

    assert await house.people.find("p2") == WANG
    assert "role_changed" not in await whats(house)


async def test_with_a_second_admin_the_first_may_go(house: House):
    await has_joined(house, WANG)
    await has_joined(house, ZHAO)

    await house.people.change(replace(WANG, disabled=True), entry("disabled"))

    assert (await house.people.find("p2")).disabled


async def test_two_admins_who_disable_each_other_are_not_both_gone(house: House):
    """Whoever comes second is refused."""
    await has_joined(house, WANG)
    await has_joined(house, ZHAO)

    went = await asyncio.gather(
        house.people.change(replace(WANG, disabled=True), entry("disabled")),
        house.people.change(replace(ZHAO, disabled=True), entry("disabled")),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in went) == ["LastAdmin", "NoneType"]
    assert sum(not one.person.disabled for one in await house.people.all()) == 1


async def test_a_link_is_good_once(house: House):
    """It sets the password, and every other link of the same person ends."""
    await house.people.add(LI, entry("invited"))
    await house.people.invite("p1", "first", TOMORROW, entry("link_made"))
    await house.people.invite("p1", "second", TOMORROW, entry("link_made"))

    assert await house.people.invited("first", NOW) == LI
    assert await house.people.join("second", "hash", entry("joined")) == LI

    assert (await house.people.credentials("p1")).password == "hash"
    assert [one.joined_at for one in await house.people.all()] == [NOW]
    for key in ("first", "second", "third"):
        with pytest.raises(NotFound):
            await house.people.join(key, "another", entry("joined"))
    assert (await house.people.credentials("p1")).password == "hash"
    assert (await whats(house)).count("joined") == 1


async def test_of_two_who_take_a_link_at_once_one_gets_it(house: House):
    await house.people.add(LI, entry("invited"))
    await house.people.invite("p1", "key", TOMORROW, entry("link_made"))

    went = await asyncio.gather(
        *(house.people.join("key", f"hash {one}", entry("joined")) for one in range(3)),
        return_exceptions=True,
    )

    assert sum(isinstance(one, Person) for one in went) == 1
    assert (await whats(house)).count("joined") == 1


async def test_a_link_ends(house: House):
    """To the moment; and when its person is disabled."""
    await house.people.add(LI, entry("invited"))
    await house.people.invite("p1", "key", TOMORROW, entry("link_made"))

    with pytest.raises(NotFound):
        await house.people.invited("key", TOMORROW)
    with pytest.raises(NotFound):
        await house.people.join("key", "hash", entry("joined", at=TOMORROW))

    await house.people.change(replace(LI, disabled=True), entry("disabled"))
    with pytest.raises(NotFound):
        await house.people.invited("key", NOW)


async def test_who_joins_again_joined_when_they_did(house: House):
    """A reset is no new beginning."""
    await house.people.add(LI, entry("invited"))
    for key, at in (("one", NOW), ("two", NOW + timedelta(hours=1))):
        await house.people.invite("p1", key, TOMORROW, entry("link_made"))
        await house.people.join(key, "hash", entry("joined", at=at))

    assert [one.joined_at for one in await house.people.all()] == [NOW]


async def test_an_authenticator_counts_once_it_works(house: House):
    """Until then another may be proposed; then it stays."""
    await house.people.add(WANG, entry("invited"))
    await house.people.propose_authenticator("p2", "first")
    await house.people.propose_authenticator("p2", "sealed")
    assert await house.people.credentials("p2") == Credentials(authenticator="sealed")

    await house.people.set_authenticator("p2", "sealed", 7, ["a", "b"], entry("authenticator_set"))
    await house.people.propose_authenticator("p2", "another")
    with pytest.raises(NotFound):
        await house.people.set_authenticator("p2", "another", 8, ["c"], entry("authenticator_set"))

    kept = await house.people.credentials("p2")
    assert kept == Credentials(None, "sealed", True, 7, ("a", "b"))
    assert [one.has_authenticator for one in await house.people.all()] == [True]
    assert (await whats(house)).count("authenticator_set") == 1


async def test_a_step_is_taken_once(house: House):
    """Nor is an earlier one taken afterwards."""
    await house.people.add(WANG, entry("invited"))

    assert await house.people.use_step("p2", 7)
    assert not await house.people.use_step("p2", 7)
    assert not await house.people.use_step("p2", 6)
    assert await house.people.use_step("p2", 8)

    went = await asyncio.gather(*(house.people.use_step("p2", 9) for _ in range(3)))
    assert sorted(went) == [False, False, True]


async def test_a_recovery_code_is_taken_once(house: House):
    """The others stay; a line is written for each that was taken."""
    await house.people.add(WANG, entry("invited"))
    await house.people.set_authenticator("p2", "sealed", 7, ["a", "b"], entry("authenticator_set"))

    used = entry("recovery_code_used")
    went = await asyncio.gather(*(house.people.use_recovery("p2", "a", used) for _ in range(3)))
    assert sorted(went) == [False, False, True]
    assert not await house.people.use_recovery("p2", "x", used)

    assert (await house.people.credentials("p2")).recovery == ("b",)
    assert (await whats(house)).count("recovery_code_used") == 1


async def test_what_somebody_shows_is_forgotten(house: House):
    """No password, no authenticator, no link; but the step, so that no code is taken twice."""
    await has_joined(house, WANG)
    await house.people.set_authenticator("p2", "sealed", 7, ["a"], entry("authenticator_set"))
    await house.people.invite("p2", "key", TOMORROW, entry("link_made"))

    with pytest.raises(LastAdmin):
        await house.people.forget_credentials("p2", True, entry("reset"))
    await house.people.forget_credentials("p2", False, entry("reset"))

    assert await house.people.credentials("p2") == Credentials(last_step=7)
    with pytest.raises(NotFound):
        await house.people.invited("key", NOW)
    assert (await whats(house)).count("reset") == 1
