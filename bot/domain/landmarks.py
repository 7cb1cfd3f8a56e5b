"""Where is it? What a citizen answers in words that no rule knows as an address.

"老张家后头" is a place to everybody who lives there; "你猜" is none to anybody.
"""

import re

from bot.domain import abuse
from bot.domain.plain import plain

LONGEST_BRUSH_OFF = 30
LONGEST = 20
"""A longer answer without any address in it goes on telling."""

BARE_NAME = 8
_BUILDING = re.compile(
    r"(?:馆|站|医院|学校|[大中小]学|银行|超市|公园|广场|商场|大厅|市场|火车站|机场|法院|邮局|"
    r"[步商]行街|商业街|老街)[东西南北中]?(?:头|边|侧|段|角|口|门|门口|街口)?$"
)

_ME = r"(?:我|俺|咱|你|您|他|她|人家|大家|老子)(?:们|自己)?"
_NOT_A_PLACE = re.compile(
    rf"(?:{_ME})?(?:自己)?(?:猜|想|看|查|找|定位|问|去)(?:一?下|吧|呗|去|啊|想|看|猜|着办)*|"
    r"(?:就?不|懒得|凭什么|干嘛要?|干什么要?|为什么要?|为啥要?)(?:想|愿意|能|要|打算)?(?:告诉|跟|和|说|讲|回答|填|写|给).*|"
    r".{0,4}(?:问|要)(?:这|那|我|地址|地点|位置|这个|那个|这么多|那么多)*(?:干|做)(?:啥|什么|嘛|吗)?.{0,4}|"
    r"随便.*|(?:都|哪|哪里|哪儿|到处)(?:都|也)?(?:行|可以|一样|是|有|成)(?:的|啊|吧)*|无所谓.*|"
    r"(?:就|你)?(?:那|这)(?:个|样|里|儿|边|些|呗)?(?:地方|位置)?(?:吧|啊|呗|呀|个)*|(?:老|原来的?)?(?:地方|位置|地址)(?:啊|呗|吧)*|"
    r".*(?:快|赶紧|赶快|抓紧|马上|立刻|尽快|尽早|早)(?:一?点儿?|些)?"
    r"(?:派|来|修|办|处理|解决|去|弄|搞|给|吧|啊|呀|呢|的|行不行|好不好|行吗|好吗|人).*|(?:快|赶紧|赶快|抓紧|马上|立刻|尽快|速度)[点些啊吧呀的]*|"
    r"[哈呵嘿嘻啊嗯哦呃唉哎额诶哼嘛呢吧]+|[\d\W_]+|[a-z]{1,8}|(?:等|稍等|等等|等一?下|一会儿?).*|"
    r"(?:你好|您好|谢谢|好的?|行|可以|是的?|对|没有?了?|不是|不对|知道了?|明白|收到|喂|在吗|有人吗|再见|拜拜|测试|试试|试一下)"
    r"(?:啊|吗|吧|呀|呢|的|了)*|"
    r".*(?:说过|说了|讲过|讲了|发过|发了|告诉过|告诉你了|填过|填了|写过|写了)(?:了|吗|呀|啊|的)*(?:还.*)?|"
    r".*(?:烦不烦|烦死|有完没完|啰嗦|罗嗦|废话|没用|不靠谱|听不懂|搞笑|扯).*"
)
"""Whole answers that push, put off, laugh or refuse."""
_ASKS = re.compile(
    r"[?？]|吗$|呢$|什么|怎么|为什么|干嘛|干吗|多少|几[号点天个时]|多久|谁|咋|啥|是不是|有没有|能不能|行不行|哪(?!个?[吒])|"
    r"要不要|有(?:何|啥)|凭啥"
)
_CORNER = (
    "后头|前头|里头|外头|后面|前面|里面|外面|对面|对过|对门|旁边|边上|隔壁|附近|门口|门前|门外|楼[上下]|底下|下头|下面|"
    "上头|上面|跟前|尽头|拐弯处?|拐角处?|路口|道口|岔口|村口|村头|桥头|街头|巷口"
)
_WHERE = re.compile(
    rf"(?:{_CORNER}|旁|边儿?|楼道|巷子|胡同|院里?|院子|大院|队|这头|那头|[东南西北中](?:头|边|侧|面|角|门|口|院)|"
    r"家|家属院|宿舍|店|铺|馆|厂|坊|站|所|校|庙|寺|祠堂|教堂|塔|牌坊|亭|树|林|井|塘|坑|沟|渠|河|江|湖|海|坝|桥|坡|坎|岭|岗|山|洼|滩|湾|"
    r"岛|屯|庄|村|寨|堡|店子|集|镇|乡|坪|坳|垭|冲|垸|圩|墩|台|营|房|棚|窝|洞|场|库|园|地里|田|地头|道|路|街|里|弄|楼|栋|座|区|苑|城|广场|商场|"
    r"超市|银行|医院|学校|车站|公司|单位|网点|供销社|底商|门面房?|门市房?|卫生室|大队|生产队|组|社|局|处|厅|厕所|垃圾[站箱点]|铁道|高架|立交|那块儿?|这块儿?|[那这]一?片|一带|[那这]边|旮旯|老[一-龥]{1,3}|大[一-龥]{1,3})$"
)
"""How landmarks, villages and corners end."""
_TELLS = re.compile(
    r"(?:没人|不[敢能会让给]|害怕|摔|受不了|要命|死了|坏|影响|危险|天天|每天|好几|希望|投诉|反映|处理|解决|老是|总是|一直|根本|非常|特别)"
)
"""Words that go on telling what is wrong."""
_SAID_AGAIN = re.compile(
    r"^(?:(?:我说的?|都说了?)?(?:就?是|就在|是在|在|位于|地址是?|地点是?|就(?![业诊医餐读]))|我[在住])+(?=.{2})"
)
_SIGHED = re.compile(r"(?:这里|那里|那儿|这儿|啊|呀|吧|呗|嘛|哦|呢|[\s，。,.!！~])+$")


