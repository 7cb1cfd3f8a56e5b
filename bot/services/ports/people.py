"""The people of the console, with what they show who they are by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.people import Person
from bot.services.ports.audit import Entry


@dataclass(frozen=True)
class Credentials:
    """What somebody shows who they are by: nothing here can be read back into it.

    `authenticator` is sealed, and counts once it `works`: its owner has shown a code. No code of
    `last_step` or an earlier one is taken again. `recovery` are the hashes of unused codes.
    """

    password: str | None = None
    authenticator: str | None = None
    works: bool = False
    last_step: int = 0
    recovery: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """Somebody as the list of people shows them. `joined_at` is None until they took their link."""

    person: Person
    joined_at: datetime | None
    has_authenticator: bool


class People(Protocol):
    """Who has an account. What changes somebody also writes its line of the audit, or nothing."""

    async def find(self, person_id: str) -> Person:
        """Raises NotFound."""
        ...

    async def by_login(self, login: str) -> Person | None: ...

    async def all(self) -> list[Known]:
        """Everybody, by login; the disabled, too."""
        ...

    async def working_for(self, units: frozenset[str]) -> list[Person]:
        """Those who work for one of these units and are not disabled, by login."""
        ...

    async def credentials(self, person_id: str) -> Credentials:
        """Raises NotFound."""
        ...

    async def add(self, person: Person, entry: Entry) -> None:
        """Raises FieldRejected when somebody has this login."""
        ...

    async def change(self, person: Person, entry: Entry) -> None:
        """Name, roles, department, disabled become as told. Raises NotFound, and LastAdmin when no
        admin who has joined and is not disabled would be left."""
        ...

    async def set_password(self, person_id: str, password: str, entry: Entry | None) -> None:
        """Raises NotFound. Without an entry it is the same password, hashed anew."""
        ...

    async def invite(self, person_id: str, key: str, ends_at: datetime, entry: Entry) -> None:
        """A link, by the hash of its token, for somebody to choose a password by."""
        ...

    async def invited(self, key: str, now: datetime) -> Person:
        """Whom this link is for. Raises NotFound when it ended or was taken, or is theirs no more:
        they are disabled."""
        ...

    async def join(self, key: str, password: str, entry: Entry) -> Person:
        """Take the link at `entry.at`; every link of this person's ends. Raises as `invited`."""
        ...

    async def forget_credentials(self, person_id: str, spare_last: bool, entry: Entry) -> None:
        """No password, no authenticator, no link works any more. Raises NotFound, and LastAdmin as
        `change` does if `spare_last`."""
        ...

    async def set_authenticator(
        self, person_id: str, sealed: str, step: int, recovery: Sequence[str], entry: Entry
    ) -> None:
        """From now on this one works; its code of `step` was used. Raises NotFound, also when one
        works already."""
        ...

    async def propose_authenticator(self, person_id: str, sealed: str) -> None:
        """Kept until a code shows that it works; nothing happens where one works already."""
        ...

    async def use_step(self, person_id: str, step: int) -> bool:
        """Take the code of this step: False if it, or a later one, was taken before."""
        ...

    async def use_recovery(self, person_id: str, hashed: str, entry: Entry) -> bool:
        """Take this recovery code: False if there is none like it, or it was taken before."""
        ...
