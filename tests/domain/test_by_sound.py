"""Words are known by their sound where a character of them is written wrong."""

import pytest

from bot.domain.by_sound import BySound, syllable


@pytest.mark.parametrize(("one", "other"), [("路", "陆"), ("梯", "提"), ("登", "灯"), ("啊", "阿")])
def test_characters_of_one_sound(one: str, other: str) -> None:
    assert syllable(one) == syllable(other) is not None


@pytest.mark.parametrize("character", ["龘", "亍", "a", "1", "，", "囧"])
def test_rare_characters_and_signs_have_no_sound(character: str) -> None:
    assert syllable(character) is None


def test_the_first_and_the_last_sound_differ() -> None:
    assert syllable("座") != syllable("啊")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我们这的陆灯坏了", [("陆灯", "路灯")]),
        ("电提坏了", [("电提", "电梯")]),
        ("无业公司", [("无业公司", "物业公司")]),
        ("路灯坏了", []),  # written right
        ("鹿登坏了", []),  # nothing of it is right
    ],
)
def test_a_word_is_found_by_its_sound(text: str, found: list[tuple[str, str]]) -> None:
    assert list(BySound(["路灯", "电梯", "物业", "物业公司", "水"]).find(text)) == found


@pytest.mark.parametrize("text", ["水岸小区出行难", "能不能使用"])
def test_what_sounds_like_another_common_word_is_not_taken_for_it(text: str) -> None:
    assert list(BySound(["校区", "食用"]).find(text)) == []
