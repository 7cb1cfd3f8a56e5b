"""Which days are worked in China: the published holidays, make-up days, and the operator's word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import holidays
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.domain.errors import BadFile
from bot.domain.zone import SHANGHAI

END_OF_DAY = time(23, 59, 59, tzinfo=SHANGHAI)
LISTS = ("holidays", "workdays")
REMEDY = "写成 holidays: [2027-02-05] 和 workdays: [2027-02-07]，日期用 年-月-日。"


@dataclass(frozen=True)
class Overrides:
    """Days that the operator knows better than the library, next year's make-up days above all."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


class WorkingDays:
    """The port `Calendar`: weekends and holidays are free, make-up days (调休) are worked."""

    def __init__(self, overrides: Overrides | None = None) -> None:
        self._overrides = overrides or Overrides()
        self._published = holidays.country_holidays("CN")

    def due(self, start: datetime, working_days: int) -> datetime:
        """The last second, Chinese time, of the last of so many working days after `start`.

        The day of `start` itself does not count; with 0 days it is that day's end.
        """
        day = start.astimezone(SHANGHAI).date()
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.is_worked(day)
        return datetime.combine(day, END_OF_DAY)

    def is_worked(self, day: date) -> bool:
        """Whether offices are open on this day."""
        if day in self._overrides.workdays:
            return True
        return day not in self._overrides.holidays and self._published.is_working_day(day)


def read_overrides(path: Path) -> Overrides:
    """The operator's own days. Raises BadFile with the line and what to change."""
    root = _read(path)
    if root is None:
        return Overrides()
    if not isinstance(root, MappingNode):
        raise _bad(path, root, "文件里应当是两个名单。")
    lists: dict[str, frozenset[date]] = {}
    for name, days in root.value:
        if name.value not in LISTS:
            raise _bad(path, name, f"不认识“{name.value}”。")
        lists[name.value] = frozenset(_days(path, days))
    overrides = Overrides(**lists)
    for day in overrides.holidays & overrides.workdays:
        raise BadFile(path, None, f"{day} 又是假日又是工作日。", "从其中一个名单里删掉它。")
    return overrides


def _read(path: Path) -> Node | None:
    try:
        root: Node | None = YAML(typ="rt").compose(path.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadFile(path, line, "这一行不是正确的 YAML。", REMEDY) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(path, None, "读不出这个文件。", "检查路径、权限和 UTF-8 编码。") from error
    return root


def _days(path: Path, node: Node) -> Iterator[date]:
    if isinstance(node, ScalarNode) and not node.value:
        return
    if not isinstance(node, SequenceNode):
        raise _bad(path, node, "这里应当是一个日期名单。")
    for entry in node.value:
        try:
            yield date.fromisoformat(entry.value)
        except (TypeError, ValueError):
            raise _bad(path, entry, "这里应当是一个日期。") from None


def _bad(path: Path, node: Node, problem: str) -> BadFile:
    return BadFile(path, node.start_mark.line + 1, problem, REMEDY)
