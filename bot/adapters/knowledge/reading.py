"""Rasa's YAML read once: what was read stays known by its content."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.domain.errors import BadFile

_PROBLEM, _REMEDY = "这里不是正确的 YAML。", "请检查这一行和上一行的缩进、冒号和引号。"
_KNOWN = 512
"""Files: those of a few revisions."""


def read(path: str, content: bytes) -> Any:
    """Plain values, not to be changed. Raises BadFile with the line. No variable is expanded."""
    try:
        return _read(content)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadFile(Path(path), line, _PROBLEM, _REMEDY) from None
    except UnicodeDecodeError:
        raise BadFile(Path(path), None, "文字不是 UTF-8 编码。", "请另存为 UTF-8。") from None
    except (YAMLError, ValueError, RecursionError):
        raise BadFile(Path(path), None, _PROBLEM, "请检查缩进、冒号和引号。") from None


def read_mapping(path: str, content: bytes) -> dict[str, Any]:
    """As `read`, of a file whose outermost values have names; an empty file has none."""
    found = read(path, content)
    if found is None:
        return {}
    if not isinstance(found, dict):
        remedy = "最外层应当写成“名称:”，例如 nlu: 或 rules:。"
        raise BadFile(Path(path), 1, "这个文件的写法不对。", remedy)
    return found


@lru_cache(maxsize=_KNOWN)
def _read(content: bytes) -> Any:
    return YAML(typ="safe").load(content.decode("utf-8"))
