"""Which matters only a lawful route can decide: court, arbitration, review, petition, discipline?

By rule, and narrowly: what is told must have gone that way already, or be of a kind that no office
may touch. Whoever merely complains of an office is no case for a court. Every route is told by an
entry of the knowledge base; the words below are looked through with it once a year.
"""

import re
from dataclasses import dataclass

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
    sentences = _SENTENCE_END.split(simplified(text[:ENOUGH]))
    return next((ROUTES[kind] for kind, told in _PATTERNS.items() if _any(told, sentences)), None)


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
    )
}

# --- how ---

_QUESTION = re.compile("怎么|如何|怎样|咋|吗|哪|多少|几[天个年]|什么|啥|多久|能不能|可不可以|[?？]")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
_OFFICIAL = (
    "(?:书记|主任|局长|科长|处长|县长|镇长|乡长|市长|区长|所长|院长|校长|站长|队长|村长|会计|干部|领导|官员|"
    "公务员|公职人员|民警|警察|交警|辅警|城管|法官|检察官|党员|工作人员|村支书|村委|支书)"
)
_CORRUPT = (
    "(?:贪污|受贿|行贿|索贿|贪腐|腐败|(?:收受?|索要|拿)(?:了)?.{0,6}(?:贿赂|好处费|红包|回扣|礼金)|吃回扣|"
    "挪用.{0,6}(?:公款|资金|款)|私吞|侵吞|套取.{0,8}(?:资金|补贴|补助)|以权谋私|滥用职权|徇私|权钱交易|"
    "买官卖官|公款(?:吃喝|旅游)|吃空饷|充当.{0,6}保护伞|当保护伞|违纪)"
)
_UNHAPPY = "(?:不服|不公|不认可|不接受|有异议|判错|判得不对|判决错误|冤|枉法|不合理|不满)"
_RULING = "(?:判决|裁定|一审|二审|终审|判得|审判)"
_DECISION = "(?:行政)?(?:处罚|罚款|强制|征收|拘留|认定|不予受理|许可)(?:的)?(?:决定|结果|结论)"

_PATTERNS = {
    "state_compensation": re.compile(
        "(?:申请|要求?|给我|索要|讨个?).{0,6}(?:国家赔偿|行政赔偿)|"
        "(?:错误?|冤枉|无辜|违法)(?:地)?(?:拘留|羁押|逮捕|关押|抓|关).{0,30}(?:赔|补偿|说法)|冤案"
    ),
    "discipline": re.compile(f"{_OFFICIAL}.{{0,40}}{_CORRUPT}|{_CORRUPT}.{{0,3}}{_OFFICIAL}"),
    "labour_arbitration": re.compile(
        f"劳动.{{0,6}}仲裁.{{0,20}}{_UNHAPPY}|{_UNHAPPY}.{{0,6}}劳动.{{0,6}}仲裁"
    ),
    "arbitration": re.compile(
        f"仲裁(?:委|裁决|结果|员|庭)?.{{0,15}}{_UNHAPPY}|{_UNHAPPY}.{{0,8}}仲裁"
    ),
    "review": re.compile(
        f"{_UNHAPPY}.{{0,12}}{_DECISION}|{_DECISION}.{{0,10}}{_UNHAPPY}|"
        f"{_UNHAPPY}.{{0,8}}复议|复议.{{0,10}}{_UNHAPPY}|(?:要|想|申请)(?:提起|提|申请)?行政复议"
    ),
    "petition": re.compile(
        f"信访.{{0,12}}(?:{_UNHAPPY}|不受理|复查|复核)|(?:要求|申请).{{0,6}}(?:复查|复核).{{0,6}}信访"
    ),
    "enforcement": re.compile(
        "(?:判|判决|裁决|调解书|官司).{0,40}(?:(?:没|不|未|拒不?|还没|迟迟没?|难)(?:有)?(?:给)?(?:执行|履行)|"
        "执行(?:不了|不下去|不到|难|局.{0,8}(?:没|不)))|法院.{0,12}(?:不|没|未)(?:给|有)?执行|执行局.{0,15}(?:不管|没动静|拖)"
    ),
    "court": re.compile(
        f"(?:法院|法官|法庭).{{0,20}}{_UNHAPPY}|{_UNHAPPY}.{{0,10}}(?:法院|{_RULING})|{_RULING}.{{0,10}}{_UNHAPPY}|"
        "(?:要求|申请|请求).{0,6}(?:改判|重审|再审)|法院.{0,10}(?:不给?|不予)立案|(?:我|们)要(?:起诉|上诉)"
    ),
}
"""In the order in which they are looked for: the narrower one first."""


def _any(pattern: re.Pattern[str], sentences: list[str]) -> bool:
    return any(pattern.search(sentence) for sentence in sentences)
