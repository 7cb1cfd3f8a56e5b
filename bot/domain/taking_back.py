"""Does somebody say that what they told need not be seen to any more?

"这个不用办了撤掉吧", "已经解决了不用管了", "我不投诉了". It is only ever asked about, never done at
once. Who is angry that nothing is done ("你们不用办了吧？一个月了没人管") means the opposite.
"""

import re

from bot.domain.plain import plain

LONGEST = 40
"""Characters: who writes more tells a story."""

_ENDS = re.compile(r"[\s，,。.！!、；;~～…]+")
_SOFTLY = (
    r"(?:算了|那就?|要不|还是|现在|暂时|先|也|都|就|已经|可以|真的?|我们?|咱们?|俺们?|"
    r"[行好得]了|嗯|好|行|是|对|哎|唉|哦)*"
)
_THIS = (
    r"(?:把|将|给|帮|我|麻烦|请)*(?:.{0,8}(?:这个|那个|这件|那件|这|那|的|刚才|上次)(?:个|件|条)?)?"
    r"(?:事情?|事儿|工单|单子?|投诉|举报|诉求|问题|登记)?(?:就|也|都|给|帮|我|可以|能)*"
)
_AFTER = (
    r"(?:掉|回去?|回来|销|单|它|这个|那个|这事|那件|吧|了|啦|喽|呗|哈|啊|谢谢|一?下|"
    r"行不行|行吗|可以吗|好吗|吗|不)*"
)
_NO_NEED = (
    r"(?:不用|不必|不需要|不要|别|甭|用不着|不劳|没必要|无需)"
    r"(?:再|你们?|您|他们|麻烦|继续|来|去|给|我)*"
)
_SEE_TO = (
    r"(?:办理?|处理|管|修理?|弄|搞|查|来人?|跑|派人|跟进|反映|投诉|举报|追究|登记|回复|联系|操心|"
    r"费心|麻烦(?:你们?|您|大家)?|理会?)"
)
_PUT_FORWARD = r"(?:投诉|举报|反映|追究|告|报|办|弄|计较|要求|麻烦你们|提)"
_DONE_WITH = r"(?:.{0,8}(?<![没不有])(?:解决|修好|弄好|搞定|处理好|办好|好)了)?"
_SAYS_SO = re.compile(
    rf"{_DONE_WITH}{_SOFTLY}{_THIS}(?:(?:撤|取消|作废)(?!离|走|换|掉了)){_AFTER}"
    rf"|{_DONE_WITH}{_SOFTLY}{_THIS}{_NO_NEED}{_SEE_TO}{_AFTER}(?:撤{_AFTER})?"
    rf"|{_SOFTLY}(?:不|不想|不打算|没打算|不准备|不愿意?)(?:再|去)?{_PUT_FORWARD}(?:他们?|她|它|人家|这个|那个|这事)?"
    rf"(?:了|啦|喽|吧)+{_AFTER}"
)
_ANGRY = re.compile(
    r"[?？]|没(?:有?人|用|动静|结果|回音|消息|(?:有|给)?(?:解决|修|处理|弄|搞))|白(?:投诉|说|费)|不管(?!了$)|不作为|吃干饭|废物|踢皮球|推[诿脱]|曝光|记者|媒体|"
    r"电视台|抖音|上访|信访|上告|法院|起诉|自己想办法|失望|你们.{0,3}(?:是不是|厉害|行啊|别干|不干)|凭什么|"
    r"[天周月年]了|怎么|为什么|还没|"
    r"(?:另外|还有|但是?|可是?|不过|就是)|(?:不|别|不要|不想|没)(?:想|要|能|打算)?撤|他们?说|她说|说是|让我|叫我|威胁|逼"
)
"""Nobody wants less to be done who says this; or there is more to it."""
_DONE = re.compile(
    r"(?<!没)(?<!没有)(?<!不)(?:解决|修好|弄好|搞定|处理好|办好|恢复|来修|修过|疏通|通了|来[水电气]|亮了|热了|好了|妥了|退[钱款]|补上)"
)


def takes_back(text: str) -> bool:
    """Whether `text` asks, or agrees, that nothing more be done; anger does not."""
    words = plain(text.strip()).text
    if len(words) > LONGEST or _ANGRY.search(words):
        return False
    clauses = [clause for clause in _ENDS.split(words) if clause]
    return any(_SAYS_SO.fullmatch(clause) for clause in clauses)


def says_done(text: str) -> bool:
    """Whether it says besides that the matter is settled."""
    return bool(_DONE.search(text))
