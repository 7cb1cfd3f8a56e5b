"""The try-it dialogue over the real model: as citizens have it, and nothing of it is kept."""

from pathlib import Path

import pytest

from bot.adapters.calendar import WorkingDays
from bot.adapters.catalogue import load_catalogue
from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.shelving import Shelving
from bot.adapters.knowledge.understudies import KEPT, Understudies
from bot.adapters.rasa.engine import RasaEngine
from bot.domain.errors import NotFound
from bot.domain.releases import Trial
from bot.services.evaluation.comparing import Side
from bot.services.knowledge.trial_chats import LIVE, MOST_TALKS, TrialChats
from tests.builders import NOW
from tests.fakes.house import FakeClock
from tests.fakes.knowledge import FakeModels
from tests.services.knowledge.builders import Shelf

ROOT = Path(__file__).resolve().parents[3]
FILES = read_folder(ROOT)


@pytest.fixture
async def shelf() -> Shelf:
    shelf = Shelf()
    await shelf.library.seed(FILES)
    return shelf


@pytest.fixture
def chats(dialogue: RasaEngine, shelf: Shelf, trained_model: Path) -> TrialChats:
    catalogue, _ = load_catalogue(ROOT / "departments.yml", {})
    live = Side(dialogue, catalogue, dialogue.knowledge, dialogue.habits)
    actors = Understudies(lambda: live, Shelving(trained_model.parent, FakeModels()))
    return TrialChats(actors, shelf.library, WorkingDays(), FakeClock())


async def test_a_matter_is_told_to_its_end(chats: TrialChats):
    """Questions are asked, a ticket gets a number, and the same person may ask for it."""
    first = await chats.say("p1", LIVE, "我要投诉")
    second = await chats.say("p1", LIVE, "幸福路9号门口的井盖坏了，三天没人修")
    third = await chats.say("p1", LIVE, "不用") if not second.opens else second
    asked = await chats.say("p1", LIVE, "查询")

    assert first.intent == "complaint"
    assert ("active_loop", "complaint_form") in first.happened
    assert third.opens
    assert third.opens in asked.reply.text
    assert chats.talk("p1", LIVE)[0].words == "我要投诉"
    assert (await chats.say("p2", LIVE, "查询")).reply.text != asked.reply.text


async def test_what_stands_before_the_dialogue_is_tried_as_well(chats: TrialChats):
    """An emergency is told whom to call."""
    said = await chats.say("p1", LIVE, "楼上着火了快来人")

    assert "119" in said.reply.text


async def test_a_trial_is_talked_to_with_its_own_answers(
    chats: TrialChats, shelf: Shelf, trained_model: Path
):
    """Whatever is live; without a model there is nobody to talk to."""
    entry = next(one for one in await shelf.drafts.entries() if one.key == "heating_season")
    await shelf.drafts.put_entry(entry.changed(answer="今年供到四月底。"), "zhao", None)
    revision = await shelf.drafts.freeze("zhao")
    model = trained_model.name.removesuffix(".tar.gz")
    tried = await shelf.releases.ask(Trial(revision.id or 0, "zhao", NOW, model=model))
    waits = await shelf.releases.ask(Trial(revision.id or 0, "zhao", NOW))

    said = await chats.say("p1", str(tried.id), entry.ways[0])

    assert "今年供到四月底。" in said.reply.text
    assert "今年供到四月底。" not in (await chats.say("p1", LIVE, entry.ways[0])).reply.text
    with pytest.raises(NotFound):
        await chats.say("p1", str(waits.id), "你好")
    assert await chats.trials() == [tried.id]


async def test_memory_is_bounded(chats: TrialChats, shelf: Shelf, trained_model: Path):
    """The oldest dialogue goes, and the model that nobody used longest."""
    for at in range(MOST_TALKS + 1):
        await chats.say(f"p{at}", LIVE, "你好")
    actors = chats.actors
    assert isinstance(actors, Understudies)
    model = trained_model.name.removesuffix(".tar.gz")
    for at in range(KEPT + 1):
        await actors.of({**FILES, "stories/x.yml": f"rules: [] # {at}\n".encode()}, model)

    assert chats.talk("p0", LIVE) == ()
    assert len(chats.talk(f"p{MOST_TALKS}", LIVE)) == 1
    assert len(actors._kept) == KEPT
