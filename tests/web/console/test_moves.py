"""What moves among the tickets, told to open pages."""

import asyncio
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from bot.domain.errors import StoreAway, TryLater
from bot.domain.people import Sight
from bot.services.ports.casebook import MOST_MOVED, Moved
from bot.web.console.moves import MOST_OF_ONE, REMEMBERED, WRITTEN_LATE, Moves, News
from tests.builders import NOW

ALL = Sight(None)
HEATING = Sight(frozenset({"heating"}))
SOON = timedelta(seconds=1)


class FakeBook:
    """Tickets that moved; each look is written down."""

    def __init__(self) -> None:
        self.moved: list[Moved] = []
        self.looks: list[datetime] = []
        self.away = False
        self.looked = asyncio.Event()

    async def moved_since(self, at: datetime) -> list[Moved]:
        self.looks.append(at)
        self.looked.set()
        if self.away:
            raise StoreAway("away on purpose")
        found = sorted(self.moved, key=lambda one: one.moved_at, reverse=True)
        return [one for one in found if one.moved_at >= at][:MOST_MOVED]

    def moves(self, number: str, at: datetime, department: str = "heating") -> None:
        self.moved = [one for one in self.moved if one.number != number]
        self.moved.append(Moved(number, department, at))


class FakeTime:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def book() -> FakeBook:
    return FakeBook()


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def moves(book: FakeBook, time: FakeTime) -> Moves:
    """Looks when a test does so."""
    made = Moves(book, time, look_s=3600)
    made._begin = lambda: None  # type: ignore[method-assign]
    return made


def numbers(news: News) -> set[str]:
    return {one.number for one in news.moves}


async def test_a_page_hears_what_moves_in_its_readers_sight(
    moves: Moves, book: FakeBook, time: FakeTime
) -> None:
    with moves.listening(HEATING, NOW) as clerk, moves.listening(ALL, NOW) as centre:
        await moves.look()
        time.now += SOON
        book.moves("t1", time.now, "heating")
        book.moves("t2", time.now, "housing")
        await moves.look()

        assert numbers(await clerk.news(0)) == {"t1"}
        assert numbers(await centre.news(0)) == {"t1", "t2"}
    assert len(book.looks) == 2


async def test_what_was_told_is_not_told_again_unless_it_moves_again(
    moves: Moves, book: FakeBook, time: FakeTime
) -> None:
    with moves.listening(ALL, NOW) as page:
        book.moves("t1", NOW + SOON)
        for _ in range(3):
            time.now += SOON
            await moves.look()
        first, second = await page.news(0), await page.news(0)
        book.moves("t1", NOW + 5 * SOON)
        await moves.look()

        assert (numbers(first), second, numbers(await page.news(0))) == ({"t1"}, News(), {"t1"})


async def test_what_is_written_later_than_it_happened_is_not_overlooked(
    moves: Moves, book: FakeBook, time: FakeTime
) -> None:
    """A slow turn commits seconds after its time, which earlier looks have passed already."""
    with moves.listening(ALL, NOW) as page:
        time.now += 8 * SOON
        await moves.look()
        book.moves("t1", NOW - SOON)
        await moves.look()

        assert numbers(await page.news(0)) == {"t1"}
    assert book.looks[1] == time.now - WRITTEN_LATE


async def test_a_page_that_comes_back_hears_what_it_missed(
    moves: Moves, book: FakeBook, time: FakeTime
) -> None:
    with moves.listening(ALL, NOW):
        for number, minute in (("t1", 1), ("t2", 5)):
            book.moves(number, NOW + timedelta(minutes=minute))
            time.now = NOW + timedelta(minutes=minute)
            await moves.look()

        with moves.listening(ALL, NOW + timedelta(minutes=3)) as back:
            news = await back.news(0)

    assert (numbers(news), news.stale) == ({"t2"}, False)


async def test_a_page_that_was_hidden_too_long_is_told_to_look_again(
    moves: Moves, time: FakeTime
) -> None:
    with moves.listening(ALL, NOW - REMEMBERED - SOON) as old, moves.listening(ALL, NOW) as new:
        await moves.look()

        assert (await old.news(0)).stale
        assert not (await new.news(0)).stale


async def test_more_than_can_be_told_is_told_as_such(moves: Moves, book: FakeBook) -> None:
    with moves.listening(ALL, NOW) as page:
        await moves.look()
        for number in range(MOST_MOVED):
            book.moves(f"t{number}", NOW)
        await moves.look()

        assert (await page.news(0)).stale


async def test_nobody_listens_and_nobody_looks(book: FakeBook, time: FakeTime) -> None:
    moves = Moves(book, time, look_s=0)
    with moves.listening(ALL, NOW):
        task = moves._task
        assert task is not None
        await book.looked.wait()

    await task
    looks = len(book.looks)
    await asyncio.sleep(0)

    assert len(book.looks) == looks


async def test_a_store_that_is_away_ends_nothing(book: FakeBook, time: FakeTime) -> None:
    moves = Moves(book, time, look_s=0)
    book.away = True
    with moves.listening(ALL, NOW) as page:
        await book.looked.wait()
        book.moves("t1", NOW + SOON)
        book.away = False

        assert numbers(await page.news(5)) == {"t1"}
    await moves.close()


@pytest.mark.parametrize("how", ["closed", "leaving"])
async def test_who_wants_to_leave_is_not_held_up_by_open_pages(
    book: FakeBook, time: FakeTime, how: str
) -> None:
    """A rolling restart waits for nobody's open page."""
    leaving: list[bool] = []
    moves = Moves(book, time, leaving=lambda: bool(leaving), look_s=0)
    with moves.listening(ALL, NOW) as page:
        waiting = asyncio.create_task(page.news(3600))
        await asyncio.sleep(0)

        if how == "leaving":
            leaving.append(True)
        else:
            await moves.close()

        assert await waiting == News()
        assert not moves.open
    await moves.close()


async def test_a_page_whose_ticket_went_to_another_unit_is_told_that_and_no_more(
    moves: Moves, book: FakeBook, time: FakeTime
) -> None:
    with moves.listening(HEATING, NOW, "li", "t1") as page, moves.listening(HEATING, NOW) as list_:
        await moves.look()
        time.now += SOON
        book.moves("t1", time.now, "housing")
        await moves.look()

        assert await page.news(0) == News(gone=True)
        assert await list_.news(0) == News()


async def test_nobody_takes_the_places_of_all_others(moves: Moves) -> None:
    with ExitStack() as open_pages:
        for _ in range(MOST_OF_ONE):
            open_pages.enter_context(moves.listening(ALL, NOW, "greedy"))

        with pytest.raises(TryLater), moves.listening(ALL, NOW, "greedy"):
            pass
        with moves.listening(ALL, NOW, "li"):
            pass
    with moves.listening(ALL, NOW, "greedy"):
        pass
