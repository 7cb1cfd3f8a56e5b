"""The doors over fakes."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from aiohttp.test_utils import TestClient

from bot.domain.dispatch import Catalogue, Department
from bot.domain.errors import NotFound, SignatureRejected
from bot.domain.parcels import Attachment, AttachmentState
from bot.services.answers import Answers
from bot.services.cutting import Cutter
from bot.services.department_calls import DepartmentCalls
from bot.services.department_files import DepartmentFiles
from bot.services.ports.changes import Changes, TicketChange
from bot.web.app import Parts
from bot.web.checks import Check, Finding, Health, outbox_check
from bot.web.metrics import Metrics
from bot.web.near import Near
from tests.builders import NOW, a_ticket
from tests.fakes.house import FakeCalendar, FakeWaker
from tests.fakes.store import FakeStore

Client = TestClient[Any, Any]
SECRET = "whsec_" + base64.b64encode(b"a secret of the building office!").decode()
TOKEN = "operators-token"
CATALOGUE = Catalogue(
    "test",
    "service_center",
    (
        Department("service_center", "政务服务协调中心", None, ()),
        Department("construction", "城乡建设局", None, ()),
        Department("heating", "供热管理办公室", None, ()),
    ),
)


class FakeGate:
    """Knows a call by one header; what the real gate asks for is tested with it."""

    def admit(self, department: str, headers: Mapping[str, str], body: bytes) -> str:
        if headers.get("webhook-signature") != f"of {department}":
            raise SignatureRejected("no signature matches")
        return headers["webhook-id"]


class FakeVault:
    async def keep(self, data: bytes, content_type: str) -> str:
        raise NotImplementedError

    async def open(self, path: str) -> bytes:
        if path != "kept/a1":
            raise NotFound(path)
        return b"\xff\xd8picture"


@dataclass
class House:
    """A store with one ticket at unit construction, and the doors in front of it."""

    store: FakeStore = field(default_factory=FakeStore)
    checks: dict[str, Check] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ticket = a_ticket()
        picture = Attachment("a1", "c1", "image", "media-1", NOW, number=ticket.number)
        kept = replace(
            picture, state=AttachmentState.KEPT, path="kept/a1", content_type="image/jpeg"
        )
        waiting = replace(picture, id="a2")
        lost = replace(picture, id="a3", state=AttachmentState.FAILED)
        self.store.write(
            Changes(
                tickets={ticket.number: TicketChange(None, ticket)},
                attachments=[kept, waiting, lost],
            )
        )
        self.checks |= {
            "database": Check(_fine, vital=True),
            "redis": Check(_fine),
            "outbox": Check(outbox_check(self.store.outbox, lambda: NOW)),
        }

    def parts(self) -> Parts:
        store = self.store
        return Parts(
            calls=DepartmentCalls(
                tickets=store.tickets,
                catalogue=CATALOGUE,
                answers=Answers(
                    Cutter(lambda words, link: [words], lambda token: f"/read/{token}")
                ),
                waker=FakeWaker(),
                clock=lambda: datetime.now(UTC),
                calendar=FakeCalendar(),
            ),
            files=DepartmentFiles(store.tickets, store.attachments, FakeVault()),
            gate=FakeGate(),
            pages=store.pages,
            health=Health(self.checks),
            metrics=Metrics(lambda: store.outbox.count(NOW), _two_alarms),
            near=Near(TOKEN),
        )


async def _fine() -> Finding:
    return Finding(True)


async def _two_alarms() -> Mapping[str, float]:
    return {"emergency.fire": 2}
