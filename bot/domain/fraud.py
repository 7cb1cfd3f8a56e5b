"""Does somebody pretend to be an office, a bank or a relative, to get money or a code?

Only what was tried: whoever has paid or given the code already is in danger (dangers.py).
"""

import re

_POSED_AS = (
    r"(?:社保|人社|医保|公安|民政|税务|教育|市监|工商|司法|退役军人|供电|电力|燃气|银保监|通信管理|"
    r"政府|法院|检察|派出所|警察|民警|交警|街道|社区|居委|反诈|养老|银行|客服|快递|领导|老师|公检法|"
    r"亲戚|熟人|孙子|儿子|女儿|老板|同事|12345|110|国家|官方|工作人员|专家|物流|京东|淘宝|抖音|支付宝|微信)"
)
_PRETENDS = rf"(?:冒充|假冒|假扮|自称|谎称|伪装成?).{{0,6}}{_POSED_AS}"
_BY = r"(?:电话|来电|短信|微信|消息|链接|二维码|视频|上门|邮件|信息|客服)"
_TRICK = (
    r"(?:验证码|安全账户|屏幕共享|共享屏幕|远程|涉嫌|洗钱|贩毒|通缉|中奖|解冻(?:账|资|银|卡)|注销.{0,4}(?:贷|账户)|"
    r"(?:报|要|填|给|说|输|提供|发)[^，,。]{0,8}(?:银行)?(?:卡号|密码)|银行卡(?!丢|换|换)|"
    r"(?:转|汇|打)(?:钱|款|账)|垫付|保证金|点[^，,。]{0,4}链接|下载.{0,6}(?:软件|app|APP|应用)|"
    r"(?:停发|冻结|停用|异常|失效).{0,10}(?:链接|认证|验证|登录|点|报|填)|刷流水|赔付|给我?退款)"
)
_DOUBTS = (
    r"(?:是不是|是|会不会是|怕是|像)(?:骗子|诈骗|骗人|骗钱|假的|真的)|真的?(?:还是)?假的?|真的吗|可信吗|"
    r"(?:骗子|诈骗)(?:吗|吧)"
)
_ASKS_WHETHER_FRAUD = r"(?:是不是|会不会是|怕是|像)(?:骗子|诈骗|骗人|骗钱)|(?:骗子|诈骗)(?:吗|吧)"
_TRIED = re.compile(
    rf"{_PRETENDS}.{{0,20}}(?:{_BY}|要|让|叫|骗|收|加我|办)|{_PRETENDS}的?骗子|"
    rf"(?:骗子|诈骗)(?:团伙)?.{{0,6}}{_BY}|(?:诈骗|骗人)(?:的)?{_BY}|"
    rf"{_BY}[^。]{{0,24}}{_TRICK}[^。]{{0,10}}(?:$|{_DOUBTS})|{_BY}[^。]{{0,30}}(?:{_ASKS_WHETHER_FRAUD})"
)
_SOMEBODY_SAYS = (
    r"(?:人|女的|男的|对方|他|她|群里)[^。]{0,4}(?:说(?:他|她|自己|他们)?是|自称)[^。]{0,4}"
    rf"{_POSED_AS}"
)
_A_SECRET = r"(?:验证码|密码|(?:银行)?卡号|银行卡)"
_ASKS_FOR_IT = re.compile(
    rf"{_SOMEBODY_SAYS}[^。]{{0,10}}(?:让|叫|要|催|问)[^。]{{0,14}}(?:{_A_SECRET}|(?:转|汇|打)(?:钱|账|款|到|给))"
)
"""Without a telephone and without 冒充: who it says it is, and what it wants to know."""
_SECRET = re.compile(_A_SECRET)
_GIVEN = re.compile(
    r"(?:转|汇|打|给|告诉|发|报|说|念|填|输|交|付|下载|点|扫)(?:给)?(?:过去)?(?:了|完)|(?:他|她|对方|人家)了|已经|没了|扣|划走|骗走|"
    r"被骗|上当|盗刷|拉黑|共享|远程|正在|安全账户|洗钱"
)
_REFUSED = re.compile(r"(?:没|没有|不敢|不想|还没)(?:转|汇|打|给|信|理|点|说|报|告诉|发)")
_OWN_BUSINESS = re.compile(
    r"物业|房东|收不到|登不|没收到|怎么登|忘记?了?密码|退款.{0,4}(?:不|没)|商家不|卖家|"
    r"预防|宣传|讲座|举办|立案|判|回访|公积金打不"
)
"""A bill, a code that does not come, a lecture: nobody pretends anything."""
LONGEST = 80
"""Characters: a longer letter tells of something else besides."""
_BLANKS = re.compile(r"[\s，,、]+")


def is_tried(text: str) -> bool:
    """Whether `text` (simplified) tells of a fraud that is being tried."""
    told = _BLANKS.sub("", text)
    if len(told) > LONGEST:
        return False
    tried = _TRIED.search(told) or _ASKS_FOR_IT.search(told)
    return bool(tried) and not _OWN_BUSINESS.search(told)


def nothing_was_given(text: str) -> bool:
    """Whether a secret is asked for that nobody gave, or money that somebody refused."""
    told = _BLANKS.sub("", text)
    kept = _SECRET.search(told) or _REFUSED.search(told)
    return is_tried(told) and bool(kept) and not _GIVEN.search(_REFUSED.sub("", told))
