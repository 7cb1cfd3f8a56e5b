"""When did it happen? Chinese expressions of time, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


def _one_of(words: str) -> str:
    """A pattern for any of the words, the longest first."""
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


_FEW = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_NUMBER = r"(?:\d{1,4}|好[几多些]|[一二两三四五六七八九十百半几多数俩]{1,4})"
_DAY_SIGN = r"[日号](?!楼(?!道)|[院线路])"  # 3号楼 is a house, 3号楼道灯坏了 a day
_CLOCK = (
    rf"(?:{_NUMBER}点(?!建议|意见|要求|希望|问题|诉求)(?:半|一刻|三刻|多|钟|整|左右|{_NUMBER}分?)?|"
    r"\d{1,2}[:：]\d{2}|\d{1,2}时(?!间)(?:\d{1,2}分)?)"
)
_PART_OF_DAY = _one_of(
    "凌晨 清晨 早晨 早上 一大早 大清早 早高峰 早晚高峰 上午 中午 午后 下午 傍晚 晚高峰 高峰期 晚上 "
    "晚间 夜里 夜间 半夜 大半夜 三更半夜 深更半夜 深夜 后半夜 前半夜 白天 上下班时间 "
    "放学时间 放学的时候 上学时间 早 晚"
)
_DAY = _one_of(
    "大前天 前天 前儿 昨天 昨日 昨儿 昨夜 昨晚 昨 今天 今日 今儿 今早 今晚 今 当天 明天 明儿 "
    "后天 大后天 前几天 前两天 前些天 头几天 头两天 前些日子 前一阵 前一阵子 这几天 这两天 近几天 "
    "最近几天 近日 近期 最近 前段时间 近段时间 这段时间 一段时间以来 长期以来 刚才 刚刚 当时"
)
_WHICH = r"(?:上上|上|这|本|下)个?"
_WEEK = rf"(?:{_WHICH})?(?:周|星期|礼拜)(?:[一二三四五六日天末1-6])+|{_WHICH}(?:周|星期|礼拜)"
_DATE = (
    rf"(?:(?:\d{{4}}|\d{{2}}|[去今前明本当])年的?)?{_FEW}月"
    rf"(?:份|初|中旬|底|上旬|下旬|{_FEW}(?:{_DAY_SIGN})?)?"
)
_MOON = (
    r"(?:腊月|正月|冬月)(?:初?[一二三四五六七八九十廿]{1,3})?|大年(?:初[一二三四五六七八九十]|三十)"
)
_YEAR_IN_DIGITS = r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{4}年(?![级代]))"
_DAY_OF_MONTH = (
    rf"(?:{_WHICH}月{_FEW}{_DAY_SIGN}|每个?月{_FEW}{_DAY_SIGN}|"
    r"\d{1,2}[日号](?=凌晨|早|上午|中午|下午|晚))"
)
_MONTH = rf"(?:{_WHICH}月[初中底末]?|月[初底])"
_YEAR = r"(?:大前年|前年|去年|今年|往年|每年|年初|年底)(?:年初|年底|上半年|下半年)?"
_WHOSE_YEAR = r"(?:去年|今年|前年|明年|每年|往年)"
_SEASON = (
    rf"(?:{_WHOSE_YEAR}[春秋]天|(?:{_WHOSE_YEAR}|整个)?(?:"
    rf"{_one_of('入冬 入秋 入夏 入春 开春 夏天 冬天 春季 夏季 秋季 冬季')}|"
    rf"{_one_of('汛期 供暖季 采暖期 暑假 寒假')}(?:期间)?))"
)
_FEAST = (
    rf"{_WHOSE_YEAR}?(?:{_one_of('春节 元旦 清明 端午 中秋 国庆 过年 除夕')}(?:节|期间|前|后)*|"
    r"(?:五一|十一)(?:节|期间|假期|长假|当天|[前后]))"
)
_ALWAYS = _one_of(
    "每天 天天 成天 成日 见天 每晚 每日 每周 每月 每个月 经常 常年 整天 整夜 一天到晚 从早到晚 "
    "一直 隔三差五 节假日 逢年过节 周末"
)
_OFTEN = (
    rf"(?:{_ALWAYS}|(?:每到|一到)[^，。\s]{{1,4}}[天晚夜季]上?|"
    r"(?:每逢|一到|一)(?:下雨天?|下雪天?|刮风))"
)
_ANY_DAY = "|".join(
    (
        _YEAR_IN_DIGITS,
        _DATE,
        _MOON,
        _DAY_OF_MONTH,
        _SEASON,
        _FEAST,
        _YEAR,
        _OFTEN,
        _MONTH,
        _WEEK,
        _DAY,
    )
)
_POINT = rf"(?:(?:{_ANY_DAY})的?)*(?:{_PART_OF_DAY}的?)?{_CLOCK}?"
_SINCE = _one_of("从 自从 自 自打 打从 打")
_FROM_ON = _one_of("开始 起 以来 以后 之后 至今 到现在 到今天")

_WHEN_IN_WORDS = (
    rf"(?:{_SINCE})?{_POINT}(?:[到至—~～-]{_POINT})?{_FROM_ON}*(?:大概|大约|左右|前后)?"
)
# All parts are optional, so every place of a text would be tried: only where two characters stand
# with which one of them begins (a test compares them with the pattern).
_FIRST = (
    r"[\d一二两三四五六七八九十百半几多数俩好凌清早大上中午下傍晚高夜深后前白放昨今当明头近最段长刚这本"
    r"去往每年月正腊冬入开夏春秋汛供采暑寒元端国过除天成见经常整从隔节逢周星礼自打]"
)
_SECOND = (
    r"[\d:：~～—\-一二两三四五六七八九十百半几多数俩好凌清早大上中午下傍晚高夜深后前白放昨今当明头近最段长刚这本"
    r"从去往每年月正腊冬入开夏春秋汛供采暑寒元端国过除天成见经常整隔节逢周星礼之个些以假儿到初刮右号夕始学"
    r"季峰左庆底才打更拜日旦时晨暖期末来概点现的直约至起里间]"
)
_MAY_BEGIN = re.compile(f"{_FIRST}(?={_SECOND})")
_WHEN = re.compile(_WHEN_IN_WORDS)
_HOW_LONG = re.compile(
    r"(?=[\d一二两三四五六七八九十百半几多数俩好已连持接近将快小整长超这最过大都有很])(?:"
    rf"{_one_of('已经 已 连续 连着 持续 接连 一连 近 将近 快 小 整整 整 长达')}*"
    rf"{_one_of('超过 这 最近 过去 大概 都')}*{_NUMBER}"
    r"[多来]?个?多?(?:小时|钟头|分钟|天|日(?!游)|夜|宿|晚上|星期|礼拜|周(?!岁)|月|季度|年头|"
    r"年(?!级|代|制|产权|期|龄))"
    rf"{_one_of('多 半 以来 了 来 前 之前 以前 后 内')}*{_FROM_ON}*"
    r"|有?(?:一阵子|好一阵子|一段时间|好久|很久|小半年|大半年)了?)"
)
_SINCE_THEN = re.compile(
    r"(?=[自打从开供入交搬装停改通换施])(?:"
    r"(?:自打|打从|自从|从|自(?![己行费来动]))[^，。！？；\s]{1,8}?(?:到现在|至今|到目前|以来)"
    r"|(?:自打|自从|打从)[^，。！？；\s]{2,5}(?=[，,。\s]|$)"
    r"|(?:开学|供暖|入住|交房|搬家|装修|开工|停工|改造|通车|换届|施工)(?:以来|以后|之后|到现在|至今))"
)
_SHORTEST = 2
_NO_TIME = re.compile(
    r"^(?:[早晚今昨]|一直|经常|常年|每年|每月|每个月|开始|以后|之后|以来|(?:一直|直)?到现在|至今|"
    r"到今天|大概|大约|左右|前后|[一半几]点)$"
)
_NO_SPAN_AFTER = re.compile(
    r"[第满近岁龄要每隔才]$|工龄$|保修$|退休$|期限$|需要$|间隔$|只有$|不到$"
)
_NO_SPAN = re.compile(r"半[夜天]$|(?:\d{4}|[4-9]\d)年")  # 85年 is 1985
_NO_SPAN_BEFORE = re.compile(r"一[趟班次]")
_UP_TO_NOW = re.compile(r"(?:以来|至今|到现在|到今天|到目前)$|^(?:自(?!行)|打)")
_FROM_A_DAY_ON = re.compile(r"^从[^到至]+$|(?:开始|起)$")
_A_DAY = re.compile(_ANY_DAY)
_ALWAYS_AGAIN = re.compile(_OFTEN)
_A_MOMENT = re.compile(r"[前后内]$|^(?:这|最近|过去|前)")


class Span(NamedTuple):
    """Where an expression of time stands; `since`: it tells since when, or for how long."""

    start: int
    end: int
    since: bool


def find_times(text: str) -> list[Span]:
    """Every expression of time in `text`, none inside another, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(_candidates(text), key=lambda span: (span[0], -span[1])):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return [Span(start, end, _tells_since(text[start:end])) for start, end in found]


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for match in _found_when(text):
        start, end = _stripped(text, *match.span())
        if end - start >= _SHORTEST and not _NO_TIME.match(text[start:end]):
            yield start, end
    for match in _HOW_LONG.finditer(text):
        before = text[: match.start()][-3:]
        if not _NO_SPAN_AFTER.search(before) and not _NO_SPAN_BEFORE.match(text, match.end()):
            yield match.span()
    for match in _SINCE_THEN.finditer(text):
        yield match.span()


def _found_when(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for first in _MAY_BEGIN.finditer(text):
        if first.start() >= end and (match := _WHEN.match(text, first.start())):
            yield match
            end = match.end()


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what only joins it to the words around it."""
    while end > start and text[end - 1] in "的到至-—~～从自打":
        end -= 1
    while end > start and text[start] in "到至-—~～的":
        start += 1
    return start, end


def _tells_since(words: str) -> bool:
    """Whether it reaches up to now: 从去年十月开始, 已经半个月了."""
    if _HOW_LONG.fullmatch(words) and not _NO_SPAN.match(words):
        return not _A_MOMENT.search(words)
    if _UP_TO_NOW.search(words):
        return True
    named = _A_DAY.search(words)
    return bool(named and not _ALWAYS_AGAIN.search(words) and _FROM_A_DAY_ON.search(words))
