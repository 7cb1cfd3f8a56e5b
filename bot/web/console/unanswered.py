"""What citizens said and found no answer to, in groups: somebody's task, or an answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.domain.errors import FieldRejected, NotFound
from bot.domain.people import Right
from bot.domain.tickets import TYPE_NAMES, Type
from bot.domain.unanswered import WHY_NAMES, Group
from bot.services.knowledge.unanswered import LOOKED_BACK
from bot.web.console.faq_desk import desk_of
from bot.web.console.faq_form import number_of, numbers_of
from bot.web.console.faq_view import begun_from
from bot.web.console.visit import Form, Visit

BOX = "/console/unanswered"
PAGE_SIZE = 20
APART = " · "
"""Between the question and the key of an entry, where one is chosen by typing."""


@dataclass(frozen=True)
class Heap:
    """A group as it is shown; `place` tells its fields from those of the others."""

    group: Group
    place: int
    late: bool

    @property
    def ids(self) -> str:
        """Of messages that nobody takes care of, for a hidden field."""
        return ",".join(map(str, self.group.ids))

    @property
    def task(self) -> str:
        return str(self.group.task.id) if self.group.task else ""

    @property
    def whys(self) -> str:
        return "、".join(WHY_NAMES[why] for why in self.group.whys)


async def box(visit: Visit) -> web.StreamResponse:
    """GET /console/unanswered"""
    return await _show(visit)


async def assign(visit: Visit) -> web.StreamResponse:
    """POST …/assign: a unit answers for it, until a day."""
    form, box = await visit.form(), desk_of(visit).box
    ids, task = _which(form)

    async def step() -> None:
        await box.assign(ids, form["owner"], form["due"], visit.person.login, task)

    unit = visit.house.unit(form["owner"])
    return await _tried(visit, step, f"已交给{unit}，{form['due']} 前办好。")


async def mark(visit: Visit) -> web.StreamResponse:
    """POST …/mark: it was no question, but this."""
    form, box = await visit.form(), desk_of(visit).box
    ids, task = _which(form)

    async def step() -> None:
        if form["type"] not in set(Type):
            raise FieldRejected("type", "请选一个类型。")
        await box.mark(ids, Type(form["type"]), visit.person.login, task)

    return await _tried(visit, step, "已标记，下次训练时机器人会学。")


async def dismiss(visit: Visit) -> web.StreamResponse:
    """POST …/dismiss: nothing is to be done."""
    form, box = await visit.form(), desk_of(visit).box
    ids, task = _which(form)

    async def step() -> None:
        await box.dismiss(ids, visit.person.login, task)

    return await _tried(visit, step, "已移出，不用再管。")


async def answer(visit: Visit) -> web.StreamResponse:
    """POST …/answer: the form of a new entry, or of a known one, with the group's words in it."""
    form, desk = await visit.form(), desk_of(visit)
    ids, task = _which(form)
    chosen = form["entry"].rpartition(APART)[2].strip()
    book = await desk.faq.book()
    if form["entry"] and chosen not in book.drafted:
        return await _show(visit, "没有这条问答，请从列表里选一条。")
    words = await desk.box.words(ids, task)
    if not words:
        return await _show(visit, GONE)
    return await begun_from(visit, book, chosen, words, form)


GONE = "这些消息已经有人处理了。"


async def _tried(
    visit: Visit, step: Callable[[], Awaitable[None]], done: str
) -> web.StreamResponse:
    try:
        await step()
    except FieldRejected as wrong:
        return await _show(visit, wrong.problem)
    except NotFound:
        return await _show(visit, GONE)
    return visit.go(BOX, done)


async def _show(visit: Visit, problem: str = "") -> web.Response:
    desk, today = desk_of(visit), desk_of(visit).clock().date()
    groups = await desk.box.groups()
    page, pages = _page(visit), max(1, -(-len(groups) // PAGE_SIZE))
    beginning = (page - 1) * PAGE_SIZE
    book = await desk.faq.book()
    return visit.render(
        "unanswered.html",
        status=422 if problem else 200,
        problem=problem,
        heaps=_heaps(groups[beginning : beginning + PAGE_SIZE], beginning, today),
        groups=len(groups),
        messages=sum(one.many for one in groups),
        late=sum(_is_late(one, today) for one in groups),
        page=page,
        pages=pages,
        here=BOX,
        days=LOOKED_BACK.days,
        units=visit.house.catalogue().departments,
        types=TYPE_NAMES,
        choices=[f"{one.question}{APART}{one.key}" for one in book.drafted.values()],
        today=today.isoformat(),
        may_edit=visit.person.may(Right.EDIT_KNOWLEDGE),
    )


def _heaps(groups: Sequence[Group], beginning: int, today: date) -> list[Heap]:
    return [
        Heap(one, place, _is_late(one, today)) for place, one in enumerate(groups, beginning + 1)
    ]


def _is_late(group: Group, today: date) -> bool:
    return bool(group.task and group.task.due and group.task.due < today.isoformat())


def _which(form: Form) -> tuple[list[int], int | None]:
    """The messages and the task that a form is about. What is no number is none."""
    return numbers_of(form["ids"]), number_of(form["task"])


def _page(visit: Visit) -> int:
    return max(1, number_of(visit.request.query.get("page", "")) or 1)
