"""The live model, tried with known questions that it was not trained on."""

import re
from pathlib import Path

import pytest

from bot.adapters.calendar import WorkingDays
from bot.adapters.catalogue import load_catalogue
from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.writing import YamlWriting
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.teachable import TeachableRasa
from bot.domain.entries import FaqEntry
from bot.services.previewing import Preview
from tests.builders import NOW

ROOT = Path(__file__).resolve().parents[3]
NUMBER = re.compile(r"\d{8}-\d{4}-\d{2}")
ASKED = "请问划龙舟要去哪里报名"
NEW = FaqEntry(
    key="dragon_boat",
    question="龙舟赛怎么报名？",
    answer="端午前到体育局报名，带上身份证。",
    source="体育局",
    owner="sports",
    updated="2026-11-01",
    valid_until="2027-12-31",
    ways=("龙舟赛在哪里报名", "想参加划龙舟，怎么报名", "赛龙舟报名要什么", "龙舟队怎么参加比赛"),
    path="nlu/faq/pets_and_city.yml",
)


@pytest.fixture(scope="module")
def entries() -> list[FaqEntry]:
    return YamlWriting().entries(read_folder(ROOT))


@pytest.fixture(scope="module")
def teachable(dialogue: RasaEngine) -> TeachableRasa:
    return TeachableRasa(lambda: dialogue, dialogue.knowledge)


@pytest.fixture
def preview(teachable: TeachableRasa) -> Preview:
    catalogue, _ = load_catalogue(ROOT / "departments.yml", {})
    return Preview(teachable, catalogue, WorkingDays(), lambda: NOW)


async def test_a_new_question_is_answered_in_the_draft_alone(preview: Preview, entries):
    """With its source and date, as a citizen would read it."""
    live = await preview.live(ASKED)
    draft = await preview.draft(ASKED, [*entries, NEW])

    assert NEW.answer not in live.words
    assert draft.words.startswith(NEW.answer)
    assert "【来源】体育局（更新日期 2026-11-01）" in draft.words
    assert draft.near[0].key == "dragon_boat"


async def test_what_is_the_same_is_said_the_same(preview: Preview, entries):
    """The live model, taught what it knows already, knows what it knew."""
    for text in (
        "社保卡丢了怎么补办",
        "人民路的路灯坏了三天了",
        "谢谢",
        "公积金怎么提取，什么条件",
    ):
        draft, live = await preview.draft(text, entries), await preview.live(text)

        # a ticket has another number each time
        assert NUMBER.sub("", draft.words) == NUMBER.sub("", live.words)
        assert draft.taps == live.taps
        assert [(one.key, round(one.confidence, 9)) for one in draft.near] == [
            (one.key, round(one.confidence, 9)) for one in live.near
        ]


async def test_a_question_that_is_gone_is_answered_by_the_live_one_alone(preview: Preview, entries):
    """Its words lead elsewhere, or to a person."""
    text = "社保卡丢了怎么补办"
    live = await preview.live(text)
    left = [one for one in entries if one.key != live.near[0].key]

    draft = await preview.draft(text, left)

    assert "【来源】" in live.words
    assert live.near[0].key not in [one.key for one in draft.near]


async def test_a_draft_without_a_question_is_no_trouble(preview: Preview):
    """A knowledge base may be empty."""
    assert (await preview.draft(ASKED, [])).near == ()


async def test_personal_data_does_not_reach_the_model(preview: Preview, entries):
    """Nor does a command, or a text without end."""
    for text in ("我的电话13812345678，社保卡丢了怎么补办", "/restart", "路灯" * 5000, ""):
        assert isinstance((await preview.draft(text, entries)).words, str)


async def test_the_live_model_stays_as_it_is(dialogue: RasaEngine, teachable: TeachableRasa):
    """What was taught is a twin of it."""
    before = await dialogue.parse(ASKED)

    taught = await teachable.taught([NEW])

    assert (await taught.parse(ASKED)).faq[0][0] == "dragon_boat"
    assert await dialogue.parse(ASKED) == before
    assert await teachable.taught([NEW]) is taught
