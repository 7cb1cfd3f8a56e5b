"""The account's menu, within WeChat's limits."""

import pytest

from bot.domain.errors import FieldRejected
from bot.domain.menu import Menu

SAYS = {"type": "click", "name": "查进度", "key": "查询我的工单"}
OPENS = {"type": "view", "name": "办事指南", "url": "https://city.example/guide"}
MENU = {"button": [SAYS, {"name": "更多", "sub_button": [OPENS, SAYS]}]}


def test_a_menu_goes_to_wechat_as_it_came():
    assert Menu.of(MENU).as_json() == MENU


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "menu"),
        ([], "menu"),
        ({"button": []}, "name-0"),
        ({"button": [SAYS] * 4}, "name-0"),
        ({"button": ["x"]}, "name-0"),
        ({"button": [{**SAYS, "name": "六个汉字太长"}]}, "name-0"),
        ({"button": [SAYS, {**SAYS, "name": " "}]}, "name-1"),
        ({"button": [{**SAYS, "name": "\u202e反着"}]}, "name-0"),
        ({"button": [{**SAYS, "key": ""}]}, "value-0"),
        ({"button": [{**SAYS, "key": "长" * 43}]}, "value-0"),
        ({"button": [{**OPENS, "url": "javascript:alert(1)"}]}, "value-0"),
        ({"button": [{**OPENS, "url": "javascript://city.example/%0aalert(1)"}]}, "value-0"),
        ({"button": [{**OPENS, "url": "https://"}]}, "value-0"),
        ({"button": [{**OPENS, "url": "https://[x"}]}, "value-0"),
        ({"button": [{**OPENS, "url": "https://a/" + "a" * 1024}]}, "value-0"),
        ({"button": [{"name": "x", "type": "miniprogram"}]}, "value-0"),
        ({"button": [{"name": "更多", "sub_button": [SAYS] * 6}]}, "name-0"),
        (
            {"button": [SAYS, {"name": "更多", "sub_button": [SAYS, {**OPENS, "url": "x"}]}]},
            "value-1-1",
        ),
        ({"button": [{"name": "更多", "sub_button": {"a": 1}}]}, "name-0"),
    ],
)
def test_what_wechat_would_refuse_is_refused_at_its_field(told, field):
    with pytest.raises(FieldRejected) as refused:
        Menu.of(told)

    assert refused.value.field == field
