"""What citizens bring is counted, and how long they wait."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bot.domain.replies import Reply
from bot.services.counting import CountedReceiver
from bot.services.ports.channel import Call
from tests.builders import NOW, a_call


class FakeMeter:
    def __init__(self) -> None:
        self.messages: list[str] = []
        self.turns: list[tuple[str, float]] = []

    def message(self, kind: str) -> None:
        self.messages.append(kind)

    def turn(self, outcome: str, seconds: float) -> None:
        self.turns.append((outcome, seconds))


class FakeReceiver:
    def __init__(self, reply: Reply | None = None, failure: Exception | None = None) -> None:
        self._reply, self._failure = reply, failure

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        if self._failure:
            raise self._failure
        return self._reply, NOW


def a_stopwatch() -> Callable[[], float]:
    """Half a second passes between any two looks."""
    seconds = iter([0.0, 0.5])
    return lambda: next(seconds)


@pytest.mark.parametrize(
    ("reply", "outcome"), [(Reply("好的"), "passive"), (None, "late")], ids=["passive", "late"]
)
async def test_an_answer_is_counted_and_handed_on(reply: Reply | None, outcome: str):
    """Nothing is changed by being counted."""
    meter = FakeMeter()

    answer = await CountedReceiver(FakeReceiver(reply), meter, a_stopwatch()).answer(a_call())

    assert answer == (reply, NOW)
    assert meter.messages == ["text"]
    assert meter.turns == [(outcome, 0.5)]


async def test_a_failure_is_counted_and_raised():
    """The operator's chart shows it, the door tells it."""
    meter = FakeMeter()
    broken = FakeReceiver(failure=OSError("disk full"))

    with pytest.raises(OSError, match="disk full"):
        await CountedReceiver(broken, meter, a_stopwatch()).answer(a_call())

    assert meter.turns == [("failed", 0.5)]
