"""A citizen's words written plainly, for recognising them: the words themselves stay as they are.

Simplified characters, letters and digits of plain width, one mark instead of many, no emoji, no
sighs, and the commonest words of 东北话, 四川话 and 粤语 as everybody writes them. Masks such as
〔手机号1〕 are left alone.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.simplified import simplified


class Change(NamedTuple):
    """What stands from `start` to `end` in plain words, and from `first` to `last` as written."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Plain:
    """`text` is `written` in plain words: side by side but for the changes, in their order."""

    text: str
    written: str
    changes: tuple[Change, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to `end` of `text` stand in `written`."""
        if start >= end:
            return start, end
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, at: int) -> tuple[int, int]:
        """What the character at this place of `text` stands for."""
        before = bisect_right(self.changes, at, key=_beginning)
        if not before:
            return at, at + 1
        change = self.changes[before - 1]
        if at < change.end:
            return change.first, change.last
        at += change.last - change.end
        return at, at + 1


def _beginning(change: Change) -> int:
    return change.start


def plain(written: str) -> Plain:
    """`written` in plain words; never without any, unless `written` is."""
    pieces, changes = list[str](), list[Change]()
    length = end = 0
    for found in _ODD.finditer(written):
        first, last = found.span()
        other = _instead_of(found)
        pieces += written[end:first], other
        start = length + first - end
        length, end = start + len(other), last
        changes.append(Change(start, length, first, last))
    text = "".join((*pieces, written[end:]))
    if _NO_WORDS.fullmatch(text):  # nothing but signs: they are what was said
        return Plain(_by_character(written), written)
    return Plain(_by_character(text), written, tuple(changes))


def _by_character(text: str) -> str:
    text = simplified(text)
    return text.translate(_WIDTH) if _WIDE.search(text) else text


_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ　]")
_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))} | {
    code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)
}
_WIDTH[ord("　")] = ord(" ")

_HAN = "\u4e00-\u9fff"
_MARKS = "，。！？、；：…~～,.!?;:"
_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U0001f000-\U0001faff"
_NO_FACE = "[^\\]]*(?:电话|号|邮箱|姓名|地址|车牌|图片|链接|位置|语音|视频)"
_NO_WORDS = re.compile(rf"[\s{_MARKS}]*")
_SIGHS = "啊呜嗯呃哎唉哦噢嘿哇嗷"

_NORTHEAST = (
    "咋整:怎么办 咋地:怎么 咋:怎么 啥:什么 俺们:我们 俺:我 哪旮旯:哪里 旮旯:地方 埋汰:脏 "
    "磕碜:难看 贼拉:特别 嘎嘎:很 忒:太 不好使:没用 熊人:坑人 唬人:骗人 稀碎:很烂 玩意儿:东西 "
    "多咱:什么时候 整丢:弄丢 整没:弄没 咱这旮旯:我们这里"
)
_SICHUAN = (
    "啷个:怎么 咋个:怎么 啥子:什么 莫得:没有 晓得:知道 一哈:一下 请问哈:请问一下 屋头:家里 "
    "娃儿:孩子 遭不住:受不了 撇脱:方便 巴适得板:很好 巴适:很好 老板儿:老板 欠起:欠着 坝坝:空地"
)
_CANTONESE = (
    "乜嘢:什么 乜野:什么 点样:怎么 點樣:怎么 点解:为什么 點解:为什么 边度:哪里 邊度:哪里 "
    "几耐:多久 幾耐:多久 而家:现在 唔该:麻烦 唔該:麻烦 唔见:丢 唔見:丢 细路仔:孩子 細路仔:孩子 "
    "老细:老板 老細:老板 冇人:没人 冇:没有 我哋:我们 佢哋:他们 哋:们 瞓:睡 嘢:东西 啲:些 嗰:那 "
    "搵:找 嘈:吵 屋企:家里 听日:明天 聽日:明天 寻日:昨天 尋日:昨天 琴日:昨天 落雨:下雨 "
    "水浸:积水 揸车:开车 揸車:开车"
)
_AS_EVERYBODY_WRITES = dict(
    pair.split(":") for pair in f"{_NORTHEAST} {_SICHUAN} {_CANTONESE}".split()
)
_LONGEST_FIRST = sorted(_AS_EVERYBODY_WRITES, key=len, reverse=True)
_WORDS = [word for word in _LONGEST_FIRST if len(word) > 1]
_WORD = (  # "不", "我" and "多" begin a word and are everywhere: the next character tells sooner
    f"(?=[{''.join({word[0] for word in _WORDS})}][{''.join({word[1] for word in _WORDS})}])"
    f"(?:{'|'.join(_WORDS)})|[{''.join(word for word in _LONGEST_FIRST if len(word) == 1)}]"
)
_FIRST = f"{_EMOJI}\\[{_SIGHS}那这就然怎内额喂{_MARKS} \\t　" + "".join(
    sorted({word[0] for word in _AS_EVERYBODY_WRITES})
)
"""With one of these begins whatever is written otherwise, but for a run of one character."""
_ODD = re.compile(
    rf"(?=[{_FIRST}])(?:"
    rf"(?P<drop>[{_EMOJI}]+|\[(?!{_NO_FACE})[{_HAN}]{{1,3}}\]"  # WeChat's own faces: [微笑]
    rf"|[{_SIGHS}]{{2,}}[，,、…~～。.!！]*|[嗯呃][，,、…~～]*"
    r"|(?:就是说|然后呢|那个那个|这个这个|怎么说呢)[，,、…]*"
    r"|(?:^|(?<=[，。！？]))(?:那个|内个|额|喂)(?:[，,、…]+|(?=[嗯呃我你咱]|就是)))"
    rf"|(?P<marks>[{_MARKS}]{{2,}})"
    rf"|(?P<gap>(?<=[{_HAN}])[ \t　]+(?=[{_HAN}]))"
    rf"|(?P<word>{_WORD}))"
    rf"|(?P<run>([{_HAN}])\6\6+(?<![零一二三四五六七八九]))"
)


def _instead_of(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "word":
            return _AS_EVERYBODY_WRITES[found[0]]
        case "marks":
            asks = next((mark for mark in found[0] if mark in "？?"), None)
            return asks or found[0][0]
        case "gap":
            return "，"
        case "drop":
            return ""
    return found[0][:2]  # 谢谢, 天天
