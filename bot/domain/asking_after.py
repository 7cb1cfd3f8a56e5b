"""Does somebody ask nothing but how their own matter stands?

"几天给修啊", "大概几天能给我回信", "我一共反映了几件事", "你给我记的地址是哪儿": whole messages, in
which no word tells of a matter. "下水道堵了多久能来修" puts one forward.
"""

import re

from bot.domain.plain import plain

LONGEST = 24
"""Characters: who writes more tells something besides."""

_WHEN = r"(?:几天|几日|多少天|多久|多长时间|什么时候|啥时候|哪天|哪一天|几时|何时|几号)"
_SEE_TO = (
    r"(?:[来去]?修(?:好|完)?|[来去]?处理(?:好|完)?|解决|回信|回复|答复|回音|回话|消息|来人|派人|上门|"
    r"有人(?:来|管|处理|修)|[来过去]*看看?|弄好|搞定|管)"
)
_AROUND = (
    r"(?:请问|麻烦问?|问一?下|想问|你好|您好|那|这个?|这件|那件|它|我们?|俺们?|你们?|您|他们?|的|事情?|单子?|工单|大概|大约|一般|"
    r"到底|究竟|最快|最晚|最多|需要|要|得|能|可以|可|会|才|给|有|个|准|人|来|去|过来|过去|好|完|一下|下|了|啊|呀|呢|吗|嘛|哈|"
    r"[，,。.？?！!\s])*"
)
_ASKS_WHEN = rf"{_AROUND}{_WHEN}(?:{_AROUND}{_SEE_TO})+{_AROUND}"
_ASKS_WHICH = (
    r"(?:请问)?(?:帮我查一?下)?我(?:自己)?(?:一共|总共|到底|前后|之前|以前|都|在你们?这)*"
    r"(?:反映|投诉|登记|报|提|说|举报)(?:了|过)*(?:几|多少|哪[几些]?)(?:件|个|次|张|条|样)*(?:事情?|问题|单子?|工单|投诉)?"
    r"(?:了|啊|呀|呢|吗|来着|[，,。？?！!\s])*"
)
_ASKS_WHAT_IS_WRITTEN = (
    r"(?:请问)?(?:你们?|您|系统|工单上?|单子上?)*(?:给|帮|替)?我?(?:们)?(?:报|记|登记|写|填|留|说)(?:下|上)?的"
    r"(?:地址|地点|地方|位置|内容|电话|号码|单位|事情?)?(?:你们?|您)?(?:给|帮)?我?(?:是|都是|记|记成|写|写成|登记)*(?:在|到|的)?(?:了)?"
    r"(?:哪[里儿]?|哪个地方|什么地方|什么|多少|对不对|对吗|没错吧)(?:了|啊|呀|呢|吗|来着|[，,。？?！!\s])*"
)
_ASKS_WHO = (
    r"(?:请问|那)?(?:现在|目前|这会儿?|我(?:的|这个?)事?|这(?:个|件)?事情?(?:现在)?)(?:是|都|在)*(?:归|由|转给|派给|交给|给)?了?"
    r"(?:哪个|什么|哪|谁)(?:部门|单位|局|人)?(?:在)?(?:管|办|负责|处理|跟进)?(?:这|我这)?(?:个|件)?(?:事情?)?"
    r"(?:了|的|啊|呀|呢|[，,。？?！!\s])*"
)
_ASKS = re.compile(f"{_ASKS_WHEN}|{_ASKS_WHICH}|{_ASKS_WHO}|{_ASKS_WHAT_IS_WRITTEN}")


def asks_after_own(text: str) -> bool:
    """Whether `text` only asks when, which or what of the writer's own matters."""
    words = plain(text.strip()).text
    return len(words) <= LONGEST and bool(_ASKS.fullmatch(words))
