"""Access tokens: how long one holds, and what ends it early."""

import time

import pytest

from bot.simulator.clock import DAY_S, SHANGHAI_S

from .conftest import APP_ID, World, credentials


async def probe(world: World, token: str) -> int:
    answer = await world.call_without_token("get_api_domain_ip", access_token=token)
    return int(answer.get("errcode", 0))


async def test_a_stable_token_stays_until_five_minutes_before_its_end(world: World) -> None:
    first = await world.call_without_token("stable_token", json=credentials())

    await world.sim.advance(6_890)
    same = await world.call_without_token("stable_token", json=credentials())
    await world.sim.advance(30)
    fresh = await world.call_without_token("stable_token", json=credentials())

    assert first["expires_in"] in (7_199, 7_200)
    assert same["access_token"] == first["access_token"]
    assert same["expires_in"] <= 310
    assert fresh["access_token"] != first["access_token"]
    assert await probe(world, first["access_token"]) == 0  # the overlap
    await world.sim.advance(300)
    assert await probe(world, first["access_token"]) == 42001


async def test_a_forced_refresh_ends_the_old_token_at_once(world: World) -> None:
    old = await world.token()

    new = await world.token(force_refresh=True)

    assert new != old
    assert await probe(world, old) == 40001
    assert await probe(world, new) == 0


async def test_a_second_force_within_30_seconds_refreshes_nothing(world: World) -> None:
    first = await world.token(force_refresh=True)
    assert await world.token(force_refresh=True) == first

    await world.sim.advance(31)
    assert await world.token(force_refresh=True) != first


async def test_the_day_knows_twenty_forced_refreshes(world: World) -> None:
    """Counted from midnight in Shanghai, which ten minutes of refreshes had better not cross."""
    await world.sim.advance(DAY_S - (time.time() + SHANGHAI_S) % DAY_S)
    for _ in range(20):
        await world.token(force_refresh=True)
        await world.sim.advance(31)

    answer = await world.call_without_token("stable_token", json=credentials(force_refresh=True))

    assert answer["errcode"] == 45009


async def test_a_classic_token_ends_the_one_before_after_five_minutes(world: World) -> None:
    first = (await world.call_without_token("token", **credentials()))["access_token"]
    second = (await world.call_without_token("token", **credentials()))["access_token"]

    assert await probe(world, first) == 0
    await world.sim.advance(301)
    assert await probe(world, first) == 42001
    assert await probe(world, second) == 0


async def test_classic_and_stable_tokens_do_not_disturb_each_other(world: World) -> None:
    stable = await world.token()

    await world.call_without_token("token", **credentials())
    await world.sim.advance(301)

    assert await probe(world, stable) == 0


@pytest.mark.parametrize(("token", "code"), [("", 41001), ("short", 40014), ("x" * 128, 40001)])
async def test_a_made_up_token_is_refused(world: World, token: str, code: int) -> None:
    assert await probe(world, token) == code


@pytest.mark.parametrize("code", [40001, 42001])
async def test_every_token_can_be_ended_by_hand(world: World, code: int) -> None:
    token = await world.token()

    await world.sim.end_tokens(code)

    assert await probe(world, token) == code
    assert await probe(world, await world.token()) == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"appid": "wxother"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"grant_type": "password"}, 40002),
    ],
)
async def test_wrong_credentials_name_what_is_wrong(
    world: World, wrong: dict[str, str], code: int
) -> None:
    stable = await world.call_without_token("stable_token", json=credentials(**wrong))
    classic = await world.call_without_token("token", **credentials(**wrong))

    assert (stable["errcode"], classic["errcode"]) == (code, code)


async def test_stable_token_takes_only_post(world: World) -> None:
    answer = await world.call_without_token("stable_token", **credentials())

    assert answer["errcode"] == 43002
    assert "rid: " in answer["errmsg"]
    assert APP_ID not in answer["errmsg"]
