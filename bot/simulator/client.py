"""Drives a running simulator: what tests and `huiying replay` use.

    async with SimulatorClient("http://127.0.0.1:8801") as sim:
        await sim.follow("王大爷")
        exchange = await sim.say("王大爷", "社保卡丢了怎么补办")
        reply = await sim.wait_for_bubble("王大爷", after=exchange.index)
        department = sim.department("heating")
        event = await department.wait_for_event("ticket.dispatched")
        await department.answer(event.number, "今天修好了。", "resolved")

Citizens are addressed by name or by openid. Nothing here polls: waits are long requests that the
simulator answers as soon as something happened.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from pydantic import TypeAdapter

from bot.simulator.config import NoticeTemplate
from bot.simulator.connection import Connection, SimulatorError, one
from bot.simulator.desk import DEFAULT_WAIT_S, DepartmentClient
from bot.simulator.models import (
    Answer,
    Bubble,
    Citizen,
    Exchange,
    Fault,
    Ledger,
    LogEntry,
    Switches,
)
from bot.simulator.samples import AMR, MP4, PNG

__all__ = ["DepartmentClient", "SimulatorClient", "SimulatorError"]

CITIZENS = TypeAdapter(list[Citizen])
BUBBLES = TypeAdapter(list[Bubble])
LOG = TypeAdapter(list[LogEntry])
FAULTS = TypeAdapter(list[Fault])
NOTICE_TEMPLATES = TypeAdapter(list[NoticeTemplate])


class SimulatorClient:
    """`base_url` is the simulator's root; a session may be shared and is then left open."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession | None = None) -> None:
        self._line = Connection(base_url, session)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._line.close()

    # citizens

    async def citizens(self) -> list[Citizen]:
        return CITIZENS.validate_python(await self._line.get("/sim/citizens"))

    async def create(self, name: str) -> Citizen:
        """A citizen who does not follow yet; an existing one stays as it is."""
        return one(Citizen, await self._line.post("/sim/citizens", {"name": name}))

    async def citizen(self, who: str) -> Citizen:
        return one(Citizen, await self._line.get(_at(who)))

    async def follow(self, name: str, scene: str = "") -> str:
        """Let a citizen follow the account, created when unknown; returns the openid.

        The welcome reply stands in the chat when this returns.
        """
        citizen = await self.create(name)
        await self._line.post(_at(citizen.openid, "follow"), {"scene": scene})
        return citizen.openid

    async def unfollow(self, citizen: str) -> Exchange:
        return await self._exchange(citizen, "unfollow", {})

    async def block_notices(self, citizen: str, blocked: bool = True) -> None:
        """The citizen refuses template notices: TEMPLATESENDJOBFINISH says `failed:user block`."""
        await self._line.request("PATCH", _at(citizen), {"accepts_notices": not blocked})

    # messages

    async def say(self, citizen: str, text: str, *, menu_id: str = "", **how: Any) -> Exchange:
        """A text message. `how`, here and below: copies, msg_id, created_at."""
        return await self._message(citizen, "text", how, text=text, menu_id=menu_id)

    async def choose(self, citizen: str, bubble: Bubble, choice_id: str) -> Exchange:
        """Tap a line of a msgmenu."""
        for choice in bubble.choices:
            if choice.id == choice_id:
                return await self.say(citizen, choice.text, menu_id=choice.id)
        raise ValueError(f"this menu has no line {choice_id}")

    async def send_image(
        self, citizen: str, data: bytes = PNG, content_type: str = "image/png", **how: Any
    ) -> Exchange:
        media_id = await self.upload("image", data, content_type)
        return await self._message(citizen, "image", how, media_id=media_id)

    async def send_voice(
        self,
        citizen: str,
        recognition: str | None = None,
        data: bytes = AMR,
        *,
        seconds: int = 4,
        audio_format: str = "amr",
        **how: Any,
    ) -> Exchange:
        """`recognition`: the text WeChat heard; None: the element is missing; "": it is empty."""
        media_id = await self.upload("voice", data, f"audio/{audio_format}")
        return await self._message(
            citizen,
            "voice",
            how,
            media_id=media_id,
            recognition=recognition,
            seconds=seconds,
            format=audio_format,
        )

    async def send_video(
        self, citizen: str, data: bytes = MP4, *, short: bool = False, **how: Any
    ) -> Exchange:
        media_id = await self.upload("video", data, "video/mp4")
        return await self._message(
            citizen, "shortvideo" if short else "video", how, media_id=media_id, seconds=6
        )

    async def send_location(
        self,
        citizen: str,
        label: str,
        latitude: float = 39.908823,
        longitude: float = 116.397470,
        **how: Any,
    ) -> Exchange:
        return await self._message(
            citizen, "location", how, text=label, latitude=latitude, longitude=longitude
        )

    async def send_link(
        self, citizen: str, title: str, url: str, description: str = "", **how: Any
    ) -> Exchange:
        return await self._message(
            citizen, "link", how, title=title, url=url, description=description
        )

    async def send_file(
        self, citizen: str, title: str = "材料.pdf", data: bytes = b"%PDF-1.4\n", **how: Any
    ) -> Exchange:
        """A kind WeChat does not document but pushes."""
        media_id = await self.upload("image", data, "application/pdf")
        return await self._message(citizen, "file", how, title=title, media_id=media_id)

    async def upload(self, kind: str, data: bytes, content_type: str) -> str:
        """A file on a citizen's phone; returns the MediaId, good for three days."""
        payload = await self._line.upload("/sim/media", data, content_type, kind=kind)
        return str(payload["media_id"])

    # events

    async def scan(self, citizen: str, scene: str, **how: Any) -> Exchange:
        return await self._event(citizen, "SCAN", how, key=scene)

    async def click(self, citizen: str, key: str, **how: Any) -> Exchange:
        return await self._event(citizen, "CLICK", how, key=key)

    async def view(self, citizen: str, url: str, **how: Any) -> Exchange:
        return await self._event(citizen, "VIEW", how, key=url)

    async def report_location(
        self, citizen: str, latitude: float = 39.908823, longitude: float = 116.397470, **how: Any
    ) -> Exchange:
        """The LOCATION event of a phone that shares its position: it takes no reply."""
        return await self._event(citizen, "LOCATION", how, latitude=latitude, longitude=longitude)

    async def push(self, citizen: str, xml: str, *, copies: int = 1) -> Exchange:
        """Ready-made XML, signed and sealed as any push: what no phone could send."""
        return await self._exchange(citizen, "push", {"xml": xml, "copies": copies})

    # notices

    async def consent(
        self, citizen: str, template_id: str, accept: bool = True, **others: bool
    ) -> Exchange:
        """One popup: `others` are more templates of the same popup, by id."""
        decided = {template_id: accept, **others}
        choices = [{"template_id": key, "accept": value} for key, value in decided.items()]
        return await self._exchange(citizen, "consent", {"choices": choices})

    async def withdraw(self, citizen: str, template_id: str) -> Exchange:
        """Refuse a notice in WeChat's settings (subscribe_msg_change_event)."""
        return await self._exchange(citizen, "withdraw", {"template_id": template_id})

    async def notices(self, citizen: str) -> list[Bubble]:
        """Subscription and template notices the citizen received."""
        return [bubble for bubble in await self.chat(citizen) if bubble.kind == "notice"]

    async def templates(self) -> list[NoticeTemplate]:
        return NOTICE_TEMPLATES.validate_python(await self._line.get("/sim/templates"))

    async def ledger(self, citizen: str) -> Ledger:
        """What the platform still allows in customer-service messages."""
        return one(Ledger, await self._line.get(_at(citizen, "ledger")))

    # the chat

    async def chat(self, citizen: str, after: int = 0) -> list[Bubble]:
        return BUBBLES.validate_python(await self._line.get(_at(citizen, "chat"), after=after))

    async def wait_for_bubble(
        self,
        citizen: str,
        *,
        after: int = 0,
        containing: str = "",
        kind: str | None = None,
        timeout_s: float = DEFAULT_WAIT_S,
    ) -> Bubble:
        """The account's first bubble after an index, however it came. Raise TimeoutError."""

        def wanted(bubble: Bubble) -> bool:
            return (
                bubble.side == "account"
                and kind in (None, bubble.kind)
                and containing in _words(bubble)
            )

        return await self._line.wait(
            _at(citizen, "chat"),
            BUBBLES,
            wanted,
            after=after,
            timeout_s=timeout_s,
            missing=f"no bubble{f' with {containing!r}' if containing else ''} for {citizen}",
        )

    # the platform

    async def menu(self) -> dict[str, Any] | None:
        """The account's menu as given to menu/create."""
        menu: dict[str, Any] | None = await self._line.get("/sim/menu")
        return menu

    async def verify_url(self) -> bool:
        """WeChat's GET with an echostr: did it come back?"""
        return not one(Answer, await self._line.post("/sim/verify-url", {})).problem

    async def switches(self) -> Switches:
        return one(Switches, await self._line.get("/sim/switches"))

    async def switch(self, **changes: Any) -> Switches:
        """callback_url, mode, aes_key, token, certified, retry_after_s, tries, …"""
        return one(Switches, await self._line.request("PATCH", "/sim/switches", changes))

    async def advance(self, seconds: float) -> None:
        """Let windows, tokens, media and quotas age."""
        await self._line.post("/sim/clock/advance", {"seconds": seconds})

    async def now(self) -> float:
        return float((await self._line.get("/sim/clock"))["now"])

    async def end_tokens(self, code: int = 40001) -> None:
        """Every token given out so far answers `code` (40001 or 42001) from now on."""
        await self._line.post("/sim/tokens/end", {"code": code})

    async def daily_limit(self, api: str, calls: int) -> None:
        """So many calls of an API a day, then 45009."""
        await self._line.post("/sim/quotas", {"api": api, "calls": calls})

    async def fail_api(self, api: str = "*", *, times: int | None = None, **how: Any) -> Fault:
        """Let the next `times` calls of an API (all, when None) go wrong.

        how: code=45015 · status=502 · html=True · hang_s=30 · drop=True; skip=n leaves the first
        n alone; after_effect=True lets the call do its work and spoils only the answer.
        """
        wanted = {"target": api, "times": times, **how}
        return one(Fault, await self._line.post("/sim/faults", wanted))

    async def faults(self) -> list[Fault]:
        return FAULTS.validate_python(await self._line.get("/sim/faults"))

    async def clear_faults(self, api: str | None = None) -> None:
        target = f"?target={quote(api, safe='')}" if api else ""
        await self._line.request("DELETE", f"/sim/faults{target}", None)

    async def log(self, kind: str | None = None, after: int = 0) -> list[LogEntry]:
        """The raw exchange; kind: push, api, hook, robot or act."""
        only = {"kind": kind} if kind else {}
        return LOG.validate_python(await self._line.get("/sim/log", after=after, **only))

    async def api_calls(self, api: str, after: int = 0) -> list[LogEntry]:
        return [entry for entry in await self.log("api", after) if entry.name == api]

    async def wait_for_api_call(
        self, api: str, *, after: int = 0, timeout_s: float = DEFAULT_WAIT_S
    ) -> LogEntry:
        """The first call of an API after a log entry's id. Raise TimeoutError."""
        return await self._line.wait(
            "/sim/log",
            LOG,
            lambda entry: entry.kind == "api" and entry.name == api,
            after=after,
            timeout_s=timeout_s,
            missing=f"no call of {api}",
        )

    async def wait_for_push(
        self, name: str, *, after: int = 0, timeout_s: float = DEFAULT_WAIT_S
    ) -> LogEntry:
        """The first push of a kind (an event's or a message's) after a log entry's id."""
        return await self._line.wait(
            "/sim/log",
            LOG,
            lambda entry: entry.kind == "push" and entry.name == name,
            after=after,
            timeout_s=timeout_s,
            missing=f"no push of {name}",
        )

    # departments

    async def departments(self) -> Mapping[str, str]:
        """Names by code."""
        return {unit["code"]: unit["name"] for unit in await self._line.get("/sim/departments")}

    def department(self, code: str) -> DepartmentClient:
        return DepartmentClient(self._line, code)

    # inside

    async def _message(
        self, citizen: str, kind: str, how: Mapping[str, Any], **content: Any
    ) -> Exchange:
        return await self._exchange(citizen, "messages", {"kind": kind, **content, **how})

    async def _event(
        self, citizen: str, name: str, how: Mapping[str, Any], **content: Any
    ) -> Exchange:
        return await self._exchange(citizen, "events", {"event": name, **content, **how})

    async def _exchange(self, citizen: str, verb: str, body: Mapping[str, Any]) -> Exchange:
        return one(Exchange, await self._line.post(_at(citizen, verb), body))


def _at(who: str, *more: str) -> str:
    return "/".join(["/sim/citizens", *(quote(part, safe="") for part in (who, *more))])


def _words(bubble: Bubble) -> str:
    """Everything readable in a bubble."""
    lines: Sequence[str] = (
        bubble.title,
        bubble.text,
        *(choice.text for choice in bubble.choices),
        *(field.value for field in bubble.fields),
        bubble.tail,
    )
    return "\n".join(lines)
