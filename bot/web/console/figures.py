"""A number that leads to the list it counts."""

from dataclasses import dataclass

from bot.domain.people import Right
from bot.web.console.filters import Filter
from bot.web.console.visit import Visit


@dataclass(frozen=True)
class Figure:
    """A number with its name. `address` is its list; "" for who may not open it."""

    name: str
    number: int
    address: str = ""


def of_tickets(visit: Visit, name: str, number: int, asked: Filter) -> Figure:
    """How many tickets there are of those that are asked for."""
    opens = number and visit.person.may(Right.SEE_TICKETS)
    return Figure(name, number, asked.address() if opens else "")
