"""The account we keep of WeChat's rights: 5 in 48 hours, 3 in a minute, never one too many."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.adapters.store import Database, SqlInbox
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.ledger import Ledger
from bot.adapters.wechat.tries import End, Tries
from bot.domain.messages import SPOKEN, Kind
from tests.adapters.wechat.conftest import OPENID, Clock
from tests.builders import NOW, a_message

CITIZEN = "c1"


async def came(database: Database, kind: Kind, at: datetime = NOW, citizen: str = CITIZEN) -> None:
    message = a_message(key=f"{citizen} {kind} {at}", citizen=citizen, kind=kind, at=at)
    await SqlInbox(database).receive(message, at)


async def taken(ledger: Ledger, times: int, now: datetime = NOW) -> list[bool]:
    return [await ledger.take(CITIZEN, f"p{n}", now) is not None for n in range(times)]


@pytest.mark.parametrize("kind", sorted(SPOKEN))
async def test_a_message_gives_five_rights(database: Database, kind: Kind):
    await came(database, kind)

    assert await taken(Ledger(database), 6) == [True] * 5 + [False]


@pytest.mark.parametrize("kind", [Kind.MENU, Kind.FOLLOWED, Kind.SCANNED])
async def test_a_menu_click_a_follow_and_a_scan_give_three(database: Database, kind: Kind):
    await came(database, kind)

    assert await taken(Ledger(database), 4) == [True] * 3 + [False]


@pytest.mark.parametrize("kind", [Kind.NOTED, Kind.UNFOLLOWED])
async def test_other_events_give_none(database: Database, kind: Kind):
    await came(database, kind)

    assert await taken(Ledger(database), 1) == [False]


async def test_who_never_came_gives_no_right(either_database: Database):
    assert await taken(Ledger(either_database), 1) == [False]


async def test_the_rights_of_a_message_end_before_48_hours(either_database: Database):
    await came(either_database, Kind.TEXT)
    ledger = Ledger(either_database)

    assert await ledger.left(CITIZEN, NOW + timedelta(hours=47)) == 5
    assert await ledger.left(CITIZEN, NOW + timedelta(hours=48)) == 0


async def test_the_rights_of_a_click_end_before_a_minute(either_database: Database):
    await came(either_database, Kind.MENU)
    ledger = Ledger(either_database)

    assert await ledger.left(CITIZEN, NOW + timedelta(seconds=50)) == 3
    assert await ledger.left(CITIZEN, NOW + timedelta(seconds=60)) == 0


async def test_a_new_message_gives_five_anew(either_database: Database):
    ledger = Ledger(either_database)
    await came(either_database, Kind.TEXT)
    await taken(ledger, 5)

    await came(either_database, Kind.TEXT, NOW + timedelta(minutes=1))

    assert await ledger.left(CITIZEN, NOW + timedelta(minutes=1)) == 5


async def test_the_window_that_ends_first_is_used_first(either_database: Database):
    ledger = Ledger(either_database)
    await came(either_database, Kind.TEXT, NOW - timedelta(hours=1))
    await came(either_database, Kind.MENU)

    assert await taken(ledger, 3) == [True] * 3

    assert await ledger.left(CITIZEN, NOW + timedelta(minutes=2)) == 5


async def test_a_right_given_back_can_be_taken_again(either_database: Database):
    ledger = Ledger(either_database)
    await came(either_database, Kind.TEXT)
    right = await ledger.take(CITIZEN, "p", NOW)
    assert right is not None

    await Tries(either_database).undo(right)

    assert await ledger.left(CITIZEN, NOW) == 5


async def test_a_try_of_unknown_end_keeps_its_right(database: Database):
    """WeChat may have counted it."""
    ledger, tries = Ledger(database), Tries(database)
    await came(database, Kind.TEXT)
    right = await ledger.take(CITIZEN, "p", NOW)
    assert right is not None

    await tries.unknown(right)
    await tries.hand_over("p")

    assert await ledger.left(CITIZEN, NOW) == 4


async def test_when_wechat_says_no_nothing_is_left_until_the_citizen_comes_again(
    either_database: Database,
):
    ledger = Ledger(either_database)
    await came(either_database, Kind.TEXT)

    await ledger.close(CITIZEN, "p", NOW)
    assert await ledger.left(CITIZEN, NOW) == 0

    await came(either_database, Kind.TEXT, NOW + timedelta(seconds=1))
    assert await ledger.left(CITIZEN, NOW + timedelta(seconds=1)) == 5


async def test_every_citizen_has_an_account_of_their_own(database: Database):
    await came(database, Kind.TEXT, citizen="c2")

    assert await Ledger(database).left(CITIZEN, NOW) == 0


async def test_twenty_workers_at_once_take_five_rights(either_database: Database, clock: Clock):
    """Each counts in a transaction of its own, one after another."""
    await Contacts(either_database, clock).followed(CITIZEN, OPENID, NOW)
    await came(either_database, Kind.TEXT)

    rights = await asyncio.gather(
        *(Ledger(either_database).take(CITIZEN, f"p{n}", NOW) for n in range(20))
    )

    assert len([right for right in rights if right is not None]) == 5


async def test_tries_of_a_parcel_are_told_in_order(either_database: Database):
    tries = Tries(either_database)
    first = await tries.begin(CITIZEN, "p", "template", NOW)
    second = await tries.begin(CITIZEN, "p", "template", NOW)
    await tries.begin(CITIZEN, "another", "template", NOW)

    await tries.unknown(first)
    await tries.sent(second, "17")

    assert [one.end for one in await tries.of("p")] == [End.UNKNOWN, End.SENT]
