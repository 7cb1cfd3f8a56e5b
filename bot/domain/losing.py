"""Does a text speak of a document that was lost, or of getting another one for it?"""

from bot.domain.beginnings import any_of

_DOCUMENT = "(?:证明?|卡|本子?|簿|照|执照|牌照?|车牌|号牌|发票|合同|存折|护照)"
_LOST = (
    "(?:丢|遗失|找不[着到]|没找[着到]|不见|掉(?!色|头)|[弄搞整]没|没了|被偷|偷走|让人偷|被抢|损坏|补[办领发]|补(?:一|个|张|本)|"
    "挂失|失窃|灭失)"
)
_OF_A_DOCUMENT = any_of(
    f"{_DOCUMENT}[^。！？!?]{{0,8}}{_LOST}", f"{_LOST}[^。！？!?，,]{{0,8}}{_DOCUMENT}"
)


def tells_of_loss(text: str) -> bool:
    """Whether some document was lost, whichever it is."""
    return bool(_OF_A_DOCUMENT.search(text))
