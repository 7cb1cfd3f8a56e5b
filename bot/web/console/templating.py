"""Templates of the console: everything that is put in is escaped, nothing may be missing."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.domain.people import ROLE_NAMES, Role
from bot.domain.zone import SHANGHAI
from bot.web.console.assets import address_of
from bot.web.console.failures import failure

HERE = Path(__file__).parent / "templates"


def html_of(template: str, **values: Any) -> str:
    """A template with its values."""
    return _templates.get_template(template).render(values)


def moment(at: datetime) -> str:
    """`2026年11月23日 17:05`, by the city's clock."""
    here = at.astimezone(SHANGHAI)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"


def day(at: datetime) -> str:
    """`2026年11月23日`, by the city's clock."""
    here = at.astimezone(SHANGHAI)
    return f"{here.year}年{here.month}月{here.day}日"


def role(one: Role) -> str:
    """A role in Chinese."""
    return ROLE_NAMES[one]


def _environment(filters: Mapping[str, Any]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters)
    made.globals["asset"] = address_of
    return made


_templates = _environment({"moment": moment, "day": day, "role": role, "failure": failure})
