"""Whose business is it, if not the city's? Weather, tickets, banks, another city: where to turn.

By rule, over short messages. Numbers are national ones; look them through once a year.
"""

import re
from dataclasses import dataclass

from bot.domain.beginnings import any_of
from bot.domain.simplified import simplified

OTHER_CITY = "other_city"
LONGEST = 40
"""Characters. Whoever writes more tells of a case, and people look at it."""


@dataclass(frozen=True)
class Elsewhere:
    """`kind` of business, and the sentence that says where to turn."""

    kind: str
    words: str


def elsewhere(text: str, own_city: str = "") -> Elsewhere | None:
    """Where whoever writes `text` should turn, or None when it is the city's business.

    Another city counts from its name on; whoever does not say which city is `own_city` only hears
    so when the writer is plainly somewhere else.
    """
    if len(text) > LONGEST:
        return None
    plain = simplified(text)
    if city := _other_city(plain, own_city):
        return Elsewhere(OTHER_CITY, _OF_A_CITY.format(city=city, code=AREA_CODES[city]))
    if _OURS.search(plain):
        return None
    kind = next((kind for kind, pattern in _PATTERNS.items() if pattern.search(plain)), None)
    return Elsewhere(kind, WHERE_TO_TURN[kind]) if kind else None


WHERE_TO_TURN = {
    "train": "火车票、改签退票、列车时刻和车上丢的东西，归铁路管：请打 12306，或者用“铁路12306”。",
    "flight": "航班、机票和行李，请打航空公司的客服；对航空公司不满意，可以打民航 12326。",
    "bank": "银行卡、信用卡、贷款和支付软件，请打卡背面的银行客服，或软件里的客服；"
    "对银行、保险公司不满意，可以打 12378。",
    "phone": "话费、流量、宽带和手机卡，请打运营商：移动 10086、联通 10010、电信 10000。",
    "parcel": "快递到哪了、怎么寄，请问快递公司的客服；解决不了，可以打邮政 12305。",
    "shop": "网上买的东西，请先找平台或商家的客服；解决不了，可以打消费者热线 12315。",
    "stocks": "股票和基金，请问您的证券公司或基金公司；有纠纷可以打 12386。",
    "health": "看病用药请听医生的，我说不准：不舒服请去医院，急病马上打 120。",
    "weather": "天气请看气象台的预报：打 96121，或者看手机上的天气。",
    "route": "怎么走、坐什么车，用手机地图一查就有。",
    "screen": "电视、电影和比赛几点播、在哪看，请看节目单，或者问有线电视公司、电影院。",
}
_OF_A_CITY = "听起来是{city}的事，要由{city}来办：在外地请打 {code}-12345，在当地直接打 12345。"

AREA_CODES = {
    name: code
    for code, names in {
        "010": "北京",
        "020": "广州",
        "021": "上海",
        "022": "天津",
        "023": "重庆",
        "024": "沈阳",
        "025": "南京",
        "027": "武汉",
        "028": "成都",
        "029": "西安",
        "0311": "石家庄",
        "0351": "太原",
        "0371": "郑州",
        "0411": "大连",
        "0431": "长春",
        "0451": "哈尔滨",
        "0471": "呼和浩特",
        "0510": "无锡",
        "0512": "苏州",
        "0531": "济南",
        "0532": "青岛",
        "0551": "合肥",
        "0571": "杭州",
        "0574": "宁波",
        "0577": "温州",
        "0591": "福州",
        "0592": "厦门",
        "0731": "长沙",
        "0755": "深圳",
        "0757": "佛山",
        "0769": "东莞",
        "0771": "南宁",
        "0791": "南昌",
        "0851": "贵阳",
        "0871": "昆明",
        "0891": "拉萨",
        "0898": "海口 三亚",
        "0931": "兰州",
        "0951": "银川",
        "0971": "西宁",
        "0991": "乌鲁木齐",
    }.items()
    for name in names.split()
}
"""The largest cities by their area code."""

# --- how ---

_ASKS = "(?:怎么|咋|如何|哪|多少|几|吗|呢|什么|查|帮我|能不能|可以|谁|啥|要不要|多久|有没有|[?？])"
_OURS = any_of(
    "投诉(?!他|卖家|快递)|举报|建议|希望|反映(?!天|.{0,3}区)|社保|医保|低保|工伤|养老金|补贴|身份证|户口|噪音|扰民|"
    "公积金|津贴|邮寄|换证|资格证|安置|拆迁|黄牛|发票|执法|救助|备案|证明|营业执照|充电桩|基站|开户许可|诈骗|骗"
)
"""Words of what a city does answer for, whatever else stands beside them."""
_TRAVEL = "(?:去|来|回|转入|转到|迁|寄|飞|到|从)"


def _pattern(*parts: str) -> re.Pattern[str]:
    return any_of(*parts, flags=re.IGNORECASE)


