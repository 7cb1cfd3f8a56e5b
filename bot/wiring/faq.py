"""What the console's pages of known questions open on."""

from bot.adapters.knowledge.exchange import FileExchange
from bot.adapters.store import SqlCorrections, SqlWebLinks
from bot.adapters.store.unanswered import SqlFaqLog
from bot.services.faq import Faq, FaqFiles, Recount
from bot.services.previewing import Preview
from bot.web.console.faq_desk import FaqDesk
from bot.wiring.citizens import a_calendar
from bot.wiring.ground import Ground
from bot.wiring.knowledge import a_knowledge_base
from bot.wiring.stage import RasaStage


def the_faq(base: Ground, stage: RasaStage) -> FaqDesk:
    """For the gateway whose dialogue stands on `stage`."""
    from bot.adapters.rasa.teachable import TeachableRasa

    knowledge = a_knowledge_base(base)
    faq = Faq(knowledge.drafts, knowledge.publishing)
    teachable = TeachableRasa(lambda: stage.engine, stage.knowledge)
    return FaqDesk(
        faq,
        Preview(
            teachable,
            base.catalogue,
            a_calendar(base.settings),
            base.clock,
            keywords=lambda: stage.keywords,
        ),
        FaqFiles(faq, FileExchange()),
        Recount(SqlFaqLog(base.database), base.clock),
        knowledge.unanswered,
        SqlCorrections(base.database),
        base.clock,
        SqlWebLinks(base.database),
    )
