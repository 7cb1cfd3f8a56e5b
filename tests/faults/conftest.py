"""The processes that are killed, started once for each of the two databases."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.crew import GATEWAYS, WORKERS, Crew, a_crew, passes
from tests.fixtures_postgres import an_empty_database


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
    async with a_crew(tmp_path_factory.mktemp("crew") / "data", trained_model, stood_on) as crew:
        yield crew


@pytest_asyncio.fixture(loop_scope="session")
async def crew(everybody: Crew) -> AsyncIterator[Crew]:
    """Everybody is alive when a test begins, whoever was killed in the one before."""
    await everybody.start(*everybody.dead(*GATEWAYS, *WORKERS))
    yield everybody
    await everybody.sim.clear_faults()
    everybody.balancer.on_answer = passes
