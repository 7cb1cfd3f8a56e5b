"""Who has an account: admins invite, change, reset and disable people."""

from bot.domain.people import Person, Role


class Accounts:
    """Admins' work; every change writes a line of the audit. `by` is None at the terminal."""

    async def invite(
        self,
        by: Person | None,
        login: str,
        name: str,
        roles: frozenset[Role],
        department: str | None,
    ) -> str:
        """A token that is good once, for 24 hours, to choose a password by.

        Raises NotYours, and FieldRejected: `field` is login, name, roles or department.
        """
        raise NotImplementedError

    async def look_at(self, token: str) -> Person:
        """Whom this token is for. Raises NotFound."""
        raise NotImplementedError

    async def accept(self, token: str, password: str) -> Person:
        """They have chosen a password. Raises NotFound, and FieldRejected (field: password)."""
        raise NotImplementedError

    async def change(
        self,
        by: Person | None,
        person_id: str,
        *,
        name: str,
        roles: frozenset[Role],
        department: str | None,
        disabled: bool,
    ) -> Person:
        """Raises NotYours, NotFound, FieldRejected and LastAdmin.

        Whose roles, department or account changed signs in anew.
        """
        raise NotImplementedError

    async def reset(self, by: Person | None, person_id: str) -> str:
        """Password and authenticator are void, sessions end; a token as from `invite`.

        Raises NotYours, NotFound; LastAdmin unless at the terminal.
        """
        raise NotImplementedError

    async def first_link(self) -> str | None:
        """A token for the first admin, while nobody else has or gets an account."""
        raise NotImplementedError
