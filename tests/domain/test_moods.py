"""Faces without a word say how somebody feels."""

import pytest

from bot.domain.moods import Mood, mood_of


@pytest.mark.parametrize("text", ["👍", "👌 🙏", "[强]", "❤️", "😊！"])
def test_thanks(text: str):
    assert mood_of(text) is Mood.PLEASED


@pytest.mark.parametrize("text", ["😡", "👎👎", "[发怒][怒]", "😭…", "🙂😡"])
def test_anger_and_tears(text: str):
    assert mood_of(text) is Mood.CROSS


@pytest.mark.parametrize("text", ["", "？", "好的👍", "路灯坏了😡", "🐼", "[文件]", "123"])
def test_words_and_faces_that_say_nothing(text: str):
    assert mood_of(text) is None
