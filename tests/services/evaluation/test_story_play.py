"""Test stories are played: a failure names the story, the message, and what happened instead."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.testing import held_back, stories_of
from bot.adapters.rasa.engine import RasaEngine
from bot.domain.errors import BadFile
from bot.domain.zone import SHANGHAI
from bot.models import ROOT
from bot.services.evaluation.stories import Message, Story, play
from tests.fakes.house import House

FILES = read_folder(ROOT)
PATH = "tests/dialogue/test_faq.yml"


def a_shelf(dialogue: RasaEngine):
    return replace(House().shelf, knowledge=dialogue.knowledge)


async def played(dialogue: RasaEngine, *stories: Story):
    return await play(dialogue, a_shelf(dialogue), stories, lambda: datetime.now(SHANGHAI))


async def test_our_own_stories_pass(dialogue: RasaEngine):
    """Those of the files that a knowledge base brings along."""
    stories = stories_of(FILES)

    assert len(stories) > 20
    assert await played(dialogue, *stories) == []


@pytest.mark.parametrize(
    ("change", "expected", "happened"),
    [
        ({"intent": "complaint"}, "complaint", "faq"),
        ({"happens": ({"action": "action_nothing"},)}, "action action_nothing",
         "action action_answer_question"),
        ({"slots": {"matter": "new"}}, "matter=new", "matter=done"),
    ],
)  # fmt: skip
async def test_a_story_that_goes_another_way_is_told_with_its_message(
    dialogue: RasaEngine, change, expected, happened
):
    right = Message("社保卡丢了怎么补", "faq", None, ({"action": "action_answer_question"},))

    [failure] = await played(dialogue, Story(PATH, "卡", (replace(right, **change),)))

    assert (failure.file, failure.story, failure.message) == (PATH, "卡", "社保卡丢了怎么补")
    assert (failure.expected, failure.happened) == (expected, happened)


TAP = """\
stories:
- story: a tap
  steps:
  - user: '/route{"to": "x"}'
    intent: route
"""


def test_a_tap_is_a_choice():
    [story] = stories_of({PATH: TAP.encode()})

    [message] = story.messages
    assert message.choice is not None
    assert (message.choice.intent, message.choice.entities) == ("route", {"to": "x"})


def test_stories_that_cannot_be_read_are_told():
    with pytest.raises(BadFile):
        stories_of({PATH: b"stories: ["})


def test_ways_to_ask_are_held_back_in_their_turn():
    """Every one of them once."""
    of, share = held_back(FILES)

    ways = sum(content.decode().count("\n    - ") for path, content in FILES.items()
               if path.startswith("nlu/faq/"))  # fmt: skip
    assert 0.9 * ways < of <= ways
    assert 0.7 < share < 1
