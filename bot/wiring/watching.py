"""What the console's page of figures opens on."""

from functools import partial

from bot.adapters.redis import RedisFleet
from bot.adapters.releases import current_release
from bot.adapters.store import SqlCasebook, SqlDiary, SqlDispatches, SqlWebLinks
from bot.services.overview import Overview
from bot.wiring.ground import Ground
from bot.wiring.knowledge import a_knowledge_base


def an_overview(base: Ground) -> Overview:
    """For the gateway."""
    return Overview(
        casebook=SqlCasebook(base.database),
        dispatches=SqlDispatches(base.database),
        library=a_knowledge_base(base).library,
        diary=SqlDiary(base.database),
        reference=partial(current_release, base.settings.data_dir / "models"),
        catalogue=base.catalogue,
        clock=base.clock,
        fleet=RedisFleet(base.redis),
        links=SqlWebLinks(base.database),
    )
