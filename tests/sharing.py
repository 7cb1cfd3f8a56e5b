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
SCENARIOS = "tests/scenarios/"
"""All of them are journeys through one house: shared out, each processor would start its own."""
LONGEST: Sequence[str] = (
    CREW,
    SCENARIOS,
    "tests/faults/test_store_away.py",
    "tests/deploy/test_balancers.py",
    "tests/leaks/",
    "tests/demo/",
    "tests/faults/",
    "tests/web/console/test_faq_in_chromium.py",
    "tests/web/console/test_cases_in_chromium.py",
    "tests/web/console/test_in_chromium.py",
    "tests/web/console/test_figures_in_chromium.py",
    "tests/simulator/test_page.py",
    "tests/adapters/store/",
    "tests/adapters/departments/test_three_days.py",
    "tests/adapters/wechat/test_hostile.py",
    "tests/dialogue/test_anything.py",
    "tests/terminal/",
    "tests/test_",
)
"""Whole houses, browsers, trainings, in this order: none is left for one processor at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    items.sort(key=lambda item: _place(_scope(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Files stay together, and keep their order."""
    config.option.loadscopereorder = False
    return ByScope(config, log)


class ByScope(LoadFileScheduling):
    """A file's tests run in one process, those of the crew, and those of the scenarios' house."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)


def _scope(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    if file.startswith(SCENARIOS):
        return SCENARIOS
    return CREW if file in OF_THE_CREW else file


def _place(scope: str) -> int:
    found = (place for place, first in enumerate(LONGEST) if scope.startswith(first))
    return next(found, len(LONGEST))
