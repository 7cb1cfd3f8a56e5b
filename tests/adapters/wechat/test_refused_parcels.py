"""What each error code makes of a parcel, and of the way it went."""

from datetime import timedelta

import pytest

from bot.adapters.wechat.errors_table import TABLE, Action, Entry
from bot.domain.errors import GiveUp, NoChannelNow, TryLater
from tests.adapters.wechat.conftest import (
    NOTICE,
    TEMPLATE,
    OpenTown,
    Town,
)
from tests.adapters.wechat.sending import (
    SEND,
    send,
)

NO_RIGHT = (45015, 45047)


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: str(entry.code))
async def test_each_code_does_what_the_table_says(town: Town, entry: Entry):
    """None is swallowed, none loops."""
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=entry.code)

    with pytest.raises((NoChannelNow, TryLater, GiveUp)) as failed:
        await send(town)

    # 43004: the citizen left; otherwise no way is left, or another time, or a human
    expected = {
        Action.NEXT_CHANNEL: NoChannelNow,
        Action.SWITCH_OFF: NoChannelNow,
        Action.PARK: GiveUp,
    }.get(entry.action, TryLater)
    assert type(failed.value) is expected
    calls = {Action.BACK_OFF: 4, Action.REFRESH: 2}.get(entry.action, 1)
    assert await town.calls(SEND) == calls
    assert [a.kind for a in town.bell.rung] == ([f"wechat.{entry.code}"] if entry.alarm else [])


async def test_a_code_nobody_foresaw_parks_the_parcel_and_tells_the_rid(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=88888)

    with pytest.raises(GiveUp):
        await send(town)

    (alarm,) = town.bell.rung
    assert alarm.kind == "wechat.88888"
    assert "rid" in alarm.text


@pytest.mark.parametrize(
    "entry", [e for e in TABLE if e.code not in NO_RIGHT], ids=lambda entry: str(entry.code)
)
async def test_a_known_failure_gives_the_right_back(town: Town, entry: Entry):
    await town.sim.say(town.openid, "路灯坏了")
    before = await town.ledger.left(town.citizen, town.clock())
    await town.sim.fail_api(SEND, code=entry.code)

    with pytest.raises((NoChannelNow, TryLater, GiveUp)):
        await send(town)

    assert await town.ledger.left(town.citizen, town.clock()) == before


@pytest.mark.parametrize("code", NO_RIGHT)
async def test_wechats_no_is_believed(town: Town, code: int):
    """Its count is the one that matters: nothing more until the citizen comes again."""
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=code, times=1)
    for parcel in ("p1", "p2"):
        with pytest.raises(NoChannelNow):
            await send(town, id=parcel)
    assert await town.calls(SEND) == 1

    town.clock.advance(seconds=1)
    await town.sim.say(town.openid, "在吗")
    assert await send(town, id="p1") == "customer_service"


async def test_an_account_that_may_not_send_is_seen_and_asked_no_more(open_town: OpenTown):
    """48001: the pull mode of an account without certificate."""
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.switch(certified=False)

    for parcel in ("p1", "p2"):
        with pytest.raises(NoChannelNow):
            await send(town, id=parcel)

    assert await town.calls(SEND) == 1
    state = await town.channel.state(town.clock())
    assert state["customer_service"]["open"] is False
    assert state["customer_service"]["code"] == 48001
    assert "wechat.48001" in [alarm.kind for alarm in town.bell.rung]


async def test_a_certificate_is_noticed_after_a_day(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=48001, times=1)
    with pytest.raises(NoChannelNow):
        await send(town)

    await town.advance(hours=25)

    assert await send(town) == "customer_service"
    assert (await town.channel.state(town.clock()))["customer_service"] == {"open": True}


async def test_the_days_limit_waits_until_midnight_in_shanghai(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=45009, times=1)

    for _ in range(2):
        with pytest.raises(TryLater) as later:
            await send(town)

    local = (town.clock() + timedelta(hours=8) + (later.value.after or timedelta())).time()
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    assert await town.calls(SEND) == 1


async def test_a_paused_way_lets_the_next_one_go_first(open_town: OpenTown):
    town = await open_town(template=TEMPLATE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=45011, times=1)

    assert await send(town) == "template"


async def test_a_wrong_secret_stops_every_call_and_says_which_setting(open_town: OpenTown):
    town = await open_town(NOTICE, TEMPLATE, secret="mistyped")
    await town.sim.say(town.openid, "路灯坏了")

    for parcel in ("p1", "p2", "p3"):
        with pytest.raises(TryLater):
            await send(town, id=parcel)

    assert await town.calls("stable_token") == 1
    assert [alarm.kind for alarm in town.bell.rung] == ["wechat.40125"]
    assert "HUIYING_WECHAT_APP_SECRET" in town.bell.rung[0].text


async def test_an_address_outside_the_list_is_named(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    said = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"
    await town.sim.fail_api("stable_token", code=40164, message=said)

    with pytest.raises(TryLater):
        await send(town)

    assert "203.0.113.7" in town.bell.rung[0].text
    assert (await town.channel.state(town.clock()))["everything"]["open"] is False
