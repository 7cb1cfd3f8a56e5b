"""Faces without a word: thanks for the ones, a way on for the others."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import current_desk
from actions.matter import ticket_in_hand
from actions.saying import choice
from actions.telling import facts_of
from bot.domain.moods import Mood
from bot.domain.tickets import State


async def answer_mood(mood: Mood, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
    """Say something kind. A face closes no ticket and adds nothing to one: it is too little."""
    ticket = await ticket_in_hand(current_desk(), tracker)
    solved, not_solved = ("已解决", "solved"), ("没解决", "not_solved")
    if ticket:
        facts = facts_of(ticket, current_desk())
        answered = ticket.state is State.ANSWERED
        ways = [solved, not_solved] if answered else [("催一下", "urge"), ("转人工", "handoff")]
        taps = [choice(*way, number=ticket.number) for way in ways]
        pleased = taps if answered else []
        if mood is Mood.PLEASED:
            dispatcher.utter_message(response="utter_pleased", buttons=pleased)
        else:
            dispatcher.utter_message(response="utter_sorry_about", buttons=taps, **facts)
    elif mood is Mood.PLEASED:
        dispatcher.utter_message(response="utter_pleased")
    else:
        first = not_solved if tracker.get_slot("faq_key") else ("我要反映问题", "complaint")
        taps = [choice(*way) for way in (first, ("转人工", "handoff"))]
        dispatcher.utter_message(response="utter_sorry", buttons=taps)
