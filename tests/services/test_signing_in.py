"""Who signs in, who is refused, and how long a visit lasts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import FieldRejected, NotYours, SignInRefused
from bot.domain.people import Role
from bot.services.ports.audit import Entry
from bot.services.signing_in import WRONG
from tests.services.identity import (
    ELSEWHERE,
    LIMITS,
    OFFICE,
    OTHER_PASSWORD,
    PASSWORD,
    Office,
)

WRONG_PASSWORD = "没有这样的一个密码吧"


async def refused(
    office: Office, login: str, password: str, address: str = OFFICE
) -> SignInRefused:
    with pytest.raises(SignInRefused) as told:
        await office.signing_in.begin(login, password, address)
    return told.value


async def test_who_knows_the_password_is_in():
    """With a session of their own, and a line in the audit."""
    office = Office()
    person = await office.employs(Role.STAFF)

    session = await office.signs_in()

    assert session.person == person
    assert session.second_factor_done
    assert await office.signing_in.look(session.id) == session
    line = office.audit.lines[-1]
    assert (line.who, line.what, line.details) == (person.id, "sign_in", {"address": OFFICE})


async def test_a_login_is_read_as_it_was_meant():
    """Wide letters, a capital one, spaces around it."""
    office = Office()
    await office.employs(Role.STAFF)

    assert (await office.signs_in(login=" Ｌｉ．Ｗei ")).person.login == "li.wei"


async def test_an_unknown_login_a_wrong_password_and_a_disabled_person_are_told_the_same():
    """And a password is compared each time, so that all take as long."""
    office = Office()
    person = await office.employs(Role.STAFF)
    await office.employs(Role.STAFF, login="gone")
    gone = replace(await office.people.find("p-gone"), disabled=True)
    await office.people.change(gone, Entry("", "disabled", gone.id, office.clock()))

    told = [
        await refused(office, "li.wei", WRONG_PASSWORD),
        await refused(office, "nobody", PASSWORD),
        await refused(office, "gone", PASSWORD),
    ]

    assert {(one.words, one.wait_s) for one in told} == {(WRONG, 0)}
    assert len(office.passwords.looked_at) == 3
    assert office.whats[-3:] == ["sign_in_refused"] * 3
    assert [line.subject for line in office.audit.lines[-3:]] == [person.id, "", gone.id]


async def test_what_was_typed_stands_nowhere_in_the_audit():
    """Neither a password nor a login that nobody has: it may be a password, too."""
    office = Office()
    await office.employs(Role.STAFF)

    await refused(office, "secret-typed-as-login", WRONG_PASSWORD)
    await refused(office, "li.wei", WRONG_PASSWORD)

    written = repr(office.audit.lines)
    assert "secret-typed" not in written
    assert WRONG_PASSWORD not in written


@pytest.mark.parametrize("login", ["li.wei", "nobody"])
async def test_six_wrong_tries_lock(login: str):
    """The sixth waits half a minute, also with the right password; whether or not there is one."""
    office = Office()
    await office.employs(Role.STAFF)
    for _ in range(5):
        assert (await refused(office, login, WRONG_PASSWORD)).wait_s == 0
    compared = len(office.passwords.looked_at)

    locked = await refused(office, login, PASSWORD, ELSEWHERE)

    assert locked.wait_s == 30
    assert locked.words == "错的次数太多，请 30 秒后再试。"
    assert len(office.passwords.looked_at) == compared


async def test_whoever_is_locked_out_comes_in_after_the_wait():
    """And begins anew: the next wrong try costs nothing."""
    office = Office()
    await office.employs(Role.STAFF)
    for _ in range(5):
        await refused(office, "li.wei", WRONG_PASSWORD)
    office.clock.forward(seconds=30)

    await office.signs_in()

    for _ in range(5):
        assert (await refused(office, "li.wei", WRONG_PASSWORD)).wait_s == 0


async def test_one_address_that_tries_many_logins_waits():
    """All of a network of IPv6 is one address; others are not held up."""
    office = Office()
    await office.employs(Role.STAFF)
    for number in range(20):
        await refused(office, f"nobody{number}", WRONG_PASSWORD, f"2001:db8:1:2::{number}")

    locked = await refused(office, "li.wei", PASSWORD, "2001:db8:1:2:ffff::1")
    elsewhere = await office.signing_in.begin("li.wei", PASSWORD, "2001:db8:1:3::1")

    assert locked.wait_s == 30
    assert elsewhere.second_factor_done


async def test_an_account_of_ones_own_does_not_clear_the_address():
    """Else whoever has one could try all others for ever."""
    office = Office()
    await office.employs(Role.STAFF)
    for number in range(20):
        await refused(office, f"nobody{number}", WRONG_PASSWORD)
        if number < 19:
            await office.signs_in()

    assert (await refused(office, "li.wei", PASSWORD)).wait_s == 30


async def test_a_password_nobody_had_time_to_look_at_is_no_wrong_one():
    """When too many sign in at once."""
    office = Office()
    await office.employs(Role.STAFF)
    office.passwords.crowded = True
    for _ in range(10):
        assert (await refused(office, "li.wei", PASSWORD)).wait_s == 5
    office.passwords.crowded = False

    assert (await office.signs_in()).second_factor_done


async def test_an_old_hash_is_made_anew():
    """When its owner comes, who alone knows the password."""
    office = Office()
    person = await office.employs(Role.STAFF)
    office.passwords.cost = "dearer"

    await office.signs_in()

    assert (await office.people.credentials(person.id)).password == f"dearer:{PASSWORD}"
    assert office.whats == ["sign_in"]


# --- visits ---------------------------------------------------------------------------------------


async def test_a_session_is_kept_by_its_hash_and_its_form_token_is_another():
    """Whoever reads the store signs in as nobody."""
    office = Office()
    await office.employs(Role.STAFF)
    one, two = await office.signs_in(), await office.signs_in()

    assert one.id not in repr(office.sessions.kept)
    assert len(one.id) >= 43
    assert len({one.id, two.id, one.csrf, two.csrf}) == 4
    assert one.csrf not in repr(office.sessions.kept)


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "x" * 5000, "\ud800"])
async def test_a_made_up_cookie_is_nobodys(cookie: str):
    assert await Office().signing_in.look(cookie) is None


@pytest.mark.parametrize(
    ("role", "idle"), [(Role.STAFF, LIMITS.idle), (Role.ADMIN, LIMITS.idle_of_admins)]
)
async def test_an_idle_visit_ends(role: Role, idle: timedelta):
    """Sooner for admins; and it is not kept any longer."""
    office = Office()
    await office.employs(role)
    session = await office.signs_in()

    office.clock.now += idle / 4
    assert await office.signing_in.look(session.id)
    office.clock.now += idle - timedelta(seconds=1)
    assert await office.signing_in.look(session.id)
    office.clock.now += idle

    assert await office.signing_in.look(session.id) is None
    assert not office.is_kept(session)


async def test_a_visit_that_is_used_all_the_time_ends_after_twelve_hours():
    office = Office()
    await office.employs(Role.STAFF)
    session = await office.signs_in()

    for _ in range(23):
        office.clock.forward(minutes=30)
        assert await office.signing_in.look(session.id)
    office.clock.forward(minutes=30)

    assert await office.signing_in.look(session.id) is None


async def test_a_use_is_written_down_once_a_minute():
    """Every click would be a write to the store."""
    office = Office()
    await office.employs(Role.STAFF)
    session = await office.signs_in()

    office.clock.forward(seconds=59)
    seen = await office.signing_in.look(session.id)
    assert seen
    assert seen.seen_at == session.seen_at

    office.clock.forward(seconds=1)
    await office.signing_in.look(session.id)
    seen = await office.signing_in.look(session.id)
    assert seen
    assert seen.seen_at == office.clock()


async def test_who_signs_out_is_out():
    """Of this visit, not of another."""
    office = Office()
    await office.employs(Role.STAFF)
    one, two = await office.signs_in(), await office.signs_in()

    await office.signing_in.end(one)

    assert await office.who([one, two]) == [None, "li.wei"]
    assert office.whats[-1] == "sign_out"


async def test_a_page_that_is_only_open_keeps_nobody_signed_in():
    """It learns that the visit lasts, and when it is over: by time, by hand, for its person."""
    office = Office()
    person = await office.employs(Role.STAFF)
    idle, ended = await office.signs_in(), await office.signs_in()
    assert await office.signing_in.still(idle) == idle

    office.clock.now += LIMITS.idle / 2
    assert await office.signing_in.still(idle) == idle
    await office.signing_in.end(ended)
    assert await office.signing_in.still(ended) is None
    office.clock.now += LIMITS.idle / 2
    assert await office.signing_in.still(idle) is None

    gone = await office.signs_in()
    left = Entry("", "disabled", person.id, office.clock())
    await office.people.change(replace(person, disabled=True), left)
    assert await office.signing_in.still(gone) is None


async def test_who_signs_out_everywhere_is_out_everywhere():
    """And it is written down."""
    office = Office()
    person = await office.employs(Role.STAFF)
    one, two = await office.signs_in(), await office.signs_in()

    await office.signing_in.end_all(person.id, OFFICE)

    assert await office.who([one, two]) == [None, None]
    assert office.whats[-1] == "sign_out_everywhere"


async def test_a_disabled_persons_visit_is_over_wherever_it_is_kept():
    """Even if nobody ended it."""
    office = Office()
    person = await office.employs(Role.STAFF)
    session = await office.signs_in()
    await office.people.change(
        replace(person, disabled=True), Entry("", "disabled", person.id, office.clock())
    )

    assert office.is_kept(session)
    assert await office.signing_in.look(session.id) is None


# --- a new password -------------------------------------------------------------------------------


async def test_a_new_password_ends_all_other_visits():
    """The old one opens nothing any more."""
    office = Office()
    await office.employs(Role.STAFF)
    here, there = await office.signs_in(), await office.signs_in()

    anew = await office.signing_in.change_password(here, PASSWORD, OTHER_PASSWORD, OFFICE)

    assert await office.who([here, there, anew]) == [None, None, "li.wei"]
    assert office.whats[-1] == "password_changed"
    assert (await refused(office, "li.wei", PASSWORD)).words == WRONG
    assert await office.signs_in(password=OTHER_PASSWORD)


async def test_a_new_password_needs_the_old_one():
    """A visit left open is not enough; and guessing locks here, too."""
    office = Office()
    await office.employs(Role.STAFF)
    session = await office.signs_in()

    waits = []
    for _ in range(6):
        with pytest.raises(SignInRefused) as told:
            await office.signing_in.change_password(session, WRONG_PASSWORD, OTHER_PASSWORD)
        waits.append(told.value.wait_s)

    assert waits == [0, 0, 0, 0, 0, 30]
    assert await office.who([session]) == ["li.wei"]


@pytest.mark.parametrize("new", ["short", "1234567890", "li.wei-李伟-2026", PASSWORD])
async def test_a_poor_new_password_is_refused_in_words(new: str):
    """Before anything is tried."""
    office = Office()
    await office.employs(Role.STAFF)
    session = await office.signs_in()

    with pytest.raises(FieldRejected) as told:
        await office.signing_in.change_password(session, PASSWORD, new)

    assert told.value.field == "password"
    assert "密码" in told.value.problem
    assert await office.signs_in()


async def test_half_signed_in_nobody_changes_a_password():
    """Whoever has only the password would lock its owner out."""
    office = Office()
    await office.employs(Role.ADMIN)
    await office.enrolled()
    half = await office.signs_in()

    with pytest.raises(NotYours):
        await office.signing_in.change_password(half, PASSWORD, OTHER_PASSWORD)
