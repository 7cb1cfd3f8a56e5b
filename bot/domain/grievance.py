"""Does a text tell that something has been going wrong, and does it accuse or thank?

By rule: time that passed with nothing done, somebody who does not act, one errand after another,
money that was taken for nothing, rudeness. Who asks in earnest how something is done is not
grieved, whatever the story around the question; impatience ("谁来管", "还要等多久") is no question.
"""

import re
from functools import lru_cache

from bot.domain import wages
from bot.domain.beginnings import any_of

ENOUGH = 300
"""Characters that are looked at: a longer story is no question, and no praise, anyway."""


@lru_cache(maxsize=256)
def grieves(text: str) -> bool:
    """Whether it reports that something has been going wrong, instead of asking something.

    Who looks for a known question and who weighs the type ask the same: the last answers are
    remembered.
    """
    said = text[:ENOUGH]
    if not (wages.owed(said) or any(pattern.search(said) for pattern in _GRIEVED)):
        return False
    if _HELPLESS.search(said) and not _WAITED.search(said):
        return False
    return not _EARNEST.search(_IMPATIENT.sub("", said))


def complains(text: str) -> bool:
    """Whether it reports that and asks nothing at all, except what to do after a long wait.

    Or only announces it ("我想投诉").
    """
    if _ANNOUNCED.fullmatch(text.strip(" 。！!")):
        return True
    said = _IMPATIENT.sub("", _UNTOLD.sub("", text[:ENOUGH]))
    return not _ASKING.search(said) and grieves(text)


def accuses(text: str) -> bool:
    """Whether it cannot be praise: it blames, and nothing good came of it afterwards.

    "以前没人管，这次两天就修好了，感谢" praises; "感谢你们让我跑了五趟" does not.
    """
    said = text[:ENOUGH]
    blamed = max((_last_end(pattern, said) for pattern in (*_GRIEVED, _MOCKING)), default=0)
    praised = _THANKS.search(said) and _last_end(_RELIEF, said) >= blamed
    return blamed > 0 and not praised


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=0)


# --- how ---

_NUMBER = r"[一二两三四五六七八九十几半好多数俩仨\d]{1,6}"
_OFTEN = r"(?:好几|[两二三四五六七八九十百数俩仨\d]{1,4}几?)"
_UNIT = "(?:钟头|小时|天|星期|礼拜|周|月|季度?|学期|年|冬天|夏天)"
_SPAN = (
    f"(?:{_NUMBER}来?多?个?(?:半)?{_UNIT}|俩月|仨月|[半大]个?月|[半大]年|"
    "一?整?[个夜冬夏]?(?:晚上|上午|下午|冬天?|夏天?|天天)|一直|至今|迟迟|始终|"
    "到(?:现在|今天|如今|这会儿)|老(?=[是不没占打])|总(?=[是不没])|天天|每次)"
)
_NOTHING = (
    "(?:下文|动静|音[信讯]|消息|结果|回[音信复应]|答复|说法|着落|信儿?|影子?|进展|反应|交代|解释)"
)
_DONE = (
    "(?:下来|办(?!理时间)|发|拿|修|处理|解决|审|放|批|通|收到|打|给|退|到|寄|热|供|来|换|清|拉|拆|装|安|接|"
    "管|理|回|见|交房|兑现|执行|落实|恢复|动工|开|亮|干|做|弄|搞|完|出)"
)
_NOT_YET = (
    "(?:没有?(?!钱|工作|单位|时间|空)|未(?!来|成年|婚)|"
    r"不(?!用|要|想|是|在(?!办)|知道|同|满|足|到[半一二三四五六七八九十\d]))"
)
_STILL = "(?:还|都|一直|迟迟|至今|始终|愣是|就是)"
_US = "(?:我们?|人|个|一个)?"
_BUSY = "(?:审核?中?|制卡|排队|处理中|办理中|受理中|等着?|黑着|坏着|堵着|漏着|停着)"
_VERY = "(?:很|特别|非常|太|极其|十分|真|这么|那么|相当)?"