def is_no_place(text: str) -> bool:
    """Whether these words surely do not say where: a push, a laugh, an insult, a question."""
    return (
        brushes_off(text)
        or bool(_ASKS.search(plain(text).text))
        or abuse.recognise(text) is not None
    )


def brushes_off(text: str) -> bool:
    """Whether the whole answer pushes, puts off, laughs or refuses."""
    if len(text) > LONGEST_BRUSH_OFF:
        return False
    words = _SIGNS.sub("", plain(text).text.casefold())
    return not words or bool(_NOT_A_PLACE.fullmatch(words))


def sounds_like_a_place(text: str) -> bool:
    """Whether somebody who lives there may know the place by these words."""
    words = as_told(text)
    return len(words) <= LONGEST and bool(_WHERE.search(words)) and not _TELLS.search(words)


def told_first(text: str) -> str:
    """The place that begins an answer which goes on telling ("光明里底商 六点就吵"), or ""."""
    first, _, more = _PAUSE.sub(" ", text.strip()).partition(" ")
    if not more or _POINTS_AT.match(first) or is_only_near(first) or is_no_place(first):
        return ""
    return as_told(first) if sounds_like_a_place(first) else ""


def is_a_building(text: str) -> bool:
    """Whether this is the bare name of a place that everybody knows ("图书馆")."""
    return len(as_told(text)) <= BARE_NAME and bool(_BUILDING.search(as_told(text)))


def without_its_corner(text: str) -> str:
    """What the corner belongs to: 老张家 of 老张家门前."""
    return _AT_A_CORNER.sub("", as_told(text))


def goes_on_telling(text: str) -> bool:
    """Whether it rather tells more of the matter: long, or full of what is wrong."""
    return len(text) > LONGEST or bool(_TELLS.search(text))


def is_only_near(text: str) -> bool:
    """Whether only who says it knows where that is: 我家楼下, 隔壁饭店."""
    return bool(_NEAR.match(as_told(text))) and not _NAMED.search(text)


def as_told(text: str) -> str:
    """The answer without the words around it ("就在老张家后头呗")."""
    return _SIGHED.sub("", _SAID_AGAIN.sub("", text.strip())) or text.strip()


_NEAR = re.compile(
    r"(?:就|我们?|俺们?|咱们?|自己|自)*(?:家|屋|这|那)(?:里|儿|边)?(?:的)?(?:楼|门|窗|小区|院|附近|旁边|对面|外|前|后|$)|"
    r"(?:就|在|我们?|俺们?|咱们?)*(?:家|小区|院|学校)?(?:大?门[口前]|楼[上下]|隔壁|对门|对过)|(?:就|我们|俺们|咱们|咱)(?:小区|院里?|楼|村|单位|学校)(?:里|内|的|门口|$)"
)
_NAMED = re.compile(r"\d|[^\W\d_]{2,}(?:大?街|大道|路|巷|胡同|花园|家园|新村|公寓|苑|镇|乡)")
"""A name or a number that others know as well."""
_PAUSE = re.compile(r"[\s，,。；;、]+")
_POINTS_AT = re.compile(r"[这那有某几]|一[个家条]")
"""Who begins so names nothing: 那个店."""
_AT_A_CORNER = re.compile(rf"(?:{_CORNER})+$")
_SIGNS = re.compile(r"[\W_]+")
