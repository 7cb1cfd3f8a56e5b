"""Messages spoilt on purpose: as hurried fingers, telephones and people at home really write them.

Every way takes a text and a `Random`: the same seed spoils a text in the same way. A text without
anything to spoil comes back as it is.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from random import Random

from bot.domain.simplified import simplified
from bot.services.evaluation.sounds import characters, syllable

Way = Callable[[str, Random], str]

A_SLIP_IN = 10
"""One character of so many is mistyped, at least one in a message."""
LONG = 2000

_ALIKE = (
    "己已巳 未末 人入八 日曰目 土士 大太犬天夫 晴睛 请清情晴 侯候 拔拨 辩辨辫 遣遗 崇祟 幻幼 "
    "冶治 析折拆 徒徙 兔免 鸟乌 午牛 千干于 处外 住往 没设役 坏环怀 灯打 路格 车东 停亭 水永 "
    "电由甲申 公么 交文 司同 机枝 收牧 费贵 物吻 业亚 楼搂 间问闷 闭闲 开井 关失 老考 孩该 "
    "学字 校较 医区 院完 病疾 药约 市布 场扬 超起 贝见 卖买实 假暇 证怔 件伴 办为 户卢 口囗 "
    "身射 份分 社杜 保堡 险验 今令 金全 房戶旁 租粗阻 夜液 晚挽 吵炒抄 噪燥躁 声声 音暗 垃拉 "
    "圾级极 臭息 味昧 污圬 工王 厂广 排徘 放故 管菅 理埋 投设 诉拆 举誉 报振 建健 议仪 希布 "
    "望忘 谢射 感惑 扬杨 求球 助肋 困因 难推 暖暧 气乞 热熟 供洪 钱线 欠久 工土 资姿 道首 地池 "
    "点店 时对 候侯 多夕 少小 个介 天夭 月用 年午 晚勉 上下 里理 门们 口中 我找 你称 他地 她池"
)
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_EMOJI = "😡🙏😭👍😊❓💢🏠🚌🔥😂🤔"
_FILLERS = ("嗯", "那个", "就是说", "呃", "然后呢", "这个这个", "就是", "啊")
_MARKS = re.compile(r"[，。！？、；：,.!?;:]")
_HALF = str.maketrans("，。！？；：（）", ",.!?;:()")
_FULL = {ord("0") + n: 0xFF10 + n for n in range(10)} | {
    first + n: 0xFEE0 + first + n for first in (ord("a"), ord("A")) for n in range(26)
}
_NORTHEAST = (
    "什么:啥 怎么:咋 我们:俺们 特别:贼 太:老 做:整 弄:整 很:嘎嘎 哪里:哪旮旯 干净:利索 脏:埋汰 "
    "孩子:小子 老人:老爷子 没用:不好使 知道:造 一直:一个劲儿 说:叨咕 办:整"
)
_SICHUAN = (
    "什么:啥子 怎么:咋个 没有:莫得 没人:莫得人 知道:晓得 一下:一哈 孩子:娃儿 家里:屋头 "
    "哪里:哪哈儿 很:好 太:硬是 不了:不到 老板:老板儿 为什么:为啥子 这里:这哈儿 吃饭:喫饭 "
    "钱:票儿"
)
_CANTONESE = (
    "什么:乜嘢 怎么:点样 没有:冇 没:冇 不:唔 的:嘅 是:系 他:佢 我们:我哋 了:咗 在:喺 看:睇 "
    "找:搵 给:畀 哪里:边度 这:呢 那:嗰 孩子:细路仔 东西:嘢 还:仲 现在:而家 多久:几耐 晚上:夜晚 "
    "坏:烂 吵:嘈 来:嚟"
)
_STORY = (
    "您好，我是咱们这里的一个普通市民，今年五十多岁了，在这个城市生活了大半辈子。平时我很少上网，"
    "这回是女儿教我怎么在手机上写字的，写得慢，请您多包涵。说起来我年轻的时候也在单位上过班，后来退了休，"
    "每天早上出去走一走，回来做做饭，带带孙子，日子过得平平常常。这些年城市的变化我们都看在眼里，"
    "心里也是高兴的。今天写这封信也是想了好几天，跟老伴商量了又商量，最后还是决定写出来。"
)


def _each(text: str, chance: Random, spoil: Callable[[str, Random], str | None]) -> str:
    """Some characters replaced by what `spoil` makes of them; it passes over what it cannot."""
    signs = list(text)
    left = max(1, len(signs) // A_SLIP_IN)
    for at in chance.sample(range(len(signs)), len(signs)):
        if left and (other := spoil(signs[at], chance)):
            signs[at], left = other, left - 1
    return "".join(signs)


def look_alike(text: str, chance: Random) -> str:
    """已 for 己: characters of nearly the same shape."""

    def spoil(sign: str, chance: Random) -> str | None:
        others = _shapes().get(sign)
        return chance.choice(others) if others else None

    return _each(text, chance, spoil)


@cache
def _shapes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for group in _ALIKE.split():
        for sign in group:
            others = "".join(other for other in group if other != sign)
            found[sign] = found.get(sign, "") + others
    return {sign: others for sign, others in found.items() if others}


def sound_alike(text: str, chance: Random) -> str:
    """坐 for 做: another character of the same sound."""

    def spoil(sign: str, chance: Random) -> str | None:
        return _of_sound(syllable(sign), sign, chance)

    return _each(text, chance, spoil)


def key_beside(text: str, chance: Random) -> str:
    """The character that comes of a syllable with one wrong key."""

    def spoil(sign: str, chance: Random) -> str | None:
        sound = syllable(sign)
        slips = [slip for slip in _slips(sound or "") if slip in characters()]
        return _of_sound(chance.choice(slips), sign, chance) if slips else None

    return _each(text, chance, spoil)


def _of_sound(sound: str | None, sign: str, chance: Random) -> str | None:
    others = [other for other in characters().get(sound or "", "") if other != sign]
    return chance.choice(others) if others else None


def _slips(sound: str) -> list[str]:
    return [
        sound[:at] + other + sound[at + 1 :]
        for at, key in enumerate(sound)
        for row in _KEYS
        if key in row
        for other in row[max(0, row.index(key) - 1) : row.index(key) + 2]
        if other != key
    ]


def in_pinyin(text: str, chance: Random) -> str:
    """怎么ban: some characters as their sound, or as its first letter."""

    def spoil(sign: str, chance: Random) -> str | None:
        sound = syllable(sign)
        return (sound if chance.random() < 0.7 else sound[0]) if sound else None

    return _each(text, chance, spoil)


def one_character(text: str, chance: Random) -> str:
    """One character left out, written twice, or changed with the next."""
    at = chance.randrange(max(1, len(text) - 1))
    other = chance.choice(("", text[at : at + 1] * 2, text[at : at + 2][::-1]))
    return text[:at] + other + text[at + (2 if len(other) == 2 and other[0] != other[1] else 1) :]


@cache
def _traditional() -> dict[int, str]:
    signs = map(chr, range(0x4E00, 0x9FA6))
    return {ord(simplified(sign)): sign for sign in signs if simplified(sign) != sign}


def traditional(text: str, chance: Random) -> str:
    """壞了: every character in its traditional form."""
    return text.translate(_traditional())


def _in_dialect(pairs: str) -> Way:
    words = dict(pair.split(":") for pair in pairs.split())
    known = re.compile("|".join(sorted(words, key=len, reverse=True)))
    return lambda text, chance: known.sub(lambda found: words[found[0]], text)


def by_voice(text: str, chance: Random) -> str:
    """No marks, and what people say while they think."""
    clauses = [clause for clause in _MARKS.split(text) if clause]
    return "".join(f"{chance.choice(_FILLERS)}{clause}" for clause in clauses)


def with_emoji(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_EMOJI) + text[at:] + chance.choice(_EMOJI) * 3


def full_width(text: str, chance: Random) -> str:
    return "　".join(_MARKS.split(text)).translate(_FULL)


def half_width(text: str, chance: Random) -> str:
    return text.translate(_HALF)


def marks_doubled(text: str, chance: Random) -> str:
    return _MARKS.sub(lambda found: found[0] * chance.randint(2, 4), text) + "！！！！"


def marks_gone(text: str, chance: Random) -> str:
    return _MARKS.sub("", text)


def stretched(text: str, chance: Random) -> str:
    """啊啊啊啊: sighs, waves and dots."""
    ends = ("啊啊啊啊啊", "～～～～", "。。。。。。", "呜呜呜呜呜呜", "!!!!!!!!")
    return f"{chance.choice(ends)}{text}{chance.choice(ends)}"


def at_the_end(text: str, chance: Random) -> str:
    """The matter after two thousand characters of something else."""
    story = _STORY * (LONG // len(_STORY) + 1)
    return f"{story[: LONG - len(text)]}。{text}"


WAYS: Mapping[str, tuple[str, Way]] = {
    "look_alike": ("形近错字", look_alike),
    "key_beside": ("按错一个键", key_beside),
    "sound_alike": ("同音错字", sound_alike),
    "one_character": ("多、少、颠倒一个字", one_character),
    "in_pinyin": ("夹拼音字母", in_pinyin),
    "traditional": ("繁体", traditional),
    "northeast": ("东北话", _in_dialect(_NORTHEAST)),
    "sichuan": ("四川话", _in_dialect(_SICHUAN)),
    "cantonese": ("粤语", _in_dialect(_CANTONESE)),
    "by_voice": ("语音转文字", by_voice),
    "with_emoji": ("表情符号", with_emoji),
    "full_width": ("全角", full_width),
    "half_width": ("半角标点", half_width),
    "marks_doubled": ("标点重复", marks_doubled),
    "marks_gone": ("没有标点", marks_gone),
    "stretched": ("叹词拖长", stretched),
    "at_the_end": ("两千字，事在末尾", at_the_end),
}
"""Every way by a stable name, with what staff call it."""