_IDLE = any_of(
    "(?<!有)(?:没有?|无)(?:一个|半个)?人(?:敢|去|来|愿意)?(?:再|能)?"
    "(?:接电话|[管理修来接清收审办问拉填换扫查看给联退回答处解负])",
    "(?:谁|哪)(?:家|个|个单位)?(?:都|也)?(?:不|没有?)人?(?:管|理|接|来)|都不(?:归|管)",
    "不(?:作为|理不睬|闻不问|归(?:他|她|自己|我|它)们?(?:那)?(?:儿)?管|当回事)",
    "(?<![要想用必得能会])不管(?!是|怎|多|哪|用|什)",
    "(?<![要想用必得能会])不(?:处理|解决|肯|退|认账|承认|放款|发货|受理|接电话|来修|来人|干活|干事|办事|露面)",
    f"(?<![要想用必得能会])不给{_US}(?:办|发|退|批|修|说法|报|放|看|补|开|查|解释|理|盖|登|上|签|钱|票|"
    "发票|供|通|用|刷|清|让)",
    "(?<![要想用必得能会])不让(?:我|进|办|报|用)",
    "爱搭不理|爱答不理|爱理不理|不理人|没人影|装看不见|视而不见|睁一只眼|眼睁睁|不耐烦|敷衍|糊弄|"
    "应付了事|走过场",
    "推诿|推脱|推卸|推三阻四|推来推去|踢皮球|踢来踢去|扯皮|[互相]相?推|推给|[一两]个推一?个?|来回[推跑遛]|"
    "两头跑|转了?一圈",
    "不了了之|石沉大海|遥遥无期|杳无音|泥牛入海|有去无回|一拖再拖|久拖|拖延|拖欠|"
    "[卡压扣拖耗晾][着了住]|卡在",
    "打不[通进]|占线|没人接|无人接|联系不上|找不到人|人影|跑路|跑了(?=[，,。！!]|$)|关门跑|拉黑",
    f"刁难|态度{_VERY}(?:恶劣|差|不好|蛮横|生硬|傲慢|冷淡|坏)|骂(?:人|我|了|街|哭)|翻白眼",
    "坑(?:人|我|老百姓|钱)|骗(?:人|我|老|钱)|乱收费|多收|多扣|重复扣|强行|强制(?!执行)|硬[要说让收]|逼(?:着|我)",
    "(?:低保|补[贴助]|津贴|养老金|退休金|工资|救助金?|待遇)[^。，,]{0,4}[停断取](?:掉|消)?了|说停就停",
    "(?:老师|园长|保育员|阿姨|护工|教练|保姆|月嫂|校长)[^。？?]{0,6}(?:打|扎|掐|踢|踹|扇|拧|推搡|虐待|体罚|辱骂|羞辱|关)"
    "(?:了|过|伤|哭)?[^。？?]{0,4}(?:孩子|小孩|娃|宝宝|学生|老人|我妈|我爸|我家|奶奶|爷爷)|虐待|体罚|霸凌|校园欺凌",
    "欺负|欺人|不公平|猫腻|摆设|说话不算|出尔反尔|白[跑等交]|瞎(?:指挥|折腾)",
)
"""Somebody does not act, or not as he should."""
_WAITED = any_of(
    f"{_SPAN}[^。！？!?]{{0,14}}?(?:还是?|都|也|仍然?|就|却|愣)?{_NOT_YET}(?:有|给|能|见|让|人)?{_US}{_DONE}",
    f"{_SPAN}[^。！？!?]{{0,12}}?(?:没|无|毫无|不见|连个?|一点)(?:有)?(?:任何|一点|半点|个)?(?:儿)?{_NOTHING}",
    f"{_STILL}(?:是)?(?:没有?|未|不见?)(?:有|给|能)?(?:我们?)?{_DONE}",
    f"(?<!有)(?:没|没有|毫无|杳无)(?:任何|一点|个)?(?:儿)?{_NOTHING}",
    f"(?:还是?|一直|总是?|老是?|仍|仍然)(?:在|说在?)?{_BUSY}",
    "[都就又还却]说[^。，,]{0,6}(?:没收到|没有|查不到|不知道|不归)",
    "(?:[等拖](?:了|我们?)+(?:快|足足|整整|都)?|[等拖](?:快|足足|整整)?(?!几|多))"
    f"{_SPAN}|{_SPAN}了?[，,]?[还都](?:没有?|未|不)",
    f"[断停少漏欠扣](?:发|缴|了我|我|了(?=.{{1,4}}[天月年]))(?:我|我们|的)?[^。，,]{{0,6}}{_SPAN}",
    f"{_SPAN}[^。，,]{{0,4}}(?:没钱|没影|没信)",
    "一分(?:钱|也|都)*[没不]|越[^。，,]{1,6}越[^。，,]{0,4}(?:差|糟|坏|慢|严重)|说好的?[^。！？]{0,16}(?:呢|结果|却)",
)
"""Time has passed, and what was to be done is not."""
_AGAIN = any_of(
    "(?:跑|打|报|找|去|催|反映|投诉|退|约|弄|填|交|换|来|问|说|修)"
    f"(?:了|我们?|都|快|电话|回来|件|材料|有|足足|整整)*{_OFTEN}[来多]?(?:趟|回|遍|次|个电话|通电话)(?!以上)",
    "来来回回|三番五次|一趟[又一]趟|一遍又一遍|反反复复",
    "又(?:坏|塌|堵|漏|停|断|黑|涨|丢|裂|烂|挖|响|来这一套|犯)",
    "(?:老是?|总是?|天天|成天|整天|经常|动不动就?)(?:晚点|误点|迟到|甩站|停[水电气]|跳闸|断网|漏水|堵[车水]|坏)(?!怎)",
    "(?:路|街|地|巷|门口|桥)[^，,。]{0,6}有(?:个|一个|好几个|好多|很多|许多)?(?:大|深|很大的|好大的)*(?:坑|窟窿)",
    "[让叫害逼](?:我们?|老百姓|人|老人)[^。，,]{0,4}(?:跑|等|自掏|自费|自己掏|重新)",
)
"""One errand after another, or the same once more."""
_TOOK = any_of(
    "(?:[收交付花扣][了完过]?(?:我们?)?的?[^。，,]{0,6}[钱费款]|[费钱][都也]?[收交付][了完齐]?)"
    "[^。！？]{0,8}[不没](?!用|要|想|多|知|有(?:$|[。？?]))"
)
"""Money was taken, and nothing was given for it."""
_GRIEVED = (_IDLE, _WAITED, _AGAIN, _TOOK)

