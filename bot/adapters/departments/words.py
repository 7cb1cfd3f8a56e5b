"""What a group robot says of a parcel: enough to know what waits, nothing about the citizen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.adapters.departments.envelope import Letterhead
from bot.domain.parcels import Parcel
from bot.domain.personal_data import redact
from bot.domain.shortening import shortened
from bot.services.notices import PING

NEWS = {
    "ticket.dispatched": "新工单",
    "ticket.supplemented": "市民补充",
    "ticket.urged": "市民催办",
    "ticket.reopened": "要求重办",
    "ticket.closed": "市民确认办结",
    "ticket.withdrawn": "市民撤回",
    "ticket.transferred": "转来工单",
    "ticket.redirected": "已改派别的单位",
    "ticket.joined": "又有市民反映",
}
TITLE_LENGTH = 30
ALARM_LENGTH = 120


def line_of(parcel: Parcel, head: Letterhead) -> str:
    """The parcel in a few short lines. Personal data in a title is masked: groups are large.

    A ticket's page stands below it where phones can reach us; it asks who opens it.
    """
    body, unit = parcel.body, head.name
    if body["type"] == PING:
        return f"【测试】收到这一条，说明通知能送到。\n  {unit}"
    if "ticket" not in body:
        return f"【请马上看】{_masked(body['alarm']['text'], ALARM_LENGTH)}\n  {unit}"
    ticket = body["ticket"]
    return (
        f"【{NEWS[body['type']]}】{ticket['type_name']} {ticket['number']}\n"
        f"  {_masked(ticket['title'], TITLE_LENGTH)} · {unit} · {_until(ticket)}"
        f"{_page(head, ticket['number'])}"
    )


def digest_of(lines: Sequence[str]) -> str:
    """Several parcels as one message."""
    return "\n".join([f"回应平台 · {len(lines)} 条待办消息", *lines])


def _masked(text: str, length: int) -> str:
    return shortened(redact(text), length)


def _page(head: Letterhead, number: str) -> str:
    return f"\n  {head.page_of(number)}" if head.public_url.startswith("https://") else ""


def _until(ticket: Mapping[str, Any]) -> str:
    return f"{datetime.fromisoformat(ticket['due_at']):%m月%d日 %H:%M} 前答复"
