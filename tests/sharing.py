"""How the tests are shared among processors: what belongs together, and what comes first."""

from collections.abc import Sequence
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

CREW = "tests/faults/conftest.py"
OF_THE_CREW = (
    "tests/faults/test_campaigns.py",
    "tests/faults/test_commits.py",
    "tests/faults/test_process_kill.py",
)
"""They kill one crew, which takes longer to start than most of them last."""
LONGEST: Sequence[str] = (
    CREW,
    "tests/deploy/test_balancers.py",
    "tests/faults/test_store_away.py",
    "tests/leaks/",
    "tests/test_demo.py",
    "tests/faults/",
    "tests/scenarios/",
    "tests/dialogue/test_anything.py",
    "tests/test_",
)
"""Whole houses and trainings, in this order: none of them is left for one processor at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    items.sort(key=lambda item: _place(_scope(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Files stay together, and keep their order."""
    config.option.loadscopereorder = False
    return ByScope(config, log)


class ByScope(LoadFileScheduling):
    """A file's tests run in one process, and those of the crew."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)


def _scope(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return CREW if file in OF_THE_CREW else file


def _place(scope: str) -> int:
    found = (place for place, first in enumerate(LONGEST) if scope.startswith(first))
    return next(found, len(LONGEST))
