"""What somebody does about a ticket. Whatever does not get through comes back with its words."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from aiohttp import web

from bot.domain.errors import (
    CallIdTaken,
    FieldRejected,
    MovedMeanwhile,
    NotFound,
    StepNotAllowed,
    StoreAway,
    TurnConflict,
)
from bot.domain.numbers import PATTERN
from bot.domain.personal_data import KINDS, redact
from bot.domain.tickets import Outcome
from bot.services.answers import as_read
from bot.services.department_calls import Verb
from bot.services.mentioning import FIELD as MENTION
from bot.web.console.case import Case
from bot.web.console.cases import CASES
from bot.web.console.counted import number_of
from bot.web.console.filters import INBOX
from bot.web.console.forms import FIELDS, Draft, new_call
from bot.web.console.gathering import gather
from bot.web.console.page import PageHandler
from bot.web.console.saving import BUSY
from bot.web.console.ticket import show
from bot.web.console.timeline import Happening, happenings
from bot.web.console.visit import Form, Visit

DONE = {
    Verb.ACKNOWLEDGE: "已签收。",
    Verb.TAKE: "已由您接手，机器人不再插话。",
    Verb.NOTE: "办理记录已保存，只在单位内部看得到。",
    Verb.ANSWER: "答复已发出，正在送往市民的微信。",
    Verb.ASK: "已问市民，等他回复。",
    Verb.RETURN: "已退单，系统已改派给别的单位。",
    Verb.TRANSFER: "已转办。",
}
LEAVES = frozenset({Verb.RETURN, Verb.TRANSFER})
"""After these the ticket is somebody else's."""
EMPTY = "这份答复几乎都是模板里的话，没有写这件事的具体情况。请补上查到了什么、做了什么。"
GAP = re.compile(rf"＿＿+|〔(?:{'|'.join(KINDS)})〕")
"""What templates leave to be filled in, and what was hidden in somebody else's answer."""
NO_OUTCOME = "请选一个办理结果。"
SENT_BEFORE = "这一页刚才提交过一次，上次写的已经办了。这次写的还没提交，要提交请再点一次。"
NO_TEXT = "这份底稿现在找不到了，没有填入。您写的内容还在。"
NOT_TO_MERGE = "没有这个编号的工单，或者它不归您单位办。请核对编号。"
Step = Callable[[], Awaitable[object]]


def keeping_words(handler: PageHandler) -> PageHandler:
    """A step whose ticket went elsewhere meanwhile, or cannot be reached: what was written is given
    back."""

    @wraps(handler)
    async def stepped(visit: Visit) -> web.StreamResponse:
        try:
            return await handler(visit)
        except (NotFound, StoreAway) as error:
            form = await visit.form()
            words = form.raw("text") or form.raw("reason")
            if not words.strip():
                raise
            gone = isinstance(error, NotFound)
            status = 404 if gone else 503
            return visit.render("ticket_gone.html", status=status, words=words, gone=gone)

    return stepped


@keeping_words
async def act(visit: Visit) -> web.StreamResponse:
    """POST …/{verb}: one step of a unit."""
    verb = Verb(visit.request.match_info["verb"])
    form, casework = await visit.form(), visit.request.app[CASES].casework
    fields: dict[str, Any] = {name: form.raw(name) for name in FIELDS[verb]}
    if verb is Verb.NOTE:
        fields[MENTION] = form.all(MENTION)
    number, seen, call_id = visit.number, _seen(form), _call(form)

    async def step() -> object:
        if verb is Verb.ANSWER:
            _check(fields["text"])
        return await casework.act(visit.person, number, verb, fields, seen=seen, call_id=call_id)

    leads_to = INBOX if verb in LEAVES else visit.ticket_page
    return await _tried(visit, verb.value, form, step, leads_to, DONE[verb])


async def merge(visit: Visit) -> web.StreamResponse:
    """POST …/merge: other tickets are handled with this one."""
    form, number = await visit.form(), visit.number
    casework = visit.request.app[CASES].casework
    wanted = dict.fromkeys(PATTERN.findall(" ".join([*form.all("number"), form["numbers"]])))

    async def step() -> object:
        if not wanted:
            raise FieldRejected("numbers", "请勾选或填写要并进来的工单编号。")
        await visit.request.app[CASES].casebook.find(visit.sight, number)
        try:
            return await casework.merge(visit.person, number, list(wanted), call_id=_call(form))
        except NotFound:
            raise FieldRejected("numbers", NOT_TO_MERGE) from None

    done = f"已把 {len(wanted)} 件并到这一件，答复一次，每位市民都会收到。"
    return await _tried(visit, "merge", form, step, visit.ticket_page, done)


async def part(visit: Visit) -> web.StreamResponse:
    """POST …/part: this ticket is handled by itself again."""
    form, number = await visit.form(), visit.number
    casework = visit.request.app[CASES].casework

    async def step() -> object:
        return await casework.part(visit.person, number, call_id=_call(form))

    return await _tried(visit, "part", form, step, visit.ticket_page, "已分开，单独办理。")


