"""What people call what a message was taken for."""

from collections.abc import Mapping

from bot.domain.tickets import TYPE_NAMES

CLASS_NAMES: Mapping[str, str] = {
    **{kind.value: name for kind, name in TYPE_NAMES.items()},
    "faq": "问答",
    "out_of_scope": "无关",
    "elsewhere": "别处的事",
    "greet": "问候",
    "thanks": "道谢",
    "goodbye": "告别",
    "capabilities": "问功能",
    "affirm": "说是",
    "deny": "说不",
    "inform": "补充情况",
    "supplement": "要补充",
    "ask_status": "查进度",
    "urge": "催办",
    "handoff": "转人工",
    "correct": "更正",
    "cancel": "取消",
    "solved": "已解决",
    "not_solved": "没解决",
}
"""By the model's own class."""
