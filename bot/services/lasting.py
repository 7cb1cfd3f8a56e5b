"""How long somebody stays signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people import Person, Role
from bot.services.ports.sessions import KeptSession


@dataclass(frozen=True)
class Limits:
    """How long somebody stays signed in: without a step, and at all."""

    idle: timedelta = timedelta(hours=8)
    idle_of_admins: timedelta = timedelta(minutes=30)
    at_all: timedelta = timedelta(hours=12)

    def idle_of(self, person: Person) -> timedelta:
        """Whoever keeps the accounts leaves no open door behind."""
        return self.idle_of_admins if Role.ADMIN in person.roles else self.idle

    def are_over(self, kept: KeptSession, now: datetime) -> bool:
        """Whether this session has lasted as long as it may."""
        idle = self.idle_of(kept.person)
        return now >= min(kept.seen_at + idle, kept.began_at + self.at_all)
