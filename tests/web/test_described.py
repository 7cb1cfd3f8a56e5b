"""The doors for programs against their own description, by hundreds of made-up calls."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, settings

from bot.adapters.departments.gate import SignedGate
from bot.adapters.departments.ways import Ways
from bot.domain.dispatch import Delivery
from bot.web.app import ROUTES, create_app
from bot.web.openapi.document import document
from tests.builders import a_ticket
from tests.fuzz.described import Signer, at_home
from tests.web.house import CATALOGUE, SECRET, House

SCHEMA = schemathesis.openapi.from_dict(document(ROUTES))
SCHEMA.config.generation.update(deterministic=True, no_shrink=True, with_security_parameters=False)
SIGNER = Signer(SECRET)
PLACES = {"code": "construction", "number": a_ticket().number, "id": "a1"}


class Doors:
    """The gateway on a thread of its own: who calls it here waits for its answers."""

    def __init__(self) -> None:
        self._house = House()
        parts = self._house.parts()
        ways = Ways(CATALOGUE, {"construction": Delivery("webhook", "https://x.example/", SECRET)})
        object.__setattr__(parts, "gate", SignedGate(ways, lambda: datetime.now(UTC)))
        self._runner = web.AppRunner(create_app(parts), access_log=None)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def open(self) -> str:
        """Where it listens."""
        self._thread.start()
        self._wait(self._runner.setup())
        self._wait(web.TCPSite(self._runner, "127.0.0.1", 0).start())
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    def a_fresh_ticket(self) -> None:
        """Whatever was done to the last one."""
        self._house.store.kept.logs[PLACES["number"]] = a_ticket().log

    def close(self) -> None:
        """And the thread ends."""
        self._wait(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()


@pytest.fixture(scope="module")
def doors() -> Iterator[tuple[Doors, str]]:
    """And their address."""
    doors = Doors()
    yield doors, doors.open()
    doors.close()


def _called(operation_id: str) -> Callable[..., None]:
    @SCHEMA.include(operation_id=operation_id).parametrize()
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    def test(case: schemathesis.Case, doors: tuple[Doors, str]) -> None:
        """No fault of ours, no status, content type or shape that is not in the document."""
        gateway, url = doors
        gateway.a_fresh_ticket()
        at_home(case, PLACES, "heating")

        case.call_and_validate(base_url=url, auth=SIGNER)

    return test


for _found in SCHEMA.get_all_operations():
    _name = _found.ok().definition.raw["operationId"]
    # a test of its own: parametrized ones share one id, and of those with one id xdist runs one
    globals()[f"test_every_answer_is_as_described_to_{_name}"] = _called(_name)
