"""Which matters only a lawful route can decide: court, arbitration, review, petition, discipline?

By rule, and narrowly: what is told must have gone that way already, or be of a kind that no office
may touch. Whoever merely complains of an office is no case for a court. Every route is told by an
entry of the knowledge base; the words below are looked through with it once a year.
"""

import re
from dataclasses import dataclass

from bot.domain import fraud
from bot.domain.beginnings import any_of
from bot.domain.simplified import simplified

ENOUGH = 200
"""Characters that are looked at: further down they stand beside the matter of a story."""


@dataclass(frozen=True)
class Route:
    """A lawful route: who decides, as a citizen says it, and the entry that tells the way there."""

    kind: str
    who: str
    key: str


def lawful_route(text: str) -> Route | None:
    """The only route for what `text` tells, or None when an office can do something about it."""
    told = simplified(text[:ENOUGH])
    if fraud.is_tried(told):
        return ROUTES["fraud"]
    told = _PRIVATE.sub("", told)
    if _THREAT.search(told):
        told = _THREATENED.sub("", told)
    sentences = _SENTENCE_END.split(told)
    return next((ROUTES[kind] for kind in _PATTERNS if _is_told(kind, told, sentences)), None)


def asks(text: str) -> bool:
    """Whether it is a question, to which a known answer is answer enough."""
    return bool(_QUESTION.search(text))


ROUTES = {
    route.kind: route
    for route in (
        Route("state_compensation", "赔偿义务机关和法院", "legal_state_compensation"),
        Route("discipline", "纪委监委", "legal_discipline"),
        Route("labour_arbitration", "劳动仲裁委员会和法院", "employment_labour_arbitration"),
        Route("arbitration", "仲裁委员会和法院", "legal_arbitration"),
        Route("review", "复议机关和法院", "legal_administrative_review"),
        Route("petition", "信访机构", "legal_petition"),
        Route("enforcement", "法院的执行部门", "legal_enforcement"),
        Route("court", "法院", "legal_litigation"),
        Route("fraud", "公安机关", "safety_fraud"),
    )
}

# --- how ---

_QUESTION = re.compile("怎么|如何|怎样|咋|吗|哪|多少|几[天个年]|什么|啥|多久|能不能|可不可以|[?？]")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
_LEADER = (
    "(?:书记|主任|局长|科长|处长|股长|县长|镇长|乡长|市长|区长|厅长|部长|所长|院长|校长|站长|队长|"
    "(?:村|组|社|庭|行|台|园|馆)长|会计|出纳|干部|领导|官员|村支书|村委|支书)"
)
_OFFICIAL = (
    f"(?:{_LEADER}|公务员|公职人员|民警|警察|交警|辅警|城管|执法人员|法官|检察官|党员|"
    "工作人员|办事员|科员)"
)
_PRIVATE = re.compile(
    f"(?:物业|业委会|公司|工厂|厂里?|酒店|饭店|超市|商场|店里?|驾校|中介|售楼处|老板的?)[^，,。]{{0,4}}{_LEADER}"
)
"""Whose wrongs are a matter for the police or an office: they hold no public power."""
_CORRUPT = (
    "(?:贪污|受贿|行贿|索贿|贪腐|腐败|"
    "(?:收受?|索要|拿|要)(?:了|过)?.{0,6}(?:贿赂|好处费?(?!理)|红包|回扣|礼金|黑钱|干股)|吃(?:了|过)?.{0,4}回扣|吃拿卡要|"
    "挪用.{0,6}(?:公款|资金|款)|私吞|侵吞|截留|中饱私囊|冒领|(?:套取|骗取|虚报).{0,8}(?:资金|补贴|补助|低保|钱)|"
    "以权谋私|滥用职权|徇私|权钱交易|官商勾结|利益输送|买官卖官|公款(?:吃喝|旅游)|公车私用|吃空饷|"
    "充当.{0,6}保护伞|当保护伞|违纪|优亲厚友|不给(?:钱|好处|红包|礼)就?不[办批给])"
)
_PAID = (
    "(?:(?:收|(?<![去来])拿(?![到不出回着]))(?:了|过|受)?[^，,。费说想去不没交]{0,8}?(?:的)?(?:钱|烟酒?|礼|购物卡|[万千百十两几\\d]+块)"
    "(?![^，,。]{0,4}(?:费|押金|票|工本))|"
    "(?:张口|伸手|跟我们?|向我们?|找我们?)?要(?:了|过)?(?:我们?)?(?:的)?[万千百十两几\\d]*块?(?:好处|钱|红包|烟酒?|礼)(?!不|没)|"
    "(?:给|送|塞)(?:他|她|了)?[^，,。]{0,3}(?:钱|红包|礼|烟酒|好处|块钱?)(?:才|就)[^，,。]{0,4}(?:办|批|给)|"
    "(?:要|让|叫|逼)我们?(?:给|送|塞)(?:他|她)?[^，,。]{0,4}(?:钱|红包|礼|烟|酒|好处|块))"
)
"""Money that went to somebody: only of those who decide; a clerk takes fees all day long."""
_KIN = (
    "(?:亲戚|亲属|家人|家属|小舅子|大舅子|儿子|侄子|外甥|弟弟|哥哥|老婆|媳妇|自己人|自家人?|"
    "关系户|自己家)"
)
_SHARED = "(?:低保|五保|贫困户|救助|补助|补贴|名额|指标|工程|项目|公租房|宅基地)"
_FAVOURED = (
    f"(?:{_SHARED}.{{0,6}}(?:给|分|批|留|照顾)了?(?:他|她)?(?:自己)?的?{_KIN}|"
    f"(?:给|帮|为|让|安排)(?:他|她)?(?:自己)?的?{_KIN}[^，,。]{{0,8}}(?:{_SHARED}|办|评|吃上|安排|上班|编制|承包))"
)
_UNHAPPY = "(?:不服|不公|不认可|不接受|有异议|判错|判得不对|判决错误|冤|枉法|不合理|不满)"
_RULING = "(?:判决|裁定|一审|二审|终审|判得|审判)"
_REFUSED = "(?:不服|不认可?|不接受|有异议)"
_DECISION = "(?:行政)?(?:处罚|罚款|强制|征收|拘留|认定|不予受理|许可)(?:的)?(?:决定|结果|结论)"

