"""The plain door to compare with: wechatpy, aiohttp and the same engine, without any durability.

What a bot in the usual way would be: it verifies, decrypts, asks the engine, encrypts.
Conversations and tickets live in the memory of the process: nothing is written, no message is
known when it comes again, no department hears anything. Run as
`python -m benchmarks.reference MODEL DEPARTMENTS PORT` with the account in HUIYING_ variables.
"""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import create_reply

from bot.adapters.calendar import WorkingDays
from bot.adapters.catalogue import load_catalogue
from bot.adapters.rasa.engine import RasaEngine
from bot.domain.dispatch import Catalogue
from bot.services.desk import Desk
from bot.services.evaluation.strangers import Memory
from bot.services.evaluation.strangers import a_shelf as over_memory
from bot.services.ports.dialogue import Heard
from bot.services.shelf import Shelf

SHANGHAI = ZoneInfo("Asia/Shanghai")


def a_shelf(engine: RasaEngine, catalogue: Catalogue, memory: Memory | None = None) -> Shelf:
    """What a desk reaches for, over nothing but memory."""
    return over_memory(engine.knowledge, catalogue, WorkingDays(), engine.habits, memory)


class PlainDoor:
    """POST /wechat."""

    def __init__(self, engine: RasaEngine, catalogue: Catalogue, crypto: WeChatCrypto) -> None:
        self._engine = engine
        self._crypto = crypto
        self._memory = Memory()
        self._shelf = a_shelf(engine, catalogue, self._memory)

    async def receive(self, request: web.Request) -> web.Response:
        """Verify, decrypt, answer, encrypt."""
        query = request.query
        sealed = await request.text()
        plain = self._crypto.decrypt_message(
            sealed, query["msg_signature"], query["timestamp"], query["nonce"]
        )
        message = parse_message(plain)
        words = await self._answer(message.source, message.content)
        reply = create_reply(words, message).render()
        body = self._crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
        return web.Response(text=body, content_type="application/xml")

    async def _answer(self, citizen: str, text: str) -> str:
        memory = self._memory
        desk = Desk(citizen, text, datetime.now(SHANGHAI), self._shelf, {})
        heard = Heard(citizen, text)
        turned = await self._engine.respond(heard, memory.conversations.get(citizen, ()), desk)
        memory.conversations[citizen] = turned.memory
        for change in desk.changes.tickets.values():
            memory.tickets.setdefault(citizen, []).append(change.after)
        return turned.reply.words


async def serve(model: Path, departments: Path, port: int) -> None:
    """Answer until the process is ended."""
    account = (os.environ[f"HUIYING_WECHAT_{name}"] for name in ("TOKEN", "AES_KEY", "APP_ID"))
    catalogue, _ = load_catalogue(departments, os.environ)
    door = PlainDoor(await RasaEngine.load(model), catalogue, WeChatCrypto(*account))
    app = web.Application()
    app.router.add_post("/wechat", door.receive)
    app.router.add_get("/health", _well)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


async def _well(_: web.Request) -> web.Response:
    return web.Response(text="ok")


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
