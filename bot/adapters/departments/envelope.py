"""The JSON of an event as a department receives it (docs/schemas: event, alarm, weekly, ping)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.parcels import Attachment, Parcel


@dataclass(frozen=True)
class Letterhead:
    """Who the event is for, and where the department calls us back (no trailing slash)."""

    department: str
    name: str
    public_url: str

    def page_of(self, number: str) -> str:
        """The ticket's page in the console; it opens for who may see the ticket, and signs in."""
        return f"{self.public_url}/console/tickets/{number}"

    @property
    def upkeep(self) -> str:
        """The console's page of what is to be done about answers."""
        return f"{self.public_url}/console/upkeep"


def envelope(parcel: Parcel, head: Letterhead, attachments: Sequence[Attachment]) -> bytes:
    """The body of a parcel's webhook, UTF-8."""
    data: dict[str, Any] = {"department": head.department, "department_name": head.name}
    if "ticket" in parcel.body:
        data |= _ticket_data(parcel.body, head, attachments)
    elif "alarm" in parcel.body:
        data |= {"alarm": dict(parcel.body["alarm"])}
    elif "digest" in parcel.body:
        data |= {"digest": dict(parcel.body["digest"]), "console_url": head.upkeep}
    event = {
        "type": parcel.body["type"],
        "id": parcel.id,
        "timestamp": parcel.created_at.isoformat(),
        "data": data,
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _ticket_data(
    body: Mapping[str, Any], head: Letterhead, attachments: Sequence[Attachment]
) -> dict[str, Any]:
    ticket = body["ticket"]
    answer_url = f"{head.public_url}/departments/{head.department}/tickets/{ticket['number']}"
    return {
        "sequence": body["sequence"],
        "ticket": {**ticket, "attachments": [_as_record(a, answer_url) for a in attachments]},
        "change": body["change"],
        "answer_url": answer_url,
        "console_url": head.page_of(ticket["number"]),
    }


def _as_record(attachment: Attachment, answer_url: str) -> dict[str, Any]:
    return {
        "id": attachment.id,
        "kind": attachment.kind,
        "state": attachment.state.value,
        "content_type": attachment.content_type,
        "sha256": attachment.sha256,
        "url": f"{answer_url}/attachments/{attachment.id}",
    }
