"""A dialogue for tests of what stands around it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.domain.errors import DialogueFailed
from bot.domain.replies import Reply
from bot.services.desk import Desk
from bot.services.ports.dialogue import Heard, Turned, Understanding

Answer = Callable[[Heard, Desk], Awaitable[Reply]]


class FakeDialogue:
    """Repeats what it hears, or what `answer` makes of it, and remembers how often it was asked."""

    model = "fake"

    def __init__(self, answer: Answer | None = None) -> None:
        self.heard: list[Heard] = []
        self._answer = answer
        self.hanging: asyncio.Event | None = None
        self.broken = False

    async def parse(self, text: str) -> Understanding:
        return Understanding("inquiry", 0.9, model=self.model)

    def asks(self, memory: Sequence[Mapping[str, Any]]) -> bool:
        return False

    def interrupted(self, memory: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        return ()

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        self.heard.append(heard)
        if self.hanging:
            await self.hanging.wait()
        if self.broken:
            raise DialogueFailed("broken on purpose")
        assert isinstance(desk, Desk)
        reply = await self._answer(heard, desk) if self._answer else Reply(f"您说：{heard.text}")
        return Turned(reply, [*memory, {"heard": heard.text}], await self.parse(heard.text))
