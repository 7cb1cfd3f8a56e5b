"""What a message that breaks every one of its turns takes from all others."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from benchmarks.sections import Goal, Section
from benchmarks.workshop import STORES, Workshop
from bot.adapters.calendar import WorkingDays
from bot.adapters.store import Database, SqlAttachments, SqlInbox, SqlOutbox, SqlTickets
from bot.domain.dispatch import Catalogue, Department
from bot.domain.messages import Kind, Message
from bot.domain.replies import Reply
from bot.domain.zone import SHANGHAI
from bot.services.conversation import Talk
from bot.services.cutting import Cutter
from bot.services.locks import Locks
from bot.services.ports.dialogue import Heard, Turned, Understanding
from bot.services.ports.inbox import InboxRow
from bot.services.reception import Reception
from bot.services.shelf import Shelf
from bot.services.turns import TRIES, Turns

BLOCKS, CITIZENS, EACH = 5, 16, 60
POISONS = 1
"""Poisoned messages in a block, of a citizen of its own."""
POISON = "这封信每次处理都会出错，换谁来处理都一样"
LOOK_AGAIN_S = 0.05
LEFT_BEHIND = timedelta(seconds=0.3)
"""So often what was left behind so long ago is taken up here; in a gateway it is two seconds and
ten."""
KEPT = 90.0

METHOD = f"""\
Inbox, turns and store of a gateway in one process, with a dialogue that answers at once, so that
what poison costs is not hidden behind Rasa. {CITIZENS} citizens write {EACH} messages each, one
after another; {BLOCKS} clean and {BLOCKS} poisoned blocks take turns in one run on the same
database. In a poisoned block {POISONS} message more breaks every turn it is given, also the one
that hands it to people; what was left behind is taken up every {LOOK_AGAIN_S * 1000:g} ms instead
of every two seconds, forty times as often as in a gateway. "Speed" is the others' messages in a
second of processor time, "wall" in a second of the clock."""

COLUMNS = (
    *("store", "blocks", "others' messages", "speed /s", "wall /s", "tries of each poison"),
    "set aside",
)


class Echo:
    """Keeps the port Dialogue: says what it hears."""

    model = "echo"

    async def parse(self, text: str) -> Understanding:
        return Understanding("inquiry", 1.0)

    def asks(self, memory: Sequence[Mapping[str, Any]]) -> bool:
        return False

    def interrupted(self, memory: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        return ()

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        return Turned(Reply(heard.text), (), Understanding("inquiry", 1.0))


class Poisoned(SqlInbox):
    """An inbox whose turn over a poisoned message can never be written."""

    async def finish(self, row: InboxRow, *rest: Any) -> InboxRow:
        if row.message.text == POISON:
            raise ValueError("poison")
        return await super().finish(row, *rest)


class NoWaker:
    """Keeps the port Waker: nobody waits."""

    async def wake(self) -> None:
        return

    async def wait(self, at_most: timedelta) -> None:
        return


@dataclass
class Half:
    """All blocks of one kind."""

    others: int = 0
    processor_s: float = 0.0
    wall_s: float = 0.0

    @property
    def speed(self) -> float:
        return self.others / self.processor_s


async def measure(workshop: Workshop) -> list[Section]:
    """On both stores."""
    logging.getLogger("bot").setLevel(logging.CRITICAL)
    rows: list[list[object]] = []
    goals = []
    for kind in STORES:
        workshop.say(f"poison, {kind}")
        async with workshop.a_store(kind) as url:
            clean, poisoned, tries = await _measured(url, workshop.times(BLOCKS))
        rows += [_row(kind, "clean", clean, {}), _row(kind, "poisoned", poisoned, tries)]
        kept = round(100 * poisoned.speed / clean.speed, 1)
        goals.append(Goal(f"speed of the others, {kind}", kept, KEPT, "%", at_least=True))
        most = max(tries.values(), default=0)
        goals.append(Goal(f"tries of a poisoned message, {kind}", most, TRIES, ""))
    return [Section("A poisoned message", COLUMNS, rows, METHOD, goals)]


async def _measured(url: str, blocks: int) -> tuple[Half, Half, Mapping[str, int]]:
    database = Database(url)
    await database.upgrade()
    inbox, numbers = Poisoned(database), count(1)
    reception = _a_reception(database, inbox)
    clean, poisoned = Half(), Half()
    tries: dict[str, int] = {}
    await _block(reception, Half(), numbers, [])  # the first one warms up
    for _ in range(blocks):
        await _block(reception, clean, numbers, [])
        keys = [f"poison-{next(numbers)}" for _ in range(POISONS)]
        await _block(reception, poisoned, numbers, keys)
        tries |= {key: (await inbox.find(key)).attempts for key in keys}
    await reception.close()
    await database.close()
    return clean, poisoned, tries


async def _block(reception: Reception, half: Half, numbers: "count[int]", bad: list[str]) -> None:
    stopping = asyncio.Event()
    again = asyncio.create_task(_take_up(reception, stopping))
    processor_s, began = time.process_time(), time.perf_counter()
    others = [_writes(reception, f"c{next(numbers)}") for _ in range(CITIZENS)]
    spoiled = [_say(reception, f"c-{key}", key, POISON) for key in bad]
    await asyncio.gather(*spoiled, *others)
    half.processor_s += time.process_time() - processor_s
    half.wall_s += time.perf_counter() - began
    half.others += CITIZENS * EACH
    while bad and not await _all_set_aside(reception, bad):  # noqa: ASYNC110 (nobody announces it)
        await asyncio.sleep(LOOK_AGAIN_S)
    stopping.set()
    await again


async def _writes(reception: Reception, citizen: str) -> None:
    for number in range(EACH):
        await _say(reception, citizen, f"{citizen}-{number}", f"人民路的路灯坏了，第{number}次问")


async def _say(reception: Reception, citizen: str, key: str, text: str) -> None:
    message = Message(key, citizen, Kind.TEXT, _now(), text)
    await reception.answer(SimpleNamespace(message=message, note=None, raw=b""))


async def _take_up(reception: Reception, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        await reception.resume(_now() - LEFT_BEHIND)
        await asyncio.sleep(LOOK_AGAIN_S)


async def _all_set_aside(reception: Reception, keys: Sequence[str]) -> bool:
    rows = [await reception.inbox.find(key) for key in keys]
    return all(row.attempts >= TRIES for row in rows)


def _a_reception(database: Database, inbox: SqlInbox) -> Reception:
    centre = Department("service_center", "政务服务协调中心", None, ())
    shelf = Shelf(
        tickets=SqlTickets(database),
        attachments=SqlAttachments(database),
        knowledge=SimpleNamespace(entry=lambda key: None),
        catalogue=Catalogue("bench", centre.code, (centre,)),
        calendar=WorkingDays(),
    )
    talk = Talk(
        inbox=inbox,
        outbox=SqlOutbox(database),
        dialogue=Echo(),
        shelf=shelf,
        cutter=Cutter(lambda words, link: [words], lambda token: token),
        clock=_now,
        session=timedelta(minutes=30),
    )
    turns = Turns(inbox, talk, NoWaker(), Locks())
    return Reception(inbox=inbox, turns=turns, clock=_now, patience=timedelta(seconds=1.5))


def _now() -> datetime:
    return datetime.now(SHANGHAI)


def _row(kind: str, name: str, half: Half, tries: Mapping[str, int]) -> list[object]:
    each = "、".join(str(n) for n in sorted(set(tries.values()))) or "–"
    aside = sum(n >= TRIES for n in tries.values()) if tries else "–"
    speed, wall = round(half.speed), round(half.others / half.wall_s)
    return [kind, name, half.others, speed, wall, each, aside]
