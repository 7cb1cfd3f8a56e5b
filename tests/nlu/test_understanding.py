"""The promises of nlu/components/classifier.py and faq.py, on a few examples."""

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.classifier import LETTER, CharacterIntentClassifier
from nlu.components.faq import FaqRetriever

EXAMPLES = {
    "greet": ["你好", "您好", "在吗", "早上好"],
    "complaint": [
        "社保局的人态度太差了", "窗口没人管", "拖了三个月还没下来", "暖气不热没人管",
        "等了半年没人处理", "身份证办了三个月还没下来，太不像话",
    ],
    "inquiry": ["请问一下", "我想咨询个事", "这个事怎么办", "请问到哪里办"],
    "faq/social_card": ["社保卡怎么办", "请问社保卡丢了怎么补办", "办社保卡要带什么"],
    "faq/id_card": ["身份证怎么办", "请问身份证丢了怎么补", "补身份证要多少钱"],
    "faq/bus_card": ["老年公交卡怎么办", "请问公交卡在哪里充值", "坐公交能刷手机吗"],
}  # fmt: skip
RESPONSES = {
    "utter_faq/social_card": [
        {"text": "带身份证到银行网点申领社保卡。", "metadata": {"question": "社保卡怎么办？"}}
    ],
    "utter_faq/id_card": [{"text": "到派出所的户籍窗口。二十元工本费。"}],
}


class Pipeline:
    """Both components as the graph runs them: trained, stored, loaded, one after the other."""

    def __init__(self, folder: Path, letters: list[tuple[str, str]], **config: Any) -> None:
        messages = [Message.build(text, intent) for intent in EXAMPLES for text in EXAMPLES[intent]]
        messages += [Message({"text": t, "intent": i, LETTER: True}) for t, i in letters]
        data = TrainingData(messages, responses=RESPONSES)
        folder.mkdir(exist_ok=True)
        storage, context = LocalModelStorage(folder), ExecutionContext(GraphSchema({}))
        self._parts = []
        for kind in (CharacterIntentClassifier, FaqRetriever):
            settings = {**kind.get_default_config(), **config}
            place = Resource(kind.__name__)
            kind.create(settings, storage, place, context).train(data)
            self._parts.append(kind.load(settings, storage, place, context))

    def parse(self, text: str) -> dict[str, Any]:
        messages = [Message({"text": text})]
        for part in self._parts:
            messages = part.process(messages)
        return messages[0].as_dict(only_output_properties=True)

    @property
    def classifier(self) -> CharacterIntentClassifier:
        part = self._parts[0]
        assert isinstance(part, CharacterIntentClassifier)
        return part


def share(pipeline: Pipeline, text: str, intent: str) -> float:
    ranking = pipeline.parse(text)["intent_ranking"]
    return float(next(one["confidence"] for one in ranking if one["name"] == intent))


def confidence(pipeline: Pipeline, text: str) -> float:
    return float(pipeline.parse(text)["intent"]["confidence"])


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline(tmp_path_factory.mktemp("parts"), [], answer_from=0.4, offer_from=0.1)


def test_a_known_question_becomes_the_intent_faq(pipeline: Pipeline) -> None:
    parsed = pipeline.parse("社保卡丢了怎么补办")

    assert parsed["intent"]["name"] == "faq"
    assert parsed["faq"][0]["key"] == "social_card"
    assert parsed["faq"][0]["question"] == "社保卡怎么办？"
    assert parsed["intent"]["confidence"] == parsed["faq"][0]["confidence"]


def test_a_complaint_that_mentions_a_topic_is_no_question(pipeline: Pipeline) -> None:
    """社保卡 is a known topic, but here nobody asks how to get one."""
    parsed = pipeline.parse("社保卡办了三个月还没下来，没人管")

    assert parsed["intent"]["name"] == "complaint"


def test_a_question_without_a_written_title_is_called_by_its_key(pipeline: Pipeline) -> None:
    assert pipeline.parse("身份证丢了怎么补")["faq"][0]["question"] == "id_card"


