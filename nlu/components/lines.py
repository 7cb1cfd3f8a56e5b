"""Which line is it? Buses, trams and undergrounds, as citizens name them."""

from __future__ import annotations

import re

_SORT = (
    r"(?:地铁|轻轨|快轨|城轨|轨道交通|有轨电车|无轨电车|快速公交|BRT|brt|机场大巴|通勤大巴|大巴|公交车?|"
    r"城际旅游|旅游专线|旅游|夜班|夜间|旅顺|微循环)"
)
_CALLED = r"(?:[A-Za-z]{1,3}\d{1,4}|\d{1,4}|[一二三四五六七八九十]{1,3})"
_VEHICLE = r"(?:有轨电车|无轨电车|公交车?|电车|大巴|班车|车(?![道位牌库辆]))"
_NO_ROAD = r"(?![口边灯面段上下旁南北东西]|与|和[^\d]|交)"
_LINE = re.compile(
    rf"{_SORT}?(?<![\dA-Za-z]|道)(?:[A-Za-z]{{1,3}}\d{{1,4}}|\d{{1,4}})路{_NO_ROAD}{_VEHICLE}?"
    rf"|{_SORT}?{_CALLED}号线"
    rf"|{_SORT}{_CALLED}[路线]{_VEHICLE}?"
    rf"|(?<![\dA-Za-z])(?:[A-Za-z]{{1,3}}\d{{1,4}}|\d{{1,4}})[路线](?={_VEHICLE}|司机)"
    rf"|[一二三四五六七八九十]{{1,3}}路(?={_VEHICLE})|机场(?:专线|快线)"
)

_HINT = re.compile(r"[\dA-Za-z一二三四五六七八九十](?:路|号?线)|机场[专快]线")


def find_lines(text: str) -> list[tuple[int, int]]:
    """Start and end of every line in `text`, in order."""
    if not _HINT.search(text):  # hardly any message names one, and this is seen at once
        return []
    return [found.span() for found in _LINE.finditer(text)]
