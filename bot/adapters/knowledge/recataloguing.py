"""What is wrong with a dispatch catalogue beside the one that is live."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.knowledge.dispatching import CATALOGUE, catalogue_of
from bot.domain.knowledge_check import Finding, Place
from bot.domain.revisions import Files

TOP = Place(CATALOGUE, 1)


def beside_the_live(files: Files, live: Files) -> Iterator[Finding]:
    """Another content under the same version, and units that are gone. Raises BadFile."""
    if CATALOGUE not in live:
        return
    new, old = catalogue_of(files), catalogue_of(live)
    if new != old and new.version == old.version:
        problem = f"派单目录改了，版本还是“{old.version}”：工单上写的版本就分不清是哪一份。"
        yield Finding(TOP, problem, "请把 version 换成新的，例如加上今天的日期。", grave=True)
    for code in sorted(old.units.keys() - new.units.keys()):
        problem = f"单位“{old.name_of(code)}”（{code}）不在派单目录里了。"
        hint = "它没办结的工单只剩协调中心看得到，请先转给别的单位；代码写错了请改回来。"
        yield Finding(TOP, problem, hint)
