"""Where units keep the words they answer with again and again."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.templates import Template


class TemplateShelf(Protocol):
    """Templates by their id."""

    async def of(self, departments: Sequence[str]) -> list[Template]:
        """Those of these units, and everybody's, by name."""
        ...

    async def find(self, template_id: str) -> Template:
        """Raises NotFound."""
        ...

    async def keep(self, template: Template) -> None:
        """Write it, in place of what stands under its id."""
        ...

    async def drop(self, template_id: str) -> None:
        """Remove it; what is not there is gone."""
        ...
