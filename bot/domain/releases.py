"""Releases of the knowledge base: tried first, then live, and taken back if need be."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.knowledge_check import Finding, Place

LOST = 0.01
"""A share of right answers may fall by so much: one text more or less is chance."""


class TrialState(StrEnum):
    """Where a trial stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    BLOCKED = "blocked"  # there is a model, but something speaks against it
    BROKEN = "broken"  # there is no model


ENDED = frozenset({TrialState.PASSED, TrialState.BLOCKED, TrialState.BROKEN})
STATE_NAMES = {
    TrialState.WAITING: "等待",
    TrialState.RUNNING: "进行中",
    TrialState.PASSED: "通过",
    TrialState.BLOCKED: "没有通过",
    TrialState.BROKEN: "训练失败",
}


@dataclass(frozen=True)
class StoryFailure:
    """A test story that goes another way: at which message, what should have happened."""

    file: str
    story: str
    message: str
    expected: str
    happened: str

    def __str__(self) -> str:
        return (
            f"{self.file}“{self.story}”：说“{self.message}”，应当是 {self.expected}，"
            f"实际是 {self.happened}。"
        )


@dataclass(frozen=True)
class Figure:
    """A share of `of` texts that are understood rightly, by the new model and by the live one.

    `lost` are some that only the live one understands, masked.
    """

    name: str
    of: int
    new: float
    live: float | None = None
    lost: tuple[str, ...] = ()

    @property
    def fell(self) -> bool:
        """Whether the new model is worse by more than chance."""
        return self.live is not None and self.live - self.new > LOST


@dataclass(frozen=True)
class Changed:
    """A message, masked, that would be taken otherwise: `what` is type, department or answer."""

    text: str
    what: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Shadow:
    """What the last week's messages would become: `of` were read, `counts` by change."""

    of: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a trial found. `broken` says why there is no model."""

    findings: tuple[Finding, ...] = ()
    broken: str = ""
    stories: int = 0
    failures: tuple[StoryFailure, ...] = ()
    figures: tuple[Figure, ...] = ()
    shadow: Shadow = Shadow()

    def against(self) -> list[str]:
        """Every reason not to publish, as sentences."""
        if self.broken:
            return [self.broken]
        grave = [f"检查：{finding}" for finding in self.findings if finding.grave]
        fell = [
            f"{one.name}从 {one.live:.1%} 降到 {one.new:.1%}（{one.of} 条）。"
            for one in self.figures
            if one.fell
        ]
        return [*grave, *(f"测试对话没有通过：{failure}" for failure in self.failures), *fell]

    @property
    def state(self) -> TrialState:
        """What it makes of its trial."""
        if self.broken:
            return TrialState.BROKEN
        return TrialState.BLOCKED if self.against() else TrialState.PASSED

    def as_record(self) -> dict[str, Any]:
        """Plain JSON values, for `from_record`."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Report":
        """The report that `as_record` wrote down."""
        shadow = record["shadow"]
        return cls(
            findings=tuple(
                Finding(**{**one, "place": Place(**one["place"])}) for one in record["findings"]
            ),
            broken=record["broken"],
            stories=record["stories"],
            failures=tuple(StoryFailure(**one) for one in record["failures"]),
            figures=tuple(
                Figure(**{**one, "lost": tuple(one.get("lost", ()))}) for one in record["figures"]
            ),
            shadow=Shadow(
                shadow["of"],
                shadow["counts"],
                tuple(Changed(**one) for one in shadow["examples"]),
            ),
        )


@dataclass(frozen=True)
class Override:
    """Somebody asks to publish although something speaks against it; another must agree."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Trial:
    """A revision that is checked, trained and tested aside. `id` is None until it is kept.

    `after` is the release that was live then, with which it is compared. `seen_at` is when whoever
    runs it last told of it; `model` the version that came of it.
    """

    revision: int
    asked_by: str
    asked_at: datetime
    after: int | None = None
    state: TrialState = TrialState.WAITING
    progress: str = ""
    seen_at: datetime | None = None
    model: str | None = None
    report: Report | None = None
    override: Override | None = None
    id: int | None = None

    @property
    def against(self) -> Sequence[str]:
        """Why it may not simply be published."""
        return self.report.against() if self.report else ["还没有训练和测试完。"]


@dataclass(frozen=True)
class Release:
    """A revision and the model that goes with it, live from `at` until the next one.

    `reason` is why it was published against the findings, `asked_by` who asked for that.
    """

    revision: int
    model: str
    by: str
    at: datetime
    note: str = ""
    reason: str = ""
    asked_by: str = ""
    id: int | None = None