def test_the_words_of_an_answer_lead_to_its_question(pipeline: Pipeline) -> None:
    assert pipeline.parse("请问户籍窗口怎么办")["faq"][0]["key"] == "id_card"


def test_a_story_is_compared_with_no_known_question(pipeline: Pipeline) -> None:
    """It would take as long as all else together, and find nothing."""
    question = "社保卡丢了怎么补办？"

    assert pipeline.parse(question * 30)["faq"]
    assert pipeline.parse(question * 31)["faq"] == []


def test_known_questions_count_as_inquiries_in_the_ranking(pipeline: Pipeline) -> None:
    ranking = pipeline.parse("公交卡怎么充值")["intent_ranking"]

    assert ranking[0]["name"] == "inquiry"
    assert "faq" not in {each["name"] for each in ranking}


def test_what_nobody_can_tell_is_out_of_scope(pipeline: Pipeline, tmp_path: Path) -> None:
    strict = Pipeline(tmp_path, [], unsure_below=0.99)

    assert strict.parse("好的窗口")["intent"]["name"] == "out_of_scope"
    assert pipeline.parse("")["intent"]["name"] is not None


def test_a_type_is_as_sure_as_citizens_agree_about_it(tmp_path: Path) -> None:
    """Whatever a letter says, some file it under another type; a few words are taken as said."""
    text = "社保局的人态度太差了，窗口没人管，等了半年没人处理，太不像话，拖了三个月还没下来"
    sure = Pipeline(tmp_path / "sure", [], untaught=0.0, tempered=1.0)
    doubtful = Pipeline(tmp_path / "doubtful", [], untaught=0.6, tempered=1.0)

    assert doubtful.parse(text)["intent"]["name"] == "complaint"
    assert confidence(doubtful, text) < confidence(sure, text) - 0.2
    assert confidence(doubtful, "没人管") > confidence(sure, "没人管") - 0.1


def test_an_archive_teaches_how_many_file_otherwise(tmp_path: Path) -> None:
    """What examples alone had to reckon with no longer counts."""
    letters = [("窗口没人管，等了半年没人处理", "complaint")] * 5
    text = "社保局的人态度太差了，窗口没人管，等了半年没人处理，太不像话，拖了三个月还没下来"
    taught = {"filed_otherwise": 0.0, "tempered": 1.0}

    sure = Pipeline(tmp_path / "sure", letters, untaught=0.6, **taught)
    untaught = Pipeline(tmp_path / "untaught", [], untaught=0.6, **taught)

    assert confidence(sure, text) > confidence(untaught, text) + 0.2


def test_a_rare_type_is_taken_from_a_smaller_share_where_an_archive_teaches(tmp_path: Path) -> None:
    letters = [("窗口的人态度好", "praise")] * 2 + [("窗口没人管", "complaint")] * 20
    text = "窗口的人太差了，没人管"
    plain = Pipeline(tmp_path / "plain", letters)
    dear = Pipeline(tmp_path / "dear", letters, dearer={"praise": 50})

    assert plain.parse(text)["intent"]["name"] == "complaint"
    assert dear.parse(text)["intent"]["name"] == "praise"


ASKED_FOR = [(f"请问{n}号路灯什么时候能修好", "complaint") for n in range(100)]
ASKED_ABOUT = [(f"请问{n}路公交卡怎么办理", "inquiry") for n in range(100)]


def test_letters_tell_what_is_wanted_from_what_is_asked(tmp_path: Path) -> None:
    """In a whole letter; a few words are taken as they are said."""
    letter = "请问小区门口的那盏大路灯什么时候能修好" * 4
    letters = ASKED_FOR + ASKED_ABOUT
    deaf = Pipeline(tmp_path / "deaf", letters, leaning={"all": 0.0, "letters": 0.0})
    heard = Pipeline(tmp_path / "heard", letters, leaning={"all": 0.0, "letters": 0.9})

    assert share(deaf, letter, "complaint") == pytest.approx(
        share(deaf, letter, "inquiry"), abs=0.01
    )
    assert share(heard, letter, "complaint") > share(heard, letter, "inquiry") + 0.2
    assert share(heard, "请问", "inquiry") > share(heard, "请问", "complaint")


