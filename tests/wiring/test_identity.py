"""Who works at the console, put together over real stores."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from pydantic import SecretStr

from bot.domain.errors import NotFound
from bot.settings import Settings
from bot.wiring.ground import Ground, ground
from bot.wiring.identity import INVITE, an_identity, welcome

PASSWORD = "路灯下的三只猫在唱歌"
OFFICE = "10.1.2.3"


@pytest.fixture
async def base(tmp_path: Path) -> AsyncIterator[Ground]:
    key = SecretStr("a key that is long enough for a city")
    async with ground(Settings(demo=True, data_dir=tmp_path, citizen_key=key)) as base:
        yield base


async def test_the_first_admin_joins_by_the_link_and_signs_in(base: Ground):
    """From an empty house to a whole session, as another gateway sees it, too."""
    said: list[str] = []
    no_demo = replace(base, settings=base.settings.model_copy(update={"demo": False}))
    await welcome(no_demo, said.append)
    token = said[0].rpartition(INVITE)[2]
    identity, other_gateway = an_identity(base), an_identity(base)

    await identity.accounts.accept(token, PASSWORD)
    half = await identity.signing_in.begin("admin", PASSWORD, OFFICE)
    plate = await other_gateway.signing_in.plate(half)
    code = pyotp.TOTP(plate.secret).at(base.clock())
    session, _ = await other_gateway.signing_in.enrol(half, code, OFFICE)

    assert await identity.signing_in.look(session.id) == session
    assert await identity.signing_in.look(half.id) is None
    await other_gateway.signing_in.end(session)
    assert await identity.signing_in.look(session.id) is None
    whats = [line.what for line in reversed(await identity.audit.read())]
    assert whats == ["invited", "link_made", "joined", "authenticator_set", "sign_in", "sign_out"]


async def test_only_an_empty_house_says_welcome(base: Ground):
    """Nobody finds a way in by starting a gateway; in the demonstration its own window says it."""
    said: list[str] = []
    await welcome(base, said.append)
    assert said == []

    no_demo = replace(base, settings=base.settings.model_copy(update={"demo": False}))
    await welcome(no_demo, said.append)
    await an_identity(base).accounts.accept(said[0].rpartition(INVITE)[2], PASSWORD)
    await welcome(no_demo, said.append)
    assert len(said) == 1
    with pytest.raises(NotFound):
        await an_identity(base).accounts.look_at(said[0].rpartition(INVITE)[2])
