"""Words that a unit answers with again and again; and how much of a reply is nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import FieldRejected
from bot.domain.tickets import Ticket
from bot.domain.zone import SHANGHAI

LONGEST_NAME = 40
LONGEST_TEXT = 2_000
"""Characters of a template."""
BOILERPLATE = 0.9
"""From this share on a reply without a fact of the case is a phrase (套话)."""

VARIABLES = {
    "编号": "工单编号",
    "称呼": "对市民的称呼",
    "事项": "反映的事项",
    "地点": "反映的地点",
    "期限": "答复期限",
    "单位": "承办单位",
}
"""What a template may mention, and what that is."""
_MENTION = re.compile(r"\{([^{}\n]*)\}|[{}]")


@dataclass(frozen=True)
class Template:
    """`department` is the code of the unit that has it; None: everybody has it."""

    id: str
    department: str | None
    name: str
    text: str
    changed_by: str = ""
    changed_at: datetime | None = None


SAMPLES = (
    Template(
        "sample-received",
        None,
        "已安排人员核实",
        "{称呼}，您好！您反映的“{事项}”（编号 {编号}）我们已经收到，已安排工作人员到{地点}核实。"
        "最晚 {期限} 前给您答复。",
    ),
    Template(
        "sample-done",
        None,
        "已处理完毕",
        "{称呼}，您好！您反映的“{事项}”，我单位已派人到{地点}处理，现在的情况是：＿＿。"
        "如果还有问题，请直接回复，我们接着办。",
    ),
    Template(
        "sample-needs-time",
        None,
        "需要一段时间",
        "{称呼}，您好！您反映的“{事项}”我单位正在办理，目前进展是：＿＿。"
        "因为＿＿，还需要一些时间，预计＿＿前办好，办好后马上告诉您。",
    ),
    Template(
        "sample-cannot",
        None,
        "暂时不能解决",
        "{称呼}，您好！您反映的“{事项}”我们认真核实了。根据＿＿（文件名称和条款），"
        "目前还不能＿＿，原因是＿＿。您也可以＿＿。给您带来不便，请您谅解。",
    ),
    Template(
        "sample-not-ours",
        None,
        "说明归谁管",
        "{称呼}，您好！您反映的“{事项}”由＿＿负责，我们已把您的诉求转过去，"
        "您不用再跑一趟，结果会发到这里。",
    ),
)
"""Whoever likes one saves it as their own; ＿＿ is to be filled by hand."""


def check(text: str) -> None:
    """Raise FieldRejected, naming what is wrong and where, unless `text` can be filled."""
    for found in _MENTION.finditer(text):
        name, place = found[1], _place(text, found.start())
        if name is None:
            raise FieldRejected("text", f"{place}有单独的“{found[0]}”，变量要写成 {{编号}} 这样。")
        if name not in VARIABLES:
            known = "、".join(f"{{{one}}}" for one in VARIABLES)
            raise FieldRejected("text", f"{place}的 {{{name}}} 不是变量，可以用的有：{known}。")


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its variables' values; values are never read as templates themselves."""
    return _MENTION.sub(lambda found: values.get(found[1] or "", found[0]), text)


def values_of(ticket: Ticket, unit: str) -> dict[str, str]:
    """What the variables are for this ticket."""
    due = ticket.due_at.astimezone(SHANGHAI)
    return {
        "编号": ticket.number,
        "称呼": "市民朋友",  # nobody's name is known for sure, and none is guessed
        "事项": ticket.appeal.title,
        "地点": ticket.appeal.place or "现场",
        "期限": f"{due.month}月{due.day}日",
        "单位": unit,
    }


@dataclass(frozen=True)
class Phrases:
    """How much of a reply is template text, 0..1, and of which template.

    `empty`: nearly all of it is, and it names no fact of the case (套话).
    """

    share: float
    template: str | None
    empty: bool


def phrases_in(reply: str, templates: Sequence[Template], ticket: Ticket, unit: str) -> Phrases:
    """Measure `reply` against every template as it would be filled for this ticket."""
    values = values_of(ticket, unit)
    texts = {one.id: filled(one.text, values) for one in templates}
    said = _words(reply)
    measured = [(_share(said, _words(text)), name) for name, text in texts.items()]
    share, template = max(measured, default=(0.0, None))
    empty = share > BOILERPLATE and not _names_a_fact(reply, ticket, list(texts.values()))
    return Phrases(round(share, 3), template if share else None, empty)


def _place(text: str, at: int) -> str:
    before = text[:at]
    return f"第 {before.count(chr(10)) + 1} 行第 {at - before.rfind(chr(10))} 个字"


def _share(said: str, known: str) -> float:
    """The part of what is said that stands in the template, some characters in a row."""
    runs = {known[at : at + _RUN] for at in range(len(known) - _RUN + 1)}
    covered = set[int]()
    for at in range(len(said) - _RUN + 1):
        if said[at : at + _RUN] in runs:
            covered.update(range(at, at + _RUN))
    return len(covered) / len(said) if said else 0.0


def _names_a_fact(reply: str, ticket: Ticket, templates: Sequence[str]) -> bool:
    """Whether it says where, when or with whom it was, or has a figure that no template has."""
    appeal = ticket.appeal
    told = (fact for fact in (appeal.place, appeal.when, appeal.contact) if fact)
    known = {found[0] for text in templates for found in _FIGURE.finditer(text)}
    figures = {found[0] for found in _FIGURE.finditer(reply)}
    return bool(figures - known) or any(fact in reply for fact in told)


def _words(text: str) -> str:
    return _NOT_WORDS.sub("", text)


_RUN = 4
_FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:元|度|℃|米|天|日|号|月|年|%|次|户|人|平方)")
_NOT_WORDS = re.compile(r"[\W_]+")
