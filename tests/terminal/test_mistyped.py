"""Slips on the command line: one Chinese sentence, and where the usage stands."""

import pytest

from tests.terminal.shell import Terminal, told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("corrections --accept abc", "--accept：应是整数。用法见：huiying corrections --help"),
        ("evaluate --most -1", "--most：不能小于 0。"),
        ("reconcile --days 0", "--days：不能小于 1。"),
        ("parse", "少写了 文字。"),
        ("explain", "少写了 工单编号。"),
        ("parse 路灯 坏了", "多写了“坏了”；一句话里有空格时请用引号括起来。"),
        ("parse --wy 停水", "没有 --wy 这个选项。"),
        ("drift --json=x", "--json 后面不用写内容。"),
        ("run --port", "--port 后面少写了内容。"),
        ("pasre 停水", "没有“pasre”这个命令。用法见：huiying --help"),
        ("knowledge", "还要写一个子命令。用法见：huiying knowledge --help"),
        ("import-letters a.csv --column 内容", "“内容”应写成 原列名=字段"),
    ],
)
def test_a_slip_is_told_in_chinese(terminal: Terminal, words: str, said: str):
    err = told(terminal, *words.split())

    assert said in err
    assert "Usage" not in err
    assert "Invalid" not in err
