"""A ticket: its history as a log of events, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.errors import StepNotAllowed


class Type(StrEnum):
    """What kind of appeal (诉求) it is."""

    INQUIRY = "inquiry"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    HELP = "help"
    REPORT = "report"
    PRAISE = "praise"


class State(StrEnum):
    """Where a ticket stands."""

    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    REPLIED = "replied"  # the department wrote its answer, the citizen cannot read it yet
    ANSWERED = "answered"
    CLOSED = "closed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What happened to a ticket. Past tense: it has happened."""

    OPENED = "opened"
    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"
    NOTED = "noted"
    REPLIED = "replied"
    DELIVERED = "delivered"
    CLOSED = "closed"
    REOPENED = "reopened"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    SUPPLEMENTED = "supplemented"
    URGED = "urged"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"
    LEFT = "left"
    GATHERED = "gathered"
    PARTED = "parted"
    ASKED = "asked"
    RESPONDED = "responded"
    RESUMED = "resumed"
    TAKEN = "taken"
    RELEASED = "released"


class Outcome(StrEnum):
    """What an answer did for the citizen. Closed is not solved."""

    RESOLVED = "resolved"
    PARTLY_RESOLVED = "partly_resolved"
    EXPLAINED = "explained"
    CANNOT_RESOLVE = "cannot_resolve"
    UNFOUNDED = "unfounded"


TYPE_NAMES = {
    Type.INQUIRY: "咨询",
    Type.COMPLAINT: "投诉",
    Type.SUGGESTION: "建议",
    Type.HELP: "求助",
    Type.REPORT: "举报",
    Type.PRAISE: "表扬",
}
STATE_NAMES = {
    State.ACCEPTED: "已受理",
    State.DISPATCHED: "已派单",
    State.ACKNOWLEDGED: "已签收",
    State.IN_PROGRESS: "办理中",
    State.REPLIED: "待送达",
    State.ANSWERED: "已答复",
    State.CLOSED: "已办结",
    State.RETURNED: "已退单",
    State.WITHDRAWN: "已撤回",
}
STEP_NAMES = {
    Step.OPENED: "受理",
    Step.DISPATCHED: "派单",
    Step.ACKNOWLEDGED: "签收",
    Step.NOTED: "办理记录",
    Step.REPLIED: "部门答复",
    Step.DELIVERED: "答复送达",
    Step.CLOSED: "办结",
    Step.REOPENED: "重办",
    Step.RETURNED: "退单",
    Step.TRANSFERRED: "转办",
    Step.SUPPLEMENTED: "市民补充",
    Step.URGED: "市民催办",
    Step.CORRECTED: "市民更正",
    Step.WITHDRAWN: "市民撤回",
    Step.JOINED: "并入",
    Step.LEFT: "退出并办",
    Step.GATHERED: "并来",
    Step.PARTED: "并来的退出",
    Step.ASKED: "向市民提问",
    Step.RESPONDED: "市民回答",
    Step.RESUMED: "恢复计时",
    Step.TAKEN: "专人接手",
    Step.RELEASED: "专人交回",
}
OUTCOME_NAMES = {
    Outcome.RESOLVED: "已解决",
    Outcome.PARTLY_RESOLVED: "部分解决",
    Outcome.EXPLAINED: "解释说明",
    Outcome.CANNOT_RESOLVE: "暂不能解决",
    Outcome.UNFOUNDED: "经查不属实",
}

WITH_UNIT = frozenset({State.DISPATCHED, State.ACKNOWLEDGED, State.IN_PROGRESS})
OPEN = WITH_UNIT | {State.ACCEPTED, State.RETURNED, State.REPLIED}
LIVING = OPEN | {State.ANSWERED}

ALLOWED: Mapping[Step, tuple[frozenset[State], State | None]] = {
    Step.OPENED: (frozenset(), State.ACCEPTED),
    Step.DISPATCHED: (frozenset({State.ACCEPTED, State.RETURNED}), State.DISPATCHED),
    Step.ACKNOWLEDGED: (frozenset({State.DISPATCHED}), State.ACKNOWLEDGED),
    Step.NOTED: (WITH_UNIT, State.IN_PROGRESS),
    Step.REPLIED: (WITH_UNIT, State.REPLIED),
    Step.DELIVERED: (frozenset({State.REPLIED}), State.ANSWERED),
    Step.CLOSED: (frozenset({State.ANSWERED}), State.CLOSED),
    Step.REOPENED: (frozenset({State.REPLIED, State.ANSWERED, State.CLOSED}), State.DISPATCHED),
    Step.RETURNED: (WITH_UNIT, State.RETURNED),
    Step.TRANSFERRED: (WITH_UNIT, State.DISPATCHED),
    Step.SUPPLEMENTED: (LIVING, None),
    Step.URGED: (OPEN, None),
    Step.CORRECTED: (LIVING, None),
    Step.WITHDRAWN: (OPEN, State.WITHDRAWN),
    Step.JOINED: (WITH_UNIT, None),  # this citizen's matter is handled with another ticket's
    Step.LEFT: (OPEN, None),
    Step.GATHERED: (WITH_UNIT, None),  # one more citizen's ticket is handled with this one
    Step.PARTED: (LIVING | {State.CLOSED, State.WITHDRAWN}, None),
    Step.ASKED: (WITH_UNIT, State.IN_PROGRESS),  # a question to the citizen: the clock pauses
    Step.RESPONDED: (WITH_UNIT, None),  # the citizen answered it
    Step.RESUMED: (WITH_UNIT, None),  # the unit goes on without an answer
    Step.TAKEN: (WITH_UNIT, None),  # a person speaks here, the bot no longer does
    Step.RELEASED: (LIVING, None),  # the bot may speak again
}
"""From which states a step may happen, and the state it leads to (None: it stays)."""