_ANNOUNCED = any_of(
    "我?(?:就是|还是)?(?:想要?|要|得)(?:来|去)?(?:投诉|反映)(?:一下)?(?:你们|他们)?"
    "(?:[一两]?[件个点些](?:事情?|问题|情况)?|问题|情况|事情?)?"
)
_EARNEST = any_of(
    "怎么(?:办理|申请|申领|办(?!$|[。！!？?，,])|补|弄(?!的|丢|成|坏)|取(?!消了)|交(?!了)|转|查|写|认定?|算|领|"
    "报(?!的)|开|换|续|迁|退|用|样|个|找|联系|选|登|注销|缴|挂失|预约|打印|下载|备案|投诉|举报|走)",
    "(?:如何|咋)(?:办理|申请|补|查|取|转|交|领|报|换|弄|写|认)",
    "(?:带|准备|交|要)(?:些?什么|些?啥|哪些|多少)|多少[钱天]|[要收]钱[吗不么]|[去到上在](?:哪|什么地方)(?!说理|告)",
    "[能会算要用]不[能会算要用]|可以?不可?以|[能会要算用以][^。！？!?，,]{0,16}(?:吗|么|不(?=[。？?]|$))(?<!管吗)",
    "行不行|行吗|好使吗|什么(?:条件|手续|材料|流程|规定|意思|证)|有没有(?!人|谁)|规定|影响|合法|(?<=[^。，,])靠谱",
    "几(?:年|岁|号|点|个工作日)|哪(?:年|天|些|种|儿|里)(?!(?:去)?说理)|[有合][^。，,]{0,4}(?:没有|不)(?=[。？?]|$)",
)
"""Asks how something is done, what for, where, how much: answered by knowing it."""
_IMPATIENT = any_of(
    "怎么(?:就|还|都|这么|那么|没|不|能这|可以这|一?回事)|凭[什啥]么?|为[什啥何]么?(?:还|不|没|总|老|这)|"
    "谁来?[管给赔]|谁来?负责",
    "到底|究竟|管不管|还管|有没有人|是不是(?:太|欺|故意|不)|还?要?[等拖](?:到|多久|几时|什么)|"
    "哪(?:里|儿)?去?说理|什么(?:态度|服务|玩意)|[什啥]么?时候能|何时能",
)
"""Questions that nobody asks to know something."""
_HELPLESS = any_of(
    "找(?:谁(?!谁|都|也)|哪|什么)|怎么[办要]|咋[办整]|(?:哪|什么)[个些]?(?:部门|单位|地方)"
)
"""Asked to know the way by who is wronged, but not by who has waited: that one wants it moved."""
_ASKING = any_of(
    "怎么(?![办要])|怎样|如何|什么|啥|哪|几[天个月时]|多久|何时|为何|[吗呢]|(?<![怎什这那多])么|是否|能否|[?？]",
    "请问|想问|问一下|问问|咨询|了解一下|原因",
)
"""Words of any question: what a citizen files with one is an inquiry to that citizen."""
_UNTOLD = any_of(
    "(?:没有?人?|不|也没|又不)(?:说|告诉|告知|解释|知道|给|清楚)(?:我们?)?(?:是|到底|究竟)?"
    "(?:为什么|什么原因|怎么回事|啥原因|缺啥|原因)",
    "没什么|什么都",
)
"""Nobody says why: no question, either."""

