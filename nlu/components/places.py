"""Where is it? Chinese addresses and landmarks, as citizens write them: without blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLAUSE = re.compile(r"[^\s，。、；：,.;:!！?？（）()“”\"'《》【】\[\]…~～]+")

_SUFFIX = re.compile(
    # only where one of the words below begins: few characters of a text do
    r"(?=[菜农批里自开新街社小家花公大广写高国省道胡立天水码幼中学卫医诊市超商火汽客地隧加收动植派办政服停产工软园酒"
    r"宾饭网K售养敬福体图博少文书药夜景机宿区县旗镇乡村屯路巷弄苑庄厂站府城湾桥居庭邸轩阁郡墅绿名世])(?:"
    r"自治[区州县]|开发区|新区|街道(?:办事处)?|社区|小区|家园|花园|公寓|大厦|广场(?!舞)|大院|家属[院楼区]|写字楼|"
    r"高速公路|高速(?!公路|上|度|发)|国道|省道|大道|大街|胡同|立交桥|高架桥|高架|大桥|隧道|地下通道|天桥|水库|码头|"
    r"幼儿园|小学|中学|高中|大学|学院|学校|卫生院|卫生服务中心|医院|诊所|菜市场|农贸市场|批发市场|市场|超市|商场|商城|商厦|"
    r"火车站|汽车站|客运站|地铁站|公交站|加油站|收费站|公园|动物园|植物园|派出所|办事处|政务大厅|服务大厅|"
    r"停车场|宿舍(?=\d|[一二三四五六七八九十A-Z]|楼|院|区)|产业园区?|工业园区?|软件园|园区|工地|酒店|宾馆|饭店|网吧|KTV|售楼处|售楼中心|"
    r"养老院|敬老院|福利院|体育[场馆]|图书馆|博物馆|少年宫|文化宫|书店|药[店房]|夜市|景区|机场(?!专线|大巴)|"
    r"(?<!服务)(?<!客服)(?<!呼叫)(?<!指挥)中心(?!医院|小学|校|城区|线|思)|"
    r"省(?![市级内外份钱委])|(?<![城上超门夜])市(?![民场政里内长级容面值价])|[区县旗](?![别里内])|[镇乡村屯](?![民里])|"
    r"路(?![灯面过费程人况径线由标障牌])|街(?!道|坊)|[巷苑庄厂]|弄(?![丢坏没好成脏得死断破倒错清到了个完出过乱湿伤])|(?<![人我你他她们])站(?![前台点牌长内着在起住])|(?<!政)府|城(?![市镇管乡区])|湾(?!村)|桥(?!面)|园(?!区)|"
    r"(?<![这那哪村家城屋公夜心院楼店厂区路校])里(?=\d)|"
    r"(?<![这那哪村家城屋公夜心院楼店厂区路校子间头面场园巷道镇县山河车田地水手群嘴眼雨雪洞井])里(?=路灯|楼道|门口)|"
    # what a community is called, where nothing else follows that could make another word of it
    r"(?:(?<![邻定群同])居|(?<![家法开])庭|邸|轩|阁|郡|墅|绿洲|天地|国际|名都|公馆|世家|水岸)(?=业主|物业|小区|地下|的(?:业主|物业)|\d|"
    r"[一二三四五六七八九]期|[东西南北]区|$))"
)
_ROAD_BY_NUMBER = (
    r"(?:[GSXgsx]\d{2,4}(?:[国省县]道)?|[国省县]道[GSX]?\d{1,4}线?|\d{3}[国省]道)"
    r"(?:\d{1,4}(?:公里|千米)(?:处)?|[Kk]\d{1,4}处?)?"
)
_ONLY_ONE = (
    r"(?:市|区|县|省)?(?:火车站|客运总?站|汽车站|政务(?:服务)?(?:大厅|中心)|市民中心|行政服务中心)|"
    r"(?<=[从在到去])机场(?![路大专快])"
)
_BY_ITSELF = re.compile(rf"(?=[\dGSXgsx国省县市区火客汽政行机])(?:{_ROAD_BY_NUMBER}|{_ONLY_ONE})")
"""Says where without any name before it: a road with a number, or what a town has one of."""
_ONLY_SHORT_NAMES = re.compile(r"[省市县区旗镇乡村屯路街巷弄苑府庄厂站城湾桥园]")
_NUMBER = re.compile(
    r"(?:[A-Za-z]\d{0,3}|\d{1,4}(?:[-—/]\d{1,4})*|[一二三四五六七八九十百]{1,4})"
    r"(?:期|区|段|号楼|号院|号窗口|号|栋|幢|单元|室|层|座|组|队|楼|门|户)(?![码召称令线])|"
    r"(?<=[元栋楼座幢号])\d{3,4}室?(?![\d元块户人年名路线弄号])"
)
_BUILDING = re.compile(r"号楼$|号院$|单元$|\d[栋幢]$")
_A_BUILDING = re.compile(r"号楼|号院|单元|\d[栋幢]")
_BESIDE = re.compile(
    r"的?(?:[东西南北]{1,2}(?:侧|边|面|头|门|角|段|路段|出口|入口)|十字路口|丁字路口|路口|交叉路?口|交口|[A-F]\d?出?口|"
    r"交汇处?|交界处?|附近|旁边|旁|对面|对过|门口|门前|楼[下上后]|后[身面]|前面|下面|底下|里面|出?入口|周边|沿线|一带|路段|之间|"
    r"站(?![前台点牌长着起住])|院内|地下车库|地下室)"
)
_LEADS_TO_A_NAME = re.compile(
    r"(?=[我你位坐地就发关通前途开路进来购听看联增减应仅依禁随积时所为出安导平经另此以多再设加靠堵停家现住户从居业村市学您领政部公反投举咨建请希麻申告督知办需影管"
    r"清晚号推封占方看属落转调毕目今昨每时因由所但如什怎是能分可已非只还没缺其几整大一有他她它们这那哪的了在到去让被给"
    r"想说且等改换更写填\d])(?:"
    r"(?:改|换|写|填)[成为到]了?|更正[成为]|"
    r"[我你]们?(?:小区|社区|家|村|楼)|位于|坐落[于在]|地址|地点|就在|发生在|关于|通往|前往|途经|开往|路过|经过|"
    r"进入|来到|购买|听闻|听说|看见|看到|联系|增加|减少|有些|应[当该]|仅为|依据|禁止|随后|积极|[经时]常|"
    r"所谓|为由|出现|安排|导致|平衡|设置|"
    r"另外|此外|以及|多亏|再请|设个|加上|靠近|堵着|停着|家住|现住|住址|户口|从(?!化)|"
    r"居民|业主|村民|市民|学生|家长|你好|您好|领导|政府|部门|公司|"
    r"反映|投诉|举报|咨询|建议|请问|希望|麻烦|申请|告知|督促|知道|办理|需要|影响|管理|清扫|晚上|号线|推脱|封闭|占有|方便|看看|"
    r"属于|落户|转[到出入]|调入|毕业|目前|现在|今天|昨天|每天|前段时间|时候|\d{2,4}年|因为|由于|所以|但是|如果|"
    r"什么|怎么|是否|能否|分别|可以|已经|非常|只有|还有|没有|缺少|其[他它]|所有|几乎|整个|大量|"
    r"[这那哪]个|一下|一个|一名|有个|几个|有[关人]|[我你您他她它们这那哪的了是在住到去让被给想说还但且就等能])"
)
_MAY_LEAD_OR_BELONG = re.compile(r"[于将把请找问和与跟向坐]")
_NO_NAME = re.compile(
    r"^(?:.{0,3}[上读念个座条]|老旧|封闭|附近|周边|旁边|新建|住宅|居民|自己|普通|公立|私立|民办|公办|重点|农村|城市|大型|"
    r"地下|收费|违规|好多|很多|各个?|每个|多个|本|该|此|全市?|当地|本地|外地|商业|步行|内|里|内和|里和|\d+|第?[一二三四五六七八九十]个|"
    r"(?:孩子|小孩|娃|儿子|女儿|孙子|孙女)的?|(?:[男女]|员工|教?职工|工人|民工|集体|单身)+|.?(?:社区|街道|小区|居委会?|村委会?)的?)$"
)
_NO_PLACE = re.compile(
    r"(?:^(?:.?[外全本各上超门城]市|[外全本各其].?[省县村镇]|.?(?:市|地|郊|校|景|辖|片|厂|院|学|灾|生活|居住|行政)区|.?[老主]?(?<![东西])城区|"
    r"山区|棚户区|上街|逛街|临街|沿街|.{0,2}(?:工|电|水|药|钢)厂|.?(?:校|田|果|入|出)园|.?[进全同]城|.{0,2}农村|.{0,2}乡镇)|"
    r"(?:候车|共建|片)区|外[省市县]|(?<![一二三四五六七八九十])马路|(?:道|公|铁|走|网|线|小|土|出|思|电|短|修|问|顺|跑|带|赶|水|车|条|绕|堵|占|挡|挖|筑|让|半)路|(?:[放上]学|[上下]班|回家)路|"
    r"(?:供热|换热|加油|救助|终点|始发|中途|废品|网|本|中转|服务|监测|检测|泵|枢纽|维修|工作)站|(?:天|过|平|拱|浮)桥)$"
)
_LONGEST_NAME = {True: 6, False: 10}
_SHORTEST_NAME = 2
_SIDE = re.compile(r"[东西南北中前后新老]")


@dataclass(frozen=True)
class _Part:
    """A piece of an address, or several that follow each other: 中山区 解放路 12号 附近."""

    start: int
    end: int
    known: bool  # says where by itself, as a name or a building does; "附近" does not

    def with_next(self, part: _Part) -> _Part:
        return _Part(self.start, part.end, self.known or part.known)


def find_places(text: str) -> list[tuple[int, int]]:
    """Start and end of every place in `text`, none inside another, in order."""
    return [
        (clause.start() + place.start, clause.start() + place.end)
        for clause in _CLAUSE.finditer(text)
        if _says_where(clause.group())
        for place in _places(clause.group())
        if place.known
    ]


def _says_where(clause: str) -> bool:
    """Whether a place can be known in it: few clauses of a long letter name one."""
    return bool(_SUFFIX.search(clause) or _BY_ITSELF.search(clause) or _A_BUILDING.search(clause))


def _places(clause: str) -> Iterator[_Part]:
    place: _Part | None = None
    for part in _parts(clause):
        if place and part.start == place.end:
            place = place.with_next(part)
        else:
            if place:
                yield place
            place = part
    if place:
        yield place


def _parts(clause: str) -> Iterator[_Part]:
    at = 0
    while part := _beside(clause, at) or _next_part(clause, at):
        yield part
        at = part.end


def _beside(clause: str, at: int) -> _Part | None:
    """A side, a number or one more word for a place directly here, where a name has just ended."""
    if by_itself := _BY_ITSELF.match(clause, at):
        return _Part(at, by_itself.end(), True)
    if number := _NUMBER.match(clause, at):
        return _Part(at, number.end(), bool(_BUILDING.search(number.group())))
    more = (_BESIDE.match(clause, at) or _SUFFIX.match(clause, at)) if at else None
    return _Part(at, more.end(), False) if more else None


def _next_part(clause: str, at: int) -> _Part | None:
    """The next name with the word that makes it a place, or the next number, whichever is first."""
    number = _NUMBER.search(clause, at)
    by_itself = _BY_ITSELF.search(clause, at)
    for suffix in _SUFFIX.finditer(clause, at):
        if number and number.start() < suffix.start() and _BUILDING.search(number.group()):
            break
        start = _name_start(clause, at, suffix)
        if by_itself and by_itself.start() <= start:
            break
        if _is_name(clause[start : suffix.start()], suffix.group()):
            return _Part(start, suffix.end(), True)
    if by_itself:
        return _Part(*by_itself.span(), known=True)
    if number:
        return _Part(*number.span(), known=bool(_BUILDING.search(number.group())))
    return None


def _name_start(clause: str, at: int, suffix: re.Match[str]) -> int:
    """Where the name before `suffix` begins: after the last word that only leads to it."""
    end = suffix.start()
    start = max(at, end - _LONGEST_NAME[bool(_ONLY_SHORT_NAMES.fullmatch(suffix.group()))])
    for lead in _LEADS_TO_A_NAME.finditer(clause, at, end):
        start = max(start, lead.end())
    for lead in _MAY_LEAD_OR_BELONG.finditer(clause, start, end):
        if lead.start() > at and end - lead.end() >= _SHORTEST_NAME:
            start = lead.end()
    return start


def _is_name(name: str, suffix: str) -> bool:
    least = 1 if suffix in ("大街", "大道") and _SIDE.fullmatch(name) else _SHORTEST_NAME
    if len(name) < least or _NO_NAME.match(name):
        return False
    return not _NO_PLACE.search(name + suffix)
