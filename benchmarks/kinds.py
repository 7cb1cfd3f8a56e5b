"""What citizens write in the measurements, and how to see that the reply is a right one."""

import re
from collections.abc import Callable
from enum import Enum

SOURCE = "【来源】"
WHERE = "什么地方"
NUMBER = re.compile(r"\d{8}-\d{4}-\d{2}")

QUESTIONS = (
    "社保卡丢了怎么补办",
    "身份证到期了怎么换",
    "护照怎么办理",
    "居住证怎么办理",
    "结婚登记需要带什么",
    "新生儿怎么上户口",
    "孩子上小学怎么报名",
    "驾驶证到期怎么换证",
    "停水了打什么电话",
    "怎么开办公司",
)
WITHOUT_PLACE = (
    "楼上半夜一直装修，吵得睡不着",
    "路灯坏了三天没人修",
    "家里暖气一点都不热",
    "小区垃圾好几天没人收了",
    "楼下烧烤店油烟太大了",
    "马路上有个大坑没人管",
)
PLACES = ("幸福路{}号", "解放路{}号阳光小区", "和平街{}号门口", "人民路{}号院3号楼")
COMPLETE = (
    "人民路{}号门口路灯坏了三天没人修",
    "解放路{}号阳光小区2号楼暖气一直不热",
    "和平街{}号楼下烧烤店天天半夜还在冒油烟",
    "建设路{}号门前的井盖坏了，很危险",
    "中山路{}号工地半夜还在施工，吵得睡不着",
)


class Said(Enum):
    """What a message leads to: its name in the table, its texts, and the sign of a right reply."""

    def __init__(self, title: str, texts: tuple[str, ...], is_right: Callable[[str], bool]) -> None:
        self.title = title
        self._texts = texts
        self.is_right = is_right

    def text(self, number: int) -> str:
        """The text of message `number`; places and wordings take turns."""
        return self._texts[number % len(self._texts)].format(1 + number % 400)


class Kind(Said):
    """What anybody may write, but for PLACE: that is the answer to STEP."""

    FAQ = ("FAQ answered", QUESTIONS, lambda words: SOURCE in words)
    STEP = ("form step: asked where", WITHOUT_PLACE, lambda words: WHERE in words)
    PLACE = ("form step: place told, ticket", PLACES, lambda words: bool(NUMBER.search(words)))
    TICKET = ("complete complaint, ticket", COMPLETE, lambda words: bool(NUMBER.search(words)))


class Later(Said):
    """What somebody writes who has a ticket."""

    QUERY = ("查询: progress told", ("查询",), lambda words: bool(NUMBER.search(words)))
