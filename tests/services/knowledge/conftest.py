"""An office of editors and publishers."""

import pytest

from tests.services.knowledge.builders import a_shelf
from tests.services.knowledge.publishers import Office


@pytest.fixture
async def office() -> Office:
    """With a first release."""
    office = Office(await a_shelf())
    first = await office.tries("huiying")
    await office.publishing.publish(first.id, "huiying")
    return office
