"""`make faults`: shows under fire that nothing is lost and nothing doubled.

    python -m tests.faults --store postgresql kills --seeds 5 --messages 10000
    python -m tests.faults --share 0.03            everything, in small
    python -m tests.faults pairs secrets --json figures.json

Ends with 1, and names the offenders, when a figure is missed.
"""

import asyncio
import contextlib
import io
import json as json_module
import random
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.adapters.rasa.sources import Sources
from bot.adapters.rasa.training import train
from bot.demo.places import ROOT
from tests.faults.campaigns import CAMPAIGNS
from tests.faults.campaigns.base import Campaign
from tests.faults.crew import Crew, a_crew
from tests.faults.figures import Figure, Outcome, none_of, show, total
from tests.faults.postgres import a_postgres
from tests.faults.watch import Watch, shown

console = Console(highlight=False, width=132)
SMALLEST = 10


class Store(StrEnum):
    """Which database the house stands on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Which campaigns: {', '.join(CAMPAIGNS)}")
    ] = None,
    store: Annotated[list[Store] | None, typer.Option(help="Over which database")] = None,
    seeds: Annotated[int, typer.Option(help="Among so many runs kills shares its messages")] = 5,
    seed: Annotated[int, typer.Option(help="The first seed: the same one draws the same plan")] = 1,
    messages: Annotated[int, typer.Option(help="The size of the campaigns named")] = 0,
    share: Annotated[float, typer.Option(help="Share of the full size, such as 0.03")] = 1.0,
    json: Annotated[Path | None, typer.Option(help="Write the figures here, too")] = None,
) -> None:
    """Kill, starve and confuse a house of real processes, and account for every message."""
    chosen = [_campaign(name) for name in names or CAMPAIGNS]
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="huiying-faults-") as folder:
        console.print("training a model …")
        model = _trained(Path(folder))
        for campaign in chosen:
            size = messages or max(SMALLEST, round(campaign.size * share))
            runs = seeds if campaign.per_seed else 1
            for kind in store or list(Store):
                found = [
                    asyncio.run(_run(campaign, kind, number, size // runs, model))
                    for number in range(seed, seed + runs)
                ]
                outcomes += found if runs == 1 else [*found, total(found)]
    show(console, outcomes)
    if json:
        records = [outcome.as_record() for outcome in outcomes]
        json.write_text(json_module.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")
    if any(outcome.missed for outcome in outcomes):
        raise typer.Exit(1)


def _campaign(name: str) -> Campaign:
    if name not in CAMPAIGNS:
        raise typer.BadParameter(f"{name} is none of {', '.join(CAMPAIGNS)}")
    return CAMPAIGNS[name]


def _trained(folder: Path) -> Path:
    with contextlib.redirect_stderr(io.StringIO()):  # Rasa's progress bars
        return train(Sources.in_folder(ROOT), folder / "models").path


async def _run(campaign: Campaign, store: Store, seed: int, size: int, model: Path) -> Outcome:
    title = f"{campaign.name} over {store}, seed {seed}, {size} {campaign.counts}"
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"huiying-{campaign.name}-") as folder:
        async with _a_crew(campaign, store, Path(folder) / "data", model) as crew:
            if campaign.simulated:
                await crew.sim.switch(retry_after_s=5.0)
            with shown(console, title, size) as watch:
                figures = await _figures(campaign, crew, watch, random.Random(seed), size)
    seconds = time.monotonic() - began
    console.print(f"{title}: {seconds:.0f} s")
    return Outcome(campaign.name, store, seed, seconds, campaign.method, figures)


async def _figures(
    campaign: Campaign, crew: Crew, watch: Watch, chance: random.Random, size: int
) -> Sequence[Figure]:
    try:
        return await campaign.run(crew, watch, chance, size)
    except Exception as error:  # a campaign's boundary: the others are still worth their time
        console.print_exception(max_frames=4)
        return [none_of("broken off", [f"{type(error).__name__}: {error}"])]


@asynccontextmanager
async def _a_crew(
    campaign: Campaign, store: Store, folder: Path, model: Path
) -> AsyncIterator[Crew]:
    async with contextlib.AsyncExitStack() as stack:
        postgres = None
        if store is Store.POSTGRESQL:
            postgres = await stack.enter_async_context(a_postgres())
        yield await stack.enter_async_context(
            a_crew(
                folder,
                model,
                postgres=postgres,
                simulated=campaign.simulated,
                settings=campaign.settings,
            )
        )


if __name__ == "__main__":
    typer.run(main)
