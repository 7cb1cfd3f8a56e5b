"""Drives one simulated department: what it received, and what it does about it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter

from bot.simulator.connection import Connection, one
from bot.simulator.models import ActResult, DepartmentEvent, RobotMessage

DEFAULT_WAIT_S = 60.0
EVENTS = TypeAdapter(list[DepartmentEvent])
ROBOT_MESSAGES = TypeAdapter(list[RobotMessage])


class DepartmentClient:
    """One department's desk: what it received, and what it does about it."""

    def __init__(self, line: Connection, code: str) -> None:
        self._line = line
        self._root = f"/sim/departments/{quote(code, safe='')}"
        self.code = code

    async def events(
        self, type: str | None = None, number: str | None = None
    ) -> list[DepartmentEvent]:
        """Events taken so far, each once, in the order they came."""
        events = EVENTS.validate_python(await self._line.get(f"{self._root}/events"))
        return [e for e in events if type in (None, e.type) and number in (None, e.number)]

    async def wait_for_event(
        self,
        type: str | None = None,
        *,
        number: str | None = None,
        after: int = 0,
        timeout_s: float = DEFAULT_WAIT_S,
    ) -> DepartmentEvent:
        """The first such event after an event's index. Raise TimeoutError."""
        return await self._line.wait(
            f"{self._root}/events",
            EVENTS,
            lambda event: type in (None, event.type) and number in (None, event.number),
            after=after,
            timeout_s=timeout_s,
            missing=f"no event{f' {type}' if type else ''} for {self.code}",
        )

    async def acknowledge(self, number: str, by: str = "", *, key: str = "") -> ActResult:
        """Every step may carry a `key` (webhook-id): the same key twice is one step."""
        return await self._act(number, "acknowledge", {"by": by} if by else {}, key)

    async def note(self, number: str, text: str, *, key: str = "") -> ActResult:
        return await self._act(number, "note", {"text": text}, key)

    async def answer(
        self, number: str, text: str, outcome: str = "resolved", *, key: str = ""
    ) -> ActResult:
        return await self._act(number, "answer", {"text": text, "outcome": outcome}, key)

    async def return_(self, number: str, reason: str, *, key: str = "") -> ActResult:
        return await self._act(number, "return", {"reason": reason}, key)

    async def transfer(self, number: str, to: str, reason: str, *, key: str = "") -> ActResult:
        return await self._act(number, "transfer", {"to": to, "reason": reason}, key)

    async def attachment(self, number: str, attachment_id: str) -> bytes:
        place = f"{quote(number, safe='')}/attachments/{quote(attachment_id, safe='')}"
        return await self._line.download(f"{self._root}/tickets/{place}")

    async def fail(self, *, times: int | None = None, **how: Any) -> None:
        """Let the receiver fail `times` times, or until `recover`.

        how: status=503 · hang_s=30 · drop=True.
        """
        how = how or {"status": 503}
        wanted = {"target": f"hook/{self.code}", "times": times, **how}
        await self._line.post("/sim/faults", wanted)

    async def recover(self) -> None:
        target = quote(f"hook/{self.code}", safe="")
        await self._line.request("DELETE", f"/sim/faults?target={target}", None)

    async def robot_messages(self, platform: str) -> list[RobotMessage]:
        """What the group robot posted; platform: wecom, dingtalk or feishu."""
        found = await self._line.get(f"{self._root}/robots/{platform}")
        return ROBOT_MESSAGES.validate_python(found)

    async def wait_for_robot_message(
        self,
        platform: str,
        *,
        containing: str = "",
        after: int = 0,
        timeout_s: float = DEFAULT_WAIT_S,
    ) -> RobotMessage:
        return await self._line.wait(
            f"{self._root}/robots/{platform}",
            ROBOT_MESSAGES,
            lambda message: containing in message.text,
            after=after,
            timeout_s=timeout_s,
            missing=f"no {platform} message for {self.code}",
        )

    async def _act(self, number: str, verb: str, said: Mapping[str, Any], key: str) -> ActResult:
        path = f"{self._root}/tickets/{quote(number, safe='')}/{verb}"
        return one(ActResult, await self._line.post(path, {"said": dict(said), "key": key}))
