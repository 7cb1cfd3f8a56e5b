"""Does a message say only by its faces how somebody feels?"""

import re
from enum import StrEnum


class Mood(StrEnum):
    """How somebody feels who sends nothing but faces."""

    PLEASED = "pleased"
    CROSS = "cross"


def mood_of(text: str) -> Mood | None:
    """The mood of faces without a word; None when words stand beside them, or faces say nothing.

    Who sends both is cross: a smile beside it hardly means thanks.
    """
    if not _ONLY_FACES.fullmatch(text):
        return None
    if _CROSS.search(text):
        return Mood.CROSS
    return Mood.PLEASED if _PLEASED.search(text) else None


_PLEASED = re.compile(
    "[👍👌🙏❤🌹😊😄😁😃😀🙂☺😍🥰👏💐🎉✌💪🤝💯🌷]|"
    r"\[(?:强|赞|OK|抱拳|玫瑰|鼓掌|爱心|愉快|微笑|呲牙|庆祝|握手|拥抱|胜利|好的|合十|666)\]"
)
_CROSS = re.compile(
    "[😡😠🤬👎💢😤😭😢😞😩😫🙄💔]|"
    r"\[(?:弱|发怒|怒|流泪|大哭|抓狂|咒骂|鄙视|白眼|难过|委屈|心碎|叹气|生气|失望|裂开)\]"
)
"""Tears are cross here: whoever cries wants to be helped, and gets the same way on."""
_ONLY_FACES = re.compile(
    "(?:[\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U0001f000-\U0001faff]|"
    r"\[[\w]{1,4}\]|[\s!！~。.，,?？…])+"
)
