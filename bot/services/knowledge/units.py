"""Units of the dispatch catalogue, written into the draft one by one."""

from dataclasses import dataclass

from bot.domain.dispatch import Catalogue, Department
from bot.domain.errors import BadFile, NotFound, SavedMeanwhile
from bot.domain.revisions import Files, name_of
from bot.domain.unit_rules import check_unit, next_version
from bot.domain.zone import SHANGHAI
from bot.services.knowledge.drafts import Drafts
from bot.services.ports.clock import Clock
from bot.services.ports.knowledge import Cataloguing


def mark_of(unit: Department | None) -> str:
    """What becomes another one whenever the unit does; "" where there is none."""
    return name_of(repr(unit).encode()) if unit else ""


@dataclass(frozen=True)
class Units:
    """Reads and writes the catalogue of the draft."""

    drafts: Drafts
    cataloguing: Cataloguing
    clock: Clock

    async def catalogue(self) -> Catalogue:
        """The draft's. Raises BadFile, and NotFound before there is a knowledge base."""
        return self.cataloguing.catalogue((await self.drafts.open()).files)

    async def put(self, unit: Department, by: str, shown: str) -> None:
        """Write a unit, new (`shown` is "") or known, as far as it is still what was shown.

        `shown` is its `mark_of`. The catalogue gets another version than the live one. Raises
        FieldRejected, BadFile and SavedMeanwhile.
        """
        live = await self._live_version()

        def edit(files: Files) -> dict[str, bytes]:
            catalogue = self.cataloguing.catalogue(files)
            check_unit(unit, catalogue, is_new=not shown)
            if shown and mark_of(catalogue.units.get(unit.code)) != shown:
                raise SavedMeanwhile(())
            today = self.clock().astimezone(SHANGHAI).date()
            version = next_version(catalogue.version, live, today)
            return self.cataloguing.edited(files, unit, version)

        await self.drafts.edit(edit, (), by)

    async def _live_version(self) -> str | None:
        library = self.drafts.library
        try:
            _, live = await library.live()
            return self.cataloguing.catalogue(await library.files(live)).version
        except (NotFound, BadFile):
            return None
