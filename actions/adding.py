"""What a citizen adds to a ticket or puts right on it: it may be another unit's then."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import current_desk
from actions.hearing import Heard, asked_last
from actions.matter import title_of
from actions.meant import named_beside
from actions.telling import facts_of
from bot.domain import landmarks
from bot.domain.amending import carried_over, matter_put_right
from bot.domain.tickets import Ticket
from bot.services.redirecting import Redirection, redirect, redirection


async def add_to(
    ticket: Ticket,
    heard: Heard,
    dispatcher: CollectingDispatcher,
    taps: Sequence[dict[str, Any]] = (),
) -> None:
    """Add this message to the ticket, and its facts where the ticket has none yet.

    Who says that the place or the matter was wrong changes it.
    """
    if await put_anything_right(ticket, heard, dispatcher):
        return
    desk = current_desk()
    text = heard.text or "、".join(heard.facts.values())
    new = {n: value for n, value in heard.facts.items() if not getattr(ticket.appeal, n)}
    new |= _where_at_last(ticket, heard)
    if "content" in ticket.appeal.missing and heard.says_something:
        new |= {"content": text, "title": title_of(text)}
    if new:
        ticket, elsewhere = await complete(ticket, text, **new)
        if _said_where_to(ticket, elsewhere, new.get("place", text), dispatcher):
            return
    else:
        ticket = await desk.supplement(ticket, text)
    facts = facts_of(ticket, desk)
    dispatcher.utter_message(response="utter_supplemented", buttons=list(taps), **facts)


def _where_at_last(ticket: Ticket, heard: Heard) -> dict[str, str]:
    """A place that everybody knows, beside what only the writer knew: 红旗小区（我家楼下）."""
    near = ticket.appeal.place or ""
    if not heard.place or not landmarks.is_only_near(near) or landmarks.is_only_near(heard.place):
        return {}
    return {"place": f"{heard.place}（{near}）"}


async def put_anything_right(
    ticket: Ticket, heard: Heard, dispatcher: CollectingDispatcher
) -> bool:
    """Change the place or the matter of the ticket if this says that it was told wrongly."""
    place = await correct_place(ticket, heard, dispatcher)
    return place or await put_matter_right(ticket, heard, dispatcher)


async def correct_place(ticket: Ticket, heard: Heard, dispatcher: CollectingDispatcher) -> bool:
    """Put another place on the ticket if this message says that it was told wrongly."""
    place = heard.place_corrected
    if not place:
        return False
    ticket = await named_beside(heard, current_desk()) or ticket
    if not ticket.appeal.place or place == ticket.appeal.place:
        return False
    await _put_there(ticket, place, heard, dispatcher)
    return True


async def put_right(
    ticket: Ticket, heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher
) -> bool:
    """Take the place that is named now for the right one, if that was asked for last."""
    if asked_last(tracker) != "utter_ask_what_is_right" or not heard.place:
        return False
    await _put_there(ticket, heard.place, heard, dispatcher)
    return True


async def _put_there(
    ticket: Ticket, place: str, heard: Heard, dispatcher: CollectingDispatcher
) -> None:
    desk = current_desk()
    place = carried_over(ticket.appeal.place or "", place)
    ticket, elsewhere = await complete(ticket, heard.text or place, place=place)
    if not _said_where_to(ticket, elsewhere, place, dispatcher):
        facts = facts_of(ticket, desk)
        dispatcher.utter_message(response="utter_place_corrected", place=place, **facts)


async def complete(
    ticket: Ticket, text: str, **facts: str | None
) -> tuple[Ticket, Redirection | None]:
    """The ticket with these facts; where they make another unit competent, there or told of it."""
    desk = current_desk()
    place, content = facts.get("place"), facts.get("content")
    if "content" in ticket.appeal.missing:
        content = None  # nothing was known to be wrong
    elsewhere = redirection(desk, ticket, place=place, content=content)
    if elsewhere and elsewhere.at_once:
        return await redirect(desk, ticket, elsewhere.to, text, **facts), elsewhere
    hint = elsewhere.hint(desk) if elsewhere else ""
    return await desk.complete(ticket, f"{text}{hint}", **facts), elsewhere


async def put_matter_right(ticket: Ticket, heard: Heard, dispatcher: CollectingDispatcher) -> bool:
    """Somebody says that it is about something else ("不是路灯，是红绿灯")."""
    desk, said = current_desk(), matter_put_right(heard.text)
    if said is None or said[0] not in ticket.appeal.content or not desk.names_a_matter(said[1]):
        return False
    was, right = said
    content = ticket.appeal.content.replace(was, right)
    title = title_of(content)
    ticket, elsewhere = await complete(ticket, heard.text, content=content, title=title)
    if not _said_where_to(ticket, elsewhere, right, dispatcher):
        facts = facts_of(ticket, desk)
        dispatcher.utter_message(response="utter_corrected", changed="内容", **facts)
    return True


def _said_where_to(
    ticket: Ticket,
    elsewhere: Redirection | None,
    right: str,
    dispatcher: CollectingDispatcher,
) -> bool:
    if elsewhere is None:
        return False
    desk = current_desk()
    response = "utter_redirected" if elsewhere.at_once else "utter_may_be_redirected"
    other, facts = desk.unit_name(elsewhere.to.department), facts_of(ticket, desk)
    dispatcher.utter_message(response=response, right=right, other=other, **facts)
    return True
