"""A bare fact: a place, a time, a telephone number."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.adding import add_to, put_right
from actions.desk import current_desk
from actions.hearing import Heard
from actions.matter import APPEALS, Matter, ticket_in_hand
from actions.signs import answer_sign
from actions.ticket import tell_status
from actions.waiting import taken_up, ways_back
from bot.domain.repetition import overlap
from bot.domain.signs import sign_of
from bot.domain.tickets import Ticket, Type


class ActionInform(Action):
    """It goes to the ticket in hand, or is remembered for the matter it belongs to.

    Sets `matter`: done, or new when the message tells of a matter as well.
    """

    def name(self) -> str:
        return "action_inform"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        done = SlotSet("matter", "done")
        if heard.names_a_ticket:
            await tell_status(heard, dispatcher)
            return [done]
        if other := await taken_up(heard, tracker):
            return other
        # a place on the map comes without a word
        sign = None if heard.facts else sign_of(heard.text)
        if sign and (said := await answer_sign(sign, heard, tracker, dispatcher)) is not None:
            return [*said, done]
        if not heard.facts and not heard.says_something:
            dispatcher.utter_message(response="utter_default")
            return [done]
        ticket = await ticket_in_hand(current_desk(), tracker)
        if ticket and not _is_another(heard, ticket):
            if not await put_right(ticket, heard, tracker, dispatcher):
                await add_to(ticket, heard, dispatcher, ways_back(tracker))
            return [done]
        if _tells_of_a_matter(heard):
            return [
                *Matter.begun(_likeliest(heard), heard, tracker).as_slots(),
                SlotSet("matter", "new"),
            ]
        if asked := _asked_about(heard, tracker):
            dispatcher.utter_message(response="utter_ask_whether_to_register", asked=asked)
        else:
            dispatcher.utter_message(
                response="utter_ask_what_happened" if heard.facts else "utter_default"
            )
        return [*_remembered(heard, tracker), done]


def _tells_of_a_matter(heard: Heard) -> bool:
    """Whether something is left besides the facts, and a unit knows what that is."""
    return current_desk().names_a_matter(_besides_the_facts(heard))


def _asked_about(heard: Heard, tracker: Tracker) -> str:
    """The question that a place alone belongs to: "停水三天了怎么办", "幸福小区"."""
    asked = str(tracker.get_slot("question") or "")
    bare = heard.place and not _besides_the_facts(heard).strip(" ，。")
    return asked if bare else ""


def _is_another(heard: Heard, ticket: Ticket) -> bool:
    """Whether something else is told, of another place than the ticket's."""
    there = ticket.appeal.place
    if not heard.place or not there or overlap(heard.place, there) or heard.place_corrected:
        return False
    best = current_desk().suggest(_besides_the_facts(heard))[0]
    return best.score > 0 and best.department != ticket.department


def _besides_the_facts(heard: Heard) -> str:
    rest = heard.text
    for fact in heard.entities.values():
        rest = rest.replace(fact, "")
    return rest


def _likeliest(heard: Heard) -> Type:
    likely = (name for name, _ in heard.ranking if name in APPEALS)
    return Type(next(likely, Type.COMPLAINT))


def _remembered(heard: Heard, tracker: Tracker) -> list[EventType]:
    """Facts and words, for the matter that comes next."""
    more = heard.text not in ("", *heard.facts.values())
    return [
        SlotSet("unclear", heard.text if more else None),
        SlotSet("place", heard.place or tracker.get_slot("place")),
        SlotSet("contact", heard.contact or tracker.get_slot("contact")),
    ]
