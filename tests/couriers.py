"""A courier that works off what is due, and then comes back."""

import asyncio

from bot.services.delivery import Courier


async def deliver_all(courier: Courier) -> None:
    """Everything that is due now is sent and settled, and whatever came up behind it."""
    leaving = asyncio.Event()
    leaving.set()
    while await courier.start_due():
        await courier.run(leaving)  # lets what is under way finish
