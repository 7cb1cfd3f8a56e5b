"""`make fuzz`: a minute of hostile calls at a real gateway; fails if it breaks or grows."""

import asyncio
import json
import os
import tempfile
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.adapters.store import SqlTickets
from bot.demo.credentials import demo_secrets
from bot.demo.house import a_house
from bot.demo.places import Places
from bot.services.ports.changes import Changes, TicketChange
from bot.settings import Settings
from bot.wiring.ground import a_database
from tests.builders import a_ticket
from tests.fuzz.attacks import Attacker, Secrets
from tests.fuzz.campaign import Figures, campaign
from tests.fuzz.described import Signer, Wanderer
from tests.processes import command, descendants

GROWTH_MB = 30.0
"""More than this between a third of the time and its end is no cache any more."""
UNIT = "construction"
TICKETS = 500

console = Console(highlight=False, width=120)


def main(
    seconds: Annotated[float, typer.Option(help="How long")] = 60.0,
    callers: Annotated[int, typer.Option(help="How many at a time")] = 8,
    seed: Annotated[int, typer.Option(help="The same seed, the same calls")] = 20261123,
) -> None:
    """Attack a house of real processes."""
    figures, wanderer = asyncio.run(fuzz(seconds, callers, seed))
    console.print(_table(figures))
    console.print(
        f"{figures.calls} calls in {figures.seconds:.0f} s, statuses {figures.by_status()}"
    )
    first, last = figures.memory[0][1], figures.memory[-1][1]
    console.print(
        f"memory of the gateway: {first:.0f} MB before, {last:.0f} MB after, "
        f"{figures.growth:+.1f} MB in the last two thirds"
    )
    console.print(f"by the description: {dict(sorted(wanderer.answers.items()))}")
    for broken in sorted(wanderer.broken):
        console.print(broken, markup=False)
    if figures.ours or figures.growth > GROWTH_MB or wanderer.broken:
        console.print("[red]broken[/]")
        raise typer.Exit(1)
    console.print("[green]nothing broke, nothing grew[/]")


async def fuzz(seconds: float, callers: int, seed: int) -> tuple[Figures, Wanderer]:
    """Start a house, attack it, call it by its own description, end it."""
    with tempfile.TemporaryDirectory(prefix="huiying-fuzz-") as name:
        places = Places.free(Path(name), 18600)
        async with a_house(places, console.print) as supervisor:
            made = demo_secrets(places.data_dir)
            secrets = Secrets(
                made.app_id, made.token, made.aes_key, UNIT, made.for_department(UNIT)
            )
            attacker = Attacker(secrets, seed)
            pid = next(pid for pid in descendants(os.getpid()) if "bot gateway" in command(pid))
            figures = await campaign(places.gateway_url, pid, attacker, seconds, callers)
            wanderer = await _wandered(places, Signer(secrets.department_secret), seed, seconds)
            for line in _complaints(supervisor.log_of("gateway")):
                console.print(line)
            return figures, wanderer


async def _wandered(places: Places, signer: Signer, seed: int, seconds: float) -> Wanderer:
    """As many calls at each door as there are seconds. Each finds a ticket that no other closed."""
    numbers = [f"20261123-{n // 100:04}-{n % 100:02}" for n in range(TICKETS)]
    async with a_database(Settings(demo=True, data_dir=places.data_dir)) as database:
        tickets = (TicketChange(None, a_ticket(number=number)) for number in numbers)
        await SqlTickets(database).apply(Changes(tickets=dict(zip(numbers, tickets, strict=True))))
    found = ({"code": UNIT, "number": number, "id": "a1"} for number in cycle(numbers))
    wanderer = Wanderer(places.gateway_url, signer, found, "heating")
    await asyncio.to_thread(wanderer.wander, seed, max(10, int(seconds)))
    return wanderer


def _complaints(log: Path) -> list[str]:
    """What broke, with its place, each once and how often."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    broke = Counter(
        f"{line['event']}: {line.get('error')} at {line.get('place')}"
        for line in lines
        if line["level"] == "error" and "error" in line
    )
    return [f"{many} times {what}" for what, many in broke.most_common()]


def _table(figures: Figures) -> Table:
    table = Table(title="Hostile calls, by what is wrong with them")
    names = sorted({name for name, _ in figures.statuses})
    statuses = sorted({status for _, status in figures.statuses})
    table.add_column("attack")
    for status in statuses:
        table.add_column(str(status or "none"), justify="right")
    for name in names:
        counts = (figures.statuses[name, status] for status in statuses)
        table.add_row(name, *(str(count or "") for count in counts))
    return table


if __name__ == "__main__":
    typer.run(main)
