"""Is it an animal, and no person, that is stuck, hurt or lost?

A cat in a tree calls nobody from a fire; whoever climbs after it and falls does.
"""

import re

_ANIMAL = (
    r"(?:[猫狗犬鸟兔鹅鸭羊猪]|小?鸡(?!蛋|肉|块|翅|腿)|牛(?!奶|肉|市)|鹦鹉|鸽子|仓鼠|乌龟|刺猬|松鼠|小动物|宠物)"
    r"(?!(?:主人|贩|场|舍|医院|店|肉|粮|项圈))"
)
_OWN = re.compile(
    rf"(?:我|俺|他|她|人|邻居|隔壁|别人|朋友|同学|老人|奶奶|爷爷)?(?:们|家|家里|家养|养|们家)?的?"
    rf"(?:那|这|有|一)?(?:[只条个头匹]|小|流浪|野|大|一[只条个])*(?={_ANIMAL})"
)
"""Whose it is, right before it."""
_IS_THERE = re.compile(_ANIMAL)
_HAD_TO_DO_WITH = re.compile(
    rf"(?:遛|撞[了到上]?|躲|避让?|追|(?<!救)救(?!救)|抓|逮|捞|捡|牵|抱|为了?|[被让跟和骑])[^，,。]{{0,4}}{_ANIMAL}|"
    rf"{_ANIMAL}.{{0,6}}(?:咬|挠|抓[伤破了]|扑[倒人]|顶[伤倒]|踢|撞[伤倒到了人])"
)
"""Somebody did something to it, or it to somebody."""
_SOMEBODY = re.compile(
    r"人(?!行|民|家)|孩|娃|宝宝|婴儿|儿子|女儿|老[公婆伴汉头太]|老爷|大[爷妈叔]|阿姨|叔|爸|妈|爹|娘|爷|奶|"
    r"哥|姐|弟|妹|姑娘|小伙|同学|朋友|邻居|师傅|司机|工友|学生|[他她我俺](?!们?家)"
)


def only_an_animal(text: str) -> bool:
    """Whether nobody but an animal comes to harm in `text` (simplified, without blanks)."""
    if not _IS_THERE.search(text) or _HAD_TO_DO_WITH.search(text):
        return False
    return not _SOMEBODY.search(_OWN.sub("", text))
