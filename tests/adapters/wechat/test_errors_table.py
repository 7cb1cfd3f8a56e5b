"""The table of error codes is complete, and printed in the operators' handbook."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.wechat.errors_table import (
    BY_CODE,
    TABLE,
    Action,
    entry_for,
    off_until,
)

HANDBOOK = Path(__file__).resolve().parents[3] / "docs" / "wechat.md"
CONTRACT = {
    Action.BACK_OFF: {-1},
    Action.REFRESH: {40001, 40014, 42001},
    Action.PAUSE: {45009, 45011},
    Action.NEXT_CHANNEL: {45015, 45047, 43101, 43004, 40037, 47003},
    Action.SWITCH_OFF: {48001},
    Action.STOP: {40164, 40125, 40013, 40243},
    Action.PARK: {40007},
}
"""What WeChat's documentation and its library's users say about each code."""


ACTION_NAMES = {
    Action.BACK_OFF: "等 1、2、4 秒重试，最多 3 次，之后稍后再试",
    Action.REFRESH: "换一次令牌，重发一次，仍失败则停止所有调用，十分钟后先试探再继续",
    Action.NEXT_CHANNEL: "改走下一个渠道",
    Action.PAUSE: "这个接口暂停，先走下一个渠道",
    Action.SWITCH_OFF: "关闭这项能力，改走下一个渠道，一天后再试",
    Action.STOP: "停止所有调用，十分钟后先试探再继续",
    Action.PARK: "搁置，等人工处理",
}
"""What docs/wechat.md says that each action is."""


@pytest.mark.parametrize("action", list(Action))
def test_every_code_has_its_action(action: Action):
    assert {entry.code for entry in TABLE if entry.action is action} == CONTRACT[action]


def test_no_code_stands_twice():
    assert len(BY_CODE) == len(TABLE)


def test_a_code_nobody_foresaw_is_parked_and_told():
    entry = entry_for(99999)

    assert (entry.action, entry.alarm) == (Action.PARK, True)


@pytest.mark.parametrize("entry", [e for e in TABLE if e.alarm], ids=lambda e: str(e.code))
def test_an_alarm_says_what_to_do(entry):
    assert entry.remedy


def test_the_daily_limit_ends_at_midnight_in_shanghai():
    evening_in_utc = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)

    until = off_until(entry_for(45009), evening_in_utc)

    assert until == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def test_the_limit_of_a_minute_ends_after_one():
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    assert off_until(entry_for(45011), now) - now == timedelta(minutes=1)


def test_the_handbook_prints_this_table():
    """Change the data, then put the output of `as_markdown()` into docs/wechat.md."""
    assert as_markdown() in HANDBOOK.read_text(encoding="utf-8")


def as_markdown() -> str:
    """The table as docs/wechat.md prints it."""
    lines = [
        "| 错误码 | 意思 | 系统怎么做 | 报警 | 您要做什么 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for entry in (*TABLE, entry_for(0)):
        cells = (
            str(entry.code or "其他"),
            entry.meaning,
            ACTION_NAMES[entry.action],
            "是" if entry.alarm else "",
            entry.remedy,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
