"""Numerals as citizens write them, in figures: 三栋 and 3栋 are one house."""

import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_SIGN = "零〇一二三四五六七八九两十百"
_COUNTED = "(?:[栋幢号楼层室期组队座门户院度天年月个次米岁人元块盏家辆台周多点]|单元)"
_NUMERAL = re.compile(rf"[{_SIGN}]{{1,6}}(?={_COUNTED})|[零〇一二三四五六七八九]{{3,6}}")


def in_figures(text: str) -> str:
    """`text` with numerals that count something, or are read out sign by sign, as figures.

    Names keep theirs: 第三中学, 五一路.
    """
    return _NUMERAL.sub(lambda found: _figures(found.group()), text)


def _figures(numeral: str) -> str:
    if not _TENS.keys() & set(numeral):
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    total, digit = 0, 0
    for sign in numeral:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return str(total + digit)
