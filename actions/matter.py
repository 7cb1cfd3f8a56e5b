"""One matter, from its first words to its ticket: what the slots of every form hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.hearing import SUBSTANTIAL, Heard, opening, substance
from bot.domain import landmarks
from bot.domain.grievance import accuses
from bot.domain.repetition import overlap
from bot.domain.tickets import LIVING, OPEN, TITLE_LENGTH, Appeal, Ticket, Type
from bot.domain.whom import says_only_whom
from bot.services.desk import Desk

APPEALS = frozenset(kind.value for kind in Type)
"""Intents that begin a matter; each is the type of its ticket."""
SURE_OF_TYPE = 0.6
"""Below this confidence the receipt asks with one tap whether the type is right."""
POSSIBLE_TYPE = 0.1
"""A type less likely than this is not offered."""
MOST_TYPES = 2
MOST_QUESTIONS = 2
"""After so many questions the ticket opens with what is known."""
SURELY = 0.5
"""From this confidence on, a message is taken for what it seems to be."""
CLEARLY = 0.4
"""Below this confidence nothing is taken for another matter than the one in hand."""
PLACE_LENGTH = 60
QUESTION_LENGTH = 6
"""A shorter inquiry is asked what it is about."""

NEEDED: Mapping[Type, tuple[str, ...]] = {
    Type.COMPLAINT: ("what", "place"),
    Type.REPORT: ("what", "place"),
    Type.HELP: ("what", "place", "contact"),
    Type.SUGGESTION: ("what",),
    Type.INQUIRY: ("what",),
    Type.PRAISE: ("what",),
}
"""What is asked for, in this order, unless it was said already."""
BLAMING = frozenset({Type.COMPLAINT, Type.REPORT})
"""Kinds that may begin with nothing but a name: whom it is against."""
NO_PLACE_NEEDED = frozenset({"housing_fund", "social_security", "tax_finance"})
"""Units that work by person: where somebody stands says nothing to them."""

UNSAID = "（还没说是什么事）"

_FIELDS = {"what": "content", "place": "place"}
"""What a department misses, by the ticket's own names."""
WANTS_A_PERSON = "（要求人工联系）"

_SLOTS = (
    *("kind", "what", "place", "when", "contact", "asked", "unknown", "understood"),
    *("to_person", "calls_back"),
)


_ON_THE_WAY = ("unclear", "question", "faq_key", "others", "about", "again")
"""What was said or named before a matter was begun."""


