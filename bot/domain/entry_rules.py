"""What an entry of the knowledge base must be before it can be written down."""

import re
from datetime import date
from urllib.parse import urlsplit

from bot.domain.entries import TEXTS, FaqEntry
from bot.domain.errors import FieldRejected
from bot.domain.revisions import belongs

LONGEST_ANSWER, LONGEST_LINE, MOST_WAYS = 4000, 500, 300
_KEY = re.compile(r"[a-z][a-z0-9_]{1,63}")
_OWNER = re.compile(r"[a-z][a-z0-9_]{1,31}")
_VARIABLE = re.compile(r"\$\{?\w")
_MARKED = re.compile(r"\[[^\]]*\]\s*[({]")
"""Rasa would take words so marked for a fact to be learned."""


def check_entry(entry: FaqEntry) -> None:
    """Raise FieldRejected for the first field that cannot be written down."""
    if not _KEY.fullmatch(entry.key):
        raise FieldRejected("key", "名称请用小写字母开头的字母、数字、下划线，最多 64 个。")
    if not belongs(entry.path) or not entry.path.startswith("nlu/"):
        raise FieldRejected("path", "问答要放在 nlu/ 里的 .yml 文件。")
    for name in TEXTS:
        _text(name, getattr(entry, name))
    if not entry.question.strip():
        raise FieldRejected("question", "请写上标准问法。")
    if not entry.answer.strip():
        raise FieldRejected("answer", "请写上答案。")
    _facts(entry)
    _ways(entry.ways)


def is_web_address(url: str) -> bool:
    """Whether it looks like an address that a browser opens."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    named = "." in host.strip(".") and not re.search(r"[^\w.:\[\]-]", host)
    return parts.scheme in ("http", "https") and named and not re.search(r"\s", url)


def _facts(entry: FaqEntry) -> None:
    if entry.url and not is_web_address(entry.url):
        raise FieldRejected("url", "网址请写完整，以 https:// 开头，中间没有空格。")
    if entry.owner and not _OWNER.fullmatch(entry.owner):
        raise FieldRejected("owner", "负责单位请写派单目录里的代码。")
    for name, called in (("updated", "核对日期"), ("valid_until", "有效期")):
        if value := getattr(entry, name):
            _day(name, called, value)


def _day(name: str, called: str, value: str) -> None:
    try:
        right = date.fromisoformat(value).isoformat() == value
    except ValueError:
        right = False
    if not right:
        raise FieldRejected(name, f"{called}请写成 2027-12-31 这样。")


def _text(name: str, value: str) -> None:
    longest = LONGEST_ANSWER if name == "answer" else LONGEST_LINE
    if len(value) > longest:
        raise FieldRejected(name, f"太长了，最多 {longest} 个字。")
    kept = value.replace("\n", "") if name == "answer" else value
    if not kept.isprintable():
        raise FieldRejected(name, "里面有看不见的字符或者换行，请删掉。")
    if _VARIABLE.search(value):
        raise FieldRejected(name, "不能写“$”加字母或括号，机器会当成变量。")


def _ways(ways: tuple[str, ...]) -> None:
    if len(ways) > MOST_WAYS:
        raise FieldRejected("ways", f"问法太多了，最多 {MOST_WAYS} 种。")
    for way in ways:
        _text("ways", way)
        if not way.strip() or way != way.strip():
            raise FieldRejected("ways", "有一种问法是空的，或者前后有空格。")
        if way.startswith("- ") or _MARKED.search(way):
            problem = f"问法“{way[:20]}”里有 YAML 或 Rasa 的记号，请只写市民会说的话。"
            raise FieldRejected("ways", problem)