@dataclass(frozen=True)
class Event:
    """One line of a ticket's log. `actor` is citizen, system or a department's code."""

    step: Step
    at: datetime
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Appeal:
    """What the citizen wants, as it was understood when the ticket was opened or corrected."""

    type: Type
    title: str
    content: str
    place: str | None = None
    when: str | None = None
    contact: str | None = None
    missing: tuple[str, ...] = ()
    faq: Mapping[str, str] | None = None  # question and answer that did not help


@dataclass(frozen=True)
class Ticket:
    """A ticket as it stands after its events. `log` holds all of them, oldest first."""

    number: str
    citizen: str
    appeal: Appeal
    state: State
    department: str | None
    opened_at: datetime
    due_at: datetime  # a pause moves it
    log: tuple[Event, ...]

    @property
    def last(self) -> Event:
        """The newest event."""
        return self.log[-1]

    @property
    def understanding(self) -> Mapping[str, Any]:
        """Why it became what it is: what was noted when it was opened."""
        noted: Mapping[str, Any] = self.log[0].data.get("understanding", {})
        return noted

    @property
    def rule(self) -> str:
        """The rule that opened it without the dialogue ("emergency.fire"); "" if none did."""
        return str(self.understanding.get("rule", ""))

    @property
    def is_urgent(self) -> bool:
        """Whether somebody was in danger: by the rule, for anybody may write 【紧急】."""
        return self.rule.startswith(EMERGENCY)

    def answer(self) -> Event | None:
        """The newest reply of a department, if there is one."""
        return next((event for event in reversed(self.log) if event.step is Step.REPLIED), None)

    def after(self, event: Event) -> "Ticket":
        """The ticket once `event` has happened.

        Raises StepNotAllowed when the state does not permit it.
        """
        sources, target = ALLOWED[event.step]
        if self.state not in sources:
            raise StepNotAllowed(
                f"工单 {self.number} 现在是“{STATE_NAMES[self.state]}”，"
                f"不能“{STEP_NAMES[event.step]}”。"
            )
        return replace(
            self,
            state=target or self.state,
            department=event.data.get("department", self.department),
            due_at=_moment(event.data.get("due_at")) or self.due_at,
            appeal=appeal_from_record(appeal_as_record(self.appeal) | event.data.get("appeal", {})),
            log=(*self.log, event),
        )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def opened(
    number: str,
    citizen: str,
    appeal: Appeal,
    at: datetime,
    due_at: datetime,
    understanding: Mapping[str, Any] | None = None,
) -> Ticket:
    """A new ticket. `understanding` is why it was understood so: model, scores, rule (explain)."""
    data = {
        "citizen": citizen,
        "appeal": appeal_as_record(appeal),
        "due_at": due_at.isoformat(),
        "understanding": dict(understanding or {}),
    }
    first = Event(Step.OPENED, at, "citizen", data)
    return Ticket(number, citizen, appeal, State.ACCEPTED, None, at, due_at, (first,))


def replay(number: str, log: Sequence[Event]) -> Ticket:
    """The ticket that a log tells of: state and clocks are computed from nothing else."""
    first, *rest = log
    ticket = Ticket(
        number=number,
        citizen=first.data["citizen"],
        appeal=appeal_from_record(first.data["appeal"]),
        state=State.ACCEPTED,
        department=None,
        opened_at=first.at,
        due_at=datetime.fromisoformat(first.data["due_at"]),
        log=(first,),
    )
    for event in rest:
        ticket = ticket.after(event)
    return ticket


def corrected(appeal: Appeal, known: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What `known` tells otherwise than `appeal` did: by field, what it `was` and what it `is`."""
    before = {name: getattr(appeal, name) for name in known}
    return {
        name: {"was": was, "is": known[name]}
        for name, was in before.items()
        if was and was != known[name] and name in CORRECTED
    }


EMERGENCY = "emergency."
"""What the rule of an urgent ticket, and the kind of its alarm, begin with."""
TITLE_LENGTH = 24
"""Characters of a title: what a list of tickets shows of a matter."""

CORRECTED = ("place", "when", "contact")
"""Fields of an appeal of which the unit is told what stood there before."""


def appeal_as_record(appeal: Appeal) -> dict[str, Any]:
    """The appeal as plain JSON values."""
    return {
        "type": appeal.type.value,
        "title": appeal.title,
        "content": appeal.content,
        "place": appeal.place,
        "when": appeal.when,
        "contact": appeal.contact,
        "missing": list(appeal.missing),
        "faq": dict(appeal.faq) if appeal.faq else None,
    }


def appeal_from_record(record: Mapping[str, Any]) -> Appeal:
    """The appeal that `appeal_as_record` wrote down."""
    return Appeal(**{**record, "type": Type(record["type"]), "missing": tuple(record["missing"])})
