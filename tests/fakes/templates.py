"""Templates in memory."""

from collections.abc import Sequence

from bot.domain.errors import NotFound
from bot.domain.templates import Template


class FakeTemplates:
    def __init__(self) -> None:
        self.kept: dict[str, Template] = {}

    async def of(self, departments: Sequence[str]) -> list[Template]:
        theirs = [one for one in self.kept.values() if one.department in (*departments, None)]
        return sorted(theirs, key=lambda one: (one.name, one.id))

    async def find(self, template_id: str) -> Template:
        if template_id not in self.kept:
            raise NotFound(template_id)
        return self.kept[template_id]

    async def keep(self, template: Template) -> None:
        self.kept[template.id] = template

    async def drop(self, template_id: str) -> None:
        self.kept.pop(template_id, None)
