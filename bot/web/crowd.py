"""How many calls may be inside at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web


@dataclass
class Crowd:
    """Counts who is inside, and lets nobody in beyond `most`."""

    most: int
    inside: int = 0

    def refuse_if_full(self) -> None:
        """Raises HTTPServiceUnavailable."""
        if self.inside >= self.most:
            raise web.HTTPServiceUnavailable

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Be inside for as long as the block lasts. Raises HTTPServiceUnavailable."""
        self.refuse_if_full()
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
