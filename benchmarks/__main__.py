"""`make bench`: how fast the house answers, beside a plain door that keeps nothing."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import report
from benchmarks.houses import House, Site, a_site, huiying, plain, postgresql
from benchmarks.plan import LOADS, Bench, Figures

console = Console(highlight=False, width=132)


def main(
    json: Annotated[Path | None, typer.Option(help="Write the figures here, too")] = None,
    gateways: Annotated[int, typer.Option(help="Gateways of each house")] = 1,
    share: Annotated[float, typer.Option(help="Share of the time of each load, e.g. 0.3")] = 1.0,
) -> None:
    """Measure an FAQ, a form step and a ticket from door to door; takes about four minutes."""
    asyncio.run(bench(json, gateways, share))


async def bench(json: Path | None, gateways: int, share: float) -> None:
    """Start the houses, put every load on each of them in turn, print and write the figures."""
    began = time.perf_counter()
    facts = report.machine()
    async with AsyncExitStack() as stack:
        console.print("training a model, starting the houses …")
        site = await stack.enter_async_context(a_site())
        houses = await _houses(stack, site, gateways)
        memory = {house.name: {"start": _memory(house)} for house in houses}
        rows = await _measure(Bench(site.office), houses, share)
        for house in houses:
            memory[house.name]["end"] = _memory(house)
    facts |= {
        "training (s)": round(site.training_s, 1),
        "gateways": gateways,
        "seconds": round(time.perf_counter() - began),
    }
    report.show(console, rows, houses, memory, facts)
    if json:
        report.write(json, rows, houses, memory, facts)


async def _houses(stack: AsyncExitStack, site: Site, gateways: int) -> list[House]:
    sqlite = f"sqlite:///{site.folder}/bench.db"
    server = stack.enter_context(postgresql())
    return [
        await stack.enter_async_context(huiying(site, "huiying, SQLite", sqlite, gateways)),
        await stack.enter_async_context(huiying(site, "huiying, PostgreSQL", server, gateways)),
        await stack.enter_async_context(plain(site, "plain, no store")),
    ]


async def _measure(bench: Bench, houses: list[House], share: float) -> list[Figures]:
    """Every load on all houses in turn: what else happens on the machine meets all of them."""
    rows = []
    for house in houses:
        await bench.warm_up(house)
    for load in LOADS:
        for house in houses:
            console.print(f"· {load.kind.title}, {load.title}, {house.name}")
            rows.append(await bench.measure(house, replace(load, seconds=load.seconds * share)))
    return rows


def _memory(house: House) -> float:
    """The largest of its gateways, in MB."""
    return max(gateway.resident_mb for gateway in house.gateways)


if __name__ == "__main__":
    typer.run(main)
