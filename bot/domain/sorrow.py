"""Does a message say only that somebody suffers, and of what?

Only short messages that say nothing else: whoever tells of a matter besides is heard about that.
"""

import re
from enum import StrEnum

from bot.domain.simplified import simplified

LONGEST = 24
"""Characters: a longer message tells of something."""
ENOUGH = 200
"""Characters that are looked at, sighs and signs among them."""


class Sorrow(StrEnum):
    """What somebody suffers from."""

    GRIEF = "grief"  # 我妈去世了
    CHILD = "child"  # 小孩发烧
    ILLNESS = "illness"  # 头疼
    HEART = "heart"  # 我好难过
    LONELY = "lonely"  # 没人跟我说话
    VEXED = "vexed"  # 烦死了


def sorrow_of(text: str) -> Sorrow | None:
    """What the writer suffers from, or None when something else is said or asked."""
    said = _SIGNS.sub("", _DRAWN_OUT.sub(r"\1", simplified(text[:ENOUGH])))
    if len(said) > LONGEST or len(text) > ENOUGH:
        return None
    return next((sorrow for sorrow, shape in _SHAPES.items() if shape.fullmatch(said)), None)


_DRAWN_OUT = re.compile(r"(\D)\1{2,}")
_SIGNS = re.compile(r"[^\u4e00-\u9fff0-9.]+")
_CHILD = (
    "(?:我家|家里|我)?的?"
    "(?:孩子|小孩|小孩子|宝宝|宝贝|娃|娃娃|小娃|婴儿|儿子|女儿|孙子|孙女|小孙子|小孙女)"
)
_PARENT = "(?:老?妈妈?|老?爸爸?|母亲|父亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|老伴儿?)"
_KIN = (
    f"(?:{_PARENT}|老公|老婆|丈夫|妻子|爱人|哥哥?|姐姐?|弟弟?|妹妹?|公公|婆婆|岳父|岳母|"
    "孩子|儿子|女儿|亲人|家人)"
)
_WHEN = (
    "(?:今天|今晚|昨天|昨晚|前天|刚刚?|刚才|早上|下午|晚上|夜里|半夜|大半夜|凌晨|最近|这几天|这两天|现在|"
    "上周|上个月|一直|天天|每天|总是|老是|整夜|突然|又)"
)
_HOW = (
    "(?:好|很|太|真|挺|特别|非常|超级?|有点儿?|有些|实在|觉得|感觉|感到|就是|都|也|快要?|要|"
    "得很|死|极|透)"
)
_SIGH = "(?:了|啊|呀|哦|呢|吧|唉|哎|呜|的|怎么办|咋办|咋整|怎么弄|该怎么办|不知道)"
_FEELING = (
    "(?:(?<!不)(?:难过|难受|伤心|痛苦|心痛|心酸|心累|心慌|绝望|崩溃|压抑|憋屈|委屈|孤独|孤单|寂寞|郁闷|抑郁|焦虑|"
    "低落|失落|难熬|想哭|哭|害怕|怕)|睡不着觉?|失眠|撑不住|堵得慌|憋得慌|空落落|不好受|不开心|不高兴|"
    "(?:心情|情绪|精神)(?:好|很|太|特别|非常|挺)*(?:不好|低落|差|糟糕?|不佳)|压力(?:好|很|太|真|特别|非常)*大|"
    "失恋|分手|(?:好|太|很|真|心)累|太难)"
)
_AILS = (
    "(?:发烧|发高烧|高烧|低烧|发热|烧到?(?:了)?[0-9.]+度?多?|[0-9.]+度[0-9]?|还在烧|不退烧?|没退烧?|咳嗽|感冒|拉肚子|"
    "拉稀|呕吐|吐(?=了)|(?:肚子|头|牙|腰|腿|嗓子|胃|耳朵)(?:好|很|有点)?[疼痛]|头晕|生病|病(?=了|$)|不舒服|"
    "过敏|起疹子|一直哭|哭闹|哭个不停)"
)
_ALONE = (
    "(?:没有?人(?:陪|来看|关心|惦记)(?:我|俺)?|想(?:找|有)个?人(?:(?:跟|和|陪)我)?(?:说说话|聊聊?天?|唠嗑|陪陪我)|"
    "没有?人(?:(?:能|可以)?(?:跟|和|同|陪)?(?:我|俺|老人)?)(?:说说?话|聊聊?天?|唠嗑)|"
    "(?:儿女|子女|孩子们|儿子女儿)(?:都|也|又|一直|从来|常年|总|一个)*"
    "(?:不|没(?:有)?)(?:来|回来?|回家|在(?:身边|家)|打电话|理)(?:看|过|陪|理)*(?:我|俺|家)?)"
)
_BY_ONESELF = (
    "(?:(?:就|只有|只剩|家里就|自己)?(?:我|俺|自己)?一个人(?:在家|住|过(?:年|节|日子|中秋|生日)?|吃饭|待着|生活|守着)?|"
    "独居|独自(?:在家|一人)?|没有?人理(?:我|俺)|没意思|冷清|空荡荡?|空)"
)
_VEXES = (
    "(?:真是|真)?(?:(?:烦|闹心|糟心|恼火|窝火|倒霉)(?:死|坏|透)?(?:我|人|俺)?|"
    "气[死坏炸](?:我|人|俺)?|心烦)"
)
_FILLING = f"(?:我|俺|人|{_WHEN}|{_HOW}|{_SIGH})"
_INSIDE = "(?:心里|心情|心|情绪|日子|里)"
_SHAPES = {
    Sorrow.GRIEF: re.compile(
        f"(?:{_FILLING}|{_INSIDE}|{_FEELING})*(?:我家?|俺|家里)?的?(?:{_KIN}(?:{_WHEN}|{_HOW})*"
        "(?:去世|过世|病逝|离世|过身|(?:永远)?离开(?:我们?|人世|这个世界))"
        f"|{_PARENT}{_WHEN}+(?:走|没)(?=了)|{_PARENT}刚刚?走|{_PARENT}(?:不在|没|走)了(?={_INSIDE}|[以之]后|好|很|太|我))"
        f"(?:{_FILLING}|{_INSIDE}|{_FEELING}|{_ALONE}|{_BY_ONESELF}|[以之]后)*"
    ),
    Sorrow.CHILD: re.compile(
        f"(?:{_FILLING})*{_CHILD}(?:{_FILLING}|{_AILS}|吃了?药|难受)*{_AILS}"
        f"(?:{_FILLING}|{_AILS}|吃了?药|难受)*|{_AILS}(?:{_FILLING})*{_CHILD}(?:{_FILLING})*"
    ),
    Sorrow.ILLNESS: re.compile(
        f"(?:{_FILLING}|身体|身上|浑身|全身|老人|{_KIN})*(?:{_AILS}|身(?:体|上)(?:{_HOW})*难受)"
        f"(?:{_FILLING}|{_AILS}|难受)*"
    ),
    Sorrow.HEART: re.compile(
        f"(?:{_FILLING}|{_INSIDE})*{_FEELING}(?:{_FILLING}|{_INSIDE}|{_FEELING})*"
    ),
    Sorrow.LONELY: re.compile(
        "(?!.*(?:绝望|崩溃|撑不))"
        f"(?=.*{_ALONE}|.*(?:一个人|独自|独居|没有?人理).*(?:没意思|冷清|空|{_FEELING}))"
        f"(?:{_FILLING}|{_INSIDE}|{_FEELING}|{_ALONE}|{_BY_ONESELF})+"
    ),
    Sorrow.VEXED: re.compile(f"(?:{_FILLING}|{_INSIDE})*{_VEXES}(?:{_FILLING}|{_VEXES})*"),
}
"""The first that fits: a death before an illness, a child's illness before one's own."""