_WANTS = "(?<!不)(?:要|想要?|打算|准备|决定|申请)"
_THREAT = re.compile("再不|要是不|如果不|若是?不|不然|否则|逼(?:我|得)")
_THREATENED = re.compile(f"[^，,。]*(?:{_THREAT.pattern})[^。]*")
"""Who threatens with a court wants the office to act first."""

_PATTERNS = {
    "state_compensation": any_of(
        "(?:申请|要求?|给我|索要|讨个?).{0,6}(?:国家赔偿|行政赔偿)|"
        "(?:错误?|冤枉|无辜|违法)(?:地)?(?:拘留|羁押|逮捕|关押|抓|关).{0,30}(?:赔|补偿|说法)|冤案"
    ),
    "discipline": any_of(
        f"{_OFFICIAL}.{{0,40}}{_CORRUPT}|{_CORRUPT}.{{0,3}}{_OFFICIAL}|"
        f"{_LEADER}[^。]{{0,20}}?(?:{_PAID}|{_FAVOURED})|{_SHARED}.{{0,6}}给了?.{{0,4}}{_LEADER}的?{_KIN}"
    ),
    "labour_arbitration": any_of(
        f"劳动.{{0,6}}仲裁.{{0,20}}{_UNHAPPY}|{_UNHAPPY}.{{0,6}}劳动.{{0,6}}仲裁|{_WANTS}(?:申请|提起?|打|走|做|搞)?劳动仲裁"
    ),
    "arbitration": any_of(f"仲裁(?:委|裁决|结果|员|庭)?.{{0,15}}{_UNHAPPY}|{_UNHAPPY}.{{0,8}}仲裁"),
    "review": any_of(
        f"{_UNHAPPY}.{{0,12}}{_DECISION}|{_DECISION}.{{0,10}}{_UNHAPPY}|"
        f"{_UNHAPPY}.{{0,8}}复议|复议.{{0,10}}{_UNHAPPY}|(?:要|想|申请)(?:提起|提|申请)?(?:行政)?复议|"
        f"(?:罚款|罚单|处罚)[^，,。]{{0,4}}{_REFUSED}|{_REFUSED}[^，,。]{{0,10}}(?:罚款|罚单|处罚)"
    ),
    "petition": any_of(
        f"信访.{{0,12}}(?:{_UNHAPPY}|不受理|复查|复核)|(?:要求|申请).{{0,6}}(?:复查|复核).{{0,6}}信访|"
        f"{_WANTS}(?:去|到|向|走|找)?(?:上访|信访(?!件|答复|事项|意见))"
    ),
    "enforcement": any_of(
        "(?:判|判决|裁决|调解书|官司).{0,40}(?:(?:没|不|未|拒不?|还没|迟迟没?|难)(?:有)?(?:给)?(?:执行|履行)|"
        "执行(?:不了|不下去|不到|难|局.{0,8}(?:没|不)))|法院.{0,12}(?:不|没|未)(?:给|有)?执行|执行局.{0,15}(?:不管|没动静|拖)"
    ),
    "court": any_of(
        f"(?:法院|法官|法庭).{{0,20}}{_UNHAPPY}|{_UNHAPPY}.{{0,10}}(?:法院|{_RULING})|{_RULING}.{{0,10}}{_UNHAPPY}|"
        "(?:要求|申请|请求).{0,6}(?:改判|重审|再审)|法院.{0,10}(?:不给?|不予)立案|"
        f"{_WANTS}(?:去|到|向|找)?(?:法院)?(?:去)?(?:起诉|上诉)|{_WANTS}(?:去|到|向|找)法院(?:告|打官司)"
    ),
}
"""In the order in which they are looked for: the narrower one first."""


_NEEDED = {
    kind: any_of(*words.split())
    for kind, words in {
        "state_compensation": "赔 补偿 说法 冤案",
        "discipline": _OFFICIAL,
        "labour_arbitration": "仲裁",
        "arbitration": "仲裁",
        "review": f"{_UNHAPPY} 不认可? 复议",
        "petition": "信访 上访",
        "enforcement": "执行 履行",
        "court": f"{_UNHAPPY} 法院 改判 重审 再审 立案 起诉 上诉",
    }.items()
}
"""Without one of these words no way of telling it fits: most texts hold none, and few any other."""


def _is_told(kind: str, told: str, sentences: list[str]) -> bool:
    if not _NEEDED[kind].search(told):
        return False
    return any(_PATTERNS[kind].search(sentence) for sentence in sentences)
