"""Everything that an installation brings has a name on the console's pages."""

from pathlib import Path

import pytest

from bot.adapters.knowledge.folder import read_folder
from bot.web.console import faq_words, story_words
from bot.web.console.differences import ELSEWHERE, place_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("words", [faq_words, story_words], ids=["questions", "stories"])
def test_every_topic_has_a_name_in_chinese(words):
    """None is shown as its file is called."""
    folder = ROOT / ("nlu/faq" if words is faq_words else "stories")
    topics = {path.stem for path in folder.glob("*.yml")}

    assert topics - words.TOPICS.keys() == set()
    assert all(not words.topic_name(topic).isascii() for topic in topics)


def test_every_file_of_the_knowledge_base_has_its_place():
    """Whoever releases it reads where something changed."""
    assert [path for path in read_folder(ROOT) if place_of(path) == ELSEWHERE] == []
