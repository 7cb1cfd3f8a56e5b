"""`make bench`: how fast the house is and how it grows, beside a plain door that keeps nothing."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import (
    balanced,
    beginning,
    capacity,
    clerks,
    conversation,
    doors,
    flood,
    growth,
    inbox,
    knowledge,
    poison,
    releasing,
    report,
    sustained,
)
from benchmarks.sections import Section
from benchmarks.workshop import Workshop, a_workshop

console = Console(highlight=False, width=170)

Measure = Callable[[Workshop], Awaitable[list[Section]]]


@dataclass(frozen=True)
class Part:
    """One part of the benchmark; it is given up after `limit_s`."""

    measure: Measure
    limit_s: float


PARTS: Mapping[str, Part] = {
    "beginning": Part(beginning.measure, 300),
    "doors": Part(doors.measure, 600),
    "sustained": Part(sustained.measure, 600),
    "inbox": Part(inbox.measure, 240),
    "growth": Part(growth.measure, 900),
    "console": Part(clerks.measure, 1200),
    "faq": Part(knowledge.measure, 1200),
    "release": Part(releasing.measure, 600),
    "conversation": Part(conversation.measure, 300),
    "balancer": Part(balanced.measure, 300),
    "flood": Part(flood.measure, 600),
    "poison": Part(poison.measure, 120),
}


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"Parts: {', '.join(PARTS)}")] = None,
    quick: Annotated[bool, typer.Option(help="A third of the time, smaller sizes")] = False,
    json: Annotated[Path | None, typer.Option(help="Write the figures here, too")] = None,
) -> None:
    """Measure and print everything; about fifteen minutes. Ends with 1 if a part gave up."""
    wanted = only or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        raise typer.BadParameter(
            f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}"
        )
    try:
        complete = asyncio.run(bench(wanted, quick, json))
    except asyncio.CancelledError:
        raise typer.Exit(128 + signal.SIGTERM) from None
    if not complete:
        raise typer.Exit(1)


async def bench(wanted: list[str], quick: bool, json: Path | None) -> bool:
    """Run the parts one after the other; each is printed when it is done. Did all of them end?"""
    _end_in_order_when_asked()
    began, facts = time.perf_counter(), report.machine()
    found: dict[str, list[Section]] = {}

    def say(what: str) -> None:
        console.print(f"[dim]{time.perf_counter() - began:5.0f} s · {what}[/]")

    async with a_workshop(say, quick) as workshop:
        facts["training (s)"] = round(workshop.site.training_s, 1)
        for name in wanted:
            sections = await _measured(name, workshop)
            if sections is None:
                continue
            found[name] = sections
            for section in sections:
                report.show(console, section)
    if "sustained" in found:
        records = {"sustained": [section.as_record() for section in found["sustained"]]}
        found["capacity"] = capacity.sections(records, facts["cores"])
        for section in found["capacity"]:
            report.show(console, section)
    facts["seconds"] = round(time.perf_counter() - began)
    console.print(" · ".join(f"{name} {value}" for name, value in facts.items()))
    if json:
        report.write(json, found, facts)
    return set(wanted) <= set(found)


def _end_in_order_when_asked() -> None:
    """SIGTERM ends what is under way as Ctrl-C does: every process, every folder."""
    under_way = asyncio.current_task()
    assert under_way is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, under_way.cancel)


async def _measured(name: str, workshop: Workshop) -> list[Section] | None:
    """What the part found; None if it took too long or broke, which the others survive."""
    workshop.say(f"== {name}")
    try:
        async with asyncio.timeout(PARTS[name].limit_s):
            return await PARTS[name].measure(workshop)
    except Exception as error:  # a part's boundary: the other parts are worth having
        console.print(f"[red]✗ {name}: {type(error).__name__}: {error}[/]")
        return None


if __name__ == "__main__":
    typer.run(main)
