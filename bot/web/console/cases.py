"""What the pages of tickets open on."""

from dataclasses import dataclass

from aiohttp import web

from bot.services.casework import Casework
from bot.services.ports.attachments import Vault
from bot.services.ports.casebook import Casebook
from bot.services.ports.clock import Clock
from bot.services.ports.dialogue import Knowledge
from bot.services.ports.presence import Presence
from bot.services.ports.sounds import Sounds
from bot.services.templates import Templates
from bot.web.console.moves import Moves

TICK_S = 10.0


@dataclass(frozen=True)
class Cases:
    """Tickets to read, steps to take, and what helps with both.

    Every `tick_s` seconds an open page says that it is, and its session is asked whether it lasts.
    """

    casebook: Casebook
    casework: Casework
    templates: Templates
    knowledge: Knowledge
    vault: Vault
    sounds: Sounds
    presence: Presence
    moves: Moves
    clock: Clock
    tick_s: float = TICK_S


CASES = web.AppKey("CASES", Cases)


def add_cases(app: web.Application, cases: Cases) -> None:
    """Give the pages of tickets what they open on."""
    app[CASES] = cases

    async def leave(_: web.Application) -> None:
        await cases.moves.close()

    app.on_shutdown.append(leave)
