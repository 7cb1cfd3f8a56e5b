"""Loads that take turns in short blocks, compared without letting one pause of the machine decide.

The p99 of everything together is made by the worst hundredth: a single pause of 90 ms in a few
thousand messages moves it by multiples, whichever load it falls into. So each block has a p99 of
its own, and the median over the blocks speaks for the load: a pause spoils its own block alone,
while what a load costs in every block stays in sight.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks.plan import percentile


@dataclass
class Blocks:
    """The times of one load, in milliseconds, block by block."""

    times: list[Sequence[float]] = field(default_factory=list)

    def of_median_block(self, percent: float) -> float:
        """The median over the blocks of what so many of a block's answers did not exceed."""
        return round(median(self._each(percent)), 1)

    def quartiles(self, percent: float) -> tuple[float, float]:
        """Between which half of the blocks lie."""
        low, _, high = quantiles(self._each(percent), n=4, method="inclusive")
        return round(low, 1), round(high, 1)

    def pooled(self, percent: float) -> float:
        """What so many of all answers did not exceed, every pause included."""
        return percentile(sorted(time for block in self.times for time in block), percent)

    def _each(self, percent: float) -> list[float]:
        return [percentile(sorted(block), percent) for block in self.times]


def worse(than: float, measured: float) -> float:
    """By how many percent `measured` lies above `than`."""
    return round(100 * (measured / than - 1), 1) if than else 0.0


def order(names: Sequence[str], round_number: int) -> Sequence[str]:
    """Who comes when in this round: everybody is first, in the middle and last equally often, so
    that a machine that grows slower or faster favours nobody."""
    at = round_number % len(names)
    turned = [*names[at:], *names[:at]]
    return turned if round_number // len(names) % 2 == 0 else turned[::-1]
