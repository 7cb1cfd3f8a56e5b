"""What changes between two states of the knowledge base, in words and in lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.knowledge_changes import CHANGED, GONE, NEW, EntryChange, FieldChange
from bot.domain.revisions import Difference
from bot.services.knowledge.comparing import Between
from bot.web.console import faq_words

MOST_ENTRIES, MOST_FILES, MOST_LINES = 100, 40, 300
"""So many are shown; a page with more helps nobody."""
SHORT = 40
"""Lines of a difference that stands open."""
FIELDS = {**faq_words.FIELDS, "sample": "是否示例"}
"""“改了示例答案” would speak of the answer."""
KINDS = {NEW: "新增", CHANGED: "修改", GONE: "撤下"}
PLACES = (
    ("nlu/faq/", "常见问题"),
    ("nlu/", "例句"),
    ("stories/", "流程"),
    ("domain.yml", "机器人的话和设置"),
    ("menu.yml", "菜单"),
    ("keywords.yml", "关键词"),
    ("departments.yml", "派单目录"),
    ("config.yml", "训练设置"),
    ("tests/dialogue/", "测试对话"),
    ("tests/gold/", "测试句"),
)
ELSEWHERE = "其他文件"


@dataclass(frozen=True)
class FileShown:
    """One file's difference. `more` are lines that are not shown; `inside` that entries tell it."""

    path: str
    kind: str
    lines: Sequence[str]
    plus: int
    minus: int
    more: int
    inside: bool

    @property
    def stands_open(self) -> bool:
        return not self.inside and len(self.lines) <= SHORT


@dataclass(frozen=True)
class Shown:
    """A difference as a page shows it: `parts` says in short what is in it."""

    entries: Sequence[EntryChange]
    files: Sequence[FileShown]
    more_entries: int
    more_files: int
    parts: Sequence[tuple[str, int]]

    def __bool__(self) -> bool:
        return bool(self.files)


def shown(between: Between) -> Shown:
    """As much of it as somebody can read."""
    told = {change.entry.path for change in between.entries}
    files = [_file(one, told) for one in between.files[:MOST_FILES]]
    return Shown(
        between.entries[:MOST_ENTRIES],
        files,
        max(0, len(between.entries) - MOST_ENTRIES),
        max(0, len(between.files) - MOST_FILES),
        _parts(between),
    )


def told(change: EntryChange) -> list[str]:
    """What happens to one entry, in a word for each: “改了答案”, “加了 2 种问法”."""
    words = [f"改了{FIELDS[one.name]}" for one in change.fields]
    if change.kind != GONE and change.more:
        words.append(f"加了 {len(change.more)} 种问法")
    if change.kind == CHANGED and change.less:
        words.append(f"去掉 {len(change.less)} 种问法")
    return words


def is_long(change: FieldChange) -> bool:
    """Whether before and after are better read one below the other."""
    return "\n" in change.before + change.after or len(change.before + change.after) > 60


def place_of(path: str) -> str:
    """What a file is about."""
    return next((words for start, words in PLACES if path.startswith(start)), ELSEWHERE)


def _file(one: Difference, told: set[str]) -> FileShown:
    lines = one.lines()
    kind = "新文件" if one.before is None else "删除" if one.after is None else "修改"
    return FileShown(
        one.path,
        kind,
        lines[:MOST_LINES],
        sum(line.startswith("+") for line in lines),
        sum(line.startswith("-") for line in lines),
        max(0, len(lines) - MOST_LINES),
        one.path in told,
    )


def _parts(between: Between) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    if between.entries:
        counted["常见问题"] = len(between.entries)
    for one in between.files:
        where = place_of(one.path)
        if where != "常见问题" or not between.entries:
            counted[where] = counted.get(where, 0) + 1
    return list(counted.items())
