"""Personal data is masked, given back to the letter, and never confused with a ticket number."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.personal_data import TOKEN, mask, redact, reveal

IDENTITY = "11010519491231002X"
CARD = "6222020000000000000"


@pytest.mark.parametrize(
    ("written", "token"),
    [
        ("13800138000", "〔手机号1〕"),
        ("138 0013 8000", "〔手机号1〕"),
        ("138-0013-8000", "〔手机号1〕"),
        ("138—0013—8000", "〔手机号1〕"),
        ("1380013 8000", "〔手机号1〕"),
        ("138.0013.8000", "〔手机号1〕"),
        ("138·0013·8000", "〔手机号1〕"),
        ("１３８．００１３．８０００", "〔手机号1〕"),
        ("138/0013/8000", "〔手机号1〕"),
        ("138_0013_8000", "〔手机号1〕"),
        ("1 3 8 0 0 1 3 8 0 0 0", "〔手机号1〕"),
        ("1-3-8-0-0-1-3-8-0-0-0", "〔手机号1〕"),
        ("1.3.8.0.0.1.3.8.0.0.0", "〔手机号1〕"),
        ("+86.138.0013.8000", "〔手机号1〕"),
        ("+86 13800138000", "〔手机号1〕"),
        ("+86-138-0013-8000", "〔手机号1〕"),
        ("008613800138000", "〔手机号1〕"),
        ("8613800138000", "〔手机号1〕"),
        ("１３８００１３８０００", "〔手机号1〕"),
        ("１３８　００１３　８０００", "〔手机号1〕"),
        ("一三八零零一三八零零零", "〔手机号1〕"),
        ("幺三八零零幺三八零零零", "〔手机号1〕"),
        (IDENTITY, "〔身份证号1〕"),
        (IDENTITY.lower(), "〔身份证号1〕"),
        ("110105 19491231 002X", "〔身份证号1〕"),
        ("１１０１０５１９４９１２３１００２Ｘ", "〔身份证号1〕"),
        ("110105.19491231.002X", "〔身份证号1〕"),
        ("E12345678", "〔护照号1〕"),
        ("EA1234567", "〔护照号1〕"),
        ("ｅ１２３４５６７８", "〔护照号1〕"),
        (CARD, "〔银行卡1〕"),
        ("6222.0200.0000.0000.000", "〔银行卡1〕"),
        ("6222 0200 0000 0000 000", "〔银行卡1〕"),
        ("4111-1111-1111-1111", "〔银行卡1〕"),
        ("wang.fang_88@qq.com", "〔邮箱1〕"),
        ("ｗａｎｇ＠ｑｑ．ｃｏｍ", "〔邮箱1〕"),
        ("0411-88886666", "〔固话1〕"),
        ("(0411)88886666", "〔固话1〕"),
        ("（０４１１）８８８８６６６６", "〔固话1〕"),
        ("010 6655 4433", "〔固话1〕"),
        ("0411.8888.6666", "〔固话1〕"),
        ("0454-8664433-802", "〔固话1〕"),
        ("辽B12345", "〔车牌1〕"),
        ("辽b·12345", "〔车牌1〕"),
        ("黑D B7338", "〔车牌1〕"),
        ("粤BD12345", "〔车牌1〕"),
        ("京A12345F", "〔车牌1〕"),
        ("京Ａ１２３４学", "〔车牌1〕"),
    ],
)
def test_personal_data_is_found_however_it_is_written(written: str, token: str):
    """Full-width, spoken, with spaces, with dashes: masked as one, and given back exactly."""
    masked = mask(f"请联系我{written}谢谢")

    assert masked.text == f"请联系我{token}谢谢"
    assert masked.secrets == {token: written}
    assert reveal(masked.text, masked.secrets) == f"请联系我{written}谢谢"


@pytest.mark.parametrize(
    "harmless",
    [
        "工单号20261123-4821-07",
        "查一下20261123-4821-07和20261030-7781-04",
        "工单20261123-4821-07，电费12345678.90元",
        "打12345热线没人接，12333也打不通",
        "咨询电话400-810-1234",
        "2026年11月23日8点30分",
        "20261123",
        "订单110105194912310021有问题",
        "流水6222020000000000005对不上",
        "共计1234567890123元",
        "建设街138号3单元501",
        "一三五七八九路公交车",
        "新A座12345房",
        "我家住在京东大厦",
        "G20181029-0013号来信",
        "邮箱@市长",
        "从2018-06-01到2019-06-01",
        "微信iphone13打不开小程序",
        "在微信里怎么交电费",
        "护照10年有效，办一本120元",
        "2026.11.23到2027.11.23",
        "192.168.100.100连不上",
        "QQ打不开了",
        "社保18.50元 1 2 3 4号窗口",
    ],
)
def test_other_numbers_stay(harmless: str):
    """What is not personal is left as it stands: ticket numbers above all."""
    assert mask(harmless).text == harmless
    assert redact(harmless) == harmless


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("身份证号110105194912310021", "身份证号〔身份证号1〕"),
        ("身份证：110105491231002", "身份证：〔身份证号1〕"),
        ("银行卡号6222020000000000005", "银行卡号〔银行卡1〕"),
        ("账号 3400 0123 4567", "账号 〔银行卡1〕"),
        ("电话8664433", "电话〔固话1〕"),
        ("护照号G12345678", "护照号〔护照号1〕"),
        ("港澳通行证 C12345678", "港澳通行证 〔护照号1〕"),
        ("微信号：wang_fang88", "微信号：〔微信号1〕"),
        ("加我微信wangfang8", "加我微信〔微信号1〕"),
        ("VX：ＷＡＮＧ_ｆａｎｇ", "VX：〔微信号1〕"),
        ("我的QQ号是 10012345", "我的QQ号是 〔QQ号1〕"),
    ],
)
def test_a_mistyped_number_is_masked_where_the_text_says_what_it_is(written: str, expected: str):
    """A wrong check digit does not expose somebody."""
    assert mask(written).text == expected


def test_two_numbers_glued_together_are_masked_too():
    """No space between two mobiles must not leave both readable."""
    assert mask("1380013800013900139000").text == "〔手机号1〕"


def test_one_value_keeps_its_token_and_new_ones_count_on():
    """A conversation masks message by message and stays readable."""
    first = mask("我的电话13800138000，他的13900139000")

    second = mask("记错了，是13700137000，不是13800138000", first.secrets)

    assert first.text == "我的电话〔手机号1〕，他的〔手机号2〕"
    assert second.text == "记错了，是〔手机号3〕，不是〔手机号1〕"
    assert reveal(first.text + second.text, second.secrets) == (
        "我的电话13800138000，他的13900139000记错了，是13700137000，不是13800138000"
    )
    assert "〔手机号3〕" not in first.secrets


def test_a_citizen_who_writes_a_token_gets_no_secret():
    """Our own brackets in somebody's text stay that text."""
    text = "〔手机号1〕和13800138000"

    masked = mask(text)

    assert masked.text == "〔原文1〕和〔手机号1〕"
    assert reveal(masked.text, masked.secrets) == text


