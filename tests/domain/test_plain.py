"""The promises of bot/domain/plain.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plain import plain

ANYTHING = st.text(
    alphabet="啊嗯那个就是说路燈壞了，。！？…~ 　[微笑]😀👍🏻１Ａab12咋啥唔该〔手机号〕\n",
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("路燈壞了沒人修", "路灯坏了没人修"),
        ("解放路１２号Ａ座", "解放路12号A座"),
        ("气死我了！！！！！", "气死我了！"),
        ("社保卡丢了怎么补？？！", "社保卡丢了怎么补？"),
        ("路灯坏了😡😡没人修👎🏻", "路灯坏了没人修"),
        ("太好了[鼓掌][玫瑰]", "太好了"),
        ("啊啊啊啊啊啊路灯坏了", "路灯坏了"),
        ("嗯，那个，我想问社保", "我想问社保"),
        ("路灯坏了 没人修　在人民路", "路灯坏了，没人修，在人民路"),
        ("谢谢谢谢谢谢", "谢谢"),
        ("坏坏坏坏坏了", "坏坏了"),
        ("社保卡咋补啊，要带啥", "社保卡怎么补啊，要带什么"),
        ("居住证要啷个办，莫得人晓得", "居住证要怎么办，没有人知道"),
        ("路燈壞咗冇人理，點樣搵人整", "路灯坏了没人理，怎么找人整"),
    ],
)
def test_words_are_written_as_everybody_writes_them(written: str, text: str) -> None:
    assert plain(written).text == text


@pytest.mark.parametrize(
    "written",
    [
        "路灯坏了三天没人修，在人民路。",
        "我的电话是〔手机号1〕，车牌〔车牌12〕",
        "欠了10000块，编号20261123-4821-07",
        "那个路口的红绿灯坏了",
        "[电话]打不通",
        "😀😀😀",
        "？？？",
        "嗯嗯",
        "\n嗯",
        "",
    ],
)
def test_what_is_plain_or_nothing_but_signs_stays(written: str) -> None:
    assert plain(written).text == written


@pytest.mark.parametrize(
    ("written", "words", "where"),
    [
        ("😡😡在解放路１２号！！！", "解放路12号", "解放路１２号"),
        ("嗯那个我在幸福小區", "幸福小区", "幸福小區"),
        ("社保卡咋补", "怎么", "咋"),
        ("解放路啊啊啊12号", "解放路12号", "解放路啊啊啊12号"),
    ],
)
def test_plain_words_are_found_where_they_were_written(
    written: str, words: str, where: str
) -> None:
    found = plain(written)
    at = found.text.index(words)

    start, end = found.span(at, at + len(words))

    assert written[start:end] == where


@given(ANYTHING)
def test_every_span_lies_in_what_was_written_and_keeps_its_order(written: str) -> None:
    found = plain(written)
    spans = [found.span(at, at + 1) for at in range(len(found.text))]

    assert all(0 <= start < end <= len(written) for start, end in spans)
    assert spans == sorted(spans)


@given(ANYTHING)
def test_words_never_vanish(written: str) -> None:
    """A message that was not blank is never blank to those who recognise it."""
    assert bool(plain(written).text.strip()) == bool(written.strip())


def test_a_long_hostile_text_takes_no_time_worth_mentioning() -> None:
    """Every pattern looks at a character a bounded number of times: this ends at once."""
    for piece in ("啊", "。", " 啊", "[", "[微", "那个", "😀", "就是说", "谢"):
        plain(piece * 3000)
