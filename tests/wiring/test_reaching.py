"""A unit's way that is set in the console comes into force on the ground."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.adapters.store import SqlAudit
from bot.domain.errors import FieldRejected
from bot.domain.people import Person, Role
from bot.settings import Settings
from bot.wiring.ground import ground
from bot.wiring.reaching import a_reaching, a_way_keeper
from bot.wiring.watching import an_overview
from tests.adapters.wechat.conftest import APP_ID

ADMIN = Person("p1", "admin", "管理员", frozenset({Role.ADMIN}), None)


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
    )


async def test_what_an_admin_sets_is_what_every_process_uses(tmp_path: Path):
    """With a secret of ours, which the unit may sign with from the next look on."""
    way = {"kind": "webhook", "url": "https://hooks.city.example/heating"}
    async with ground(_settings(tmp_path)) as base:
        secret = await a_reaching(base, SqlAudit(base.database)).change(ADMIN, "heating", way, 0)
        before = base.ways.own.get("heating")
        await a_way_keeper(base).look()
        delivery = base.ways.to("heating")

    assert before is None
    assert delivery is not None
    assert (delivery.url, delivery.secret) == (way["url"], secret)


@pytest.mark.parametrize(
    "address",
    ["https://169.254.169.254/latest", "http://hooks.city.example/", "https://127.0.0.1/", "x"],
)
async def test_an_address_we_may_not_post_to_is_refused_where_it_is_typed(
    tmp_path: Path, address: str
):
    """Not at the first ticket, at night."""
    way = {"kind": "webhook", "url": address}
    async with ground(_settings(tmp_path)) as base:
        with pytest.raises(FieldRejected):
            await a_reaching(base, SqlAudit(base.database)).change(ADMIN, "heating", way, 0)


async def test_an_overview_of_a_new_house_is_empty(tmp_path: Path):
    async with ground(_settings(tmp_path)) as base:
        picture = await an_overview(base).of(ADMIN)

    assert (picture.tally.arrived.messages, picture.undelivered, picture.live) == (0, {}, None)
