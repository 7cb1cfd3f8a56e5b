"""Does somebody who cried for help say now that nobody is in danger?"""

import re

from bot.domain.simplified import simplified

LONGEST = 40
"""Characters: who says that all is well is brief."""


def says_all_clear(text: str, kind: str | None = None) -> bool:
    """Whether `text`, written after an alarm of this kind, takes it back: over, found, mistaken.

    Without a kind: whether there is some danger that it takes back.

    A question or a word that it goes on ("还在烧", "没灭") makes it none.
    """
    short = simplified(text).translate(_NO_PAUSES)
    if not short or len(short) > LONGEST:
        return False
    over = (shape for of, shape in _OVER.items() if kind in (None, of))
    clear = _CLEAR.search(short) or any(shape.fullmatch(short) for shape in over)
    return bool(clear) and not _NOT_CLEAR.search(short)


def says_he_is_back(text: str) -> bool:
    """Whether somebody is there again: good news of who was missing, bad of whom one fled from."""
    return bool(_BACK.search(simplified(text[:LONGEST]).translate(_NO_PAUSES)))


_NO_PAUSES = dict.fromkeys(map(ord, " \t\n　，,、~～。.！!"))
_CLEAR = re.compile(
    "|".join(
        (
            # all is well
            "没事(?:[了啦儿哈是]|$)|没什么事|平安(?!街|路|小区|里)|安全了|脱险|没有?危险|不要紧|(?<!不)放心吧?$|(?<!没)(?<!没有)解除",
            # it has passed
            "(?:扑|浇|熄)?灭(?:掉)?了|(?<!想)(?:解决|处理)(?:好|完)?了(?!自己)|(?<!没)(?<!没有)修好|不漏了|(?<!不)(?<!没)好了$|抢救过来",
            "(?<!没)找(?:到|着)了(?!我)|(?<!没)(?<!没有)(?:回来|到家|回家)了|(?:救|放|自己|(?<![烟火水气血])(?:都|已经)|人|我们?|孩子|他|她)出来了|"
            "救(?:上来|下来|出来)|(?:人|我们?|孩子|他|她|自己)(?:已经|都|安全)?下来了|(?<!不)醒了|醒过来|抓[住到]了(?!我|她|孩子)|"
            "(?:警察|民警|公安|派出所|特警)(?:已经)?(?:把.{1,4})?(?:抓|带)走了(?!我|孩子)|"
            "(?:坏人|小偷|骗子|歹徒|打人的|那人|他们?)(?:已经|都)?被.{0,4}(?:抓|带)走了",
            # help is there, no more is needed
            "(?:不用|别|不要|不必|甭)(?:再)?(?:来|救|麻烦|派|报警|管|担心)|取消(?:报警|求助|求救)?(?:$|吧|了)",
            # it never was
            "虚惊|误报|误会|误触|[搞弄听看认想理]?(?:解)?错了|(?:按|点|发|打|弄|搞)错|手滑|不是(?:这个|那个)意思|"
            "开(?:个)?玩笑|(?:测试|试试|试一下)(?:一下|而已|功能|系统|看|的|了|呢|吧)*$|随便说说|说着玩|逗你|"
            "(?:没有?|不是|并没)(?:真的?)?(?:着火|起火|失火|要?自杀|想死|想不开|报警|紧急|出事|受伤)",
        )
    )
)
_NOT_CLEAR = re.compile(
    "还[在没]|又(?:着|烧|漏|打|来|晕|昏|开始|掉|塌|砸)|灯.{0,2}灭|(?:孩子|女儿|儿子|老婆|她|我|妹|姐)被(?!警|公安|派出所).{0,3}抓走|没灭|灭不|复燃|没找|不见|没醒|叫不|快来|救命|"
    "吗|么$|[?？]|怎么|[但可却].{0,8}(?:伤|晕|昏|困|烧|叫|死|疼|血)|没事找事|不是没|"
    # it only got worse
    "(?:人|他|她|孩子|老人|已经).{0,2}(?:死了?|没气|断气|去世)|没救|没(?:有|人|能)*(?:抢?救|解决|处理好)|不安全|有没有危|"
    # who wants no help may need it most
    "(?:别|不用|不要|不必|甭)(?:再)?来?[救管拦劝]我|"
    # somebody was hurt by a mistake
    "打错人|[把被].{0,3}(?:打|砍|撞|伤)|"
    # nothing of it was a mistake
    "(?:没有?|不是|不)(?:在|跟.{1,3})?(?:开(?:个)?玩笑|误[会报触]|虚惊|测试|试试|说着玩|逗你|随便说)"
)
_OVER = {
    "crime": re.compile(
        "(?:现在|已经|刚刚?|后来)?(?:人|他们?|她们?|那些?人|双方|打架的)*(?:都|已经|全|自己)*"
        "(?:走|散|跑|离开|停手|停|不打|不闹|不吵|和好)了(?:吧|啊|哈)?"
    ),
}
"""What says so of one danger and of no other: of who wanted to die, 人走了 is the worst."""
_BACK = re.compile("(?:他|男的|那人|坏人|歹徒|前夫)们?(?:又|已经|刚)?(?:回来|回家|到家)")