_THANKS = any_of("感谢|谢谢|表扬|点赞|锦旗|夸|致敬|感激|满意|称赞")
_RELIEF = any_of(
    "(?:修|办|弄|解决|处理|清理|疏通|搞|换|装|治|调解|协调|整改|安装|找)(?:好|成|完|妥|通|到|回来?|掉|上)了?|"
    "解决了|办[妥结]|[要追找退]回来?了?|一[趟次]就|水落石出",
    "(?:终于|总算|这[次回]|现在|后来|果然|马上|立刻|当天|第二天)[^。！？]{0,14}"
    "(?:好|通|亮|热|到账|到手|发|拿到|来|办|解决|干净|安静|要回|修|处理|找到|退)",
)
_MOCKING = any_of(
    "好一[个句]|(?:可真|真是?)(?:行|可以|会|能(?!干)|有(?:你们|两下)|本事|有本事|高|牛)(?!心)|你们真[行能牛快好棒]",
    "呵呵|哼|喝茶看报|本事(?:一流|大|真)|就?这(?:也叫|就叫|叫什么|就是)|人民的?好?(?:公仆|父母官)(?:[啊呢吗，。！]|$)",
    "光[说吃拿]|就会[说推糊喝]|吃干饭|白[养吃]|工作效率.{0,4}(?:高啊|真高)|恶心|气死|失望|寒心|丢人|可笑|"
    "垃圾(?:单位|部门|服务|态度)|不(?:是人|要脸|办人事|为民)|尸位|不称职",
)
"""Praise in words, and not meant so."""
