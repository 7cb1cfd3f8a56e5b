"""The audit's constant words in Chinese."""

from collections.abc import Mapping

from bot.domain.people import ROLE_NAMES
from bot.domain.tickets import TYPE_NAMES
from bot.services.ports.audit import AuditLine
from bot.web.console.timeline import UnitName

WHAT: Mapping[str, str] = {
    "sign_in": "登录",
    "sign_in_refused": "登录被拒",
    "sign_out": "退出",
    "sign_out_everywhere": "在所有地方退出",
    "password_changed": "修改密码",
    "authenticator_set": "设置两步验证",
    "recovery_code_used": "使用恢复码",
    "invited": "邀请人员",
    "link_made": "生成一次性链接",
    "joined": "设密码加入",
    "ticket_link_made": "生成一件工单的手机链接",
    "link_opened": "用手机打开工单链接",
    "link_refused": "工单链接在别处打开，被拒",
    "reset": "重置账号",
    "role_changed": "改变角色",
    "department_changed": "改变单位",
    "person_changed": "修改人员",
    "disabled": "停用账号",
    "enabled": "恢复账号",
    "case_read": "查看保密件",
    "revealed": "查看隐去的内容",
    "sent_again": "再送一次",
    "type_mistaken": "指出类型听错了",
    "way_changed": "修改单位的通知方式",
    "secret_rotated": "换单位的密钥",
    "old_secret_ended": "停用单位的旧密钥",
    "way_dropped": "撤销单位的通知方式",
    "way_tested": "给单位发测试",
    "plan_changed": "改谁收到通知",
    "contact_changed": "改个人的通知方式",
    "menu_published": "推送菜单",
    "welcome_published": "改欢迎语",
    "keywords_published": "改关键词",
    "template_saved": "保存答复模板",
    "template_dropped": "删除答复模板",
    "answer_changed": "改答案（马上生效）",
    "faq_imported": "导入常见问题",
    "correction_accepted": "采纳类型更正",
    "correction_rejected": "不采纳类型更正",
    "correction_waiting": "放回待看的更正",
    "trial_asked": "训练和测试草稿",
    "shipped_decided": "决定新版本也改了的一条",
    "override_asked": "请求照样发布",
    "knowledge_brought": "上传知识库",
    "draft_begun": "把草稿换成旧版",
    "published": "发布",
    "rolled_back": "退回到以前的版本",
}
"""What somebody did. A word that is not here is shown as it was written."""

DETAILS: Mapping[str, str] = {
    "address": "来自",
    "reason": "原因",
    "roles": "角色",
    "roles_before": "原角色",
    "department": "单位",
    "department_before": "原单位",
    "disabled": "停用",
    "disabled_before": "原停用",
    "attachment": "附件",
    "parcel": "送达编号",
    "entries": "条数",
    "to": "送给",
    "back_to": "退回到第几次发布",
    "asked_by": "请求的人",
    "kind": "方式",
    "release": "发布",
    "before": "原来的发布",
    "type": "应当是",
}
SUBJECTS: Mapping[str, str] = {
    "trial_asked": "第 {} 次训练和测试",
    "override_asked": "第 {} 次训练和测试",
    "published": "第 {} 次发布",
    "rolled_back": "第 {} 次发布",
    "draft_begun": "第 {} 次发布",
    "knowledge_brought": "{} 个文件",
}
"""What a bare number stands for."""
OF_UNITS = frozenset(
    {
        "way_changed",
        "secret_rotated",
        "old_secret_ended",
        "way_dropped",
        "way_tested",
        "plan_changed",
    }
)
VALUES: Mapping[str, str] = {
    "yes": "是",
    "ours": "留用我们的",
    "new": "换成新的",
    "no": "否",
    "password": "密码不对",
    "code": "验证码不对",
    "citizen": "市民",
    "webhook": "系统对接",
    "wecom": "企业微信群机器人",
    "dingtalk": "钉钉群机器人",
    "feishu": "飞书群机器人",
    "": "无",
    **{kind.value: name for kind, name in TYPE_NAMES.items()},
}


def subject_of(line: AuditLine, unit: UnitName, names: Mapping[str, str]) -> str:
    """Whom or what it was done to, as people call it; `names` are those of people by their id."""
    if not line.subject:
        return "—"
    if line.what in SUBJECTS:
        return SUBJECTS[line.what].format(line.subject)
    if line.what in OF_UNITS:
        return unit(line.subject)
    return names.get(line.subject, line.subject)


def details_of(
    details: Mapping[str, str], unit: UnitName, logins: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The details of a line, each with its name. What did not change is left out.

    `logins` are the names of people by how they sign in.
    """
    return [
        (DETAILS.get(name, name), _value(name, value, unit, logins))
        for name, value in details.items()
        if not _as_before(name, details)
    ]


def _as_before(name: str, details: Mapping[str, str]) -> bool:
    now = name.removesuffix("_before")
    return f"{now}_before" in details and details[f"{now}_before"] == details.get(now)


def _value(name: str, value: str, unit: UnitName, logins: Mapping[str, str]) -> str:
    if name == "asked_by":
        return logins.get(value, value)
    if value and name.startswith("department"):
        return unit(value)
    if name.startswith("roles"):
        names = {role.value: words for role, words in ROLE_NAMES.items()}
        return "、".join(names.get(one, one) for one in value.split())
    return VALUES.get(value, value)
