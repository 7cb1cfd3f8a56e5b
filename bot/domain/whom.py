"""Does somebody say only whom a complaint is against ("物业"), and not yet what happened?"""

import re

_OF = r"(?:我们?|俺们?|咱们?|你们|的|这个?|那个?|一个|一家|某|小区|单位|家|楼[上下]|附近|门口)*"
_WHOM = (
    r"(?:物业|热力|供热|供暖|供电|电力|自来水|水务|燃气|煤气|公交|地铁|出租车?|网约车|快递|保洁|保安|装修|开发|搬家|"
    r"移动|联通|电信|广电|中介|房产)"
)
_BODY = (
    r"(?:公司|集团|站|所|局|单位|部门|中心|大队|窗口|管理处|营业厅|平台|医院|学校|幼儿园|银行|超市|饭店|饭馆|工地|工厂|商店|商家|店家|店|厂|"
    r"村委会?|居委会?|社区|街道办?|镇政府|乡政府|派出所|城管|交警)"
)
_PERSON = (
    r"(?:司机|师傅|老板|房东|邻居|楼[上下]|对门|老师|校长|园长|医生|大夫|护士|保安|村长|书记|主任|科长|经理|"
    r"工作人员|办事员|员工|职工|领导|人员|开发商|包工头|那家|人)"
)
_ONLY = re.compile(rf"{_OF}(?:{_WHOM}?{_BODY}|{_WHOM})?的?{_PERSON}?[吧啊呢了]?")
LONGEST = 12


def says_only_whom(substance: str) -> bool:
    """Whether these words, announcement aside, name somebody and tell nothing of them."""
    said = substance.strip(" ，。,.！!~～")
    return 0 < len(said) <= LONGEST and bool(_ONLY.fullmatch(said))
