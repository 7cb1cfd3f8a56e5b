"""A catalogue that changed says so by its version, and names the units that are gone."""

from pathlib import Path
from typing import Any

import pytest

from bot.adapters.knowledge.recataloguing import beside_the_live
from bot.adapters.knowledge.workshop import RasaWorkshop
from bot.domain.errors import BadFile
from bot.domain.knowledge_check import Finding
from bot.services.ports.knowledge import Live

LIVE = """\
version: v1
coordinating_centre: centre
departments:
  - {code: centre, name: 协调中心}
  - {code: parks, name: 园林局}
"""


def found(new: str, live: str = LIVE) -> list[Finding]:
    return [*beside_the_live({"departments.yml": new.encode()}, {"departments.yml": live.encode()})]


def test_another_content_under_the_same_version_is_grave():
    """Every ticket names the version that decided: it must be one."""
    [finding] = found(LIVE.replace("园林局", "园林绿化局"))

    assert finding.grave
    assert "v1" in finding.problem


@pytest.mark.parametrize(
    "new",
    [
        LIVE,
        LIVE.replace("version", "# 说明\nversion", 1),
        LIVE.replace("v1", "v2").replace("园林局", "园林绿化局"),
    ],
)
def test_the_same_content_or_another_version_is_no_fault(new: str):
    assert found(new) == []


def test_a_unit_that_is_gone_is_named():
    """Its tickets are seen by the centre alone from then on."""
    [finding] = found(LIVE.replace("v1", "v2").replace("  - {code: parks, name: 园林局}\n", ""))

    assert not finding.grave
    assert "园林局" in finding.problem


def test_beside_nothing_there_is_nothing_to_say():
    assert [*beside_the_live({"departments.yml": LIVE.encode()}, {})] == []


async def test_a_trial_tells_it():
    """Before anything is trained: here the letters to learn from cannot be read."""

    async def no_letters() -> Path:
        raise BadFile(Path("letters.jsonl"), 1, "读不了。", "请看一看。")

    async def nobody_hears(sentence: str) -> None: ...

    unused: Any = None
    files = {"config.yml": b"language: zh\n", "domain.yml": b"intents: []\n"}
    files["departments.yml"] = LIVE.encode()
    changed = {**files, "departments.yml": LIVE.replace("园林局", "绿化局").encode()}
    workshop = RasaWorkshop(unused, nothing_wrong, unused, unused, no_letters, unused, unused)

    model, report = await workshop.try_out(changed, Live(files, "m1"), nobody_hears)

    assert model is None
    assert [one.grave for one in report.findings] == [True]


def nothing_wrong(files: Any) -> list[Finding]:
    return []
