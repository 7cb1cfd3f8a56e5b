"""What stays is not looked through; what stayed and goes is found."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.wiring.garbage import Garbage


class Ring:
    """Holds itself, so that only the collector can end it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _nothing_stays_aside() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


async def test_what_was_set_aside_is_found_when_it_is_taken_back():
    ring = Ring()
    alive = weakref.ref(ring)
    garbage = Garbage()
    await garbage.set_aside()
    del ring

    gc.collect()
    assert alive(), "it was looked through all the same"

    garbage.take_back()
    gc.collect()
    assert not alive()


async def test_what_comes_later_is_looked_at_as_ever():
    garbage = Garbage()
    await garbage.set_aside()
    ring = Ring()
    alive = weakref.ref(ring)
    await garbage.set_aside()
    del ring

    gc.collect()

    assert not alive()
