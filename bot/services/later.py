"""What is said at once when the answer itself follows later."""

from bot.domain import emergency
from bot.domain.messages import SILENT, Message
from bot.domain.replies import SILENCE, Reply

LATER = Reply(
    "已收到您的话。现在系统有点忙，稍后答复您，不用重发。\n"
    "如果久等没有回音，随便发一个字，就能看到答复。"
)
"""One sentence for every such state, so that two gateways in two states say the same."""
NOBODY_KNOWS_YET = "（系统正忙，您的话已经记下，稍后报给值班人员。请不要等，先打电话。）"


def is_put_off(words: str) -> bool:
    """Is this only the word that the answer follows?"""
    return words == LATER.text or words.endswith(NOBODY_KNOWS_YET)


def at_once(message: Message) -> Reply:
    """The same words for the same message, from the message alone: no store is asked.

    Who is in danger gets the advice, without the sentence that somebody on duty knows already.
    """
    if urgent := emergency.recognise(message.text):
        return Reply(f"请马上拨打 {urgent.first_aid}\n{NOBODY_KNOWS_YET}")
    return SILENCE if message.kind in SILENT else LATER
