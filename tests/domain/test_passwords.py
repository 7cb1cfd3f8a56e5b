"""Passwords that anybody guesses are refused; others are not."""

import pytest

from bot.domain.passwords import what_is_wrong


@pytest.mark.parametrize(
    "password",
    ["路灯下的三只猫在唱歌", "correct horse battery", "kT7#mQ2vLp", "青山 绿水 自行车 7"],
)  # fmt: skip
def test_a_good_password_is_taken(password: str):
    assert what_is_wrong(password, "li.wei") is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "至少要 10 个字"),
        ("路灯下的三只猫", "至少要 10 个字"),
        ("kT7#mQ2vL", "至少要 10 个字"),
        ("x" * 201, "最多 200 个字"),
        ("my-Li.Wei-day", "登录名"),
        ("ｌｉ．ｗｅｉ一二三四五六", "登录名"),
    ],
)
def test_what_is_wrong_is_said_in_words(password: str, words: str):
    assert words in (what_is_wrong(password, "li.wei") or "")


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "0987654321", "qwertyuiop", "asdfghjkl123", "1qaz2wsx3edc", "aaaaaaaaaaaa",
        "abababababab", "password123", "Passw0rd2026!", "Admin@2026", "admin888888", "huiying12345",
        "woaini1314520", "Zhongguo2025!", "13812345678", "19900101abc", "20261123@@@@",
        "密码1234567890", "P@ssword!!!!", "一二一二一二一二一二", "政府2026政府2026",
    ],
)  # fmt: skip
def test_what_everybody_guesses_is_refused(password: str):
    assert "太常见" in (what_is_wrong(password, "li.wei") or "")
