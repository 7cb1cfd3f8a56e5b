"""What was written beside what somebody else has saved meanwhile."""

from collections.abc import Mapping, Sequence

from bot.domain.telling import NEWS_NAMES, Contact, Plan, Rule, When

NOBODY = "没有"
SOON = {When.NOW: "马上", When.OFFICE: "上班时间", When.DAILY: "每天汇总"}
PLATFORMS = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}


def beside(now: Sequence[str], mine: Sequence[str]) -> list[str]:
    """Lines of only one of them: `- ` before what stands now, `+ ` before what was written."""
    gone = [f"- 现在：{line}" for line in now if line not in mine]
    return [*gone, *(f"+ 您写的：{line}" for line in mine if line not in now)]


def of_plan(plan: Plan, names: Mapping[str, str]) -> list[str]:
    """A unit's plan, a line for each that hears of something; `names` of people by their id."""
    groups = [f"群“{one.name}”——{_told(one.rule)}" for one in plan.groups]
    people = [
        f"{names.get(one, '已不在的同志')}——{_told(rule)}" for one, rule in plan.people.items()
    ]
    return [f"单位的通知方式——{_told(plan.own)}", *groups, *people]


def of_contact(contact: Contact, names: Mapping[str, str], own: bool) -> list[str]:
    """How somebody is reached, as `typed` tells what was written; their robot is another card."""
    ids = {f"id_{kind}": contact.ids.get(kind, "") for kind in PLATFORMS}
    until = contact.away_until.isoformat() if contact.away_until else ""
    fields = {**ids, "deputy": contact.deputy or "", "away_until": until}
    return typed(fields, contact.rule if own else None, names)


def typed(fields: Mapping[str, str], rule: Rule | None, names: Mapping[str, str]) -> list[str]:
    """A line for each field of how somebody is reached; `rule` is None where it is not asked."""
    ids = [f"{name}账号——{fields[f'id_{kind}'] or NOBODY}" for kind, name in PLATFORMS.items()]
    deputy, until = names.get(fields["deputy"], NOBODY), fields["away_until"] or NOBODY
    lines = [*ids, f"代理人——{deputy}", f"不在到——{until}"]
    return [*lines, f"我经办的件——{_told(rule)}"] if rule else lines


def _told(rule: Rule) -> str:
    news = "；".join(words for one, words in NEWS_NAMES.items() if one in rule.news)
    return f"{news or '都不发'}（{SOON[rule.when]}）"
