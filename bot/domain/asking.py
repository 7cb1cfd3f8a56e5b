"""Does a text read like a question?"""

from bot.domain.beginnings import any_of

FEW = 10
"""So many characters may name a topic and nothing else ("暖气报停"): that asks, too."""

_ASKS = any_of(
    r"怎么|怎样|咋|如何|什么|啥|哪|谁|几[天个月岁年次号点家回]|多[少久长大高]|吗|呢|么|嘛|[?？]|"
    r"不(?<=([\u4e00-\u9fff])不)\1|有没有|可以不|[行成给能让用要]不(?:[，,。!！啊呀]|$)|不[。!！啊呀]*$|"
    r"没有(?:[。呀啊]|$)|还是|请问|想问|问一下|问问|咨询|了解|"
    r"标准|流程|手续|条件|规定|方法|步骤|区别|期限|材料|地址|电话号|办理|申请|补办|查询"
)
"""Words of a question, and words that name what is to be known: “办理流程”."""


def asks(text: str) -> bool:
    """Whether anything in `text` asks, or it is too short to tell of something.

    Four of five complaints that touch a known topic have no such word; nineteen of twenty
    questions have one.
    """
    return len(text) <= FEW or bool(_ASKS.search(text))
