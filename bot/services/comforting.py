"""What is said to somebody who says only that they suffer: something warm, whom to call, a person.

Who says so again hears other words, and the third time people at the coordinating centre know.
"""

from bot.domain.replies import Choice, Reply
from bot.domain.sorrow import Sorrow, sorrow_of
from bot.domain.tickets import OPEN, TITLE_LENGTH, Appeal, Ticket, Type
from bot.services.desk import Desk

CALL_ME = "call_me"
"""The intent of the choice to be called: taken here, never in the dialogue."""
NO_CALL = "no_call"
"""The intent of the other one: whatever was being asked before stays open."""
OFTEN = 3
"""Who says so for this many times in a row is told to people unasked."""
RULE = "comfort."
"""What the reason of such a ticket begins with."""

FIRST = {
    Sorrow.HEART: (
        "听您这么说，我也跟着揪心。您不用一个人扛着，愿意的话，慢慢说给我听。\n"
        "想有人好好听您说，随时打 12356（心理援助热线，24小时有人）。\n"
        "也可以让工作人员给您打个电话："
    ),
    Sorrow.LONELY: (
        "一个人的日子不好过，您愿意跟我说，我都听着。\n"
        "想找人说说话，随时打 12356（心理援助热线，24小时有人）。\n"
        "想有人上门看看、送饭、陪着办事，社区有这样的服务，说一声我帮您转过去。\n"
        "也可以让工作人员给您打个电话："
    ),
    Sorrow.VEXED: (
        "听着就让人心烦。是什么事？说说在哪里、怎么了，能办的我马上帮您登记。\n"
        "心里闷得慌，想找人说说，可以打 12356（心理援助热线，24小时有人）。\n"
        "也可以让工作人员给您打个电话："
    ),
    Sorrow.GRIEF: (
        "请您节哀，多保重身体。\n"
        "要是人刚刚在家里走的，先打 120，请医生来看一看。\n"
        "后面的手续（死亡证明、注销户口、丧葬费），您直接问我，我一样一样告诉您。\n"
        "心里难受就打 12356，24小时有人听您说。也可以让工作人员给您打个电话："
    ),
    Sorrow.CHILD: (
        "孩子病了最揪心，您先别慌。\n"
        "1. 抽筋、叫不醒、喘不上气、脸发紫，或者不满三个月的宝宝发烧：马上打 120。\n"
        "2. 精神还好：多喝水，别捂着，吃药先看说明书。\n"
        "3. 烧到39度、烧了三天不退，或者您不放心：带去最近的医院看急诊，夜里也有医生。\n"
        "不知道去哪家医院，打 12345 问。也可以让工作人员给您打个电话："
    ),
    Sorrow.ILLNESS: (
        "身体不舒服别硬扛。\n"
        "1. 胸口疼、喘不上气、说话不清、半边身子没劲、疼得受不了：马上打 120。\n"
        "2. 别的不舒服：去最近的医院或社区卫生服务中心，夜里看急诊。\n"
        "3. 是心里难受，就打 12356，24小时有人听您说。\n"
        "也可以让工作人员给您打个电话："
    ),
}
"""Sample texts: check them locally."""
AGAIN = (
    "我一直在。心里的苦说出来会轻一点，也给家人或者朋友打个电话吧。\n"
    "12356 那边有专门听人说心事的老师，现在就能打。\n"
    "要是有不想活的念头，马上打；身边有危险打 110、120。\n"
    "要不要让工作人员给您打个电话？"
)
AGAIN_ILL = (
    "我知道您着急。拿不准就打 120，把样子说给医生听，他们会告诉您要不要去医院。\n"
    "也可以打 12345，问问最近哪家医院现在能看。\n"
    "要不要让工作人员给您打个电话？"
)
TOLD = (
    "我放心不下，已经请工作人员联系您（编号 {number}）。\n"
    "方便的话把电话发给我，他们好打给您。\n"
    "等的时候要是撑不住，马上打 12356；有危险打 110、120。"
)
CALLED = (
    "好的，已经请工作人员联系您（编号 {number}）。方便的话把电话发给我，他们好打给您。\n"
    "等的时候想找人说话，打 12356；身体不好打 120。"
)
LEFT = "好的。想说的时候我都在，12356 也随时能打。\n要是刚才有事说到一半，接着说就行。"
KNOWN = (
    "您的话我又转给工作人员了（编号 {number}），他们会联系您。\n"
    "现在就想找人说说，12356 一直有人接；身体不好打 120。",
    "我陪着您。先喝口热水，歇一歇，身边有人就请他坐一会儿。工作人员会联系您（编号 {number}）。\n"
    "撑不住就打 12356，别等。",
)
"""In turns, once people know."""
_ILL = frozenset({Sorrow.CHILD, Sorrow.ILLNESS})


async def comfort(
    text: str, chosen: Choice | None, offered: tuple[Choice, ...], desk: Desk
) -> Reply | None:
    """The answer to a sorrow and nothing else, or to who wants to be called; None otherwise."""
    if chosen and chosen.intent == CALL_ME:
        return await _to_people(chosen.entities["said"], CALLED, desk)
    if chosen and chosen.intent == NO_CALL:
        return Reply(LEFT)
    sorrow = sorrow_of(text)
    if sorrow is None or chosen:
        return None
    text = " ".join(text.split())  # a line of `said` is a message
    if ticket := await _known_to_people(desk):
        again = len(ticket.log)
        await desk.supplement(ticket, text)
        return Reply(KNOWN[again % len(KNOWN)].format(number=ticket.number))
    before = next((choice for choice in offered if choice.intent == CALL_ME), None)
    said = f"{before.entities['said']}\n{text}" if before else text
    times = said.count("\n") + 1
    if times >= OFTEN:
        return await _to_people(said, TOLD, desk)
    words = FIRST[sorrow] if times == 1 else AGAIN_ILL if sorrow in _ILL else AGAIN
    return Reply(words, (Choice("请给我打电话", CALL_ME, {"said": said}), Choice("不用", NO_CALL)))


async def _to_people(said: str, words: str, desk: Desk) -> Reply:
    """The coordinating centre has it today; one tap takes it back."""
    last = said.split("\n")[-1]
    appeal = Appeal(Type.HELP, f"请联系：{last}"[:TITLE_LENGTH], f"{said}\n（请人打电话）")
    centre = desk.shelf.catalogue.coordinating_centre
    why = {"rule": f"{RULE}{sorrow_of(last) or ''}"}
    ticket = await desk.open_ticket(appeal, why, urgent=True, department=centre)
    back = Choice("不用联系我", "withdraw", {"number": ticket.number})
    return Reply(words.format(number=ticket.number), (back,))


async def _known_to_people(desk: Desk) -> Ticket | None:
    """The ticket at hand, if it was opened because this citizen suffers or is in danger."""
    ticket = await desk.ticket_at_hand()
    if ticket is None or ticket.state not in OPEN:
        return None
    return ticket if ticket.is_urgent or ticket.rule.startswith(RULE) else None
