"""When did it happen? Chinese expressions of time, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator


def _one_of(words: str) -> str:
    """A pattern for any of the words, the longest first."""
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


_FEW = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_NUMBER = r"(?:\d{1,4}|好[几多些]|[一二两三四五六七八九十百半几多数]{1,4})"
_DAY_SIGN = r"[日号](?!楼(?!道)|[院线路])"  # 3号楼 is a house, 3号楼道灯坏了 a day
_CLOCK = (
    rf"(?:{_NUMBER}点(?:半|一刻|三刻|多|钟|整|左右|{_NUMBER}分?)?|"
    r"\d{1,2}[:：]\d{2}|\d{1,2}时(?!间)(?:\d{1,2}分)?)"
)
_PART_OF_DAY = _one_of(
    "凌晨 清晨 早晨 早上 一大早 早高峰 上午 中午 午后 下午 傍晚 晚高峰 晚上 晚间 夜里 夜间 半夜 "
    "深夜 后半夜 前半夜 白天 晚 早"
)
_DAY = _one_of(
    "大前天 前天 昨天 昨日 昨 今天 今日 今早 今晚 今 当天 明天 后天 大后天 前几天 前两天 前些天 "
    "前一阵 前一阵子 这几天 这两天 近几天 最近几天 近日 近期 最近 前段时间 近段时间 一段时间以来 "
    "长期以来 刚才 刚刚"
)
_WHICH = r"(?:上上|上|这|本|下)个?"
_WEEK = rf"(?:{_WHICH})?(?:周|星期|礼拜)[一二三四五六日天末1-6]|{_WHICH}(?:周|星期|礼拜)"
_DATE = (
    rf"(?:(?:\d{{4}}|\d{{2}}|[去今前明本当])年的?)?{_FEW}月"
    rf"(?:份|初|中旬|底|上旬|下旬|{_FEW}(?:{_DAY_SIGN})?)?"
)
_YEAR_IN_DIGITS = r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{4}年(?![级代]))"
_DAY_OF_MONTH = rf"(?:{_WHICH}月{_FEW}{_DAY_SIGN}|\d{{1,2}}[日号](?=凌晨|早|上午|中午|下午|晚))"
_MONTH = rf"(?:{_WHICH}月[初中底末]?|月[初底])"
_YEAR = r"(?:大前年|前年|去年|今年|往年|每年|年初|年底)(?:年初|年底|上半年|下半年)?"
_WHOSE_YEAR = r"(?:去年|今年|前年|明年|每年|往年)"
_SEASON = (
    rf"(?:{_WHOSE_YEAR}[春秋]天|{_WHOSE_YEAR}?"
    rf"{_one_of('入冬 入秋 入夏 开春 夏天 冬天 春季 夏季 秋季 冬季 汛期 供暖季 采暖期 暑假 寒假')})"
)
_FEAST = (
    rf"{_WHOSE_YEAR}?(?:{_one_of('春节 元旦 清明 端午 中秋 国庆 过年 除夕 大年三十')}|"
    r"(?:五一|十一)(?:节|期间|假期|长假|当天|[前后])|正月\S{0,3})"
)
_ALWAYS = _one_of("每天 天天 每晚 每日 每周 每月 每个月 经常 常年 整天 整夜 一天到晚 从早到晚 一直")
_OFTEN = rf"(?:{_ALWAYS}|每到\S{{1,4}}[天晚夜季])"
_ANY_DAY = "|".join(
    (_YEAR_IN_DIGITS, _DATE, _DAY_OF_MONTH, _SEASON, _FEAST, _YEAR, _MONTH, _WEEK, _DAY, _OFTEN)
)
_POINT = rf"(?:(?:{_ANY_DAY})的?)*(?:{_PART_OF_DAY}的?)?{_CLOCK}?"
_FROM_ON = _one_of("开始 起 以来 以后 之后 到现在 至今 到今天")

_WHEN_IN_WORDS = (
    rf"(?:从|自从|自|打)?{_POINT}(?:[到至—~～-]{_POINT})?{_FROM_ON}*(?:大概|大约|左右|前后)?"
)
# All parts are optional, so every place of a text would be tried: only where one of the pattern's
# own characters stands can something begin.
_WHEN = re.compile(rf"(?=[\d{re.escape(''.join(sorted(set(_WHEN_IN_WORDS))))}]){_WHEN_IN_WORDS}")
_HOW_LONG = re.compile(
    rf"{_one_of('已经 已 连续 持续 接连 一连 近 将近 快 整整 至今 长达 超过 这 最近 过去')}*"
    rf"{_NUMBER}"
    r"[多来]?个?多?(?:小时|钟头|分钟|天|日|夜|晚上|星期|礼拜|周(?!岁)|月|季度|年头|"
    r"年(?!级|代|制|产权|期|龄))"
    rf"{_one_of('多 半 以来 了 来 前 之前 以前 后 内')}*{_FROM_ON}*"
)
_SHORTEST = 2
_NO_TIME = re.compile(
    r"^(?:[早晚今昨]|一直|经常|常年|每年|每月|每个月|开始|以后|之后|以来|大概|大约|左右|前后|"
    r"[一二两三四五六七八九十几]点)$"
)
_NO_SPAN_AFTER = re.compile(r"[第满近岁龄]$|工龄$|保修$|退休$|期限$")


def find_times(text: str) -> list[tuple[int, int]]:
    """Start and end of every expression of time in `text`, none inside another, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(_candidates(text), key=lambda span: (span[0], -span[1])):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for match in _WHEN.finditer(text):
        start, end = _stripped(text, *match.span())
        if end - start >= _SHORTEST and not _NO_TIME.match(text[start:end]):
            yield start, end
    for match in _HOW_LONG.finditer(text):
        if not _NO_SPAN_AFTER.search(text[: match.start()][-3:]):
            yield match.span()


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what only joins it to the words around it."""
    while end > start and text[end - 1] in "的到至-—~～从自打":
        end -= 1
    while end > start and text[start] in "到至-—~～的":
        start += 1
    return start, end