def test_a_handful_of_letters_tells_nothing_of_the_kind(tmp_path: Path) -> None:
    few = [*ASKED_FOR[:99], *ASKED_ABOUT]
    deaf = Pipeline(tmp_path / "deaf", few, leaning={"all": 0.0, "letters": 0.0})
    heard = Pipeline(tmp_path / "heard", few)
    letter = "请问小区门口的那盏大路灯什么时候能修好" * 4

    assert share(heard, letter, "complaint") == share(deaf, letter, "complaint")


def test_what_letters_weigh_is_told_among_the_words_that_decided(tmp_path: Path) -> None:
    heard = Pipeline(tmp_path, ASKED_FOR + ASKED_ABOUT)
    letter = "请问小区门口的那盏大路灯什么时候能修好" * 4

    for_it, _ = heard.classifier.weighing(letter, "complaint")
    _, against = heard.classifier.weighing(letter, "inquiry")

    assert {gram for gram, _ in for_it} & {gram for gram, _ in against}


def test_many_letters_do_not_shout_down_the_examples(tmp_path: Path) -> None:
    """A hundred letters filed under the wrong intent weigh less than four good examples."""
    noisy = Pipeline(tmp_path, [("你好，我想反映一个问题", "complaint")] * 100)

    assert noisy.parse("你好")["intent"]["name"] == "greet"


def test_of_two_questions_as_likely_none_is_answered_and_both_are_offered(tmp_path: Path) -> None:
    """“公交卡” alone: the next question is not far enough behind."""
    sure = Pipeline(tmp_path / "sure", [], answer_from=0.1, offer_from=0.05, ahead=1.0)
    careful = Pipeline(tmp_path / "careful", [], answer_from=0.1, offer_from=0.05, ahead=50.0)
    text = "请问卡怎么办"

    assert sure.parse(text)["intent"]["name"] == "faq"
    parsed = careful.parse(text)
    assert parsed["intent"]["name"] == "inquiry"
    assert {one["key"] for one in parsed["faq"]} >= {"social_card", "bus_card"}


def test_a_sure_match_wins_over_the_type(tmp_path: Path) -> None:
    """Who complains in the words of a known question asks it, if the match is sure enough."""
    text = "社保卡丢了怎么补办，三个月没人管，太差了"
    deaf = Pipeline(tmp_path / "deaf", [], answer_from=0.3, offer_from=0.01, match=1.0)
    hearing = Pipeline(tmp_path / "hearing", [], answer_from=0.3, match=20.0)

    assert hearing.parse(text)["faq"][0]["confidence"] > deaf.parse(text)["faq"][0]["confidence"]
    assert hearing.parse(text)["intent"]["name"] == "faq"
    assert deaf.parse(text)["intent"]["name"] != "faq"


def test_questions_far_behind_the_best_are_not_offered(pipeline: Pipeline) -> None:
    found = pipeline.parse("社保卡丢了怎么补办")["faq"]

    assert all(one["confidence"] * 5 >= found[0]["confidence"] for one in found)


def test_what_has_no_word_of_a_question_is_offered_and_not_answered(tmp_path: Path) -> None:
    told = "银行网点的社保卡要办的人排队排到了马路上"
    careful = Pipeline(tmp_path / "careful", [], answer_from=0.3, offer_from=0.01, told=0.1)
    careless = Pipeline(tmp_path / "careless", [], answer_from=0.3, offer_from=0.01, told=1.0)

    assert careless.parse(told)["intent"]["name"] == "faq"
    assert careful.parse(told)["intent"]["name"] != "faq"
    assert careful.parse(told)["faq"][0]["key"] == "social_card"
