"""How many are they, and how often was it told before?"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = "一二两三四五六七八九十百千万"
_MANY = (
    rf"(?:好几|几|数|上|成){{0,2}}(?:\d{{1,5}}|[{_DIGITS}几数]{{1,6}}|好几)(?:多|余|来|几|十几)?"
)
_ONE_BY_ONE = (
    r"(?:农民工|工人|员工|职工|工友|学生|孩子|小孩|娃|老人|老头|老太太|家长|租客|租户|业主|住户|居民|村民|"
    r"市民|乘客|路人|顾客|家庭|弟兄|兄弟|同学|同事|邻居|司机|师傅|病人|患者|女生|男生|女孩|男孩|妇女|"
    r"残疾人|流浪的人|人(?!民|大|口普|行|才))"
)
_PEOPLE = re.compile(
    rf"(?=[\d{_DIGITS}几数好上成老小姐兄父母夫咱我俩仨])(?:"
    rf"(?<![第\d初]){_MANY}(?:个|名|位|来号|多号|号|口|户)?{_ONE_BY_ONE}"
    rf"|(?<![第\d]){_MANY}[户口](?!口|井|径|岁)"
    rf"|(?<![第\d一同]){_MANY}家(?=都|的|一分|联名|邻居|人|全|共|[，。,]|$)"
    r"|一家[三四五六七八两]?口|一家老小|[老小]?两口子?|(?:姐妹|兄弟|姐弟|父子|母女|母子|夫妻|咱|我们)[俩仨]"
    r"|[俩仨](?:孩子|老人|人|娃)|一车人)"
)
_NOBODY = re.compile(r"^(?:一个人|一人|一口|几口|一户|第.*|一家)$")

_TIMES = (
    rf"(?:好|不下|不止|不知|无数|多少|超过|近|整整)*(?:\d{{1,3}}|[{_DIGITS}几数好多少无]{{1,4}})(?:多|来)?"
    r"(?:次|回|遍|趟|通|封|个电话)"
)
_TELL = (
    r"(?:反映|反应|投诉|举报|上报|报修|报警|拨打|反馈|上访|信访|申请|咨询|沟通|协商|交涉|求助|催要|催促|检举|"
    r"联系|留言|写信)"
)
_REPEATED = re.compile(
    rf"(?:多次|反复|屡次|一再|再三|连续|数次|无数次|三番五次|几次三番|{_TIMES})(?:地|给|向|跟|找|去)?[^，。！？；\s]{{0,6}}?"
    rf"(?:{_TELL}|拨打|打电话)(?:热线|电话)?"
    rf"|(?:已经?|前后|都|也)*{_TELL}[过了]?(?:[^，。！？；\s]{{0,4}}?{_TIMES}|多年|多次|好久)了?"
    rf"|(?:打|找|催|说|问|跑|要|讲|提醒|拨|报|写|提|谈|去)[过了]?[^，。！？；\s的]{{0,8}}?[过了]?{_TIMES}(?:12345|电话|热线|了)?"
    rf"|{_TELL}过(?!程|户)|报过警|[打找](?:过)(?:12345|110|城管|物业|社区|街道|村里|环保局?|市长热线|电话|他们|你们)"
    r"|第[二三四五六七八九十\d]+[次回遍](?:反映|投诉|来|问|打|找|说|举报|反馈)?了?"
)
_HINT = re.compile(
    rf"[次回遍趟通封个过多好反一再连屡](?:(?<=[\d{_DIGITS}几数好多少无来][次回遍趟通封])|(?<=个)电话|"
    r"(?<=[映应诉报修警打馈访请询通商涉助要促举系言信找]过)|(?<=多)年|(?<=好)久|(?<=反)复|(?<=一)再|(?<=再)三|(?<=连)续|"
    r"(?<=屡)次)"
)
"""A clause without one of these tells nothing of before: this is seen sooner."""
_CLAUSE = re.compile(r"[^，。！？；\s]+")
_NOT_TOLD = re.compile(r"第一[次回遍]|去[^过了]{0,3}一[次趟回]$|说一[次遍]|问一[次下]|打一[次下]")


def find_people(text: str) -> list[tuple[int, int]]:
    """Start and end of every number of people or households in `text`, in order."""
    return [found.span() for found in _PEOPLE.finditer(text) if not _NOBODY.match(found.group())]


def find_repeated(text: str) -> list[tuple[int, int]]:
    """Start and end of whatever says that it was told before, in order."""
    return [
        found.span()
        for clause in _hinting(text)
        for found in _REPEATED.finditer(text, *clause.span())
        if not _NOT_TOLD.search(found.group())
    ]


def _hinting(text: str) -> Iterator[re.Match[str]]:
    """The clauses that say so, perhaps; nothing of what says so goes beyond a clause."""
    if _HINT.search(text):
        for clause in _CLAUSE.finditer(text):
            if _HINT.search(text, *clause.span()):
                yield clause
