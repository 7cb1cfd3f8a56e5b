"""A page that is open hears what moves: an endless answer of server-sent events."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.domain.people import NOTHING, Right, sight_of
from bot.web.console.cases import CASES, Cases
from bot.web.console.keys import SIGNING_IN
from bot.web.console.moves import Listener, News
from bot.web.console.visit import Visit

AGAIN_MS = 3000
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "X-Accel-Buffering": "no",  # nginx would keep the news until its buffer is full
}
KEEP_ALIVE = b":\n\n"


async def live(visit: Visit) -> web.StreamResponse:
    """GET /console/live?since=…&number=…: news of all tickets in sight, or of one."""
    cases = visit.request.app[CASES]
    query = visit.request.query
    since, number = _moment(query.get("since", "")) or cases.clock(), query.get("number", "")
    if number:
        await cases.casebook.find(visit.sight, number)
    with cases.moves.listening(visit.sight, since, visit.person.id, number) as listener:
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(visit.request)
        page = _Page(visit, cases, listener, number, response)
        try:
            await page.tell()
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            await page.leave()
    return response


@dataclass
class _Page:
    """One open page and its connection."""

    visit: Visit
    cases: Cases
    listener: Listener
    number: str
    response: web.StreamResponse
    _others: tuple[str, ...] = ()

    async def tell(self) -> None:
        """Tell what moves for as long as the session lasts and the gateway stays."""
        await self._write(f"retry: {AGAIN_MS}\n\n".encode())
        tick_s = self.cases.tick_s
        tick = self._now() - tick_s
        while self.cases.moves.open:
            if self._now() - tick >= tick_s:
                tick = self._now()
                if not await self._still_here():
                    await self._write(_event("over", {}))
                    return
                await self._meet()
            news = await self.listener.news(max(0.0, tick + tick_s - self._now()))
            if news.gone:
                await self._write(_event("gone", {}))
                return
            await self._write(self._told(news))

    async def leave(self) -> None:
        """Nobody has the ticket open here any more."""
        if self.number:
            await self.cases.presence.leave(self.number, self.visit.person.id)

    async def _still_here(self) -> bool:
        """Whether the session lasts; what its person may see is asked anew, too."""
        session = self.visit.session
        found = session and await self.visit.request.app[SIGNING_IN].still(session)
        if not found or not found.person.may(Right.SEE_TICKETS):
            self.listener.sight = NOTHING
            return False
        self.listener.sight = sight_of(found.person, self.visit.house.catalogue())
        return True

    async def _meet(self) -> None:
        """Who else has the ticket open, whenever that changes."""
        if not self.number:
            return
        person = self.visit.person
        others = await self.cases.presence.look_in(self.number, person.id, person.name)
        if others != self._others:
            self._others = others
            await self._write(_event("others", list(others)))

    def _told(self, news: News) -> bytes:
        moves = [one for one in news.moves if self.number in ("", one.number)]
        if not moves and not news.stale:
            return KEEP_ALIVE
        said = {one.number: one.moved_at.isoformat() for one in moves}
        last = max((one.moved_at for one in moves), default=None)
        return _event("moved", {"moved": said, "stale": news.stale}, last)

    async def _write(self, data: bytes) -> None:
        await self.response.write(data)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _event(name: str, said: object, at: datetime | None = None) -> bytes:
    """One event as it goes over the wire; its id is where a page goes on after a pause."""
    lines = [f"event: {name}", f"data: {json.dumps(said, ensure_ascii=False)}"]
    if at:
        lines.insert(0, f"id: {at.isoformat()}")
    return ("\n".join(lines) + "\n\n").encode()


def _moment(word: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
