"""Puts the way to the departments together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.departments.pace import Pace
from bot.adapters.departments.platforms import PLATFORMS
from bot.adapters.departments.post import Carrier, DepartmentPost
from bot.adapters.departments.posting import Limits, open_poster
from bot.adapters.departments.robots import Robots
from bot.adapters.departments.ways import Ways
from bot.adapters.departments.webhook import Webhook
from bot.adapters.guard import Guard
from bot.domain.dispatch import WEBHOOK
from bot.services.ports.attachments import Attachments
from bot.services.ports.clock import Clock


@asynccontextmanager
async def open_departments(
    ways: Ways,
    attachments: Attachments,
    guard: Guard,
    pace: Pace,
    clock: Clock,
    public_url: str,
    limits: Limits | None = None,
) -> AsyncIterator[DepartmentPost]:
    """The port Departments over real connections; they are closed at the end.

    `public_url` is our own address as departments reach it, without a slash at its end.
    """
    async with open_poster(guard, limits) as poster:
        robots = Robots(poster, pace, clock)
        carriers: dict[str, Carrier] = {WEBHOOK: Webhook(poster, attachments)}
        carriers |= dict.fromkeys(PLATFORMS, robots)
        yield DepartmentPost(ways, carriers, public_url)
