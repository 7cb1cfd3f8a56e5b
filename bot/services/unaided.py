"""What becomes of a message without the dialogue: it needs none, or the dialogue is down."""

from bot.domain.messages import SILENT, Kind, Message
from bot.domain.replies import SILENCE, Reply, joined
from bot.domain.tickets import TITLE_LENGTH, Appeal, Type
from bot.services.desk import Desk

NOT_HEARD = Reply(
    "录音收到了，但没能听清楚说的是什么。麻烦您打字告诉我，或者靠近话筒再说一遍。录音会一起保存。"
)
NOT_READABLE = Reply("这种消息我暂时看不了。请用文字、语音、图片或位置告诉我，一两句话就行。")
NOT_UNDERSTOOD = Reply(
    "抱歉，我刚才没能处理好。请用一两句话说说是什么事、在哪里，我马上转给工作人员。"
)

_FOR_PEOPLE = {
    Kind.VOICE: ("市民发来了录音", "录音我没能听清，也可以再打字说一遍。"),
    Kind.OTHER: ("市民发来了这里打不开的内容", "这种消息我打不开，请拍成照片发来，或者打字说说。"),
}
SUBSTANTIAL = 4
"""Fewer characters than this say nothing that a department could work on."""


def needs_dialogue(message: Message) -> bool:
    """Must somebody understand this message before anything can be said?"""
    return without_dialogue(message) is None


def without_dialogue(message: Message) -> Reply | None:
    """What can be said without understanding anything; None when the dialogue must hear it."""
    if message.kind in SILENT:
        return SILENCE
    if message.kind is Kind.VOICE and not message.text.strip():
        return NOT_HEARD
    if message.kind is Kind.OTHER:
        return NOT_READABLE
    if message.kind is Kind.TEXT and not message.text.strip():
        return NOT_UNDERSTOOD
    return None


async def for_people(message: Message, desk: Desk) -> Reply | None:
    """What only people can hear or open is noted on the ticket at hand; None without one."""
    what, hint = _FOR_PEOPLE.get(message.kind, ("", ""))
    ticket = await desk.ticket_at_hand() if what else None
    if ticket is None:
        return None
    await desk.supplement(ticket, f"（{what}）{message.text}")
    unit = desk.unit_name(ticket.department)
    return Reply(f"已记到工单 {ticket.number}，【{unit}】会看到。{hint}")


async def hand_to_people(message: Message, desk: Desk) -> Reply:
    """The dialogue is down: what the citizen wrote reaches a human all the same."""
    if len(message.text.strip()) < SUBSTANTIAL:
        return NOT_UNDERSTOOD
    ticket = await desk.ticket_at_hand()
    if ticket:
        await desk.supplement(ticket, message.text)
        return Reply(f"已把您的话补充到工单 {ticket.number}，工作人员会看到。")
    appeal = Appeal(Type.HELP, message.text[:TITLE_LENGTH], message.text)
    centre = desk.shelf.catalogue.coordinating_centre
    why = {"rule": "dialogue.failed"}
    ticket = await desk.open_ticket(appeal, why, department=centre)
    return joined(
        [
            Reply(f"您的话已经收到，直接转给了工作人员。编号 {ticket.number}。"),
            Reply(f"最晚 {ticket.due_at:%m月%d日} 前答复，您随时可以发“查询”看进度。"),
        ]
    )
