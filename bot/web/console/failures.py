"""Why something did not arrive, in words that an office understands."""

import re
from collections.abc import Mapping

STATUS = re.compile(r"HTTP (\d{3})")
ROBOT = re.compile(r"the robot answered (-?\d+)")
MEANINGS: Mapping[str, str] = {
    "401": "对方说签名不对，请核对密钥",
    "403": "对方不让访问，请核对地址和密钥",
    "404": "对方没有这个地址",
    "410": "对方说这个地址不再使用",
    "413": "对方嫌内容太大",
    "429": "对方请我们慢一点",
}
SENTENCES: Mapping[str, str] = {
    "no answer in time": "对方没有及时回应",
    "not reached": "连不上对方",
    "the try took too long": "发送花的时间太长",
    "this robot's digest is full": "机器人这一轮的消息已满，下一轮再发",
    "the robot's answer cannot be read": "看不懂机器人的回应",
    "the department has no secret to sign with": "还没有设密钥",
    "neither this department nor the coordinating centre has a delivery": "还没有设通知方式",
    "WeChat error": "微信没有收下",
    "the address": "这个地址不允许使用",
    "plain http": "这个地址不是 https，不允许使用",
}
"""By how the reason begins."""


def failure(error: str) -> str:
    """The reason in Chinese; as it was written if nobody has put it into words yet."""
    if found := STATUS.fullmatch(error):
        return f"{MEANINGS.get(found[1], '对方返回错误')}（{error}）"
    if found := ROBOT.fullmatch(error):
        return f"机器人没有收下（错误码 {found[1]}）"
    begins = (words for start, words in SENTENCES.items() if error.startswith(start))
    return next(begins, error)
