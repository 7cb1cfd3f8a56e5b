"""What all parts of the benchmark share: the account, the model, a database server, a voice."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count

from benchmarks.houses import House, Site, a_site, huiying, postgresql
from benchmarks.postgres import a_database, drop_database

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
STORES = (SQLITE, POSTGRESQL)
QUICK = 0.3
"""The share of the time that `--quick` gives a load."""

_numbers = count(1)


@dataclass(frozen=True)
class Workshop:
    """`say` tells how far we are; `server` is a PostgreSQL that nobody else uses."""

    site: Site
    server: str
    say: Callable[[str], None]
    quick: bool = False

    def seconds(self, wanted: float) -> float:
        """How long a load lasts that should last so long."""
        return wanted * QUICK if self.quick else wanted

    def times(self, wanted: int) -> int:
        """How often something is done that should be done so often."""
        return max(int(wanted * QUICK), 5) if self.quick else wanted

    @asynccontextmanager
    async def a_store(self, kind: str) -> AsyncIterator[str]:
        """The address of an empty database of this kind; it is gone after the block."""
        name = f"bench_{next(_numbers)}"
        if kind == POSTGRESQL:
            try:
                yield await a_database(self.server, name)
            finally:
                await drop_database(self.server, name)
            return
        folder = self.site.folder / name
        folder.mkdir()
        try:
            yield f"sqlite:///{folder}/huiying.db"
        finally:
            for file in folder.iterdir():
                file.unlink()

    @asynccontextmanager
    async def a_house(self, kind: str, gateways: int = 1, workers: int = 1) -> AsyncIterator[House]:
        """A house over an empty database of this kind."""
        many = "" if gateways == 1 else f", {gateways} gateways"
        async with (
            self.a_store(kind) as url,
            huiying(self.site, f"{kind}{many}", url, gateways, workers) as house,
        ):
            yield house


@asynccontextmanager
async def a_workshop(say: Callable[[str], None], quick: bool) -> AsyncIterator[Workshop]:
    """Train the model, start the database server; everything ends and is deleted with the block."""
    async with AsyncExitStack() as stack:
        say("training a model")
        site = await stack.enter_async_context(a_site())
        say("starting a PostgreSQL")
        server = stack.enter_context(postgresql())
        yield Workshop(site, server, say, quick)
