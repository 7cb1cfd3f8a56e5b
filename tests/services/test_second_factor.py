"""A code besides the password: required of admins, taken once."""

import pytest

from bot.domain.errors import NotYours, SignInRefused
from bot.domain.people import Role
from bot.services.signing_in import WRONG_CODE
from tests.services.identity import OFFICE, Office


async def an_office(*roles: Role) -> Office:
    office = Office()
    await office.employs(*roles or (Role.ADMIN,))
    return office


async def refused(office: Office, session, code: str) -> SignInRefused:
    with pytest.raises(SignInRefused) as told:
        await office.signing_in.second_factor(session, code, OFFICE)
    return told.value


async def test_an_admin_sets_up_an_authenticator_first():
    """With the password alone they are half in; then all in, under another id."""
    office = await an_office(Role.ADMIN, Role.EDITOR)
    half = await office.signs_in()
    assert (half.second_factor_done, half.enrolled) == (False, False)
    assert office.whats == []

    plate = await office.signing_in.plate(half)
    assert await office.signing_in.plate(half) == plate
    session, codes = await office.signing_in.enrol(half, office.code(), OFFICE)

    assert session.second_factor_done
    assert await office.who([half, session]) == [None, "li.wei"]
    assert len(set(codes)) == 10
    assert office.whats == ["authenticator_set", "sign_in"]
    assert "sealed" not in repr(office.audit.lines)


async def test_afterwards_a_code_is_asked_for():
    """The half visit ends with it."""
    office = await an_office()
    await office.enrolled()

    half = await office.signs_in()
    assert (half.second_factor_done, half.enrolled) == (False, True)
    assert await office.signing_in.look(half.id) == half
    session = await office.signing_in.second_factor(half, office.code(), OFFICE)

    assert session.second_factor_done
    assert session.id != half.id
    assert session.csrf != half.csrf
    assert await office.who([half, session]) == [None, "li.wei"]


async def test_staff_may_have_one_and_are_asked_from_then_on():
    office = await an_office(Role.STAFF)
    session = await office.signs_in()
    assert session.second_factor_done
    await office.enrolled()

    assert not (await office.signs_in()).second_factor_done


async def test_a_code_opens_once():
    """Whoever looked over a shoulder comes too late, with the code before it as well."""
    office = await an_office()
    await office.enrolled()
    first, second = await office.signs_in(), await office.signs_in()
    code, before = office.code(), office.code(steps=-1)
    await office.signing_in.second_factor(first, code)

    assert (await refused(office, second, code)).words == WRONG_CODE
    assert (await refused(office, second, before)).words == WRONG_CODE
    assert not (await office.signs_in()).second_factor_done


async def test_the_code_that_proved_the_authenticator_opens_nothing():
    """It was used."""
    office = await an_office()
    half = await office.signs_in()
    await office.signing_in.plate(half)
    code = office.code()
    await office.signing_in.enrol(half, code)

    await refused(office, await office.signs_in(), code)


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True)])
async def test_the_neighbouring_codes_are_taken_too(steps: int, opens: bool):
    """Clocks differ by some seconds."""
    office = await an_office()
    await office.enrolled()
    office.clock.forward(minutes=5)
    half = await office.signs_in()

    if opens:
        assert await office.signing_in.second_factor(half, office.code(steps=steps))
    else:
        await refused(office, half, office.code(steps=steps))


async def test_a_code_is_read_as_it_was_meant():
    """With a gap, or in the wide digits of a Chinese keyboard."""
    office = await an_office()
    await office.enrolled()
    code = office.code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    session = await office.signing_in.second_factor(
        await office.signs_in(), f" {wide[:3]} {wide[3:]} "
    )

    assert session.second_factor_done


async def test_each_recovery_code_opens_once():
    """However it is typed; it is kept as a hash alone."""
    office = await an_office()
    _, codes = await office.enrolled()
    assert codes[0] not in repr(office.people.shown)

    first, second = await office.signs_in(), await office.signs_in()
    typed = codes[0].lower().replace("-", " ")
    assert (await office.signing_in.second_factor(first, typed)).second_factor_done
    await refused(office, second, codes[0])
    assert (await office.signing_in.second_factor(second, codes[1])).second_factor_done
    assert office.whats.count("recovery_code_used") == 2


async def test_guessing_codes_locks_although_the_password_is_right():
    """Signing in anew with the password does not clear what was wrong."""
    office = await an_office()
    await office.enrolled()

    waits = []
    for _ in range(6):
        try:
            half = await office.signs_in()
            waits.append((await refused(office, half, "000000")).wait_s)
        except SignInRefused as locked:
            waits.append(locked.wait_s)

    assert waits == [0, 0, 0, 0, 0, 30]


async def test_a_wrong_first_code_proves_nothing():
    office = await an_office()
    half = await office.signs_in()
    await office.signing_in.plate(half)

    with pytest.raises(SignInRefused):
        await office.signing_in.enrol(half, "000000")

    assert not (await office.signs_in()).enrolled


async def test_an_authenticator_that_works_is_neither_shown_nor_replaced():
    """Half signed in, whoever has only the password would set up their own."""
    office = await an_office()
    await office.enrolled()
    half = await office.signs_in()

    with pytest.raises(NotYours):
        await office.signing_in.plate(half)
    with pytest.raises(NotYours):
        await office.signing_in.enrol(half, office.code())
