"""What was told besides, or before something urgent came between: it waits for one tap."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import current_desk
from actions.hearing import Heard, asked_last
from actions.matter import APPEALS, Matter, title_of
from actions.meant import pairs, without
from actions.saying import choice
from bot.domain.tickets import Type

NO = choice("不用了", "deny")
_OFFERED = ("utter_ask_another", "utter_ask_others")


def mention_what_waits(tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
    """What was told besides, or before something urgent came between, is not lost."""
    waiting = [Heard.read(one).text for one in tracker.get_slot("other") or ()]
    kept = tracker.get_slot("kept")
    if waiting:
        mention_others(waiting, dispatcher)
    elif kept:
        yes = choice("接着登记", "resume")
        what = title_of(kept.get("what") or "刚才的事")
        dispatcher.utter_message(response="utter_ask_resume", what=what, buttons=[yes, NO])


async def taken_up(heard: Heard, tracker: Tracker) -> list[EventType] | None:
    """The matter that was offered last begins, if this says where it is; None if it does not.

    A bare place is its place, too, unless the ticket before it still lacks one.
    """
    waiting = [Heard.read(one) for one in tracker.get_slot("other") or ()]
    if not waiting or not heard.place or asked_last(tracker) not in _OFFERED:
        return None
    told = pairs(without(tuple(heard.told.get("place", ())), heard.text))
    named = [one for one in waiting if told & pairs(one.text)]
    desk = current_desk()
    if not named and not desk.names_a_matter(without((heard.place,), heard.text)):
        before = await desk.ticket_at_hand()
        nowhere = [one for one in waiting if not one.place]
        named = [] if before and not before.appeal.place else nowhere
    if not named:
        return None
    rest = [
        written
        for one, written in zip(waiting, tracker.get_slot("other"), strict=True)
        if one is not named[0]
    ]
    return begun(
        replace(named[0], entities={**named[0].entities, "place": heard.place}),
        rest,
        tracker,
        heard.text,
    )


def begun(other: Heard, rest: Sequence[Any], tracker: Tracker, more: str = "") -> list[EventType]:
    """One of several matters becomes a matter of its own; the `rest` still waits."""
    kind = Type(other.intent) if other.intent in APPEALS else Type.HELP
    matter = Matter.begun(kind, other, tracker).told(more)
    return [
        *matter.as_slots(),
        SlotSet("other", list(rest) or None),
        SlotSet("matter", "new"),
    ]


def mention_others(told: Sequence[str], dispatcher: CollectingDispatcher) -> None:
    """What was told besides: one tap for each."""
    yes = choice("要，另外登记", "another")
    response = "utter_ask_another" if len(told) == 1 else "utter_ask_others"
    dispatcher.utter_message(response=response, second="”“".join(told), buttons=[yes, NO])


def ways_back(tracker: Tracker) -> list[dict[str, Any]]:
    """One tap for taking up what something urgent came between."""
    return [choice("接着登记刚才的事", "resume")] if tracker.get_slot("kept") else []
