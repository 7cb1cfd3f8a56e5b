"""What was told besides, or before something urgent came between: it waits for one tap."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.hearing import Heard
from actions.matter import title_of
from actions.saying import choice

NO = choice("不用了", "deny")


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


def mention_others(told: Sequence[str], dispatcher: CollectingDispatcher) -> None:
    """What was told besides: one tap for each."""
    yes = choice("要，另外登记", "another")
    response = "utter_ask_another" if len(told) == 1 else "utter_ask_others"
    dispatcher.utter_message(response=response, second="”“".join(told), buttons=[yes, NO])


def ways_back(tracker: Tracker) -> list[dict[str, Any]]:
    """One tap for taking up what something urgent came between."""
    return [choice("接着登记刚才的事", "resume")] if tracker.get_slot("kept") else []
