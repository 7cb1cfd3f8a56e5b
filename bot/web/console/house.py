"""What every page shows of the house: its name, its units, the way to its other pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.dispatch import Catalogue
from bot.domain.people import Person, Right

NOWHERE = "—"


@dataclass(frozen=True)
class Sign:
    """A word of the navigation, where it leads, and the right one needs there, if any."""

    words: str
    path: str
    right: Right | None


@dataclass(frozen=True)
class House:
    """`own_url` is our address as browsers know it, without a slash at its end."""

    own_url: str
    signs: Sequence[Sign]
    catalogue: Callable[[], Catalogue]

    @property
    def host(self) -> str:
        """Our name and port in a browser's line of address."""
        return urlsplit(self.own_url).netloc

    @property
    def name(self) -> str:
        """The coordinating centre's."""
        return self.unit(self.catalogue().coordinating_centre)

    def unit(self, code: str | None) -> str:
        """A unit's name; its code if the catalogue has no such unit any more."""
        if code is None:
            return NOWHERE
        return next((one.name for one in self.catalogue().departments if one.code == code), code)

    def signs_for(self, person: Person) -> list[Sign]:
        """What this person may open."""
        return [one for one in self.signs if one.right is None or person.may(one.right)]
