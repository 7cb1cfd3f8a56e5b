"""Sends letters through a simulator and the real door of a private house; counts what became."""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.adapters.letters import read_letters
from bot.demo.house import a_house
from bot.demo.places import Places
from bot.domain.letters import Letter
from bot.domain.numbers import find_number
from bot.domain.tickets import TYPE_NAMES, Type
from bot.services.later import is_put_off
from bot.simulator.client import SimulatorClient
from bot.simulator.models import Exchange

FIRST_PORT = 18080
LONGEST_MESSAGE = 600
"""Characters: what a citizen can type into one WeChat message."""
ANSWER_S = 60.0
NO_ANSWER = "没有答复"


@dataclass(frozen=True)
class Became:
    """What became of one letter. `number`, `type` and `department` are of its ticket, if any."""

    letter: str
    outcome: str  # ticket, faq, emergency, asked, other, none
    reply: str
    filed_type: str | None
    filed_bureau: str | None
    number: str | None = None
    type: str | None = None
    department: str | None = None
    missing: tuple[str, ...] = ()


async def replay_file(
    file: Path, limit: int, citizens: int, report: Path | None, console: Console
) -> str:
    """Replay the letters of `file` in a house of their own; returns the figures as text.

    Each letter is written by a citizen of its own. Raises BadFile.
    """
    letters = read_letters(file).letters
    letters = letters[:limit] if limit else letters
    with tempfile.TemporaryDirectory(prefix="huiying-replay-") as folder:
        places = Places.free(Path(folder), FIRST_PORT)
        async with a_house(places, console.print):
            became = await replay_letters(letters, places, citizens, console)
    if report:
        await asyncio.to_thread(_write_report, report, became)
    return figures(became)


def _write_report(report: Path, became: Sequence[Became]) -> None:
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in became)
    report.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


async def replay_letters(
    letters: Sequence[Letter], places: Places, citizens: int, console: Console
) -> list[Became]:
    """What became of each letter in a house that runs, `citizens` of them writing at a time."""
    async with SimulatorClient(places.simulator_url) as sim:
        with Progress(console=console) as progress:
            bar = progress.add_task("写信", total=len(letters))
            waiting = asyncio.Semaphore(citizens)

            async def write(letter: Letter) -> Became:
                async with waiting:
                    became = await _write(sim, letter)
                    progress.advance(bar)
                    return became

            became = list(await asyncio.gather(*(write(letter) for letter in letters)))
        return await _with_tickets(sim, became)


async def _write(sim: SimulatorClient, letter: Letter) -> Became:
    citizen = f"来信 {letter.id}"
    await sim.follow(citizen)
    exchange = await sim.say(citizen, letter.content[:LONGEST_MESSAGE])
    reply = await _reply(sim, citizen, exchange)
    number = find_number(reply)
    return Became(
        letter=letter.id,
        outcome=_outcome(reply, number),
        reply=reply,
        filed_type=letter.type,
        filed_bureau=letter.bureau,
        number=number,
    )


async def _reply(sim: SimulatorClient, citizen: str, exchange: Exchange) -> str:
    said = exchange.passive_reply
    try:
        while said is None or is_put_off(said.text):
            after = said.index if said else exchange.index
            said = await sim.wait_for_bubble(citizen, after=after, timeout_s=ANSWER_S)
    except TimeoutError:
        return said.text if said else NO_ANSWER
    return said.text


def _outcome(reply: str, number: str | None) -> str:
    if reply == NO_ANSWER:
        return "none"
    if "【来源】" in reply:
        return "faq"
    if number:
        return "emergency" if "知道地点请直接发来" in reply else "ticket"
    return "asked" if "？" in reply or "\n1. " in reply else "other"


async def _with_tickets(sim: SimulatorClient, became: Sequence[Became]) -> list[Became]:
    """Each with the type and department of its ticket, as the departments were told."""
    tickets = {}
    for code in await sim.departments():
        for event in await sim.department(code).events():
            if event.type == "ticket.dispatched":
                ticket = event.body["data"]["ticket"]
                tickets[ticket["number"]] = (ticket["type"], code, tuple(ticket["missing"]))
    return [_told(one, tickets.get(one.number or "")) for one in became]


def _told(one: Became, ticket: tuple[str, str, tuple[str, ...]] | None) -> Became:
    if ticket is None:
        return one
    kind, department, missing = ticket
    return Became(**{**asdict(one), "type": kind, "department": department, "missing": missing})


def figures(became: Sequence[Became]) -> str:
    """What became of the letters, as a table in text."""
    total = len(became)
    outcomes = Counter(one.outcome for one in became)
    names = {
        "ticket": "开了工单",
        "emergency": "按紧急情况处理并开了工单",
        "faq": "当场回答（知识库）",
        "asked": "追问或请市民选择",
        "other": "其他答复",
        "none": "没有答复",
    }
    lines = [f"共 {total} 封信，每封由一位市民发出："]
    lines += [
        f"  {name}\t{outcomes[key]}\t{outcomes[key] / total:.1%}" for key, name in names.items()
    ]
    dispatched = [one for one in became if one.department]
    lines.append(f"已有部门收到的工单\t{len(dispatched)}")
    lines += _types(dispatched)
    lines += _departments(dispatched)
    return "\n".join(lines)


def _types(dispatched: Sequence[Became]) -> list[str]:
    typed = [one for one in dispatched if one.filed_type]
    if not typed:
        return []
    right = sum(one.type == one.filed_type for one in typed)
    counts = Counter(one.type for one in typed)
    said = "、".join(f"{TYPE_NAMES[Type(kind)]} {n}" for kind, n in counts.most_common() if kind)
    return [f"工单类型：{said}", f"  与原档案类型一致\t{right}\t{right / len(typed):.1%}"]


def _departments(dispatched: Sequence[Became]) -> list[str]:
    filed = [one for one in dispatched if one.filed_bureau]
    if not filed:
        return []
    right = sum(one.department == one.filed_bureau for one in filed)
    return [f"  与原档案承办单位一致\t{right}\t{right / len(filed):.1%}"]
