"""What a citizen attached is fetched from WeChat."""

import pytest

from bot.domain.errors import GiveUp, TryLater
from bot.domain.messages import Media
from tests.adapters.wechat.conftest import (
    Town,
)


async def test_a_picture_is_fetched(town: Town):
    media_id = await town.sim.upload("image", b"\x89PNG", "image/png")

    assert await town.channel.fetch(Media("image", media_id)) == (b"\x89PNG", "image/png")


async def test_a_film_is_fetched_from_where_wechat_says(town: Town):
    media_id = await town.sim.upload("video", b"film", "video/mp4")

    assert await town.channel.fetch(Media("video", media_id)) == (b"film", "video/mp4")


async def test_after_three_days_it_is_gone(town: Town):
    media_id = await town.sim.upload("image", b"\x89PNG", "image/png")
    await town.advance(days=4)

    with pytest.raises(GiveUp):
        await town.channel.fetch(Media("image", media_id))

    assert town.bell.rung == []  # the ticket itself tells of it


@pytest.mark.parametrize(
    "how",
    [{"code": 45009}, {"code": 40001}, {"status": 502}, {"drop": True}, {"code": -1}],
    ids=str,
)
async def test_a_passing_trouble_is_tried_again(town: Town, how: dict[str, int]):
    media_id = await town.sim.upload("image", b"\x89PNG", "image/png")
    await town.sim.fail_api("media/get", **how)

    with pytest.raises(TryLater):
        await town.channel.fetch(Media("image", media_id))
