"""Yes and no, to a question that has one of each."""

import re

YES = frozenset(
    {
        "好",
        "好的",
        "好啊",
        "好吧",
        "要",
        "要的",
        "是",
        "是的",
        "对",
        "对的",
        "行",
        "可以",
        "嗯",
        "登记",
    }
)
NO = frozenset(
    {
        "不",
        "不是",
        "不是的",
        "不要",
        "不用",
        "不用了",
        "不了",
        "别",
        "别撤",
        "先别撤",
        "不撤",
        "不要撤",
        "算了",
        "不登记",
    }
)
LONGEST = 16
"""Characters; who writes more says more than yes or no."""
_THE_SAME = (
    r"(?:的|了|啊|呀|吧|哦|，|,|\s|就|还|都|是|说的?|同一|一|上次|上回|之前|刚才|那|这|个|件|回|次|"
    r"事情?|样|加进去|加上去?|补充)*"
)
_YES = re.compile(rf"(?:是|对|嗯|没错|就是|同一件|一样){_THE_SAME}")
_KEEPS = re.compile(
    r"(?:算了|还是|那就?|先|我|就|，|,|\s)*(?:不|别|不用|不要|不想|先不|先别)撤(?:回|销|单)?(?:了|吧|先|啊|，|,|\s)*"
    r"(?:继续办?|接着办)?(?:吧|了)?"
)
"""Takes back that it shall be taken back."""
_YES_AND = re.compile(
    r"(?:要|好|行|可以|嗯|是|对|登记)(?:的|啊|吧|登记|另外)*[，,。\s]+(?P<more>.+)|要(?=在)(?P<at>.+)"
)
_ALL = re.compile(
    r"(?:[两三四五几]件|这些|全部?|一起|一并|统统|[，,\s])*都?(?:给我|帮我|一起|一并|全)*(?:要|办|登记|登|报)(?:上|了|吧|一下|的|呀|啊)*"
)
"""Wants all that was offered. "办" alone may say so of one thing: where another is offered."""
_ANOTHER = r"(?:另外?|别的|新的?|又一|再开|单独|重新)"
_NO = re.compile(
    rf"(?:不是|不对|没有|不一样){_THE_SAME}(?:{_ANOTHER}(?:的|开|登记|一|件|个|事情?|办|吧|了|啊)*)?|"
    rf"(?:这?是|这次是)?{_ANOTHER}(?:的|开|登记|一|件|个|码|回|事情?|办|吧|了|啊)+"
)


def agrees(said: str) -> bool:
    """Whether these words only say yes ("是上次那个")."""
    return said in YES or (len(said) <= LONGEST and bool(_YES.fullmatch(said)))


def wants_all(said: str) -> bool:
    """Whether these words take whatever was offered to be registered ("都要", "三件都办")."""
    return len(said) <= LONGEST and bool(_ALL.fullmatch(said))


def refuses(said: str) -> bool:
    """Whether these words only say no ("不是，是另一件事", "算了还是不撤了")."""
    if said in NO:
        return True
    return len(said) <= LONGEST and bool(_NO.fullmatch(said) or _KEEPS.fullmatch(said))


def and_more(said: str) -> str:
    """What follows a yes ("要，在幸福小区": 在幸福小区); "" where no yes begins it."""
    found = _YES_AND.fullmatch(said)
    return (found["more"] or found["at"]).strip() if found else ""
