"""A ticket: opening it, telling how it stands, adding to it, pressing for it."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.adding import add_to, put_right
from actions.desk import current_desk
from actions.hearing import Heard
from actions.matter import Matter, forgotten
from actions.meant import meant, spoken_of
from actions.telling import ask_whether_type, facts_of, say_receipt, say_status
from actions.together import offer_to_join
from actions.waiting import mention_what_waits, ways_back
from bot.domain.errors import NotFound
from bot.domain.pressing import most_pressing_first
from bot.domain.tickets import LIVING, OPEN, Step, Ticket
from bot.services.desk import Desk

MOST_TOLD = 5
"""More tickets at once are only told by their numbers."""
MOST_NUMBERED = 10
"""The numbers of more are no longer told."""
MOST_WEIGHED = 50
"""Which of them are told is chosen among so many, those that moved last."""


class ActionOpenTicket(Action):
    """Opens the ticket with what is known, and says its number."""

    def name(self) -> str:
        return "action_open_ticket"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        matter = Matter.of(tracker)
        if matter is None or matter.is_empty:
            dispatcher.utter_message(response="utter_nothing_said")
        else:
            more = bool(tracker.get_slot("other") or tracker.get_slot("kept"))
            await open_ticket(matter, dispatcher, asks=not more)
        mention_what_waits(tracker, dispatcher)
        return forgotten()


class ActionDropMatter(Action):
    """The citizen leaves a form: nothing is kept of it."""

    def name(self) -> str:
        return "action_drop_matter"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        solved = Heard.of(tracker).intent == "solved"
        dispatcher.utter_message(response="utter_solved_meanwhile" if solved else "utter_cancelled")
        mention_what_waits(tracker, dispatcher)
        return forgotten()


class ActionTellStatus(Action):
    """How the named ticket stands, or the newest ones."""

    def name(self) -> str:
        return "action_tell_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        await tell_status(Heard.of(tracker), dispatcher)
        return []


class ActionSupplement(Action):
    """What was said is added to the ticket that is being talked about."""

    def name(self) -> str:
        return "action_supplement"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk, heard = current_desk(), Heard.of(tracker)
        if heard.names_a_ticket:
            await tell_status(heard, dispatcher)
            return []
        ticket = await meant(heard, desk, tracker, LIVING)
        if ticket is None:
            return _nothing_to_add_to(heard, dispatcher)
        if not heard.says_something and not heard.facts:
            dispatcher.utter_message(response="utter_ask_supplement", number=ticket.number)
            return [SlotSet("about", ticket.number)]
        if not await put_right(ticket, heard, tracker, dispatcher):
            await add_to(ticket, heard, dispatcher, ways_back(tracker))
        return []


class ActionUrge(Action):
    """Whoever has the ticket is pressed, once a day."""

    def name(self) -> str:
        return "action_urge"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk, heard = current_desk(), Heard.of(tracker)
        ticket = await spoken_of(heard, desk) or await meant(heard, desk, tracker, OPEN)
        if ticket is None and not await desk.my_tickets(limit=1):
            return _nothing_to_add_to(heard, dispatcher)
        if ticket is None:
            await tell_status(heard, dispatcher)
        elif urged_today(ticket, desk):
            dispatcher.utter_message(response="utter_urged_already", **facts_of(ticket, desk))
        else:
            dispatcher.utter_message(response="utter_urged", **facts_of(desk.urge(ticket), desk))
        return []


async def open_ticket(
    matter: Matter,
    dispatcher: CollectingDispatcher,
    faq: dict[str, str] | None = None,
    *,
    asks: bool = True,
) -> Ticket:
    """Open a ticket for this matter and say its receipt.

    With `asks` the citizen is asked besides whether it is what others put forward already, or
    whether a doubtful type is right.
    """
    desk = current_desk()
    centre = desk.shelf.catalogue.coordinating_centre if matter.to_person else None
    ticket = await desk.open_ticket(
        matter.as_appeal(desk, faq), matter.understood, department=centre
    )
    say_receipt(dispatcher, ticket, desk)
    if asks and await offer_to_join(ticket, dispatcher):
        return ticket
    if others := matter.other_kinds:
        ask_whether_type(dispatcher, ticket, others, desk)
    return ticket


def answer_given(tracker: Tracker) -> dict[str, str] | None:
    """The known question that was answered last, for the ticket of whom that did not help."""
    entry = current_desk().entry(tracker.get_slot("faq_key") or "")
    return {"question": entry.question, "answer": entry.answer} if entry else None


async def tell_status(heard: Heard, dispatcher: CollectingDispatcher) -> None:
    """Say how the named ticket stands, or the newest ones; somebody else's does not exist."""
    desk = current_desk()
    if heard.number:
        try:
            say_status(dispatcher, await desk.ticket(heard.number), desk)
        except NotFound:
            dispatcher.utter_message(response="utter_not_found")
        return
    mine = most_pressing_first(await desk.my_tickets(MOST_WEIGHED), desk.now)
    if not mine:
        dispatcher.utter_message(response="utter_no_tickets")
    many = len(mine) if len(mine) < MOST_WEIGHED else await desk.how_many_tickets()
    if many > 1:
        dispatcher.utter_message(response="utter_status_how_many", many=many)
    for ticket in mine[:MOST_TOLD]:
        say_status(dispatcher, ticket, desk, with_answer=many == 1)
    if others := [ticket.number for ticket in mine[MOST_TOLD:]]:
        named = "、".join(others[:MOST_NUMBERED])
        all_named = many - MOST_TOLD <= MOST_NUMBERED
        said = "utter_status_more" if all_named else "utter_status_many_more"
        dispatcher.utter_message(response=said, many=many - MOST_TOLD, numbers=named)


def _nothing_to_add_to(heard: Heard, dispatcher: CollectingDispatcher) -> list[EventType]:
    dispatcher.utter_message(response="utter_no_ticket_to_add_to")
    return [SlotSet("unclear", heard.text)] if heard.says_something else []


def urged_today(ticket: Ticket, desk: Desk) -> bool:
    """Whether the unit was pressed for it today."""
    today = desk.now.date()
    return any(
        event.step is Step.URGED and event.at.astimezone(desk.now.tzinfo).date() == today
        for event in ticket.log
    )
