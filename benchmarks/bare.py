"""A gateway without a database, in a thread of its own: its parts under a stopwatch."""

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from benchmarks.ports import held_port
from benchmarks.reference import SHANGHAI, a_shelf
from bot.adapters.catalogue import load_catalogue
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.wechat.account import Account
from bot.adapters.wechat.door import CallbackDoor
from bot.adapters.wechat.names import Names
from bot.domain import emergency
from bot.domain.personal_data import mask
from bot.domain.replies import Reply
from bot.services.desk import Desk
from bot.services.ports.channel import Call
from bot.services.ports.dialogue import Heard
from bot.services.shelf import Shelf
from bot.web import wechat
from bot.web.app import Parts, create_app
from bot.web.checks import Health
from bot.web.server import listen

ROOT = Path(__file__).resolve().parents[1]
ACCOUNT = Account("wxbenchmark", "secret", "benchmark", "k" * 43)
NAMES = Names(b"k" * 32)


@dataclass
class Stopwatch:
    """Processor seconds of this thread by part, without what other parts took inside of it."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _inner: list[float] = field(default_factory=lambda: [0.0])

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """Count what happens inside for this part."""
        self._inner.append(0.0)
        began = time.thread_time()
        try:
            yield
        finally:
            whole = time.thread_time() - began
            self.spent[part] += whole - self._inner.pop()
            self._inner[-1] += whole


@dataclass(frozen=True)
class TimedCall:
    """A call whose answer is sealed under the stopwatch."""

    call: Call
    watch: Stopwatch

    def seal(self, words: str, at: datetime) -> tuple[str, bytes]:
        with self.watch.of("door: encrypt"):
            return self.call.seal(words, at)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.call, name)


@dataclass(frozen=True)
class TimedDoor:
    """WeChat's door, timed."""

    door: CallbackDoor
    watch: Stopwatch

    async def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> TimedCall:
        with self.watch.of("door: verify, decrypt, read"):
            return TimedCall(await self.door.open(query, body, now), self.watch)


class NobodyNew:
    """A register that knows everybody: what a letter tells besides is the database's affair."""

    def told(self, letter: object) -> None:
        return None


_recognise = emergency.recognise.__wrapped__
"""As for words that nobody wrote a moment ago: the texts here come again."""


@dataclass
class Listener:
    """Answers as a turn does, over a dict."""

    engine: RasaEngine
    shelf: Shelf
    watch: Stopwatch
    memories: dict[str, str] = field(default_factory=dict)

    async def answer(self, call: Call) -> tuple[Reply, datetime]:
        """The reply to this call."""
        return await self.hear(call.message.citizen, call.message.text), datetime.now(SHANGHAI)

    async def hear(self, citizen: str, text: str) -> Reply:
        """The reply to this text; the store's JSON is taken apart and written like a row's."""
        with self.watch.of("emergencies by rule"):
            _recognise(text)
        with self.watch.of("masking"):
            masked = mask(text)
        with self.watch.of("memory as JSON"):
            memory = json.loads(self.memories.get(citizen, "[]"))
        with self.watch.of("dialogue, understanding included"):
            desk = Desk(citizen, text, datetime.now(SHANGHAI), self.shelf, masked.secrets)
            turned = await self.engine.respond(Heard(citizen, masked.text), memory, desk)
        with self.watch.of("memory as JSON"):
            self.memories[citizen] = json.dumps(turned.memory, ensure_ascii=False)
        return turned.reply


class Gateway:
    """A gateway without a database, in a thread of its own."""

    def __init__(self, model: Path) -> None:
        self.watch = Stopwatch()
        self.listener: Listener
        self.port = 0
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(model)))

    def __enter__(self) -> "Gateway":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    @property
    def processor_s(self) -> float:
        """What the thread has used so far."""
        clock = time.pthread_getcpuclockid(cast(int, self._thread.ident))
        return time.clock_gettime(clock)

    def lead(self, citizen: str, texts: Sequence[str]) -> None:
        """Let a citizen say all this."""

        async def say() -> None:
            for text in texts:
                await self.listener.hear(citizen, text)

        asyncio.run_coroutine_threadsafe(say(), self._loop).result()

    async def _serve(self, model: Path) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        engine = await RasaEngine.load(model)
        catalogue, _ = load_catalogue(ROOT / "departments.yml", {})
        self.listener = Listener(engine, a_shelf(engine, catalogue), self.watch)
        app = create_app(_other_doors(), more=wechat.ROUTES)
        door = TimedDoor(_door(), self.watch)
        wechat.add_wechat(
            app, cast(Any, door), cast(Any, self.listener), lambda: datetime.now(SHANGHAI)
        )
        self.port = held_port()
        runner = await listen(app, "127.0.0.1", self.port)
        self._ready.set()
        await self._stopping.wait()
        await runner.cleanup()


def _other_doors() -> Parts:
    """Doors that nobody knocks at here."""
    shut: Any = None
    return Parts(
        calls=shut, files=shut, gate=shut, pages=shut, health=Health({}), metrics=shut, near=shut
    )


def _door() -> CallbackDoor:
    unused: Any = None
    return CallbackDoor(
        account=ACCOUNT,
        names=NAMES,
        guard=unused,
        register=cast(Any, NobodyNew()),
        refused=unused,
        unforeseen=unused,
        bell=unused,
    )
