"""What the console's pages of releases and stories open on."""

from bot.adapters.knowledge.cataloguing import YamlCataloguing
from bot.adapters.knowledge.story_writing import YamlStories
from bot.adapters.knowledge.understudies import Understudies
from bot.services.evaluation.comparing import Side
from bot.services.knowledge.trial_chats import TrialChats
from bot.services.knowledge.units import Units
from bot.web.console.studio import Studio
from bot.wiring.citizens import a_calendar
from bot.wiring.ground import Ground
from bot.wiring.knowledge import a_knowledge_base
from bot.wiring.stage import RasaStage


def the_studio(base: Ground, stage: RasaStage) -> Studio:
    """For the gateway whose dialogue stands on `stage`."""
    knowledge = a_knowledge_base(base)

    def live() -> Side:
        return Side(stage.engine, base.catalogue, stage.knowledge, stage.engine.habits)

    actors = Understudies(live, knowledge.shelving)
    return Studio(
        drafts=knowledge.drafts,
        trials=knowledge.trials,
        publishing=knowledge.publishing,
        stories=YamlStories(),
        chats=TrialChats(actors, knowledge.library, a_calendar(base.settings), base.clock),
        clock=base.clock,
        units=Units(knowledge.drafts, YamlCataloguing(), base.clock),
        shipped=knowledge.shipped,
    )
