"""The promises of nlu/components/plain.py and closing.py, at both ends of the pipeline."""

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.adapters.rasa.engine import RasaEngine
from nlu.components.closing import ClosingCollector, ClosingSplitter, closing_of
from nlu.components.facts import FactExtractor
from nlu.components.matters import PARTS, MatterCollector, MatterSplitter
from nlu.components.plain import PlainWords, WrittenWords

STORY = "我是一个普通市民，每天早上出去走一走，回来做做饭，日子过得平平常常。" * 20


def parse(text: str, *kinds: type[Any], **config: Any) -> Message:
    """The message after components of these kinds, one after the other."""
    storage, context = (
        LocalModelStorage.__new__(LocalModelStorage),
        ExecutionContext(GraphSchema({})),
    )
    messages = [Message({"text": text})]
    for kind in kinds:
        settings = {**kind.get_default_config(), **config}
        part = kind.create(settings, storage, Resource(kind.__name__), context)
        messages = part.process(messages)
    (message,) = messages
    return message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("😡😡在解放路１２号！！！", "解放路１２号"),
        ("嗯那个我是幸福小區3號樓的", "幸福小區3號樓"),
        ("俺在光明小区呢", "光明小区"),
    ],
)
def test_entities_stand_where_the_citizen_wrote_them(text: str, place: str) -> None:
    message = parse(text, PlainWords, FactExtractor, WrittenWords)

    (entity,) = [one for one in message.get("entities") if one["entity"] == "place"]
    assert message.get("text") == text
    assert entity["value"] == place
    assert text[entity["start"] : entity["end"]] == place


def test_parts_are_told_as_they_were_written() -> None:
    text = "幸福小區路燈壞了！！！另外社保卡丢了咋补"

    kinds = (PlainWords, MatterSplitter, FactExtractor, MatterCollector, WrittenWords)
    parts = parse(text, *kinds).get(PARTS)

    assert [part["text"] for part in parts] == ["幸福小區路燈壞了", "社保卡丢了咋补"]
    (place,) = parts[0]["entities"]
    assert place["value"] == parts[0]["text"][place["start"] : place["end"]] == "幸福小區"


def test_examples_are_learned_in_plain_words() -> None:
    storage, context = (
        LocalModelStorage.__new__(LocalModelStorage),
        ExecutionContext(GraphSchema({})),
    )
    words = PlainWords.create({}, storage, Resource("plain"), context)
    data = TrainingData([Message.build("社保卡丢了咋补啊！！", "inquiry")])

    words.process_training_data(data)

    assert data.training_examples[0].get("text") == "社保卡丢了怎么补啊！"


@pytest.mark.parametrize(
    ("text", "closing"),
    [
        (f"{STORY}小区门口的路灯坏了没人修。谢谢领导！", "小区门口的路灯坏了没人修"),
        (f"{STORY}请问社保卡丢了怎么补办？盼复。", "请问社保卡丢了怎么补办"),
        ("谢谢。", ""),
    ],
)
def test_the_last_sentence_that_is_no_courtesy_closes(text: str, closing: str) -> None:
    assert closing_of(text) == closing


def closed(whole: tuple[str, float], closing: tuple[str, float]) -> str:
    """The intent that is taken for a long message with these two."""

    class Understood(FactExtractor):
        def process(self, messages: list[Message]) -> list[Message]:
            for message, (name, confidence) in zip(messages, (whole, closing), strict=True):
                message.set("intent", {"name": name, "confidence": confidence})
            return messages

    kinds = (ClosingSplitter, Understood, ClosingCollector)
    message = parse(f"{STORY}路灯坏了没人修。", *kinds, appeals=["complaint", "inquiry"])
    return str(message.get("intent")["name"])


def test_a_sure_closing_decides_for_a_vague_story() -> None:
    assert closed(("inquiry", 0.4), ("complaint", 0.8)) == "complaint"


def test_a_story_that_says_surely_what_it_wants_is_taken_as_a_whole() -> None:
    assert closed(("inquiry", 0.7), ("complaint", 0.9)) == "inquiry"


def test_a_vague_closing_or_a_mere_thanks_decides_nothing() -> None:
    assert closed(("inquiry", 0.4), ("complaint", 0.5)) == "inquiry"
    assert closed(("inquiry", 0.4), ("thanks", 0.9)) == "inquiry"


async def test_traditional_characters_are_understood_like_simplified_ones(dialogue: RasaEngine):
    """“社保卡丟了怎麼補辦” once found its answer in no more than four cases of ten."""
    simplified = await dialogue.parse("社保卡丢了怎么补办")
    traditional = await dialogue.parse("社保卡丟了怎麼補辦")

    assert simplified.intent == "faq"
    assert (traditional.intent, traditional.faq) == (simplified.intent, simplified.faq)


async def test_sighs_and_marks_change_nothing(dialogue: RasaEngine):
    plain = await dialogue.parse("小区门口的路灯坏了没人修")
    upset = await dialogue.parse("啊啊啊啊啊小区门口的路灯坏了没人修呜呜呜呜😡😡")

    assert (plain.intent, plain.confidence) == (upset.intent, upset.confidence)


async def test_what_is_wanted_after_a_long_story_is_heard(dialogue: RasaEngine):
    understood = await dialogue.parse(f"{STORY * 2}社保卡丢了怎么补办？")

    assert understood.intent == "faq"
