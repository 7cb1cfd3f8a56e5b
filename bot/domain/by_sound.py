"""Which words were meant where characters stand that only sound like theirs: 陆灯 is 路灯.

Who types by sound takes a wrong character of the same syllable, and so does a machine that writes
down what it hears. Tones are not told apart.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

_SYLLABLES = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春"
    "戳疵聪凑粗蹿摧村磋搭呆耽当刀德蹬堤颠碉跌丁丢东兜都端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈"
    "篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠"
    "捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦驴峦掠抡"
    "萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴女暖虐挪哦欧"
    "啪拍攀乓抛呸喷砰坯篇飘撇拼乒坡扑期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒"
    "腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌胎坍汤掏特藤梯天挑贴厅"
    "通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘"
    "匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
"""The first character of each syllable, a, ai, an to zuo.

GB/T 2312 puts its 3,755 commonest characters in the order of their sounds, so that all between two
of these sound like the first. Rarer characters stand behind them.
"""
_FIRST = [character.encode("gb2312") for character in _SYLLABLES]
_LAST = "座".encode("gb2312")


def syllable(character: str) -> int | None:
    """A number that characters of one sound share; None for one that is rare, or no Chinese."""
    code = character.encode("gb2312", "ignore")
    return bisect_right(_FIRST, code) if _FIRST[0] <= code <= _LAST else None


_LONG = 3
"""Characters. Hardly any other word sounds like one of so many."""
_SHORT = (
    "路灯 电梯 暖气 供暖 供热 停水 停电 停气 断水 断电 没水 没电 水压 漏水 污水 煤气 燃气 "
    "井盖 下水 垃圾 物业 楼道 门禁 公交 地铁 油烟 噪音 噪声 扰民 违建 违停 停车 医保 社保 "
    "低保 工资 欠薪 户口 维修 坑洼 积水 积雪 路面 烧烤 早市 夜市 摊位 摆摊 绿化 厕所 粪便 "
    "蚊子 老鼠 食堂 学费 学区 墓地"
)
_UNLIKE_OTHERS = frozenset(_SHORT.split())
"""Shorter words that hardly any other sounds like; 使用 sounds like 食用, 小区 like 校区."""


class BySound:
    """Finds words by what they sound like, where at least half of each is written right.

    Short words are left out, unless none that is common sounds like them.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for word in words:
            sounds = tuple(one for character in word if (one := syllable(character)))
            tells = len(word) >= _LONG or word in _UNLIKE_OTHERS
            if tells and len(sounds) == len(word):
                self._words[sounds].append(word)
        self._lengths = sorted({len(sounds) for sounds in self._words}, reverse=True)

    def find(self, text: str) -> Iterator[tuple[str, str]]:
        """What is written and each word that it sounds like; the longest where several begin."""
        sounds = [syllable(character) or 0 for character in text]
        at = 0
        while at < len(text):
            for length in self._lengths:
                written = text[at : at + length]
                words = self._words.get(tuple(sounds[at : at + length]), ())
                if meant := [word for word in words if _is_a_slip(written, word)]:
                    yield from ((written, word) for word in meant)
                    break
            else:
                length = 1
            at += length


def _is_a_slip(written: str, word: str) -> bool:
    right = sum(one == other for one, other in zip(written, word, strict=True))
    return len(word) <= 2 * right < 2 * len(word)
