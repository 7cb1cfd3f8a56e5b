"""The straight runner finds what Rasa's own runner finds."""

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.trackers import DialogueStateTracker

from bot.adapters.rasa.engine import RasaEngine


async def test_the_same_nodes_have_the_same_results(engine: RasaEngine) -> None:
    """Without Rasa's own detours between them."""
    processor = engine._processor
    runner, target = processor.graph_runner, processor.model_metadata.nlu_target

    straight = runner.run(_inputs(), [target])
    detoured = DaskGraphRunner.run(runner, _inputs(), [target])

    assert straight.keys() == detoured.keys() == {target}
    assert straight[target][0].as_dict() == detoured[target][0].as_dict()


def _inputs() -> dict[str, Any]:
    return {
        PLACEHOLDER_MESSAGE: [UserMessage("你好", message_id="m")],
        PLACEHOLDER_TRACKER: DialogueStateTracker("c", ()),
    }
