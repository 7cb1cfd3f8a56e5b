"""A ticket in words for the citizen it belongs to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.saying import choice
from bot.domain.pausing import awaited
from bot.domain.tickets import (
    OUTCOME_NAMES,
    STATE_NAMES,
    TYPE_NAMES,
    WITH_UNIT,
    Event,
    Outcome,
    State,
    Step,
    Ticket,
    Type,
)
from bot.services.desk import Desk

FACT_NAMES = {"content": "是什么事", "place": "地点", "when": "时间", "contact": "联系电话"}

_STEPS = {
    Step.OPENED: "已受理",
    Step.DISPATCHED: "已转给{unit}",
    Step.ACKNOWLEDGED: "{unit}已签收",
    Step.NOTED: "{unit}正在办理",
    Step.REPLIED: "{unit}写好了答复",
    Step.DELIVERED: "{unit}的答复已送达",
    Step.CLOSED: "已办结",
    Step.REOPENED: "已退回{unit}重新办理",
    Step.RETURNED: "正在换一个单位办理",
    Step.TRANSFERRED: "已转给{unit}",
    Step.SUPPLEMENTED: "您补充了情况",
    Step.URGED: "您催办过一次",
    Step.CORRECTED: "您补充或更正了情况",
    Step.WITHDRAWN: "您撤回了",
    Step.JOINED: "和大家反映的并在一起办",
    Step.LEFT: "单独办理",
    Step.GATHERED: "又有市民反映同一件事",
    Step.PARTED: "{unit}正在办理",
    Step.ASKED: "{unit}问了您一个问题，等您回复",
    Step.RESPONDED: "您回答了{unit}的问题",
    Step.RESUMED: "{unit}正在办理",
    Step.TAKEN: "{unit}有专人在办",
    Step.RELEASED: "{unit}正在办理",
}
"""What a step means to the citizen."""

_NEXT = {
    State.ACCEPTED: "接下来会转给管这件事的单位，最晚 {due} 前答复您",
    State.DISPATCHED: "在等【{unit}】签收，最晚 {due} 前答复您",
    State.ACKNOWLEDGED: "【{unit}】接下了，接下来去办，最晚 {due} 前答复您",
    State.IN_PROGRESS: "【{unit}】正在办，最晚 {due} 前答复您",
    State.REPLIED: "【{unit}】写好了答复，马上发给您",
    State.ANSWERED: "【{unit}】答复您了。解决了就回“解决了”，没解决就回“没解决”",
    State.CLOSED: "【{unit}】办完了，这件事已经结束",
    State.RETURNED: "正在换一个单位办，最晚 {due} 前答复您",
    State.WITHDRAWN: "您撤回了，不再办理",
}
"""What comes next, when, and who does it."""
_LATE = "由【{unit}】办理，原定 {due} 前答复，已经过了。发“催办”我去催，着急打 12345"
"""The same of a ticket whose day has passed without an answer."""


def say_receipt(dispatcher: CollectingDispatcher, ticket: Ticket, desk: Desk) -> None:
    """The number, who has it, until when, and what may be added."""
    facts = facts_of(ticket, desk)
    if ticket.appeal.type is Type.PRAISE:
        dispatcher.utter_message(response="utter_receipt_praise", **facts)
    elif ticket.appeal.missing:
        dispatcher.utter_message(response="utter_receipt_missing", **facts)
    else:
        dispatcher.utter_message(response="utter_receipt", **facts)


def ask_whether_type(
    dispatcher: CollectingDispatcher, ticket: Ticket, others: Sequence[Type], desk: Desk
) -> None:
    """Which type it was taken for, and one tap for each that it may be instead."""
    taps = [choice(f"是{TYPE_NAMES[kind]}", "correct", type=kind.value) for kind in others]
    facts = facts_of(ticket, desk)
    dispatcher.utter_message(response="utter_ask_whether_type", buttons=taps, **facts)


def say_status(
    dispatcher: CollectingDispatcher, ticket: Ticket, desk: Desk, with_answer: bool = True
) -> None:
    """Where the ticket stands, and its answer once the citizen may read it."""
    ended = ticket.state in (State.ANSWERED, State.CLOSED, State.WITHDRAWN)
    facts = facts_of(ticket, desk)
    coming = _what_comes(ticket, desk).format(**facts)
    dispatcher.utter_message(response="utter_status", next=f"{coming}。", **facts)
    if question := awaited(ticket, desk.now):
        unit = desk.unit_name(ticket.department)
        dispatcher.utter_message(
            response="utter_status_question", unit=unit, question=question.text
        )
    answer = ticket.answer()
    if answer and ended and with_answer:
        outcome = OUTCOME_NAMES[Outcome(answer.data["outcome"])]
        dispatcher.utter_message(
            response="utter_status_answer", answer=answer.data["text"], outcome=outcome
        )


def _what_comes(ticket: Ticket, desk: Desk) -> str:
    late = ticket.state in WITH_UNIT and ticket.due_at < desk.now
    return _LATE if late else _NEXT[ticket.state]


def facts_of(ticket: Ticket, desk: Desk) -> dict[str, Any]:
    """The words that responses put in for {number}, {type}, {state}, {unit}, {due} …

    None of them is the citizen's: {matter} is only a mask, for which the desk puts their words.
    """
    return {
        "number": ticket.number,
        "matter": desk.named(ticket),
        "type": TYPE_NAMES[ticket.appeal.type],
        "state": STATE_NAMES[ticket.state],
        "unit": desk.unit_name(ticket.department),
        "due": day(ticket.due_at),
        "step": _last_step(ticket, desk),
        "missing": "、".join(
            FACT_NAMES[name] for name in ticket.appeal.missing if name in FACT_NAMES
        ),
    }


def day(at: datetime) -> str:
    """12月10日."""
    return f"{at.month}月{at.day}日"


def _last_step(ticket: Ticket, desk: Desk) -> str:
    event = ticket.last
    local = event.at.astimezone(desk.now.tzinfo)
    return f"{day(local)} {local:%H:%M} {_in_words(event, ticket, desk)}"


def _in_words(event: Event, ticket: Ticket, desk: Desk) -> str:
    return _STEPS[event.step].format(unit=desk.unit_name(ticket.department))
