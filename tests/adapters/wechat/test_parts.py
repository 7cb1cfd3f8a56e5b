"""Long answers arrive in parts that WeChat takes, with no character broken."""

import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.wechat.parts import AGAIN, LIMIT, ROOM, clipped, fit, size

LINK = "https://city.example/read/abcdefghijklmnopqrstuvwx"
LONG = "您好，关于您反映的供热问题，我们已经安排人员上门检查。" * 200


def test_short_words_stay_whole():
    assert fit("您好", LINK) == ["您好"]


def test_no_words_make_no_part():
    assert fit("", LINK) == []


def test_an_answer_of_5000_bytes_arrives_in_two_parts_and_a_link():
    words = LONG[: 5000 // 3]

    first, second = fit(words, LINK)

    assert size(first) <= LIMIT
    assert size(second) <= LIMIT
    assert second.endswith(LINK)
    assert words.startswith(first + second.split("\n……")[0])


def test_what_fits_in_two_parts_needs_no_link():
    words = LONG[:1200]

    parts = fit(words, LINK)

    assert len(parts) == 2
    assert "".join(parts) == words


def test_parts_end_where_a_sentence_ends():
    first, second = fit(LONG, LINK)

    assert first.endswith("。")
    assert second.split("\n……")[0].endswith("。")


def test_a_closing_quotation_mark_stays_with_its_sentence():
    words = "他说：“已经修好了。”" * 300

    first, _ = fit(words, LINK)

    assert first.endswith("。”")


def test_without_a_link_the_citizen_is_told_that_something_is_missing():
    _, second = fit(LONG, "")

    assert "未能全部显示" in second


def test_a_message_marked_as_a_repetition_still_fits():
    for part in fit(LONG, LINK):
        assert size(AGAIN + part) <= LIMIT


@pytest.mark.parametrize(
    "cluster",
    ["👨‍👩‍👧‍👦", "e\u0301\u0323", "🇨🇳", "👍🏽", "葛\U000e0100", "각", "\r\n", "❤️‍🔥"],
    ids=ascii,
)
def test_what_is_read_as_one_character_is_never_torn(cluster: str):
    """Families, flags, accents, variants."""
    words = cluster * 1200

    first, second = fit(words, LINK)

    assert first == cluster * (len(first) // len(cluster))
    assert second.startswith(cluster)


def test_one_character_longer_than_a_part_is_torn_between_its_marks():
    """There is no other way to send it."""
    words = "e" + "\u0301" * 5000

    for part in fit(words, LINK):
        assert size(part) <= LIMIT


texts = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("你好，。！？；…”\n\r\u200d\ufe0f\u0301👨👩🇨🇳🏽"),
    ),
    max_size=60,
)


@settings(max_examples=60)
@given(st.lists(texts, min_size=1, max_size=8), st.integers(1, 60), st.sampled_from(["", LINK]))
def test_every_part_fits_and_nothing_is_lost_or_torn(chunks: list[str], times: int, link: str):
    words = "".join(chunks) * times

    parts = fit(words, link)

    assert len(parts) <= 2
    assert all(size(part) <= LIMIT for part in parts)
    assert words == "".join(parts) or words.startswith(parts[0] + parts[1].rpartition("\n……")[0])
    if len(parts) == 2:
        assert _is_border(words, len(parts[0]))


def _is_border(words: str, position: int) -> bool:
    """Whether a reader sees two characters meet here."""
    ends = {match.end() for match in regex.finditer(r"\X", words)}
    return position in ends or any(size(c) > ROOM for c in regex.findall(r"\X", words))


def test_clipped_words_keep_their_accents():
    words = clipped("e\u0301" * 10, 8)

    assert unicodedata.normalize("NFC", words) == "éé"
