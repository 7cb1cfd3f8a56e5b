"""Which days do a citizen's words for a time mean? Reckoned from the moment they were written."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

Days = tuple[date, date]
"""The first and the last day."""


@dataclass(frozen=True)
class When:
    """The days from `first` to `last`, and the time of day `clock` ("20:30") where one was told."""

    first: date
    last: date
    clock: str | None = None


def when(words: str, written: datetime, since: bool = False) -> When | None:
    """What `words` ("上周三晚上八点") mean in a message of this moment, as the writer's days.

    `since`: they tell since when or for how long, so the last day is the writer's own. None where
    no day can be told: 每天凌晨两点, 好久了.
    """
    if _AGAIN.search(words):
        return None
    today = written.date()
    days = next((days for find in _SEARCHES if (days := find(words, today))), None)
    if days is None:
        return None
    first, last = days
    return When(first, max(first, today) if since else last, _clock(words))


_AGAIN = re.compile(r"每|天天|成[天日]|经常|隔三差五|一到|一下[雨雪]|节假日")

# --- numbers ---

_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}
_NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十两俩百半]{1,4})"


def _number(written: str) -> float | None:
    """十二 as 12, 半 as one half; None for what is no number (几, 好几)."""
    if written.isdecimal():
        return int(written)
    if written == "半":
        return 0.5
    total, digit = 0, 0
    for character in written:
        if character in _DIGIT:
            digit = _DIGIT[character]
        elif character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit


# --- days ---

_NEAR = re.compile(r"大前天|前天|前儿|昨|今[天日早晚儿]|刚[才刚]|明[天儿日]|大后天|后天")
_AWAY = {"大前天": -3, "前天": -2, "前儿": -2, "昨": -1, "大后天": 3, "后天": 2}
_WEEK = re.compile(
    r"(?P<which>上上|上|这|本|下)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-6])?"
)
_WEEKDAY = {c: n // 2 for n, c in enumerate("一1二2三3四4五5六6")} | {"日": 6, "天": 6}
_WEEKS_AWAY = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_YEAR = re.compile(
    r"(?P<digits>\d{4}|\d{2}(?=年的?[\d一二三四五六七八九十春夏秋冬])|[4-9]\d(?=年$))年|(?P<which>大前|前|去|今|本|当|明)年(?!初)"
)
_YEARS_AWAY = {"大前": -3, "前": -2, "去": -1, "今": 0, "本": 0, "当": 0, "明": 1}
_MONTH = re.compile(
    rf"(?P<month>{_NUMERAL})月(?:份|的)?"
    rf"(?:(?P<day>{_NUMERAL})[日号]?|(?P<part>初|中旬|底|上旬|下旬))?"
)
_THAT_MONTH = re.compile(
    rf"(?P<which>上上|上|这|本|下)个?月"
    rf"(?:(?P<day>{_NUMERAL})[日号]|(?P<part>[初底]|中旬|上旬|下旬))?"
)
_PARTS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31)}
_SEASONS = {
    "春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 14), "上半": (1, 6), "下半": (7, 12),
}  # fmt: skip
_SEASON = re.compile(r"([入开])?([春夏秋冬])(?!节)|([上下]半)年")
_BEGINNINGS = {"春": (2, 4), "夏": (5, 5), "秋": (8, 7), "冬": (11, 7)}
"""立春, 立夏, 立秋, 立冬, give or take a day."""
_FEASTS = re.compile(r"元旦|五一|国庆|十一(?=节|期间|假期|长假|前|后|$)")
_FEAST_DAYS = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "十一": (10, 1)}
_LONG = re.compile(
    rf"(?<![月\d])(?P<number>{_NUMERAL})[多来]?个?(?P<half>半)?多?"
    r"(?P<unit>小时|钟头|分钟|天|日|夜|宿|晚上|星期|礼拜|周|(?<=[个半多俩两])月|季度|年)"
)
_DAYS_OF = {
    "小时": 0, "钟头": 0, "分钟": 0, "天": 1, "日": 1, "夜": 1, "宿": 1, "晚上": 1,
    "星期": 7, "礼拜": 7, "周": 7, "月": 30, "季度": 91, "年": 365,
}  # fmt: skip
_AGO = re.compile("前$")


def _near(words: str, today: date) -> Days | None:
    found = _NEAR.search(words)
    if not found:
        return None
    day = today + timedelta(_AWAY.get(found[0], 1 if found[0][0] == "明" else 0))
    return day, day


def _on(found: tuple[int, int, int]) -> Days | None:
    """One day, unless there is no such day: 2月30日."""
    try:
        day = date(*found)
    except ValueError:
        return None
    return day, day


def _iso(words: str, today: date) -> Days | None:
    found = _ISO.search(words)
    return _on((int(found[1]), int(found[2]), int(found[3]))) if found else None


def _of_a_month(words: str, today: date) -> Days | None:
    """The fifteenth of last month, 10月28号, last October."""
    if that := _THAT_MONTH.search(words):
        months = today.year * 12 + today.month - 1 + _WEEKS_AWAY[that["which"]]
        return _in_month(months // 12, months % 12 + 1, that["day"], that["part"])
    found = _MONTH.search(words)
    month = int(_number(found["month"]) or 0) if found else 0
    if not found or not 1 <= month <= 12:
        return None
    year = _year(words, today)
    if year is None:  # the last one that has begun
        day = int(_number(found["day"]) or 1) if found["day"] else 1
        year = today.year - ((month, day) > (today.month, today.day))
    return _in_month(year, month, found["day"], found["part"])


def _in_month(year: int, month: int, day: str | None, part: str | None) -> Days | None:
    if day:
        return _on((year, month, int(_number(day) or 0)))
    first, last = _PARTS.get(part or "", (1, 31))
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return date(year, month, first), min(end, date(year, month, 1) + timedelta(last - 1))


def _year(words: str, today: date) -> int | None:
    found = _YEAR.search(words)
    if not found:
        return None
    if found["which"]:
        return today.year + _YEARS_AWAY[found["which"]]
    year = int(found["digits"])
    return year if year > 99 else year + (1900 if year >= 40 else 2000)


def _feast(words: str, today: date) -> Days | None:
    found = _FEASTS.search(words)
    if not found:
        return None
    month, day = _FEAST_DAYS[found[0]]
    year = _year(words, today) or today.year - ((month, day) > (today.month, today.day))
    return date(year, month, day), date(year, month, day)


def _of_a_year(words: str, today: date) -> Days | None:
    """A season, half a year, a year."""
    year = _year(words, today)
    found = _SEASON.search(words)
    if found and found[1]:
        month, day = _BEGINNINGS[found[2]]
        year = year or today.year - ((month, day) > (today.month, today.day))
        return date(year, month, day), date(year, month, day)
    if found:
        first, last = _SEASONS[found[2] or found[3]]
        year = year if year is not None else today.year - (first > today.month)
        return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(1)
    return (date(year, 1, 1), date(year, 12, 31)) if year is not None else None


def _of_a_week(words: str, today: date) -> Days | None:
    found = _WEEK.search(words)
    if not found or not (found["which"] or found["day"]):
        return None
    monday = today - timedelta(today.weekday())
    weekday = _WEEKDAY.get(found["day"] or "", -1)
    if found["which"]:
        monday += timedelta(7 * _WEEKS_AWAY[found["which"]])
    elif monday + timedelta(weekday) > today:
        monday -= timedelta(7)
    if found["day"] == "末":
        return monday + timedelta(5), monday + timedelta(6)
    first, last = (0, 6) if weekday < 0 else (weekday, weekday)
    return monday + timedelta(first), monday + timedelta(last)


def _long(words: str, today: date) -> Days | None:
    """So long before: 三天前 is that day, 已经三天了 all days since."""
    found = _LONG.search(words)
    number = _number(found["number"]) if found else None
    if not found or number is None:
        return None
    days = _DAYS_OF[found["unit"]] * (number + (0.5 if found["half"] else 0))
    if days > 100 * 365:
        return None
    first = today - timedelta(round(days))
    return first, first if _AGO.search(words) else today


_SEARCHES: tuple[Callable[[str, date], Days | None], ...] = (
    _iso, _near, _of_a_month, _feast, _of_a_week, _of_a_year, _long,
)  # fmt: skip


# --- the time of day ---

_CLOCK = re.compile(
    rf"(?P<hour>{_NUMERAL})(?:点|时(?!间))(?:(?P<quarter>半|一刻|三刻)|(?P<minute>{_NUMERAL})分?)?|"
    r"(?P<h>\d{1,2})[:：](?P<m>\d{2})"
)
_LATER = re.compile("下午|午后|傍晚|晚")
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}


def _clock(words: str) -> str | None:
    found = _CLOCK.search(words)
    if not found:
        return None
    hour = int(_number(found["hour"] or found["h"]) or 0)
    minute = _QUARTERS.get(found["quarter"] or "", 0)
    minute += int(_number(found["minute"] or found["m"] or "0") or 0)
    if _in_the_later_half(words[: found.start()], hour):
        hour += 12
    return f"{hour:02}:{minute:02}" if hour <= 24 and minute < 60 else None


def _in_the_later_half(before: str, hour: int) -> bool:
    """晚上八点, 中午一点, 夜里十一点; not 夜里两点 nor 中午十二点."""
    if "中午" in before:
        return 1 <= hour <= 3
    if "夜" in before:
        return 6 <= hour < 12
    return bool(_LATER.search(before)) and 1 <= hour < 12
