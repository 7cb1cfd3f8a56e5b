"""Units are written into the draft, and nobody overwrites what they have not seen."""

from dataclasses import replace

import pytest

from bot.adapters.knowledge.cataloguing import YamlCataloguing
from bot.domain.dispatch import Clause, Department
from bot.domain.errors import FieldRejected, SavedMeanwhile
from bot.domain.releases import Release
from bot.services.knowledge.library import SEEDED_BY
from bot.services.knowledge.units import Units, mark_of
from tests.builders import NOW
from tests.services.knowledge.builders import FILES, Shelf

CATALOGUE = """\
version: "1"
coordinating_centre: centre
departments:
- code: centre
  name: 协调中心
- code: lamps
  name: 路灯所
  parent: centre
""".encode()
WATER = Department("water", "供水公司", "centre", (Clause("water-1", "停水", None, ("停水",)),))


@pytest.fixture
async def shelf() -> Shelf:
    shelf = Shelf()
    revision = await shelf.library.seed({**FILES, "departments.yml": CATALOGUE})
    assert revision.id
    await shelf.releases.publish(Release(revision.id, "m", SEEDED_BY, NOW, ""), None)
    return shelf


@pytest.fixture
def units(shelf: Shelf) -> Units:
    return Units(shelf.drafts, YamlCataloguing(), lambda: NOW)


async def test_a_unit_is_new_in_the_draft_under_another_version(units: Units, shelf: Shelf):
    await units.put(WATER, "li", "")

    catalogue = await units.catalogue()
    assert catalogue.units["water"] == WATER
    assert catalogue.version == f"{NOW:%Y-%m-%d}"
    assert (await shelf.drafts.open()).authors == ("li",)


async def test_a_second_change_keeps_the_drafts_version(units: Units):
    await units.put(WATER, "li", "")
    await units.put(replace(WATER, name="自来水公司"), "li", mark_of(WATER))

    catalogue = await units.catalogue()
    assert catalogue.units["water"].name == "自来水公司"
    assert catalogue.version == f"{NOW:%Y-%m-%d}"


async def test_who_saves_over_what_they_have_not_seen_is_told(units: Units):
    """Also where the other one changed the file itself."""
    lamps = (await units.catalogue()).units["lamps"]
    other = CATALOGUE.replace("路灯所".encode(), "照明所".encode())
    await units.drafts.put("departments.yml", other, "wang", None)

    with pytest.raises(SavedMeanwhile):
        await units.put(replace(lamps, name="路灯管理所"), "li", mark_of(lamps))

    assert (await units.catalogue()).units["lamps"].name == "照明所"


async def test_two_who_change_different_units_both_do(units: Units):
    lamps = (await units.catalogue()).units["lamps"]
    await units.put(WATER, "wang", "")
    await units.put(replace(lamps, name="路灯管理所"), "li", mark_of(lamps))

    names = [one.name for one in (await units.catalogue()).departments]
    assert names == ["协调中心", "路灯管理所", "供水公司"]


async def test_what_does_not_fit_changes_nothing(units: Units):
    with pytest.raises(FieldRejected):
        await units.put(replace(WATER, code="lamps"), "li", "")

    assert (await units.catalogue()).version == "1"
