"""How long it takes to understand a message."""

from collections.abc import Mapping, Sequence

from bot.services.evaluation.report import Section


def speed(took: Mapping[str, Sequence[float]]) -> Section:
    """The middle and the slowest hundredth of so many texts, in ms of processor time."""
    rows = [
        (title, len(times), _percentile(times, 50), _percentile(times, 99))
        for title, times in took.items()
        if times
    ]
    columns = ("范围", "条数", "p50（毫秒）", "p99（毫秒）")
    absent = "" if rows else "没有可计时的消息。"
    return Section("speed", "理解一条消息用时", columns, rows, absent=absent)


def _percentile(times: Sequence[float], percent: int) -> float:
    """The value that so many of a hundred do not exceed (nearest rank)."""
    rank = -(-len(times) * percent // 100)
    return round(sorted(times)[max(rank - 1, 0)], 2)
