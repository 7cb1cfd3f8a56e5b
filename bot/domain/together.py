"""Tickets that are handled together: many citizens, one matter, one of the tickets stands for all.

Each keeps a log of its own. A joiner's names the first ticket, the first one's names every joiner.
"""

from bot.domain.tickets import WITH_UNIT, Step, Ticket, Type

MOST_TOGETHER = 300
"""A ticket that so many have joined takes no more: an answer to all of them is one transaction."""
SHARED = frozenset({Type.COMPLAINT, Type.REPORT, Type.HELP, Type.SUGGESTION})
"""Kinds of appeal that many may put forward; an inquiry wants an answer of its own."""


def lead_of(ticket: Ticket) -> str | None:
    """The number of the ticket that this one is handled with, if it joined one.

    Who is not content with the answer that all had goes on alone.
    """
    for event in reversed(ticket.log):
        if event.step is Step.JOINED:
            return str(event.data["to"])
        if event.step is Step.LEFT or (event.step is Step.REOPENED and event.actor == "citizen"):
            return None
    return None


def gathered_by(ticket: Ticket) -> tuple[str, ...]:
    """The numbers of the tickets that joined this one, the first of them first."""
    numbers: dict[str, None] = {}
    for event in ticket.log:
        if event.step is Step.GATHERED:
            numbers[event.data["number"]] = None
        elif event.step is Step.PARTED:
            numbers.pop(event.data["number"], None)
    return tuple(numbers)


def people_of(ticket: Ticket) -> int:
    """How many citizens put the matter forward: the writer and everybody who joined."""
    return 1 + len(gathered_by(ticket))


def can_be_joined(ticket: Ticket) -> bool:
    """Whether others may join: a unit works on it, it joined nothing itself, and has room."""
    return (
        ticket.state in WITH_UNIT
        and ticket.appeal.type in SHARED
        and "rule" not in ticket.log[0].data.get("understanding", {})  # an emergency is its own
        and not ticket.appeal.missing
        and lead_of(ticket) is None
        and people_of(ticket) <= MOST_TOGETHER
    )
