"""What an event is to who hears of it, and how much it hurries."""

from collections.abc import Mapping

from bot.domain.parcels import Parcel
from bot.domain.telling import News
from bot.domain.tickets import EMERGENCY
from bot.services.notices import ALARM, MENTIONED, URGENT, WEEKLY

KINDS: Mapping[str, News] = {
    "ticket.transferred": News.MOVED,
    "ticket.reopened": News.REOPENED,
    "ticket.due_soon": News.DUE_SOON,
    "ticket.overdue": News.OVERDUE,
    ALARM: News.URGENT,
    WEEKLY: News.WEEKLY,
    MENTIONED: News.MENTIONED,
}


def news_of(parcel: Parcel) -> News:
    """What this event is to who hears of it."""
    kind = str(parcel.body["type"])
    if kind == "ticket.dispatched":
        # it comes with a reason when it was somewhere else before
        return News.MOVED if parcel.body.get("change") else News.NEW
    return KINDS.get(kind, News.FOLLOW_UP)


def is_urgent(parcel: Parcel) -> bool:
    """Whether it is told at once, whatever somebody wishes: every alarm is."""
    return parcel.body["type"] == ALARM or in_danger(parcel)


def in_danger(parcel: Parcel) -> bool:
    """Whether somebody is: then all of a group are called. A parcel that is stuck calls nobody."""
    kind = str(parcel.body.get("alarm", {}).get("kind", ""))
    return bool(parcel.body.get(URGENT)) or kind.startswith(EMERGENCY)
