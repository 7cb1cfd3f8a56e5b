"""How the house is doing, for those who may see it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from bot.services.ports.changes import Changes
from bot.web.app import create_app
from bot.web.checks import Check, Finding, Health
from tests.builders import NOW, a_departments_parcel
from tests.web.house import TOKEN, Client, House

STRANGER = {"X-Forwarded-For": "203.0.113.9"}
OPERATOR = {**STRANGER, "Authorization": f"Bearer {TOKEN}"}


async def _broken() -> Finding:
    raise ConnectionError("postgresql://huiying:a-password@db/huiying is away")


async def test_when_everything_works_each_dependency_is_told(client: Client):
    """To whoever stands at this machine."""
    response = await client.get("/health")

    said = await response.json()
    assert (response.status, said["status"]) == (200, "ok")
    assert said["checks"]["database"] == {"ok": True}
    assert said["checks"]["outbox"]["oldest_waiting_s"] == 0


async def test_without_a_vital_dependency_we_are_down(house: House, client: Client):
    """503, so that nobody is sent here."""
    house.checks["database"] = Check(_broken, vital=True)

    response = await client.get("/health")

    said = await response.json()
    assert (response.status, said["status"]) == (503, "down")
    assert said["checks"]["database"] == {"ok": False, "error": "ConnectionError"}


async def test_who_was_asked_to_end_says_so_and_keeps_no_connection(house: House):
    """503, so that nobody is sent here any more; who comes all the same is served."""
    parts = replace(house.parts(), health=Health(house.checks, leaving=lambda: True))
    async with TestClient(TestServer(create_app(parts))) as client:
        response = await client.get("/health")

        said = await response.json()
        assert (response.status, said["status"]) == (503, "draining")
        assert response.headers["Connection"] == "close"


async def test_without_another_dependency_we_still_serve(house: House, client: Client):
    """Losing Redis costs time, and no citizen is turned away."""
    house.checks["redis"] = Check(_broken)

    response = await client.get("/health")

    assert (response.status, (await response.json())["status"]) == (200, "degraded")


async def test_a_dependency_that_hangs_is_found_in_time():
    """Whoever asks does not wait for ever."""

    async def hang() -> Finding:
        await asyncio.Event().wait()
        return Finding(True)

    health = Health({"redis": Check(hang)}, patience_s=0.01)

    assert await health.findings() == {"redis": Finding(False, {"error": "TimeoutError"})}


async def test_a_stuck_outbox_is_found(house: House, client: Client):
    """Nobody delivers, and somebody must look."""
    old = NOW - timedelta(minutes=11)
    house.store.write(Changes(parcels=[a_departments_parcel(created_at=old, due_at=old)]))

    said = await (await client.get("/health")).json()

    assert said["status"] == "degraded"
    assert said["checks"]["outbox"]["oldest_waiting_s"] == 660
    assert said["checks"]["outbox"]["waiting"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        STRANGER,
        {"Forwarded": "for=203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Via": "1.1 proxy"},
        {**STRANGER, "Authorization": "Bearer wrong"},
        {**STRANGER, "Authorization": TOKEN},
        {**STRANGER, "Authorization": "Bearer "},
    ],
    ids=repr,
)
async def test_a_stranger_learns_one_word(house: House, client: Client, headers: dict[str, str]):
    """Also one who comes through a proxy on this machine."""
    house.checks["database"] = Check(_broken, vital=True)

    health = await client.get("/health", headers=headers)
    metrics = await client.get("/metrics", headers=headers)

    assert await health.json() == {"status": "down"}
    assert health.status == 503
    assert metrics.status == 404


async def test_the_operators_token_opens_both_from_afar(client: Client):
    """For a Prometheus on another machine."""
    health = await client.get("/health", headers=OPERATOR)
    metrics = await client.get("/metrics", headers=OPERATOR)

    assert "checks" in await health.json()
    assert metrics.status == 200


async def test_no_secret_of_a_failure_is_told(
    house: House, client: Client, caplog: pytest.LogCaptureFixture
):
    """Its words hold addresses and passwords."""
    house.checks["database"] = Check(_broken, vital=True)

    said = await (await client.get("/health")).text()

    assert "a-password" not in said + caplog.text


async def test_figures_are_as_prometheus_reads_them(house: House):
    """Messages, turns, parcels and alarms."""
    house.store.write(Changes(parcels=[a_departments_parcel()]))
    parts = house.parts()
    parts.metrics.message("text")
    parts.metrics.message("text")
    parts.metrics.turn("passive", 0.02)
    parts.metrics.turn("late", 3.0)

    async with TestClient(TestServer(create_app(parts))) as client:
        response = await client.get("/metrics")
        figures = _read(await response.text())

    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert figures["huiying_messages_total", "text"] == 2
    assert figures["huiying_turns_total", "passive"] == 1
    assert figures["huiying_turn_seconds_count", ""] == 2
    assert figures["huiying_parcels", "waiting"] == 1
    assert figures["huiying_alarms", "emergency.fire"] == 2
    assert figures["huiying_oldest_parcel_seconds", ""] == 0


async def test_without_the_store_the_other_figures_still_stand(house: House):
    """They are what one needs when the store is away."""
    parts = house.parts()
    parts.metrics.message("text")

    async def away() -> dict[str, float]:
        raise ConnectionError("away")

    parts.metrics.parcels = parts.metrics.alarms = away

    async with TestClient(TestServer(create_app(parts))) as client:
        response = await client.get("/metrics")
        figures = _read(await response.text())

    assert response.status == 200
    assert figures["huiying_messages_total", "text"] == 1
    assert not [name for name, _ in figures if name == "huiying_parcels"]


def _read(text: str) -> dict[tuple[str, str], float]:
    """Samples by name and label, without the histogram's buckets."""
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith("_bucket")
    }
