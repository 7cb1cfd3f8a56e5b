"""Who cried for help says when it is over, in many words; a relapse says no such thing."""

import pytest

from bot.domain.all_clear import says_all_clear


@pytest.mark.parametrize(
    "text",
    [
        "没事了",
        "已经没事了",
        "没事啦，谢谢",
        "误报",
        "刚才是误报，不好意思",
        "火灭了",
        "已经扑灭了",
        "孩子找到了",
        "老人自己回来了",
        "人救上来了",
        "我们出来了",
        "不用来了",
        "按错了",
        "發錯了，沒事",
        "我开玩笑的",
        "我没有要自杀",
        "不是着火，是做饭的烟",
        "你误会了，我没有危险",
        "只是测试一下",
        "人已经下来了",
        "警报解除",
        "都修好了，放心吧",
        "坏人被警察抓走了",
        "没事是邻居做饭",
        "警察把人带走了",
    ],
)
def test_what_takes_an_alarm_back(text: str):
    assert says_all_clear(text)


@pytest.mark.parametrize(
    "text",
    [
        "还在烧",
        "火没灭",
        "灭了又着了",
        "还没找到",
        "火灭了但是有人晕倒",
        "没事吗",
        "你们没事找事",
        "解放路8号三单元",
        "消防车来了吗",
        "不见了",
        "不用来了，人已经死了",
        "人没抢救过来",
        "没人救出来",
        "别救我",
        "不用管我",
        "我不安全了",
        "我没开玩笑",
        "没跟你开玩笑",
        "这不是误会",
        "有没有危险",
        "叫不醒了",
        "我试试能不能打开门",
        "情况不好了",
        "门还是没修好",
        "警报没有解除",
        "我不放心",
        "墙皮又掉下来了",
        "石头都下来了",
        "烟都出来了",
        "电梯里灯也灭了",
        "他抓住了我妹妹",
        "孩子被人抓走了",
        "他找到了我",
        "",
        "想反映一下，上次着火以后楼道一直没人收拾，灯也不亮，天天黑着走路，物业说没事，可我们害怕摔跤",
    ],
)
def test_what_does_not(text: str):
    assert not says_all_clear(text)


@pytest.mark.parametrize("text", ["走了", "人都散了", "不打了", "他们已经走了"])
def test_a_fight_is_over_once_they_are_gone(text: str):
    """Without a kind it is asked of any danger, so it takes some danger back."""
    assert says_all_clear(text, "crime")
    assert not says_all_clear(text, "self_harm")
    assert not says_all_clear(text, "medical")
    assert says_all_clear(text)


@pytest.mark.parametrize(
    "text", ["打错人了", "他弄错了把我打了", "人抓走了", "坏人抓走了我女儿", "警察抓走了我儿子"]
)
def test_what_was_done_by_mistake_was_done(text: str):
    assert not says_all_clear(text, "crime")