def test_an_unknown_token_stays_readable():
    """Without the secret, the token is what is shown."""
    assert reveal("请拨打〔手机号7〕", {}) == "请拨打〔手机号7〕"


def test_redaction_keeps_no_way_back():
    """A log says what was there and nothing more."""
    text = f"王芳 13800138000 {IDENTITY} {CARD} 辽B12345 wang@qq.com 0411-88886666"

    redacted = redact(text)

    assert redacted == "王芳 〔手机号〕 〔身份证号〕 〔银行卡〕 〔车牌〕 〔邮箱〕 〔固话〕"


PIECES = st.one_of(
    st.text(max_size=20),
    st.text("0123456789 -+〔〕手机号身份证银行卡电话一三八零幺辽BX@.", max_size=40),
    st.sampled_from(
        [
            *("13800138000", IDENTITY, CARD, "辽B12345", "a@b.cn", "0411-88886666"),
            *("20261123-4821-07", "〔手机号1〕", "〔原文1〕", "〔手机号", "1〕"),
            "１３８　００１３　８０００",
        ]
    ),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@given(TEXTS)
def test_masking_loses_nothing(text: str):
    """Whatever a citizen writes, the department can read it to the letter."""
    masked = mask(text)

    assert reveal(masked.text, masked.secrets) == text


@given(st.lists(TEXTS, max_size=5))
def test_a_conversation_can_be_read_back(texts: list[str]):
    """Earlier messages stay readable with the secrets that grew since."""
    secrets: dict[str, str] = {}
    masked_texts = []
    for text in texts:
        masked = mask(text, secrets)
        assert secrets.items() <= masked.secrets.items()
        secrets = masked.secrets
        masked_texts.append(masked.text)

    assert [reveal(text, secrets) for text in masked_texts] == texts


@given(TEXTS)
def test_every_token_in_a_masked_text_is_known(text: str):
    """No token stands for nothing."""
    masked = mask(text)

    assert {found[0] for found in TOKEN.finditer(masked.text)} == set(masked.secrets)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "电话", "，", "a"]))
def test_no_mobile_number_slips_through(mobile: str, before: str):
    """Any mobile number, after any word."""
    assert mobile not in mask(f"{before}{mobile}。").text
    assert mobile not in redact(f"{before}{mobile}。")


@pytest.mark.parametrize(
    "unit", ["13800138000，", "〔手机号1〕", "110101199003071233，", "微信号abcdef，"]
)
def test_twice_as_many_numbers_take_twice_as_many_steps(unit: str):
    """Nobody keeps the door busy with one long message of nothing but numbers."""
    once, twice = (_steps(lambda n=n: mask(unit * n)) for n in (400, 800))

    assert twice < 2.2 * once


def _steps(do: Callable[[], object]) -> int:
    """How often a function is called, or a generator goes on, while this is done."""
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        do()
    finally:
        sys.setprofile(before)
    return steps