async def again(visit: Visit) -> web.StreamResponse:
    """POST …/again: what did not arrive goes out once more."""
    form, number = await visit.form(), visit.number
    casework = visit.request.app[CASES].casework

    async def step() -> None:
        await casework.send_again(visit.person, number, form["parcel"])

    return await _tried(visit, "again", form, step, visit.ticket_page, "已重新发送。")


@keeping_words
async def preview(visit: Visit) -> web.StreamResponse:
    """POST …/preview: the answer as the citizen will read it; nothing happens yet."""
    form, case = await visit.form(), await gather(visit, visit.number)
    draft = Draft.of("answer", form, moved=_moved(visit, case, form))
    text, chosen = draft.fields["text"].strip(), draft.fields["outcome"]
    if not text:
        draft = replace(draft, error="请先写答复。", wrong="text")
    elif chosen not in set(Outcome):
        draft = replace(draft, error=NO_OUTCOME, wrong="outcome")
    else:
        unit, number = visit.house.unit(case.ticket.department), case.ticket.number
        words = as_read(number, unit, text, Outcome(chosen))
        phrases = await visit.request.app[CASES].templates.phrases(visit.person, number, text)
        draft = replace(draft, preview=words, hint=EMPTY if phrases.empty else "")
    return await show(visit, case, draft)


@keeping_words
async def keep_draft(visit: Visit) -> web.StreamResponse:
    """POST …/draft: the page anew, with what was written, and with a text that is `fill`ed in."""
    form, case = await visit.form(), await gather(visit, visit.number)
    draft = Draft.of(form["form"] or "answer", form, moved=_moved(visit, case, form))
    try:
        filled = await _text_of(visit, form["fill"], form["template"])
    except NotFound:
        filled, draft = "", replace(draft, error=NO_TEXT)
    if filled:
        text = "\n".join(part for part in (draft.fields["text"].rstrip(), filled) if part)
        draft = replace(draft, fields={**draft.fields, "text": text})
    return await show(visit, case, draft)


async def _text_of(visit: Visit, named: str, template: str) -> str:
    """A text to begin with: "template" (whichever is chosen), "faq:" and its key, or "ticket:" and
    the number of an answered one."""
    cases = visit.request.app[CASES]
    if named == "template" and template:
        return await cases.templates.fill(visit.person, template, visit.number)
    kind, _, name = named.partition(":")
    if kind == "faq":
        entry = cases.knowledge.entry(name)
        return "\n".join(filter(None, (entry.answer, entry.url))) if entry else ""
    if kind != "ticket":
        return ""
    answer = (await cases.casebook.find(visit.sight, name)).answer()
    # somebody else's telephone must not get into this citizen's answer
    return redact(str(answer.data["text"])) if answer else ""


async def _tried(
    visit: Visit, name: str, form: Form, step: Step, leads_to: str, done: str
) -> web.StreamResponse:
    """Lead on when the step is done, else show the page with what was written and why not."""
    try:
        await step()
    except MovedMeanwhile as error:
        return await _came_back(visit, Draft.of(name, form, error=str(error)), 409, stale=True)
    except FieldRejected as error:
        words = NO_OUTCOME if error.field == "outcome" else error.problem
        draft = Draft.of(name, form, error=words, wrong=error.field)
        return await _came_back(visit, draft, 422, stale=True)
    except CallIdTaken:
        draft = replace(Draft.of(name, form, error=SENT_BEFORE), call=new_call())
        return await _came_back(visit, draft, 409)
    except StepNotAllowed as error:
        return await _came_back(visit, Draft.of(name, form, error=str(error)), 409)
    except (TurnConflict, StoreAway):
        return await _came_back(visit, Draft.of(name, form, error=BUSY), 503)
    return visit.go(leads_to, told=done)


async def _came_back(
    visit: Visit, draft: Draft, status: int, stale: bool = False
) -> web.StreamResponse:
    case = await gather(visit, visit.number)
    if stale:
        draft = replace(draft, moved=_moved(visit, case, await visit.form()))
    return await show(visit, case, draft, status)


def _moved(visit: Visit, case: Case, form: Form) -> list[Happening]:
    """What the page that was sent did not show: the next one says so, or nobody would."""
    return happenings(case.ticket.log, case.veil, visit.house.unit, _seen(form))


def _check(answer: str) -> None:
    """Raise FieldRejected for an answer with a gap that a template or a draft left in it."""
    if gap := GAP.search(answer):
        raise FieldRejected("text", f"还有没填好的地方：“{gap[0]}”，请改好再发。")


def _seen(form: Form) -> int:
    """How much of the log the page showed; who does not say has seen nothing."""
    said = form["seen"]
    return number_of(said)


def _call(form: Form) -> str:
    return form["call"][:64]
