"""What comes while something is being done is done together, and nobody pays for a neighbour."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.adapters.store.together import MOST, Together
from bot.domain.errors import StoreAway


class Clerk:
    """Does what it is given when it is let, and remembers what came together.

    Words that begin with "bad" are refused, "broken" breaks the whole batch.
    """

    def __init__(self) -> None:
        self.done: list[list[str]] = []
        self.begun = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def __call__(self, words: Sequence[str]) -> list[str | Exception]:
        self.begun.set()
        await self.may_go_on.wait()
        if "away" in words:
            raise StoreAway("the database is away")
        if "broken" in words:
            raise ZeroDivisionError
        self.done.append(list(words))
        return [KeyError(word) if word.startswith("bad") else word.upper() for word in words]


async def under_way(clerk: Clerk, together: Together[str, str]) -> "asyncio.Task[str]":
    """Something that is being done, and goes on when the clerk may."""
    clerk.may_go_on.clear()
    first = asyncio.create_task(together("first"))
    await clerk.begun.wait()
    return first


async def test_alone_nobody_waits_for_company():
    """One at a time is done one at a time."""
    clerk = Clerk()
    together = Together(clerk)

    assert [await together("a"), await together("b")] == ["A", "B"]
    assert clerk.done == [["a"], ["b"]]


async def test_who_comes_meanwhile_is_done_with_the_next():
    """In the order in which they came, and each hears of its own."""
    clerk = Clerk()
    together = Together(clerk)
    first = await under_way(clerk, together)
    rest = [asyncio.create_task(together(word)) for word in ("a", "b", "c")]
    await asyncio.sleep(0)

    clerk.may_go_on.set()

    assert await asyncio.gather(first, *rest) == ["FIRST", "A", "B", "C"]
    assert clerk.done == [["first"], ["a", "b", "c"]]


async def test_one_that_is_refused_does_not_fail_its_neighbours():
    """The error is that one's alone."""
    together = Together(Clerk())

    results = await asyncio.gather(
        *(together(word) for word in ("a", "bad", "c")), return_exceptions=True
    )

    assert [results[0], results[2]] == ["A", "C"]
    assert isinstance(results[1], KeyError)


async def test_one_that_breaks_everything_breaks_itself_alone():
    """Nothing was written, so each is done again by itself."""
    clerk = Clerk()
    together = Together(clerk)

    results = await asyncio.gather(
        *(together(word) for word in ("a", "broken", "c")), return_exceptions=True
    )

    assert [results[0], results[2]] == ["A", "C"]
    assert isinstance(results[1], ZeroDivisionError)
    assert clerk.done == [["a"], ["c"]]


async def test_a_store_that_is_away_is_asked_once_for_all():
    """Each hears that it is away; nobody knocks for each of them."""
    clerk = Clerk()
    together = Together(clerk)

    results = await asyncio.gather(
        *(together(word) for word in ("a", "away", "c")), return_exceptions=True
    )

    assert [type(result) for result in results] == [StoreAway] * 3
    assert clerk.done == []
    assert await together("later") == "LATER"


async def test_who_gave_up_waiting_is_not_done():
    """Nobody would hear of it, and it may be kept elsewhere by now."""
    clerk = Clerk()
    together = Together(clerk)
    first = await under_way(clerk, together)
    impatient, patient = (asyncio.create_task(together(word)) for word in ("x", "y"))
    await asyncio.sleep(0)

    impatient.cancel()
    await asyncio.wait({impatient})
    clerk.may_go_on.set()

    assert await asyncio.gather(first, patient) == ["FIRST", "Y"]
    assert clerk.done == [["first"], ["y"]]


async def test_who_gives_up_in_the_middle_does_not_take_the_others_along():
    """What is under way goes on."""
    clerk = Clerk()
    together = Together(clerk)
    impatient = await under_way(clerk, together)
    patient = asyncio.create_task(together("y"))
    await asyncio.sleep(0)

    impatient.cancel()
    await asyncio.wait({impatient})
    clerk.may_go_on.set()

    assert await patient == "Y"
    assert clerk.done == [["first"], ["y"]]


async def test_a_crowd_goes_in_parts():
    """The first of them does not wait for the last."""
    clerk = Clerk()
    together = Together(clerk)

    await asyncio.gather(*(together(str(n)) for n in range(MOST + 1)))

    assert [len(batch) for batch in clerk.done] == [MOST, 1]


async def test_closing_waits_for_what_is_under_way():
    """And for what was already waiting then."""
    clerk = Clerk()
    together = Together(clerk)
    first = await under_way(clerk, together)
    second = asyncio.create_task(together("second"))
    closing = asyncio.create_task(together.close())
    await asyncio.sleep(0)
    closed_early = closing.done()

    clerk.may_go_on.set()
    await closing

    assert not closed_early
    assert clerk.done == [["first"], ["second"]]
    await asyncio.gather(first, second)


async def test_when_the_loop_ends_nobody_waits_for_ever():
    """Who waits is cut off, and tells nobody that it was done."""
    clerk = Clerk()
    together = Together(clerk)
    first = await under_way(clerk, together)
    second = asyncio.create_task(together("second"))
    await asyncio.sleep(0)

    assert together._serving is not None
    together._serving.cancel()

    results = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(result) for result in results] == [asyncio.CancelledError] * 2
    with pytest.raises(IndexError):
        clerk.done[0]
