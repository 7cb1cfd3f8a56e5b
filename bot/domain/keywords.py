"""Words that stand for a question: who sends exactly one of them needs no understanding.

An account whose messages come here has lost the keywords of WeChat's own backend: these are ours.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.assent import agrees, refuses
from bot.domain.errors import FieldRejected
from bot.domain.simplified import simplified

MOST, MOST_WORDS, LONGEST_WORD, LONGEST_SAYS = 200, 10, 20, 40
RESERVED = frozenset(
    {"转人工", "人工", "撤回", "查询", "催办", "已解决", "没解决", "投诉", "举报", "求助", "建议"}
)
"""What everybody may always send, and must always mean the same."""


@dataclass(frozen=True)
class Keyword:
    """`words` that mean the same. They ask the known question of the key `question`; without one
    it is as if the citizen had written `says`."""

    words: tuple[str, ...]
    question: str = ""
    says: str = ""

    def as_record(self) -> dict[str, Any]:
        """For `Keywords.of`."""
        leads = {"question": self.question} if self.question else {"says": self.says}
        return {"words": list(self.words), **leads}


@dataclass(frozen=True)
class Keywords:
    """All of them; no word stands for two things."""

    all: tuple[Keyword, ...] = ()
    _by_word: Mapping[str, Keyword] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {plainly(word): one for one in self.all for word in one.words}
        object.__setattr__(self, "_by_word", known)

    def of_text(self, text: str) -> Keyword | None:
        """The keyword that a message is, and nothing else."""
        return self._by_word.get(plainly(text))

    @classmethod
    def of(cls, told: Any) -> "Keywords":
        """Of records. Raises FieldRejected, whose field is like `words-0` or `leads-0`."""
        if not isinstance(told, list) or len(told) > MOST:
            raise FieldRejected("words-0", f"最多 {MOST} 组关键词。")
        found = tuple(_keyword(one, at) for at, one in enumerate(told))
        _refuse_alike(found)
        return cls(found)


def plainly(text: str) -> str:
    """As words are compared: one width and one writing of signs, and none around."""
    return simplified(unicodedata.normalize("NFKC", text)).casefold().strip(" .。、，,！!？?~～")


def gone(keywords: Keywords, known: Mapping[str, Any] | frozenset[str]) -> Iterator[Keyword]:
    """Those whose question is not known (any more)."""
    return (one for one in keywords.all if one.question and one.question not in known)


def _keyword(told: Any, at: int) -> Keyword:
    if not isinstance(told, Mapping) or not isinstance(told.get("words"), list):
        raise FieldRejected(f"words-{at}", "看不懂这一组关键词。")
    words = tuple(dict.fromkeys(_word(one, at) for one in told["words"]))
    if not words or len(words) > MOST_WORDS:
        raise FieldRejected(f"words-{at}", f"请写 1 到 {MOST_WORDS} 个词。")
    question, says = (_text(told.get(name), at) for name in ("question", "says"))
    if bool(question) == bool(says):
        raise FieldRejected(f"leads-{at}", "请选一条问答，或者写一句话：两样里的一样。")
    if len(says) > LONGEST_SAYS:
        raise FieldRejected(f"leads-{at}", f"这句话太长了，最多 {LONGEST_SAYS} 个字。")
    return Keyword(words, question, says)


def _word(told: Any, at: int) -> str:
    word = _text(told, at)
    bare = plainly(word)
    if not bare or len(word) > LONGEST_WORD:
        raise FieldRejected(f"words-{at}", f"一个词要有 1 到 {LONGEST_WORD} 个字。")
    if bare.isdigit():
        raise FieldRejected(f"words-{at}", f"“{word}”不能作关键词：数字留给选项。")
    if bare in RESERVED or agrees(bare) or refuses(bare):
        raise FieldRejected(f"words-{at}", f"“{word}”不能作关键词：机器人另有用处。")
    return word


def _text(told: Any, at: int) -> str:
    text = "" if told is None else str(told).strip()
    if not text.isprintable() or "$" in text:
        raise FieldRejected(f"words-{at}", "里面有看不见的字符或者“$”，请删掉。")
    return text


def _refuse_alike(found: Sequence[Keyword]) -> None:
    first: dict[str, str] = {}
    for at, one in enumerate(found):
        for word in one.words:
            before = first.setdefault(plainly(word), word)
            if before is not word:
                raise FieldRejected(f"words-{at}", f"“{word}”和前面的“{before}”一样，请只留一处。")
