"""What is said to somebody who writes nothing but abuse: one calm sentence, and a way on.

Nothing is counted against anybody: the next message is heard like every other one.
"""

from collections.abc import Sequence

from bot.domain import abuse
from bot.domain.replies import Choice, Reply

CALM = (
    "听得出您很生气，让您受委屈了。有事我照样帮您办：请直接说是什么事、在哪里，我马上登记。\n"
    "刚才说到一半的，接着说就行。想找工作人员，发“转人工”，或者打 12345。"
)
A_PERSON = (Choice("转人工", "handoff"),)


def calmly(text: str, offered: Sequence[Choice]) -> Reply | None:
    """The answer to nothing but abuse, or None. What was `offered` before can still be taken."""
    insults = abuse.recognise(text)
    return Reply(CALM, tuple(offered) or A_PERSON) if insults and insults.alone else None
