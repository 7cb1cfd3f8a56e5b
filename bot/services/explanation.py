"""Why a ticket became what it is: every automatic decision, read back from its log."""

from collections.abc import Iterator

from bot.domain.dispatch import Catalogue
from bot.domain.tickets import STATE_NAMES, TYPE_NAMES, Event, Step, Ticket

STEP_NAMES = {
    Step.OPENED: "受理",
    Step.DISPATCHED: "派单",
    Step.ACKNOWLEDGED: "签收",
    Step.NOTED: "办理记录",
    Step.REPLIED: "部门答复",
    Step.DELIVERED: "答复送达",
    Step.CLOSED: "办结",
    Step.REOPENED: "重办",
    Step.RETURNED: "退单",
    Step.TRANSFERRED: "转办",
    Step.SUPPLEMENTED: "群众补充",
    Step.URGED: "群众催办",
    Step.CORRECTED: "群众更正",
    Step.WITHDRAWN: "群众撤回",
    Step.JOINED: "并入",
    Step.LEFT: "退出并办",
    Step.GATHERED: "并来",
    Step.PARTED: "并来的退出",
}


def explain(ticket: Ticket, catalogue: Catalogue) -> list[str]:
    """The ticket's decisions and steps as lines of Chinese, without the citizen's words."""
    return [*_head(ticket, catalogue), *_understood(ticket), *_history(ticket, catalogue)]


def _head(ticket: Ticket, catalogue: Catalogue) -> Iterator[str]:
    yield f"工单 {ticket.number}：{TYPE_NAMES[ticket.appeal.type]}，{STATE_NAMES[ticket.state]}"
    yield f"承办单位：{catalogue.name_of(ticket.department or catalogue.coordinating_centre)}"
    yield f"受理 {ticket.opened_at:%Y-%m-%d %H:%M}，期限 {ticket.due_at:%Y-%m-%d %H:%M}"
    if ticket.appeal.missing:
        yield f"待补充：{'、'.join(ticket.appeal.missing)}"


def _understood(ticket: Ticket) -> Iterator[str]:
    why = ticket.log[0].data.get("understanding", {})
    if rule := why.get("rule"):
        yield f"规则：{rule}（{'、'.join(why.get('words', []))}）"
    if model := why.get("model"):
        yield f"模型：{model}"
    if intent := why.get("intent"):
        yield f"意图：{intent}，置信度 {why.get('confidence', 0):.2f}"
    for name, confidence in why.get("ranking", []):
        yield f"  备选 {name}：{confidence:.2f}"
    for key, confidence in why.get("faq", []):
        yield f"  相近问答 {key}：{confidence:.2f}"
    for suggestion in why.get("departments", []):
        yield f"单位建议 {suggestion['code']}：{suggestion['score']:.2f}，{suggestion['reason']}"


def _history(ticket: Ticket, catalogue: Catalogue) -> Iterator[str]:
    for number, event in enumerate(ticket.log, 1):
        what = f"{STEP_NAMES[event.step]} {_detail(event, catalogue)}".rstrip()
        yield f"{number}. {event.at:%Y-%m-%d %H:%M} {what}"


def _detail(event: Event, catalogue: Catalogue) -> str:
    match event.step:
        case Step.DISPATCHED | Step.TRANSFERRED:
            return (
                f"→ {catalogue.name_of(event.data['department'])}：{event.data.get('reason', '')}"
            )
        case Step.DELIVERED:
            return f"（{event.data['channel']}）"
        case Step.JOINED | Step.LEFT:
            return f"工单 {event.data['to']}"
        case Step.GATHERED | Step.PARTED:
            return f"工单 {event.data['number']}"
        case Step.RETURNED:
            return f"{catalogue.name_of(event.actor)}：{event.data.get('reason', '')}"
        case _:
            return ""
