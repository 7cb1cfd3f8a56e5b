"""What every campaign has: a name, a method, its full size, and a way to run it."""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.faults.crew import Crew
from tests.faults.figures import Figure
from tests.faults.watch import Watch

Run = Callable[[Crew, Watch, random.Random, int], Awaitable[Sequence[Figure]]]


@dataclass(frozen=True)
class Campaign:
    """`size` is what is asked of the house; what it counts, `counts` says.

    `settings` are those of the crew; `simulated` is false where the simulator would be the
    bottleneck. `per_seed`: the size is shared among the seeds.
    """

    name: str
    method: str
    run: Run
    size: int
    counts: str
    settings: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = True
    per_seed: bool = False
