"""Why a ticket became what it is: every automatic decision, read back from its log."""

from collections.abc import Iterator

from bot.domain.dispatch import Catalogue
from bot.domain.tickets import STATE_NAMES, STEP_NAMES, TYPE_NAMES, Event, Step, Ticket
from bot.services.evaluation.report import Section


def explain(ticket: Ticket, catalogue: Catalogue) -> list[Section]:
    """The ticket's decisions and steps as they stand in its log, without the citizen's words."""
    return [
        Section("ticket", "工单", ("项目", "内容"), list(_head(ticket, catalogue))),
        Section("decisions", "受理时的判断", ("项目", "得分", "依据"), list(_understood(ticket))),
        _history(ticket, catalogue),
    ]


def opening_words(ticket: Ticket) -> str:
    """What the citizen had written when the ticket was opened."""
    return str(ticket.log[0].data["appeal"]["content"])


def since_then(ticket: Ticket, model: str) -> str:
    """How far reasons that a model gives now are those of when the ticket was opened."""
    then = ticket.understanding.get("model")
    if not then:
        return "受理时没有经过模型；下面是现在的模型会怎样判断。"
    if then == model:
        return "模型与受理时相同；把受理时的全部内容一起看，分数可能与逐条看时略有出入。"
    return f"受理时用的是模型 {then}，现在是 {model}；下面是现在的模型会怎样判断。"


def _head(ticket: Ticket, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    yield "编号", ticket.number
    yield "类型", TYPE_NAMES[ticket.appeal.type]
    yield "状态", STATE_NAMES[ticket.state]
    yield "承办单位", catalogue.name_of(ticket.department or catalogue.coordinating_centre)
    yield "受理", f"{ticket.opened_at:%Y-%m-%d %H:%M}"
    yield "期限", f"{ticket.due_at:%Y-%m-%d %H:%M}"
    if ticket.appeal.missing:
        yield "待补充", "、".join(ticket.appeal.missing)


def _understood(ticket: Ticket) -> Iterator[tuple[str, float | None, str]]:
    why = ticket.understanding
    if rule := why.get("rule"):
        yield "规则", None, f"{rule}（{'、'.join(why.get('words', []))}）"
    if model := why.get("model"):
        yield "模型", None, model
    if intent := why.get("intent"):
        yield "意图", why.get("confidence", 0.0), intent
    for name, confidence in why.get("ranking", []):
        yield "备选", confidence, name
    for key, confidence in why.get("faq", []):
        yield "相近问答", confidence, key
    for suggestion in why.get("departments", []):
        yield "单位建议", suggestion["score"], f"{suggestion['code']}：{suggestion['reason']}"


def _history(ticket: Ticket, catalogue: Catalogue) -> Section:
    rows = [
        (number, f"{event.at:%Y-%m-%d %H:%M}", STEP_NAMES[event.step], _detail(event, catalogue))
        for number, event in enumerate(ticket.log, 1)
    ]
    return Section("history", "经过", ("序号", "时间", "步骤", "说明"), rows, labels=4)


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