@dataclass(frozen=True)
class Matter:
    """What is known so far. `what` holds every message about it, a line each.

    `asked` are the slots that were asked for, repetitions included; `unknown` those that the
    citizen cannot or will not tell; `to_person` means that a human being was asked for, and is to
    find out the rest; `calls_back`, that a unit's ticket shall say that one was asked for.
    """

    kind: Type
    what: str = ""
    place: str | None = None
    when: str | None = None
    contact: str | None = None
    asked: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    understood: Mapping[str, Any] = field(default_factory=dict)
    to_person: bool = False
    calls_back: bool = False

    @classmethod
    def of(cls, tracker: Tracker) -> "Matter | None":
        """The matter that is being talked about, if one was begun."""
        slots = {name: tracker.get_slot(name) for name in _SLOTS}
        if not slots["kind"]:
            return None
        return cls(
            kind=Type(slots["kind"]),
            what=slots["what"] or "",
            place=slots["place"],
            when=slots["when"],
            contact=slots["contact"],
            asked=tuple(slots["asked"] or ()),
            unknown=tuple(slots["unknown"] or ()),
            understood=slots["understood"] or {},
            to_person=bool(slots["to_person"]),
            calls_back=bool(slots["calls_back"]),
        )

    @classmethod
    def begun(cls, kind: Type, heard: Heard, tracker: Tracker) -> "Matter":
        """A new matter with what this message and the ones before it already told."""
        matter = cls(
            kind=kind,
            what=heard.text if heard.says_something else "",
            place=tracker.get_slot("place"),
            contact=tracker.get_slot("contact"),
            understood=heard.as_understood(),
        )
        return matter.told(tracker.get_slot("unclear") or "").with_facts(heard)

    def told(self, text: str) -> "Matter":
        """With one more line of what was said; what is blamed is praised no longer."""
        if not text or text in self.what.split("\n"):
            return self
        praised_in_vain = self.kind is Type.PRAISE and accuses(text)
        kind = Type.COMPLAINT if praised_in_vain else self.kind
        return replace(self, kind=kind, what=f"{self.what}\n{text}".strip())

    def with_facts(self, heard: Heard) -> "Matter":
        """With the facts of this message; what is told now replaces what was told before."""
        return replace(
            self,
            place=heard.place or self.place,
            when=heard.when or self.when,
            contact=heard.contact or self.contact,
            understood=self._understood_with(heard),
        )

    def _understood_with(self, heard: Heard) -> Mapping[str, Any]:
        """Why it was understood so, with all the facts of this message besides those before."""
        if not heard.told:
            return self.understood
        facts = dict(self.understood.get("facts", {}))
        for kind, values in heard.as_understood()["facts"].items():
            facts[kind] = [*dict.fromkeys((*facts.get(kind, ()), *values))]
        return {**self.understood, "facts": facts}

    def lacking(self, desk: Desk) -> list[str]:
        """What a complete ticket of this kind would still need."""
        return [name for name in self._needed(desk) if not self._knows(name)]

    def next_question(self, desk: Desk) -> str | None:
        """The slot to ask for now; None when the ticket should open as it is."""
        if len(self.asked) >= MOST_QUESTIONS:
            return None
        return next((name for name in self.lacking(desk) if name not in self.unknown), None)

    @property
    def other_kinds(self) -> list[Type]:
        """What it may be as well, the likeliest first; nothing when the type is sure or was said.

        The confidence of a type is how often it is right: so many citizens file such words so.
        """
        sure = self.understood.get("confidence", 0.0) >= SURE_OF_TYPE
        if sure or self.to_person or self.understood.get("intent") != self.kind:
            return []
        likely = [
            Type(name)
            for name, share in self.understood.get("ranking", ())
            if name in APPEALS and name != self.kind and share >= POSSIBLE_TYPE
        ]
        return likely[:MOST_TYPES]

    @property
    def is_empty(self) -> bool:
        """Whether the citizen never came to say what it is about, nor that they cannot.

        Praise of nobody for nothing is no matter, whatever the reason.
        """
        unable = "what" in self.unknown and self.kind is not Type.PRAISE
        return not self.what and not self.to_person and not unable

    def as_appeal(self, desk: Desk, faq: Mapping[str, str] | None = None) -> Appeal:
        """The matter as it goes to a department; a lacking phone number is nobody's fault."""
        # a known question says what the matter is, however few its words
        lacking = [] if faq else self.lacking(desk)
        what = self.what or UNSAID
        return Appeal(
            type=self.kind,
            title=title_of(what),
            content=f"{what}\n{WANTS_A_PERSON}" if self.calls_back else what,
            place=self.place,
            when=self.when,
            contact=self.contact,
            missing=tuple(field for name, field in _FIELDS.items() if name in lacking),
            faq=faq,
        )

    def as_slots(self) -> list[EventType]:
        """The events that make the next action see this matter."""
        values = {
            "kind": self.kind.value,
            "what": self.what or None,
            "place": self.place,
            "when": self.when,
            "contact": self.contact,
            "asked": list(self.asked),
            "unknown": list(self.unknown),
            "understood": dict(self.understood),
            "to_person": self.to_person or None,
            "calls_back": self.calls_back or None,
        }
        return [SlotSet(name, value) for name, value in values.items()]

    def _needed(self, desk: Desk) -> Sequence[str]:
        if self.to_person:
            return ("what",)
        needed = NEEDED[self.kind]
        if not self._may_ask_for_contact():
            needed = tuple(name for name in needed if name != "contact")
        if self._is_nowhere(desk):
            needed = tuple(name for name in needed if name != "place")
        return needed

    def _is_nowhere(self, desk: Desk) -> bool:
        """Whether it is with a unit that works by person, or about the service itself."""
        best = desk.suggest(self.what, self.place)[0]
        about_us = best.words and best.department == desk.shelf.catalogue.coordinating_centre
        return best.department in NO_PLACE_NEEDED or bool(about_us)

    def _may_ask_for_contact(self) -> bool:
        """Only who surely calls for help, and was asked nothing else."""
        surely = self.understood.get("confidence", 0.0) >= SURELY
        return surely and (not self.asked or self.asked[-1] == "contact")

    def _knows(self, name: str) -> bool:
        if name == "place":
            near = bool(self.place) and landmarks.is_only_near(self.place or "")
            return bool(self.place) and not (near and "place" not in self.asked)
        if name != "what":
            return bool(getattr(self, name))
        said = substance(self.what)
        least = QUESTION_LENGTH if self.kind is Type.INQUIRY else SUBSTANTIAL
        told = len(said) >= least and not (self.kind in BLAMING and says_only_whom(said))
        return told or ("what" in self.asked and bool(self.what))


def forgotten() -> list[EventType]:
    """The events that end a matter: nothing of it leaks into the next one."""
    return [SlotSet(name, None) for name in (*_SLOTS, *_ON_THE_WAY)]


def title_of(text: str) -> str:
    """The first words that say what it is about, and not only whom."""
    lines = text.split("\n")
    telling = (line for line in lines if not says_only_whom(substance(line)))
    first = opening(next(telling, lines[0]))
    return first if len(first) <= TITLE_LENGTH else f"{first[: TITLE_LENGTH - 1]}…"


async def ticket_in_hand(desk: Desk, tracker: Tracker) -> Ticket | None:
    """The living ticket that is being talked about: named a moment ago, or moved a moment ago.

    Who says that a place was told wrongly speaks of the only one that is open, however old.
    """
    named = tracker.get_slot("about")
    if named and (ticket := await desk.ticket(named)).state in LIVING:
        return ticket
    if at_hand := await desk.ticket_at_hand():
        return at_hand
    if Heard.of(tracker).place_corrected is None:
        return None
    open_ones = [ticket for ticket in await desk.my_tickets() if ticket.state in OPEN]
    return open_ones[0] if len(open_ones) == 1 else None


def _is_of_another_unit(heard: Heard, ticket: Ticket, desk: Desk) -> bool:
    best = desk.suggest(heard.text, heard.place)[0]
    return best.score >= SURELY and best.department != ticket.department


def continues(heard: Heard, ticket: Ticket, desk: Desk) -> bool:
    """Whether the message belongs to this ticket, and does not begin something else."""
    if not heard.says_something:
        return False  # "我要投诉": somebody takes a new breath
    if "content" in ticket.appeal.missing or heard.place_corrected:
        return True
    if heard.place and substance(heard.text) == substance(heard.place):
        return True  # where somebody went, or another name of the place: nothing is put forward
    if not desk.names_a_matter(heard.text):
        return True
    elsewhere = (
        heard.place and ticket.appeal.place and not overlap(heard.place, ticket.appeal.place)
    )
    if heard.confidence < CLEARLY and not (elsewhere and _is_of_another_unit(heard, ticket, desk)):
        return True
    if elsewhere:
        return False
    return desk.suggest(heard.text, heard.place)[0].department == ticket.department
