"""An alarm is raised, and taken back: whoever is on duty hears of both."""

from datetime import timedelta

from bot.domain import emergency
from bot.domain.all_clear import says_all_clear, says_he_is_back
from bot.domain.messages import Message
from bot.domain.replies import Reply
from bot.domain.tickets import EMERGENCY, OPEN, TITLE_LENGTH, Appeal, Step, Ticket, Type
from bot.services.desk import Desk

URGENT = "【紧急】"
"""What the title of an urgent ticket begins with; anybody may write it, so the rule decides."""
ALL_CLEAR = "（报平安）"
"""What a supplement begins with that takes an alarm back."""
TAKEN_BACK_WITHIN = timedelta(hours=12)
"""So long after an alarm "没事了" is about it, if nothing else was spoken of since."""

_WELL = (
    "太好了，平安就好！已经告诉值班人员（编号 {number}），他们可能还会联系您核实一下。\n"
    "要是又有情况，马上打 {call}，也再告诉我一声。"
)
_HEARD = (
    "谢谢您告诉我。已经转告值班人员（编号 {number}），他们可能还会联系您，看看您好不好。\n{more}"
)
_MORE = {
    "self_harm": "心里再难受的时候，随时打 12356，24小时都有人听您说；身边有危险就打 110、120。",
    "crime": "要是不方便说话，可以发短信到 12110 报警；再有危险，马上打 110。",
}
"""Who says so may not be free to say otherwise."""
_CALL = {
    "fire": "119",
    "gas": "119",
    "trapped": "119",
    "collapse": "119",
    "traffic": "122",
    "medical": "120",
    "fraud": "110 和 96110",
}


async def raise_the_alarm(urgent: emergency.Emergency, message: Message, desk: Desk) -> Reply:
    """Advice at once, a human alarmed, and a ticket that nobody can overlook."""
    ticket = await desk.ticket_at_hand()
    if ticket and ticket.is_urgent and not _was_taken_back(ticket):
        await desk.supplement(ticket, message.text)
    else:
        ticket = await _opened(urgent, message, desk)
    desk.alarm(f"{EMERGENCY}{urgent.kind}", ticket.number, f"工单 {ticket.number}：{message.text}")
    note = f"（编号 {ticket.number}，知道地点请直接发来；没有危险的事可以打 12345）"
    return Reply(f"请马上拨打 {urgent.advice}\n{note}")


async def take_back(message: Message, desk: Desk) -> Reply | None:
    """The answer to "没事了" after an alarm, or None when it is about something else.

    The ticket stays open: that it is over is for somebody on duty to make sure.
    """
    if not says_all_clear(message.text):
        return None  # nearly every message: no ticket is looked up for it
    ticket = await _alarmed(desk)
    if ticket is None or not says_all_clear(message.text, _kind(ticket)):
        return None
    if _kind(ticket) == "crime" and says_he_is_back(message.text):
        return None
    await desk.supplement(ticket, f"{ALL_CLEAR}{message.text}")
    told = f"工单 {ticket.number}：市民说没事了，请核实后再办结。原话：{message.text}"
    desk.alarm(f"{EMERGENCY}over", ticket.number, told)
    kind = _kind(ticket)
    if more := _MORE.get(kind):
        return Reply(_HEARD.format(number=ticket.number, more=more))
    return Reply(_WELL.format(number=ticket.number, call=_CALL.get(kind, "110")))


def ring_for_more(desk: Desk) -> None:
    """Whoever is on duty hears at once what is added to an urgent ticket: "他又回来了"."""
    for number, change in desk.changes.tickets.items():
        ticket, said = change.after, change.after.last
        if change.before and ticket.is_urgent and said.step in (Step.SUPPLEMENTED, Step.CORRECTED):
            text = f"紧急工单 {number}，市民又说：{said.data['text']}"
            desk.alarm(f"{EMERGENCY}more", f"{number}-{len(ticket.log)}", text)


async def _opened(urgent: emergency.Emergency, message: Message, desk: Desk) -> Ticket:
    appeal = Appeal(Type.HELP, f"{URGENT}{message.text[:TITLE_LENGTH]}", message.text)
    centre = desk.shelf.catalogue.coordinating_centre
    why = {"rule": f"{EMERGENCY}{urgent.kind}", "words": list(urgent.words)}
    return await desk.open_ticket(appeal, why, urgent=True, department=centre)


async def _alarmed(desk: Desk) -> Ticket | None:
    """The urgent ticket that was spoken of last, if that was not long ago."""
    mine = await desk.my_tickets(limit=1)
    if not mine or not mine[0].is_urgent or mine[0].state not in OPEN:
        return None
    return mine[0] if desk.now - mine[0].last.at <= TAKEN_BACK_WITHIN else None


def _was_taken_back(ticket: Ticket) -> bool:
    """A new cry after that is a new alarm, and must ring as one."""
    return any(event.data.get("text", "").startswith(ALL_CLEAR) for event in ticket.log)


def _kind(ticket: Ticket) -> str:
    return ticket.rule.removeprefix(EMERGENCY)
