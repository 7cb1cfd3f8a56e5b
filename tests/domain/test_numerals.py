"""The promises of bot/domain/numerals.py."""

import pytest

from bot.domain.numerals import in_figures


@pytest.mark.parametrize(
    ("written", "figures"),
    [
        ("三栋二单元五零二", "3栋2单元502"),
        ("人民路十二号", "人民路12号"),
        ("朝阳街一百二十号", "朝阳街120号"),
        ("一百零五号", "105号"),
        ("两个月，十五度", "2个月，15度"),
        ("二十层", "20层"),
        ("3栋", "3栋"),
    ],
)
def test_what_is_counted_stands_in_figures(written: str, figures: str):
    assert in_figures(written) == figures


@pytest.mark.parametrize("name", ["第三中学", "五一路", "八一广场", "三里屯", "一直没人管"])
def test_names_and_words_keep_theirs(name: str):
    assert in_figures(name) == name
