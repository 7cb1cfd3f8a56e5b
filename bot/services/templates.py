"""The words that a unit answers with again and again: kept, checked, and filled for a ticket."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import templates
from bot.domain.dispatch import Catalogue
from bot.domain.errors import FieldRejected, NotFound
from bot.domain.people import Person, Right, handles, sight_of
from bot.domain.templates import LONGEST_NAME, LONGEST_TEXT, SAMPLES, Phrases, Template
from bot.domain.tickets import Ticket
from bot.services.fields import text_in
from bot.services.ports.audit import Audit
from bot.services.ports.clock import Clock
from bot.services.ports.templates import TemplateShelf
from bot.services.ports.tickets import Tickets

SAVED, DROPPED = "template_saved", "template_dropped"
"""The words for it in the audit."""


@dataclass(frozen=True)
class Templates:
    """Own unit's templates and everybody's, for whoever handles tickets.

    Everybody's are kept by the coordinating centre's supervisors. What somebody may not see or
    change is NotFound.
    """

    shelf: TemplateShelf
    tickets: Tickets
    catalogue: Catalogue
    audit: Audit
    clock: Clock

    async def of(self, who: Person) -> list[Template]:
        """What they may answer with: their unit's, everybody's, and then the samples."""
        if not who.may(Right.HANDLE_TICKETS):
            return []
        return [*await self.shelf.of([who.department] if who.department else []), *SAMPLES]

    def may_change(self, who: Person, template: Template) -> bool:
        """Whether they may change or drop it; samples are nobody's to change."""
        if template in SAMPLES or not who.may(Right.HANDLE_TICKETS):
            return False
        if template.department is None:
            return sight_of(who, self.catalogue).departments is None
        return template.department == who.department

    async def save(
        self,
        who: Person,
        fields: Mapping[str, Any],
        *,
        template_id: str | None = None,
        common: bool = False,
    ) -> Template:
        """A new template, or this one changed. Raises NotFound, and FieldRejected for `name` or
        `text`: a variable that does not exist is named with its place.
        """
        old = await self._own(who, template_id) if template_id else None
        unit = old.department if old else None if common else who.department
        now = self.clock()
        made = Template(
            id=old.id if old else f"t{secrets.token_hex(8)}",
            department=unit,
            name=text_in(fields, "name", LONGEST_NAME),
            text=text_in(fields, "text", LONGEST_TEXT),
            changed_by=who.id,
            changed_at=now,
        )
        templates.check(made.text)
        await self._check_place(who, made)
        await self.shelf.keep(made)
        await self.audit.write(who.id, SAVED, made.id, {"department": unit or ""}, now)
        return made

    async def _check_place(self, who: Person, made: Template) -> None:
        if not self.may_change(who, made):
            raise NotFound("template")
        beside = await self._beside(made)
        if any(other.name == made.name and other.id != made.id for other in beside):
            raise FieldRejected("name", "已经有一个同名的模板，请换个名字。")

    async def drop(self, who: Person, template_id: str) -> None:
        """Raises NotFound."""
        template = await self._own(who, template_id)
        await self.shelf.drop(template_id)
        details = {"department": template.department or ""}
        await self.audit.write(who.id, DROPPED, template_id, details, self.clock())

    async def fill(self, who: Person, template_id: str, number: str) -> str:
        """The template's words for this ticket. Raises NotFound for either of them."""
        ticket, template = await self._case(who, number), await self._known(who, template_id)
        return templates.filled(template.text, templates.values_of(ticket, self._unit(ticket)))

    async def phrases(self, who: Person, number: str, reply: str) -> Phrases:
        """How much of this reply is nothing but templates. Raises NotFound."""
        ticket = await self._case(who, number)
        return templates.phrases_in(reply, await self.of(who), ticket, self._unit(ticket))

    async def _beside(self, template: Template) -> list[Template]:
        known = await self.shelf.of([template.department] if template.department else [])
        return [one for one in known if one.department == template.department]

    async def _own(self, who: Person, template_id: str) -> Template:
        template = await self.shelf.find(template_id)
        if not self.may_change(who, template):
            raise NotFound(template_id)
        return template

    async def _known(self, who: Person, template_id: str) -> Template:
        known = {template.id: template for template in await self.of(who)}
        if template_id not in known:
            raise NotFound(template_id)
        return known[template_id]

    async def _case(self, who: Person, number: str) -> Ticket:
        ticket = await self.tickets.find(number)
        if not handles(who, ticket.department, self.catalogue):
            raise NotFound(number)
        return ticket

    def _unit(self, ticket: Ticket) -> str:
        return self.catalogue.name_of(ticket.department or self.catalogue.coordinating_centre)
