"""The promises of bot/domain/landmarks.py."""

import pytest

from bot.domain.landmarks import (
    as_told,
    brushes_off,
    is_a_building,
    is_no_place,
    sounds_like_a_place,
    told_first,
)

NONSENSE = (
    *(
        "你猜",
        "你自己查",
        "随便",
        "快点",
        "赶紧派人来",
        "哈哈",
        "123",
        "。。。",
        "好的",
        "凭什么告诉你",
    ),
    *("都说过了", "烦死了", "那个地方", "问这干啥"),
)
CORNERS = (
    *(
        "老张家后头",
        "二道沟",
        "大柳树底下",
        "供销社对面",
        "村东头",
        "老电影院",
        "铁道边",
        "三队",
        "河沿上面",
    ),
    *("王家铺子旁边", "五里坡", "学校西门"),
)


@pytest.mark.parametrize("text", NONSENSE)
def test_a_push_a_laugh_or_a_refusal_is_no_place(text: str):
    assert is_no_place(text)
    assert brushes_off(text)


@pytest.mark.parametrize("text", ["你问这个有什么用？", "在哪里看进度", "你们这帮废物"])
def test_neither_is_a_question_or_an_insult(text: str):
    assert is_no_place(text)


@pytest.mark.parametrize("text", CORNERS)
def test_what_neighbours_call_it_may_be_one(text: str):
    assert sounds_like_a_place(text)
    assert not is_no_place(text)


@pytest.mark.parametrize(
    "text", ["老人摔了好几回了在那条路", "我每天晚上下班回来都要从那条没有灯的路上走"]
)
def test_a_story_is_none(text: str):
    assert not sounds_like_a_place(text)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("就在老张家后头呗", "老张家后头"),
        ("我说是二道沟啊", "二道沟"),
        ("二道沟啊。。。", "二道沟"),
        ("在家", "在家"),
        ("一中", "一中"),
    ],
)
def test_the_words_around_it_are_left_out(said: str, place: str):
    assert as_told(said) == place


def test_a_long_text_is_no_such_answer_and_is_not_tried_in_all_ways():
    """Some of these ways are as many as there are ways to part the text."""
    assert not brushes_off("你自己" + "看看" * 500 + "门")


def test_dots_before_the_place_are_read_once():
    """They were tried in as many ways as dots can be parted: for this many, for ever."""
    assert as_told("。" * 500 + "二道沟").endswith("。二道沟")


@pytest.mark.parametrize("text", ["步行街", "就步行街北头", "图书馆门口"])
def test_what_everybody_knows_may_have_a_side(text: str):
    assert is_a_building(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("松江里底商 六点就开始", "松江里底商"),
        ("就在老张家后头，天天这样", "老张家后头"),
        ("松江里底商", ""),  # it is the answer
        ("那个店 老板态度差", ""),
        ("我们那边 天天有人吵", ""),
        ("三天没人管 我们楼上", ""),
    ],
)
def test_a_place_may_begin_an_answer_that_goes_on(text: str, place: str):
    assert told_first(text) == place
