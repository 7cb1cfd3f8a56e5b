"""What every shelf of templates promises."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.adapters.store import Database, SqlTemplates
from bot.domain.errors import NotFound
from bot.domain.templates import Template
from bot.services.ports.templates import TemplateShelf
from tests.builders import NOW
from tests.fakes.templates import FakeTemplates

LAMP = Template("t1", "construction", "b 路灯", "您反映的“{事项}”已修好👍\n{单位}", "p1", NOW)
COMMON = Template("t2", None, "a 收到", "{称呼}，您好！", "p2", NOW)
HEAT = Template("t3", "heating", "c 供暖", "室温达标", "p3", NOW)


@pytest.fixture
async def shelf(store_url: str | None) -> AsyncIterator[TemplateShelf]:
    if store_url is None:
        yield FakeTemplates()
        return
    db = Database(store_url)
    yield SqlTemplates(db)
    await db.close()


async def test_a_unit_has_its_own_and_everybodys(shelf: TemplateShelf):
    """By name; another unit's are not among them."""
    for template in (LAMP, COMMON, HEAT):
        await shelf.keep(template)

    assert await shelf.of(["construction"]) == [COMMON, LAMP]
    assert await shelf.of([]) == [COMMON]


async def test_what_is_kept_again_is_changed(shelf: TemplateShelf):
    """Under its id there is one."""
    await shelf.keep(LAMP)
    changed = replace(LAMP, name="新名字", text="新的话")

    await shelf.keep(changed)

    assert await shelf.find("t1") == changed
    assert await shelf.of(["construction"]) == [changed]


async def test_what_is_dropped_is_gone(shelf: TemplateShelf):
    """Dropping it twice harms nobody."""
    await shelf.keep(LAMP)

    await shelf.drop("t1")
    await shelf.drop("t1")

    with pytest.raises(NotFound):
        await shelf.find("t1")
