"""A door that reopens what the builders' calls looked like when they came."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.domain.errors import BodyRejected
from bot.domain.messages import Message
from bot.services.ports.channel import Call
from tests.builders import FakeCall


class FakeDoor:
    def greet(self, query: Mapping[str, str], now: datetime) -> str:
        raise NotImplementedError

    async def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Call:
        raise NotImplementedError

    def reopen(self, raw: bytes) -> Call:
        try:
            return FakeCall(Message.from_record(json.loads(raw)))
        except ValueError as error:
            raise BodyRejected("no call") from error

    def acknowledge(self) -> tuple[str, bytes]:
        return "text/plain", b""
