"""Every campaign of `make faults`, in small: what it counts must come out right here, too.

Times are not judged: the machine may be busy with other tests.
"""

import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.house import PATIENT_S
from tests.faults.campaigns import CAMPAIGNS
from tests.faults.conftest import wechat_waits
from tests.faults.crew import Crew
from tests.faults.watch import NobodyWatches

pytestmark = pytest.mark.asyncio(loop_scope="session")

ONLY_SQLITE = pytest.mark.parametrize("stood_on", ["sqlite"], indirect=True, scope="session")
"""What is shown lies in our own processes, not in the database."""


@pytest_asyncio.fixture(loop_scope="session")
async def crew_of_wechat(crew: Crew) -> AsyncIterator[Crew]:
    """WeChat is as patient as it is."""
    async with wechat_waits(crew, 5.0):
        yield crew


@pytest_asyncio.fixture(loop_scope="session")
async def crew_of_patience(crew: Crew) -> AsyncIterator[Crew]:
    """WeChat waits as long as a slow machine takes: what is brought twice was not taken at all."""
    async with wechat_waits(crew, PATIENT_S):
        yield crew


async def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_doubled(crew_of_wechat: Crew):
    """Gateways, workers and Redis die while citizens write and departments fail."""
    await _comes_out_right("kills", crew_of_wechat, 60)


async def test_a_call_at_two_gateways_at_once_gets_one_answer_and_one_ticket(crew_of_wechat: Crew):
    """The same bytes, twenty times."""
    await _comes_out_right("pairs", crew_of_wechat, 20)


@ONLY_SQLITE
async def test_citizens_who_write_at_the_same_time_never_see_anothers_secret(crew_of_wechat: Crew):
    """Three of them, fifty messages each."""
    await _comes_out_right("secrets", crew_of_wechat, 150)


@ONLY_SQLITE
async def test_wechat_notices_nothing_of_a_rolling_restart(crew_of_patience: Crew):
    """Each of two gateways is asked to end and started again, under load."""
    await _comes_out_right("rolling", crew_of_patience, 1)


@ONLY_SQLITE
async def test_clocks_that_are_off_change_nothing(crew_of_patience: Crew):
    """A gateway and a worker, five minutes ahead and behind."""
    await _comes_out_right("clock", crew_of_patience, 24)


@ONLY_SQLITE
async def test_whose_dialogue_hangs_is_told_and_answered_later(crew_of_patience: Crew):
    """In one of two gateways."""
    await _comes_out_right("hang", crew_of_patience, 30)


@ONLY_SQLITE
async def test_redis_may_forget_everything_and_die(crew_of_patience: Crew):
    """Three times each, while citizens write."""
    await _comes_out_right("redis", crew_of_patience, 40)


@ONLY_SQLITE
async def test_while_the_database_is_away_everybody_is_taken_at_wechats_first_try(
    crew_of_patience: Crew,
):
    """For three seconds, twenty messages in each; a gateway dies while it drains."""
    await _comes_out_right("away", crew_of_patience, 3)


@ONLY_SQLITE
async def test_what_is_taken_in_a_flood_is_kept(crew_of_wechat: Crew):
    """A fifth of a second at five hundred messages a second."""
    await _comes_out_right("overload", crew_of_wechat, 100)


async def _comes_out_right(name: str, crew: Crew, size: int) -> None:
    found = await CAMPAIGNS[name].run(crew, NobodyWatches(), random.Random(7), size)
    missed = {one.name: one.offenders for one in found if not (one.met or one.timed)}
    assert missed == {}, {one.name: one.value for one in found}
