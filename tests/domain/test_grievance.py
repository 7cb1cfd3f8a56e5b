"""What has been going wrong is told from a question about it, and blame from thanks."""

import time

import pytest

from bot.domain.grievance import accuses, complains, grieves


@pytest.mark.parametrize(
    "text",
    [
        "办居住证半年了没消息",
        "生育津贴半年没发下来",
        "暖气费收了不供暖",
        "身份证补办两个月没拿到",
        "公积金提取一直不到账",
        "转学手续两个学校互相推",
        "营业执照注销卡在税务，来回跑七趟",
        "健身房跑了，卡里四千多找谁谁不管",
        "育儿补贴填了三遍还是不通过，没人说为什么",
        "去年的失业金一分没给，到底谁来管",
        "法律援助中心的律师根本不上心",
        "不动产登记中心取号取不上 天天限号",
        "供暖都开始一周了 我家还是14度",
        "什么狗屁物业收钱不干事",
        "快递员把我包裹弄丢了不赔",
        "楼下饭店占用消防通道放桌子",
    ],
)
def test_what_has_been_going_wrong(text: str):
    assert grieves(text)
    assert complains(text)


@pytest.mark.parametrize(
    "text",
    [
        "公司欠我俩月工资不给，劳动仲裁怎么申请，要钱吗",
        "身份证丢了三天了，补办要带啥",
        "供热公司不管还能找哪个部门",
        "商家不给开发票怎么办",
        "驾照到期忘了换，超半年还能换吗",
        "公交发车间隔有规定没有",
        "亡人户口没消有没有影响",
        "社保卡丢了怎么补",
    ],
)
def test_who_asks_in_earnest_is_not_grieved(text: str):
    assert not grieves(text)


def test_after_a_long_wait_what_to_do_is_no_question():
    """A wrong may be asked about; a wait shall end."""
    assert not grieves("商家不给退钱，怎么办")
    assert complains("办居住证半年了没消息，怎么办")


def test_a_grievance_may_ask_something_besides():
    assert grieves("养老金停了三个月，咨询一下原因")
    assert not complains("养老金停了三个月，咨询一下原因")


@pytest.mark.parametrize(
    "text",
    [
        "你们真行，三个月都没人管",
        "好一个为人民服务",
        "感谢你们踢皮球，我算开眼了",
        "修好了三天又坏了，没人管，真得谢谢你们",
        "这就是为人民服务，呵呵",
    ],
)
def test_blame_in_words_of_thanks_is_blame(text: str):
    assert accuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "表扬三路公交车司机，扶老人上车",
        "以前这下水道没人管，这次两天就修好了，感谢你们",
        "跑了五趟没办成，昨天李同志终于给我办好了，谢谢她",
        "感谢人社局工作人员的帮助，我的养老金终于发下来了",
        "谢谢接线员听我唠叨半天，真是帮了大忙",
    ],
)
def test_thanks_after_an_old_trouble_are_thanks(text: str):
    assert not accuses(text)


@pytest.mark.parametrize(
    "text", ["一" * 300, "两年" * 1000, "没" * 2000, "跑了" * 1000, "等了" * 900]
)
def test_a_strange_text_is_read_in_no_time(text: str):
    """Each of these once took, or might take, time that grows with its square."""
    began = time.process_time()

    grieves(text)
    accuses(text)

    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "text", ["这个证跑一趟成不成", "执照办好一般要等几天", "离婚要跑几趟民政局"]
)
def test_how_often_and_how_long_may_be_asked(text: str):
    """One errand is no grievance, nor is a number that is asked for."""
    assert not grieves(text)
