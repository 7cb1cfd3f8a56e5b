"""Which column of somebody's file is which field of ours."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.domain.errors import BadSetting

COLUMNS: Mapping[str, str] = {
    "编号": "id",
    "标题": "title",
    "内容": "content",
    "正文": "content",
    "类型": "type",
    "诉求类型": "type",
    "部门": "department",
    "承办单位": "department",
    "分类": "bureau",
    "答复": "reply",
    "回复": "reply",
}
"""Headings that need no mapping, besides the fields' own names."""
FIELDS = ("id", "title", "content", "type", "department", "bureau", "reply")
"""What a letter may have."""
MOST_TOLD, LONGEST_TOLD = 15, 20
"""So many columns of a file are named in a sentence, and so many characters of each."""


def renamed(
    row: Mapping[str, Any], mapping: Mapping[str, str], fields: Iterable[str] = FIELDS
) -> dict[str, Any]:
    """The row by our names; columns that we do not know are left out.

    Where several columns mean one field, what was mapped goes before the field's own name, and
    that before a heading.
    """
    named: dict[str, Any] = {}
    for names in (mapping, {field: field for field in fields}, COLUMNS):
        for key, value in row.items():
            if key in names and named.get(names[key]) in (None, ""):
                named[names[key]] = value
    return named


def check_fields(mapping: Mapping[str, str], fields: Collection[str]) -> None:
    """Raise BadSetting if a column is mapped to what is no field, or two are to the same one."""
    for column, field in mapping.items():
        if field not in fields:
            known = "、".join(fields)
            raise BadSetting(f"--column {column}={field}：没有“{field}”这个字段。可以用：{known}。")
        if list(mapping.values()).count(field) > 1:
            raise BadSetting(f"--column：有两列都写成了“{field}”。请只留一列。")


def check_columns(
    mapping: Mapping[str, str], files: Sequence[Path], found: Collection[str]
) -> None:
    """Raise BadSetting if a mapped column is none of `found`, the columns of these files."""
    for column, field in mapping.items():
        if column not in found:
            where = f"{files[0]} 里" if len(files) == 1 else f"这 {len(files)} 个文件里都"
            problem = f"{where}没有“{column}”这一列。有的列：{told(found)}。"
            raise BadSetting(f"--column {column}={field}：{problem}")


def told(columns: Collection[str]) -> str:
    """The columns in words, as many as a sentence bears."""
    some = [name[:LONGEST_TOLD] for name in columns if name][:MOST_TOLD]
    return "、".join(some) + (" 等" if len(columns) > MOST_TOLD else "")
