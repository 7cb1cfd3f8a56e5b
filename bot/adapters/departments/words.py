"""What a group robot says of a parcel: enough to know what waits, nothing about the citizen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.adapters.departments.envelope import Letterhead
from bot.domain.confidential import is_confidential
from bot.domain.parcels import Parcel
from bot.domain.personal_data import redact
from bot.domain.shortening import shortened
from bot.domain.tickets import Type
from bot.services.notices import PING, WEEKLY
from bot.services.telling import LINK

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
    "ticket.due_soon": "快到期",
    "ticket.overdue": "已超期",
    "ticket.mentioned": "同事在办理记录里提到您",
}
CONFIDENTIAL, HIDDEN = "保密件", "内容请在工作台查看"
TITLE_LENGTH = 30
ALARM_LENGTH = 120


def line_of(parcel: Parcel, head: Letterhead) -> str:
    """The parcel in a few short lines. Personal data in a title is masked: groups are large.

    A ticket's page stands below it where phones can reach us; it asks who opens it. In a notice for
    one person their link stands there instead. Of a 保密 case nothing is said but its number.
    """
    body, unit = parcel.body, head.name
    if body["type"] == PING:
        return f"【测试】收到这一条，说明通知能送到。\n  {unit}"
    if body["type"] == WEEKLY:
        return f"【本周要做】{body['digest']['text']}\n  {unit}"
    if "ticket" not in body:
        return f"【请马上看】{_masked(body['alarm']['text'], ALARM_LENGTH)}\n  {unit}"
    ticket = body["ticket"]
    hidden = is_confidential(Type(ticket["type"]))
    title = HIDDEN if hidden else _masked(ticket["title"], TITLE_LENGTH)
    kind = CONFIDENTIAL if hidden else ticket["type_name"]
    return (
        f"【{NEWS[body['type']]}】{kind} {ticket['number']}\n"
        f"  {title} · {unit} · {_until(ticket)}{_page(body, head)}"
    )


def digest_of(lines: Sequence[str]) -> str:
    """Several parcels as one message."""
    return "\n".join([f"回应平台 · {len(lines)} 条待办消息", *lines])


def _masked(text: str, length: int) -> str:
    return shortened(redact(text), length)


def _page(body: Mapping[str, Any], head: Letterhead) -> str:
    if link := body.get(LINK):
        return f"\n  只给您本人，24 小时内有效，请勿转发：\n  {link}"
    number = body["ticket"]["number"]
    return f"\n  {head.page_of(number)}" if head.public_url.startswith("https://") else ""


def _until(ticket: Mapping[str, Any]) -> str:
    return f"{datetime.fromisoformat(ticket['due_at']):%m月%d日 %H:%M} 前答复"
