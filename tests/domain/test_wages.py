"""Wages that are owed, in whatever words."""

import pytest

from bot.domain.wages import owed


@pytest.mark.parametrize(
    "text",
    [
        "工地欠薪两个月",
        "干了活不给钱",
        "包工头跑了",
        "老板拖着工资不给",
        "打工半年一分钱没拿到",
        "欠我三个月工钱",
        "上了半年班没给钱",
        "工资要不回来",
        "给他干了一夏天活到现在钱也不给",
    ],
)
def test_work_that_nobody_paid_for(text: str):
    assert owed(text)


@pytest.mark.parametrize(
    "text",
    [
        "最低工资是多少",
        "工资卡丢了",
        "工地噪音大",
        "退休工资涨了吗",
        "健身房老板跑了",
        "打工子女上学",
    ],
)
def test_what_only_speaks_of_work_or_money(text: str):
    assert not owed(text)
