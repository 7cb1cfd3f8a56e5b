"""Who wants no more work, and who is only angry."""

import pytest

from bot.domain.taking_back import says_done, takes_back


@pytest.mark.parametrize(
    "text",
    [
        "这个不用办了撤掉吧",
        "算了不用办了",
        "来电了 不用麻烦了",
        "撤了吧",
        "已经解决了不用管了",
        "我不投诉了",
        "不投诉了 给人家个机会吧",
        "算了不用办了 人家已经来修好了",
        "那个单子撤了",
        "把刚才那个投诉撤了吧，谢谢",
        "帮我把这个工单取消掉",
        "这事儿不用处理了",
        "不用麻烦你们了 不用管了",
        "物业来修了，不用派人了",
        "不用再查了 误会一场",
        "不想追究了",
        "俺不告了",
        "路灯那个不用修了",
        "嗯 撤吧",
        "是，撤了",
        "別辦了，撤銷吧",
        "那就不用来了",
        "给我撤单",
    ],
)
def test_who_takes_it_back(text: str):
    assert takes_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "你们不用办了吧？一个月了没人管",
        "你们是不是不用办了？一个月了没人管",
        "不用管了，投诉也没用",
        "不用你们管了 我找记者曝光",
        "撤了吧你们这个没用的部门",
        "别撤",
        "先别撤了",
        "算了还是不撤了",
        "他们说不用办了",
        "物业让我把投诉撤了",
        "你们怎么把我的单子撤了",
        "路灯不用修了，另外垃圾没人收",
        "居住证不用办了吗",
        "公交站牌撤走了没人告诉我们",
        "社区的垃圾桶撤了",
        "楼下的健身器材取消了",
        "302路公交取消了",
        "这个月低保给取消了",
        "不用了",
        "城管都不管了",
        "物业不办了推给开发商",
        "养老院不用身份证登记",
        "还没解决别给我撤了",
        "三天了没动静 你们别办了得了",
    ],
)
def test_who_does_not(text: str):
    assert not takes_back(text)


@pytest.mark.parametrize(("text", "done"), [("修好了不用管了", True), ("没修好 撤了吧", False)])
def test_whether_it_is_settled(text: str, done: bool):
    assert says_done(text) is done
