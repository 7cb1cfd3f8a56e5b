"""A first message, through the real dialogue and over nothing but memory."""

from pathlib import Path

from bot.adapters.calendar import WorkingDays
from bot.adapters.catalogue import load_catalogue
from bot.adapters.rasa.engine import RasaEngine
from bot.services.evaluation.strangers import ANSWERED, a_shelf, first_turn
from tests.builders import NOW

ROOT = Path(__file__).resolve().parents[3]


async def said(dialogue: RasaEngine, text: str) -> tuple[str, bool]:
    catalogue, _ = load_catalogue(ROOT / "departments.yml", {})
    shelf = a_shelf(dialogue.knowledge, catalogue, WorkingDays(), dialogue.habits)
    return await first_turn(dialogue, shelf, text, lambda: NOW)


async def test_a_whole_complaint_opens_a_ticket(dialogue: RasaEngine):
    """All that a turn asks of the store is there."""
    _, opened = await said(dialogue, "解放路8号门口的路灯坏了三天了，没人修")

    assert opened


async def test_a_known_question_is_answered_with_its_source(dialogue: RasaEngine):
    reply, opened = await said(dialogue, "社保卡丢了怎么补办")

    assert ANSWERED in reply
    assert not opened


async def test_small_talk_does_neither(dialogue: RasaEngine):
    reply, opened = await said(dialogue, "讲个笑话")

    assert ANSWERED not in reply
    assert not opened
