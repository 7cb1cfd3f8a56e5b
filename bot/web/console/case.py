"""Everything that a page shows of one ticket, gathered and put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.confidential import is_confidential
from bot.domain.dispatch import Department
from bot.domain.handling import Holder, held_before, holder, is_taken
from bot.domain.knowledge import Entry
from bot.domain.pausing import MOST_PAUSES, Question, awaited
from bot.domain.people import Person
from bot.domain.templates import Template
from bot.domain.tickets import (
    OUTCOME_NAMES,
    STATE_NAMES,
    TITLE_LENGTH,
    TYPE_NAMES,
    WITH_UNIT,
    State,
    Step,
    Ticket,
)
from bot.domain.together import gathered_by, lead_of, people_of
from bot.services.ports.casebook import Said, Similar
from bot.web.console.deadline import Deadline
from bot.web.console.files import Enclosed
from bot.web.console.parcels import Way
from bot.web.console.timeline import Happening
from bot.web.console.veil import Veil

INTENTS = {**{kind.value: name for kind, name in TYPE_NAMES.items()}, "faq": "常见问题"}


@dataclass(frozen=True)
class Case:
    """One ticket as its reader may see it: personal data hidden unless `veil` is lifted."""

    ticket: Ticket
    now: datetime
    veil: Veil
    left: Deadline
    history: Sequence[Happening]
    talk: Sequence[Said]
    files: Sequence[Enclosed]
    ways: Sequence[Way]
    similar: Sequence[Similar]
    fitting: Sequence[Entry]
    templates: Sequence[Template]
    units: Sequence[Department]
    others: Sequence[str]
    colleagues: Sequence[Person]
    reader: str
    may_handle: bool
    may_lift: bool

    @property
    def steps(self) -> int:
        """How much of the log this page shows."""
        return len(self.ticket.log)

    @property
    def title(self) -> str:
        return self.veil.beginning(self.ticket.appeal.title, TITLE_LENGTH)

    @property
    def type_name(self) -> str:
        return TYPE_NAMES[self.ticket.appeal.type]

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.ticket.state]

    @property
    def confidential(self) -> bool:
        return is_confidential(self.ticket.appeal.type)

    @property
    def people(self) -> int:
        return people_of(self.ticket)

    @property
    def gathered(self) -> Sequence[str]:
        return gathered_by(self.ticket)

    @property
    def lead(self) -> str | None:
        return lead_of(self.ticket)

    @property
    def new(self) -> bool:
        """Whether the unit has not taken it yet."""
        return self.ticket.state is State.DISPATCHED

    @property
    def workable(self) -> bool:
        """Whether a unit's steps are possible."""
        return self.may_handle and self.ticket.state in WITH_UNIT

    @property
    def may_correct(self) -> bool:
        """Whether the reader may say that its type is wrong: what is 保密 teaches nobody."""
        return self.may_handle and not self.confidential

    @property
    def in_person(self) -> bool:
        """Whether the bot is silent in this matter."""
        return self.workable and is_taken(self.ticket)

    @property
    def holder(self) -> Holder | None:
        """Who has taken it, if anybody has."""
        return holder(self.ticket)

    @property
    def mine(self) -> bool:
        """Whether the reader has taken it."""
        return self.holder is not None and self.holder.id == self.reader

    @property
    def lost(self) -> bool:
        """Whether somebody has taken it out of the reader's hands."""
        return self.reader in held_before(self.ticket)

    @property
    def question(self) -> Question | None:
        """What the citizen was asked and has not answered."""
        return awaited(self.ticket, self.now)

    @property
    def asked(self) -> int:
        return sum(event.step is Step.ASKED for event in self.ticket.log)

    @property
    def may_ask(self) -> bool:
        return self.asked < MOST_PAUSES and self.question is None

    @property
    def hides(self) -> bool:
        """Whether something on the page is hidden."""
        appeal = self.ticket.appeal
        words = [appeal.title, appeal.content, appeal.place or "", *self._said()]
        contact = appeal.contact and not self.veil.lifted
        return bool(contact) or any(self.veil.hides(text) for text in words)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was pulled out of the words, by name."""
        appeal = self.ticket.appeal
        fields = (("地点", appeal.place), ("时间", appeal.when))
        found = [(name, self.veil.words(value)) for name, value in fields if value]
        if appeal.contact:
            found.append(("联系方式", self.veil.contact(appeal.contact)))
        return found + [self._fact(one) for one in self._told_besides()]

    @property
    def missing(self) -> Sequence[str]:
        """What the citizen was asked for and did not tell."""
        names = {"place": "地点", "when": "时间", "contact": "联系方式"}
        return [names.get(name, name) for name in self.ticket.appeal.missing]

    @property
    def why(self) -> Mapping[str, Any]:
        """What was noted when the ticket was opened: rule, scores, suggested units."""
        return self.ticket.understanding

    @property
    def taken_for(self) -> list[tuple[str, float]]:
        """What kinds of words the model took it for, the surest first."""
        scored = [(self.why.get("intent"), self.why.get("confidence", 0.0))]
        scored += self.why.get("ranking", [])
        best: dict[str, float] = {}
        for intent, score in scored:
            if intent in INTENTS and score >= 0.01:
                best.setdefault(INTENTS[intent], score)
        return list(best.items())[:4]

    @property
    def mergeable(self) -> list[Similar]:
        """Similar tickets that a unit still works on."""
        mine = {*self.gathered, self.lead}
        return [one for one in self.similar if one.state in WITH_UNIT and one.number not in mine]

    def title_of(self, other: Similar) -> str:
        """Of another ticket: its personal data is never of use here."""
        return Veil(thick=True).beginning(other.title, TITLE_LENGTH)

    def answer_of(self, other: Similar) -> str:
        """What its citizen was answered; "" if nothing was."""
        return Veil(thick=True).words(other.answer or "")

    def state_of(self, other: Similar) -> str:
        """Where another ticket stands, and what its answer did."""
        outcome = f"，{OUTCOME_NAMES[other.outcome]}" if other.outcome else ""
        return f"{STATE_NAMES[other.state]}{outcome}"

    def _told_besides(self) -> Sequence[Mapping[str, Any]]:
        facts: Sequence[Mapping[str, Any]] = self.why.get("facts", ())
        when = self.ticket.appeal.when or ""
        shown = when.split("，")
        known = [one for one in facts if one["words"] != when]
        return [one for one in known if one.get("first") or one["words"] not in shown]

    def _fact(self, told: Mapping[str, Any]) -> tuple[str, str]:
        days = "至".join(dict.fromkeys(_day(one) for one in _days(told)))
        meant = " ".join(filter(None, (days, told.get("clock"))))
        words = self.veil.words(told["words"])
        return told["name"], f"{words}（{meant}）" if meant else words

    def _said(self) -> list[str]:
        events = [str(event.data.get("text", "")) for event in self.ticket.log]
        return events + [one.words for one in self.talk]


def _days(told: Mapping[str, Any]) -> list[str]:
    return [told[name] for name in ("first", "last") if told.get(name)]


def _day(iso: str) -> str:
    """`2026年11月19日`; what is no date stays as it was written."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.year}年{day.month}月{day.day}日"
