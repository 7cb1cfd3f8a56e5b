"""Which passwords are too easy to guess."""

import re
import unicodedata

SHORTEST = 10
LONGEST = 200
"""Characters."""
FEW = 4
"""A password of fewer different characters is a pattern, however long."""
RUN = 5
"""So many neighbours of a row of keys, or of numbers or letters, are no more than one character."""
ROWS = (
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "!@#$%^&*()",
)
COMMON = (
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "admin", "administrator", "root", "huiying",
    "welcome", "letmein", "iloveyou", "woaini", "changeme", "default", "guest", "user", "test",
    "login", "sunshine", "dragon", "monkey", "football", "princess", "superman", "wechat",
    "weixin", "zhongguo", "china", "beijing", "shanghai", "nihao", "mima", "wodemima", "zhengfu",
    "guanliyuan", "回应", "密码", "我的密码", "管理员", "中国", "政府",
)  # fmt: skip
"""Words that every list of guesses begins with."""
LEFT = 4
"""Characters that must be left when what anybody guesses is taken out."""


def what_is_wrong(password: str, login: str) -> str | None:
    """What to say of this password, for somebody with this login; None if it is good enough."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < SHORTEST:
        return f"密码至少要 {SHORTEST} 个字。可以用几个不相干的词连起来，好记又难猜。"
    if len(plain) > LONGEST:
        return f"密码最多 {LONGEST} 个字。"
    small = plain.casefold()
    if login and login.casefold() in small:
        return "密码里不能有登录名，请换一个。"
    if len(set(small)) < FEW or _repeats(small) or len(_without_guesses(small)) < LEFT:
        return "这个密码太常见，别人容易猜到。请换一个，例如几个不相干的词连起来。"
    return None


def _repeats(small: str) -> bool:
    """Whether it is a short piece again and again."""
    return re.fullmatch(r"(.{1,4}?)\1+.{0,3}", small, re.DOTALL) is not None


def _without_guesses(small: str) -> str:
    """What is left of it without common words, runs of keys, years and the signs at its end."""
    rest = small
    for word in sorted(COMMON, key=len, reverse=True):
        rest = rest.replace(word, "")
    rest = _without_runs(rest)
    rest = re.sub(r"(?:19|20)\d\d(?:[01]\d[0-3]\d)?", "", rest)
    return rest.strip("!@#$%^&*()_-+=.,?~0123456789 ")


def _without_runs(rest: str) -> str:
    kept = ""
    while rest:
        length = max(_run(rest, row) for row in (*ROWS, *(row[::-1] for row in ROWS)))
        if length >= RUN:
            rest = rest[length:]
        else:
            kept, rest = kept + rest[0], rest[1:]
    return kept


def _run(rest: str, row: str) -> int:
    """How many characters at the beginning of `rest` stand side by side in `row`."""
    start = row.find(rest[0])
    length = 0
    while (
        start >= 0 and rest[length : length + 1] == row[start + length : start + length + 1] != ""
    ):
        length += 1
    return length
