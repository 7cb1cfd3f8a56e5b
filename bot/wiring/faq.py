"""What the console's pages of known questions open on."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.entries import Numbers
from bot.services.faq import Faq
from bot.services.rehearsing import Rehearsal
from bot.web.console.faq_desk import FaqDesk
from bot.wiring.citizens import a_calendar
from bot.wiring.ground import Ground
from bot.wiring.knowledge import a_knowledge_base
from bot.wiring.stage import RasaStage


def the_faq(base: Ground, stage: RasaStage) -> FaqDesk:
    """For the gateway whose dialogue stands on `stage`."""
    from bot.adapters.rasa.rehearsing import RasaRehearsals

    knowledge = a_knowledge_base(base)
    rehearsals = RasaRehearsals(lambda: stage.engine, stage.knowledge)
    return FaqDesk(
        Faq(knowledge.drafts, knowledge.publishing),
        Rehearsal(rehearsals, base.catalogue, a_calendar(base.settings), base.clock),
        _not_counted,
        base.clock,
    )


async def _not_counted(since: datetime) -> Mapping[str, Numbers]:
    return {}
