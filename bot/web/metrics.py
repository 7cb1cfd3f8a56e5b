"""Figures for the operator's charts, as Prometheus reads them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain.errors import without_words

log = logging.getLogger(__name__)

PATIENCE_S = 2.0
TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 30)

Count = Callable[[], Awaitable[Mapping[str, float]]]


@dataclass
class Metrics:
    """Counts of this process, and of the store at the moment somebody looks.

    `parcels` is what the port Outbox counts, `alarms` counts by kind, `spooled` what waits on this
    process's disk. Keeps the port Meter.
    """

    parcels: Count
    alarms: Count
    spooled: Callable[[], int] = lambda: 0
    dialogue_works: Callable[[], bool] = lambda: True
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self._messages = Counter(
            "huiying_messages", "Messages received", ["kind"], registry=self.registry
        )
        self._turns = Counter(
            "huiying_turns", "Turns taken, by how they ended", ["outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            "huiying_turn_seconds",
            "Time from a message's arrival to its reply",
            registry=self.registry,
            buckets=TURN_SECONDS,
        )
        self._parcels = Gauge(
            "huiying_parcels", "Parcels in the outbox", ["state"], registry=self.registry
        )
        self._oldest = Gauge(
            "huiying_oldest_parcel_seconds",
            "How long the oldest due parcel has been waiting",
            registry=self.registry,
        )
        self._alarms = Gauge(
            "huiying_alarms", "Alarms in the store", ["kind"], registry=self.registry
        )

        self._spooled = Gauge(
            "huiying_spooled_messages",
            "Messages on this machine's disk that the database has not taken yet",
            registry=self.registry,
        )
        self._dialogue = Gauge(
            "huiying_dialogue_works", "0 while the dialogue is left alone", registry=self.registry
        )

    def message(self, kind: str) -> None:
        self._messages.labels(kind).inc()

    def turn(self, outcome: str, seconds: float) -> None:
        self._turns.labels(outcome).inc()
        self._seconds.observe(seconds)

    async def exposition(self) -> bytes:
        """All figures in Prometheus' text format."""
        self._spooled.set(self.spooled())
        self._dialogue.set(self.dialogue_works())
        parcels = dict(await _counted(self.parcels))
        self._oldest.set(parcels.pop("oldest_waiting_s", 0))
        _show(self._parcels, parcels)
        _show(self._alarms, await _counted(self.alarms))
        return generate_latest(self.registry)


async def _counted(count: Count) -> Mapping[str, float]:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await count()
    except Exception as error:  # the store's boundary: the other figures are still worth reading
        log.warning("the store could not be counted", extra=without_words(error))
        return {}


def _show(gauge: Gauge, counts: Mapping[str, float]) -> None:
    gauge.clear()
    for label, value in counts.items():
        gauge.labels(label).set(value)
