"""Rasa's intents, actions, forms and slots in words that a clerk reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.story_check import ACTION, FORM, INTENT, MARK, SLOT, Path, StepAt
from bot.domain.story_flow import is_told_by_another
from bot.domain.tickets import TYPE_NAMES
from bot.domain.understood import CLASS_NAMES
from bot.services.ports.stories import Script

TOPICS: Mapping[str, str] = {
    "again": "同一件事又来说",
    "attach": "图片和视频",
    "complaint": "投诉、举报",
    "correction": "更正",
    "elsewhere": "别处管的事",
    "faq": "常见问题",
    "feedback": "答复以后满不满意",
    "handoff": "转人工",
    "help": "求助",
    "inquiry": "咨询",
    "praise": "表扬",
    "route": "只能走法定途径的事",
    "smalltalk": "问候、道谢、听不懂",
    "suggestion": "建议",
    "ticket": "工单：补充、查询、催办、撤回",
    "together": "几位市民说同一件事",
}
INTENTS: Mapping[str, str] = {
    **CLASS_NAMES,
    "faq": "问一个常见问题",
    "faq_chosen": "点了一个列出来的问题",
    "withdraw": "确认撤回工单",
    "another": "接着说另一件事",
    "resume": "接着说刚才没说完的事",
    "same": "说“就是那一件”",
    "apart": "说“是另一件”",
    "join": "愿意和大家一起办",
    "leave": "要单独办",
    "elsewhere": "说的事归别处管",
    "route": "说的事只能走法定途径",
    "follow": "关注公众号",
    "attach": "只发来图片或视频",
    "out_of_scope": "说了与政务无关的话",
}
ACTIONS: Mapping[str, str] = {
    "action_begin_matter": "听清是什么事，记下已经说了的",
    "action_begin_other": "接着记另外那件事",
    "action_same": "并到刚才问的那件工单",
    "action_apart": "当成另一件事",
    "action_join": "和别人反映的并在一起办",
    "action_leave": "分开，单独办",
    "action_resume": "拿出刚才没说完的事",
    "action_open_ticket": "开工单，把编号告诉市民",
    "action_drop_matter": "不登记了，告诉市民",
    "action_answer_question": "按知识库回答",
    "action_tell_status": "告诉市民办得怎么样",
    "action_supplement": "补到工单里",
    "action_urge": "催办理的单位",
    "action_cancel": "问是不是要撤回",
    "action_withdraw": "撤回工单",
    "action_solved": "记下“解决了”",
    "action_not_solved": "记下“没解决”，让人接着办",
    "action_hand_over": "转给工作人员",
    "action_correct": "按市民说的更正",
    "action_inform": "收下补充的情况",
    "action_keep_attachment": "收下图片或视频",
    "action_unclear": "说没听明白，问一问",
    "action_elsewhere": "告诉市民归谁管",
    "action_name_route": "告诉市民该走的法定途径",
    "action_affirm": "回应“好、是的”",
    "action_deny": "回应“不、不用”",
    "action_deactivate_loop": "不再追问",
    "action_listen": "等市民说下一句",
}
FORMS: Mapping[str, str] = {
    "complaint_form": "投诉的事",
    "suggestion_form": "建议的事",
    "help_form": "求助的事",
    "inquiry_form": "咨询的事",
    "praise_form": "表扬的事",
}
MATTER = {
    "new": "是一件新的事",
    "same": "属于已有的工单",
    "offer": "先要问清楚",
    "done": "已经办好，不用再问",
}
EXAMPLES = 2


@dataclass(frozen=True)
class StepShown:
    """A step in words. `says` are things that citizens say, `bubble` what the bot answers."""

    kind: str
    words: str
    code: str
    says: tuple[str, ...] = ()
    bubble: tuple[str, ...] = ()


def topic_name(topic: str) -> str:
    """What a file of stories is about."""
    return TOPICS.get(topic, topic)


def intent_name(intent: str) -> str:
    """What somebody means."""
    return INTENTS.get(intent) or TYPE_NAMES.get(intent, intent)  # type: ignore[call-overload]


def action_name(action: str, script: Script) -> str:
    """What the bot does; of its own sentences, their beginning."""
    if said := script.sayings.get(action):
        return f"说：“{_short(said.texts[0]) if said.texts else ''}”"
    if action in FORMS or action in script.known.forms:
        return "问齐还缺的内容"
    return ACTIONS.get(action, action)


def form_name(form: str) -> str:
    """What a form asks about."""
    return FORMS.get(form, form)


def walked(path: Path, script: Script) -> list[StepShown]:
    """A rule's steps in words, without those that another one tells."""
    steps = path.steps
    return [shown(one, script) for at, one in enumerate(steps) if not is_told_by_another(steps, at)]


def shown(step: StepAt, script: Script) -> StepShown:
    """One step, for a list of them."""
    code = " ".join(step.names)
    if step.kind == INTENT:
        words = f"市民：{'，或者 '.join(intent_name(one) for one in step.names)}"
        return StepShown(step.kind, words, code, says=_says(step, script))
    if step.kind == ACTION:
        name = step.names[0]
        said = script.sayings.get(name)
        if said is None:
            return StepShown(step.kind, f"机器人：{action_name(name, script)}", code)
        return StepShown(step.kind, "机器人说：", code, says=said.taps, bubble=said.texts)
    return StepShown(step.kind, condition(step), code)


def condition(step: StepAt) -> str:
    """What is so, or becomes so."""
    if step.kind == FORM:
        return f"追问：{form_name(step.names[0])}" if step.names else "不再追问"
    if step.kind == SLOT:
        name, value = step.names[0], str(step.value)
        if name == "matter":
            return f"如果{MATTER.get(value, value)}"
        if name == "requested_slot":
            return "要问的都问到了" if step.value is None else f"正在问 {value}"
        return f"{name} 是 {'空' if step.value is None else value}"
    if step.kind == MARK:
        return f"连接点 {step.names[0]}"
    return "（只能在文件里改的一步）"


def _says(step: StepAt, script: Script) -> tuple[str, ...]:
    """Two things that are said so, of each intent."""
    found: list[str] = []
    for name in step.names:
        ways = script.examples.get(name) or ()
        if not ways:
            more = (one for key, one in script.examples.items() if key.startswith(f"{name}/"))
            ways = [one[0] for one in more if one][:EXAMPLES]
        found += [plain_way(way) for way in ways[:EXAMPLES]]
    return tuple(found[: EXAMPLES * 3])


def plain_way(way: str) -> str:
    """An example without Rasa's marks for what is found in it."""
    plain, rest = "", way
    while "[" in rest and "]" in rest:
        before, _, rest = rest.partition("[")
        inside, _, rest = rest.partition("]")
        for opens, closes in (("(", ")"), ("{", "}")):
            if rest.startswith(opens) and closes in rest:
                rest = rest.partition(closes)[2]
        plain += before + inside
    return plain + rest


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:14]}…" if len(line) > 14 else line
