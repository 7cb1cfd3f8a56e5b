"""The same matter again, by the citizen who told it before."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.adding import add_to
from actions.desk import current_desk
from actions.hearing import Heard, asked_last
from actions.matter import APPEALS, Matter, forgotten
from actions.saying import choice
from actions.telling import day, facts_of
from actions.ticket import urged_today
from actions.together import own_ticket
from actions.waiting import ways_back
from bot.domain.repetition import (
    Told,
    complains_of_silence,
    has_same_words,
    is_same,
    may_be_same,
    speaks_of_telling,
)
from bot.domain.tickets import OPEN, Ticket, Type
from bot.services.desk import Desk

ANOTHER_MATTER = "（市民说明：上面说的是另一件事，已另外登记）"
APART = "不是这件事，另外登记"


class ActionResume(Action):
    """What was half told when something urgent came between. Sets `matter`: new, or done."""

    def name(self) -> str:
        return "action_resume"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        kept = tracker.get_slot("kept")
        if not kept:
            dispatcher.utter_message(response="utter_ask_what_is_meant")
            return [SlotSet("matter", "done")]
        unanswered = {"asked": (kept.get("asked") or [])[:-1]}  # the last question is put again
        taken_up = [SlotSet(name, value) for name, value in {**kept, **unanswered}.items()]
        return [*forgotten(), *taken_up, SlotSet("kept", None), SlotSet("matter", "new")]


class ActionSame(Action):
    """Yes, it is about the ticket that was asked about: what was said goes there."""

    def name(self) -> str:
        return "action_same"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        said, ticket = _said(tracker), await own_ticket(Heard.of(tracker))
        if ticket is None or ticket.state not in OPEN or said is None:
            dispatcher.utter_message(response="utter_ask_what_is_meant")
            return []
        await add(ticket, said, tracker, dispatcher, undo=False)
        return forgotten()


class ActionApart(Action):
    """No, it is another matter: it gets a ticket of its own. Sets `matter`: new, or done."""

    def name(self) -> str:
        return "action_apart"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        said, ticket = _said(tracker), await own_ticket(Heard.of(tracker))
        if said is None:
            dispatcher.utter_message(response="utter_ask_what_is_meant")
            return [SlotSet("matter", "done")]
        if ticket and ticket.state in OPEN and _was_added(tracker):
            await current_desk().supplement(ticket, ANOTHER_MATTER)
        kind = Type(said.intent) if said.intent in APPEALS else Type.COMPLAINT
        matter = Matter.begun(kind, said, tracker)
        return [*matter.as_slots(), SlotSet("again", None), SlotSet("matter", "new")]


async def told_again(
    heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """What happens if this citizen told the same before and it is still open; None if not.

    Nearly the same words are added there at once, as are those of who says that it was told before.
    What only may be the same, also by one place and one clause, is asked, and asked once.
    """
    if not heard.says_something or asked_last(tracker) == "utter_ask_whether_same":
        return None
    sure, ticket = await _told_before(heard)
    if ticket is None:
        return None
    if sure:
        added = await add(ticket, heard, tracker, dispatcher)
        return [*added, SlotSet("matter", "same")]
    _ask_whether_same(ticket, dispatcher)
    return [
        SlotSet("again", written(heard)),
        SlotSet("unclear", heard.text),
        SlotSet("matter", "offer"),
    ]


async def add(
    ticket: Ticket,
    heard: Heard,
    tracker: Tracker,
    dispatcher: CollectingDispatcher,
    *,
    undo: bool = True,
) -> list[EventType]:
    """The words go to this ticket; who complains that nothing happens presses for it.

    With `undo` one tap makes another matter of them.
    """
    desk = current_desk()
    undo = undo and heard.intent in APPEALS
    taps = [choice(APART, "apart", number=ticket.number)] if undo else []
    taps += ways_back(tracker)
    if complains_of_silence(heard.text) and ticket.state in OPEN and not urged_today(ticket, desk):
        ticket = desk.urge(ticket, heard.text)
        dispatcher.utter_message(response="utter_urged", buttons=taps, **facts_of(ticket, desk))
    elif presses_again(heard, ticket, desk):
        ticket = await desk.supplement(ticket, heard.text)
        dispatcher.utter_message(response="utter_urged_already", **facts_of(ticket, desk))
    else:
        await add_to(ticket, heard, dispatcher, taps)
    return [SlotSet("again", {**written(heard), "added": True})] if undo else []


def presses_again(heard: Heard, ticket: Ticket, desk: Desk) -> bool:
    """Whether a few words only press for what was pressed for today ("到底管不管")."""
    silent = complains_of_silence(heard.text) and ticket.state in OPEN and heard.is_short
    return silent and not heard.facts and urged_today(ticket, desk)


def written(heard: Heard) -> dict[str, Any]:
    """A message as a slot keeps it, for `Heard.read`."""
    return {
        "text": heard.text,
        "intent": {"name": heard.intent, "confidence": heard.confidence},
        "intent_ranking": [{"name": n, "confidence": c} for n, c in heard.ranking[:3]],
        "entities": [{"entity": name, "value": value} for name, value in heard.entities.items()],
        "model": heard.model,
    }


def _ask_whether_same(ticket: Ticket, dispatcher: CollectingDispatcher) -> None:
    facts: Mapping[str, Any] = facts_of(ticket, current_desk())
    taps = [
        choice("是，加进去", "same", number=ticket.number),
        choice("不是，另开一件", "apart", number=ticket.number),
    ]
    opened = day(ticket.opened_at)
    dispatcher.utter_message(
        response="utter_ask_whether_same", buttons=taps, opened=opened, **facts
    )


async def _told_before(heard: Heard) -> tuple[bool, Ticket | None]:
    """The citizen's open ticket that this is about, and whether it surely is."""
    desk = current_desk()
    mine = [ticket for ticket in await desk.my_tickets() if ticket.state in OPEN]
    if not mine:
        return False, None
    best = desk.suggest(heard.text, heard.place)[0]
    told = Told(heard.text, heard.place, best.clause)
    for ticket in mine:
        if has_same_words(told, Told.by(ticket)):
            return True, ticket
    for ticket in mine:
        own, likely = Told.by(ticket), best.words and ticket.department == best.department
        if is_same(told, own) or (likely and may_be_same(told, own)):
            return speaks_of_telling(heard.text), ticket
    if len(mine) == 1 and not best.words and complains_of_silence(heard.text):
        return True, mine[0]
    return False, None


def _said(tracker: Tracker) -> Heard | None:
    """What waits for the citizen to say where it belongs."""
    kept = tracker.get_slot("again")
    return Heard.read(kept) if kept else None


def _was_added(tracker: Tracker) -> bool:
    return bool((tracker.get_slot("again") or {}).get("added"))
