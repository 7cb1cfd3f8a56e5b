"""Admins' work: who has an account, and that the house is never locked from inside."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import FieldRejected, LastAdmin, NotFound, NotYours, SignInRefused
from bot.domain.people import Person, Role
from tests.services.identity import OTHER_PASSWORD, PASSWORD, Office


async def an_office() -> tuple[Office, Person]:
    office = Office()
    admin = await office.employs(Role.ADMIN, login="wang", department=None)
    return office, admin


async def invited(office: Office, by: Person | None, **told: Any) -> str:
    values = {
        "login": "li.wei",
        "name": "李伟",
        "roles": frozenset({Role.STAFF}),
        "department": "construction",
        **told,
    }
    return await office.accounts.invite(by, **values)


async def changed(office: Office, by: Person | None, person: Person, **told: Any) -> Person:
    now = replace(person, **told)
    return await office.accounts.change(
        by,
        person.id,
        name=now.name,
        roles=now.roles,
        department=now.department,
        disabled=now.disabled,
    )


async def test_who_is_invited_chooses_a_password_and_signs_in():
    """The link says whom it is for, and is good once."""
    office, admin = await an_office()
    token = await invited(office, admin, login="Li.Wei", name=" 李伟 ")

    for_whom = await office.accounts.look_at(token)
    joined = await office.accounts.accept(token, PASSWORD)

    assert joined == for_whom
    assert (joined.login, joined.name, joined.department) == ("li.wei", "李伟", "construction")
    assert (await office.signs_in()).person == joined
    for again in (office.accounts.look_at(token), office.accounts.accept(token, PASSWORD)):
        with pytest.raises(NotFound):
            await again
    assert office.whats == ["invited", "link_made", "joined", "sign_in"]
    assert [line.who for line in office.audit.lines] == [admin.id, admin.id, joined.id, joined.id]
    assert token not in repr((office.people.links, office.audit.lines))


async def test_a_link_is_good_for_a_day():
    office, admin = await an_office()
    token = await invited(office, admin)

    office.clock.now += timedelta(hours=24) - timedelta(seconds=1)
    assert await office.accounts.look_at(token)
    office.clock.forward(seconds=1)
    with pytest.raises(NotFound):
        await office.accounts.look_at(token)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"login": ""}, "login"),
        ({"login": "李伟"}, "login"),
        ({"login": "-li"}, "login"),
        ({"login": "l" * 33}, "login"),
        ({"login": "WANG"}, "login"),
        ({"name": "  "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"name": "李\n伟"}, "name"),
        ({"roles": frozenset()}, "roles"),
        ({"department": "nowhere"}, "department"),
        ({"department": None}, "department"),
        ({"department": ""}, "department"),
        ({"roles": frozenset({Role.SUPERVISOR}), "department": None}, "department"),
        ({"roles": frozenset({Role.AUDITOR, Role.STAFF})}, "roles"),
        ({"roles": frozenset({Role.AUDITOR, Role.ADMIN})}, "roles"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(told: dict[str, Any], field: str):
    """And nobody is added."""
    office, admin = await an_office()

    with pytest.raises(FieldRejected) as refused:
        await invited(office, admin, **told)

    assert refused.value.field == field
    assert len(await office.people.all()) == 1
    assert office.whats == []


async def test_who_works_for_no_unit_needs_none():
    office, admin = await an_office()

    await invited(office, admin, roles=frozenset({Role.AUDITOR}), department=None)

    person = await office.people.by_login("li.wei")
    assert person
    assert person.department is None


async def test_a_poor_password_leaves_the_link_open():
    """So that a better one can be chosen."""
    office, admin = await an_office()
    token = await invited(office, admin)

    with pytest.raises(FieldRejected) as refused:
        await office.accounts.accept(token, "li.wei.2026")

    assert refused.value.problem == "密码里不能有登录名，请换一个。"
    assert await office.accounts.accept(token, PASSWORD)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_only_admins_manage_people(role: Role):
    """No other role, not all of them together."""
    office, admin = await an_office()
    other = await office.employs(role, login="other")

    for refused in (
        invited(office, other),
        changed(office, other, admin, disabled=True),
        office.accounts.reset(other, admin.id),
    ):
        with pytest.raises(NotYours):
            await refused
    assert office.whats == []


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({"roles": frozenset({Role.STAFF, Role.EDITOR})}, "role_changed"),
        ({"department": "heating"}, "department_changed"),
        ({"disabled": True}, "disabled"),
        ({"name": "李伟伟"}, "person_changed"),
    ],
)
async def test_who_is_changed_signs_in_anew(told: dict[str, Any], what: str):
    """And a line says what was before and what is now."""
    office, admin = await an_office()
    person = await office.employs(Role.STAFF)
    session, admins = await office.signs_in(), await office.signs_in("wang")

    now = await changed(office, admin, person, **told)

    assert await office.people.find(person.id) == now == replace(person, **told)
    assert await office.who([session, admins]) == [None, "wang"]
    line = office.audit.lines[-1]
    assert (line.who, line.what, line.subject) == (admin.id, what, person.id)
    assert line.details["roles_before"] == "staff"
    assert line.details["department_before"] == "construction"


async def test_who_is_enabled_again_signs_in():
    office, admin = await an_office()
    person = await office.employs(Role.STAFF)
    gone = await changed(office, admin, person, disabled=True)
    with pytest.raises(SignInRefused):
        await office.signs_in()

    await changed(office, admin, gone, disabled=False)

    assert await office.signs_in()
    assert "enabled" in office.whats


async def test_somebody_of_a_unit_that_is_gone_can_be_disabled():
    """Not changed otherwise, until they have a unit."""
    office, admin = await an_office()
    person = await office.employs(Role.STAFF, department="abolished")

    with pytest.raises(FieldRejected):
        await changed(office, admin, person, name="李伟伟")
    await changed(office, admin, person, disabled=True)

    assert (await office.people.find(person.id)).disabled


async def test_who_becomes_an_admin_shows_a_code_from_then_on():
    office, admin = await an_office()
    person = await office.employs(Role.STAFF)
    session = await office.signs_in()

    await changed(office, admin, person, roles=frozenset({Role.ADMIN}))

    assert await office.who([session]) == [None]
    assert not (await office.signs_in()).second_factor_done


async def test_an_admin_does_not_lock_the_house_from_inside():
    """Neither by disabling, nor by giving the role away, nor by a reset whose link gets lost."""
    office, admin = await an_office()

    for refused in (
        changed(office, admin, admin, disabled=True),
        changed(office, admin, admin, roles=frozenset({Role.AUDITOR})),
        office.accounts.reset(admin, admin.id),
    ):
        with pytest.raises(LastAdmin) as told:
            await refused
    assert "管理员" in str(told.value)
    assert await office.signs_in("wang")


async def test_at_the_terminal_the_last_admin_may_be_reset():
    """Whoever has lost their phone, and is alone."""
    office, admin = await an_office()

    token = await office.accounts.reset(None, admin.id)

    assert await office.accounts.accept(token, OTHER_PASSWORD) == admin
    assert (await office.signs_in("wang", OTHER_PASSWORD)).person == admin


async def test_a_reset_voids_password_authenticator_and_visits():
    """Until the link is taken there is no way in; the wait for wrong tries is over with it."""
    office, admin = await an_office()
    person = await office.employs(Role.STAFF)
    session, _ = await office.enrolled()
    old = await invited_again(office, person)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await office.signs_in(password=OTHER_PASSWORD)

    token = await office.accounts.reset(admin, person.id)

    assert await office.who([session]) == [None]
    with pytest.raises(SignInRefused) as refused:
        await office.signs_in()
    assert refused.value.wait_s == 0
    with pytest.raises(NotFound):
        await office.accounts.accept(old, OTHER_PASSWORD)
    await office.accounts.accept(token, OTHER_PASSWORD)
    assert (await office.signs_in(password=OTHER_PASSWORD)).second_factor_done


async def invited_again(office: Office, person: Person) -> str:
    """A link that was open already."""
    made = await office.accounts._link(None, person)
    assert await office.accounts.look_at(made) == person
    return made


async def test_taking_a_link_ends_the_visits_of_before():
    """Whoever knew the old password is out."""
    office, _ = await an_office()
    person = await office.employs(Role.STAFF)
    link = await invited_again(office, person)
    session = await office.signs_in()

    await office.accounts.accept(link, OTHER_PASSWORD)

    assert await office.who([session]) == [None]


async def test_a_disabled_person_takes_no_link():
    office, admin = await an_office()
    token = await invited(office, admin)
    person = await office.people.by_login("li.wei")
    assert person
    await changed(office, admin, person, disabled=True)

    with pytest.raises(NotFound):
        await office.accounts.accept(token, PASSWORD)
    with pytest.raises(FieldRejected):
        await office.accounts.reset(admin, person.id)


# --- the first admin ------------------------------------------------------------------------------


async def test_the_first_admin_comes_by_a_link():
    """With every role that a small office starts with, and an authenticator to set up."""
    office = Office()

    token = await office.accounts.first_link()

    assert token
    person = await office.accounts.accept(token, PASSWORD)
    assert person.roles == {Role.ADMIN, Role.SUPERVISOR, Role.EDITOR, Role.PUBLISHER}
    assert (person.login, person.department) == ("admin", "service_center")
    assert not (await office.signs_in("admin")).second_factor_done


async def test_each_start_gives_a_link_until_one_is_taken():
    """Two gateways that start together each print one; one person comes of them."""
    office = Office()
    first, second = await office.accounts.first_link(), await office.accounts.first_link()
    assert first
    assert second

    await office.accounts.accept(first, PASSWORD)

    with pytest.raises(NotFound):
        await office.accounts.accept(second, OTHER_PASSWORD)
    assert await office.accounts.first_link() is None
    assert len(await office.people.all()) == 1


async def test_there_is_no_first_link_where_somebody_has_or_gets_an_account():
    """Invited at the terminal, for one; nor after a reset of the only admin."""
    office = Office()
    await invited(office, None)
    assert await office.accounts.first_link() is None

    alone, admin = await an_office()
    await alone.accounts.reset(None, admin.id)
    assert await alone.accounts.first_link() is None


async def test_the_first_admin_who_was_reset_gets_no_first_link():
    """They joined once: a start prints no way in."""
    office = Office()
    token = await office.accounts.first_link()
    assert token
    person = await office.accounts.accept(token, PASSWORD)
    await office.accounts.reset(None, person.id)

    assert await office.accounts.first_link() is None
