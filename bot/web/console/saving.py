"""What every form of the console says once it was sent."""

from collections.abc import Awaitable
from dataclasses import dataclass

from bot.domain.errors import BadFile, FieldRejected, SavedMeanwhile, StoreAway, TurnConflict

BUSY = "现在忙，没有提交。您写的内容还在，请过几秒再试一次。"
SAVED = "已存进草稿。训练、测试、发布以后，市民才会看到。"
MOVED = "刚才有别的同志改了同一个文件，您的改动没有保存。下面是现在的内容，请再改一次。"


@dataclass(frozen=True)
class Refused:
    """Why the draft is as it was, and the status of the page that says so; `line` of the file, or
    0; `field` of the form, or ""."""

    words: str
    status: int
    line: int = 0
    field: str = ""


async def refusal(saving: Awaitable[object]) -> Refused | None:
    """What came in the way of writing into the draft; None once it is written."""
    try:
        await saving
    except SavedMeanwhile:
        return Refused(MOVED, 409)
    except FieldRejected as error:
        return Refused(error.problem, 422, field=error.field)
    except BadFile as error:
        return Refused(f"{error.problem}{error.remedy}", 422, error.line or 0)
    except (TurnConflict, StoreAway):
        return Refused(BUSY, 503)
    return None
