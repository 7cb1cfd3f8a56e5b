"""The promises of bot/domain/signs.py."""

import pytest

from bot.domain.signs import Sign, sign_of


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("？？？", Sign.MARKS),
        ("……", Sign.MARKS),
        ("-", Sign.MARKS),
        ("", Sign.MARKS),
        ("1", Sign.NUMBER),
        ("１２３", Sign.NUMBER),
        ("12345？", Sign.NUMBER),
        ("https://www.example.com/a?b=1", Sign.LINK),
        ("www.example.com", Sign.LINK),
        ("mp.example.cn/s/abc", Sign.LINK),
        ("How can I apply for a residence permit?", Sign.LETTERS),
        ("asdfghjkl", Sign.LETTERS),
        ("Привет, помогите", Sign.LETTERS),
        ("水", Sign.CHARACTER),
        ("a", Sign.CHARACTER),
        ("啊。。。", Sign.CHARACTER),
    ],
)
def test_what_holds_no_words_is_called_by_what_it_is(text: str, sign: Sign) -> None:
    assert sign_of(text) is sign


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了",
        "停水",
        "wifi密码",
        "101路",
        "〔手机号1〕",
        "看这个 https://www.example.com 路灯坏了",
        "3号楼",
    ],
)
def test_what_holds_words_is_none_of_them(text: str) -> None:
    assert sign_of(text) is None


def test_a_long_hostile_text_takes_no_time_worth_mentioning() -> None:
    """Every pattern looks at a character a bounded number of times: this ends at once."""
    for piece in ("a ", "1.", "www.", "a.", "_", "？", "a-1 "):
        sign_of(f"{piece * 2000}路")
