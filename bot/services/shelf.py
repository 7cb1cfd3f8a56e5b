"""What every citizen's turn reaches for."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.dispatch import Catalogue
from bot.domain.habits import Habits
from bot.domain.keywords import Keywords
from bot.services.ports.attachments import Attachments
from bot.services.ports.clock import Calendar
from bot.services.ports.dialogue import Knowledge
from bot.services.ports.tickets import Tickets


@dataclass(frozen=True)
class Shelf:
    """The stores, the knowledge and the rules: the same for all turns."""

    tickets: Tickets
    attachments: Attachments
    knowledge: Knowledge
    catalogue: Catalogue
    calendar: Calendar
    habits: Habits | None = None
    time_to_join: timedelta = timedelta(minutes=3)
    longest_in_person: timedelta = timedelta(hours=72)
    keywords: Keywords = field(default_factory=Keywords)