_PATTERNS = {
    "train": _pattern(
        "(?:火车|高铁|动车|卧铺|硬座|列车)票?.{0,10}(?:几点|改签|退票|退|晚点|买|卖|开始卖|多少钱|余票|时刻|手续费|车次|候补)",
        "(?:买|订|抢|查|退|改签).{0,8}(?:火车|高铁|动车|卧铺|列车)(?:票|的?时刻|$|吗)",
        "(?:去|到).{1,8}的(?:火车|高铁|动车|列车)(?!站)",
        f"(?:去|到).{{1,8}}(?:有|坐|几点).{{0,3}}(?:火车|高铁|动车){_ASKS}?",
        "(?:落|丢|忘)在(?:了)?(?:火车|高铁|动车|列车)",
    ),
    "flight": _pattern(
        "(?:机票|航班|飞机票).{0,12}(?:退|改签|取消|延误|多少钱|赔|找谁|几点|晚点|查|订|买)",
        "(?:订|买|查|退).{0,10}(?:机票|航班|飞机票)|飞机.{0,6}(?:带|托运|行李|晚点|几点)|飞.{1,4}的(?:航班|机票)",
    ),
    "bank": _pattern(
        "(?:银行卡|信用卡|储蓄卡|存折|借记卡).{0,8}(?:密码|额度|吞|挂失|忘|丢|注销|冻结|年费|激活|限额)(?!.{0,6}社保)",
        "(?:工商|建设|农业|中国|交通|招商|邮储|平安|浦发)银行.{0,6}(?:客服|电话|几点|卡|网点|怎么去|在哪)|手机银行|网上银行",
        f"(?:花呗|借呗|支付宝|微信支付|零钱通|余额宝|白条).{{0,8}}{_ASKS}|(?:房贷|车贷|贷款).{{0,6}}(?:提前还款?|利率|违约金|逾期)(?<!公积金)",
    ),
    "phone": _pattern(
        "(?:话费|流量|套餐|宽带|手机卡|电话卡|sim卡).{0,8}(?:剩|退订|销户|办理|怎么|多少|断网|密码|补办|注销|取消|降|改)",
        "(?:移动|联通|电信|广电)(?:公司|营业厅|宽带|号码|卡|客服).{0,8}(?:转|在哪|断|电话|怎么|没网)|携号转网",
    ),
    "parcel": _pattern(
        "(?:快递|包裹|顺丰|圆通|中通|韵达|申通|极兔).{0,8}(?:到哪|多少钱|没动静|没到|没收到|什么时候到|寄|单号|催|丢了|查|客服)",
        "寄(?:个|一个|快递|包裹).{0,6}(?:多少钱|怎么|哪)",
    ),
    "shop": _pattern(
        "(?:淘宝|京东|拼多多|抖音|天猫|美团|饿了么|闲鱼).{0,12}(?:不发货|不退款|没收到|卖家|客服)"
    ),
    "stocks": _pattern(
        "(?:股票|基金|股份|大盘|证券|理财产品).{0,10}(?:跌|涨|赎回|市值|价格|到账|怎么买|多少|开户|能买)|股价|市值是?多少|收盘价"
    ),
    "health": _pattern(
        "(?:疼|痛|咳嗽|发烧|感冒|拉肚子|失眠|溃疡|胃|嗓子|过敏|湿疹).{0,8}(?:吃(?:什么|啥|点什么)|什么药|啥药|贴什么|怎么治|怎么缓解)",
        "血(?:压|糖|脂).{0,8}(?:要不要紧|正常吗|高不高|怎么降)|(?:积水|结石|炎|癌|病|症)(?:怎么治|注意什么|能治好吗|吃什么好)",
    ),
    "weather": _pattern(
        "(?:今天|明天|后天|周末|下周|这周|这几天|最近|大后天|今晚).{0,6}(?:下雨|下雪|天气|气温|多少度|冷不冷|热不热|降温|有雨|有雪|刮风|带伞|雾霾|沙尘)",
        "天气(?:预报|怎么样|如何|好不好|$)|(?:雨|雪)什么时候停|台风.{0,4}(?:几号|登陆|什么时候)|(?:会不会|要不要).{0,3}(?:下雨|下雪|带伞)|用不用带伞|(?:沙尘暴|暴雨|台风|高温)预警",
    ),
    "route": _pattern(
        f"{_TRAVEL}.{{1,14}}(?:怎么走|怎么去|怎么坐车|坐什么车|到哪坐车|怎么乘车|的?路线(?!图公))",
        "^(?:请问|你好)?[^局厅中证办窗派医社]{2,10}(?:怎么走|怎么去)[?？呢]?$|怎么去[^法局厅所院社]{2,6}$|^导航|^带我去|沿途有没有|坐火车得几天",
    ),
    "screen": _pattern(
        "(?:卫视|cctv|央视|电视台|频道).{0,12}(?:放|演|播|节目|高清|什么|几点)|(?:换|调|跳)到.{0,8}(?:卫视|频道|台)$|^.{0,4}卫视$",
        "(?:电视剧|电影|综艺|动画片|连续剧).{0,10}(?:几点|什么时候|哪看|播|上映|好看|主演|叫什么)|什么时候(?:播出|上映|重播|转播)",
        "(?:nba|cba|中超|英超|欧冠|世界杯|球赛|比赛).{0,8}(?:时间|几点|比分|赛程|有哪些|谁赢|直播)",
    ),
}

_THERE = (
    "(?:我(?:人)?(?:现在)?在{0}[，,]?(?:想|要)(?:反映|投诉|举报)|老家在?{0}[，,]?那边|{0}那边|"
    "{0}(?:市)?的?(?:社保局|公积金|居住证|地铁|车管所|12345))"
)


def _other_city(plain: str, own_city: str) -> str | None:
    named = [city for city in AREA_CODES if city in plain]
    if len(named) != 1 or own_city in named:
        return None
    city = named[0]
    if re.search(
        f"{_TRAVEL}{city}|{city}{_TRAVEL}|{city}(?:路|街|道|东|西|南路|北路|大道|银行|小区)", plain
    ):
        return None  # on the way there, or a street of ours
    if not own_city and not re.search(_THERE.format(city), plain):
        return None
    return None if _IDLE.search(plain) else city


_IDLE = re.compile("天气|好玩|旅游|景点|美食|特产|机票|火车|高铁|航班|几点了|多远")
