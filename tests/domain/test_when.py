"""The promises of bot/domain/when.py. The message was written on Monday, 23 November 2026."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.when import when
from bot.domain.zone import SHANGHAI

WRITTEN = datetime(2026, 11, 23, 10, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("昨天晚上", "2026-11-22", "2026-11-22"),
        ("昨夜", "2026-11-22", "2026-11-22"),
        ("大前天", "2026-11-20", "2026-11-20"),
        ("今早", "2026-11-23", "2026-11-23"),
        ("刚才", "2026-11-23", "2026-11-23"),
        ("后天", "2026-11-25", "2026-11-25"),
        ("上周三晚上", "2026-11-18", "2026-11-18"),
        ("上上个礼拜天", "2026-11-15", "2026-11-15"),
        ("周一", "2026-11-23", "2026-11-23"),
        ("周五", "2026-11-20", "2026-11-20"),
        ("上个星期", "2026-11-16", "2026-11-22"),
        ("上周末", "2026-11-21", "2026-11-22"),
        ("下周一", "2026-11-30", "2026-11-30"),
        ("11月5日上午9:30", "2026-11-05", "2026-11-05"),
        ("12月3号", "2025-12-03", "2025-12-03"),
        ("2022年9月1日", "2022-09-01", "2022-09-01"),
        ("19年三月", "2019-03-01", "2019-03-31"),
        ("85年", "1985-01-01", "1985-12-31"),
        ("2023-11-02", "2023-11-02", "2023-11-02"),
        ("去年十一月份", "2025-11-01", "2025-11-30"),
        ("十月中旬", "2026-10-11", "2026-10-20"),
        ("二月底", "2026-02-21", "2026-02-28"),
        ("上个月15号", "2026-10-15", "2026-10-15"),
        ("这个月二号", "2026-11-02", "2026-11-02"),
        ("上月", "2026-10-01", "2026-10-31"),
        ("去年冬天", "2025-12-01", "2026-02-28"),
        ("今年夏天", "2026-06-01", "2026-08-31"),
        ("前年", "2024-01-01", "2024-12-31"),
        ("去年下半年", "2025-07-01", "2025-12-31"),
        ("国庆节", "2026-10-01", "2026-10-01"),
        ("三天前", "2026-11-20", "2026-11-20"),
        ("半个月前", "2026-11-08", "2026-11-08"),
        ("一个星期前", "2026-11-16", "2026-11-16"),
    ],
)
def test_words_for_a_day_are_that_day(words: str, first: str, last: str) -> None:
    found = when(words, WRITTEN)

    assert found is not None
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("从去年十月开始", "2025-10-01"),
        ("自2021年5月起", "2021-05-01"),
        ("连续三天", "2026-11-20"),
        ("已经半个月了", "2026-11-08"),
        ("快一年了", "2025-11-23"),
        ("三个半月了", "2026-08-10"),
        ("十来年", "2016-11-25"),
        ("入冬以来", "2026-11-07"),
        ("从去年入秋", "2025-08-07"),
        ("从上周起", "2026-11-16"),
        ("从国庆节开始", "2026-10-01"),
        ("从早上六点到现在", None),
        ("好久了", None),
    ],
)
def test_since_when_reaches_to_today(words: str, first: str | None) -> None:
    found = when(words, WRITTEN, since=True)

    assert (str(found.first) if found else None) == first
    assert found is None or found.last == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("昨天下午3点半", "15:30"),
        ("昨晚十点", "22:00"),
        ("昨天夜里一点", "01:00"),
        ("昨天夜里十一点多", "23:00"),
        ("今天中午12点左右", "12:00"),
        ("今天下午两点一刻", "14:15"),
        ("11月5日上午9:30", "09:30"),
        ("昨天上午", None),
    ],
)
def test_the_time_of_day_is_told_as_a_clock_shows_it(words: str, clock: str | None) -> None:
    found = when(words, WRITTEN)

    assert found is not None
    assert found.clock == clock


@pytest.mark.parametrize(
    "words", ["每天凌晨两点", "每周三", "一到周五晚上", "好几天", "2月30日", "大年初三"]
)
def test_what_is_no_certain_day_is_none(words: str) -> None:
    assert when(words, WRITTEN) is None


@given(
    st.text(
        alphabet="上下这前去今昨个周星期月年日号天点半初底旬春夏秋冬一二三十百0123459-:从到",
        max_size=14,
    )
)
def test_whatever_is_said_no_day_breaks_it(words: str) -> None:
    found = when(words, WRITTEN)

    assert found is None or found.first <= found.last
