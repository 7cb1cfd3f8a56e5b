"""The departments: they receive tickets by webhook and answer them."""

import asyncio
import json
import secrets
from dataclasses import replace
from typing import Any

import aiohttp

from bot.simulator import webhooks
from bot.simulator.clock import Clock
from bot.simulator.config import SimulatedDepartment
from bot.simulator.errors import Refused
from bot.simulator.feed import Feed
from bot.simulator.journal import Crossing, Journal, pretty, readable
from bot.simulator.models import ActResult, DepartmentEvent

VERBS = ("acknowledge", "note", "ask", "answer", "return", "transfer")
ACT_TIMEOUT_S = 30.0
ALARM = "alarm.raised"
PING = "ping"
WEEKLY = "knowledge.weekly"
PING_FIELDS = ("id", "timestamp", "data.department")
ALARM_FIELDS = ("id", "timestamp", "data.department", "data.alarm.kind", "data.alarm.text")
WEEKLY_FIELDS = ("id", "timestamp", "data.department", "data.digest.text", "data.console_url")
TICKET_FIELDS = (
    "type",
    "id",
    "timestamp",
    "data.sequence",
    "data.department",
    "data.ticket.number",
    "data.ticket.type",
    "data.ticket.state",
    "data.answer_url",
)
OTHERS = {ALARM: ALARM_FIELDS, PING: PING_FIELDS, WEEKLY: WEEKLY_FIELDS}
"""What is about no ticket."""


class Malformed(Exception):
    """An event that breaks the contract; the message names the field."""


class Departments:
    def __init__(
        self,
        units: tuple[SimulatedDepartment, ...],
        session: aiohttp.ClientSession,
        clock: Clock,
        feed: Feed,
        journal: Journal,
    ) -> None:
        self.units = {unit.code: unit for unit in units}
        self._session = session
        self._clock = clock
        self._feed = feed
        self._journal = journal
        self._events: dict[str, list[DepartmentEvent]] = {code: [] for code in self.units}
        self._places: dict[tuple[str, str], int] = {}
        self._acts: list[ActResult] = []

    def unit(self, code: str) -> SimulatedDepartment:
        """Raise Refused (404) when there is no such department."""
        unit = self.units.get(code)
        if unit is None:
            raise Refused(404, f"there is no department {code}")
        return unit

    def events(self, code: str) -> list[DepartmentEvent]:
        self.unit(code)
        return self._events[code]

    def acts(self) -> list[ActResult]:
        return self._acts

    def take(self, code: str, message_id: str, body: bytes) -> DepartmentEvent:
        """Store an event once, however often it is delivered. Raise Malformed.

        A repetition may know more (a picture fetched meanwhile): the newest body is kept.
        """
        payload = _read_event(body)
        events = self._events[code]
        place = self._places.get((code, message_id))
        if place is not None:
            known = events[place]
            events[place] = replace(known, body=payload, deliveries=known.deliveries + 1)
            self._feed.publish("department", events[place])
            return events[place]
        event = DepartmentEvent(
            index=len(events) + 1,
            id=message_id,
            type=payload["type"],
            number=payload["data"].get("ticket", {}).get("number", ""),
            department=code,
            at=self._clock.now(),
            body=payload,
        )
        events.append(event)
        self._places[code, message_id] = len(events) - 1
        self._feed.publish("department", event)
        return event

    async def act(
        self, code: str, number: str, verb: str, said: dict[str, Any], key: str = ""
    ) -> ActResult:
        """One step of a department on one of its tickets, signed; `key` makes it idempotent."""
        unit = self.unit(code)
        if verb not in VERBS:
            raise Refused(404, f"no step is called {verb}")
        url = f"{self._answer_url(code, number)}/{verb}"
        key = key or f"act_{secrets.token_hex(12)}"
        body = pretty(said).encode()
        headers = webhooks.sign(unit.secret, key, int(self._clock.true_time()), body)
        headers["content-type"] = "application/json; charset=utf-8"
        status, text, problem = await self._post(url, body, headers)
        told, name = body.decode(), f"{verb} {number}"
        crossing = Crossing("act", name, "POST", url, told, told, headers, status, text)
        self._journal.write(replace(crossing, problem=problem))
        result = ActResult(
            department=code,
            number=number,
            verb=verb,
            key=key,
            status=status,
            body=_object(text),
            at=self._clock.now(),
            said=said,
        )
        self._acts.append(result)
        self._feed.publish("act", result)
        return result

    async def attachment(self, code: str, number: str, attachment_id: str) -> tuple[bytes, str]:
        """The bytes of a ticket's attachment and their content type; raise Refused (502)."""
        unit = self.unit(code)
        url = f"{self._answer_url(code, number)}/attachments/{attachment_id}"
        key = f"get_{secrets.token_hex(12)}"
        headers = webhooks.sign(unit.secret, key, int(self._clock.true_time()), b"")
        timeout = aiohttp.ClientTimeout(ACT_TIMEOUT_S)
        try:
            async with self._session.get(url, headers=headers, timeout=timeout) as response:
                data, kind = await response.read(), response.content_type
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Refused(502, f"the gateway is away: {type(error).__name__}") from error
        self._journal.write(
            Crossing(
                "act",
                f"attachment {number}",
                "GET",
                url,
                headers=headers,
                status=status,
                received=readable(data, kind),
                problem="" if status == 200 else f"HTTP {status}",
            )
        )
        if status != 200:
            raise Refused(502, f"the gateway answered {status}")
        return data, kind

    async def _post(
        self, url: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int | None, str, str]:
        try:
            async with asyncio.timeout(ACT_TIMEOUT_S):
                async with self._session.post(url, data=body, headers=headers) as response:
                    text = await response.text()
                    problem = "" if response.status == 200 else f"HTTP {response.status}"
                    return response.status, text, problem
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return None, "", f"没有回应：{type(error).__name__}"

    def _answer_url(self, code: str, number: str) -> str:
        """Where the ticket's newest event says it is to be answered."""
        for event in reversed(self.events(code)):
            url = event.body["data"].get("answer_url")
            if event.number == number and url:
                return str(url).rstrip("/")
        raise Refused(404, f"{code} never received ticket {number}")


def _read_event(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except ValueError as error:
        raise Malformed("the body is no JSON") from error
    for path in OTHERS.get(_find(payload, "type"), TICKET_FIELDS):
        if _find(payload, path) is None:
            raise Malformed(f"{path} is missing")
    return dict(payload)


def _find(payload: Any, path: str) -> Any:
    for name in path.split("."):
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload


def _object(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}
