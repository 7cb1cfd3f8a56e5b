"""Is this abuse, and is there anything beside it?

By word list and context: an insult that is quoted ("他骂我傻逼") is told of, not said, and many
words insult only when they are aimed at somebody ("垃圾三天没清" does not). Insults never take
anything from a matter that is told beside them.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.beginnings import any_of
from bot.domain.simplified import simplified

ENOUGH = 500
"""Characters that are looked at."""
LEAST = 2
"""Fewer characters than this, insults and the words that carry them aside, tell of nothing."""


@dataclass(frozen=True)
class Abuse:
    """Insults in a message; `alone` when it says nothing else."""

    words: tuple[str, ...]
    alone: bool


def recognise(text: str) -> Abuse | None:
    """The insults in `text`, or None."""
    plain = _BETWEEN.sub("", _tidy(text[:ENOUGH]))
    found = [match for match in _INSULTS.finditer(plain) if not _is_told_of(plain, match)]
    if not found:
        return None
    words = tuple(dict.fromkeys(match[0] for match in found))
    return Abuse(words, alone=len(text) <= ENOUGH and _left(plain) < LEAST)


def _tidy(text: str) -> str:
    return simplified(unicodedata.normalize("NFKC", text)).casefold()


def _is_told_of(plain: str, insult: re.Match[str]) -> bool:
    return bool(_QUOTED.search(plain[: insult.start()]))


def _left(plain: str) -> int:
    """How many characters say something besides."""
    return len(_SIGNS.sub("", _CARRIERS.sub("", _INSULTS.sub("", plain))))


_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])[\s*.·_\-]+(?=[\u4e00-\u9fff])")
"""What is put between characters to get past a list."""
_SIGNS = re.compile(r"[^\u4e00-\u9fff0-9a-z]")
_QUOTED = re.compile(
    r"(?:骂|辱骂|侮辱|说|喊|叫|称|吼)(?:了|着|过)?(?:我|他|她|你|我们|人|人家|别人|乘客|老人|孩子|业主|顾客|家长)*"
    r"(?:是|作|成|做|[:“\"'，,])*(?:个|一?[句群帮])?[“\"']?$"
)
"""What stands right before an insult that somebody else said."""

_YOU = (
    r"(?:你们?|他们|领导|政府|客服|物业|公司|机器人|当官的)(?:这|那)?(?:[帮群些个种]|一[帮群个])?"
)
_KIND = r"(?:东西|玩意儿?|货色?|人|样子?|德行)"
_INSULTS = any_of(
    # said of anybody, anywhere
    r"[傻煞沙啥]\s?[逼比笔屄bx叉×✘*](?![较如例赛画])|(?<![a-z0-9/])(?:s\s?b|2b|nmsl|cnmd?|tmd|nmb|mlgb)(?![a-z0-9/])",
    r"(?<!水)(?:操|艹|草|肏|日|干)(?:你|他|她|尼)(?:们)?(?:妈|娘|大爷|祖宗|全家|姥姥|奶奶|马|玛)(?:的|逼|个[逼头])?|(?<!水)草泥马|日了?(?:狗|你)了?",
    r"(?:你|他|她|特|踏|去你|妈了个|去他)妈(?:的(?!妈)|了?个?(?:逼|巴子|蛋|批))|(?<![大姑姨舅妈妗])妈(?:的(?![\u4e00-\u9fff]{0,2}(?:户|名|医|社|卡|病|养|手|钱|身|证|事|电|低|退|年|坟|房))|了?个?(?:巴子|逼|蛋))|尼玛|泥马|[你他]娘的",
    r"(?:放|说)(?:你|他)(?:妈|娘)?的?(?:狗)?屁|放狗?屁(?!虫)|狗屁|屁话|扯(?:淡|犊子)|滚犊子|完犊子|瘪犊子",
    r"王八(?:蛋|羔子|犊子)|龟(?:儿子|孙子?)些?|乌龟王八|狗(?:日的?|娘养的?|东西|杂种|官|腿子|贼|奴才)|[日养]的畜[生牲]|畜[生牲](?![产业栏棚饲养])|禽兽(?!不如的?医)|杂种(?![水犬狗猪])|杂碎(?!汤|面)|人渣|败类|孬种",
    r"脑残(?!疾)|白痴|(?<!痴呆)傻[子瓜蛋帽叉缺](?!相机)|蠢(?:货|猪|驴|材|蛋|得|到|死)|(?:太|真|好|这么)蠢|笨(?:蛋|猪|驴)|饭桶|酒囊饭袋|吃(?:干饭|闲饭|白饭)的|吃(?:屎|翔)|草包(?!车)|缺(?:心眼|德)(?:的|玩意儿?)?|(?:臭|真)?不要脸(?:的?东西)?|臭流氓|贱(?:人|货|逼|种)|(?:臭)?婊子?|鸡巴(?!掌)|[几雞]把|(?<!矮)屌丝?|骚货|烂货|丫(?:挺)?的(?!头)",
    r"断子绝孙|不得好死|(?:死|灭)(?:你)?全家|全家(?:都)?(?:死|灭)(?:光|绝|了)?|冚家[铲富]|扑街|仆街|(?:你们?(?:都|全|怎么不|快)?)(?:去死|死去|死光)|(?:都|全)(?:给我)?去死|生儿子没屁眼|瓜皮|宝批龙|憨(?:批|包)|瘪三|先人板板|顶你个?肺|册那",
    # only when aimed at somebody
    rf"{_YOU}(?:他妈的?|真|就|都|全|简直|纯粹)?(?:是|算|像)(?:个|一?[群帮条头]|些)?(?:狗屎|狗|猪|废物|垃圾|智障|弱智|神经病|吸血鬼|蛀虫|强盗|土匪|流氓|祸害)(?![一-龥])",
    rf"(?:(?:你们?|他们)(?:真|就|都)?(?:这)?[些帮群个]|一[帮群])(?:狗|猪|废物|垃圾|智障|弱智|神经病|吸血鬼|蛀虫|强盗|土匪|王八|孙子|缺德){_KIND}?(?![站箱桶车袋房堆员]|[\u4e00-\u9fff]?(?:补|证))",
    rf"(?<![处清运倒收])(?:垃圾|废物|弱智|智障|狗屎)(?!人[员群士]|官网)(?:政府|部门|单位|机关|客服|机器人|系统|平台|公众号|热线|公司|物业|领导|官|公交|{_KIND})(?![站箱处])",
    r"(?:^|[,。!?;:，！？；])(?:废物|智障|弱智|神经病)(?:$|[!！~]|啊|吧|们)|智障(?:红绿灯|机器人|客服|系统|设计)",
    r"(?:你们?|脑子|你们?是不是|是不是|真)有(?:毛)?病(?:吧|啊|呀|吗|么|$)|(?:你|你们)神经病|你们?(?:眼|眼睛)?(?:都)?瞎(?:了|眼)|瞎了(?:你们?的?)?狗眼",
    r"(?:^|[,。!?;:，！？；]|你们?|给我|都|快|赶紧|就|客服)滚(?:蛋|开|远点?|粗|出去)?(?=$|[,。!?;:，！？；~]|吧|你|啊|去)|滚蛋",
    r"(?:什么|破|烂|狗)(?:破|烂|狗)?(?:玩意儿?|机器人)(?=$|[,。!?;:，！？；~]|啊)|不是(?:人|东西|玩意儿?)(?=$|[,。!?;:，！？；~]|啊)|没用的东西",
)

_CARRIERS = any_of(
    r"你们?|您|他们?|她们?|我们?|咱们?|老子|爷|这|那|帮|群|些|个|种|条|伙|是|就|都|真|全家?|简直|纯粹|根本|一|了|的|得|地|"
    r"吧|啊|呀|吗|呢|嘛|哦|哼|呵|哈|诶|哎|什么|怎么|还|太|好|很|死|给|人|东西|玩意儿?|客服|机器人|政府|领导|单位|"
    r"部门|公务员|12345|热线|平台|公众号|工作人员|只会|就会|会|不|没|有|用|干|吃|像|跟|和|一样|去|来|快|赶紧|再|又|"
    r"整天|天天|净|也|到底|大家|所有|们|臭|破|烂|狗|头|大爷|混蛋|算|货|毛|儿|自己|当|官|老|小|操|妈|滚|拿着?|纳税人|养"
)
"""Words that carry an insult and tell of nothing by themselves."""
