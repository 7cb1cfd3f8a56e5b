"""A gateway dies between two commits of a message, whichever: no turn is half written."""

from itertools import count

import pytest

from tests.faults.books import names_of, read_books
from tests.faults.crew import GATEWAYS, Crew
from tests.faults.moments import COMMIT

pytestmark = pytest.mark.asyncio(loop_scope="session")

MATTER = "人民路{}号门口路灯坏了三天没人修"
MOST_COMMITS = 8
"""More than one message takes; the gateway that still lives then was killed after each."""

_numbers = count(501)


async def test_killed_after_any_commit_of_a_message_it_leaves_one_ticket_and_one_outcome(
    crew: Crew,
):
    """Dies after the first commit, after the second, and so on, until it gets to the end alive.

    Two commits a turn would leave a ticket without an outcome between them, and the other gateway
    would take the turn again.
    """
    dying, _ = GATEWAYS
    crew.balancer.favourite = crew.port(dying)
    openids = []
    for commits in range(1, MOST_COMMITS):
        await crew.balancer.knows_well(crew.port(dying))
        name = f"陈阿姨{next(_numbers)}"
        openids.append(await crew.sim.follow(name))
        await crew.doom(dying, COMMIT, commits)
        exchange = await crew.sim.say(name, MATTER.format(commits))
        assert exchange.status == 200
        if not crew.dead(dying):
            break
        await crew.start(dying)
    await crew.rest()
    await crew.kill(dying)  # its doom would wait for the commits of the next test

    assert 2 < len(openids) < MOST_COMMITS - 1
    for openid in openids:
        citizen = names_of(crew).citizen(openid)
        books = await read_books(crew, [citizen])
        assert all(row.done for row in books.inbox[citizen])
        # a second turn would open a second ticket, or add the same words to the first one
        assert [event.step for event in books.events] == ["opened", "dispatched"]
