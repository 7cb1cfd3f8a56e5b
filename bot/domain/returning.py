"""Who holds a ticket next when its unit returns it."""

from bot.domain.dispatch import Catalogue
from bot.domain.tickets import Step, Ticket


def next_holder(ticket: Ticket, catalogue: Catalogue) -> str:
    """The best suggestion that never held the ticket; after a second return the centre."""
    centre = catalogue.coordinating_centre
    if any(event.step is Step.RETURNED for event in ticket.log):
        return centre
    held = {event.data.get("department") for event in ticket.log}
    suggested = ticket.understanding.get("departments", ())
    codes = (str(suggestion["code"]) for suggestion in suggested)
    fresh = (code for code in codes if code not in held and code in catalogue.units)
    return next(fresh, centre)
