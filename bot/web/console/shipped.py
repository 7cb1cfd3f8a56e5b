"""Texts that a new version of the product changed and people, too: both are read, one is chosen."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from aiohttp import web

from bot.domain.errors import FieldRejected, NotFound, SavedMeanwhile
from bot.domain.shipping import Versions
from bot.services.knowledge.shipped import NEW, OURS, stamp_of
from bot.web.console.faq_desk import page_of
from bot.web.console.studio import RELEASES, STORIES, note, studio_of
from bot.web.console.visit import Visit

DRAFT = f"{RELEASES}/draft"
PAGE = f"{DRAFT}/shipped"
BACK = f"{DRAFT}#shipped"
KINDS = {
    "faq": "常见问题",
    "intent": "例句",
    "responses": "机器人的话",
    "rule": "流程",
    "story": "流程",
    "tests": "测试对话",
}
OTHER = "文件"
NONE = "（没有这一条）"
SAME, GONE, CAME = "same", "minus", "plus"
"""How a line differs: as in every difference of the console."""
TOLD = {
    OURS: "已留用我们的。",
    NEW: "已换成新版本的，存进了草稿。训练、测试、发布以后生效。",
}
MOVED = "刚才这一条又有变化，请看清楚现在的内容再选。"


@dataclass(frozen=True)
class Beside:
    """One item with its three texts, as a page shows it; `opens` is where it is edited.

    Each line of a text has the class of how it differs.
    """

    item: str
    kind: str
    name: str
    opens: str
    stamp: str
    texts: Sequence[tuple[str, Sequence[tuple[str, str]]]]


async def undecided(visit: Visit) -> list[Beside]:
    """What waits for a decision."""
    return [_beside(one) for one in await studio_of(visit).shipped.undecided()]


async def decide(visit: Visit) -> web.StreamResponse:
    """POST /console/releases/draft/shipped: keep ours, or take the new one into the draft."""
    form = await visit.form()
    item, how = form["item"], form["how"]
    if how not in TOLD:
        raise FieldRejected("how", "请选留用我们的，还是换成新的。")
    shipped, by = studio_of(visit).shipped, visit.person.login
    try:
        await shipped.decide(item, how, by, form["stamp"])
    except SavedMeanwhile:
        return visit.go(BACK, MOVED)
    except NotFound as gone:
        return visit.go(BACK, str(gone))
    except FieldRejected as unfit:
        return visit.go(BACK, unfit.problem)
    await note(visit, "shipped_decided", item, kind=how)
    return visit.go(BACK, TOLD[how])


def _beside(one: Versions) -> Beside:
    item = one.dispute.item
    kind, _, name = item.partition("/")
    opens = f"{STORIES}/file/{one.path}"
    if kind == "faq" and one.ours is not None:
        opens = page_of(name)
    was, new, ours = ((NONE if one is None else one) for one in (one.was, one.new, one.ours))
    both = set(new.splitlines()) & set(ours.splitlines())
    told = KINDS.get(kind)
    return Beside(
        item,
        told or OTHER,
        name if told else item,
        opens,
        stamp_of(one),
        [
            ("原来的", _marked(was, both, GONE)),
            ("新版本的", _marked(new, set(was.splitlines()), CAME)),
            ("我们的", _marked(ours, set(was.splitlines()), CAME)),
        ],
    )


def _marked(text: str, same: Set[str], otherwise: str) -> list[tuple[str, str]]:
    """Its lines; those that are not the same are what somebody has to look at."""
    return [(line, SAME if line in same else otherwise) for line in text.splitlines()]
