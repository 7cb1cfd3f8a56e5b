"""What keeps the answers in order, over real connections."""

from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.domain.web_links import Look, Outcome
from bot.settings import Settings
from bot.wiring.ground import ground
from bot.wiring.upkeep import a_link_watch
from tests.adapters.wechat.conftest import APP_ID


async def test_the_daily_look_enters_no_host_that_is_open_for_posts_to_units(tmp_path: Path):
    """An editor writes addresses; what stands inside is the operator's to open."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    inside = web.Application()
    inside.router.add_route("*", "/{path:.*}", answer)
    async with (
        TestServer(inside) as server,
        ground(_settings(tmp_path)) as base,
        a_link_watch(base) as links,
    ):
        look = await links.visitor.look(str(server.make_url("/secret")))

    assert look == Look(Outcome.GONE, "address")
    assert asked == []


def _settings(folder: Path) -> Settings:
    """No demonstration: that one reaches its own machine."""
    return Settings(
        data_dir=folder,
        citizen_key=SecretStr("a key that is long enough for a city"),
        wechat_app_id=APP_ID,
        wechat_app_secret=SecretStr("secret"),
        wechat_token=SecretStr("anothertoken"),
        wechat_mode="plain",
        public_url="https://huiying.city.example",
        allow_hosts=("127.0.0.1",),
    )
