"""Calling upon a colleague in a note: only one who may handle the ticket hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dispatch import Catalogue
from bot.domain.errors import FieldRejected
from bot.domain.mentions import named_after_at
from bot.domain.people import Person, handles, units_above
from bot.services.ports.people import People

FIELD = "mention"
MOST_MENTIONED = 20
"""Of one note: who calls everybody calls nobody."""


@dataclass(frozen=True)
class Mentioning:
    """Knows who may be called upon."""

    people: People
    catalogue: Catalogue

    async def colleagues(self, unit: str | None, besides: Person) -> list[Person]:
        """Everybody else who may handle what this unit holds, those of the unit first."""
        found = await self.people.working_for(units_above(unit, self.catalogue))
        may = [one for one in found if one.id != besides.id and self._may(one, unit)]
        return sorted(may, key=lambda one: (one.department != unit, one.name, one.login))

    async def meant(
        self, who: Person, unit: str | None, text: str, chosen: Sequence[str]
    ) -> tuple[Person, ...]:
        """Those who were chosen (ids), and those whose name stands behind an @ in the text.

        Raises FieldRejected, in words, for anybody who may not handle the ticket, and for a name
        that several have while none of them was chosen.
        """
        if not chosen and "@" not in text and "＠" not in text:
            return ()
        everybody = [known.person for known in await self.people.all()]
        by_id = {person.id: person for person in everybody}
        meant = {one: self._checked(by_id.get(one), unit) for one in dict.fromkeys(chosen)}
        for name, bearers in named_after_at(text, everybody):
            if not any(one.id in meant for one in bearers):
                person = self._the_one(name, bearers, unit)
                meant[person.id] = person
        meant.pop(who.id, None)
        if len(meant) > MOST_MENTIONED:
            raise FieldRejected(FIELD, f"一条记录最多提到 {MOST_MENTIONED} 位同事。")
        return tuple(meant.values())

    def _the_one(self, name: str, bearers: Sequence[Person], unit: str | None) -> Person:
        may = [one for one in bearers if self._may(one, unit)]
        if len(may) > 1:
            raise FieldRejected(FIELD, f"有 {len(may)} 位同事叫“{name}”，请在名单里选是哪一位。")
        return self._checked(may[0] if may else bearers[0], unit)

    def _checked(self, person: Person | None, unit: str | None) -> Person:
        if person is None:
            raise FieldRejected(FIELD, "名单里没有这位同事，请重新选。")
        if not self._may(person, unit):
            words = (
                f"{person.name} 看不到这件工单，提到也收不到，记录没有保存。请换一位，或者转办。"
            )
            raise FieldRejected(FIELD, words)
        return person

    def _may(self, person: Person, unit: str | None) -> bool:
        return handles(person, unit, self.catalogue)
