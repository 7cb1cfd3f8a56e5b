"""A browser that somebody signed in with is known again, and no other is."""

from datetime import timedelta

import pytest

from bot.domain.errors import SignInRefused
from bot.domain.people import Role
from bot.services.devices import LASTS, Devices
from tests.fakes.house import FakeClock
from tests.services.identity import ELSEWHERE, KEY, OFFICE, PASSWORD, Office

WRONG = "猜来猜去猜不对的密码"


async def an_office() -> tuple[Office, str]:
    """Somebody who has signed in before, and what their browser keeps of it."""
    office = Office()
    await office.employs(Role.STAFF)
    return office, office.signing_in.device_of(await office.signs_in())


async def guesses(office: Office, times: int, device: str = "", address: str = ELSEWHERE) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            await office.signing_in.begin("li.wei", WRONG, address, device)


async def test_strangers_wrong_tries_do_not_keep_the_owner_out():
    """However often they try, and wherever the owner is today."""
    office, device = await an_office()
    await guesses(office, 30)

    assert await office.signing_in.begin("li.wei", PASSWORD, "203.0.113.80", device)

    with pytest.raises(SignInRefused) as refused:
        await office.signing_in.begin("li.wei", PASSWORD, ELSEWHERE)
    assert refused.value.wait_s


async def test_who_comes_in_by_a_known_browser_opens_nothing_for_strangers():
    """Their wait goes on."""
    office, device = await an_office()
    await guesses(office, 6)

    await office.signing_in.begin("li.wei", PASSWORD, OFFICE, device)

    with pytest.raises(SignInRefused) as refused:
        await office.signing_in.begin("li.wei", PASSWORD, ELSEWHERE)
    assert refused.value.wait_s


async def test_six_wrong_tries_lock_a_known_browser_alone():
    """Somebody sits at it who should not; everybody else comes in."""
    office, device = await an_office()
    await guesses(office, 6, device)

    with pytest.raises(SignInRefused) as refused:
        await office.signing_in.begin("li.wei", PASSWORD, OFFICE, device)

    assert refused.value.wait_s
    assert await office.signing_in.begin("li.wei", PASSWORD, OFFICE)


@pytest.mark.parametrize("forged", ["", "x", "1.x.y", "1.x." + "0" * 64, "喵.喵.喵", "a" * 5000])
async def test_what_we_did_not_sign_is_a_stranger(forged: str):
    """And stays locked with them."""
    office, _ = await an_office()
    await guesses(office, 6)

    with pytest.raises(SignInRefused) as refused:
        await office.signing_in.begin("li.wei", PASSWORD, OFFICE, forged)
    assert refused.value.wait_s


async def test_a_browser_is_known_for_its_own_login_alone():
    """Whoever has one account cannot try another one with it."""
    office, device = await an_office()
    devices = office.signing_in.lockout.devices

    assert devices.known("li.wei", device)
    assert devices.known("admin", device) is None


async def test_a_changed_date_is_no_longer_ours():
    """Nobody makes a browser younger."""
    office, device = await an_office()

    _, rest = device.split(".", 1)

    assert office.signing_in.lockout.devices.known("li.wei", f"99999999999.{rest}") is None


async def test_a_browser_is_forgotten_after_half_a_year():
    """It may be somebody else's by then."""
    clock = FakeClock()
    devices = Devices(KEY, clock)
    word = devices.new("li.wei")

    clock.forward(days=LASTS.days)
    assert devices.known("li.wei", word)
    clock.forward(seconds=timedelta(seconds=2).total_seconds())
    assert devices.known("li.wei", word) is None


async def test_without_a_key_nobody_is_known():
    """What anybody could sign is worth nothing."""
    empty = Devices("", FakeClock())

    assert empty.new("li.wei") == ""
    assert empty.known("li.wei", Devices(KEY, FakeClock()).new("li.wei")) is None


async def test_half_signed_in_no_browser_is_known():
    """The code is still to come."""
    office = Office()
    await office.employs(Role.ADMIN)

    assert office.signing_in.device_of(await office.signs_in()) == ""


async def test_strangers_wrong_codes_are_counted_apart_too():
    """The code is a try like the password."""
    office = Office()
    await office.employs(Role.ADMIN)
    session, _ = await office.enrolled()
    device = office.signing_in.device_of(session)
    half = await office.signing_in.begin("li.wei", PASSWORD, OFFICE, device)
    await guesses(office, 6)

    assert await office.signing_in.second_factor(half, office.code(), OFFICE, device)
