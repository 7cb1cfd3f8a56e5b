"""The processes that are killed, started once for each of the two databases."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults import nursery
from tests.faults.balancer import passes
from tests.faults.campaigns import CAMPAIGNS
from tests.faults.crew import GATEWAYS, WORKERS, Crew, a_crew
from tests.fixtures_postgres import an_empty_database

RETRY_AFTER_S = 2.0
"""WeChat's five seconds would only make the tests longer."""


@asynccontextmanager
async def wechat_waits(crew: Crew, seconds: float) -> AsyncIterator[None]:
    """Each of WeChat's tries takes so long, during the block."""
    before = await crew.sim.switches()
    await crew.sim.switch(retry_after_s=seconds)
    try:
        yield
    finally:
        await crew.sim.switch(retry_after_s=before.retry_after_s)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def stood_on(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The address of an empty database; None for SQLite in the data folder."""
    if request.param == "sqlite":
        yield None
        return
    with an_empty_database(request.getfixturevalue("postgres_server")) as address:
        yield address


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def everybody(
    stood_on: str | None, trained_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Crew]:
    folder = tmp_path_factory.mktemp("crew") / "data"
    settings = {name: told for one in CAMPAIGNS.values() for name, told in one.settings.items()}
    whole = a_crew(
        folder, trained_model, database_url=stood_on, settings=settings, begin=nursery.born
    )
    async with whole as crew:
        await crew.sim.switch(retry_after_s=RETRY_AFTER_S)
        yield crew


@pytest_asyncio.fixture(loop_scope="session")
async def crew(everybody: Crew) -> AsyncIterator[Crew]:
    """Everybody is alive when a test begins, whoever was killed in the one before."""
    await everybody.start(*everybody.dead(*GATEWAYS, *WORKERS))
    yield everybody
    await everybody.sim.clear_faults()
    everybody.balancer.on_answer, everybody.balancer.favourite = passes, None
